// kill -9 at every step of a declare and a close, a start after it, and a look at what Slack shows:
// exactly one of everything that was acknowledged, and nothing of what was not.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { points } from './campaign/plan.mjs';
import { ask, clear, folder, Muster, posts, Sandbox, until } from './machine.mjs';

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

// They mostly wait for processes to start and for Muster to try again.
describe('a declare and a close are whole or not there at all', { concurrency: 4 }, () => {
    for (const point of points) {
        for (const nth of point.startsWith('store.') ? [1, 2] : [1, 2, 4, 7]) {
            test(`killed at ${point}, time ${nth}`, async (t) => {
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
});
