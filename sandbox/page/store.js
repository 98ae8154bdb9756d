// What the page knows: the workspace as the person acted as sees it, and where they look.

export const store = {
    as: '',             // whom we act as
    team: '',
    me: null,           // the user of `as`
    users: new Map(),
    groups: new Map(),
    channels: new Map(),
    commands: [],
    shortcuts: [],
    links: [],
    canvases: [],       // those that `as` may read
    view: null,         // the form open for `as`
    homeTab: true,      // whether Muster has a Home tab
    home: null,         // what it shows
    version: 0,

    place: 'channel',   // or 'home'
    channel: '',
    messages: [],       // of the channel
    focus: '',          // the message a link pointed at
    panel: null,        // {kind: 'thread', ts} | {kind: 'file', file} | {kind: 'pins'}
    replies: [],        // of the panel's thread
    offline: false,
    ready: false,
    notices: new Map(), // by channel: what the page itself has to say there
};

const listeners = new Set();
export const onChange = (listener) => listeners.add(listener);
export function changed() {
    for (const listener of listeners) {
        listener();
    }
}

export function takeState(state) {
    store.version = state.version;
    store.team = state.team?.name ?? '';
    store.as = state.me?.id ?? state.me ?? store.as;
    store.users = new Map((state.users ?? []).map((user) => [user.id, user]));
    store.groups = new Map((state.groups ?? []).map((group) => [group.id, group]));
    store.channels = new Map((state.channels ?? []).map((channel) => [channel.id, channel]));
    store.commands = state.commands ?? [];
    store.shortcuts = state.shortcuts ?? [];
    store.links = state.links ?? [];
    store.canvases = state.canvases ?? [];
    store.view = state.view ?? null;
    store.homeTab = state.home_tab ?? true;
    store.home = state.home ?? null;
    store.me = store.users.get(store.as) ?? null;
}

export const channelNow = () => store.channels.get(store.channel) ?? null;
export const zone = () => store.me?.tz || 'UTC';

export const userName = (user) => user?.real_name || user?.name || '';
export const personName = (id) => userName(store.users.get(id)) || id || 'Somebody';
export const people = () => [...store.users.values()].filter((user) => !user.is_bot && !user.deactivated && user.id !== 'USLACKBOT');

// The other side of a direct message.
export function partner(channel) {
    const other = (channel.members ?? []).find((id) => id !== store.as);
    return store.users.get(other) ?? store.users.get(channel.user) ?? null;
}

export function channelName(channel) {
    if (channel.is_im) {
        return userName(partner(channel)) || channel.name || 'Direct message';
    }
    return channel.name;
}

// Incident channels by the names Muster gives them: inc-7-…, prv-3-…, drl-2-….
export const isIncident = (channel) => !channel.is_im && /^(inc|prv|drl)-\d+/.test(channel.name ?? '');
// Muster writes it into the topic: "sev2 · closed · …".
export const isClosed = (channel) => /· closed(?: ·|$)/.test(channel.topic?.value ?? channel.topic ?? '');
const incidentNumber = (channel) => Number(/-(\d+)/.exec(channel.name)?.[1] ?? 0);

// Newest first.
export const incidentChannels = () =>
    [...store.channels.values()]
        .filter(isIncident)
        .sort((a, b) => incidentNumber(b) - incidentNumber(a) || (a.name < b.name ? 1 : -1));

// The newest incident channel where something can still be said.
export const newestIncident = () => incidentChannels().find((channel) => !channel.is_archived) ?? null;

// ---- what was read, for each person ----

const readUpTo = new Map();
let before = 0;  // what was there when the page opened counts as read

export function startReading() {
    before = Math.max(before, ...[...store.channels.values()].map((channel) => Number(channel.last_ts ?? 0)));
}

export function markRead() {
    const channel = channelNow();
    if (channel && store.place === 'channel' && document.visibilityState === 'visible') {
        readUpTo.set(`${store.as} ${channel.id}`, Number(channel.last_ts ?? 0));
    }
}

export const isUnread = (channel) =>
    Number(channel.last_ts ?? 0) > (readUpTo.get(`${store.as} ${channel.id}`) ?? before);
export const wasVisited = (channel) => readUpTo.has(`${store.as} ${channel.id}`);

// ---- what the browser keeps ----

export function remember(key, value) {
    try {
        sessionStorage.setItem(`muster ${key}`, JSON.stringify(value));
    } catch {
        // A browser that keeps nothing still works.
    }
}

export function recall(key, otherwise) {
    try {
        return JSON.parse(sessionStorage.getItem(`muster ${key}`)) ?? otherwise;
    } catch {
        return otherwise;
    }
}
