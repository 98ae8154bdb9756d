// rich_text blocks: text that needs no escaping, in sections, lists, quotes and code.

import { h } from './dom.js';
import { withDrawings } from './emoji.js';
import { broadcast, channelLink, emojiNode, groupMention, link, mention, moment } from './links.js';

function styled(node, style) {
    const names = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };
    let result = node;
    for (const [key, tag] of Object.entries(names)) {
        if (style?.[key]) {
            result = h(tag, {}, result);
        }
    }
    return result;
}

function withBreaks(text) {
    return String(text ?? '').split('\n').flatMap((line, index) => [...(index ? [h('br')] : []), ...withDrawings(line)]);
}

const inline = {
    text: (item) => styled(h('span', {}, item.style?.code ? item.text : withBreaks(item.text)), item.style),
    link: (item) => styled(link(item.url ?? '', item.text || item.url || ''), item.style),
    user: (item) => styled(mention(item.user_id), item.style),
    usergroup: (item) => styled(groupMention(item.usergroup_id), item.style),
    channel: (item) => styled(channelLink(item.channel_id), item.style),
    broadcast: (item) => broadcast(item.range),
    emoji: (item) => emojiNode(item.name ?? ''),
    date: (item) => styled(moment(item.timestamp, item.format ?? '{date}', item.url, item.fallback), item.style),
    color: (item) => h('span', { class: 'colour' },
        h('i', { style: { background: /^#[0-9a-f]{6}$/i.test(item.value) ? item.value : 'transparent' } }), item.value),
    team: (item) => h('span', { class: 'mention' }, item.team_id),
};

const inlines = (items) =>
    (items ?? []).map((item) => (Object.hasOwn(inline, item.type) ? inline[item.type](item) : String(item.text ?? '')));

const parts = {
    rich_text_section: (part) => h('div', {}, inlines(part.elements)),
    rich_text_quote: (part) => h('blockquote', {}, inlines(part.elements)),
    rich_text_preformatted: (part) => h('pre', {}, h('code', {}, inlines(part.elements))),
    rich_text_list: (part) => {
        const depth = Math.min(Math.max(Number(part.indent) || 0, 0), 8);
        return h(part.style === 'ordered' ? 'ol' : 'ul',
            { class: `depth-${depth}`, start: part.style === 'ordered' && part.offset ? Number(part.offset) + 1 : null },
            (part.elements ?? []).map((item) => h('li', {}, inlines(item.elements))));
    },
};

export function richText(block) {
    return h('div', { class: 'rich' }, (block.elements ?? []).map((part) =>
        (Object.hasOwn(parts, part.type) ? parts[part.type](part) : [])));
}
