// A small menu beside a button: arrows, Home, End, letters, Escape.

import { h } from './dom.js';

let close = () => {};

export function closeMenu() {
    close();
}

// Items: {label, hint?, picture?, checked?, run}. `look` adds a class for another shape.
export function openMenu(button, items, { look = '', role = 'menuitem', label = '' } = {}) {
    close();
    if (!items.length) {
        return;
    }
    const choices = items.map((item) => h('button', { type: 'button', class: 'menu-item',
        role: item.checked === undefined ? role : 'menuitemradio',
        'aria-checked': item.checked === undefined ? null : String(item.checked), 'aria-label': item.spoken,
        tabindex: -1, onclick: () => { close(); item.run(); } },
        item.picture ?? null,
        item.label ? h('span', { class: 'menu-label' }, item.label, item.hint ? h('small', {}, item.hint) : null) : null));
    const menu = h('div', { class: `menu ${look}`, role: 'menu', 'aria-label': label || null }, choices);
    const host = button.closest('dialog') ?? document.getElementById('overlay');
    host.append(menu);
    place(menu, button);
    button.setAttribute('aria-expanded', 'true');

    const outside = (event) => {
        if (!menu.contains(event.target) && !button.contains(event.target)) {
            close();
        }
    };
    const keys = (event) => {
        const at = choices.indexOf(document.activeElement);
        const moves = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 };
        if (event.key === 'Escape' || event.key === 'Tab') {
            event.preventDefault();
            event.stopPropagation();
            close();
        } else if (event.key in moves) {
            event.preventDefault();
            choices.at(moves[event.key] % choices.length).focus();
        } else if (event.key.length === 1) {
            const typed = event.key.toLowerCase();
            choices.find((choice, index) => index > at && choice.textContent.toLowerCase().startsWith(typed))?.focus();
        }
    };
    const follow = () => (button.isConnected ? place(menu, button) : close());
    close = () => {
        close = () => {};
        const held = menu.contains(document.activeElement);
        menu.remove();
        document.removeEventListener('pointerdown', outside, true);
        window.removeEventListener('resize', follow);
        button.setAttribute('aria-expanded', 'false');
        if (held && button.isConnected) {
            button.focus();
        }
    };
    menu.addEventListener('keydown', keys);
    document.addEventListener('pointerdown', outside, true);
    window.addEventListener('resize', follow);
    (choices.find((choice) => choice.getAttribute('aria-checked') === 'true') ?? choices[0]).focus();
}

function place(menu, button) {
    const at = button.getBoundingClientRect();
    const size = menu.getBoundingClientRect();
    const below = at.bottom + 6 + size.height < window.innerHeight;
    const top = below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6);
    const left = Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8));
    menu.style.setProperty('top', `${top}px`);
    menu.style.setProperty('left', `${left}px`);
}
