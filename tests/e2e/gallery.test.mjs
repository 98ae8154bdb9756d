// What people read and fill in, each once as a picture: channels, answers, forms, direct messages, the
// Home tab and the status page, after a week that is played beforehand. A picture is for people to
// look at; what must stand in it is checked here.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Demo, DemoPage, launchBrowser, takePicture } from './demo_page.mjs';

const beside = (name) => new URL(`gallery/${name}`, import.meta.url).pathname;

let demo;
let browser;
let here;

before(async () => {
    demo = await Demo.start('--replay', beside('week.txt'), '--config', beside('shop.toml'));
    await demo.prints('has been played');
    browser = await launchBrowser();
    here = await DemoPage.open(browser, demo.address);
});
after(async () => {
    await browser?.close();
    await demo?.stop();
});

async function shows(words, name) {
    const messages = here.page.locator('#messages');
    for (const each of [words].flat()) await messages.getByText(each).last().waitFor();
    await here.picture(`gallery-${name}`);
}

describe('channels', () => {
    const rows = [
        ['incidents', ['Searches find nothing', 'Database upgrade', 'overdue'], 'announcements'],
        ['inc-1-checkout-is-slow', ['Rolled back, all well since 10:30', 'Closed'], 'closed'],
        ['inc-3-searches-find-nothing', ['Nobody is', 'an update has been due'], 'reminder'],
        ['postmortems', ['Orders took up to a minute; 312 customers gave up'], 'postmortems'],
    ];
    for (const [channel, words, name] of rows)
        test(`#${channel} shows ${words[0]}`, async () => {
            await here.goTo(channel);
            await shows(words, name);
        });
    test('Grace is told that a follow-up of hers is overdue', async () => {
        await here.actAs('Grace');
        await here.page.locator('#side [data-channel^=D]').click();
        await shows('Make the pool larger', 'follow-up-due');
    });
});

describe('answers', () => {
    const rows = [
        ['list all', 'INC-1', 'list'],
        ['INC-1 actions', 'Alert on pool use', 'actions'],
        ['INC-1 show', 'Checkout is slow', 'show'],
        ['INC-1 timeline', 'Traffic moved', 'timeline'],
        ['INC-1 history', 'Grace', 'history'],
        ['INC-3 catchup', 'Searches find nothing', 'catchup'],
        ['stats 2024-Q4', 'Mean time to repair', 'stats'],
        ['component', 'Search', 'components'],
        ['help', 'declare', 'help'],
        ['help maintenance', 'maintenance move', 'help-one'],
        ['log The index is being built', 'Which incident', 'which'],
        ['INC-1 roles', 'Grace', 'roles'],
        ['INC-3 lgo failover', 'log', 'did-you-mean'],
        ['INC-3 log 25:10 failover', '25:10', 'bad-time'],
        ['INC-1 update Too late', 'reopen', 'after-the-close'],
        ['maintenance', 'Database upgrade', 'maintenance'],
    ];
    for (const [text, words, name] of rows)
        test(`/incident ${text}`, async () => {
            if (name === rows[0][2]) await here.actAs('Ada');
            await here.goTo('general');
            await here.type(`/incident ${text}`);
            await here.answer().getByText(words).first().waitFor();
            await here.picture(`gallery-answer-${name}`);
        });
});

describe('forms of the card', () => {
    before(() => here.actAs('Margaret'));
    for (const action of ['log', 'update', 'assign', 'severity', 'close'])
        test(`${action} opens a form with what is known filled in`, async () => {
            await here.goTo('inc-3-searches-find-nothing');
            await here.card().locator(`[data-action=${action}]`).click();
            await here.dialog().locator('[type=submit]').waitFor();
            await here.picture(`gallery-form-${action}`);
            await here.page.keyboard.press('Escape');
            await here.dialog().waitFor({ state: 'detached' });
        });
    test('a fault stands at its field, and nothing is lost', async () => {
        await here.goTo('inc-3-searches-find-nothing');
        await here.type('/incident');
        await here.answer().locator('[data-action=action]').click();
        await here.dialog().getByLabel(/^What/).fill('Build the index every night');
        await here.dialog().getByLabel(/^By when/).fill('2020-01-01');
        await here.dialog().locator('[type=submit]').click();
        await here.dialog().getByText(/2020/).first().waitFor();
        assert.equal(await here.dialog().getByLabel(/^What/).inputValue(), 'Build the index every night');
        await here.picture('gallery-form-fault');
        await here.page.keyboard.press('Escape');
        await here.dialog().waitFor({ state: 'detached' });
    });
});

test('maintenance is planned by a form, with the parts of the service to choose from', async () => {
    await here.goTo('general');
    await here.type('/incident maintenance');
    await here.answer().locator('[data-action=maintenance]').click();
    await here.dialog().getByLabel(/^Title/).fill('Bigger disks');
    await here.dialog().getByLabel(/^Begins/).fill('tomorrow 02:00');
    await here.dialog().getByLabel(/^Ends/).fill('for 2h');
    await here.dialog().getByLabel('Invoices').check();
    await here.picture('gallery-form-maintenance');
    await here.dialog().locator('[type=submit]').click();
    await here.page.getByText('Bigger disks').last().waitFor();
    await here.picture('gallery-form-maintenance-planned');
    if (await here.dialog().count()) {
        await here.page.keyboard.press('Escape');
        await here.dialog().waitFor({ state: 'detached' });
    }
});

test('the Home tab shows what is open, and what is mine', async () => {
    await here.home();
    await here.page.getByText('Searches find nothing').first().waitFor();
    await here.picture('gallery-home');
});

describe('the status page', () => {
    const rows = [
        ['', 1280, 'light'], ['', 1280, 'dark'], ['', 320, 'light'],
        ['incidents/INC-1', 1280, 'light'], ['history', 1280, 'light'], ['maintenances/MNT-1', 1280, 'light'],
    ];
    for (const [path, width, scheme] of rows)
        test(`/${path}, ${width} wide, ${scheme}`, async () => {
            const address = await here.page.locator('#links a', { hasText: /status/i }).getAttribute('href');
            const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
            const page = await context.newPage();
            const answer = await page.goto(`${address.replace(/\/$/, '')}/${path}`);
            assert.equal(answer.status(), 200);
            await page.getByText(path ? /Checkout is slow|Database upgrade/ : 'Searches find nothing').first().waitFor();
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(overflow <= 0, 'nothing runs over the side');
            await takePicture(page, `gallery-page-${path.replace('/', '-') || 'index'}-${width}-${scheme}`, { fullPage: true });
            await context.close();
        });
});

test('nothing was complained about in the browser’s console', () => {
    assert.deepEqual(here.complaints, []);
});
