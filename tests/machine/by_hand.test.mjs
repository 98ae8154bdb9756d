// What people do by hand, in Slack, to what Muster made there.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { posts, room, until } from './machine.mjs';

async function declared({ sandbox, muster }, title) {
    const answer = await sandbox.types(`declare sev3 ${title}`);
    const [id] = /INC-\d+/.exec(answer.response.text);
    await muster.settled();
    return { id, channel: await sandbox.channel(id) };
}
const cards = (channel) => posts(channel).filter((message) => message.text.includes('What happened last'));

describe('what people do by hand', { concurrency: 4 }, () => {
    test('a card that is deleted is back, pinned, and there once', async (t) => {
        const all = await room(t, '--quick');
        const { sandbox, muster } = all;
        const { id, channel } = await declared(all, 'Who tidies up');
        const [card] = cards(channel);
        await sandbox.act({ as: 'U0MUSTER', do: 'delete', channel: channel.id, ts: card.ts });
        await until('a card is back', async () => {
            const again = cards(await sandbox.channel(id));
            return again.length === 1 && again[0].ts !== card.ts;
        });
        await muster.settled();
        const after = await sandbox.channel(id);
        assert.equal(cards(after).length, 1);
        assert.equal((await sandbox.calls()).filter((call) => call.method === 'pins.add').length, 2);
    });

    test('what is said while the channel is archived comes when it is back', async (t) => {
        const all = await room(t, '--quick');
        const { sandbox, muster } = all;
        const { id, channel } = await declared(all, 'Put away');
        await sandbox.act({ as: 'ada', do: 'join', channel: channel.id }).catch(() => {});
        await sandbox.act({ as: 'ada', do: 'archive', channel: channel.id });
        await until('it is said', async () => /is archived/.test(
            (await sandbox.types(`show ${id}`)).response.text));
        await sandbox.types(`${id} severity sev1`);
        await until('the message waits', async () => await muster.metric('muster_outbox_backlog') > 0);
        await sandbox.act({ as: 'ada', do: 'unarchive', channel: channel.id });
        await until('the message came', async () => posts(await sandbox.channel(id))
            .some((message) => message.text.includes('set the severity to')));
        await muster.settled();
        const shown = await sandbox.types(`show ${id}`);
        assert.doesNotMatch(shown.response.text, /is archived/);
    });

    test('Muster goes back into a public channel it was taken out of', async (t) => {
        const all = await room(t, '--quick');
        const { sandbox, muster } = all;
        const { id, channel } = await declared(all, 'Not without me');
        await sandbox.act({ as: 'U0MUSTER', do: 'leave', channel: channel.id });
        await until('it joins', async () => (await sandbox.calls())
            .some((call) => call.method === 'conversations.join'));
        await muster.settled();
        await sandbox.types(`${id} severity sev1`);
        await muster.settled();
        const said = posts(await sandbox.channel(id));
        assert.ok(said.some((message) => message.text.includes('sev1')));
    });
});
