// "Are you sure?", when a button asks for it.

import { h } from './dom.js';
import { text } from './mrkdwn.js';

// Whether the person said yes to a Slack confirm object.
export function confirmFirst(question) {
    return new Promise((resolve) => {
        const answer = (yes) => {
            dialog.close();
            dialog.remove();
            resolve(yes);
        };
        const dialog = h('dialog', { class: 'confirm', 'aria-labelledby': 'confirm-title',
            oncancel: (event) => { event.preventDefault(); answer(false); } },
            h('h2', { id: 'confirm-title' }, text(question.title)),
            h('div', { class: 'text' }, text(question.text)),
            h('div', { class: 'dialog-actions' },
                h('button', { type: 'button', class: 'button normal', onclick: () => answer(false) }, text(question.deny)),
                h('button', { type: 'button', onclick: () => answer(true),
                    class: `button ${question.style === 'danger' ? 'danger' : 'primary'}` }, text(question.confirm))));
        document.getElementById('overlay').append(dialog);
        dialog.showModal();
    });
}
