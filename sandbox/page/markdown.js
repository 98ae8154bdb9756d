// Markdown, modestly and safely: what a postmortem is written in, never any HTML of its own.

import { h } from './dom.js';
import { link } from './links.js';

const deepest = 8;

// ---- within a line ----

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };
const withEntities = (text) => text.replace(/&(?:(amp|lt|gt|quot|nbsp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name, decimal, hex) => {
        if (name) {
            return entities[name.toLowerCase()];
        }
        const point = decimal ? Number(decimal) : parseInt(hex, 16);
        return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    });

const pieces = [
    { find: /^\\([!-/:-@[-`{-~])/, make: (m) => m[1] },
    { find: /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/, make: (m) => h('code', {}, m[2].replace(/^ (.*\S.*) $/s, '$1')) },
    { find: /^!\[([^\]]*)\]\((<[^>]*>|[^\s)]*)[^)]*\)/, make: (m) => link(unwrapped(m[2]), m[1] || 'image') },
    { find: /^\[((?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]\((<[^>]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?:\s+"[^"]*")?\)/,
        make: (m, depth) => link(unwrapped(m[2]), inline(m[1], depth + 1)) },
    { find: /^<((?:https?:\/\/|mailto:)[^\s<>]+)>/, make: (m) => link(m[1], m[1].replace(/^mailto:/, '')) },
    { find: /^https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]*_~]/, make: (m) => link(withEntities(m[0]), withEntities(m[0])) },
    { find: /^\*\*(?=\S)([\s\S]*?[^\s\\])\*\*/, make: (m, depth) => h('strong', {}, inline(m[1], depth + 1)) },
    { find: /^__(?=\S)([\s\S]*?[^\s\\])__(?![\p{L}\p{N}])/u, inner: true, make: (m, depth) => h('strong', {}, inline(m[1], depth + 1)) },
    { find: /^\*(?=\S)((?:\\.|[^*\\])*?[^\s\\])\*/, make: (m, depth) => h('em', {}, inline(m[1], depth + 1)) },
    { find: /^_(?=\S)((?:\\.|[^_\\])*?[^\s\\])_(?![\p{L}\p{N}])/u, inner: true, make: (m, depth) => h('em', {}, inline(m[1], depth + 1)) },
    { find: /^~~(?=\S)([\s\S]*?\S)~~/, make: (m, depth) => h('s', {}, inline(m[1], depth + 1)) },
    { find: /^(?: {2,}|\\)\n/, make: () => h('br') },
    { find: /^\n/, make: () => ' ' },
];
const starts = /[\\`![<*_~\nh ]/;

const unwrapped = (address) => withEntities(address.replace(/^<|>$/g, '').replace(/\\([!-/:-@[-`{-~])/g, '$1'));

function inline(text, depth = 0) {
    const nodes = [];
    let plain = '';
    let rest = text;
    let last = ' ';
    let misses = 0;  // marks that mark nothing; a text full of them is text
    while (rest) {
        let taken = 0;
        if (depth < deepest && starts.test(rest[0])) {
            for (const piece of pieces) {
                const found = (!piece.inner || !/[\p{L}\p{N}]/u.test(last)) && piece.find.exec(rest);
                if (found) {
                    nodes.push(withEntities(plain), piece.make(found, depth));
                    plain = '';
                    taken = found[0].length;
                    break;
                }
            }
        }
        if (!taken) {
            misses += /[`![<*_~]/.test(rest[0]) ? 1 : 0;
            if (misses > 400) {
                plain += rest;
                break;
            }
            const next = rest.slice(1).search(starts);
            taken = next < 0 ? rest.length : next + 1;
            plain += rest.slice(0, taken);
        }
        last = rest[taken - 1];
        rest = rest.slice(taken);
    }
    nodes.push(withEntities(plain));
    return nodes.filter((node) => node !== '');
}

// ---- lines and blocks ----

const fence = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const rule = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const quote = /^ {0,3}> ?/;
const item = /^( {0,3})(?:([-*+])|(\d{1,9})([.)]))(\s+|$)/;
const tableRule = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

function cells(line) {
    const inner = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '');
    return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function table(lines) {
    const alignments = cells(lines[1]).map((mark) =>
        (/^:-+:$/.test(mark) ? 'center' : /-:$/.test(mark) ? 'right' : ''));
    const row = (line, tag) => h('tr', {}, alignments.map((align, index) =>
        h(tag, { style: align ? { 'text-align': align } : {}, scope: tag === 'th' ? 'col' : null },
            inline(cells(line)[index] ?? ''))));
    const head = cells(lines[0]).some((cell) => cell) ? h('thead', {}, row(lines[0], 'th')) : [];
    return h('div', { class: 'table' }, h('table', {}, head, h('tbody', {}, lines.slice(2).map((line) => row(line, 'td')))));
}

function list(lines, depth) {
    const first = item.exec(lines[0]);
    const items = [];
    let loose = false;
    for (const line of lines) {
        const found = item.exec(line);
        const width = items.at(-1)?.width ?? 0;
        if (found && (items.length === 0 || found[1].length < width)) {
            const marker = found[0].trimEnd().length;
            items.push({ width: marker + Math.min(found[5].length || 1, 4), lines: [line.slice(found[0].length)] });
        } else {
            items.at(-1).lines.push(line.slice(Math.min(width, /^ */.exec(line)[0].length)));
        }
    }
    for (const { lines: inside } of items) {
        loose ||= inside.some((line, index) => !line.trim() && inside.slice(index + 1).some((later) => later.trim()));
    }
    const make = ({ lines: inside }) => {
        const task = /^\[([ xX])\] /.exec(inside[0]);
        const content = task ? [inside[0].slice(task[0].length), ...inside.slice(1)] : inside;
        const nodes = blocks(content, depth + 1, !loose);
        return h('li', { class: task ? 'task' : null },
            task ? h('span', { class: 'box', role: 'img', 'aria-label': task[1] === ' ' ? 'to do' : 'done' }, task[1] === ' ' ? '☐ ' : '☑ ') : [],
            nodes);
    };
    return first[2]
        ? h('ul', {}, items.map(make))
        : h('ol', { start: first[3] === '1' ? null : Number(first[3]) }, items.map(make));
}

function blocks(lines, depth, tight = false) {
    const nodes = [];
    let at = 0;
    const until = (end) => {
        const taken = [];
        while (at < lines.length && !end(lines[at], taken)) {
            taken.push(lines[at]);
            at += 1;
        }
        return taken;
    };
    const startsBlock = (line) => fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line)
        || item.test(line);
    while (at < lines.length) {
        const line = lines[at];
        let found;
        if (!line.trim()) {
            at += 1;
        } else if ((found = fence.exec(line))) {
            at += 1;
            const close = new RegExp(`^ {0,3}${found[1][0]}{${found[1].length},}\\s*$`);
            const inside = until((each) => close.test(each));
            at += 1;
            nodes.push(h('pre', {}, h('code', {}, inside.join('\n'))));
        } else if ((found = heading.exec(line))) {
            at += 1;
            nodes.push(h(`h${Math.min(found[1].length + 1, 6)}`, { class: `level-${found[1].length}` }, inline(found[2])));
        } else if (rule.test(line)) {
            at += 1;
            nodes.push(h('hr'));
        } else if (quote.test(line) && depth < deepest) {
            const inside = until((each) => !quote.test(each)).map((each) => each.replace(quote, ''));
            nodes.push(h('blockquote', {}, blocks(inside, depth + 1)));
        } else if ((found = item.exec(line)) && depth < deepest) {
            const ordered = !found[2];
            const inside = until((each, taken) => {
                if (taken.length === 0 || /^ {2,}\S/.test(each)) {
                    return false;
                }
                const other = item.exec(each);
                if (other && !rule.test(each)) {
                    return !other[2] !== ordered;
                }
                if (!each.trim()) {
                    const next = lines.slice(at + 1).find((later) => later.trim());
                    const again = next && item.exec(next);
                    return !next || !(/^ {2,}\S/.test(next) || (again && !again[2] === ordered));
                }
                return !taken.at(-1).trim() || startsBlock(each);
            });
            nodes.push(list(inside, depth));
        } else if (line.includes('|') && tableRule.test(lines[at + 1] ?? '')) {
            nodes.push(table(until((each, taken) => taken.length > 1 && (!each.trim() || !each.includes('|')))));
        } else {
            const inside = until((each, taken) => taken.length > 0 && (!each.trim() || startsBlock(each)
                || /^ {0,3}(=+|-+)\s*$/.test(each)));
            const under = /^ {0,3}(=+|-+)\s*$/.exec(lines[at] ?? '');
            const text = inside.map((each) => each.replace(/^\s+/, '')).join('\n').trimEnd();
            if (under) {
                at += 1;
                nodes.push(h(under[1][0] === '=' ? 'h2' : 'h3', { class: `level-${under[1][0] === '=' ? 1 : 2}` }, inline(text)));
            } else {
                nodes.push(tight ? h('span', {}, inline(text)) : h('p', {}, inline(text)));
            }
        }
    }
    return nodes;
}

export const markdown = (text) =>
    h('div', { class: 'markdown' }, blocks(String(text ?? '').replace(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n'), 0));
