// Times as the person who is acted as reads them: in their own zone, 24 hours.

const formats = new Map();

function format(zone, options) {
    const key = zone + JSON.stringify(options);
    let found = formats.get(key);
    if (!found) {
        try {
            found = new Intl.DateTimeFormat('en-GB', { timeZone: zone || undefined, ...options });
        } catch {
            found = new Intl.DateTimeFormat('en-GB', options);  // a zone this browser does not know
        }
        formats.set(key, found);
    }
    return found;
}

export const instantOf = (ts) => new Date(Number(ts) * 1000);

export const clock = (date, zone) =>
    format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);

const clockWithSeconds = (date, zone) =>
    format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(date);

const shortDate = (date, zone) =>
    format(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(date);

const longDate = (date, zone) =>
    format(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(date);

// 2024-10-14, which also tells one day from another.
export function day(date, zone) {
    const parts = {};
    for (const { type, value } of format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' })
        .formatToParts(date)) {
        parts[type] = value;
    }
    return `${parts.year}-${parts.month}-${parts.day}`;
}

function near(date, zone) {
    const now = Date.now();
    const names = [['Today', 0], ['Yesterday', -1], ['Tomorrow', 1]];
    const found = names.find(([, days]) => day(new Date(now + days * 86400000), zone) === day(date, zone));
    return found ? found[0] : '';
}

export const dayTitle = (date, zone) => near(date, zone) || longDate(date, zone);

export function ago(date) {
    const seconds = Math.round((Date.now() - date.getTime()) / 1000);
    const size = Math.abs(seconds);
    const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
    const [name, length] = units.find(([, unit]) => size >= unit) ?? units[3];
    const count = Math.floor(size / length);
    const words = `${count} ${name}${count === 1 ? '' : 's'}`;
    return seconds < 0 ? `in ${words}` : `${words} ago`;
}

const tokens = {
    date_num: day,
    date: (date, zone) => format(zone, { day: 'numeric', month: 'long', year: 'numeric' }).format(date),
    date_short: shortDate,
    date_long: longDate,
    date_pretty: (date, zone) => near(date, zone).toLowerCase() || tokens.date(date, zone),
    date_short_pretty: (date, zone) => near(date, zone).toLowerCase() || shortDate(date, zone),
    date_long_pretty: (date, zone) => near(date, zone).toLowerCase() || longDate(date, zone),
    time: clock,
    time_secs: clockWithSeconds,
    ago: (date) => ago(date),
};

// Slack's date format, as in "{date_short_pretty} at {time}". Unknown tokens stay as they are.
export function formatDate(seconds, pattern, zone) {
    const date = new Date(Number(seconds) * 1000);
    if (Number.isNaN(date.getTime())) {
        return '';
    }
    return pattern.replace(/\{([a-z_]+)\}/g, (whole, name) =>
        Object.hasOwn(tokens, name) ? tokens[name](date, zone) : whole);
}

export const fullTime = (date, zone) => `${longDate(date, zone)}, ${clockWithSeconds(date, zone)}`;

// Europe/London is "London".
export const city = (zone) => (zone || 'UTC').split('/').pop().replaceAll('_', ' ');
