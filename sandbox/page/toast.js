// Short words from the page itself, at its lower edge.

import { fill, h, icon } from './dom.js';

const shown = 8000;

// Answers a function that takes it away before its time.
export function toast(text, action) {
    const place = document.getElementById('toasts');
    const remove = () => item.remove();
    const item = h('div', { class: 'toast' }, h('span', {}, text));
    if (action) {
        item.append(h('button', { type: 'button', class: 'toast-action', onclick: () => { remove(); action.run(); } },
            action.label, icon('arrow')));
    }
    item.append(h('button', { type: 'button', class: 'plain', 'aria-label': 'Dismiss', onclick: remove }, icon('close')));
    if (place.childElementCount > 2) {
        place.firstElementChild.remove();
    }
    place.append(item);
    setTimeout(remove, shown);
    return remove;
}

// For people who listen: said once, shown nowhere.
export function announce(text) {
    const place = document.getElementById('live');
    fill(place);
    place.append(text);
}
