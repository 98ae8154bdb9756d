// What Statuspage's clients read: every document as its schema says, in every state of the page, and
// a client that others wrote.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { documents, Shop, states } from './shop.mjs';

const require = createRequire(import.meta.url);
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const { Statuspage } = require('statuspage.io');
const source = new URL('../../docs/status-v2.schema.json', import.meta.url);

async function validators() {
    const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
    addFormats(ajv);
    ajv.addSchema(JSON.parse(await readFile(source, 'utf8')), 'v2');
    return Object.fromEntries(Object.entries(documents).map(([name, definition]) =>
        [name, ajv.getSchema(`v2#/definitions/${definition}`)]));
}

test('every document is as its schema says, in every state of the page', async (t) => {
    const shop = await Shop.open(t);
    const valid = await validators();
    for (const [state, texts] of states) {
        await shop.says(...texts);
        for (const [name, validate] of Object.entries(valid)) {
            const document = await shop.json(name);
            assert.ok(validate(document), `${name}, ${state}: ${JSON.stringify(validate.errors, null, 1)}`);
        }
    }
    // The schema refuses what no client knows.
    const document = await shop.json('incidents');
    for (const [key, wrong] of [['status', 'fixed'], ['resolved_at', null], ['incident_updates', []], ['impact', 'sev2']]) {
        const spoilt = structuredClone(document);
        spoilt.incidents.find((incident) => incident.resolved_at)[key] = wrong;
        assert.equal(valid.incidents(spoilt), false, `${key} ${wrong}`);
    }
});

test('a client that others wrote reads all it knows to ask for', async (t) => {
    const shop = await Shop.open(t);
    await shop.says('declare sev1 Search is down', 'INC-1 component Search major', 'maintenance in 2h for 1h Network move',
        'INC-1 update identified A disk is full.');
    await shop.shows('/api/v2/summary.json', 'A disk is full');
    const client = new Statuspage('any');
    client.setApiUrl(shop.origin);

    const summary = await client.api.getSummary();
    assert.equal(summary.status.indicator, 'major');
    assert.equal(summary.status.description, 'Partial System Outage');
    assert.deepEqual(summary.incidents.map((incident) => incident.name), ['Search is down']);
    assert.equal((await client.api.getStatus()).status.indicator, 'major');
    const { components } = await client.api.getComponents();
    assert.deepEqual(components.map((each) => [each.name, each.group, each.status]), [
        ['Shop', true, 'major_outage'], ['Checkout API', false, 'operational'],
        ['Search', false, 'major_outage'], ['Mail', false, 'operational'],
    ]);
    const { incidents } = await client.api.incidents.getAll();
    assert.equal(incidents[0].incident_updates[0].body, 'A disk is full.');
    assert.equal((await client.api.incidents.getUnresolved()).incidents.length, 1);
    for (const read of ['getActive', 'getAll', 'getUpcoming']) {
        const { scheduled_maintenances: windows } = await client.api.scheduledMaintenances[read]();
        assert.deepEqual(windows.map((window) => window.name), ['Network move'], read);
    }
});
