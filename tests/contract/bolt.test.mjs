// An app on Slack's own framework, @slack/bolt, works in the sandbox.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import bolt from '@slack/bolt';
import { eventually, Sandbox, silent } from './sandbox.mjs';

const main = 'C0INCIDENTS';

describe('an app on Bolt', () => {
    let sandbox, app;

    before(async () => {
        sandbox = await Sandbox.start();
        app = new bolt.App({
            token: sandbox.bot_token, appToken: sandbox.app_token, socketMode: true,
            logger: silent, clientOptions: { slackApiUrl: sandbox.api_url },
        });
    });
    after(async () => {
        await app.stop();
        await sandbox.stop();
    });

    it('answers a command, opens a form, refuses and takes what is sent', async () => {
        const submitted = [];
        app.command('/incident', async ({ command, ack, client, respond }) => {
            await ack({ text: `you said ${command.text}` });
            await respond({ text: 'and later this' });
            await client.views.open({
                trigger_id: command.trigger_id,
                view: {
                    type: 'modal', callback_id: 'declare',
                    title: { type: 'plain_text', text: 'Declare' },
                    submit: { type: 'plain_text', text: 'Declare' },
                    blocks: [{
                        type: 'input', block_id: 'title', label: { type: 'plain_text', text: 'Title' },
                        element: { type: 'plain_text_input', action_id: 'v' },
                    }],
                },
            });
        });
        app.view('declare', async ({ ack, view, client, body }) => {
            const title = view.state.values.title.v.value;
            if (title === 'bad') return ack({ response_action: 'errors', errors: { title: 'Say more' } });
            await ack();
            submitted.push(title);
            await client.chat.postMessage({
                channel: main, text: `${title} by <@${body.user.id}>`,
                blocks: [{
                    type: 'actions', block_id: 'buttons',
                    elements: [{
                        type: 'button', action_id: 'close', value: 'INC-1',
                        text: { type: 'plain_text', text: 'Close' },
                    }],
                }],
            });
        });
        app.action('close', async ({ ack, action, respond }) => {
            await ack();
            await respond({ replace_original: true, text: `closed ${action.value}` });
        });
        await app.start();

        const said = await sandbox.act({
            as: 'grace', do: 'command', channel: main, command: '/incident', text: 'declare',
        });
        assert.equal(said.response.text, 'you said declare');
        const view = await eventually(async () => (await sandbox.get('/sandbox/state?as=grace')).view);
        assert.equal(view.callback_id, 'declare');

        const send = (title) => sandbox.act({
            as: 'grace', do: 'submit', view_id: view.id,
            values: { title: { v: { type: 'plain_text_input', value: title } } },
        });
        assert.deepEqual(Object.keys((await send('')).errors), ['title']);
        assert.deepEqual((await send('bad')).errors, { title: 'Say more' });
        assert.equal((await send('Checkout is down')).ok, true);
        assert.deepEqual(submitted, ['Checkout is down']);
        assert.equal((await sandbox.get('/sandbox/state?as=grace')).view, null);

        const read = async () =>
            (await sandbox.get(`/sandbox/messages?as=grace&channel=${main}`)).messages;
        const card = await eventually(async () => (await read()).find((m) => m.text.includes('by <@U0GRACE>')));
        assert.ok((await read()).some((m) => m.text === 'and later this' && m.ephemeral));
        const clicked = await sandbox.act({
            as: 'ada', do: 'click', channel: main, ts: card.ts, block_id: 'buttons', action_id: 'close',
        });
        assert.equal(clicked.ok, true);
        await eventually(async () => (await read()).some((m) => m.ts === card.ts && m.text === 'closed INC-1'));
    });

    it('is told of a mention and of its Home tab', async () => {
        const mentions = [];
        app.event('app_mention', async ({ event, say }) => {
            mentions.push(event.text);
            await say({ text: 'yes?', thread_ts: event.ts });
        });
        app.event('app_home_opened', async ({ event, client }) => {
            const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Home' } }];
            await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
        });
        const { ts } = await sandbox.act({ as: 'ada', do: 'message', channel: main, text: '@muster status' });
        await eventually(() => mentions.includes('<@U0MUSTER> status'));
        await eventually(async () => {
            const thread = await sandbox.get(`/sandbox/messages?as=ada&channel=${main}&thread_ts=${ts}`);
            return thread.messages.some((m) => m.text === 'yes?');
        });
        await sandbox.act({ as: 'ada', do: 'open_home' });
        await eventually(async () => (await sandbox.get('/sandbox/state?as=ada')).home);
    });

    it('is asked by shortcuts, global and on a message', async () => {
        const asked = [];
        app.shortcut('declare_incident', async ({ ack }) => { await ack(); asked.push('global'); });
        app.shortcut('add_to_timeline', async ({ ack, shortcut }) => {
            await ack();
            asked.push(shortcut.message.text);
        });
        const { ts } = await sandbox.act({ as: 'ada', do: 'message', channel: main, text: 'seen' });
        assert.equal((await sandbox.act({ as: 'ada', do: 'shortcut', callback_id: 'declare_incident' })).ok, true);
        const on = { as: 'ada', do: 'shortcut', callback_id: 'add_to_timeline', channel: main, ts };
        assert.equal((await sandbox.act(on)).ok, true);
        assert.deepEqual(asked, ['global', 'seen']);
    });
});
