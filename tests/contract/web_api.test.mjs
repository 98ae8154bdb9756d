// Slack's own client, @slack/web-api, calls every method the sandbox has.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusal, Sandbox } from './sandbox.mjs';

for (const tls of [false, true]) {
    describe(`the official Web API client, ${tls ? 'TLS' : 'plain'}`, () => {
        let sandbox, web, main;

        before(async () => {
            sandbox = await Sandbox.start({ tls });
            web = sandbox.client();
            main = 'C0INCIDENTS';
        });
        after(() => sandbox.stop());

        it('learns who it is', async () => {
            const me = await web.auth.test();
            assert.equal(me.user_id, 'U0MUSTER');
            assert.equal(me.bot_id, 'B0MUSTER');
            assert.ok(me.response_metadata.scopes.includes('chat:write'));
            assert.equal((await web.team.info()).team.id, me.team_id);
        });

        it('is refused with a wrong token, and with the wrong kind of token', async () => {
            assert.equal(await refusal(sandbox.client({}, 'xoxb-wrong').auth.test()), 'invalid_auth');
            assert.equal(await refusal(sandbox.client({}, '').auth.test()), 'not_authed');
            assert.equal(await refusal(web.apps.connections.open()), 'not_allowed_token_type');
            const app = sandbox.client({}, sandbox.app_token);
            assert.match((await app.apps.connections.open()).url, /^wss?:.*ticket=/);
            assert.equal(await refusal(app.auth.test()), 'not_allowed_token_type');
            assert.equal(await refusal(web.apiCall('chat.shout')), 'unknown_method');
        });

        it('posts, changes, links, finds and deletes a message', async () => {
            const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*down*' } }];
            const metadata = { event_type: 'muster_effect', event_payload: { id: 'e1' } };
            const posted = await web.chat.postMessage({ channel: main, text: 'down', blocks, metadata });
            assert.match(posted.ts, /^\d{10}\.\d{6}$/);
            assert.equal(posted.message.bot_id, 'B0MUSTER');
            assert.ok(posted.message.blocks[0].block_id);

            const changed = await web.chat.update({ channel: main, ts: posted.ts, text: 'up' });
            assert.equal(changed.ts, posted.ts);
            assert.equal(changed.message.blocks, undefined);
            const link = await web.chat.getPermalink({ channel: main, message_ts: posted.ts });
            assert.ok(link.permalink.endsWith(`/archives/${main}/p${posted.ts.replace('.', '')}`));

            const one = { channel: main, latest: posted.ts, inclusive: true, limit: 1 };
            const bare = await web.conversations.history(one);
            assert.equal(bare.messages[0].metadata.event_payload, undefined);
            const full = await web.conversations.history({ ...one, include_all_metadata: true });
            assert.deepEqual(full.messages[0].metadata, metadata);

            await web.chat.delete({ channel: main, ts: posted.ts });
            const gone = { channel: main, ts: posted.ts };
            assert.equal(await refusal(web.chat.delete(gone)), 'message_not_found');
            assert.equal(await refusal(web.chat.update({ ...gone, text: 'x' })), 'message_not_found');
        });

        it('replies in a thread, and reads it', async () => {
            const parent = await web.chat.postMessage({ channel: main, text: 'head' });
            const reply = await web.chat.postMessage({
                channel: main, text: 'first', thread_ts: parent.ts,
            });
            assert.equal(
                await refusal(web.chat.postMessage({ channel: main, text: 'x', thread_ts: reply.ts })),
                'cannot_reply_to_message',
            );
            const thread = await web.conversations.replies({ channel: main, ts: parent.ts });
            assert.deepEqual(thread.messages.map((m) => m.text), ['head', 'first']);
            assert.equal(thread.messages[0].reply_count, 1);
            const head = await web.conversations.history({ channel: main });
            assert.ok(!head.messages.some((m) => m.ts === reply.ts));
            assert.equal(
                await refusal(web.conversations.replies({ channel: main, ts: '1.000000' })),
                'thread_not_found',
            );
        });

        it('sees what is wrong with a message', async () => {
            const post = (args) => refusal(web.chat.postMessage({ channel: main, ...args }));
            assert.equal(await post({}), 'no_text');
            assert.equal(await post({ text: 'x', channel: 'C0NOWHERE' }), 'channel_not_found');
            assert.equal(await post({ text: 'x', blocks: [{ type: 'sektion' }] }), 'invalid_blocks');
            assert.equal(await post({ text: 'x', metadata: { a: 1 } }), 'invalid_metadata_format');
            const ada = await sandbox.act({ as: 'ada', do: 'message', channel: main, text: 'hers' });
            assert.equal(
                await refusal(web.chat.update({ channel: main, ts: ada.ts, text: 'mine' })),
                'cant_update_message',
            );
            assert.equal(
                await refusal(web.chat.update({ channel: main, ts: ada.ts, text: 'x'.repeat(4001) })),
                'msg_too_long',
            );
            const cut = await web.chat.postMessage({ channel: main, text: 'y'.repeat(40_001) });
            assert.ok(cut.response_metadata.warnings.includes('message_truncated'));
        });

        it('whispers to somebody who is there', async () => {
            const whisper = { channel: main, user: 'U0ADA', text: 'psst' };
            assert.ok((await web.chat.postEphemeral(whisper)).message_ts);
            assert.equal(
                await refusal(web.chat.postEphemeral({ ...whisper, user: 'U0NOBODY' })),
                'user_not_in_channel',
            );
            const ada = await sandbox.get(`/sandbox/messages?as=ada&channel=${main}`);
            const grace = await sandbox.get(`/sandbox/messages?as=grace&channel=${main}`);
            assert.ok(ada.messages.some((m) => m.text === 'psst' && m.ephemeral));
            assert.ok(!grace.messages.some((m) => m.text === 'psst'));
        });

        it('makes a channel, fills it, names it and closes it', async () => {
            const made = await web.conversations.create({ name: 'inc-1-checkout' });
            const channel = made.channel.id;
            assert.equal(made.channel.creator, 'U0MUSTER');
            assert.equal(made.channel.is_member, true);
            assert.equal(await refusal(web.conversations.create({ name: 'inc-1-checkout' })), 'name_taken');
            await web.conversations.invite({ channel, users: 'U0ADA,U0GRACE' });
            assert.equal(
                await refusal(web.conversations.invite({ channel, users: 'U0ADA' })),
                'already_in_channel',
            );
            const forced = await web.conversations.invite({ channel, users: 'U0ADA,U0LINUS', force: true });
            assert.deepEqual(forced.errors.map((e) => e.user), ['U0ADA']);
            await web.conversations.setTopic({ channel, topic: 'SEV2' });
            await web.conversations.setPurpose({ channel, purpose: 'Checkout' });
            const info = await web.conversations.info({ channel, include_num_members: true });
            assert.equal(info.channel.topic.value, 'SEV2');
            assert.equal(info.channel.purpose.value, 'Checkout');
            assert.equal(info.channel.num_members, 4);
            const members = await web.conversations.members({ channel });
            assert.deepEqual(members.members.toSorted(), ['U0ADA', 'U0GRACE', 'U0LINUS', 'U0MUSTER']);
            const renamed = await web.conversations.rename({ channel, name: 'inc-1-payments' });
            assert.equal(renamed.channel.name, 'inc-1-payments');
            const mine = await web.users.conversations({ types: 'public_channel,private_channel' });
            assert.ok(mine.channels.some((c) => c.id === channel && c.creator === 'U0MUSTER'));
            await web.conversations.archive({ channel });
            assert.equal(await refusal(web.conversations.archive({ channel })), 'already_archived');
            assert.equal(await refusal(web.chat.postMessage({ channel, text: 'x' })), 'is_archived');
            assert.equal(await refusal(web.conversations.setTopic({ channel, topic: 'x' })), 'is_archived');
            const open = await web.conversations.list({ exclude_archived: true });
            assert.ok(!open.channels.some((c) => c.id === channel));
            await refusal(web.conversations.unarchive({ channel }));
        });

        it('is told which names and headings Slack does not take', async () => {
            const names = {
                '': 'invalid_name_required', 'Two Words': 'invalid_name_specials',
                '--': 'invalid_name_punctuation', general: 'name_taken', ada: 'name_taken',
                ['x'.repeat(81)]: 'invalid_name_maxlength',
            };
            for (const [name, code] of Object.entries(names))
                assert.equal(await refusal(web.conversations.create({ name })), code, name);
            const topic = 'é'.repeat(250);
            await web.conversations.setTopic({ channel: main, topic });
            assert.equal(
                await refusal(web.conversations.setTopic({ channel: main, topic: topic + '.' })),
                'too_long',
            );
        });

        it('joins a public channel, and cannot see into a private one', async () => {
            assert.equal(await refusal(web.conversations.history({ channel: 'C0GENERAL' })), 'not_in_channel');
            assert.equal((await web.conversations.join({ channel: 'C0GENERAL' })).channel.is_member, true);
            const again = await web.conversations.join({ channel: 'C0GENERAL' });
            assert.equal(again.warning, 'already_in_channel');
            const hidden = await sandbox.act({ as: 'ada', do: 'create', name: 'secret', is_private: true });
            assert.equal(
                await refusal(web.conversations.info({ channel: hidden.channel })), 'channel_not_found',
            );
            const direct = await web.conversations.open({ users: 'U0ADA', return_im: true });
            assert.equal(direct.channel.is_im, true);
            const sent = await web.chat.postMessage({ channel: 'U0ADA', text: 'hello' });
            assert.equal(sent.channel, direct.channel.id);
        });

        it('pages with cursors, whatever the size of a page', async () => {
            const names = [];
            for await (const page of web.paginate('users.list', { limit: 2 }))
                names.push(...page.members.map((m) => m.name));
            assert.deepEqual(names, ['ada', 'grace', 'linus', 'margaret', 'muster']);
            for (let n = 0; n < 5; ++n) await web.chat.postMessage({ channel: 'C0POSTMORTEMS', text: `n${n}` });
            const texts = [];
            for await (const page of web.paginate('conversations.history', { channel: 'C0POSTMORTEMS', limit: 2 }))
                texts.push(...page.messages.map((m) => m.text));
            assert.deepEqual(texts, ['n4', 'n3', 'n2', 'n1', 'n0']);
            assert.equal(await refusal(web.users.list({ cursor: 'nonsense!' })), 'invalid_cursor');
            assert.equal(await refusal(web.conversations.list({ limit: 1000 })), 'invalid_limit');
        });

        it('pins, marks and reacts', async () => {
            const { ts } = await web.chat.postMessage({ channel: main, text: 'mark me' });
            await web.pins.add({ channel: main, timestamp: ts });
            assert.equal(await refusal(web.pins.add({ channel: main, timestamp: ts })), 'already_pinned');
            const pins = await web.pins.list({ channel: main });
            assert.equal(pins.items[0].message.ts, ts);
            await web.pins.remove({ channel: main, timestamp: ts });
            assert.equal(await refusal(web.pins.remove({ channel: main, timestamp: ts })), 'no_pin');

            const link = { channel_id: main, title: 'Status', type: 'link', link: 'https://example.com' };
            const added = await web.bookmarks.add(link);
            await web.bookmarks.edit({ channel_id: main, bookmark_id: added.bookmark.id, title: 'Page' });
            assert.equal((await web.bookmarks.list({ channel_id: main })).bookmarks[0].title, 'Page');
            assert.equal(await refusal(web.bookmarks.add({ ...link, link: 'nowhere' })), 'invalid_link');
            await web.bookmarks.remove({ channel_id: main, bookmark_id: added.bookmark.id });
            assert.deepEqual((await web.bookmarks.list({ channel_id: main })).bookmarks, []);

            await web.reactions.add({ channel: main, timestamp: ts, name: 'eyes' });
            const again = web.reactions.add({ channel: main, timestamp: ts, name: 'eyes' });
            assert.equal(await refusal(again), 'already_reacted');
            const seen = await web.reactions.get({ channel: main, timestamp: ts });
            assert.deepEqual(seen.message.reactions, [{ count: 1, name: 'eyes', users: ['U0MUSTER'] }]);
        });

        it('knows people and groups', async () => {
            const ada = await web.users.info({ user: 'U0ADA' });
            assert.equal(ada.user.tz, 'Europe/London');
            assert.equal(await refusal(web.users.info({ user: 'U0NOBODY' })), 'user_not_found');
            const found = await web.users.lookupByEmail({ email: 'grace@example.com' });
            assert.equal(found.user.id, 'U0GRACE');
            assert.equal(await refusal(web.users.lookupByEmail({ email: 'x@example.com' })), 'users_not_found');
            const groups = await web.usergroups.list({ include_users: true });
            assert.equal(groups.usergroups[0].handle, 'sre');
            const members = await web.usergroups.users.list({ usergroup: 'S0SRE' });
            assert.deepEqual(members.users, ['U0ADA', 'U0LINUS']);
            assert.equal(await refusal(web.usergroups.users.list({ usergroup: 'S0' })), 'no_such_subteam');
        });

        it('uploads a file by the official helper, and posts it into a thread', async () => {
            const parent = await web.chat.postMessage({ channel: main, text: 'files below' });
            const done = await web.files.uploadV2({
                channel_id: main, thread_ts: parent.ts, filename: 'postmortem.md',
                title: 'Postmortem', content: '# What happened\n\nNothing — much.\n',
            });
            const id = done.files[0].files[0].id;
            const info = await web.files.info({ file: id });
            assert.equal(info.file.title, 'Postmortem');
            assert.equal(info.file.shares.public[main][0].thread_ts, parent.ts);
            const text = await (await sandbox.fetch(info.file.url_private)).text();
            assert.equal(text, '# What happened\n\nNothing — much.\n');
            assert.equal(
                await refusal(web.files.completeUploadExternal({ files: [{ id, title: 'x' }] })),
                'file_not_found',
            );
            const shared = async () => (await web.conversations.replies({ channel: main, ts: parent.ts })).messages.length;
            assert.equal(await shared(), 2);
            await web.files.delete({ file: id });
            assert.equal(await refusal(web.files.delete({ file: id })), 'file_not_found');
            assert.equal(await refusal(web.files.info({ file: id })), 'file_not_found');
            assert.equal(await shared(), 1);
        });

        it('keeps a canvas: made, read by its headings and words, changed piece by piece, shared', async () => {
            const { channel } = await web.conversations.create({ name: `canvas-${tls ? 'tls' : 'plain'}` });
            const content = (markdown) => ({ type: 'markdown', markdown });
            const made = await web.conversations.canvases.create({ channel_id: channel.id, title: 'Postmortem INC-1',
                document_content: content('## Summary\n\nSlow\\_orders for *an hour*.\n\n## Timeline\n\n- 14:02 began\n- 14:30 ended') });
            const canvas_id = made.canvas_id;
            assert.equal(await refusal(web.conversations.canvases.create({ channel_id: channel.id })),
                'channel_canvas_already_exists');
            const about = await web.conversations.info({ channel: channel.id });
            assert.deepEqual(about.channel.properties.canvas, { file_id: canvas_id, is_empty: false });
            const find = async (criteria) => (await web.canvases.sections.lookup({ canvas_id, criteria })).sections.map((one) => one.id);
            const change = (operation, section_id, markdown) => web.canvases.edit({ canvas_id, changes: [{ operation,
                ...(section_id ? { section_id } : {}), ...(markdown ? { document_content: content(markdown) } : {}) }] });
            const shown = async () => (await sandbox.get('/sandbox/dump')).canvases.find((one) => one.id === canvas_id);
            const [timeline] = await find({ section_types: ['h2'], contains_text: 'Timeline' });
            assert.equal((await find({ section_types: ['any_header'] })).length, 2);
            assert.deepEqual(await find({ section_types: ['h1'] }), []);
            const [began] = await find({ contains_text: '14:02 began' });
            await change('insert_after', began, '- 14:10 found');
            await change('insert_before', timeline, '## Impact\n\nMany.');
            await change('insert_at_start', '', 'First.');
            await change('insert_at_end', '', 'Last.');
            await change('replace', (await find({ contains_text: 'Slow_orders for an hour' }))[0], 'Slow for a day.');
            await change('delete', (await find({ contains_text: '14:30' }))[0]);
            assert.equal((await shown()).markdown, 'First.\n\n## Summary\n\nSlow for a day.\n\n## Impact\n\nMany.'
                + '\n\n## Timeline\n\n- 14:02 began\n- 14:10 found\n\nLast.');
            const detail = await change('insert_at_end', '', '> - a list').catch((error) => error.data);
            assert.equal(detail.error, 'canvas_editing_failed');
            assert.match(detail.detail, /Unsupported block type \(List\) within block quote/);
            assert.equal(await refusal(change('delete', 'temp:C:none')), 'canvas_editing_failed');
            assert.equal(await refusal(web.canvases.edit({ canvas_id: 'F0', changes: [{ operation: 'delete', section_id: 'x' }] })),
                'canvas_not_found');
            await web.canvases.access.set({ canvas_id, access_level: 'read', channel_ids: [main] });
            assert.equal((await shown()).access[main], 'read');
            await web.canvases.access.delete({ canvas_id, channel_ids: [main] });
            assert.equal((await shown()).access[main], undefined);
            const info = await web.files.info({ file: canvas_id });
            assert.equal(info.file.last_editor, 'U0MUSTER');
            assert.ok(info.file.permalink.endsWith(`/${canvas_id}`));

            await sandbox.post('/sandbox/options', { canvas_reading: 'heading' });
            await change('replace', (await find({ contains_text: '14:10' }))[0], '## Timeline\n\n- 15:00 all');
            await sandbox.post('/sandbox/options', { canvas_reading: 'block' });
            assert.ok((await shown()).markdown.endsWith('## Timeline\n\n- 15:00 all'));
            assert.equal((await web.canvases.create({ title: 'alone' })).ok, true);
            await sandbox.faults([{ method: 'canvases.edit', action: 'error', error: 'canvas_editing_locked' }]);
            assert.equal(await refusal(change('insert_at_end', '', 'x')), 'canvas_editing_locked');
            await sandbox.post('/sandbox/options', { canvases_refused: 'canvas_disabled_user_team' });
            assert.equal(await refusal(web.canvases.create({})), 'canvas_disabled_user_team');
            await sandbox.post('/sandbox/options', { canvases_refused: '' });
        });

        it('publishes a Home tab, and is told what is wrong with a view', async () => {
            const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'Open incidents' } }];
            const home = await web.views.publish({ user_id: 'U0ADA', view: { type: 'home', blocks } });
            assert.equal(home.view.type, 'home');
            assert.equal(
                await refusal(web.views.publish({ user_id: 'U0ADA', hash: 'old', view: { type: 'home', blocks } })),
                'hash_conflict',
            );
            const view = { type: 'modal', title: { type: 'plain_text', text: 'x'.repeat(25) }, blocks };
            const error = await web.views.open({ trigger_id: '1.2.3', view }).catch((e) => e);
            assert.equal(error.data.error, 'invalid_arguments');
            assert.deepEqual(error.data.response_metadata.messages, [
                '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
            ]);
            view.title.text = 'Declare';
            assert.equal(await refusal(web.views.open({ trigger_id: '1.2.3', view })), 'invalid_trigger_id');
            assert.equal(await refusal(web.views.push({ trigger_id: '1.2.3', view })), 'invalid_trigger_id');
            assert.equal(await refusal(web.views.update({ view_id: 'V0', view })), 'not_found');
        });

        it('is told which scope is missing', async () => {
            const { scopes } = await sandbox.post('/sandbox/options', {});
            await sandbox.post('/sandbox/options', { scopes: ['chat:write'] });
            const error = await web.conversations.create({ name: 'x' }).catch((e) => e);
            assert.equal(error.data.error, 'missing_scope');
            assert.equal(error.data.needed, 'channels:manage');
            assert.equal(error.data.provided, 'chat:write');
            await sandbox.post('/sandbox/options', { scopes });
        });

        it('waits as long as a 429 says, and comes through', async () => {
            await sandbox.faults([{ method: 'auth.test', action: 'rate_limit', seconds: 1 }]);
            const patient = sandbox.client({ retryConfig: { retries: 2, minTimeout: 1 } });
            const started = Date.now();
            await patient.auth.test();
            assert.ok(Date.now() - started >= 1000);
        });

        it('sees broken answers as errors of the network, not as answers', async () => {
            for (const action of ['cut_before', 'cut_after', 'status', 'not_json']) {
                await sandbox.faults([{ method: 'chat.postMessage', action }]);
                const error = await web.chat.postMessage({ channel: main, text: action }).catch((e) => e);
                assert.ok(error instanceof Error, action);
                assert.notEqual(error.code, 'slack_webapi_rate_limited_error', action);
                assert.ok(!/^[a-z_]+$/.test(error.data?.error ?? ''), action);
            }
            const texts = (await web.conversations.history({ channel: main, limit: 20 })).messages
                .map((m) => m.text);
            assert.ok(texts.includes('cut_after'));
            assert.ok(!texts.includes('cut_before'));
        });
    });
}

describe('rates', () => {
    it('hold by method, and each method for itself', async () => {
        const sandbox = await Sandbox.start({ args: ['--rate-limits'] });
        const web = sandbox.client({ rejectRateLimitedCalls: true });
        try {
            for (let n = 0; n < 20; ++n) await web.pins.list({ channel: 'C0INCIDENTS' });
            const error = await web.pins.list({ channel: 'C0INCIDENTS' }).catch((e) => e);
            assert.equal(error.code, 'slack_webapi_rate_limited_error');
            assert.ok(error.retryAfter > 0 && error.retryAfter <= 60);
            await web.auth.test();
        } finally {
            await sandbox.stop();
        }
    });
});
