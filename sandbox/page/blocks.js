// Block Kit: what Muster sends, as this page shows it.

import { h, uniqueId } from './dom.js';
import { elementOf, fieldOf, image, unknown } from './elements.js';
import { markdown } from './markdown.js';
import { text } from './mrkdwn.js';
import { richText } from './richtext.js';

function section(block, place) {
    return h('div', { class: 'section' },
        h('div', { class: 'words' },
            block.text ? h('div', { class: 'text', dir: 'auto' }, text(block.text)) : null,
            block.fields ? h('div', { class: 'fields' },
                block.fields.map((each) => h('div', { class: 'text', dir: 'auto' }, text(each)))) : null),
        block.accessory ? h('div', { class: 'side' }, elementOf(block.accessory, block, place)) : null);
}

function context(block) {
    return h('div', { class: 'context' }, (block.elements ?? []).map((element) =>
        (element.type === 'image' ? image(element, 'small') : h('span', { dir: 'auto' }, text(element)))));
}

function picture(block) {
    return h('figure', {}, block.title ? h('figcaption', {}, text(block.title)) : null, image(block, 'large'));
}

function cell(content) {
    if (content?.type === 'rich_text') {
        return richText(content);
    }
    return content?.type === 'raw_text' ? String(content.text ?? '') : text(content ?? '');
}

function table(block) {
    const rows = block.rows ?? [];
    const aligned = (index) => {
        const align = block.column_settings?.[index]?.align;
        return ['center', 'right'].includes(align) ? { 'text-align': align } : {};
    };
    return h('div', { class: 'table' }, h('table', {}, rows.map((row, at) => h('tr', {}, row.map((content, index) =>
        h(at === 0 ? 'th' : 'td', { style: aligned(index) }, cell(content)))))));
}

function alert(block) {
    return h('div', { class: `alert ${['warning', 'error', 'success'].includes(block.level) ? block.level : 'info'}` },
        text(block.text));
}

// An input block: label, field, hint and room for what is wrong with it.
function input(block, place, form) {
    const made = fieldOf(block.element);
    if (!made) {
        return unknown(block.element?.type);
    }
    const id = uniqueId('field');
    const wrong = h('p', { class: 'wrong', id: `${id}-wrong`, hidden: true });
    const hint = block.hint ? h('p', { class: 'hint', id: `${id}-hint` }, text(block.hint)) : null;
    const described = [hint ? `${id}-hint` : '', `${id}-wrong`].join(' ').trim();
    const label = [h('span', {}, text(block.label)), block.optional ? h('small', {}, 'optional') : null];
    made.control.setAttribute('aria-describedby', described);
    if (!block.optional && !made.group) {
        made.control.setAttribute('aria-required', 'true');
    }
    form?.fields.push({ block, element: block.element, wrong, ...made });
    if (made.group) {
        return h('fieldset', { class: 'input', 'data-block': block.block_id }, h('legend', {}, label), made.node, hint, wrong);
    }
    made.control.id = id;
    return h('div', { class: 'input', 'data-block': block.block_id }, h('label', { for: id }, label), made.node, hint, wrong);
}

const kinds = {
    section,
    context,
    image: picture,
    table,
    alert,
    input,
    header: (block) => h('h3', { class: 'heading', dir: 'auto' }, text(block.text)),
    divider: () => h('hr'),
    actions: (block, place) => h('div', { class: 'actions' },
        (block.elements ?? []).map((element) => elementOf(element, block, place))),
    rich_text: richText,
    markdown: (block) => markdown(block.text),
    file: () => null,  // shown with the message's files
};

// The nodes of a list of blocks. `place` is where clicks go; `form` collects the fields of a form.
export function blocks(list, place, form) {
    return (list ?? []).map((block) => (Object.hasOwn(kinds, block?.type ?? '')
        ? kinds[block.type](block, place, form)
        : unknown(block?.type)));
}

