// Every bug that the fault campaign found, as the smallest plan that showed it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { differences } from './campaign/campaign.mjs';

const folder = new URL('found/', import.meta.url);

describe('what the campaign found stays mended', { concurrency: 8 }, () => {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
        const plan = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
        test(plan.why, async () => assert.deepEqual((await differences(plan)).found, []));
    }
});
