// The postmortem as the canvas of the incident's channel: read there, always current, and what
// somebody wrote into it by hand stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Demo, DemoPage, launchBrowser, takePicture } from './demo_page.mjs';

let demo;
let browser;
let here;

before(async () => {
    demo = await Demo.start();
    browser = await launchBrowser();
    here = await DemoPage.open(browser, demo.address);
    await here.type('/incident declare sev2 Checkout is slow');
    await here.goTo('inc-1-checkout-is-slow');
    for (const words of ['assign @grace', 'log @grace moved traffic to the second database',
        'summary For half an hour orders took up to a minute.', 'impact 312 customers gave up.',
        'cause The pool was too small.', 'action @grace Alert on pool use', 'close All well since then'])
        await here.type(`/incident ${words}`);
});
after(async () => {
    await browser?.close();
    await demo?.stop();
});

const canvas = () => here.page.locator('#panel .canvas');

test('the channel has it as its canvas, and the card leads to it', async () => {
    await here.page.locator('#channel-head button', { hasText: 'Canvas' }).click();
    await canvas().getByText('moved traffic to the second database').waitFor();
    assert.match(await canvas().innerText(), /312 customers gave up/);
    assert.match(await here.page.locator('#panel h2').first().innerText(), /Postmortem INC-1/);
    await here.picture('canvas');
    await here.page.keyboard.press('Escape');
    await here.page.locator('#messages').getByText('Read the whole document').last().click();
    await canvas().getByText('moved traffic to the second database').waitFor();
});

test('a later entry stands in it, and a paragraph written by hand stays', async () => {
    const impact = canvas().locator('.canvas-part', { hasText: '312 customers' });
    await impact.hover();
    await impact.locator('.canvas-edit').click();
    const area = canvas().locator('textarea');
    await area.fill(`${await area.inputValue()} Grace called the ten largest of them.`);
    await canvas().locator('button', { hasText: 'Save' }).click();
    await canvas().getByText('Grace called the ten largest').waitFor();
    await here.type('/incident log the pool was made larger');
    await canvas().getByText('the pool was made larger').waitFor();
    await here.type('/incident impact 340 customers gave up.');
    await canvas().getByText('340 customers gave up').waitFor();
    const text = await canvas().innerText();
    assert.match(text, /Grace called the ten largest of them/);
    assert.equal(text.split('the pool was made larger').length, 2);
    assert.match(text, /Impact \(revision \d+\)/);
    await here.picture('canvas-by-hand');
    await here.page.emulateMedia({ colorScheme: 'dark' });
    await here.picture('canvas-dark');
    await here.page.emulateMedia({ colorScheme: 'light' });
    await here.page.setViewportSize({ width: 400, height: 800 });
    await takePicture(here.page, 'canvas-narrow');
    await here.page.setViewportSize({ width: 1280, height: 800 });
    assert.deepEqual(here.complaints, []);
});
