// Messages become timeline entries by pointing at them, in a real browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Demo, DemoPage, launchBrowser } from './demo_page.mjs';

const room = 'inc-1-checkout-is-slow';
const exhausted = 'The pool of connections is exhausted';

let demo;
let browser;
let here;

before(async () => {
    demo = await Demo.start();
    browser = await launchBrowser();
    here = await DemoPage.open(browser, demo.address);
});
after(async () => {
    await browser?.close();
    await demo?.stop();
});

// What a person wrote: neither Muster's card, which repeats it, nor an answer to me alone.
const said = (text) => here.page.locator('#messages article:not(.ephemeral)', { hasText: text })
    .filter({ hasNot: here.page.locator('[data-action]') }).first();
const onCard = (text) => here.card().getByText(text).first();

async function chooses(text, shortcut) {
    await said(text).hover();
    await said(text).getByRole('button', { name: 'More' }).click();
    await here.page.getByRole('menuitem', { name: shortcut }).click();
}
// An answer to me alone with these words, once it is there.
async function answered(words) {
    const answer = here.page.locator('article.ephemeral', { hasText: words }).last();
    await answer.waitFor();
    return answer;
}

test('a pushpin adds a message with its author, and taking it off undoes it', async () => {
    await here.type('/incident declare sev2 Checkout is slow');
    await here.channel(room).first().waitFor();
    await here.actAs('Grace');
    await here.goTo(room);
    await here.page.getByRole('button', { name: 'Join' }).click();
    await here.type(exhausted);
    await said(exhausted).waitFor();
    await here.type('All is well since 14:40');
    await here.actAs('Ada');
    await here.goTo(room);
    await said(exhausted).hover();
    await said(exhausted).getByRole('button', { name: 'Add a reaction' }).click();
    await here.page.getByRole('menuitem', { name: 'pushpin' }).click();
    await onCard(exhausted).waitFor();
    await here.type('/incident timeline');
    await answered('Timeline of INC-1');
    await here.picture('timeline');
    await said(exhausted).locator('.reaction.mine').click();
    await onCard(exhausted).waitFor({ state: 'detached' });
});

test('Add to timeline answers at once, with a way back', async () => {
    await chooses(exhausted, 'Add to timeline');
    const answer = await answered('is back');
    await here.picture('added');
    await answer.getByRole('button', { name: 'Undo' }).click();
    await answered('Undone');
    await onCard(exhausted).waitFor({ state: 'detached' });
});

test('elsewhere it asks which incident', async () => {
    await here.goTo('general');
    await here.type('Mail is slow, too');
    await chooses('Mail is slow, too', 'Add to timeline');
    await here.dialog().waitFor();
    assert.match(await here.dialog().getByRole('combobox').innerText(), /INC-1 Checkout is slow/);
    await here.picture('which-incident');
    await here.dialog().locator('[type=submit]').click();
    await here.submitted();
    await here.goTo(room);
    await onCard('Mail is slow, too').waitFor();
});

test('scribe offers what is not in the timeline yet, and adds what is chosen', async () => {
    await here.type('/incident scribe 30m');
    await here.dialog().getByRole('checkbox').first().waitFor();
    assert.equal(await here.dialog().getByRole('checkbox').count(), 2);
    await here.picture('scribe');
    await here.dialog().getByText('All is well since 14:40').click();
    await here.dialog().locator('[type=submit]').click();
    await here.dialog().getByText('1 entry').waitFor();
    await here.picture('scribe-done');
    await here.submitted();
    await onCard('All is well since 14:40').waitFor();
});

test('Declare from message fills in the title, and the timeline begins with it', async () => {
    await here.goTo('general');
    await here.type('Login fails for everybody');
    await chooses('Login fails for everybody', 'Declare from message');
    await here.dialog().waitFor();
    assert.equal(await here.dialog().getByRole('textbox', { name: 'Title' }).inputValue(), 'Login fails for everybody');
    await here.picture('declare-from-message');
    await here.dialog().locator('[type=submit]').click();
    await here.submitted();
    await here.goTo('inc-2-login-fails');
    await here.card().getByText('Login fails for everybody').nth(1).waitFor();
});

test('nothing was complained about in the browser’s console', () => {
    assert.deepEqual(here.complaints, []);
});
