// A message that was marked for the timeline is in it once, wherever the program dies meanwhile.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, clear, folder, Muster, Sandbox, until } from './machine.mjs';

// The first commit of a life is about itself: where it is, and who it is there.
const points = [
    'store.decided:2', 'store.before_commit:2', 'store.committed:2',
    'deliver.before_call:1', 'deliver.called:1', 'deliver.before_call:2', 'deliver.called:2',
    'store.before_commit:3', 'store.committed:3',
    'outbox.before_settle:1', 'outbox.settled:1',
];

async function entries(place) {
    const { out } = await ask(place, 'export');
    return out.split('\n').filter(Boolean).map((line) => JSON.parse(line))
        .filter((line) => line.kind === 'entry_added' && line.entry.source === 'message')
        .map((line) => `${line.entry.number} ${line.entry.author.name}: ${line.entry.text}`);
}

describe('a reaction is acted on once', { concurrency: 4 }, () => {
    for (const point of points) {
        test(`killed at ${point}`, async (t) => {
            const place = folder();
            const sandbox = await Sandbox.start('--quick');
            t.after(async () => { await sandbox.stop(); clear(place); });
            const first = await Muster.start(sandbox, place);
            t.after(() => first.kill());
            await first.ready();
            await sandbox.types('declare sev3 Checkout is slow');
            await first.settled();
            const channel = await sandbox.channel('INC-1');
            await sandbox.act({ as: 'grace', do: 'join', channel: channel.id });
            const { ts } = await sandbox.act({ as: 'grace', do: 'message', channel: channel.id, text: 'failover' });
            // Were one of these sent again, the second would die of it instead of the reaction.
            await sandbox.acknowledged();
            await first.settled();
            await first.kill('SIGTERM');

            const second = await Muster.start(sandbox, place, { fault: point });
            t.after(() => second.kill());
            await second.ready();
            await sandbox.act({ as: 'ada', do: 'react', channel: channel.id, ts, name: 'pushpin' });
            await until(`it dies at ${point}`, async () => !second.alive);

            const third = await Muster.start(sandbox, place);
            t.after(() => third.kill());
            await third.ready();
            // It may have died before it acknowledged the reaction: Slack then sends it again.
            await until('the entry is there', async () => (await entries(place)).length > 0);
            await third.settled();
            assert.deepEqual(await entries(place), ['1 Grace: failover']);
            // And life goes on: taken off, it is undone.
            await sandbox.act({ as: 'ada', do: 'unreact', channel: channel.id, ts, name: 'pushpin' });
            await until('it is out', async () => (await ask(place, 'export')).out.includes('"kind":"entry_removed"'));
        });
    }
});
