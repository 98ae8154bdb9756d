// Above the messages: what this place is, its topic, its bookmarks and pins. And the top line:
// who is acted as, and what lies beside the workspace.

import { avatar } from './avatar.js';
import { canvasOf } from './canvas.js';
import { act, openCanvas, openPins, switchPerson } from './control.js';
import { drawIfNew, fill, h, icon, safeUrl } from './dom.js';
import { emojiNode, link } from './links.js';
import { openMenu } from './menu.js';
import { mrkdwn } from './mrkdwn.js';
import { channelName, channelNow, isClosed, isIncident, people, store, userName, zone } from './store.js';
import { city, clock } from './time.js';

function bookmark({ title, link: address, emoji }) {
    const node = emoji ? emojiNode(emoji.replaceAll(':', '')) : icon('link');
    const made = link(address, node, h('span', {}, title));
    made.classList.add('bookmark');
    return made;
}

export function showHead() {
    const head = document.getElementById('channel-head');
    const channel = channelNow();
    if (store.place === 'home') {
        drawIfNew(head, 'home', () => fill(head, h('div', { class: 'head-line' }, h('h1', { id: 'channel-name' }, 'Muster'),
            h('p', { class: 'topic' }, 'Home: what is open, your roles, your follow-ups'))));
        return;
    }
    if (!channel) {
        drawIfNew(head, 'none', () => fill(head, h('h1', { id: 'channel-name', class: 'unseen' }, 'Workspace')));
        return;
    }
    const canvas = canvasOf(channel);
    const { topic, purpose, bookmarks = [], pins = [], members = [] } = channel;
    drawIfNew(head, [channel.id, channelName(channel), topic, purpose, bookmarks, pins.length, members, channel.is_private,
        channel.is_archived, zone(), store.panel?.kind, canvas?.id], () => {
        const name = h('h1', { id: 'channel-name', class: isIncident(channel) && isClosed(channel) ? 'over' : null }, channel.is_im ? null
            : icon(channel.is_private ? 'lock' : isIncident(channel) ? 'incident' : 'hash'), h('span', { dir: 'auto' }, channelName(channel)));
        const words = topic?.value ?? topic ?? '';
        const aim = purpose?.value ?? purpose ?? '';
        const count = members.length;
        const names = members.map((id) => userName(store.users.get(id)) || id);
        fill(head,
            h('div', { class: 'head-line' }, name,
                channel.is_archived ? h('span', { class: 'tag' }, 'archived') : null,
                h('p', { class: 'topic', dir: 'auto', title: aim || null }, mrkdwn(words || aim)),
                count && !channel.is_im ? h('span', { class: 'members', title: names.join(', ') },
                    members.slice(0, 3).map((id) => avatar(id, 'tiny')), h('span', {}, `${count}`), h('span', { class: 'unseen' }, ' members')) : null),
            bookmarks.length || pins.length || canvas ? h('div', { class: 'bookmarks' },
                canvas ? h('button', { type: 'button', class: 'bookmark', onclick: () => openCanvas(canvas.id),
                    'aria-pressed': String(store.panel?.kind === 'canvas') }, icon('canvas'), 'Canvas') : null,
                pins.length ? h('button', { type: 'button', class: 'bookmark', onclick: openPins,
                    'aria-pressed': String(store.panel?.kind === 'pins') }, icon('pin'), `${pins.length} pinned`) : null,
                bookmarks.map(bookmark)) : null);
    });
}

export function showTop() {
    const team = document.getElementById('team');
    drawIfNew(team, store.team, () => fill(team, /muster/i.test(store.team) ? 'demo' : store.team));
    const links = document.getElementById('links');
    drawIfNew(links, store.links, () => fill(links, store.links.map(({ title, url }) =>
        (safeUrl(url) ? h('a', { href: safeUrl(url), target: '_blank', rel: 'noopener' }, h('span', {}, title), icon('out')) : null))));
    showPerson();
}

// "Ada · London 14:02", and everybody else one could be.
export function showPerson() {
    const place = document.getElementById('person');
    if (!store.me) {
        return;
    }
    const local = (user) => `${city(user.tz)} ${clock(new Date(), user.tz)}`;
    drawIfNew(place, [store.as, userName(store.me), local(store.me)], () => {
        const had = place.contains(document.activeElement);
        const button = h('button', { type: 'button', class: 'person', 'aria-haspopup': 'menu',
            onclick: () => openMenu(button, people().map((user) => ({
                label: userName(user), hint: local(user), picture: avatar(user.id, 'small'), checked: user.id === store.as,
                run: () => switchPerson(user.id),
            })), { label: 'Act as', look: 'people' }) },
            avatar(store.as, 'small'), h('span', { class: 'acting' }, h('small', {}, 'acting as'), h('b', {}, userName(store.me))),
            h('span', { class: 'local' }, local(store.me)), icon('down'));
        fill(place, button);
        if (had) {
            button.focus();
        }
    });
}

export const join = () => act({ do: 'join', channel: store.channel });
