// kill -9 at every step of a declare and a close, a start after it, and a look at what Slack shows:
// exactly one of everything that was acknowledged, and nothing of what was not.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ask, clear, folder, Muster, posts, Sandbox, until } from './machine.mjs';

// The points are those the program knows: a new one is tested without being named here.
const source = readFileSync(new URL('../../storage/fault_point.cpp', import.meta.url), 'utf8');
const points = [.../names\{([^;]*)\};/s.exec(source)[1].matchAll(/"([a-z]+\.[a-z_]+)"/g)]
    .map(([, name]) => name);
const rounds = Number(process.env.MUSTER_FAULT_ROUNDS ?? 3);
const title = 'Checkout is slow';

async function recorded(place) {
    const { out } = await ask(place, 'export');
    const count = (kind) => out.split('\n').filter((line) => line.includes(`"kind":"${kind}"`)).length;
    return { declared: count('declared'), closed: count('closed') };
}

// One channel, one card that is pinned, one announcement, one bookmark; for each incident.
async function looksRight(sandbox, place, context) {
    const { declared: count, closed } = await recorded(place);
    const { channels } = await sandbox.dump();
    const announcements = posts(channels.find((each) => each.id === 'C0INCIDENTS'))
        .filter((message) => !message.thread_ts || message.thread_ts === message.ts);
    const incidents = channels.filter((each) => each.name.startsWith('inc-'));
    assert.equal(incidents.length, count, `${context}: channels`);
    assert.equal(announcements.length, count, `${context}: announcements`);
    for (const channel of incidents) {
        const cards = posts(channel).filter((message) => /"action_id":"(log|reopen)"/.test(JSON.stringify(message.blocks)));
        assert.equal(cards.length, 1, `${context}: cards in ${channel.name}`);
        assert.deepEqual(channel.pins.map((pin) => pin.ts ?? pin), [cards[0].ts], `${context}: pins`);
        assert.equal(channel.bookmarks.length, 1, `${context}: bookmarks`);
        assert.ok(channel.members.includes('U0ADA'), `${context}: the reporter is invited`);
        assert.ok(channel.topic.value.length > 0, `${context}: topic`);
    }
    const documents = incidents.flatMap((channel) => channel.messages).filter((message) => message.files?.length > 0);
    assert.equal(documents.length, closed, `${context}: documents`);
    const copies = posts(channels.find((each) => each.id === 'C0POSTMORTEMS'))
        .filter((message) => !message.thread_ts || message.thread_ts === message.ts);
    assert.equal(copies.length, closed, `${context}: postmortems`);
    return { count, closed };
}

// Declares and closes, unless it dies before. What was acknowledged of it, and whether it died.
async function liveAndDie(sandbox, place, fault) {
    const first = await Muster.start(sandbox, place, { fault });
    if (first.alive) await first.ready();
    const says = async (text) => {
        const answer = first.alive ? await sandbox.types(text) : { ok: false };
        if (first.alive)
            await until(`${fault} or an empty outbox`, async () => !first.alive
                || (await first.metric('muster_outbox_backlog').catch(() => 1)) === 0);
        return answer.ok === true && answer.response?.text?.includes('INC-1');
    };
    const declared = await says(`declare sev2 ${title}`);
    const closed = declared && await says('INC-1 close All well');
    const died = !first.alive;
    await first.kill();
    return { declared, closed, died };
}

for (const point of points) {
    for (const nth of point.startsWith('store.') ? [1, 2] : [1, 2, 4, 7]) {
        test(`killed at ${point}, time ${nth}, a declare and a close are whole or not there at all`, async (t) => {
            const place = folder();
            const sandbox = await Sandbox.start();
            t.after(async () => { await sandbox.stop(); clear(place); });
            const acknowledged = await liveAndDie(sandbox, place, `${point}:${nth}`);
            if (nth === 1) assert.ok(acknowledged.died, 'the point is reached');
            const second = await Muster.start(sandbox, place);
            t.after(() => second.kill());
            await second.ready();
            await second.settled();
            const { count, closed } = await looksRight(sandbox, place, `${point}:${nth}`);
            assert.ok(count === 1 || (!acknowledged.declared && count === 0), `${count} declared`);
            assert.ok(closed === 1 || (!acknowledged.closed && closed === 0), `${closed} closed`);
            // And life goes on.
            const again = await sandbox.types('declare sev3 Another one');
            assert.ok(again.response.text.includes(`INC-${count + 1}`));
            await second.settled();
            await looksRight(sandbox, place, `${point}:${nth}, afterwards`);
        });
    }
}

test('killed at random, again and again, every acknowledged declare is there once', async (t) => {
    const seed = Number(process.env.MUSTER_SEED ?? Date.now() % 1_000_000);
    console.log(`seed ${seed} (MUSTER_SEED=${seed} repeats it)`);
    let state = seed;
    const random = (below) => {
        state = (state * 48_271 + 11) % 2_147_483_647;
        return state % below;
    };
    const place = folder();
    const sandbox = await Sandbox.start();
    t.after(async () => { await sandbox.stop(); clear(place); });
    let acknowledged = 0;
    for (let round = 0; round < rounds; ++round) {
        const muster = await Muster.start(sandbox, place);
        await muster.ready();
        // The kill comes while Slack's calls are under way: after so many of them.
        const before = (await sandbox.calls()).length;
        const wanted = before + random(14);
        const typed = sandbox.types(`declare sev2 Round ${round}`);
        await until('calls', async () => (await sandbox.calls()).length >= wanted
            || (await muster.metric('muster_outbox_backlog')) === 0);
        const answer = await typed;
        if (answer.ok && answer.response?.text?.includes('INC-')) ++acknowledged;
        await muster.kill();
    }
    const last = await Muster.start(sandbox, place);
    t.after(() => last.kill());
    await last.ready();
    await last.settled();
    const { count } = await looksRight(sandbox, place, `seed ${seed}`);
    assert.ok(count >= acknowledged, `${count} declared, ${acknowledged} acknowledged`);
});
