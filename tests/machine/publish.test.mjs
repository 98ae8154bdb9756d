// kill -9 at every step of a canvas's delivery, of a revision with its comment, and of both clicks
// that publish a postmortem; then a start, and a look: one of each, page and record agree.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { points } from './campaign/plan.mjs';
import { ask, clear, folder, Muster, posts, Sandbox, until } from './machine.mjs';

const canvases = true;
const title = 'Checkout is slow';

async function idle(muster) {
    await until('an empty outbox or its end', async () => !muster.alive
        || (await muster.metric('muster_outbox_backlog').catch(() => 1)) === 0, 90_000);
}

async function says(sandbox, muster, text) {
    if (!muster.alive) return false;
    const answer = await sandbox.types(text).catch(() => ({ ok: false }));
    await idle(muster);
    return answer.ok === true && /INC-1|is added|entry/i.test(answer.response?.text ?? '');
}

// The button of an answer that only the asker sees.
async function clicks(sandbox, muster, action) {
    if (!muster.alive) return false;
    const { channels } = await sandbox.dump();
    for (const channel of channels)
        for (const message of channel.messages.toReversed()) {
            const block = (message.blocks ?? []).find((each) =>
                each.elements?.some((element) => element.action_id === action));
            if (!block) continue;
            const answer = await sandbox.act({ as: 'ada', do: 'click', channel: channel.id, ts: message.ts,
                block_id: block.block_id, action_id: action }).catch(() => ({ ok: false }));
            await idle(muster);
            return answer.ok === true;
        }
    return false;
}

async function exported(place) {
    const { out } = await ask(place, 'export');
    return out.trim().split('\n').map((line) => JSON.parse(line));
}
const count = (lines, kind) => lines.filter((line) => JSON.stringify(line).includes(`"kind":"${kind}"`)).length;

// One canvas that says what the record says, one card in each place, one comment for each revision.
async function looksRight(sandbox, muster, place, context) {
    const lines = await exported(place);
    const closed = count(lines, 'closed');
    const logged = lines.some((line) => JSON.stringify(line).includes('a second look'));
    const { channels, canvases: made, files } = await sandbox.dump();
    assert.equal(made.length, closed, `${context}: canvases`);
    assert.deepEqual(files, [], `${context}: files`);
    const room = channels.find((each) => each.name.startsWith('inc-1'));
    const postmortems = channels.find((each) => each.id === 'C0POSTMORTEMS');
    if (closed === 0) return { closed, logged };
    const [canvas] = made;
    assert.equal(canvas.linked_channel_id, room.id, `${context}: whose canvas`);
    assert.equal(canvas.access.C0POSTMORTEMS, 'read', `${context}: shared`);
    for (const heading of [`## INC-1: ${title}`, '## Timeline', '## Summary'])
        assert.equal(canvas.markdown.split(heading).length - 1, 1, `${context}: ${heading}`);
    assert.equal(canvas.markdown.split('a second look').length - 1, logged ? 1 : 0, `${context}: the entry\n${canvas.markdown}`);
    const cards = posts(room).filter((message) => /Postmortem INC-1/.test(JSON.stringify(message.blocks)) && !message.ephemeral_to);
    assert.equal(cards.length, 1, `${context}: cards`);
    assert.match(JSON.stringify(cards[0].blocks), new RegExp(canvas.id), `${context}: the card leads to it`);
    const copies = posts(postmortems).filter((message) => !message.thread_ts || message.thread_ts === message.ts);
    assert.equal(copies.length, 1, `${context}: copies`);
    const comments = posts(room).filter((message) => message.thread_ts === cards[0].ts && message.ts !== cards[0].ts);
    const about = comments.filter((message) => /a second look/.test(message.text));
    assert.equal(about.length, logged ? 1 : 0, `${context}: comments: ${comments.map((each) => each.text).join(' | ')}`);
    // The page has the postmortem if and only if the record says that it is published.
    const published = lines.some((line) => /"state":"published"/.test(JSON.stringify(line)));
    const page = await (await fetch(`${muster.page.replace(/\/$/, '')}/incidents/INC-1`)).text();
    assert.equal(page.split('class="document').length - 1, published ? 1 : 0, `${context}: the page`);
    return { closed, logged, published };
}

describe('a canvas, its revision and a publication are whole or not there at all', { concurrency: 4 }, () => {
    for (const point of points) {
        const often = point.startsWith('store.') ? 1 : 2;
        for (const [step, nths] of [['close', [1, 5]], ['revision', [1, 4]], ['publish', [1]]]) {
            for (const nth of nths.slice(0, often)) {
                test(`${step}: killed at ${point}, time ${nth}`, async (t) => {
                    const context = `${step} ${point}:${nth}`;
                    const place = folder();
                    const sandbox = await Sandbox.start();
                    t.after(async () => { await sandbox.stop(); clear(place); });
                    let muster = await Muster.start(sandbox, place, { canvases });
                    await muster.ready();
                    await says(sandbox, muster, `declare sev2 ${title}`);
                    const again = async (fault) => {
                        await muster.kill();
                        muster = await Muster.start(sandbox, place, { canvases, fault });
                        if (muster.alive) await muster.ready();
                    };
                    const fault = `${point}:${nth}`;
                    const done = {};
                    if (step === 'close') await again(fault);
                    done.closed = await says(sandbox, muster, 'INC-1 close All well');
                    if (step !== 'close') {
                        if (step === 'revision') await again(fault);
                        done.logged = await says(sandbox, muster, 'INC-1 log a second look at it');
                        if (step === 'publish') {
                            await again(fault);
                            if (await says(sandbox, muster, 'INC-1 postmortem publish'))
                                done.published = await clicks(sandbox, muster, 'postmortem_publish');
                        }
                    }
                    await again();
                    t.after(() => muster.kill());
                    await muster.settled();
                    let now;
                    await until('all is as it should be', async () => {
                        now = await looksRight(sandbox, muster, place, context);
                        return true;
                    }, 20_000);
                    for (const [what, was] of Object.entries(done))
                        assert.ok(!was || now[what], `${context}: ${what} was acknowledged`);
                    if (!now.closed) return;
                    // And life goes on: the second click can still be made.
                    await says(sandbox, muster, 'INC-1 postmortem publish');
                    if (!now.published) await clicks(sandbox, muster, 'postmortem_publish');
                    await muster.settled();
                    await until('it is published', async () =>
                        (await looksRight(sandbox, muster, place, `${context}, afterwards`)).published);
                });
            }
        }
    }
});
