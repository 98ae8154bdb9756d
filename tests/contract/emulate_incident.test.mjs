// The whole program runs an incident against emulate's Web API, from declare to postmortem. Socket
// Mode, which emulate has not, is brought by the test. What Muster made is looked at with Slack's
// own client.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bot, Emulate } from './emulate.mjs';
import { eventually as soon } from './sandbox.mjs';
import { SmallSocket } from './small_socket.mjs';

// The whole program may run under a sanitizer, on a busy machine.
const eventually = (look) => soon(look, 30_000);

describe('an incident in emulate', () => {
    let emulate, slack, folder, muster, channel, ended;
    let log = '';

    before(async () => {
        if (!process.env.MUSTER_BIN)
            throw new Error('MUSTER_BIN must name the muster program; ctest sets it');
        emulate = await Emulate.start();
        slack = await SmallSocket.start(emulate.url);
        folder = mkdtempSync(join(tmpdir(), 'muster-emulate-'));
        // It has no canvases, and says so in no way of Slack's.
        writeFileSync(join(folder, 'muster.toml'), 'canvases = false\n');
        muster = spawn(process.env.MUSTER_BIN, ['run'], {
            cwd: folder,
            stdio: ['ignore', 'inherit', 'pipe'],
            env: {
                PATH: process.env.PATH,
                SLACK_API_URL: slack.api_url,
                SLACK_BOT_TOKEN: bot.token,
                SLACK_APP_TOKEN: 'xapp-emulate',
                MUSTER_DATABASE: join(folder, 'muster.db'),
                MUSTER_LISTEN: '127.0.0.1:0',
                MUSTER_ADMIN_LISTEN: '127.0.0.1:0',
                // emulate cannot tell which channels the bot is in, so they are named by their ids.
                MUSTER_ANNOUNCE_CHANNEL: emulate.channels.incidents,
                MUSTER_POSTMORTEM_CHANNEL: emulate.channels.postmortems,
            },
        });
        ended = once(muster, 'exit');
        muster.stderr.setEncoding('utf8').on('data', (chunk) => { log += chunk; });
        await eventually(() => slack.sockets.size > 0 && log.includes('this is muster in Emulate'));
    });
    after(async () => {
        muster?.kill('SIGTERM');
        if (ended) assert.deepEqual(await ended, [0, null]);
        await slack?.stop();
        await emulate?.stop();
        if (folder) rmSync(folder, { recursive: true, force: true });
    });

    const ada = () => emulate.people.ada;
    const types = (text) => slack.types(text, {
        user: ada(), channel: channel ?? emulate.channels.general,
    });
    // The newest first.
    const messages = async (where) => (await emulate.web.conversations.history(
        { channel: where, limit: 200 })).messages;
    const told = (found, words) => found.some((one) => JSON.stringify(one).includes(words));

    it('is declared: a channel with its people, card, pin and bookmark, and one announcement', async () => {
        assert.match(await types('declare sev2 Checkout is slow'), /INC-1/);
        channel = await eventually(async () => {
            const { channels } = await emulate.web.conversations.list({ limit: 200 });
            return channels.find((one) => one.name.startsWith('inc-1-'))?.id;
        });
        const pin = await eventually(async () =>
            (await emulate.web.pins.list({ channel })).items[0]);
        await eventually(async () =>
            (await emulate.web.bookmarks.list({ channel_id: channel })).bookmarks.length === 1);
        await eventually(async () =>
            (await emulate.web.conversations.members({ channel })).members.includes(ada()));
        const { channel: made } = await eventually(async () => {
            const info = await emulate.web.conversations.info({ channel });
            return info.channel.topic.value && info.channel.purpose.value && info;
        });
        assert.equal(made.name, 'inc-1-checkout-is-slow');
        assert.match(made.topic.value, /sev2/);
        assert.match(made.purpose.value, /Checkout is slow/);
        const card = (await messages(channel)).find((one) => one.ts === pin.message.ts);
        assert.ok(card.text.includes('Checkout is slow'), card.text);
        assert.ok(card.blocks.length > 1);
        assert.equal(card.metadata.event_type, 'muster_incident');
        const announced = await eventually(async () => {
            const found = await messages(emulate.channels.incidents);
            return found.length && found;
        });
        assert.equal(announced.filter((one) => one.user === bot.user && !one.subtype).length, 1);
    });

    it('is worked on: the card follows, updates go to the announcement\'s thread', async () => {
        assert.match(await types(`assign commander <@${ada()}|ada>`), /commander/);
        await types('log failover <started> & running');
        await types('update identified A bad deploy is rolled back');
        const [announcement] = (await messages(emulate.channels.incidents))
            .filter((one) => !one.subtype);
        await eventually(async () => told((await emulate.web.conversations.replies(
            { channel: emulate.channels.incidents, ts: announcement.ts })).messages.slice(1),
        'A bad deploy is rolled back'));
        await eventually(async () => {
            const [pin] = (await emulate.web.pins.list({ channel })).items;
            const card = (await messages(channel)).find((one) => one.ts === pin.message.ts);
            return card.edited && told([card], `<@${ada()}>`) && /identified/i.test(card.text);
        });
    });

    it('is closed: the postmortem stands in both channels, with its document', async () => {
        await types('close The old build is back');
        for (const where of [channel, emulate.channels.postmortems])
            await eventually(async () => told(await messages(where), 'Postmortem'));
        const file = await eventually(async () => {
            const { files } = await emulate.web.files.list({});
            return files.find((one) => one.name.endsWith('.md'));
        });
        const text = await (await fetch(file.url_private,
            { headers: { authorization: `Bearer ${bot.token}` } })).text();
        assert.match(text, /Checkout is slow/);
        assert.match(text, /failover/);
        assert.match(text, /The old build is back/);
    });

    it('was made of nothing that emulate refused', () => {
        const refused = log.split('\n').filter((line) => /refused|unknown_outcome/.test(line));
        assert.deepEqual(refused, []);
        assert.equal(slack.calls.filter((method) => method === 'conversations.create').length, 1);
    });
});
