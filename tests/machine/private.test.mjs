// kill -9 at every step of making an incident private, a start after it, and a look at what is left in
// public: an incident that is private left nothing there, and one that is not is whole.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { points } from './campaign/plan.mjs';
import { ask, clear, folder, Muster, posts, Sandbox, until } from './machine.mjs';

const trace = /canary/i;

// What Muster wrote and anybody may read. Slack's own lines are not Muster's to take back.
function inPublic(channels) {
    return channels.filter((channel) => !channel.is_private && !channel.is_im)
        .flatMap((channel) => [
            ...posts(channel).filter((message) => !message.subtype || message.subtype === 'file_share')
                .map((message) => JSON.stringify([message.text, message.blocks, message.files?.map((file) => file.title)])),
            channel.name, channel.topic.value, channel.purpose.value,
        ])
        .filter((text) => trace.test(text));
}

async function looksRight(sandbox, place, acknowledged, context) {
    const { out: all } = await ask(place, 'export', '--private');
    const isPrivate = all.includes('"kind":"made_private"');
    assert.ok(isPrivate || !acknowledged, `${context}: what was acknowledged is kept`);
    const { channels, files, canvases } = await sandbox.dump();
    if (!isPrivate) return;
    const { out } = await ask(place, 'export');
    assert.doesNotMatch(out, trace, `${context}: the export`);
    assert.deepEqual(inPublic(channels), [], `${context}: in public`);
    const before = channels.filter((channel) => channel.name.startsWith('inc-1'));
    for (const channel of before) {
        assert.ok(channel.is_archived, `${context}: ${channel.name} is archived`);
        assert.deepEqual(channel.bookmarks, [], `${context}: bookmarks`);
    }
    const rooms = channels.filter((channel) => channel.name.startsWith('prv-1'));
    assert.equal(rooms.length, 1, `${context}: private channels`);
    assert.ok(rooms[0].is_private, `${context}: it is private`);
    assert.ok(rooms[0].members.includes('U0ADA'), `${context}: the reporter is invited`);
    const cards = posts(rooms[0]).filter((message) => /"action_id":"(log|reopen)"/.test(JSON.stringify(message.blocks)));
    assert.equal(cards.length, 1, `${context}: cards`);
    for (const file of files.filter((each) => trace.test(each.content)))
        for (const shares of Object.values(file.shares?.public ?? {}))
            assert.deepEqual(shares, [], `${context}: files`);
    for (const canvas of canvases.filter((each) => trace.test(each.markdown + each.title)))
        assert.deepEqual(Object.keys(canvas.access), [rooms[0].id], `${context}: canvases`);
}

// Runs until the point is reached or nothing is left to do; whether making it private was
// acknowledged.
async function goPrivate(sandbox, place, fault, atOnce) {
    const muster = await Muster.start(sandbox, place, { fault, canvases: true });
    if (muster.alive) await muster.ready();
    if (atOnce && muster.alive) await sandbox.types('declare sev2 CANARY title');
    const answer = muster.alive ? await sandbox.types('INC-1 private it is about a customer') : { ok: false };
    if (muster.alive)
        await until(`${fault} or an empty outbox`, async () => !muster.alive
            || (await muster.metric('muster_outbox_backlog').catch(() => 1)) === 0);
    await muster.kill();
    return answer.ok === true && answer.response?.text?.includes('PRV-1') === true;
}

async function play(t, fault, atOnce) {
    const place = folder();
    const sandbox = await Sandbox.start();
    t.after(async () => { await sandbox.stop(); clear(place); });
    if (!atOnce) {
        const first = await Muster.start(sandbox, place, { canvases: true });
        t.after(() => first.kill());
        await first.ready();
        for (const text of ['declare sev2 CANARY title', 'INC-1 log CANARY entry', 'INC-1 update CANARY update',
            'INC-1 severity sev1 CANARY why', 'INC-1 close CANARY words'])
            assert.ok((await sandbox.types(text)).ok);
        await first.settled();
        await first.kill();
    }
    const acknowledged = await goPrivate(sandbox, place, fault, atOnce);
    const second = await Muster.start(sandbox, place, { canvases: true });
    t.after(() => second.kill());
    await second.ready();
    await second.settled();
    await looksRight(sandbox, place, acknowledged, fault);
}

describe('an incident is private without a trace in public, or it is not', { concurrency: 4 }, () => {
    for (const point of points)
        for (const nth of point.startsWith('store.') ? [1, 3] : [1, 5, 12])
            test(`killed at ${point}, time ${nth}`, (t) => play(t, `${point}:${nth}`, false));
    for (const point of points.filter((each) => /^(outbox|deliver)\./.test(each)))
        for (const nth of [1, 2, 3, 5])
            test(`declared a moment before, killed at ${point}, time ${nth}`, (t) => play(t, `${point}:${nth}`, true));
});
