// What the composer offers while one types: slash commands, their words, people and groups.

import { avatar } from './avatar.js';
import { fill, h, icon } from './dom.js';
import { people, store, userName } from './store.js';
import { city } from './time.js';

const most = 8;

// The offers for `text` with the caret at `caret`:
// {offers: [{label, hint, insert, from, to, picture?, exact?}], usage}.
export function offersFor(text, caret, inThread) {
    const before = text.slice(0, caret);
    const mention = /(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u.exec(before);
    if (mention) {
        return { title: 'People', offers: peopleOffers(mention[1].toLowerCase(), caret - mention[1].length - 1, caret) };
    }
    if (inThread || !text.startsWith('/')) {
        return { offers: [] };
    }
    const typed = typedCommand(text);
    if (!typed) {
        return { title: 'Commands', offers: store.commands.filter(({ command }) => command.startsWith(text)).slice(0, most)
            .map(({ command, description, usage_hint: usage }) => ({
                label: command, usage: usage ?? '', hint: description ?? '', insert: `${command} `, from: 0, to: text.length,
                exact: command === text, picture: icon('slash') })) };
    }
    const words = store.commands.find(({ command }) => command === typed.slash)?.words;
    if (!words) {
        return { offers: [] };
    }
    const word = typed.word.toLowerCase();
    const end = typed.at + typed.word.length;
    if (typed.rest === '' && caret >= end) {
        const offers = words.filter((each) => each.word.startsWith(word)).map((each) => ({
            label: each.word, usage: each.usage.slice(each.word.length).trim(), hint: each.help,
            insert: `${each.word} `, from: typed.at, to: end, exact: each.word === word, bare: word === '' }));
        if (offers.length) {
            return { title: `${typed.slash} …`, offers };
        }
    }
    return { offers: [], usage: words.find((each) => each.word === word) };
}

// What is being typed: {slash, rest, word, at} — `word` is the subcommand so far, `at` where it
// starts; an incident's id may stand before it.
function typedCommand(text) {
    const found = /^(\/\S+)(\s+)((?:(?:inc|prv|drl)-\d+\s+)?)(\S*)([\s\S]*)$/i.exec(text);
    if (!found) {
        return null;
    }
    const at = found[1].length + found[2].length + found[3].length;
    return { slash: found[1], word: found[4], at, rest: found[5] };
}

function peopleOffers(start, from, to) {
    const match = (name) => name && (name.toLowerCase().startsWith(start)
        || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(start)));
    const found = people().filter((user) => match(user.name) || match(user.real_name)).map((user) => ({
        label: userName(user), hint: `@${user.name} · ${city(user.tz)}`, insert: `@${user.name} `, from, to,
        picture: avatar(user.id, 'tiny') }));
    const groups = [...store.groups.values()].filter((each) => match(each.handle) || match(each.name)).map((each) => ({
        label: `@${each.handle}`, hint: each.name ?? '', insert: `@${each.handle} `, from, to, picture: icon('people') }));
    return [...found, ...groups].slice(0, most);
}

// The list above a text box. Answers {update, key, close}: `key` says whether it took a key press.
export function suggestions(area, place, inThread) {
    const id = `${area.id}-offers`;
    const list = h('div', { class: 'offers', id, role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
    const usage = h('p', { class: 'usage', hidden: true });
    place.append(list, usage);
    area.setAttribute('role', 'combobox');
    area.setAttribute('aria-autocomplete', 'list');
    area.setAttribute('aria-controls', id);
    area.setAttribute('aria-expanded', 'false');
    let offers = [];
    let at = -1;
    let moved = false;
    let closedFor = null;

    function mark() {
        [...list.querySelectorAll('[role=option]')].forEach((option, index) => {
            option.setAttribute('aria-selected', String(index === at));
            if (index === at) {
                area.setAttribute('aria-activedescendant', option.id);
                option.scrollIntoView({ block: 'nearest' });
            }
        });
        if (at < 0) {
            area.removeAttribute('aria-activedescendant');
        }
    }

    function accept(index) {
        const { insert, from, to } = offers[index];
        area.setRangeText(insert, from, to, 'end');
        area.dispatchEvent(new Event('input', { bubbles: true }));
        area.focus();
    }

    function update() {
        const found = closedFor === area.value ? { offers: [] } : offersFor(area.value, area.selectionStart, inThread);
        closedFor = closedFor === area.value ? closedFor : null;
        offers = found.offers;
        moved = false;
        at = offers.length ? 0 : -1;
        list.hidden = !offers.length;
        area.setAttribute('aria-expanded', String(offers.length > 0));
        fill(list, offers.length && found.title ? h('p', { class: 'offers-title', role: 'presentation' }, found.title,
            h('span', {}, h('kbd', {}, '↑'), h('kbd', {}, '↓'), ' choose ', h('kbd', {}, 'Tab'), ' take')) : null,
        offers.map((offer, index) => h('div', { class: 'offer', role: 'option', id: `${id}-${index}`,
            onpointerdown: (event) => { event.preventDefault(); accept(index); } },
            offer.picture ?? null, h('b', {}, offer.label), offer.usage ? h('code', {}, offer.usage) : null,
            h('span', { class: 'offer-hint' }, offer.hint))));
        usage.hidden = !found.usage;
        if (found.usage) {
            fill(usage, h('code', {}, found.usage.usage), h('span', {}, found.usage.help));
        }
        mark();
    }

    // Enter takes an offer when one was chosen, or when what is typed is not a whole word yet.
    function key(event) {
        if (!offers.length) {
            return false;
        }
        const current = offers[at];
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            at = (at + (event.key === 'ArrowDown' ? 1 : -1) + offers.length) % offers.length;
            moved = true;
            mark();
            return true;
        }
        if (event.key === 'Escape') {
            closedFor = area.value;
            update();
            return true;
        }
        if (event.key === 'Tab' && !event.shiftKey) {
            accept(at);
            return true;
        }
        if (event.key === 'Enter' && !event.shiftKey && (moved || !(current.exact || current.bare))) {
            accept(at);
            return true;
        }
        return false;
    }

    return { update, key, close: () => { closedFor = area.value; update(); } };
}
