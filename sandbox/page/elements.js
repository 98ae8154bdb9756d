// The things in blocks that can be pressed, chosen or typed into. In a message or the Home tab a
// choice is sent at once; in a form it waits for the submit, unless the block says otherwise.

import { h, icon, safeImage, uniqueId } from './dom.js';
import { act, fileOf, placeOf } from './control.js';
import { confirmFirst } from './confirm.js';
import { go } from './links.js';
import { openMenu } from './menu.js';
import { text } from './mrkdwn.js';
import { people, store, userName } from './store.js';

const words = (object) => object?.text ?? '';

// Tells Muster what was pressed or chosen; `place` is {channel, ts} or {view_id}.
async function send(place, block, element, more, control) {
    if (control?.getAttribute('aria-busy')) {
        return false;  // pressed twice
    }
    if (element.confirm && !(await confirmFirst(element.confirm))) {
        return false;
    }
    control?.setAttribute('aria-busy', 'true');
    const answer = await act({ do: 'click', ...place, block_id: block.block_id, action_id: element.action_id, ...more });
    control?.removeAttribute('aria-busy');
    return answer.ok;
}

function button(element, block, place) {
    const style = ['primary', 'danger'].includes(element.style) ? element.style : 'normal';
    const control = h('button', { type: 'button', class: `button ${style}`, 'data-action': element.action_id,
        'aria-label': element.accessibility_label || null,
        onclick: () => {
            if (element.url) {
                go(element.url);
            }
            send(place, block, element, { value: element.value ?? '' }, control);
        } }, text(element.text), element.url && !fileOf(element.url) && !placeOf(element.url) ? icon('out') : null);
    return control;
}

function overflow(element, block, place) {
    const control = h('button', { type: 'button', class: 'button normal square', 'data-action': element.action_id,
        'aria-label': 'More', 'aria-haspopup': 'menu',
        onclick: () => openMenu(control, (element.options ?? []).map((option) => ({
            label: words(option.text),
            hint: words(option.description),
            run: () => {
                if (option.url) {
                    go(option.url);
                }
                send(place, block, element, { selected_option: option }, control);
            },
        }))) }, icon('more'));
    return control;
}

// ---- choices ----

const optionsOf = {
    static_select: (element) => element.options,
    users_select: () => people().map((user) => ({ value: user.id, text: { text: userName(user) } })),
    conversations_select: () => [...store.channels.values()].filter((channel) => !channel.is_im)
        .map((channel) => ({ value: channel.id, text: { text: `#${channel.name}` } })),
};
optionsOf.channels_select = optionsOf.conversations_select;

const chosenAs = { users_select: 'selected_user', conversations_select: 'selected_conversation', channels_select: 'selected_channel' };
const initialOf = (element) => element.initial_option?.value ?? element.initial_user ?? element.initial_channel
    ?? element.initial_conversation ?? '';

function selectControl(element, more) {
    const choice = (option) => h('option', { value: option.value }, words(option.text));
    const groups = element.option_groups?.map((group) =>
        h('optgroup', { label: words(group.label) }, (group.options ?? []).map(choice)));
    const control = h('select', { 'data-action': element.action_id, ...more },
        h('option', { value: '' }, words(element.placeholder) || 'Choose…'),
        groups ?? (optionsOf[element.type](element) ?? []).map(choice));
    control.value = initialOf(element);
    return control;
}

// What Slack calls a choice: {selected_option: {…}} or {selected_user: "U…"}.
function chosen(element, value) {
    if (chosenAs[element.type]) {
        return { [chosenAs[element.type]]: value || null };
    }
    const all = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options ?? []);
    return { selected_option: all.find((option) => option.value === value) ?? null };
}

function select(element, block, place) {
    const label = words(element.placeholder) || 'Choose';
    const control = selectControl(element, { class: 'select', 'aria-label': label,
        onchange: async () => {
            const before = initialOf(element);
            if (control.value && !(await send(place, block, element, chosen(element, control.value), control))) {
                control.value = before;
            }
        } });
    return control;
}

function boxes(element, kind, listName) {
    const name = uniqueId('choice');
    const initial = new Set((element.initial_options ?? (element.initial_option ? [element.initial_option] : []))
        .map((option) => option.value).concat(element.initial_users ?? []));
    const options = listName === 'selected_users' ? optionsOf.users_select() : element.options
        ?? (element.option_groups ?? []).flatMap((group) => group.options ?? []);
    const inputs = options.map((option) => {
        const input = h('input', { type: kind, name, value: option.value });
        input.checked = initial.has(option.value);
        return input;
    });
    const node = h('div', { class: 'boxes', 'data-action': element.action_id }, options.map((option, index) =>
        h('label', {}, inputs[index], h('span', {}, text(option.text),
            option.description ? h('small', {}, text(option.description)) : null))));
    const picked = () => inputs.filter((input) => input.checked).map((input) => input.value);
    return {
        node,
        control: inputs[0] ?? node,
        group: true,
        value: picked,
        write: (values) => inputs.forEach((input) => { input.checked = values.includes(input.value); }),
        read: () => {
            const values = picked();
            if (listName === 'selected_users') {
                return { selected_users: values };
            }
            const found = options.filter((option) => values.includes(option.value));
            return kind === 'radio' ? { selected_option: found[0] ?? null } : { selected_options: found };
        },
    };
}

// ---- fields of a form ----

function line(element, type, more = {}) {
    const control = h('input', { type, maxlength: element.max_length, minlength: element.min_length,
        placeholder: words(element.placeholder) || null, autocomplete: 'off', 'data-action': element.action_id, ...more });
    control.value = element.initial_value ?? '';
    return simple(control, () => ({ value: control.value === '' ? null : control.value }));
}

function area(element) {
    const control = h('textarea', { rows: 2, maxlength: element.max_length, placeholder: words(element.placeholder) || null,
        'data-action': element.action_id });
    control.value = element.initial_value ?? '';
    return simple(control, () => ({ value: control.value === '' ? null : control.value }));
}

const simple = (control, read) => ({
    node: control, control, read, value: () => control.value, write: (value) => { control.value = value; },
});

function field(type, key, initial) {
    return (element) => {
        const control = h('input', { type, 'data-action': element.action_id });
        control.value = element[initial] ?? '';
        return simple(control, () => ({ [key]: control.value || null }));
    };
}

// The browser's own zone is the only one that a datetime-local field has.
function moment(element) {
    const local = (seconds) => new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60000)
        .toISOString().slice(0, 16);
    const control = h('input', { type: 'datetime-local', 'data-action': element.action_id });
    control.value = element.initial_date_time ? local(element.initial_date_time) : '';
    return simple(control, () => ({
        selected_date_time: control.value ? Math.floor(new Date(control.value).getTime() / 1000) : null,
    }));
}

const choice = (element) => {
    const control = selectControl(element, { class: 'select' });
    return simple(control, () => chosen(element, control.value));
};

const fields = {
    plain_text_input: (element) => (element.multiline ? area(element) : line(element, 'text')),
    email_text_input: (element) => line(element, 'email'),
    url_text_input: (element) => line(element, 'url'),
    number_input: (element) => line(element, 'number', { min: element.min_value, max: element.max_value,
        step: element.is_decimal_allowed ? 'any' : 1 }),
    static_select: choice,
    users_select: choice,
    channels_select: choice,
    conversations_select: choice,
    checkboxes: (element) => boxes(element, 'checkbox', 'selected_options'),
    multi_static_select: (element) => boxes(element, 'checkbox', 'selected_options'),
    multi_users_select: (element) => boxes(element, 'checkbox', 'selected_users'),
    radio_buttons: (element) => boxes(element, 'radio', 'selected_option'),
    datepicker: field('date', 'selected_date', 'initial_date'),
    timepicker: field('time', 'selected_time', 'initial_time'),
    datetimepicker: moment,
};

// The field of an input block: {node, control, read, value, write}; null for an unknown kind.
export function fieldOf(element) {
    return Object.hasOwn(fields, element?.type) ? fields[element.type](element) : null;
}

// An element that acts at once, in an actions block or as a section's accessory.
export function elementOf(element, block, place) {
    if (element?.type === 'button' || element?.type === 'workflow_button') {
        return button(element, block, place);
    }
    if (element?.type === 'overflow') {
        return overflow(element, block, place);
    }
    if (element?.type === 'image') {
        return image(element, 'accessory');
    }
    if (Object.hasOwn(optionsOf, element?.type ?? '')) {
        return select(element, block, place);
    }
    const made = fieldOf(element);
    if (!made) {
        return unknown(element?.type);
    }
    made.node.setAttribute('aria-label', words(element.placeholder) || 'Choose');
    made.node.addEventListener('change', () => send(place, block, element, made.read(), made.node));
    return made.node;
}

export function image(element, kind) {
    const url = safeImage(element.image_url ?? element.slack_file?.url ?? '');
    const alt = element.alt_text ?? '';
    if (!url) {
        return h('span', { class: 'no-image' }, alt || 'image');
    }
    const picture = h('img', { src: url, alt, class: kind, loading: 'lazy' });
    picture.addEventListener('error', () => picture.replaceWith(h('span', { class: 'no-image' }, alt || 'image')));
    return picture;
}

export const unknown = (type) =>
    h('div', { class: 'unknown' }, `“${String(type ?? 'nameless')}” is shown by Slack, but not in this demo.`);
