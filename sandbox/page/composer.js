// The text box: Enter sends, Shift and Enter breaks the line, the up arrow brings back what was sent.

import { act, sentence } from './control.js';
import { fill, h, icon } from './dom.js';
import { join } from './head.js';
import { channelName, channelNow, store } from './store.js';
import { openMenu } from './menu.js';
import { suggestions } from './suggest.js';

const sent = [];         // newest first, for the up arrow
const drafts = new Map();
const afterCommand = new Set();
// Called with ({command, text}, answer) after each slash command.
export const onCommand = (listener) => afterCommand.add(listener);

async function sendCommand(text, note) {
    const [, command, rest] = /^(\/\S+)\s?([\s\S]*)$/.exec(text);
    if (!store.commands.some((each) => each.command === command)) {
        const known = store.commands.map((each) => each.command).join(', ');
        fill(note, h('span', { class: 'wrong' }, `${command} is not a command here. Try ${known}.`));
        return false;
    }
    fill(note, h('span', {}, `${command} …`));
    const answer = await act({ do: 'command', channel: store.channel, command, text: rest.trim() }, true);
    if (answer.ok) {
        fill(note, answer.ack_ms === undefined ? '' : h('span', {}, `${command} answered in ${Math.max(1, Math.round(answer.ack_ms))} ms`));
    } else {
        fill(note, h('span', { class: 'wrong', role: 'alert' }, `${command}: ${sentence(answer.error) || sentence('operation_timeout')}`));
    }
    for (const listener of afterCommand) {
        listener({ command, text: rest.trim() }, answer);
    }
    return answer.ok;
}

// A text box in `place`, for the channel or for a thread of it. Answers {area, type, retarget}.
export function makeComposer(place, { id, threadOf = () => '' }) {
    const inThread = id !== 'composer-text';
    const area = h('textarea', { id, rows: 1, spellcheck: 'true', 'aria-label': 'Message' });
    const note = h('div', { class: 'note-line', role: 'status' });
    const send = h('button', { type: 'button', class: 'send', 'aria-label': 'Send', title: 'Send (Enter)', onclick: () => submit() }, icon('send'));
    const slash = h('button', { type: 'button', class: 'plain', title: 'Commands', 'aria-label': 'Commands', onclick: () => {
        if (!area.value.startsWith('/')) {
            type(`${store.commands[0]?.command ?? '/'} `);
        }
    } }, icon('slash'));
    const bolt = h('button', { type: 'button', class: 'plain', title: 'Shortcuts', 'aria-label': 'Shortcuts', 'aria-haspopup': 'menu', onclick: () => {
        openMenu(bolt, store.shortcuts.filter((shortcut) => !/message/.test(shortcut.type ?? '')).map((shortcut) => ({
            label: shortcut.name, hint: 'Muster', run: () => act({ do: 'shortcut', callback_id: shortcut.callback_id }) })));
    } }, icon('bolt'));
    const above = h('div', { class: 'above' });
    const box = h('div', { class: 'box' }, area, h('div', { class: 'box-tools' }, inThread ? null : [slash, bolt], send));
    const form = h('div', { class: 'composer' }, above, box,
        h('div', { class: 'below' }, note, h('span', { class: 'keys' }, h('kbd', {}, 'Enter'), ' sends · ', h('kbd', {}, 'Shift'), ' ', h('kbd', {}, 'Enter'), ' new line')));
    const outside = h('div', { class: 'outside-note' });
    fill(place, form, outside);
    const offers = suggestions(area, above, inThread);
    let recalled = -1;
    let target = '';
    let busy = false;

    function grow() {
        area.style.setProperty('height', 'auto');
        area.style.setProperty('height', `${Math.min(area.scrollHeight + 2, 240)}px`);
        send.disabled = !area.value.trim();
        box.classList.toggle('command', /^\/\S/.test(area.value) && !inThread);
    }

    function type(text, select) {
        area.value = text;
        area.focus();
        area.setSelectionRange(text.length, text.length);
        grow();
        offers.update();
        if (select) {
            offers.close();
        }
    }

    async function submit() {
        const text = area.value.trim();
        if (!text || busy) {
            return;
        }
        busy = true;
        area.value = '';
        drafts.delete(target);
        recalled = -1;
        grow();
        offers.update();
        if (sent[0] !== text) {
            sent.unshift(text);
            sent.length = Math.min(sent.length, 50);
        }
        let done;
        if (!inThread && /^\/\S/.test(text)) {
            done = await sendCommand(text, note);
        } else {
            fill(note);
            const thread = threadOf();
            const answer = await act({ do: 'message', channel: store.channel, text, ...(thread ? { thread_ts: thread } : {}) });
            done = answer.ok;
        }
        busy = false;
        if (!done && !area.value) {
            area.value = text;
            grow();
        }
    }

    area.addEventListener('input', () => {
        grow();
        offers.update();
        drafts.set(target, area.value);
        if (inThread && /^\//.test(area.value)) {
            fill(note, 'Slash commands do not work in threads: type them in the channel.');
        } else if (inThread) {
            fill(note);
        }
    });
    area.addEventListener('blur', () => setTimeout(() => document.activeElement !== area && offers.close(), 150));
    area.addEventListener('focus', () => offers.update());
    area.addEventListener('keydown', (event) => {
        if (event.isComposing) {
            return;
        }
        if (offers.key(event)) {
            event.preventDefault();
            event.stopPropagation();
        } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            submit();
        } else if (event.key === 'ArrowUp' && sent.length && (area.value === '' || (recalled >= 0 && area.value === sent[recalled]))) {
            event.preventDefault();
            recalled = Math.min(recalled + 1, sent.length - 1);
            type(sent[recalled], true);
        } else if (event.key === 'ArrowDown' && recalled >= 0 && area.value === sent[recalled]) {
            event.preventDefault();
            recalled -= 1;
            type(recalled >= 0 ? sent[recalled] : '', true);
        }
    });

    // Brings the box in step with where it stands: its words, its draft, whether one may write.
    function retarget() {
        const channel = channelNow();
        const key = `${store.as} ${store.channel} ${threadOf()}`;
        if (key !== target) {
            target = key;
            area.value = drafts.get(key) ?? '';
            fill(note);
            offers.update();
        }
        const may = channel && !channel.is_archived && (channel.is_member || channel.is_im);
        form.hidden = !may;
        outside.hidden = Boolean(may);
        if (!may && channel) {
            fill(outside, channel.is_archived
                ? [icon('archive'), h('span', {}, `#${channelName(channel)} is archived: it can be read, not written to.`)]
                : [h('span', {}, `You are reading #${channelName(channel)} without having joined it.`),
                    h('button', { type: 'button', class: 'button primary', onclick: join }, 'Join')]);
        }
        if (channel) {
            const name = `${channel.is_im ? '' : '#'}${channelName(channel)}`;
            area.placeholder = inThread ? 'Reply…' : 'Write a message, or / for commands';
            area.setAttribute('aria-label', inThread ? 'Reply in the thread' : `Message to ${name}`);
        }
        bolt.hidden = !store.shortcuts.some((shortcut) => !/message/.test(shortcut.type ?? ''));
        grow();
    }

    return { area, type, retarget };
}
