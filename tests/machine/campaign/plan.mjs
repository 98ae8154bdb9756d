// What a run of the fault campaign does, drawn from a seed: what people type, what Slack does to
// Muster meanwhile, and where Muster is killed. A plan is plain JSON: it can be kept, and made
// smaller by leaving out any of its steps.

import { readFileSync } from 'node:fs';

// Where the build with fault points can be told to die: those the program knows, so that a new one
// is tested without being named here. Pushes and the page's files have tests of their own, for
// which Muster must be told where to put them.
const source = readFileSync(new URL('../../../storage/fault_point.cpp', import.meta.url), 'utf8');
export const points = [.../names\{([^;]*)\};/s.exec(source)[1].matchAll(/"([a-z]+\.[a-z_]+)"/g)]
    .map(([, name]) => name).filter((name) => !/^(push|export)\./.test(name));

// The same numbers for the same seed, on every machine.
export class Dice {
    constructor(seed) { this.state = seed >>> 0; }
    // From 0 up to, but not including, `below`.
    number(below) {
        this.state = (this.state + 0x6D2B79F5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) % below;
    }
    between(least, most) { return least + this.number(most - least + 1); }
    // In one of so many cases.
    once(times) { return this.number(times) === 0; }
    one(list) { return list[this.number(list.length)]; }
    // One of [[weight, value], …], the heavier the likelier.
    weighed(list) {
        let left = this.number(list.reduce((sum, [weight]) => sum + weight, 0));
        return list.find(([weight]) => (left -= weight) < 0)[1];
    }
}

const people = ['ada', 'grace', 'linus', 'margaret'];
export const roles = ['commander', 'communications', 'operations', 'scribe'];
const severities = ['sev1', 'sev2', 'sev3', 'sev4'];
const statuses = ['investigating', 'identified', 'monitoring', 'resolved'];
const things = ['Checkout is slow', 'Payments fail', 'Search finds nothing', 'Größe & <b>Form</b>',
    'Login "loops"', 'Mail is late'];
const findings = ['the pool is full', 'rolled back', 'a < b & c > d', 'traffic is *back*', 'retry helped',
    'no, it is the cache', 'the disk of db-2 is full'];

// What somebody types. Each carries a word of its own, by which it is found in the record and in Slack.
const commands = [
    [9, (dice, word) => ({ kind: 'log', text: `log ${dice.one(findings)} ${word}` })],
    [1, (dice, word) => ({ kind: 'log', text: `log 10m ago ${dice.one(findings)} ${word}` })],
    [7, (dice, word) => ({ kind: 'update', text: `update ${dice.one(findings)} ${word}` })],
    [3, (dice, word) => ({
        kind: 'update', text: `update ${dice.one(statuses)} ${dice.one(findings)} ${word}`,
    })],
    [2, (dice, word) => ({ kind: 'update', text: `status ${dice.one(statuses)} ${word}` })],
    [2, (dice, word) => ({
        kind: 'update_edit', text: `update edit ${dice.between(1, 4)} ${dice.one(findings)} ${word}`,
    })],
    [1, (dice, word) => ({ kind: 'update_withdraw', text: `update withdraw ${dice.between(2, 4)} wrong ${word}` })],
    [5, (dice) => ({ kind: 'assign', text: `assign ${dice.one(roles)} @${dice.one(people)}` })],
    [1, (dice) => ({ kind: 'unassign', text: `unassign ${dice.one(roles)}` })],
    [3, (dice, word) => ({ kind: 'severity', text: `severity ${dice.one(severities)} because ${word}` })],
    [2, (dice, word) => ({ kind: 'rename', text: `rename ${dice.one(things)} ${word}` })],
    [2, (dice, word) => ({
        kind: 'part', text: `${dice.one(['summary', 'impact', 'cause', 'lesson'])} ${dice.one(findings)} ${word}`,
    })],
    [1, (dice, word) => ({ kind: 'action', text: `action @${dice.one(people)} look into it ${word} by friday` })],
    [1, (dice, word) => ({ kind: 'edit', text: `edit ${dice.between(1, 3)} ${dice.one(findings)} ${word}` })],
    [1, (dice) => ({ kind: 'remove', text: `remove ${dice.between(1, 3)}` })],
    [3, (dice, word) => ({ kind: 'close', text: `close all well ${word}` })],
    [2, (dice, word) => ({ kind: 'reopen', text: `reopen errors are back ${word}` })],
    [1, (dice, word) => ({ kind: 'private', text: `private because ${word}` })],
];

// What somebody asks by a button of the card: the form's field that takes the words.
const buttons = [
    [3, { kind: 'log', field: 'text' }], [3, { kind: 'update', field: 'update' }],
    [2, { kind: 'close', field: 'words' }], [2, { kind: 'reopen', field: 'why' }],
];

// What Muster calls while it works on an incident.
const methods = [
    [4, '*'], [6, 'chat.postMessage'], [4, 'chat.update'], [4, 'conversations.create'], [2, 'conversations.invite'],
    [2, 'conversations.setTopic'], [1, 'conversations.setPurpose'], [2, 'pins.add'], [2, 'bookmarks.add'],
    [1, 'bookmarks.list'], [2, 'conversations.history'], [2, 'conversations.replies'], [2, 'users.conversations'],
    [1, 'files.getUploadURLExternal'], [1, 'upload'], [2, 'files.completeUploadExternal'], [1, 'files.info'],
    [1, 'auth.test'], [1, 'apps.connections.open'], [1, 'users.list'],
    [3, 'conversations.canvases.create'], [6, 'canvases.edit'], [3, 'canvases.sections.lookup'],
    [2, 'canvases.access.set'],
];
const passing = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];
const strokes = [
    [5, () => ({ action: 'cut_after' })],
    [3, () => ({ action: 'cut_before' })],
    [3, (dice) => ({ action: 'status', status: dice.one([500, 502, 503]) })],
    [2, () => ({ action: 'rate_limit', seconds: 1 })],
    [2, () => ({ action: 'not_json' })],
    [2, (dice) => ({ action: 'error', error: dice.one(passing) })],
    // The last is longer than Muster waits for an answer, and takes effect all the same.
    [1, (dice) => ({ action: 'delay', ms: dice.one([30, 200, 800, 11_000]) })],
];
const goodbyes = ['warning', 'refresh_requested', 'too_many_websockets'];
const socketStrokes = [
    [4, () => ({ method: 'socket.slash_commands', action: 'duplicate' })],
    [4, () => ({ method: 'socket.slash_commands', action: 'duplicate_elsewhere' })],
    [4, () => ({ method: 'socket.slash_commands', action: 'again' })],
    [1, () => ({ method: 'socket.slash_commands', action: 'lost' })],
    [3, (dice) => ({
        method: 'socket.interactive', action: dice.one(['duplicate', 'duplicate_elsewhere', 'again']),
    })],
    [1, (dice) => ({ method: 'socket.slash_commands', action: 'delay', ms: dice.between(1, 400) })],
    [2, (dice) => ({ method: 'socket.slash_commands', action: 'disconnect', reason: dice.one(goodbyes) })],
    [2, (dice) => ({ method: 'socket.events_api', action: 'retry', count: dice.between(1, 3) })],
    [2, (dice) => ({ method: 'socket.handshake', action: 'status', status: dice.one([408, 409, 429, 503]) })],
];

// What Slack will not do at all: Muster goes on without, and says so on the card.
const refusals = [
    ['conversations.setTopic', 'missing_scope'], ['conversations.setPurpose', 'missing_scope'],
    ['pins.add', 'missing_scope'], ['bookmarks.add', 'missing_scope'], ['conversations.invite', 'missing_scope'],
    ['conversations.create', 'restricted_action'], ['conversations.canvases.create', 'restricted_action'],
];

// What a canvas takes for one section: nobody knows which, so Muster must hold under each.
const readings = ['block', 'list', 'heading'];

// Somebody writes into the canvas of a closed incident's channel: behind the words of one of its
// pieces, or below all of them.
function writeStep(dice, text) {
    const piece = dice.once(2) ? { piece: dice.number(100) } : {};
    return { do: 'write', as: dice.one(people), ...piece, text };
}

// What somebody does by hand to what Muster made; it must be put right.
const deeds = ['take_out', 'archive'];

function refusalStep(dice) {
    const [method, error] = dice.one(refusals);
    return { do: 'fault', fault: { method, action: 'error', error, count: 1, after: dice.number(2) } };
}

function faultStep(dice) {
    if (dice.once(4)) return { do: 'fault', fault: dice.weighed(socketStrokes)(dice) };
    // At whatever is called then, or at one method. Longer rows would only be waited for: Muster waits
    // twice as long after each.
    const stroke = dice.weighed(strokes)(dice);
    if (dice.once(2)) return { do: 'fault', fault: { method: '*', ...stroke, count: 1, after: dice.number(25) } };
    const burst = dice.weighed([[10, 1], [4, 2], [2, 3], [1, 4]]);
    return {
        do: 'fault',
        fault: {
            method: dice.weighed(methods), ...stroke, count: burst,
            after: dice.weighed([[4, 0], [3, dice.between(1, 4)]]),
        },
    };
}

function point(dice) {
    const name = dice.one(points);
    return `${name}:${name.startsWith('store.') ? dice.between(1, 8) : dice.between(1, 14)}`;
}

// `release`: for the program without fault points, which is killed at random instants alone.
export function makePlan(seed, { release = false } = {}) {
    const dice = new Dice(seed);
    const reading = dice.once(3) ? undefined : dice.one(readings);  // else documents are files
    const incidents = dice.weighed([[4, 1], [3, 2], [2, 3]]);
    const steps = [];
    let words = 0;
    const word = () => `w${words++}w`;
    const declared = () => steps.filter((step) => step.kind === 'declare').length;
    const declare = () => ({
        do: 'type', kind: 'declare', as: dice.one(people), incident: declared(),
        text: `declare ${dice.once(8) ? 'private ' : ''}${dice.one(severities)} ${dice.one(things)} ${word()}`,
    });
    // Of what is private mostly those are heard who may see it.
    const somebody = (incident) => {
        const isSecret = steps.some((step) => step.incident === incident && /^(declare )?private/.test(step.text));
        const [first] = steps.filter((step) => step.incident === incident);
        return isSecret && !dice.once(3) ? first.as : dice.one(people);
    };
    steps.push(declare());
    const length = dice.between(4, 14);
    for (let i = 0; i < length; ++i) {
        if (declared() < incidents && dice.once(3)) {
            steps.push(declare());
            continue;
        }
        const incident = dice.number(declared());
        const who = { as: somebody(incident), incident };
        const wait = dice.weighed([[6, 'none'], [2, 'calls'], [1, 'settled']]);
        if (reading && dice.once(6)) {
            steps.push({ ...writeStep(dice, `Somebody adds ${word()}`), incident: who.incident, wait });
            continue;
        }
        const what = dice.once(8)
            ? { do: 'press', ...dice.weighed(buttons), text: `${dice.one(findings)} ${word()}` }
            : { do: 'type', by: dice.one(['id', 'channel']), ...dice.weighed(commands)(dice, word()) };
        steps.push({ ...what, ...who, wait });
    }
    const put = (step) => steps.splice(dice.number(steps.length + 1), 0, step);
    for (let i = dice.weighed([[4, dice.between(0, 5)], [2, dice.between(6, 10)]]); i > 0; --i) put(faultStep(dice));
    if (dice.once(7)) put(refusalStep(dice));
    if (dice.once(4)) {
        const deed = { do: 'hand', incident: dice.number(incidents), deed: dice.one(deeds) };
        const at = dice.between(1, steps.length);
        if (deed.deed === 'archive')
            steps.splice(dice.between(at, Math.min(at + 4, steps.length)), 0, { ...deed, deed: 'unarchive' });
        steps.splice(at, 0, deed);
    }
    if (dice.once(6)) put({ do: 'cut' });
    if (dice.once(8)) put({ do: 'disconnect', reason: dice.one(goodbyes) });
    if (dice.once(5)) {
        const from = dice.number(steps.length);
        const to = dice.between(from + 1, steps.length);
        steps.splice(to, 0, { do: 'back', after: dice.between(0, 2_000) });
        const action = dice.one(['cut_before', 'cut_after', 'status', 'not_json']);
        steps.splice(from, 0, { do: 'outage', action });
    }
    const lives = [];
    if (!release && !dice.once(3))
        for (let i = dice.between(1, 3); i > 0; --i) lives.push(point(dice));
    for (let i = release ? dice.between(1, 3) : dice.weighed([[3, 0], [2, 1], [1, 2]]); i > 0; --i)
        put({ do: 'kill', calls: dice.number(14), ms: dice.between(1, 400) });
    if (dice.once(5)) steps.push({ do: 'again' });
    return { seed, program: release ? 'release' : 'debug', reading, lives, steps };
}

// Slack is away for so long while three incidents are worked on, and then back: for the count of
// calls that it takes.
export function outagePlan(seconds) {
    const steps = [];
    const type = (incident, kind, text) =>
        steps.push({ do: 'type', as: people[incident], incident, kind, by: 'id', wait: 'none', text });
    const each = (act) => { for (const incident of [0, 1, 2]) act(incident); };
    let words = 0;
    const word = () => `w${words++}w`;
    each((incident) => type(incident, 'declare', `declare sev2 ${things[incident]} ${word()}`));
    steps.push({ do: 'settle' }, { do: 'outage', action: 'status' });
    each((incident) => type(incident, 'assign', `assign @${people[incident + 1]}`));
    for (let round = 0; round < 4; ++round) {
        each((incident) => type(incident, 'log', `log ${findings[round]} ${word()}`));
        each((incident) => type(incident, 'update', `update ${findings[round]} ${word()}`));
        each((incident) => type(incident, 'log', `log ${findings[round + 1]} ${word()}`));
    }
    each((incident) => type(incident, 'severity', `severity sev1 because ${word()}`));
    each((incident) => type(incident, 'rename', `rename ${things[incident]} ${word()}`));
    type(0, 'close', `close all well ${word()}`);
    steps.push({ do: 'back', after: seconds * 1000 });
    return { seed: 0, program: 'debug', lives: [], steps };
}
