// Beside the channel: a thread, a document, or what is pinned.

import { fileText } from './api.js';
import { showCanvas } from './canvas.js';
import { makeComposer } from './composer.js';
import { closePanel, openChannel } from './control.js';
import { drawIfNew, fill, forget, h, icon, safeUrl } from './dom.js';
import { markdown } from './markdown.js';
import { roving, showMessages } from './messages.js';
import { channelName, channelNow, store } from './store.js';

let shown = '';
let reply = null;
let list = null;
let back = null;
const afterRead = new Set();
// Called with the file, or {canvas: ID}, after a document was opened.
export const onRead = (listener) => afterRead.add(listener);

const frame = (title, note, ...content) => [
    h('header', {}, h('h2', { tabindex: -1 }, title), note ? h('p', {}, note) : null,
        h('button', { type: 'button', class: 'plain', 'aria-label': 'Close', title: 'Close (Esc)', onclick: closePanel }, icon('close'))),
    ...content,
];

function openThread(panel) {
    list = h('div', { class: 'thread', role: 'list', 'aria-label': 'Thread' });
    roving(list);
    const place = h('div', { class: 'thread-composer' });
    const channel = store.channels.get(store.panel.channel);
    fill(panel, frame('Thread', channel ? `#${channelName(channel)}` : '', h('div', { class: 'panel-body' }, list), place));
    reply = makeComposer(place, { id: 'reply-text', threadOf: () => (store.panel?.kind === 'thread' ? store.panel.ts : '') });
    reply.retarget();
    reply.area.focus();
}

function updateThread() {
    const { ts, channel } = store.panel;
    const parent = store.messages.find((message) => message.ts === ts);
    const replies = store.replies.some((message) => message.ts === ts) || !parent ? store.replies : [parent, ...store.replies];
    const body = list.parentElement;
    const atEnd = body.scrollHeight - body.scrollTop - body.clientHeight < 60;
    const fresh = showMessages(list, replies, { channel, inThread: true });
    reply.retarget();
    if (fresh.length && atEnd) {
        body.scrollTop = body.scrollHeight;
    }
}

async function openFile(panel) {
    const { file } = store.panel;
    const body = h('div', { class: 'panel-body document', tabindex: 0, 'aria-busy': 'true' }, h('p', { class: 'empty' }, 'Reading…'));
    fill(panel, frame(file.title || file.name, '', body));
    panel.querySelector('header').insertBefore(h('a', { class: 'raw', href: safeUrl(file.url), target: '_blank', rel: 'noopener' }, 'As a file', icon('out')),
        panel.querySelector('header .plain'));
    panel.querySelector('h2').focus();
    try {
        const text = await fileText(file.url);
        fill(body, /\.(md|markdown)$/i.test(file.name ?? '') ? markdown(text) : h('pre', {}, text));
        for (const listener of afterRead) {
            listener(file);
        }
    } catch (error) {
        fill(body, h('p', { class: 'wrong' }, error.message));
    }
    body.removeAttribute('aria-busy');
}

function showPins(panel) {
    const channel = channelNow();
    const pinned = store.messages.filter((message) => message.pinned);
    drawIfNew(panel, ['pins', channel?.id, pinned], () => {
        const inside = h('div', { class: 'pins', role: 'list' });
        fill(panel, frame('Pinned', channel ? `#${channelName(channel)}` : '', h('div', { class: 'panel-body' }, inside)));
        showMessages(inside, pinned, { channel: channel?.id, inThread: true });
        if (!pinned.length) {
            inside.append(h('p', { class: 'empty' }, 'Nothing is pinned here.'));
        }
        inside.addEventListener('click', (event) => {
            const ts = !event.target.closest('button, a, select') && event.target.closest('article')?.dataset.ts;
            if (ts) {
                openChannel(channel.id, ts);
            }
        });
    });
}

export function showPanel() {
    const panel = document.getElementById('panel');
    const now = store.panel;
    const app = document.getElementById('app');
    panel.hidden = !now;
    app.dataset.panel = now?.kind ?? '';
    const key = now ? `${now.kind} ${now.ts ?? now.canvas ?? ''} ${now.file?.url ?? ''} ${store.as}` : '';
    if (key !== shown) {
        if (!shown) {
            back = document.activeElement;
        }
        shown = key;
        forget(panel);
        reply = null;
        if (!now) {
            const had = panel.contains(document.activeElement);
            fill(panel);
            if (had || document.activeElement === document.body) {
                (back?.isConnected ? back : document.getElementById('composer-text'))?.focus();
            }
        } else if (now.kind === 'thread') {
            openThread(panel);
        } else if (now.kind === 'file') {
            openFile(panel);
        } else if (now.kind === 'canvas') {
            showCanvas(panel);
            panel.querySelector('h2').focus();
            for (const listener of afterRead) {
                listener({ canvas: now.canvas });
            }
        }
    }
    if (now?.kind === 'thread') {
        updateThread();
    } else if (now?.kind === 'pins') {
        showPins(panel);
    } else if (now?.kind === 'canvas') {
        showCanvas(panel);
    }
}
