// The fault campaign: `faults.mjs RUNS [SEED]` plays that many plans, each from a seed of its own,
// and compares what Slack shows with the record. `faults.mjs plan FILE` plays a kept one;
// `faults.mjs outage [SECONDS]` counts the calls that an outage during three incidents costs.
// MUSTER_FAULT_SEED begins at that seed; MUSTER_FAULT_LANES plays so many side by side.

import { campaign, differences } from './campaign/campaign.mjs';
import { callsAfterOutage } from './campaign/compare.mjs';
import { outagePlan } from './campaign/plan.mjs';
import { readFileSync } from 'node:fs';

if (!process.env.MUSTER_BUILD) {
    console.error('MUSTER_BUILD must name the folder of a build with fault points; ./dev faults does it all');
    process.exit(2);
}
const [first = '200', second] = process.argv.slice(2);
if (first === 'plan') {
    const plan = JSON.parse(readFileSync(second, 'utf8'));
    process.exit(await campaign({ plans: [plan] }) ? 0 : 1);
}
if (first === 'outage') {
    const { outcome, found } = await differences(outagePlan(Number(second ?? 150)));
    console.log(outcome ? JSON.stringify(callsAfterOutage(outcome), null, 1) : '', found.join('\n'));
    process.exit(found.length > 0 ? 1 : 0);
}
const runs = Number(first);
const seed = Number(second ?? process.env.MUSTER_FAULT_SEED ?? Date.now() % 1_000_000_000);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
    console.error('usage: faults.mjs RUNS [SEED] | faults.mjs plan FILE | faults.mjs outage [SECONDS]');
    process.exit(2);
}
process.exit(await campaign({ runs, seed }) ? 0 : 1);
