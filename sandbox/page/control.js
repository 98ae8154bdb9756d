// What can be done: each verb of the page, and the loop that keeps it in step with the workspace.

import { get, post } from './api.js';
import { changed, isIncident, newestIncident, recall, remember, startReading, store, takeState }
    from './store.js';
import { toast } from './toast.js';

let generation = 0;         // a newer look makes older answers void
let waiting = null;         // the long poll
const beforeSwitch = new Set();
export const onSwitch = (listener) => beforeSwitch.add(listener);

// The first person of the workspace, for a newcomer.
async function somebody() {
    const { users } = await get('/sandbox/dump', {});
    return users.find((user) => !user.is_bot && !user.deleted && user.id !== 'USLACKBOT')?.id ?? '';
}

async function load() {
    const mine = ++generation;
    const as = store.as;
    const known = new Set(store.channels.keys());
    const state = await get('/sandbox/state', { as: as || await somebody() }).catch(async (error) => {
        if (!as || store.ready) {
            throw error;
        }
        return get('/sandbox/state', { as: await somebody() });  // remembered from an earlier workspace
    });
    if (mine !== generation) {
        return;
    }
    takeState(state);
    if (!store.channels.has(store.channel)) {
        store.channel = firstChannel();
    }
    const channel = store.channel;
    const panel = store.panel;
    const [messages, replies] = await Promise.all([
        channel ? get('/sandbox/messages', { as: store.as, channel }) : { messages: [] },
        panel?.kind === 'thread'
            ? get('/sandbox/messages', { as: store.as, channel: panel.channel, thread_ts: panel.ts })
            : { messages: [] },
    ]);
    if (mine !== generation) {
        return;
    }
    store.messages = messages.messages ?? [];
    store.replies = replies.messages ?? [];
    if (!store.ready) {
        startReading();
        store.ready = true;
    } else {
        announceIncident(known);
    }
    store.offline = false;
    changed();
}

let latest = null;

// Looks again; done when the newest look is, whoever began it. Never throws: what cannot be reached
// is said in the page, and tried again.
export async function refresh() {
    let awaited = attempt();
    latest = awaited;
    let well = await awaited;
    while (awaited !== latest) {
        awaited = latest;
        well = await awaited;
    }
    return well;
}

async function attempt() {
    try {
        await load();
        return true;
    } catch (error) {
        store.offline = true;
        store.trouble = error.message;
        changed();
        return false;
    }
}

function firstChannel() {
    const channels = [...store.channels.values()].filter((channel) => !channel.is_im && !channel.is_archived);
    const found = channels.find((channel) => channel.name === 'general')
        ?? channels.find((channel) => channel.is_member) ?? channels[0];
    return found?.id ?? '';
}

let hint = () => {};  // takes the last such toast away

function announceIncident(known) {
    const fresh = newestIncident();
    if (known.size && fresh && !known.has(fresh.id) && fresh.id !== store.channel && isIncident(fresh)) {
        hint = toast(`#${fresh.name} is open.`, { label: 'Go there', run: () => openChannel(fresh.id) });
    }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Follows the workspace until the page closes. Between two failures it waits longer, up to 5 s.
export async function follow() {
    let wait = 250;
    for (;;) {
        if (store.offline || !store.ready) {
            if (await refresh()) {
                wait = 250;
                continue;
            }
            await pause(wait);
            wait = Math.min(wait * 2, 5000);
            continue;
        }
        waiting = new AbortController();
        const limit = setTimeout(() => waiting.abort(), 40000);
        try {
            const answer = await get('/sandbox/changes', { since: store.version, as: store.as }, waiting.signal);
            if (answer.version !== store.version) {
                await refresh();
            }
        } catch (error) {
            if (error.name !== 'AbortError') {
                store.offline = true;
                store.trouble = error.message;
                changed();
            }
        } finally {
            clearTimeout(limit);
        }
    }
}

// Does something as the person acted as, then looks. Answers {ok, …}; trouble is shown unless `quiet`.
export async function act(what, quiet = false) {
    let answer;
    try {
        answer = await post({ as: store.as, ...what });
    } catch (error) {
        answer = { ok: false, error: `The workspace cannot be reached: ${error.message}` };
    }
    if (!answer.ok && !quiet) {
        toast(sentence(answer.error) || 'That did not work.');
    }
    await refresh();
    return answer;
}

// Slack's error names as words; a sentence stays one.
const errors = {
    operation_timeout: 'There was no answer within 3 seconds.',
    dispatch_failed: 'Muster is not connected to the workspace.',
    not_in_channel: 'Only members can do that: join the channel first.',
    is_archived: 'This channel is archived.',
};
export function sentence(error) {
    const text = String(error ?? '');
    if (Object.hasOwn(errors, text)) {
        return errors[text];
    }
    return /^[a-z_]+$/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('_', ' ')}.` : text;
}

export async function openChannel(id, ts = '') {
    if (store.channel !== id || store.place !== 'channel') {
        for (const listener of beforeSwitch) {
            listener();
        }
        if (store.channel !== id && store.panel?.kind !== 'file') {
            store.panel = null;
        }
        store.messages = store.channel === id ? store.messages : [];
    }
    hint();
    store.place = 'channel';
    store.channel = id;
    store.focus = ts;
    const hash = `#${id}${ts ? `/${ts}` : ''}`;
    if (location.hash !== hash) {
        history.pushState(null, '', hash);
    }
    remember(`channel ${store.as}`, id);
    await refresh();
    const parent = ts && !store.messages.some((message) => message.ts === ts);
    if (parent) {
        store.focus = '';
        changed();
    }
}

export async function openHome() {
    for (const listener of beforeSwitch) {
        listener();
    }
    store.place = 'home';
    store.panel = null;
    changed();
    await act({ do: 'open_home' }, true);
}

export async function openThread(ts, channel = store.channel) {
    store.panel = { kind: 'thread', ts, channel };
    store.replies = [];
    await refresh();
}

export function openFile(file) {
    store.panel = { kind: 'file', file };
    changed();
}

export function openPins() {
    store.panel = { kind: 'pins' };
    changed();
}

export function openCanvas(canvas) {
    store.panel = { kind: 'canvas', canvas };
    changed();
}

export function closePanel() {
    store.panel = null;
    changed();
}

export async function switchPerson(id) {
    for (const listener of beforeSwitch) {
        listener();
    }
    store.as = id;
    store.panel = null;
    store.messages = [];
    remember('as', id);
    const last = recall(`channel ${id}`, store.channel);
    store.channel = last || store.channel;
    await refresh();
    waiting?.abort();
}

// A link to a message or a channel of this workspace: {channel, ts}; null for any other.
export function placeOf(url) {
    const found = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10,})(\d{6}))?/.exec(url);
    if (!found || !store.channels.has(found[1])) {
        return null;
    }
    return { channel: found[1], ts: found[2] ? `${found[2]}.${found[3]}` : '' };
}

// A canvas of this workspace that one may read: its id.
export function canvasAt(url) {
    const found = /\/docs\/[A-Z0-9]+\/(F[A-Z0-9]+)$/.exec(url);
    return found && store.canvases.some((canvas) => canvas.id === found[1]) ? found[1] : '';
}

// A file of this workspace: its path, wherever the address says the workspace is.
export function fileOf(url) {
    let path;
    try {
        path = new URL(url, location.href).pathname;
    } catch {
        return null;
    }
    const found = /^\/files\/([^/]+)\/([^/]+)$/.exec(path);
    if (!found) {
        return null;
    }
    let name = found[2];
    try {
        name = decodeURIComponent(name);
    } catch {
        // A name that is not a valid encoding is shown as it is.
    }
    return { id: found[1], name, title: name, url: path };
}

export const readable = (file) => /\.(md|markdown|txt|json|log)$/i.test(file.name ?? file.title ?? '');
