// A private incident as people meet it: declared by the form, made private after the fact, and a
// pasted secret taken out; what others can see of it is nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Demo, DemoPage, launchBrowser } from './demo_page.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser?.close(); });

async function withDemo(play) {
    const demo = await Demo.start();
    try {
        const here = await DemoPage.open(browser, demo.address);
        await play(here);
        assert.deepEqual(here.complaints, []);
    } finally {
        await demo.stop();
    }
}

test('a private incident is declared by the form, and others see nothing of it', () => withDemo(async (here) => {
    await here.type('/incident declare private');
    await here.fill({ Title: 'A laptop was stolen', Severity: 'sev2' });
    await here.channel('prv-1-a-laptop-was-stolen').waitFor();
    await here.goTo('prv-1-a-laptop-was-stolen');
    await here.card().filter({ hasText: 'This is private.' }).waitFor();
    await here.picture('private-declared');
    await here.actAs('Grace');
    await here.goTo('incidents');
    assert.equal(await here.channel('prv-1').count(), 0);
    await here.type('/incident show PRV-1');
    await here.answer().filter({ hasText: 'There is no PRV-1.' }).waitFor();
    assert.equal(await here.page.getByText('stolen').count(), 0);
    await here.picture('private-for-others');
}));

test('made private after the fact, and a pasted secret redacted', () => withDemo(async (here) => {
    await here.type('/incident declare sev2 Customer data is out');
    await here.goTo('inc-1-customer-data-is-out');
    await here.card().waitFor();
    await here.type('/incident log the password is XYZZY');
    await here.card().filter({ hasText: 'XYZZY' }).waitFor();
    await here.type('/incident redact 1 pasted a password');
    await here.card().filter({ hasText: 'Redacted by Ada: pasted a password' }).waitFor();
    await here.picture('redacted');
    await here.type('/incident private it is about a customer');
    await here.channel('prv-1-customer-data-is-out').waitFor();
    await here.goTo('prv-1-customer-data-is-out');
    await here.card().filter({ hasText: 'This is private.' }).waitFor();
    await here.page.locator('#messages').getByText('made INC-1 private').waitFor();
    await here.picture('made-private');
    await here.goTo('incidents');
    await here.page.locator('#messages article', { hasText: 'Customer data is out' })
        .and(here.page.locator('article:not(.ephemeral)')).waitFor({ state: 'detached' });
    await here.picture('taken-back');
}));
