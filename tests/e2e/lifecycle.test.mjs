// One incident from declare to close: by typing, by pointing, and by both. The record is the same.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Demo, DemoPage, launchBrowser } from './demo_page.mjs';

let browser;
let folder;
const records = {};

before(async () => {
    browser = await launchBrowser();
    folder = await mkdtemp(join(tmpdir(), 'muster-lifecycle-'));
});
after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
});

const channel = 'inc-1-checkout-is-slow';

// Each step by typing, and by pointing.
const typing = {
    declare: (here) => here.type('/incident declare sev2 Checkout is slow'),
    log: (here) => here.type('/incident log Traffic moved to the second database'),
    // The list of people is open then: the first key takes the name, the second sends.
    async assign(here) {
        await here.composer().pressSequentially('/incident assign @gra');
        await here.page.getByRole('option', { name: /Grace/ }).waitFor();
        await here.composer().press('Tab');
        await here.composer().press('Enter');
    },
    update: (here) => here.type('/incident update monitoring Orders go through again'),
    severity: (here) => here.type('/incident severity sev1 all regions are hit'),
    action: (here) => here.type('/incident action @grace Alert on pool use'),
    close: (here) => here.type('/incident close All well since then'),
};
async function press(here, button, fields) {
    await button.click();
    await here.fill(fields);
}
const onCard = (here, action) => here.card().locator(`[data-action=${action}]`);
const pointing = {
    // An empty command is all that is typed: Slack has no other way in until the Home tab is open.
    async declare(here) {
        await here.type('/incident');
        await here.fill({ Title: 'Checkout is slow', Severity: 'sev2' });
    },
    log: (here) => press(here, onCard(here, 'log'), { 'What happened': 'Traffic moved to the second database' }),
    assign: (here) => press(here, onCard(here, 'assign'), { Role: 'commander', Who: 'Grace' }),
    update: (here) => press(here, onCard(here, 'update'), { Update: 'Orders go through again', Status: 'monitoring' }),
    severity: (here) => press(here, onCard(here, 'severity'), { Severity: 'sev1', Why: 'all regions are hit' }),
    async action(here) {
        await here.type('/incident');
        await here.answer().locator('[data-action=action]').waitFor();
        await here.picture('panel');
        await press(here, here.answer().locator('[data-action=action]'), { What: 'Alert on pool use', Who: 'Grace' });
    },
    close: (here) => press(here, onCard(here, 'close'), { 'Closing words': 'All well since then' }),
};
const both = Object.fromEntries(Object.keys(typing).map((step, index) => [step, [typing, pointing][index % 2][step]]));

// What the card shows once a step is through.
const shows = {
    log: 'Traffic moved to the second database', assign: 'Grace', update: 'monitoring', severity: 'sev1',
    action: 'Alert on pool use', close: 'closed',
};

// An export without its moments, which differ from run to run.
async function record(database) {
    const { stdout } = await promisify(execFile)(process.env.MUSTER_BIN, ['export'],
        { cwd: folder, env: { PATH: process.env.PATH, MUSTER_DATABASE: database } });
    return stdout.replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"…"').trim().split('\n');
}

for (const [name, steps] of Object.entries({ typing, pointing, both })) {
    test(`an incident is declared, run and closed by ${name}`, async (t) => {
        const database = join(folder, `${name}.db`);
        const demo = await Demo.start('--database', database);
        t.after(() => demo.stop());
        const here = await DemoPage.open(browser, demo.address);
        await steps.declare(here);
        await here.goTo(channel);
        await here.card().getByText('Checkout is slow').first().waitFor();
        for (const [step, text] of Object.entries(shows)) {
            await steps[step](here);
            if (step === 'action') {
                await here.type('/incident actions');
                await here.answer().getByText(text).first().waitFor();
            } else {
                await here.card().getByText(text).first().waitFor();
            }
        }
        await here.picture(`lifecycle-${name}`);
        records[name] = await record(database);
        assert.deepEqual(here.complaints, []);
    });
}

test('whichever way it was done, the record is the same', () => {
    assert.ok(records.typing.length > 8, 'a record of several lines');
    assert.deepEqual(records.pointing, records.typing);
    assert.deepEqual(records.both, records.typing);
});
