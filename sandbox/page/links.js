// Everything that leads somewhere: people, groups, channels, files, addresses, moments.

import { h, safeUrl } from './dom.js';
import { emoji, emojiText } from './emoji.js';
import { formatDate, fullTime } from './time.js';
import { canvasAt, fileOf, openCanvas, openChannel, openFile, placeOf, readable } from './control.js';
import { personName, store, zone } from './store.js';

// A link; where the address is not one that may be followed, its words alone.
export function link(address, ...words) {
    const url = safeUrl(address);
    if (!url) {
        return h('span', {}, words);
    }
    const place = placeOf(url);
    if (place) {
        return h('a', { href: `#${place.channel}${place.ts ? `/${place.ts}` : ''}`,
            onclick: (event) => { event.preventDefault(); openChannel(place.channel, place.ts); } }, words);
    }
    const canvas = canvasAt(url);
    if (canvas) {
        return h('a', { href: url, class: 'file-link',
            onclick: (event) => { event.preventDefault(); openCanvas(canvas); } }, words);
    }
    const file = fileOf(url);
    if (file && readable(file)) {
        return h('a', { href: file.url, class: 'file-link',
            onclick: (event) => { event.preventDefault(); openFile(file); } }, words);
    }
    return h('a', { href: file ? file.url : url, target: '_blank', rel: 'noopener noreferrer' }, words);
}

// Goes where a link of that address would lead.
export function go(address) {
    link(address, '').click();
}

export const mention = (id, label) => {
    const name = store.users.has(id) ? personName(id) : label || id;
    return h('span', { class: id === store.as ? 'mention me' : 'mention' }, `@${name}`);
};

export const groupMention = (id, label) =>
    h('span', { class: 'mention' }, store.groups.has(id) ? `@${store.groups.get(id).handle}` : label || `@${id}`);

export function channelLink(id, label) {
    const channel = store.channels.get(id);
    if (!channel) {
        return h('span', { class: 'mention' }, label ? `#${label}` : 'private channel');
    }
    return h('a', { href: `#${id}`, class: 'mention',
        onclick: (event) => { event.preventDefault(); openChannel(id); } }, `#${channel.name}`);
}

export const broadcast = (range) => h('span', { class: 'mention me' }, `@${range}`);

// A moment in the zone of the person acted as, however `pattern` wants it written.
export function moment(seconds, pattern, address, fallback) {
    const date = new Date(Number(seconds) * 1000);
    const text = formatDate(seconds, pattern, zone());
    if (!text) {
        return document.createTextNode(fallback ?? '');
    }
    const time = h('time', { datetime: date.toISOString(), title: `${fullTime(date, zone())} (${zone()})` }, text);
    return address ? link(address, time) : time;
}

export const emojiNode = (name) => emoji(name) ?? document.createTextNode(`:${name}:`);

// The same as plain words, for those who listen.
export function plainText(text) {
    return decode(String(text ?? '').slice(0, 2000)
        .replace(/<@([A-Z0-9]+)(?:\|([^>]*))?>/g, (whole, id, label) => `@${store.users.has(id) ? personName(id) : label ?? id}`)
        .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (whole, id, label) => `#${store.channels.get(id)?.name ?? label ?? 'private channel'}`)
        .replace(/<!date\^(\d+)\^([^^>|]*)(?:\^[^>|]*)?(?:\|([^>]*))?>/g,
            (whole, seconds, pattern, fallback) => formatDate(seconds, pattern, zone()) || fallback || '')
        .replace(/<!subteam\^([A-Z0-9]+)(?:\|([^>]*))?>/g, (whole, id, label) => label || `@${store.groups.get(id)?.handle ?? id}`)
        .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, '@$1')
        .replace(/<[^|>]*\|([^>]*)>/g, '$1')
        .replace(/<([^>]*)>/g, '$1')
        .replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiText(name)));
}

// The text as it would be typed again: entities by the names that people write.
export const typedText = (text) => decode(String(text ?? '')
    .replace(/<@([A-Z0-9]+)[^>]*>/g, (whole, id) => `@${store.users.get(id)?.name ?? id}`)
    .replace(/<#([A-Z0-9]+)[^>]*>/g, (whole, id) => `#${store.channels.get(id)?.name ?? id}`)
    .replace(/<!subteam\^([A-Z0-9]+)[^>]*>/g, (whole, id) => `@${store.groups.get(id)?.handle ?? id}`)
    .replace(/<!(here|channel|everyone)[^>]*>/g, '@$1')
    .replace(/<((?:https?|mailto):[^|>]*)[^>]*>/g, '$1'));

// Slack's three entities, once: "&amp;lt;" is the text "&lt;".
const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (whole) => entities[whole]);
