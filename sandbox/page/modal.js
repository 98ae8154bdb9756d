// The form that is open for the person acted as: drawn from the view, kept while it is filled in.

import { blocks } from './blocks.js';
import { act, sentence } from './control.js';
import { fill, h, icon } from './dom.js';
import { text } from './mrkdwn.js';
import { store } from './store.js';

let open = null;  // {id, hash, dialog, form, back, touched}
const afterSubmit = new Set();
// Called with (view, answer) after each form that was sent.
export const onSubmit = (listener) => afterSubmit.add(listener);

const keyOf = (each) => `${each.block.block_id} ${each.element.action_id}`;

function showErrors(form, errors, summary) {
    let first = null;
    let lost = [];
    for (const each of form.fields) {
        const words = errors[each.block.block_id];
        each.wrong.hidden = !words;
        fill(each.wrong, words ?? '');
        each.control.setAttribute('aria-invalid', String(Boolean(words)));
        if (words) {
            first ??= each.control;
        }
    }
    const known = new Set(form.fields.map((each) => each.block.block_id));
    lost = Object.entries(errors).filter(([block]) => !known.has(block)).map(([, words]) => words);
    summary.hidden = !lost.length;
    fill(summary, lost.join(' '));
    first?.focus();
}

function missing(form) {
    const errors = {};
    for (const each of form.fields) {
        const value = each.value();
        if (!each.block.optional && (Array.isArray(value) ? !value.length : !String(value).trim())) {
            errors[each.block.block_id] = 'Please fill this in.';
        }
    }
    return errors;
}

async function submit(view, form, summary, button) {
    const errors = missing(form);
    showErrors(form, errors, summary);
    if (Object.keys(errors).length) {
        return;
    }
    const values = {};
    for (const each of form.fields) {
        values[each.block.block_id] = {
            ...values[each.block.block_id],
            [each.element.action_id]: { type: each.element.type, ...each.read() },
        };
    }
    button.disabled = true;
    button.setAttribute('aria-busy', 'true');
    const answer = await act({ do: 'submit', view_id: view.id, values }, true);
    button.disabled = false;
    button.removeAttribute('aria-busy');
    const wrong = { ...answer.errors };
    if (!answer.ok && !Object.keys(wrong).length) {
        wrong[''] = `${sentence(answer.error) || sentence('operation_timeout')} Nothing was kept; try again.`;
    }
    if (Object.keys(wrong).length) {
        showErrors(form, wrong, summary);
    }
    for (const listener of afterSubmit) {
        listener(view, { ...answer, ok: answer.ok && !Object.keys(wrong).length });
    }
}

function draw(view) {
    const { dialog } = open;
    const before = new Map((open.form?.fields ?? []).map((each) => [keyOf(each), each.value()]));
    const touched = open.touched;
    const held = document.activeElement?.closest?.('[data-block]')?.dataset.block;
    const form = { fields: [] };
    const summary = h('p', { class: 'wrong summary', role: 'alert', hidden: true });
    const button = view.submit || form.fields.length
        ? h('button', { type: 'submit', class: 'button primary' }, text(view.submit ?? { text: 'Submit' })) : null;
    const body = h('form', { novalidate: true, onsubmit: (event) => {
        event.preventDefault();
        submit(view, form, summary, button);
    }, onkeydown: (event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit(view, form, summary, button);
        }
    } },
    h('header', {}, h('h2', { id: 'form-title' }, text(view.title)),
        h('button', { type: 'button', class: 'plain', 'aria-label': 'Close', onclick: cancel }, icon('close'))),
    h('div', { class: 'form-body' }, summary, blocks(view.blocks, { view_id: view.id }, form)),
    h('footer', { class: 'dialog-actions' },
        h('button', { type: 'button', class: 'button normal', onclick: cancel }, text(view.close ?? { text: 'Cancel' })), button));
    fill(dialog, body);
    for (const each of form.fields) {
        const key = keyOf(each);
        each.node.addEventListener('input', () => touched.add(key));
        each.node.addEventListener('change', () => touched.add(key));
        if (touched.has(key) && before.has(key)) {
            each.write(before.get(key));
        }
    }
    open.form = form;
    const wanted = form.fields.find((each) => (held ? each.block.block_id === held : each.element.focus_on_load))
        ?? form.fields.find((each) => !each.value()?.length) ?? form.fields[0];
    (wanted?.control ?? button ?? body.querySelector('button'))?.focus();
}

// Once is enough, however often somebody presses Escape.
async function cancel() {
    const left = open;
    if (!left || left.leaving) {
        return;
    }
    left.leaving = true;
    await act({ do: 'close_view', view_id: left.id });
    left.leaving = false;
}

function close() {
    const { dialog, back } = open;
    open = null;
    dialog.close();
    dialog.remove();
    (back?.isConnected ? back : document.getElementById('composer-text'))?.focus();
}

// Brings the dialog in step with the view that is open at Muster.
export function showForm() {
    const view = store.view;
    if (!view) {
        if (open) {
            close();
        }
        return;
    }
    if (open?.id === view.id && open.hash === view.hash) {
        return;
    }
    if (!open) {
        const dialog = h('dialog', { class: 'form', 'aria-labelledby': 'form-title', oncancel: (event) => {
            event.preventDefault();
            cancel();
        } });
        open = { dialog, back: document.activeElement, touched: new Set() };
        document.getElementById('overlay').append(dialog);
        dialog.showModal();
    }
    if (open.id !== view.id) {
        open.touched = new Set();
        open.form = null;
    }
    open.id = view.id;
    open.hash = view.hash;
    draw(view);
}
