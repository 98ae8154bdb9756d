// The postmortem after the close: read, asked about, published by a second click, and taken down.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../machine/machine.mjs';
import { Demo, DemoPage, launchBrowser, takePicture } from './demo_page.mjs';

let demo;
let browser;
let here;
let address;

before(async () => {
    demo = await Demo.start();
    browser = await launchBrowser();
    here = await DemoPage.open(browser, demo.address);
    address = await here.page.locator('#links a', { hasText: /status/i }).getAttribute('href');
    await here.type('/incident declare sev2 Checkout is slow');
    await here.goTo('inc-1-checkout-is-slow');
    for (const words of ['assign @grace', 'log @grace moved traffic to the second database',
        'summary For half an hour orders took up to a minute.', 'impact 312 customers gave up.',
        'cause The pool was too small.', 'cause Nobody watched the pool.', 'lesson Alert on pool use before the shop opens.',
        'resolution Grace made the pool larger.', 'action @grace Alert on pool use', 'close All well since then'])
        await here.type(`/incident ${words}`);
    await here.postmortem().waitFor();
});
after(async () => {
    await browser?.close();
    await demo?.stop();
});

DemoPage.prototype.postmortem = function postmortem() {
    return this.page.locator('#messages article', { has: this.page.locator('.heading', { hasText: 'Postmortem' }) });
};

// The incident's page, once it says that: it follows the answer in Slack by a blink.
async function publicPage(scheme, words) {
    const url = `${address.replace(/\/$/, '')}/incidents/INC-1`;
    await until(`the page says "${words}"`, async () => (await (await fetch(url)).text()).includes(words));
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 900, height: 900 } });
    const page = await context.newPage();
    await page.goto(url);
    return page;
}

test('the card says how far people are, and who was asked has it in a direct message', async () => {
    await here.type('/incident postmortem ask @grace');
    await here.answer().getByText('asked to read').waitFor();
    await here.postmortem().getByText('in review').first().waitFor();
    await here.picture('postmortem-card');
});

test('what changed hangs in the thread of the card', async () => {
    await here.type('/incident impact 340 customers gave up.');
    await here.postmortem().getByText('340 customers').first().waitFor();
    await here.picture('postmortem-revised');
});

test('the exact text is shown, and stands on the page after the second click alone', async () => {
    await here.type('/incident postmortem publish');
    const button = here.answer().locator('[data-action=postmortem_publish]');
    await button.waitFor();
    await here.answer().getByText(/the commander moved traffic/i).first().waitFor();
    await here.picture('postmortem-preview');
    const before = await publicPage('light', 'Checkout is slow');
    assert.equal(await before.locator('.document').count(), 0);
    await button.click();
    await here.page.getByText('is published, word for word').last().waitFor();
    await here.picture('postmortem-published');
    for (const scheme of ['light', 'dark']) {
        const page = await publicPage(scheme, 'The commander moved traffic');
        await page.locator('.document h4', { hasText: 'Checkout is slow' }).waitFor();
        const text = await page.locator('.document').innerText();
        assert.match(text, /The commander moved traffic/i);
        assert.match(text, /Alert on pool use before the shop opens/);
        assert.match(text, /The commander made the pool larger/i);
        assert.doesNotMatch(text, /grace/i);
        await takePicture(page, `postmortem-page-${scheme}`, { fullPage: true });
        if (scheme === 'light') {
            await page.emulateMedia({ media: 'print' });
            await takePicture(page, 'postmortem-page-print', { fullPage: true });
        }
    }
});

test('it is taken down again', async () => {
    await here.type('/incident postmortem unpublish it says too much');
    await here.answer().getByText('off the status page').waitFor();
    const page = await publicPage('light', 'This update was withdrawn.');
    await page.getByText('This update was withdrawn.').waitFor();
    assert.equal(await page.locator('.document').count(), 0);
    assert.deepEqual(here.complaints, []);
});
