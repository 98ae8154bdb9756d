// Once means once: repeated envelopes, retried events, and calls whose outcome nobody knows.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, clear, folder, Muster, posts, Sandbox, until } from './machine.mjs';

let place;
let sandbox;
let muster;
before(async () => {
    place = folder();
    sandbox = await Sandbox.start();
    muster = await Muster.start(sandbox, place);
    await muster.ready();
});
after(async () => {
    await muster?.kill();
    await sandbox?.stop();
    clear(place);
});

async function record() {
    return (await ask(place, 'export')).out;
}
async function nextIncident(titleText) {
    const answer = await sandbox.types(`declare sev3 ${titleText}`);
    const [id] = /INC-\d+/.exec(answer.response.text);
    await muster.settled();
    return { id, channel: await sandbox.channel(id) };
}

for (const action of ['duplicate', 'duplicate_elsewhere']) {
    test(`the same envelope twice (${action}) is one effect`, async () => {
        const { id, channel } = await nextIncident(`Twice by ${action}`);
        await until('two connections', async () => (await muster.metric('muster_slack_connections')) === 2);
        await sandbox.faults([{ method: 'socket.slash_commands', action }]);
        const answer = await sandbox.types('log once', { channel: channel.id });
        assert.ok(answer.response.text.includes('once'));
        await until('the repetition was seen', async () => /"repeated"} [1-9]/.test(
            await (await fetch(`${muster.admin}/metrics`)).text()));
        await muster.settled();
        const lines = (await record()).split('\n').filter((line) => line.includes(`"${id}"`)
            && line.includes('"kind":"entry_added"'));
        assert.equal(lines.length, 1);
    });
}

// What must not happen twice is met by everything; the rest by the worst: done, and nobody knows.
const everything = ['cut_after', 'cut_before', 'status', 'rate_limit', 'not_json'];
const writes = {
    'conversations.create': everything, 'chat.postMessage': everything, 'bookmarks.add': ['cut_after', 'status'],
    'conversations.setTopic': ['cut_after'], 'conversations.setPurpose': ['cut_after'], 'pins.add': ['cut_after'],
    'conversations.invite': ['cut_after'], 'chat.update': ['cut_after'],
};
for (const [method, actions] of Object.entries(writes)) {
    for (const action of actions) {
        test(`${method} met by ${action}: Slack ends as if nothing had happened`, async () => {
            await sandbox.faults([{ method, action, count: 1, status: 503, seconds: 1 }]);
            const { id, channel } = await nextIncident(`${method} ${action}`);
            await sandbox.noFaults();
            const { channels } = await sandbox.dump();
            assert.equal(channels.filter((each) => each.name.startsWith(`${id.toLowerCase()}-`)).length, 1);
            const cards = posts(channel).filter((message) => JSON.stringify(message.blocks).includes('"action_id":"log"'));
            assert.equal(cards.length, 1, 'cards');
            const announced = posts(channels.find((each) => each.id === 'C0INCIDENTS'))
                .filter((message) => JSON.stringify(message).includes(`${id} `) || JSON.stringify(message).includes(`${id}"`));
            assert.equal(announced.length, 1, 'announcements');
            assert.equal(channel.bookmarks.length, 1, 'bookmarks');
            assert.equal(channel.pins.length, 1, 'pins');
            assert.ok(channel.members.includes('U0ADA'));
        });
    }
}

for (const method of ['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal', 'chat.postMessage']) {
    for (const action of ['cut_after', 'cut_before', 'status']) {
        test(`closing while ${method} meets ${action} posts one postmortem with one document`, async () => {
            const { id, channel } = await nextIncident(`Document ${method} ${action}`);
            await sandbox.faults([{ method, action, count: 1, status: 500 }]);
            await sandbox.types('close All well', { channel: channel.id });
            await muster.settled();
            await sandbox.noFaults();
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

test('a second instance on the same record refuses to start and says why', async () => {
    const second = await Muster.start(sandbox, place);
    const { code } = await second.ended;
    assert.equal(code, 1);
    assert.match(second.log, /another|already|in use/i);
});

test('SIGTERM ends it with status 0 within five seconds', async () => {
    const other = folder();
    const there = await Muster.start(sandbox, other);
    await there.ready();
    const from = performance.now();
    assert.deepEqual(await there.kill('SIGTERM'), { code: 0, signal: null });
    assert.ok(performance.now() - from < 5_000);
    clear(other);
});
