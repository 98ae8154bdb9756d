// Commands from a shell: with Muster running, and with nothing running at all.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, clear, folder, Muster, Sandbox, posts } from './machine.mjs';

test('what a shell declares while nothing runs is in Slack once Muster is back', async (t) => {
    const place = folder();
    const sandbox = await Sandbox.start();
    t.after(async () => { await sandbox.stop(); clear(place); });
    const declared = await ask(place, 'do', '--as', 'U0ADA', 'declare sev2 Checkout is slow');
    assert.equal(declared.code, 0);
    assert.match(declared.out, /INC-1/);
    assert.equal((await ask(place, 'do', '--as', 'U0ADA', 'INC-1 log the disk of db-2 is full')).code, 0);
    assert.equal((await ask(place, 'do', '--as', 'nobody', 'INC-1 log x')).code, 1);
    assert.equal((await ask(place, 'do', 'INC-1 log x')).code, 2);

    const muster = await Muster.start(sandbox, place);
    t.after(() => muster.kill());
    await muster.ready();
    await muster.settled();
    const channel = await sandbox.channel('INC-1');
    const [card] = posts(channel).filter((message) => JSON.stringify(message.blocks).includes('"action_id":"log"'));
    assert.match(JSON.stringify(card.blocks), /the disk of db-2 is full/);
    assert.ok(channel.members.includes('U0ADA'));

    // With it running the same command goes through it, under the name people know.
    const closed = await ask(place, 'do', '--as', 'ada', 'INC-1 close All well');
    assert.equal(closed.code, 0);
    await muster.settled();
    const postmortems = (await sandbox.dump()).channels.find((each) => each.id === 'C0POSTMORTEMS');
    assert.equal(posts(postmortems).length, 1);
});

test('a copy that is put in place of the record has all of it, and posts nothing twice', async (t) => {
    const place = folder();
    const other = folder();
    const sandbox = await Sandbox.start();
    t.after(async () => { await sandbox.stop(); clear(place); clear(other); });
    const muster = await Muster.start(sandbox, place);
    t.after(() => muster.kill());
    await muster.ready();
    await sandbox.types('declare sev2 Checkout is slow');
    assert.equal((await ask(place, 'backup', `${other}/muster.db`)).code, 0);
    await muster.settled();
    const before = await ask(place, 'export');
    await muster.kill();

    const restored = await Muster.start(sandbox, other);
    t.after(() => restored.kill());
    await restored.ready();
    await restored.settled();
    assert.equal((await ask(other, 'export')).out, before.out);
    const { channels } = await sandbox.dump();
    assert.equal(channels.filter((each) => each.name.startsWith('inc-1')).length, 1);
    assert.equal(posts(channels.find((each) => each.id === 'C0INCIDENTS')).length, 1);
});
