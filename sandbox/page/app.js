// Puts the page together: what is drawn when something changed, and the keys that work everywhere.

import { blocks } from './blocks.js';
import { makeComposer } from './composer.js';
import { closePanel, follow, onSwitch, openChannel, openHome, refresh } from './control.js';
import { drawIfNew, fill, h } from './dom.js';
import { showGuide, startGuide } from './guide.js';
import { showHead, showPerson, showTop } from './head.js';
import { plainText } from './links.js';
import { closeMenu } from './menu.js';
import { roving, showMessages } from './messages.js';
import { showForm } from './modal.js';
import { showPanel } from './panel.js';
import { showSide, step } from './side.js';
import { changed, channelName, channelNow, isUnread, markRead, onChange, personName, recall, store } from './store.js';
import { announce } from './toast.js';

const scroll = document.getElementById('scroll');
const list = document.getElementById('messages');
const composer = makeComposer(document.getElementById('composer'), { id: 'composer-text' });
let shownPlace = '';
let lastSpoken = 0;

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };

const quietHints = {
    incidents: 'Muster announces every incident here, and keeps each announcement up to date.',
    postmortems: 'When an incident closes, its postmortem is posted here.',
};

// What an empty place says: in the first one, where one is and what can be done.
function welcome(channel) {
    if (channel.name !== 'general') {
        return h('div', { class: 'welcome' },
            h('p', { class: 'welcome-name' }, channel.is_im ? channelName(channel) : `#${channel.name}`),
            h('p', {}, quietHints[channel.name] ?? 'Nobody has said anything here yet.'));
    }
    const command = store.commands[0]?.command ?? '/incident';
    const row = (text, words) => h('li', {}, h('button', { type: 'button', class: 'try', onclick: () => composer.type(text) },
        h('code', {}, text)), h('span', {}, words));
    return h('div', { class: 'welcome hero' },
        h('p', { class: 'welcome-name' }, 'Your first incident, in a minute'),
        h('p', { class: 'lead' }, 'This is a workspace of Muster’s own: no Slack account, and nothing leaves this machine. '
            + 'Declare an incident, note what happens, close it, and read the postmortem that Muster wrote from your notes.'),
        h('ul', {},
            row(`${command} declare Orders cannot be paid`, 'opens an incident, with a channel of its own'),
            row(`${command} declare`, 'the same, by a form'),
            row(`${command} help`, 'everything that can be typed')),
        h('p', { class: 'aside' }, 'You can be anybody here: choose whom to act as at the top right, each in a time zone of their own.'));
}

function showHome() {
    drawIfNew(list, ['home', store.home, store.as], () => fill(list, h('div', { class: 'home' },
        store.home ? blocks(store.home.blocks, { view_id: store.home.id })
            : h('p', { class: 'empty' }, 'Muster has not drawn its Home tab yet.'))));
}

// New words of others are said aloud once; the list itself is silent.
function speak(channel) {
    const fresh = store.messages.filter((message) => Number(message.ts) > lastSpoken);
    if (lastSpoken && fresh.length) {
        const last = fresh.at(-1);
        announce(`${last.name || personName(last.user)} in ${channelName(channel)}: ${plainText(last.text)}`);
    }
    lastSpoken = Math.max(lastSpoken, ...store.messages.map((message) => Number(message.ts)));
}

function showPlace() {
    const place = `${store.as} ${store.place} ${store.channel}`;
    const moved = place !== shownPlace;
    const stay = !moved && !atEnd();
    shownPlace = place;
    document.getElementById('composer').hidden = store.place === 'home';
    document.getElementById('app').dataset.place = store.place;
    if (store.place === 'home') {
        showHome();
        return;
    }
    const channel = channelNow();
    if (!channel) {
        fill(list);
        return;
    }
    drawIfNew(list, 'messages', () => fill(list));
    if (moved) {
        lastSpoken = 0;
    }
    showMessages(list, store.messages, { channel: channel.id });
    list.querySelector('.welcome')?.remove();
    if (!store.messages.some((message) => !/^channel_|^group_/.test(message.subtype ?? ''))) {
        list.append(welcome(channel));
    }
    speak(channel);
    if (store.focus) {
        const target = list.querySelector(`[data-ts="${CSS.escape(store.focus)}"]`);
        if (target) {
            target.scrollIntoView({ block: 'center' });
            target.classList.add('pointed');
            target.focus({ preventScroll: true });
            setTimeout(() => target.classList.remove('pointed'), 2500);
            store.focus = '';
        }
    } else if (!stay) {
        toEnd();
    }
    markRead();
}

function showTrouble() {
    const place = document.getElementById('toasts');
    let banner = document.getElementById('offline');
    if (store.offline && !banner) {
        banner = h('div', { id: 'offline', class: 'toast trouble' }, h('span', {}, 'The workspace cannot be reached. Trying again…'));
        place.prepend(banner);
    } else if (!store.offline) {
        banner?.remove();
    }
}

function show() {
    showTrouble();
    if (!store.ready) {
        return;
    }
    showTop();
    showHead();
    showPlace();
    showSide();
    showPanel();
    composer.retarget();
    showForm();
    showGuide();
    const waiting = [...store.channels.values()].some((channel) => channel.id !== store.channel && isUnread(channel));
    const where = store.place === 'home' ? 'Muster' : channelNow() ? `${channelNow().is_im ? '' : '#'}${channelName(channelNow())}` : '';
    document.title = `${waiting ? '• ' : ''}${where} · ${store.team || 'Muster demo'}`;
    document.getElementById('app').dataset.ready = 'true';
}

onChange(show);
onSwitch(closeMenu);
roving(list);
startGuide((text) => composer.type(text, true));

// Files and pictures that arrive late must not push the newest message out of sight.
new ResizeObserver(() => { if (scroll.dataset.end === 'true') { toEnd(); } }).observe(list);
scroll.addEventListener('scroll', () => { scroll.dataset.end = String(atEnd()); }, { passive: true });

document.addEventListener('visibilitychange', () => { markRead(); changed(); });
window.addEventListener('hashchange', () => {
    const [, id, ts] = /^#(\w+)(?:\/([\d.]+))?$/.exec(location.hash) ?? [];
    if (id === 'home') {
        openHome();
    } else if (store.channels.has(id)) {
        openChannel(id, ts ?? '');
    }
});
document.addEventListener('keydown', (event) => {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName ?? '');
    if (document.querySelector('dialog[open]') || event.defaultPrevented) {
        return;
    }
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Escape' && store.panel) {
        closePanel();
    } else if (event.key === '/' && !writing && !event.ctrlKey && !event.metaKey && store.place === 'channel') {
        event.preventDefault();
        composer.type(composer.area.value || '/');
    }
});
setInterval(showPerson, 5000);

async function start() {
    store.as = recall('as', '');
    const [, id, ts] = /^#(C\w+|G\w+|D\w+)(?:\/([\d.]+))?$/.exec(location.hash) ?? [];
    store.channel = id ?? recall(`channel ${store.as}`, '');
    store.focus = ts ?? '';
    await refresh();
    composer.area.focus();
    follow();
}

start();
