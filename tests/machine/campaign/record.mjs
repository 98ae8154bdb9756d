// The record as `muster export` has it, read without Muster's own code: what it says of each
// incident, and what must therefore stand in Slack.

export const bot = 'U0MUSTER';
// An incident's card, by the buttons that it has open or closed.
export const isCard = (message) => /"action_id":"(log|reopen)"/.test(JSON.stringify(message.blocks));

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const mention = (person) => person.user ? `<@${person.user}>` : person.name;

function incidentOf(line) {
    return {
        id: line.incident, title: line.title, titles: [line.title], severity: line.severity, status: 'investigating',
        closed: false, reporter: line.by, roles: new Map(), invited: new Set([line.by.user]), entries: new Map(),
        removed: [], updates: [], openActions: new Set(), revisions: 0, hasPostmortem: false,
        isPrivate: line.incident.startsWith('PRV-'), before: undefined,
        // What must appear in its channel, in this order; the card is the first.
        room: [{}],
    };
}

const apply = {
    renamed(incident, { title }) {
        incident.title = title;
        incident.titles.push(title);
    },
    severity_set(incident, { severity, why, by }) {
        incident.severity = severity;
        incident.room.push({
            texts: [`${mention(by)} set the severity to ${severity}`, escape(why ?? '')],
        });
    },
    status_set(incident, { status }) { incident.status = status; },
    role_given(incident, { role, holder }) {
        incident.roles.set(role, holder);
        if (holder.user) incident.invited.add(holder.user);
        incident.room.push({ texts: [`${mention(holder)} is ${role} now`] });
    },
    role_taken(incident, { role, before }) {
        incident.roles.delete(role);
        incident.room.push({ texts: [`${mention(before)} is no longer ${role}`] });
    },
    entry_added(incident, { entry }) { incident.entries.set(entry.number, entry); },
    entry_edited(incident, { entry }) { incident.entries.set(entry.number, entry); },
    entry_removed(incident, { number }) {
        incident.removed.push(incident.entries.get(number));
        incident.entries.delete(number);
    },
    update_made(incident, { update: made }) {
        const update = { ...made };  // it may be edited later
        incident.updates.push(update);
        if (update.number > 1)
            incident.room.push({ update });
    },
    update_edited(incident, { number, text }) {
        Object.assign(incident.updates.find((each) => each.number === number), { text, neutral: false, edited: true });
    },
    update_withdrawn(incident, { number, why }) {
        Object.assign(incident.updates.find((each) => each.number === number), { withdrawn: true, why });
    },
    follow_up_made(incident, { follow_up: made }) { incident.openActions.add(made.number); },
    follow_up_ended(incident, { number }) { incident.openActions.delete(number); },
    closed(incident) { incident.closed = true; },
    reopened(incident, { by, why }) {
        incident.closed = false;
        incident.status = 'investigating';
        incident.room.push({ texts: [`${mention(by)} reopened ${incident.id}: ${escape(why)}`] });
    },
    revision_made(incident) {
        ++incident.revisions;
        if (!incident.hasPostmortem)
            incident.room.push({ texts: [`Postmortem ${incident.id}`] });
        incident.hasPostmortem = true;
    },
    // Its new room has none of what stood in the one before.
    made_private(incident, { by, before, why }) {
        const holders = [...incident.roles.values()].map((holder) => holder.user).filter(Boolean);
        incident.before = before;
        incident.invited = new Set([by.user, incident.reporter.user, ...holders]);
        incident.room = [{}, { texts: [`${mention(by)} made ${before} private: ${escape(why)}`] }];
        incident.hasPostmortem = false;
    },
    time_set() {},
    part_set() {},
};

// What an update's message has in it.
export function updateTexts(update) {
    if (update.withdrawn) return [`Update ${update.number}: Withdrawn`, escape(update.why)];
    return [
        `Update ${update.number} · ${mention(update.author)}`, `is ${update.status}`, escape(update.text),
        ...(update.edited ? [' · edited'] : []),
    ];
}

// The texts of each message that its room must have, in order.
export function roomTexts(incident) {
    return incident.room.map(({ update, texts = [] }) => update ? updateTexts(update) : texts);
}

// From the lines of an export after the first.
export function replay(lines) {
    const incidents = new Map();
    for (const line of lines) {
        if (line.kind === 'declared') incidents.set(line.incident, incidentOf(line));
        else if (apply[line.kind]) apply[line.kind](incidents.get(line.incident), line);
        else throw new Error(`the campaign does not know what "${line.kind}" does in Slack`);
    }
    return [...incidents.values()];
}

// By instant, then number, as a timeline has them.
export function timeline(incident) {
    return [...incident.entries.values()].sort((a, b) =>
        a.when.at < b.when.at ? -1 : a.when.at > b.when.at ? 1 : a.number - b.number);
}

// "inc-7-checkout-is-slow": for the titles that plans have.
export function channelName(id, title) {
    const letters = title.toLowerCase().replaceAll('ö', 'o').replaceAll('ß', 'ss').replaceAll("'", '')
        .replaceAll(/[^a-z0-9_]+/g, '-').replaceAll(/^-|-$/g, '');
    return `${id.toLowerCase()}-${letters}`;
}

// Where a word that somebody typed came to be part of the record, for what kind of command.
const keeps = {
    declare: (line) => line.kind === 'declared' && line.title,
    log: (line) => line.kind === 'entry_added' && line.entry.source === 'typed' && line.entry.text,
    update: (line) => line.kind === 'update_made' && line.update.text,
    update_edit: (line) => line.kind === 'update_edited' && line.text,
    update_withdraw: (line) => line.kind === 'update_withdrawn' && line.why,
    severity: (line) => line.kind === 'severity_set' && line.why,
    rename: (line) => line.kind === 'renamed' && line.title,
    part: (line) => line.kind === 'part_set'
        && line.texts.filter((text) => !line.before?.includes(text)).join('\n'),
    action: (line) => line.kind === 'follow_up_made' && line.follow_up.text,
    edit: (line) => line.kind === 'entry_edited' && line.entry.text,
    close: (line) => line.kind === 'closed' && line.words,
    reopen: (line) => line.kind === 'reopened' && line.why,
    private: (line) => line.kind === 'made_private' && line.why,
};

// The words by which what somebody typed is found again.
export function wordsOf(lines) {
    return [...new Set(JSON.stringify(lines).match(/\bw\d+w\b/g))];
}

// How often the record has what was typed; nothing where that cannot be told.
export function timesKept(lines, step) {
    const word = /\bw\d+w\b/.exec(step.text)?.[0];
    if (!word || !keeps[step.kind]) return undefined;
    return lines.filter((line) => (keeps[step.kind](line) || '').includes(word)).length;
}

export { escape, mention };
