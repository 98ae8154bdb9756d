// What can be done to a message: the small bar that appears over it.

import { act, openThread } from './control.js';
import { h, icon } from './dom.js';
import { emoji, picks } from './emoji.js';
import { typedText } from './links.js';
import { openMenu } from './menu.js';
import { store } from './store.js';
import { toast } from './toast.js';

function react(button, message, channel) {
    openMenu(button, picks.map((name) => ({
        label: '',
        spoken: name.replaceAll('_', ' '),
        picture: emoji(name),
        run: () => act({ do: 'react', channel, ts: message.ts, name }),
    })), { look: 'picker', label: 'Reactions' });
}

async function copy(channel, message) {
    try {
        await navigator.clipboard.writeText(`${location.origin}${location.pathname}#${channel}/${message.ts}`);
        toast('Link copied.');
    } catch {
        toast('The browser does not let this page copy.');
    }
}

// Own words are changed in place.
function edit(article, message, channel) {
    const content = article.querySelector('.content .text');
    if (!content) {
        return;
    }
    const area = h('textarea', { class: 'edit', rows: 3, 'aria-label': 'Edit message' });
    area.value = typedText(message.text);
    const done = async (save) => {
        form.replaceWith(content);
        if (save && area.value.trim() && area.value !== typedText(message.text)) {
            await act({ do: 'edit', channel, ts: message.ts, text: area.value });
        }
        article.focus();
    };
    const form = h('div', { class: 'editing', onkeydown: (event) => {
        if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey && !event.isComposing)) {
            event.preventDefault();
            event.stopPropagation();
            done(event.key === 'Enter');
        }
    } }, area, h('div', { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button normal', onclick: () => done(false) }, 'Cancel'),
        h('button', { type: 'button', class: 'button primary', onclick: () => done(true) }, 'Save')));
    content.replaceWith(form);
    area.focus();
}

function more(button, message, channel) {
    const shortcuts = store.shortcuts.filter((shortcut) => /message/.test(shortcut.type ?? '')).map((shortcut) => ({
        label: shortcut.name,
        hint: 'Muster',
        run: () => act({ do: 'shortcut', callback_id: shortcut.callback_id, channel, ts: message.ts }),
    }));
    const own = message.user === store.as ? [
        { label: 'Edit', run: () => edit(button.closest('article'), message, channel) },
        { label: 'Delete', run: () => act({ do: 'delete', channel, ts: message.ts }) },
    ] : [];
    openMenu(button, [...shortcuts, { label: 'Copy link', run: () => copy(channel, message) }, ...own], { label: 'More' });
}

export function toolbar(message, channel, inThread) {
    const tool = (name, label, run) => {
        const button = h('button', { type: 'button', title: label, 'aria-label': label, onclick: () => run(button) }, icon(name));
        return button;
    };
    const menu = (button) => {
        button.setAttribute('aria-haspopup', 'menu');
        return button;
    };
    return h('div', { class: 'tools', role: 'group', 'aria-label': 'Message' },
        menu(tool('smile', 'Add a reaction', (button) => react(button, message, channel))),
        inThread ? null : tool('reply', 'Reply in a thread', () => openThread(message.thread_ts || message.ts, channel)),
        tool('pin', message.pinned ? 'Unpin' : 'Pin to the channel',
            () => act({ do: message.pinned ? 'unpin' : 'pin', channel, ts: message.ts })),
        menu(tool('more', 'More', (button) => more(button, message, channel))));
}
