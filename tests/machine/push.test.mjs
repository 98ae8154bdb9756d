// What is pushed to a status page elsewhere arrives there once, whenever Muster is killed and
// whatever the page answers.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { clear, folder, Muster, Sandbox, until } from './machine.mjs';
import { key, StatusPage } from './status_page.mjs';

const environment = { MUSTER_PUSH_KEY_PUBLIC: key };

async function world(t) {
    const place = folder();
    const sandbox = await Sandbox.start();
    const page = await StatusPage.start();
    writeFileSync(join(place, 'muster.toml'), `
[[push]]
name = "public"
kind = "statuspage"
url = "${page.url}"
page = "page1"
`);
    t.after(async () => { await sandbox.stop(); page.stop(); clear(place); });
    const start = async (fault) => {
        const muster = await Muster.start(sandbox, place, { fault, environment });
        t.after(() => muster.kill());
        if (muster.alive) await muster.ready();
        return muster;
    };
    return { place, sandbox, page, start };
}

async function live(sandbox, muster) {
    for (const text of ['declare sev2 Checkout is slow', 'INC-1 update We look into it',
        'INC-1 status monitoring It looks well'])
        if (muster.alive) await sandbox.types(text);
}

describe('killed while it pushes, there is one incident and one of each update', { concurrency: 4 }, () => {
    for (const point of ['push.before_call', 'push.called', 'outbox.begun', 'outbox.before_settle', 'outbox.settled']) {
        for (const nth of point.startsWith('push.') ? [1, 2, 3] : [4, 9]) {
            test(`killed at ${point}, time ${nth}`, async (t) => {
                const { sandbox, page, start } = await world(t);
                const first = await start(`${point}:${nth}`);
                await live(sandbox, first);
                if (first.alive)
                    await until('it died or has pushed everything', async () => !first.alive
                        || (await first.metric('muster_outbox_backlog').catch(() => 1)) === 0);
                if (point.startsWith('push.')) assert.ok(!first.alive, 'the point is reached');
                await first.kill();
                const second = await start();
                await second.settled(120_000);
                const [only, ...others] = page.seen();
                assert.deepEqual(others, []);
                assert.match(only, /^Checkout is slow \| investigating: [^·]+/);
                for (const update of page.incidents[0].incident_updates)
                    assert.equal(page.incidents[0].incident_updates.filter((each) => each.body === update.body).length, 1,
                        only);
                // And life goes on.
                await sandbox.types('INC-1 update Life goes on');
                await second.settled();
                assert.match(page.seen()[0], /investigating|monitoring: Life goes on$/);
            });
        }
    }
});

test('whatever the page answers, everything arrives once, in order', { timeout: 180_000 }, async (t) => {
    const { sandbox, page, start } = await world(t);
    const muster = await start();
    page.faults = [{ cut: 'after' }, { status: 429 }, { cut: 'before' }, { status: 502 }];
    await live(sandbox, muster);
    await muster.settled(150_000);
    const [only, ...others] = page.seen();
    assert.deepEqual(others, []);
    assert.match(only, /^Checkout is slow \| investigating: [^·]+ · investigating: We look into it · monitoring: It looks well$/);
    assert.equal(page.calls.find(({ method }) => method === 'POST').headers.authorization, `OAuth ${key}`);
    assert.ok(!muster.log.includes(key), 'the key is in no log');
});

test('a refusal is on /readyz and in the metrics, Slack goes on, and a start after it sends what waited', async (t) => {
    const { sandbox, page, start } = await world(t);
    const muster = await start();
    page.faults = [{ status: 422 }];
    await sandbox.types('declare sev2 Checkout is slow');
    await until('the refusal is known', async () => (await (await fetch(`${muster.admin}/metrics`)).text())
        .includes('muster_push_total{target="public",outcome="refused"} 1'));
    await until('it is a problem', async () => (await (await fetch(`${muster.admin}/readyz`)).text())
        .includes('push_failed'));
    assert.ok((await fetch(`${muster.admin}/readyz`)).ok, 'Muster itself is ready');
    assert.ok(await until('its channel', () => sandbox.channel('INC-1')));
    await muster.kill('SIGTERM');
    page.incidents = [];
    const second = await start();
    await second.settled();
    assert.equal(page.seen().length, 1);
});
