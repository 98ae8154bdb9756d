// Slack's own markup: one pass over the text as it was sent, entities decoded where text ends up.

import { h } from './dom.js';
import { withDrawings } from './emoji.js';
import { broadcast, channelLink, decode, emojiNode, groupMention, link, mention, moment } from './links.js';

const deepest = 6;
const marks = { '*': 'strong', _: 'em', '~': 's' };
const word = /[\p{L}\p{N}]/u;
// A zero-width space keeps a mark from opening or closing anything.
const space = /[\s\u200b]/;

// What stands between < and >.
function entity(inside) {
    const bar = inside.indexOf('|');
    const target = bar < 0 ? inside : inside.slice(0, bar);
    const label = bar < 0 ? '' : decode(inside.slice(bar + 1));
    if (target.startsWith('@')) {
        return mention(target.slice(1), label);
    }
    if (target.startsWith('#')) {
        return channelLink(target.slice(1), label);
    }
    if (target.startsWith('!subteam^')) {
        return groupMention(target.slice(9), label);
    }
    if (target.startsWith('!date^')) {
        const [seconds, pattern, address] = target.slice(6).split('^');
        return moment(seconds, decode(pattern ?? ''), address ? decode(address) : '', label);
    }
    if (target.startsWith('!')) {
        return broadcast(label.replace(/^@/, '') || target.slice(1));
    }
    const address = decode(target);
    if (!/^(?:https?|mailto):/i.test(address)) {
        return decode(`<${inside}>`);  // not an entity: somebody's own angle brackets
    }
    return link(address, label || address.replace(/^mailto:/, ''));
}

const bareAddress = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]]/g;

// Text without marks: bare addresses become links, names between colons emoji.
function leaf(text) {
    const nodes = [];
    let from = 0;
    for (const found of text.matchAll(bareAddress)) {
        nodes.push(...names(text.slice(from, found.index)));
        nodes.push(link(decode(found[0]), decode(found[0])));
        from = found.index + found[0].length;
    }
    nodes.push(...names(text.slice(from)));
    return nodes;
}

function names(text) {
    const nodes = [];
    let from = 0;
    for (const found of text.matchAll(/:([a-z0-9_+-]+(?:::skin-tone-\d)?):/g)) {
        const node = emojiNode(found[1]);
        if (node.nodeType === Node.ELEMENT_NODE) {
            nodes.push(...withDrawings(decode(text.slice(from, found.index))), node);
            from = found.index + found[0].length;
        }
    }
    nodes.push(...withDrawings(decode(text.slice(from))));
    return nodes;
}

// Where the mark that opens at `at` closes; -1 when it does not on this line.
function closing(text, at) {
    const mark = text[at];
    for (let i = at + 1; i < text.length; ++i) {
        const char = text[i];
        if (char === '<') {
            const end = text.indexOf('>', i);
            i = end < 0 ? i : end;
        } else if (char === mark && i > at + 1 && !space.test(text[i - 1]) && !word.test(text[i + 1] ?? ' ')) {
            return i;
        }
    }
    return -1;
}

function inline(text, depth) {
    const nodes = [];
    const hopeless = new Set();  // marks that do not close any more: looked for once, not at each
    let plain = '';
    const flush = () => {
        nodes.push(...leaf(plain));
        plain = '';
    };
    for (let i = 0; i < text.length; ++i) {
        const char = text[i];
        if (char === '<') {
            const end = text.indexOf('>', i);
            if (end > i + 1) {
                flush();
                nodes.push(entity(text.slice(i + 1, end)));
                i = end;
                continue;
            }
        } else if (char === '`' && !space.test(text[i + 1] ?? ' ')) {
            const end = text.indexOf('`', i + 1);
            if (end > i + 1) {
                flush();
                nodes.push(h('code', {}, code(text.slice(i + 1, end))));
                i = end;
                continue;
            }
        } else if (Object.hasOwn(marks, char) && depth < deepest && !hopeless.has(char)
            && !word.test(text[i - 1] ?? ' ') && !space.test(text[i + 1] ?? ' ')) {
            const end = closing(text, i);
            if (end > 0) {
                flush();
                nodes.push(h(marks[char], {}, inline(text.slice(i + 1, end), depth + 1)));
                i = end;
                continue;
            }
            hopeless.add(char);
        }
        plain += char;
    }
    flush();
    return nodes;
}

// Inside code nothing is a mark; an entity shows its words.
const code = (text) => decode(text.replace(/<([^<>|]*)\|([^<>]*)>/g, '$2').replace(/<([^<>]*)>/g, '$1'));

function lines(text) {
    const nodes = [];
    let quoted = null;
    const all = text.split('\n');
    all.forEach((line, index) => {
        const mark = /^(?:&gt;|>) ?/.exec(line);
        if (mark) {
            if (!quoted) {
                quoted = h('blockquote', {});
                nodes.push(quoted);
            } else {
                quoted.append(h('br'));
            }
            quoted.append(...inline(line.slice(mark[0].length), 0));
            return;
        }
        if (index > 0 && !quoted) {
            nodes.push(h('br'));
        }
        quoted = null;
        nodes.push(...inline(line, 0));
    });
    return nodes;
}

// The nodes of a mrkdwn text.
export function mrkdwn(text) {
    const nodes = [];
    const parts = String(text ?? '').split('```');
    parts.forEach((part, index) => {
        const closed = index % 2 === 1 && index < parts.length - 1;
        if (closed) {
            nodes.push(h('pre', {}, h('code', {}, code(part.replace(/^\n/, '').replace(/\n$/, '')))));
        } else {
            const text_ = index % 2 === 1 ? '```' + part : part;
            const trimmed = index > 0 && index % 2 === 0 ? text_.replace(/^\n/, '') : text_;
            nodes.push(...lines(trimmed));
        }
    });
    return nodes;
}

// A text object: plain_text or mrkdwn.
export function text(object) {
    if (typeof object === 'string') {
        return mrkdwn(object);
    }
    if (object?.type === 'mrkdwn') {
        return mrkdwn(object.text);
    }
    const words = String(object?.text ?? '');
    return object?.emoji === false ? withDrawings(decode(words)) : names(words);
}
