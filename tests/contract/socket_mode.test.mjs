// Slack's own @slack/socket-mode holds a session with the sandbox.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { eventually, Sandbox, silent } from './sandbox.mjs';

const main = 'C0INCIDENTS';

for (const tls of [false, true]) {
    describe(`the official Socket Mode client, ${tls ? 'TLS' : 'plain'}`, () => {
        let sandbox;
        const clients = [];

        before(async () => { sandbox = await Sandbox.start({ tls }); });
        afterEach(async () => { for (const client of clients.splice(0)) await client.disconnect(); });
        after(() => sandbox.stop());

        async function connect() {
            const client = new SocketModeClient({
                appToken: sandbox.app_token, dispatcher: sandbox.dispatcher, logger: silent,
                clientOptions: { slackApiUrl: sandbox.api_url },
            });
            clients.push(client);
            await client.start();
            return client;
        }

        it('answers a slash command in its acknowledgement', async () => {
            const client = await connect();
            client.on('slash_commands', async ({ body, ack }) => {
                await ack({ response_type: 'ephemeral', text: `got: ${body.text}` });
            });
            const done = await sandbox.act({
                as: 'ada', do: 'command', channel: main, command: '/incident',
                text: 'assign @grace in #incidents & <more>',
            });
            assert.equal(done.ok, true);
            assert.equal(
                done.response.text,
                'got: assign <@U0GRACE|grace> in <#C0INCIDENTS|incidents> &amp; &lt;more&gt;',
            );
            assert.ok(done.ack_ms > 0 && done.ack_ms < 3000);
            const seen = await sandbox.get(`/sandbox/messages?as=ada&channel=${main}`);
            assert.equal(seen.messages.at(-1).text, done.response.text);
            assert.equal(seen.messages.at(-1).ephemeral, true);
        });

        it('receives events with the message in two forms', async () => {
            const client = await connect();
            const came = new Promise((resolve) => client.on('message', async ({ event, ack }) => {
                await ack();
                resolve(event);
            }));
            const { ts } = await sandbox.act({ as: 'ada', do: 'message', channel: main, text: 'a < b, @grace' });
            const event = await came;
            assert.equal(event.ts, ts);
            assert.equal(event.text, 'a &lt; b, <@U0GRACE>');
            assert.equal(event.channel_type, 'channel');
            assert.deepEqual(event.blocks[0].elements[0].elements, [
                { type: 'text', text: 'a < b, ' }, { type: 'user', user_id: 'U0GRACE' },
            ]);
        });

        it('gets an event again as an unacknowledged one, under the same event_id', async () => {
            const client = await connect();
            const { ts } = await sandbox.client().chat.postMessage({ channel: main, text: 'x' });
            await new Promise((resolve) => client.once('message', ({ ack }) => resolve(ack())));
            const seen = [];
            client.on('reaction_added', async ({ body, ack, retry_num, retry_reason }) => {
                seen.push([body.event_id, retry_num, retry_reason]);
                await ack();
            });
            await sandbox.faults([{ method: 'socket.events_api', action: 'retry' }]);
            await sandbox.act({ as: 'ada', do: 'react', channel: main, ts, name: 'eyes' });
            await eventually(() => seen.length === 2);
            assert.deepEqual(seen, [[seen[0][0], 0, ''], [seen[0][0], 1, 'timeout']]);
        });

        it('is told so when nobody answers', async () => {
            // The client of the test before has gone for the sandbox, too.
            await eventually(async () => (await sandbox.get('/sandbox/socket')).connections.length === 0);
            const nobody = await sandbox.act({
                as: 'ada', do: 'command', channel: main, command: '/incident', text: 'help',
            });
            assert.equal(nobody.ok, false);
            assert.equal(nobody.error, 'dispatch_failed');
            const client = await connect();
            client.on('slash_commands', () => {});
            const silence = await sandbox.act({
                as: 'ada', do: 'command', channel: main, command: '/incident', text: 'help',
            });
            assert.equal(silence.error, 'operation_timeout');
        });

        it('comes back after a disconnect, and gets what follows', async () => {
            const client = await connect();
            const back = new Promise((resolve) => client.on('connected', resolve));
            client.on('slash_commands', ({ ack }) => ack({ text: 'here again' }));
            await sandbox.post('/sandbox/socket', { do: 'disconnect', reason: 'refresh_requested' });
            await back;
            const done = await sandbox.act({
                as: 'ada', do: 'command', channel: main, command: '/incident', text: 'x',
            });
            assert.equal(done.response.text, 'here again');
        });

        it('shares the work between two connections, each payload going to one', async () => {
            const counts = [0, 0];
            for (const n of [0, 1]) {
                const client = await connect();
                client.on('slash_commands', ({ ack }) => { ++counts[n]; ack({ text: `${n}` }); });
            }
            for (let n = 0; n < 6; ++n)
                await sandbox.act({ as: 'ada', do: 'command', channel: main, command: '/incident', text: '' });
            assert.deepEqual(counts, [3, 3]);
        });

        it('sees the same envelope twice when that fault is set', async () => {
            const client = await connect();
            const ids = [];
            client.on('slash_commands', ({ envelope_id, ack }) => { ids.push(envelope_id); ack(); });
            await sandbox.faults([{ method: 'socket.slash_commands', action: 'duplicate' }]);
            await sandbox.act({ as: 'ada', do: 'command', channel: main, command: '/incident', text: '' });
            await eventually(() => ids.length === 2);
            assert.equal(ids[0], ids[1]);
        });
    });
}
