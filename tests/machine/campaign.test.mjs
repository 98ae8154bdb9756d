// The fault campaign's short form; ./dev faults is the long one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign } from './campaign/campaign.mjs';
import { compare } from './campaign/compare.mjs';
import { makePlan } from './campaign/plan.mjs';
import { play } from './campaign/play.mjs';

const runs = 40;
const seconds = 30;  // and what is under way by then

test('random faults and kills leave Slack as the record says, each thing once', async () => {
    // The same plans each time, so that what turns red was turned red by a change; ./dev faults draws
    // new ones.
    const seed = Number(process.env.MUSTER_FAULT_SEED ?? 5000);
    assert.ok(await campaign({ runs, seed, seconds, shrinks: false }), 'a run differs: see above');
});

// The judge itself: what it must not overlook, put into the outcome of a run that is clean.
test('a difference is seen', async () => {
    const word = 'w1w';
    const clean = await play({
        seed: 0, program: 'debug', lives: [], steps: [
            { do: 'type', kind: 'declare', as: 'ada', incident: 0, text: 'declare sev2 Checkout is slow w0w' },
            { do: 'type', kind: 'update', as: 'ada', incident: 0, by: 'id', text: `update rolled back ${word}` },
            { do: 'type', kind: 'close', as: 'ada', incident: 0, by: 'id', text: 'close all well w2w' },
        ],
    });
    assert.deepEqual(compare(clean), []);
    const named = (outcome, start) => outcome.dump.channels.find((each) => each.name.startsWith(start));
    const marked = (channel) => channel.messages.filter((each) => each.metadata);
    const spoil = {
        'a message that is there twice': (outcome) => {
            const channel = named(outcome, 'inc-1');
            channel.messages.push({ ...marked(channel).at(-1), ts: '9.000001' });
        },
        'an update that is missing': (outcome) => {
            const channel = named(outcome, 'incidents');
            channel.messages = channel.messages.filter((each) => each.ephemeral_to || !each.text.includes('Update 2'));
        },
        'a message without a mark': (outcome) => { delete marked(named(outcome, 'inc-1'))[0].metadata; },
        'a second channel': (outcome) => {
            outcome.dump.channels.push({ ...named(outcome, 'inc-1'), name: 'inc-1-again', messages: [] });
        },
        'a card that is behind': (outcome) => {
            const [card] = marked(named(outcome, 'inc-1'));
            card.text = card.text.replace('resolved', 'identified');
        },
        'a topic that is behind': (outcome) => { named(outcome, 'inc-1').topic.value = 'sev2 · investigating'; },
        'a pin that is missing': (outcome) => { named(outcome, 'inc-1').pins = []; },
        'a document that reads otherwise': (outcome) => { outcome.dump.files.at(-1).content += ' '; },
        'somebody who is not invited': (outcome) => { named(outcome, 'inc-1').members = []; },
        'an acknowledged update that is lost': (outcome) => {
            outcome.lines = outcome.lines.filter((line) => !line.update?.text.includes(word));
        },
        'an update that is kept twice': (outcome) => {
            outcome.lines.push(outcome.lines.find((line) => line.update?.text.includes(word)));
        },
        'a repeated envelope with another answer': (outcome) => { outcome.sentTwice = { e1: ['{"a":1}', '{"a":2}'] }; },
    };
    for (const [what, spoiled] of Object.entries(spoil)) {
        const outcome = structuredClone(clean);
        spoiled(outcome);
        assert.notDeepEqual(compare(outcome), [], what);
    }
});

test('the same seed draws the same plan', () => {
    assert.deepEqual(makePlan(7), makePlan(7));
    assert.notDeepEqual(makePlan(7), makePlan(8));
});
