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
    each(spoil, clean);
});

function each(spoil, clean) {
    for (const [what, spoiled] of Object.entries(spoil)) {
        const outcome = structuredClone(clean);
        spoiled(outcome);
        assert.notDeepEqual(compare(outcome), [], what);
    }
}

test('a difference in a canvas, on the page, or in what is private is seen', async () => {
    const type = (incident, kind, text) =>
        ({ do: 'type', kind, as: 'ada', incident, by: 'id', wait: 'settled', text });
    const clean = await play({
        seed: 0, program: 'debug', reading: 'block', lives: [], steps: [
            type(0, 'declare', 'declare sev2 Checkout is slow w0w'), type(0, 'log', 'log rolled back w1w'),
            type(0, 'update', 'update rolled back w2w'), type(0, 'close', 'close all well w3w'), { do: 'settle' },
            { do: 'write', as: 'ada', incident: 0, wait: 'settled', text: 'Somebody adds w4w' },
            type(1, 'declare', 'declare sev2 Mail is late w5w'), { do: 'settle' },
            type(1, 'private', 'private because w6w'), type(1, 'close', 'close all well w7w'),
        ],
    });
    assert.deepEqual(compare(clean), []);
    const [of, secret] = ['inc-1-', 'prv-1-'].map((start) => (outcome) =>
        outcome.dump.canvases.find((canvas) => outcome.dump.channels
            .some((channel) => channel.id === canvas.linked_channel_id && channel.name.startsWith(start))));
    const json = '/api/v2/incidents.json';
    each({
        'an entry that its canvas lacks': (outcome) => { of(outcome).markdown = of(outcome).markdown.replace('w1w', ''); },
        'words by hand that are gone': (outcome) => { of(outcome).markdown = of(outcome).markdown.replace('w4w', ''); },
        'words by hand that are there twice': (outcome) => { of(outcome).markdown += '\n\nSomebody adds w4w'; },
        'a canvas that nobody else can open': (outcome) => { delete of(outcome).access.C0POSTMORTEMS; },
        'a private canvas that others can open': (outcome) => { secret(outcome).access.C0POSTMORTEMS = 'read'; },
        'an update that the page lacks': (outcome) => { outcome.pages[json] = outcome.pages[json].replace('w2w', ''); },
        'a private word on the page': (outcome) => { outcome.pages['/'] += 'Mail is late w5w'; },
        'a private word in the export': (outcome) => { outcome.pages.export += 'w7w'; },
        'a private word in public': (outcome) => {
            outcome.dump.channels.find((each) => each.id === 'C0GENERAL').topic = { value: 'Mail is late w5w' };
        },
        'a room that was left and is open': (outcome) => {
            outcome.dump.channels.find((each) => each.name === 'inc-2').is_archived = false;
        },
    }, clean);
});

test('the same seed draws the same plan', () => {
    assert.deepEqual(makePlan(7), makePlan(7));
    assert.notDeepEqual(makePlan(7), makePlan(8));
});
