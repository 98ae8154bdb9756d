// A canvas beside its channel: what stands in it, and each piece of it to be changed by hand.

import { act, closePanel } from './control.js';
import { drawIfNew, fill, h, icon } from './dom.js';
import { markdown } from './markdown.js';
import { store } from './store.js';

let editing = '';  // the piece that is being changed; 'end': a new one below all

export const canvasOf = (channel) => store.canvases.find((canvas) => canvas.channel === channel?.id) ?? null;

function form(canvas, part, text) {
    const area = h('textarea', { class: 'canvas-text', rows: Math.min(12, text.split('\n').length + 2),
        'aria-label': part ? 'This piece, in Markdown' : 'A new paragraph, in Markdown' });
    area.value = text;
    const leave = () => { editing = ''; redraw(); };
    const save = async () => {
        const answer = await act({ do: 'canvas', canvas: canvas.id, text: area.value.trim(), ...(part ? { part } : {}) });
        if (answer.ok) {
            leave();
        }
    };
    area.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
            event.stopPropagation();
            leave();
        }
    });
    requestAnimationFrame(() => area.focus());
    return h('div', { class: 'canvas-form' }, area, h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'primary', onclick: save }, 'Save'),
        h('button', { type: 'button', onclick: leave }, 'Cancel')));
}

function piece(canvas, { id, markdown: text }) {
    if (editing === id) {
        return form(canvas, id, text);
    }
    return h('div', { class: 'canvas-part', 'data-part': id }, markdown(text),
        canvas.may_write ? h('button', { type: 'button', class: 'plain canvas-edit', title: 'Change this piece',
            'aria-label': 'Change this piece', onclick: () => { editing = id; redraw(); } }, 'Edit') : null);
}

let redraw = () => {};

export function showCanvas(panel) {
    const canvas = store.canvases.find((each) => each.id === store.panel.canvas);
    redraw = () => showCanvas(panel);
    drawIfNew(panel, ['canvas', canvas, editing, store.as], () => {
        const kept = panel.querySelector('.panel-body')?.scrollTop ?? 0;
        const head = h('header', {}, h('h2', { tabindex: -1 }, canvas?.title || 'Canvas'), h('p', {}, 'Canvas'),
            h('button', { type: 'button', class: 'plain', 'aria-label': 'Close', title: 'Close (Esc)',
                onclick: () => { editing = ''; closePanel(); } }, icon('close')));
        const body = h('div', { class: 'panel-body document canvas', tabindex: 0 });
        if (!canvas) {
            body.append(h('p', { class: 'empty' }, 'This canvas is not there, or not for you.'));
        } else {
            body.append(...canvas.parts.map((part) => piece(canvas, part)));
            if (canvas.may_write) {
                body.append(editing === 'end' ? form(canvas, '', '') : h('button', { type: 'button', class: 'canvas-add',
                    onclick: () => { editing = 'end'; redraw(); } }, 'Write a paragraph'));
            }
        }
        fill(panel, head, body);
        body.scrollTop = kept;
    });
}
