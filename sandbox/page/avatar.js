// Faces without pictures: initials on a colour that stays with the person.

import { h } from './dom.js';
import { store, userName } from './store.js';

const hues = 7;

function hueOf(id) {
    let sum = 0;
    for (const char of String(id)) {
        sum = (sum * 31 + char.codePointAt(0)) % 9973;
    }
    return sum % hues;
}

const initials = (name) => {
    const words = name.trim().split(/\s+/).filter(Boolean);
    const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
    return letters.map((each) => [...each][0]).join('').toUpperCase() || '?';
};

const ring = [[16, 6.5], [25, 13], [21.6, 23.8], [10.4, 23.8], [7, 13]];

function mark() {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('viewBox', '0 0 32 32');
    const dot = (x, y, r, kind) => {
        const circle = document.createElementNS(space, 'circle');
        circle.setAttribute('cx', x);
        circle.setAttribute('cy', y);
        circle.setAttribute('r', r);
        circle.setAttribute('class', kind);
        svg.append(circle);
    };
    dot(16, 16, 4, 'core');
    ring.forEach(([x, y]) => dot(x, y, 2.4, 'dot'));
    return svg;
}

// Decoration: the name always stands beside it.
export function avatar(id, size = '', name = '') {
    const user = store.users.get(id);
    if (user?.is_bot) {
        return h('span', { class: `avatar bot ${size}`, 'aria-hidden': 'true' }, mark());
    }
    return h('span', { class: `avatar hue-${hueOf(id)} ${size}`, 'aria-hidden': 'true' }, initials(userName(user) || name || id || ''));
}
