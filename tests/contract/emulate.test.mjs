// Muster's Web API client makes every call it knows against emulate, which others wrote from
// Slack's documentation; what came of it is looked at with Slack's own client. So our client and
// our sandbox cannot agree on a mistake.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { bot, Client, Emulate } from './emulate.mjs';

// What emulate 0.10.0 has not. Its answer to these is 404, which our client takes for a proxy's.
const missing = {
    'apps.connections.open': 'it has no Socket Mode',
    'canvases.access.delete': 'it has no canvases',
    'canvases.access.set': 'it has no canvases',
    'canvases.create': 'it has no canvases',
    'canvases.edit': 'it has no canvases',
    'canvases.sections.lookup': 'it has no canvases',
    'conversations.canvases.create': 'it has no canvases',
    'usergroups.list': 'it has no user groups',
    'usergroups.users.list': 'it has no user groups',
    'users.conversations': 'it lists conversations for everybody alone',
};

// Where it answers otherwise than Slack's contract. Each is tried below, so that a newer emulate
// that comes closer is noticed.
const different = {
    'history has no bounds': async ({ emulate, muster }) => {
        const channel = emulate.channels.general;
        const first = await muster.call('chat.postMessage', { channel, text: 'first' });
        await muster.call('chat.postMessage', { channel, text: 'second' });
        const bounded = await muster.call('conversations.history',
            { channel, oldest: first.body.ts, inclusive: false });
        // Slack leaves `oldest` itself out.
        assert.ok(bounded.body.messages.some((one) => one.ts === first.body.ts));
    },
    'a message does not say which bot wrote it': async ({ emulate, muster }) => {
        const posted = await muster.call('chat.postMessage',
            { channel: emulate.channels.general, text: 'who am I' });
        assert.equal(posted.body.message.user, bot.user);
        assert.equal(posted.body.message.bot_id, undefined);
    },
    'a reply may answer a reply': async ({ emulate, muster }) => {
        const channel = emulate.channels.general;
        const head = await muster.call('chat.postMessage', { channel, text: 'head' });
        const reply = await muster.call('chat.postMessage',
            { channel, text: 'reply', thread_ts: head.body.ts });
        const deeper = await muster.call('chat.postMessage',
            { channel, text: 'deeper', thread_ts: reply.body.ts });
        assert.equal(deeper.kind, 'ok');  // Slack: cannot_reply_to_message
    },
    'an unknown thread is an empty one': async ({ emulate, muster }) => {
        const replies = await muster.call('conversations.replies',
            { channel: emulate.channels.general, ts: '1.000000' });
        assert.equal(replies.kind, 'ok');  // Slack: thread_not_found
        assert.deepEqual(replies.body.messages, []);
    },
    'with force, one who cannot be invited still keeps the others out': async ({ emulate, muster }) => {
        const made = await muster.call('conversations.create', { name: 'force' });
        const invited = await muster.call('conversations.invite', {
            channel: made.body.channel.id, users: `${emulate.people.ada},U0NOBODY`, force: true,
        });
        assert.equal(invited.kind, 'refused');  // Slack: ok, with the one in `errors`
        assert.equal(invited.error, 'user_not_found');
        assert.equal(invited.body.errors[0].user, 'U0NOBODY');
    },
    'deactivated people are left out': async ({ muster }) => {
        const list = await muster.call('users.list', { limit: 200 });
        assert.ok(list.body.members.every((user) => !user.deleted));
    },
    'any token is somebody\'s': async ({ emulate }) => {
        const stranger = new Client(emulate.api_url, 'xoxb-nobody');
        const answer = await stranger.call('auth.test');
        await stranger.stop();
        assert.equal(answer.kind, 'ok');  // Slack: invalid_auth
    },
};

describe('Muster\'s Web API client and emulate', () => {
    let emulate, muster, channel, card;
    const called = new Set();

    // A call that must go well; what Slack said.
    async function good(method, args) {
        called.add(method);
        const answer = await muster.call(method, args);
        assert.equal(answer.kind, 'ok', `${method}: ${answer.error} ${answer.detail}`);
        assert.equal(answer.error, '');
        assert.ok(answer.dated, 'Slack\'s clock is read');
        return answer.body;
    }
    // A call that must be refused, and how it is read.
    async function refused(method, args, kind, error) {
        called.add(method);
        const answer = await muster.call(method, args);
        assert.deepEqual([answer.kind, answer.error], [kind, error], method);
        return answer;
    }

    before(async () => {
        emulate = await Emulate.start();
        muster = new Client(emulate.api_url);
    });
    after(async () => {
        await muster.stop();
        await emulate.stop();
    });

    it('learns who it is', async () => {
        const me = await good('auth.test');
        assert.equal(me.user_id, bot.user);
        assert.equal(me.bot_id, bot.id);
        assert.equal((await good('team.info')).team.id, me.team_id);
    });

    it('reads who is there', async () => {
        const list = await good('users.list', { limit: 200 });
        assert.ok(list.members.some((user) => user.name === 'grace'));
        const { ada } = emulate.people;
        assert.equal((await good('users.info', { user: ada })).user.real_name, 'Ada');
        assert.equal((await good('users.lookupByEmail', { email: 'ada@example.com' })).user.id, ada);
        await refused('users.info', { user: 'U0NOBODY' }, 'refused', 'user_not_found');
        await refused('users.lookupByEmail', { email: 'no@example.com' }, 'refused',
            'users_not_found');
    });

    it('follows a list page by page', async () => {
        const names = [];
        let cursor = '';
        do {
            const page = await good('users.list', { limit: 1, ...(cursor && { cursor }) });
            names.push(...page.members.map((user) => user.name));
            cursor = page.response_metadata.next_cursor;
            assert.ok(names.length < 10);
        } while (cursor);
        assert.deepEqual(names.sort(), ['ada', 'admin', 'grace', 'muster']);
    });

    it('makes a channel, fills it and names it', async () => {
        const made = await good('conversations.create', { name: 'inc-1-checkout' });
        channel = made.channel.id;
        assert.equal(made.channel.creator, bot.user);
        await refused('conversations.create', { name: 'inc-1-checkout' }, 'refused', 'name_taken');
        await refused('conversations.create', { name: 'Ä!' }, 'refused', 'invalid_name_punctuation');

        const { ada, grace } = emulate.people;
        await good('conversations.invite', { channel, users: `${ada},${grace}` });
        await refused('conversations.invite', { channel, users: ada }, 'benign',
            'already_in_channel');
        assert.deepEqual((await good('conversations.members', { channel, limit: 200 })).members,
            [bot.user, ada, grace]);

        await good('conversations.setTopic', { channel, topic: 'sev2 · <investigating> & more' });
        await good('conversations.setPurpose', { channel, purpose: 'Checkout is slow' });
        await refused('conversations.setTopic', { channel, topic: 'x'.repeat(251) }, 'refused',
            'too_long');
        await good('conversations.rename', { channel, name: 'inc-1-payments' });
        const { channel: seen } = await emulate.web.conversations.info({ channel });
        assert.equal(seen.topic.value, 'sev2 · <investigating> & more');
        assert.equal(seen.purpose.value, 'Checkout is slow');
        assert.equal(seen.name, 'inc-1-payments');
        assert.equal((await good('conversations.info', { channel })).channel.name, 'inc-1-payments');
        await refused('conversations.info', { channel: 'C0NOWHERE' }, 'refused', 'channel_not_found');

        const list = await good('conversations.list',
            { types: 'public_channel,private_channel', exclude_archived: true, limit: 200 });
        assert.ok(list.channels.some((one) => one.id === channel));
        await good('conversations.join', { channel: emulate.channels.incidents });
        const secret = await good('conversations.create', { name: 'prv-1', is_private: true });
        assert.equal(secret.channel.is_private, true);
    });

    it('posts what it means, changes it and takes it back', async () => {
        const text = 'ümläut & <b> "quoted" 100% a+b=c\nzwei';
        const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*down* ✓' } }];
        const metadata = { event_type: 'muster_effect', event_payload: { id: 'e1' } };
        const posted = await good('chat.postMessage',
            { channel, text, blocks, metadata, unfurl_links: false, unfurl_media: false });
        card = posted.ts;
        const seen = (await emulate.web.conversations.history({ channel })).messages
            .find((one) => one.ts === card);
        assert.equal(seen.text, text);
        assert.deepEqual(seen.blocks, blocks);
        assert.deepEqual(seen.metadata, metadata);
        assert.equal(seen.unfurl_links, false);

        const read = await good('conversations.history',
            { channel, limit: 200, include_all_metadata: true });
        assert.deepEqual(read.messages.find((one) => one.ts === card).metadata, metadata);

        await good('chat.update', { channel, ts: card, text: 'up', blocks });
        await refused('chat.update', { channel, ts: '1.000000', text: 'x' }, 'refused',
            'message_not_found');
        await refused('chat.postMessage', { channel }, 'refused', 'no_text');
        await refused('chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }, 'refused',
            'channel_not_found');
        const link = await good('chat.getPermalink', { channel, message_ts: card });
        assert.ok(link.permalink.includes(channel));

        const reply = await good('chat.postMessage', { channel, text: 'update 1', thread_ts: card });
        const thread = await good('conversations.replies',
            { channel, ts: card, limit: 200, include_all_metadata: true });
        assert.deepEqual(thread.messages.map((one) => one.text), ['up', 'update 1']);
        await good('chat.delete', { channel, ts: reply.ts });
        await refused('chat.delete', { channel, ts: reply.ts }, 'benign', 'message_not_found');
        assert.equal((await emulate.web.conversations.replies({ channel, ts: card })).messages.length,
            1);

        const { ada } = emulate.people;
        assert.ok((await good('chat.postEphemeral', { channel, user: ada, text: 'psst' })).message_ts);
        await refused('chat.postEphemeral', { channel, user: emulate.people.admin, text: 'psst' },
            'refused', 'user_not_in_channel');
        const later = Math.floor(Date.now() / 1000) + 3600;
        assert.ok((await good('chat.scheduleMessage', { channel, post_at: later, text: 'later' }))
            .scheduled_message_id);
        const dm = await good('conversations.open', { users: ada });
        assert.ok(dm.channel.id.startsWith('D'));
    });

    it('pins, bookmarks and reacts', async () => {
        await good('pins.add', { channel, timestamp: card });
        await refused('pins.add', { channel, timestamp: card }, 'benign', 'already_pinned');
        assert.equal((await emulate.web.pins.list({ channel })).items[0].message.ts, card);
        assert.equal((await good('pins.list', { channel })).items[0].message.ts, card);
        await good('pins.remove', { channel, timestamp: card });
        await refused('pins.remove', { channel, timestamp: card }, 'benign', 'no_pin');

        const link = 'http://127.0.0.1:8080/incidents/INC-1?a=1&b=%20';
        const made = await good('bookmarks.add',
            { channel_id: channel, title: 'Status page', type: 'link', link });
        const bookmark = made.bookmark.id;
        await good('bookmarks.edit',
            { channel_id: channel, bookmark_id: bookmark, title: 'The status page' });
        const list = await good('bookmarks.list', { channel_id: channel });
        assert.deepEqual(list.bookmarks.map((one) => [one.id, one.title, one.link]),
            [[bookmark, 'The status page', link]]);
        await refused('bookmarks.edit', { channel_id: channel, bookmark_id: 'Bk0', title: 'x' },
            'refused', 'not_found');
        await refused('bookmarks.add',
            { channel_id: channel, title: 'x', type: 'link', link: 'no link' }, 'refused',
            'invalid_link');
        await good('bookmarks.remove', { channel_id: channel, bookmark_id: bookmark });
        await refused('bookmarks.remove', { channel_id: channel, bookmark_id: bookmark }, 'benign',
            'not_found');

        await good('reactions.add', { channel, timestamp: card, name: 'pushpin' });
        await refused('reactions.add', { channel, timestamp: card, name: 'pushpin' }, 'benign',
            'already_reacted');
        const { message } = await good('reactions.get', { channel, timestamp: card, full: true });
        assert.deepEqual(message.reactions[0].users, [bot.user]);
    });

    it('uploads a file to a thread, byte for byte', async () => {
        const document = '# Postmortem\n\nümläut ✓ "quoted"\r\n\tthe end';
        const length = Buffer.byteLength(document);
        const asked = await good('files.getUploadURLExternal', { filename: 'inc-1.md', length });
        called.add('upload_url.post');
        const sent = await muster.ask({ upload: asked.upload_url, bytes: document });
        assert.equal(sent.kind, 'ok', sent.detail);
        const done = await good('files.completeUploadExternal', {
            files: [{ id: asked.file_id, title: 'Postmortem' }], channel_id: channel,
            thread_ts: card,
        });
        assert.equal(done.files[0].id, asked.file_id);
        const { file } = await good('files.info', { file: asked.file_id });
        assert.equal(file.shares.public[channel][0].thread_ts, card);
        assert.equal((await emulate.web.files.info({ file: asked.file_id })).file.title, 'Postmortem');
        const stored = await fetch(file.url_private,
            { headers: { authorization: `Bearer ${bot.token}` } });
        assert.equal(await stored.text(), document);

        await refused('files.info', { file: 'F0NOWHERE' }, 'refused', 'file_not_found');
        // Slack has it now: the same file is not completed twice.
        await refused('files.completeUploadExternal', { files: [{ id: asked.file_id }] }, 'refused',
            'file_not_found');
        const lost = await muster.ask({ upload: `${emulate.url}/upload/v1/F0NOWHERE`, bytes: 'x' });
        assert.equal(lost.kind, 'refused');

        await good('files.delete', { file: asked.file_id });
        const gone = await muster.call('files.delete', { file: asked.file_id });
        assert.equal(gone.kind, 'benign', gone.error);
    });

    it('opens, changes and stacks forms, and shows a Home tab', async () => {
        const user_id = emulate.people.ada;
        const view = {
            type: 'modal', callback_id: 'declare', private_metadata: 'INC-1',
            title: { type: 'plain_text', text: 'Declare' },
            blocks: [{ type: 'section', text: { type: 'plain_text', text: 'ümläut' } }],
        };
        const trigger_id = await emulate.trigger({ user_id });
        const opened = await good('views.open', { trigger_id, view });
        assert.equal(opened.view.callback_id, 'declare');
        assert.deepEqual(opened.view.blocks, view.blocks);
        await refused('views.open', { trigger_id, view }, 'refused', 'exchanged_trigger_id');
        await refused('views.open', { trigger_id: 'none', view }, 'refused', 'invalid_trigger_id');
        const { id, hash } = opened.view;
        await good('views.update', { view_id: id, hash, view: { ...view, callback_id: 'other' } });
        // Somebody else was faster: the state is fetched and built anew.
        await refused('views.update', { view_id: id, hash, view }, 'transient', 'hash_conflict');
        await refused('views.update', { view_id: 'V0NOWHERE', view }, 'refused', 'not_found');
        const again = await emulate.trigger({ view_id: id });
        assert.equal((await good('views.push', { trigger_id: again, view })).view.previous_view_id, id);
        await good('views.publish', { user_id, view: { type: 'home', blocks: view.blocks } });
    });

    it('answers by a response URL', async () => {
        called.add('response_url.post');
        const url = `${emulate.url}/services/T000000001/B000000001/X000000001`;
        const answer = await muster.ask({ respond: url, message: { text: 'späte Antwort ✓' } });
        assert.equal(answer.kind, 'ok', answer.detail);
        const { messages } = await emulate.web.conversations.history(
            { channel: emulate.channels.general });
        assert.ok(messages.some((one) => one.text === 'späte Antwort ✓'));
    });

    it('closes the channel, and reads that it is closed', async () => {
        await good('conversations.archive', { channel });
        await refused('conversations.archive', { channel }, 'benign', 'already_archived');
        await refused('chat.postMessage', { channel, text: 'x' }, 'refused', 'is_archived');
        await refused('conversations.invite', { channel, users: emulate.people.ada }, 'refused',
            'is_archived');
        // emulate lets a bot do it; Slack does not, and says so nowhere.
        await good('conversations.unarchive', { channel });
        await refused('conversations.unarchive', { channel }, 'benign', 'not_archived');
    });

    it('says which scope is missing', async () => {
        const narrow = new Client(emulate.api_url, 'xoxb-narrow');
        const answer = await narrow.call('users.list', { limit: 200 });
        await narrow.stop();
        assert.deepEqual([answer.kind, answer.error, answer.needed],
            ['refused', 'missing_scope', 'users:read']);
    });

    for (const [what, look] of Object.entries(different))
        it(`differs from Slack: ${what}`, () => look({ emulate, muster }));

    it('was asked for every method that Muster may call, but those it has not', async () => {
        for (const method of Object.keys(missing)) {
            const answer = await muster.call(method);
            assert.deepEqual([answer.kind, answer.error, /^answered 404/.test(answer.detail)],
                ['transient', 'not_json', true], method);
            assert.ok(!called.has(method), method);
        }
        const known = execFileSync(process.env.MUSTER_WEB_API, ['--methods'], { encoding: 'utf8' })
            .trim().split('\n');
        assert.deepEqual(known.filter((method) => !called.has(method) && !(method in missing)), []);
    });
});
