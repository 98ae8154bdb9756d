// The first minute: four steps, each of which types itself when asked, and ticks when it is done.

import { onCommand } from './composer.js';
import { canvasAt, fileOf, openCanvas, openChannel, openFile } from './control.js';
import { drawIfNew, fill, h, icon } from './dom.js';
import { onSubmit } from './modal.js';
import { onRead } from './panel.js';
import { changed, incidentChannels, newestIncident, recall, remember, store } from './store.js';
import { toast } from './toast.js';

let progress = recall('guide', { channel: '', logged: false, closed: false, read: false, hidden: false });
let type = () => {};

function note(what) {
    progress = { ...progress, ...what };
    remember('guide', progress);
    changed();
}

// The newest document of an incident that is linked or shared in these messages.
export function documentIn(messages) {
    for (const message of [...messages].reverse()) {
        const shared = (message.files ?? []).find((file) => /\.md$/i.test(file.name ?? ''));
        if (shared) {
            const local = fileOf(shared.url ?? '');
            return { ...shared, url: local?.url ?? shared.url };
        }
        const words = JSON.stringify(message.blocks ?? '') + (message.text ?? '');
        const drawn = /https?:[^"\\|>\s]*\/docs\/[A-Z0-9]+\/F[A-Z0-9]+/.exec(words);
        const canvas = drawn && canvasAt(drawn[0]);
        if (canvas) {
            return { canvas };
        }
        const linked = /https?:[^"\\|>\s]*\/files\/[^"\\|>\s]+\.md/i.exec(words);
        const file = linked && fileOf(linked[0]);
        if (file) {
            return file;
        }
    }
    return null;
}

const command = () => store.commands[0]?.command ?? '/incident';
const incident = () => store.channels.get(progress.channel) ?? newestIncident() ?? incidentChannels()[0] ?? null;

async function toIncident() {
    const channel = incident();
    if (channel && (store.channel !== channel.id || store.place !== 'channel')) {
        await openChannel(channel.id);
    }
    return channel;
}

const typed = (text) => async () => {
    await toIncident();
    type(text);
};

async function read() {
    await toIncident();
    const file = documentIn(store.messages);
    if (file?.canvas) {
        openCanvas(file.canvas);
    } else if (file) {
        openFile(file);
    } else {
        toast('Muster is still writing it: it appears in the incident’s channel in a moment.');
    }
}

const steps = [
    { name: 'Declare', text: () => `${command()} declare sev2 Checkout is slow in Europe`, action: 'Type it for me',
        why: 'opens a channel and a record', run: () => type(`${command()} declare sev2 Checkout is slow in Europe`), done: () => Boolean(progress.channel) },
    { name: 'Log', text: () => `${command()} log Traffic moved to the second database`, action: 'Type it for me',
        why: 'keeps what happened, and when', run: () => typed(`${command()} log Traffic moved to the second database`)(), done: () => progress.logged },
    { name: 'Close', text: () => `${command()} close Checkout answers in time again`, action: 'Type it for me',
        why: 'writes the postmortem from the record', run: () => typed(`${command()} close Checkout answers in time again`)(), done: () => progress.closed },
    { name: 'Read', text: () => 'the postmortem, as it was posted', action: 'Open it', why: '', run: read, done: () => progress.read },
];

function notice() {
    const channels = incidentChannels();
    if (progress.channel && !store.channels.has(progress.channel) && store.ready && !channels.length) {
        progress = { ...progress, channel: '', logged: false, closed: false, read: false };  // a new workspace
    }
    if (!progress.channel && channels.length) {
        progress.channel = channels[0].id;
    }
    if (progress.channel && !progress.closed && channels.some((channel) => channel.id === store.channel) && documentIn(store.messages)) {
        progress.closed = true;
    }
    remember('guide', progress);
}

export function showGuide() {
    notice();
    const place = document.getElementById('guide');
    place.hidden = progress.hidden;
    const now = steps.findIndex((step) => !step.done());
    drawIfNew(place, [now, progress, command()], () => {
        const had = place.contains(document.activeElement);
        const dismiss = h('button', { type: 'button', class: 'plain', 'aria-label': 'Hide these steps', title: 'Hide these steps', onclick: () => {
            note({ hidden: true });
            document.getElementById('composer-text')?.focus();
        } }, icon('close'));
        const items = steps.map((step, index) => {
            const state = step.done() ? 'done' : index === now ? 'now' : 'later';
            return h('li', { class: state, 'aria-current': state === 'now' ? 'step' : null },
                h('span', { class: 'tick' }, step.done() ? icon('check', 'done') : String(index + 1)),
                h('span', { class: 'step-name' }, step.name));
        });
        const current = steps[now];
        fill(place, h('ol', {}, items),
            current ? h('div', { class: 'step' },
                h('code', {}, current.text()), current.why ? h('span', { class: 'why' }, current.why) : null,
                h('button', { type: 'button', class: 'button primary small', 'data-step': now, onclick: current.run }, current.action))
                : h('div', { class: 'step' }, h('span', { class: 'why' }, 'That was a whole incident. Act as somebody else, try ', h('code', {}, `${command()} help`), ', or look at the status page.'),
                    h('button', { type: 'button', class: 'button normal small', onclick: () => note({ hidden: true }) }, 'Done')),
            dismiss);
        if (had) {
            place.querySelector('.step button')?.focus();
        }
    });
}

// `typeInto` fills the composer; the person presses Enter.
export function startGuide(typeInto) {
    type = typeInto;
    const blocksOf = (answer) => JSON.stringify(answer.response ?? {});
    onCommand(({ text }, answer) => {
        const word = /^(?:\w{3}-\d+\s+)?(\w+)/i.exec(text)?.[1]?.toLowerCase();
        if (answer.ok && word === 'log' && /"button"/.test(blocksOf(answer))) {
            note({ logged: true });
        }
    });
    onSubmit((view, answer) => {
        if (answer.ok && view.callback_id === 'log' && /"button"/.test(blocksOf(answer))) {
            note({ logged: true });
        }
    });
    onRead((file) => {
        if (file.canvas || /\.md$/i.test(file.name ?? '')) {
            note({ read: true, closed: true });
        }
    });
}
