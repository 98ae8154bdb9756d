// The list of places: incidents first, then channels, then Muster itself.

import { avatar } from './avatar.js';
import { openChannel, openHome } from './control.js';
import { fill, h, icon } from './dom.js';
import { channelName, incidentChannels, isClosed, isIncident, isUnread, newestIncident, partner, store, wasVisited } from './store.js';

function entry(channel) {
    const here = store.place === 'channel' && store.channel === channel.id;
    const unread = !here && isUnread(channel);
    const fresh = isIncident(channel) && channel === newestIncident() && !wasVisited(channel) && !here;
    const picture = channel.is_im ? avatar(partner(channel)?.id, 'tiny')
        : icon(channel.is_archived ? 'archive' : channel.is_private ? 'lock' : isIncident(channel) ? 'incident' : 'hash');
    const over = isIncident(channel) && isClosed(channel);
    const notes = [over && 'closed', channel.is_private && 'private', channel.is_archived && 'archived', unread && 'unread',
        !channel.is_member && !channel.is_im && 'not joined'].filter(Boolean);
    const classes = ['place', unread && 'unread', channel.is_archived && 'archived', isIncident(channel) && 'incident', over && 'over',
        !channel.is_member && 'outside'].filter(Boolean).join(' ');
    return h('li', {}, h('a', { class: classes, href: `#${channel.id}`, 'data-channel': channel.id, title: channelName(channel),
        'aria-current': here ? 'page' : null,
        onclick: async (event) => {
            event.preventDefault();
            await openChannel(channel.id);
            document.getElementById('composer-text')?.focus();
        } },
        picture, h('span', { class: 'place-name', dir: 'auto' }, channelName(channel)),
        fresh ? h('span', { class: 'new' }, 'new') : unread ? h('i', { class: 'dot' }) : null,
        notes.length ? h('span', { class: 'unseen' }, ` (${notes.join(', ')})`) : null));
}

const group = (title, entries, empty) => h('section', {}, h('h2', {}, title),
    entries.length ? h('ul', {}, entries) : h('p', { class: 'empty' }, empty));

export function showSide() {
    const side = document.getElementById('side');
    const kept = document.activeElement?.closest?.('#side [data-channel]')?.dataset.channel;
    const all = [...store.channels.values()];
    const byName = (a, b) => channelName(a).localeCompare(channelName(b));
    const incidents = incidentChannels();
    const open = incidents.filter((channel) => !channel.is_archived);
    const plain = all.filter((channel) => !channel.is_im && !isIncident(channel)).sort(byName);
    const direct = all.filter((channel) => channel.is_im).sort(byName);
    const archived = [...incidents, ...plain].filter((channel) => channel.is_archived);
    const home = h('li', {}, h('a', { class: 'place', href: '#home', 'data-channel': 'home', 'aria-current': store.place === 'home' ? 'page' : null,
        onclick: (event) => { event.preventDefault(); openHome(); } },
        icon('home'), h('span', { class: 'place-name' }, 'Muster Home')));
    fill(side,
        group('Incidents', open.map(entry), 'None yet.'),
        group('Channels', plain.filter((channel) => !channel.is_archived).map(entry), 'None.'),
        store.homeTab || direct.length ? group('Apps and people', [store.homeTab ? home : null, ...direct.map(entry)].filter(Boolean), '') : null,
        archived.length ? group('Archived', archived.map(entry), '') : null);
    if (kept) {
        side.querySelector(`[data-channel="${CSS.escape(kept)}"]`)?.focus({ preventScroll: true });
    }
}

// Alt and an arrow: the place above or below.
export function step(by) {
    const entries = [...document.querySelectorAll('#side [data-channel]')];
    const here = entries.findIndex((each) => each.getAttribute('aria-current') === 'page');
    entries[(here + by + entries.length) % entries.length]?.click();
}
