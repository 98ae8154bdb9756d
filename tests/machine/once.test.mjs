// Once means once: repeated envelopes, retried events, and calls whose outcome nobody knows.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, Muster, posts, room, until } from './machine.mjs';

// Most of their time they wait for Muster to try again, so many do it at once.
const together = { concurrency: 8 };

async function record(place) {
    return (await ask(place, 'export')).out;
}
async function nextIncident({ sandbox, muster }, titleText) {
    const answer = await sandbox.types(`declare sev3 ${titleText}`);
    const [id] = /INC-\d+/.exec(answer.response.text);
    await muster.settled();
    return { id, channel: await sandbox.channel(id) };
}
function ready(muster, connections) {
    return until('connections', async () => (await muster.metric('muster_slack_connections')) === connections);
}

describe('what comes twice', together, () => {
    for (const action of ['duplicate', 'duplicate_elsewhere']) {
        test(`the same envelope twice (${action}) is one effect`, async (t) => {
            const all = await room(t);
            const { place, sandbox, muster } = all;
            const { id, channel } = await nextIncident(all, `Twice by ${action}`);
            await ready(muster, 2);
            await sandbox.faults([{ method: 'socket.slash_commands', action }]);
            const answer = await sandbox.types('log once', { channel: channel.id });
            assert.ok(answer.response.text.includes('once'));
            await until('the repetition was seen', async () => /"repeated"} [1-9]/.test(
                await (await fetch(`${muster.admin}/metrics`)).text()));
            await muster.settled();
            const lines = (await record(place)).split('\n').filter((line) => line.includes(`"${id}"`)
                && line.includes('"kind":"entry_added"'));
            assert.equal(lines.length, 1);
        });
    }

    test('an event that is retried under its event_id changes nothing', async (t) => {
        const all = await room(t, '--quick');
        const { place, sandbox, muster } = all;
        const { channel } = await nextIncident(all, 'Joined twice');
        await ready(muster, 2);
        const before = await record(place);
        const calls = (await sandbox.calls()).length;
        const envelopes = await muster.metric('muster_envelopes_total');
        await sandbox.faults([{ method: 'socket.events_api', action: 'retry', count: 2 }]);
        await sandbox.act({ as: 'grace', do: 'join', channel: channel.id });
        await sandbox.act({ as: 'grace', do: 'leave', channel: channel.id });
        await until('both came twice', async () => await muster.metric('muster_envelopes_total') >= envelopes + 4);
        await muster.settled();
        assert.equal(await record(place), before);
        assert.deepEqual((await sandbox.calls()).slice(calls).map((call) => call.method), []);
    });

    test('a form that is sent twice closes once', async (t) => {
        const all = await room(t);
        const { place, sandbox, muster } = all;
        const { id, channel } = await nextIncident(all, 'Closed twice');
        await ready(muster, 2);
        await sandbox.types('close', { channel: channel.id });
        const view = await until('the form', async () => (await sandbox.state()).view);
        await sandbox.faults([{ method: 'socket.interactive', action: 'duplicate_elsewhere' }]);
        const outcome = await sandbox.act({ as: 'ada', do: 'submit', view_id: view.id, values: {
            words: { v: { type: 'plain_text_input', value: 'All well' } },
        } });
        assert.ok(outcome.ok, JSON.stringify(outcome));
        await muster.settled();
        const lines = (await record(place)).split('\n').filter((line) => line.includes(`"${id}"`));
        assert.equal(lines.filter((line) => line.includes('"kind":"closed"')).length, 1);
        const posted = posts((await sandbox.dump()).channels.find((each) => each.id === 'C0POSTMORTEMS'));
        assert.equal(posted.length, 1);
    });
});

// What must not happen twice is met by everything; the rest by the worst: done, and nobody knows.
const everything = ['cut_after', 'cut_before', 'status', 'rate_limit', 'not_json'];
const writes = {
    'conversations.create': everything, 'chat.postMessage': everything, 'bookmarks.add': ['cut_after', 'status'],
    'conversations.setTopic': ['cut_after'], 'conversations.setPurpose': ['cut_after'], 'pins.add': ['cut_after'],
    'conversations.invite': ['cut_after'], 'chat.update': ['cut_after'],
};
describe('a declare', together, () => {
    const cases = Object.entries(writes).flatMap(([method, actions]) => actions.map((action) => [method, action]));
    for (const [method, action] of cases) {
        test(`${method} met by ${action}: Slack ends as if nothing had happened`, async (t) => {
            const all = await room(t);
            const { sandbox } = all;
            await sandbox.faults([{ method, action, count: 1, status: 503, seconds: 1 }]);
            const { id, channel } = await nextIncident(all, `${method} ${action}`);
            const { channels } = await sandbox.dump();
            assert.equal(channels.filter((each) => each.name.startsWith(`${id.toLowerCase()}-`)).length, 1);
            const cards = posts(channel).filter((message) => JSON.stringify(message.blocks).includes('"action_id":"log"'));
            assert.equal(cards.length, 1, 'cards');
            assert.equal(posts(channels.find((each) => each.id === 'C0INCIDENTS')).length, 1, 'announcements');
            assert.equal(channel.bookmarks.length, 1, 'bookmarks');
            assert.equal(channel.pins.length, 1, 'pins');
            assert.ok(channel.topic.value.length > 0 && channel.purpose.value.length > 0);
            assert.ok(channel.members.includes('U0ADA'));
        });
    }
});

describe('a close', together, () => {
    for (const method of ['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal', 'chat.postMessage']) {
        for (const action of ['cut_after', 'cut_before', 'status']) {
            test(`${method} met by ${action}: one postmortem with one document`, async (t) => {
                const all = await room(t);
                const { sandbox, muster } = all;
                const { id, channel } = await nextIncident(all, `Document ${method} ${action}`);
                await sandbox.faults([{ method, action, count: 1, status: 500 }]);
                await sandbox.types('close All well', { channel: channel.id });
                await muster.settled();
                const { channels } = await sandbox.dump();
                for (const where of [channel.id, 'C0POSTMORTEMS']) {
                    const cards = posts(channels.find((each) => each.id === where))
                        .filter((message) => message.text.includes(id) && message.text.toLowerCase().includes('postmortem'));
                    assert.equal(cards.length, 1, `postmortem cards in ${where}`);
                }
                const documents = channels.find((each) => each.id === channel.id).messages
                    .filter((message) => message.files?.length > 0);
                assert.equal(documents.length, 1, 'documents');
            });
        }
    }
});

test('a second instance on the same record refuses to start and says why', async (t) => {
    const { place, sandbox } = await room(t);
    const second = await Muster.start(sandbox, place);
    const { code } = await second.ended;
    assert.equal(code, 1);
    assert.match(second.log, /another|already|in use/i);
});

test('SIGTERM ends it with status 0 within five seconds', async (t) => {
    const { muster } = await room(t);
    const from = performance.now();
    assert.deepEqual(await muster.kill('SIGTERM'), { code: 0, signal: null });
    assert.ok(performance.now() - from < 5_000);
});
