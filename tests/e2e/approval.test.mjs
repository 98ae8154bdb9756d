// An update that a second person has to let out, as people meet it: who wrote it cannot, others
// read all of it and decide, and until then nobody outside knows of it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Demo, DemoPage, launchBrowser } from './demo_page.mjs';

test('an update waits for a second person, who changes and approves it', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-approval-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const config = join(folder, 'muster.toml');
    writeFileSync(config, '[publication]\napproval = ["sev1"]\n');
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const demo = await Demo.start('--config', config);
    t.after(() => demo.stop());
    const here = await DemoPage.open(browser, demo.address);
    const { page } = here;
    const waiting = () => page.locator('article:not(.ephemeral)').filter({ has: page.locator('[data-action=approve_update]') });

    await here.type('/incident declare sev1 Checkout is slow');
    await here.goTo('inc-1-checkout-is-slow');
    await here.card().waitFor();
    await here.type('/incident update identified A switch in Lisbon failed');
    await here.answer().filter({ hasText: 'somebody else than you has to approve it' }).waitFor();
    await waiting().filter({ hasText: 'A switch in Lisbon failed' }).waitFor();
    await here.card().filter({ hasText: 'Update 2 waits for approval' }).waitFor();
    await here.picture('approval-waits');
    await waiting().locator('[data-action=approve_update]').click();
    await here.answer().filter({ hasText: 'You wrote update 2' }).waitFor();

    await here.actAs('Grace');
    await here.goTo('incidents');
    assert.equal(await page.getByText('Lisbon').count(), 0);
    await here.goTo('inc-1-checkout-is-slow');
    await waiting().locator('[data-action=change_update]').click();
    await here.fill({ Update: 'A switch failed, and orders are slow' });
    await waiting().filter({ hasText: 'A switch failed, and orders are slow' }).waitFor();
    await here.picture('approval-changed');

    await here.actAs('Ada');
    await here.goTo('inc-1-checkout-is-slow');
    await waiting().locator('[data-action=approve_update]').click();
    await here.answer().filter({ hasText: 'Update 2 is out' }).waitFor();
    await waiting().waitFor({ state: 'detached' });
    await page.locator('article:not(.ephemeral)', { hasText: 'approved by' }).waitFor();
    await here.picture('approval-given');
    await here.goTo('incidents');
    await page.locator('#messages article', { hasText: 'A switch failed, and orders are slow' }).first().waitFor();
    await here.picture('approval-outside');
    assert.deepEqual(here.complaints, []);
});
