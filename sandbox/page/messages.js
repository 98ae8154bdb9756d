// The messages of a channel or a thread. A message that did not change keeps its element, so that
// an open choice, a selection or the focus in it survives what happens around it.

import { avatar } from './avatar.js';
import { blocks } from './blocks.js';
import { act, openFile, openThread, readable, fileOf } from './control.js';
import { h, icon, safeImage } from './dom.js';
import { emojiNode } from './links.js';
import { mrkdwn } from './mrkdwn.js';
import { toolbar } from './message_tools.js';
import { personName, remember, recall, store, zone } from './store.js';
import { clock, day, dayTitle, fullTime, instantOf } from './time.js';

const together = 300;  // seconds within which one person's messages share a head
const longText = 2600;
const dismissed = new Set(recall('dismissed', []));

const quiet = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$|^(pinned_item|bot_add|bot_remove)$/;

function reactions(message, channel) {
    const list = (message.reactions ?? []).filter((reaction) => reaction.users?.length);
    if (!list.length) {
        return null;
    }
    return h('div', { class: 'reactions' }, list.map(({ name, users }) => {
        const mine = users.includes(store.as);
        const who = users.map(personName).join(', ');
        return h('button', { type: 'button', class: mine ? 'reaction mine' : 'reaction', 'aria-pressed': String(mine),
            title: `${who}: ${name.replaceAll('_', ' ')}`, 'aria-label': `${name.replaceAll('_', ' ')}, ${users.length}, ${who}`,
            onclick: () => act({ do: mine ? 'unreact' : 'react', channel, ts: message.ts, name }) },
            emojiNode(name), h('b', {}, String(users.length)));
    }));
}

// Markdown opens beside the channel; anything else is handed to the browser.
export function fileCard(file) {
    const local = fileOf(file.url ?? '');
    const known = { ...file, url: local?.url ?? file.url };
    const name = file.title || file.name || 'File';
    if (/\.(png|jpe?g|gif|webp)$/i.test(file.name ?? '') && safeImage(known.url)) {
        return h('figure', { class: 'file-image' }, h('figcaption', {}, name), h('img', { src: safeImage(known.url), alt: file.alt || name, loading: 'lazy' }));
    }
    if (!readable(file)) {
        return h('a', { class: 'file-card', href: safeImage(known.url), target: '_blank', rel: 'noopener noreferrer' },
            icon('file'), h('span', { class: 'file-words' }, h('b', {}, name), h('small', {}, file.name ?? '')));
    }
    return h('button', { type: 'button', class: 'file-card', onclick: () => openFile(known) },
        icon('file'),
        h('span', { class: 'file-words' }, h('b', {}, name),
            h('small', {}, /\.(md|markdown)$/i.test(file.name ?? '') ? 'Document · open to read' : file.name ?? '')),
        h('span', { class: 'file-open' }, 'Read'));
}

// Text that would fill screens starts folded.
function folded(node, text) {
    if ((text?.length ?? 0) < longText && (text?.split('\n').length ?? 0) < 40) {
        return node;
    }
    node.classList.add('folded');
    const more = h('button', { type: 'button', class: 'plain more', 'aria-expanded': 'false', onclick: () => {
        const now = node.classList.toggle('folded');
        more.textContent = now ? 'Show all' : 'Show less';
        more.setAttribute('aria-expanded', String(!now));
    } }, 'Show all');
    return [node, more];
}

function body(message, channel) {
    const list = message.blocks ?? [];
    const own = list.length === 1 && list[0].type === 'rich_text';
    // Of what people typed the text has the marks; the blocks beside it may not.
    const typed = own && !message.is_bot && message.text;
    if (list.length && !own) {
        return h('div', { class: message.is_bot ? 'blocks app' : 'blocks' }, blocks(list, { channel, ts: message.ts }));
    }
    const nodes = own && !typed ? blocks(list, { channel, ts: message.ts }) : mrkdwn(message.text);
    const node = h('div', { class: 'text', dir: 'auto' }, nodes, message.edited ? h('small', { class: 'edited' }, ' (edited)') : null);
    return message.text || own ? folded(node, message.text) : null;
}

function thread(message, channel, inThread) {
    const count = Number(message.reply_count ?? 0);
    if (!count || inThread) {
        return null;
    }
    return h('button', { type: 'button', class: 'thread-link', onclick: () => openThread(message.ts, channel) },
        icon('reply'), `${count} ${count === 1 ? 'reply' : 'replies'}`);
}

function marks(message) {
    if (message.ephemeral) {
        return h('span', { class: 'note' }, icon('eye'), 'Only visible to you',
            h('button', { type: 'button', class: 'plain', onclick: (event) => dismiss(event, message) }, 'Dismiss'));
    }
    return message.pinned ? h('span', { class: 'note' }, icon('pin'), 'Pinned') : null;
}

function dismiss(event, message) {
    dismissed.add(message.ts);
    remember('dismissed', [...dismissed].slice(-200));
    const article = event.target.closest('article');
    (article.previousElementSibling?.matches('article') ? article.previousElementSibling
        : document.getElementById('composer-text')).focus({ preventScroll: true });
    article.remove();
}

function head(message, when) {
    return h('div', { class: 'message-head' },
        h('b', { dir: 'auto' }, message.name || personName(message.user)),
        message.is_bot ? h('span', { class: 'tag' }, 'app') : null,
        when, marks(message));
}

function line(message, when) {
    const names = { topic: 'edit', join: 'people', leave: 'people', archive: 'archive' };
    const kind = Object.keys(names).find((name) => message.subtype.includes(name));
    return h('div', { class: 'quiet' }, icon(kind === 'archive' ? 'archive' : kind === 'topic' ? 'hash' : 'people'),
        h('span', { dir: 'auto' }, mrkdwn(message.text)), when);
}

function build(message, { channel, grouped, inThread }) {
    const date = instantOf(message.ts);
    const when = h('time', { datetime: date.toISOString(), title: `${fullTime(date, zone())} (${zone()})` }, clock(date, zone()));
    const system = quiet.test(message.subtype ?? '');
    const classes = ['message', grouped && 'grouped', message.ephemeral && 'ephemeral', system && 'system',
        message.pinned && 'pinned', message.notice && 'notice'].filter(Boolean).join(' ');
    const article = h('article', { class: classes, role: 'listitem', tabindex: -1, 'data-ts': message.ts,
        'aria-label': `${message.name || personName(message.user)}, ${clock(date, zone())}` });
    if (system) {
        article.append(line(message, when));
        return article;
    }
    article.append(h('div', { class: 'gutter' }, grouped ? when : avatar(message.user, '', message.name)));
    article.append(h('div', { class: 'content' }, grouped ? null : head(message, when),
        body(message, channel), (message.files ?? []).map(fileCard), reactions(message, channel), thread(message, channel, inThread)));
    if (!message.ephemeral && !message.notice) {
        article.append(toolbar(message, channel, inThread));
    }
    return article;
}

const cache = new WeakMap();  // list element → Map of key → {signature, element}

// Brings `list` in step with `messages`; answers the elements that are new.
export function showMessages(list, messages, { channel, inThread = false }) {
    const before = cache.get(list) ?? new Map();
    const now = new Map();
    const fresh = [];
    const wanted = [];
    let last = null;
    let lastDay = '';
    for (const message of messages) {
        if (dismissed.has(message.ts)) {
            continue;
        }
        const today = day(instantOf(message.ts), zone());
        if (today !== lastDay && !inThread) {
            lastDay = today;
            wanted.push(keep(`day ${today}`, today + zone() + day(new Date(), zone()), () => h('div', { class: 'day', role: 'presentation' },
                h('span', {}, dayTitle(instantOf(message.ts), zone())))));
            last = null;
        }
        const plain = (each) => each && !each.ephemeral && !each.notice && !quiet.test(each.subtype ?? '') && !each.pinned;
        const grouped = plain(last) && plain(message) && last.user === message.user
            && Number(message.ts) - Number(last.ts) < together && !(message.is_bot && message.blocks?.length);
        const options = { channel, grouped, inThread };
        const signature = JSON.stringify([message, grouped, store.as, zone(), channel]);
        wanted.push(keep(`${channel} ${message.ts}`, signature, () => build(message, options)));
        last = message;
    }
    function keep(key, signature, make) {
        const old = before.get(key);
        const element = old?.signature === signature ? old.element : make();
        if (!old) {
            fresh.push(element);
        }
        now.set(key, { signature, element, old: old?.element });
        return element;
    }
    const focused = [...now.values()].find(({ element, old }) => old && old !== element && old.contains(document.activeElement));
    const action = focused && document.activeElement.dataset?.action;
    let at = list.firstChild;
    const stay = new Set(wanted);
    for (const child of [...list.children]) {
        if (!stay.has(child)) {
            if (child === at) {
                at = at.nextSibling;
            }
            child.remove();
        }
    }
    for (const element of wanted) {
        if (element === at) {
            at = at.nextSibling;
        } else {
            list.insertBefore(element, at);
        }
    }
    if (focused) {
        const again = action && focused.element.querySelector(`[data-action="${CSS.escape(action)}"]`);
        (again || focused.element).focus({ preventScroll: true });
    }
    cache.set(list, now);
    rove(list);
    return fresh;
}

// One message at a time is in the tab order; arrows move between them.
function rove(list) {
    const articles = [...list.querySelectorAll('article')];
    const current = articles.find((article) => article.contains(document.activeElement)) ?? articles.at(-1);
    for (const article of articles) {
        article.tabIndex = article === current ? 0 : -1;
    }
}

export function roving(list) {
    list.addEventListener('keydown', (event) => {
        if (!event.target.matches?.('article') || !['ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key)) {
            return;
        }
        const articles = [...list.querySelectorAll('article')];
        const at = articles.indexOf(event.target);
        const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: articles.length - 1 }[event.key];
        event.preventDefault();
        articles[Math.min(Math.max(next, 0), articles.length - 1)]?.focus();
        rove(list);
    });
}
