// Many runs side by side: they mostly wait for Muster to try again.

import { callsAfterOutage, compare } from './compare.mjs';
import { makePlan } from './plan.mjs';
import { play } from './play.mjs';
import { shrink } from './shrink.mjs';

const lanes = Number(process.env.MUSTER_FAULT_LANES ?? 8);
// One seed of so many is played with the release build, where there is one.
const releaseShare = 4;
const mostShrunk = 2;
const mostShown = 6;

// What a plan came to, and what then differed from what should be.
export async function differences(plan) {
    try {
        const outcome = await play(plan);
        return { outcome, found: compare(outcome) };
    } catch (problem) {
        return { found: [`the run itself failed: ${problem.stack}`] };
    }
}

// Sums over all runs.
class Tally {
    constructor() {
        this.began = performance.now();
        Object.assign(this, { runs: 0, failed: 0, lives: 0, calls: 0, struck: 0, twice: 0 });
        Object.assign(this, { outages: 0, made: 0, needed: 0, overtaken: 0 });
    }
    get seconds() { return (performance.now() - this.began) / 1000; }
    add({ outcome, found }) {
        ++this.runs;
        if (found.length > 0) ++this.failed;
        if (!outcome) return;
        this.lives += outcome.lives;
        this.calls += outcome.calls.length;
        this.struck += outcome.calls.filter((call) => !/^(ok|OK .*|already_\w+)$/.test(call.outcome)).length;
        this.twice += Object.values(outcome.sentTwice).filter((answers) => answers.length > 1).length;
        if (outcome.overtaken) ++this.overtaken;
        const after = callsAfterOutage(outcome);
        if (!after) return;
        ++this.outages;
        this.made += after.made;
        this.needed += after.needed;
    }
    short() { return `${this.runs} runs, ${this.failed} with differences, ${Math.round(this.seconds)} s`; }
    whole() {
        const each = (this.seconds / Math.max(1, this.runs)).toFixed(2);
        return `${this.short()} (${each} s a run); ${this.lives} lives; ${this.calls} calls, ${this.struck} met by a fault; `
            + `${this.twice} envelopes answered twice; after ${this.outages} outages ${this.made} calls, `
            + `${this.needed} needed; in ${this.overtaken} runs Slack took an old call after a newer one`;
    }
}

function report({ plan, found }) {
    const shown = found.slice(0, mostShown).join('\n  ').slice(0, 3_000);
    return `seed ${plan.seed} (${plan.program}), ./dev faults 1 ${plan.seed}: ${found.length} differences\n  ${shown}`;
}

async function smallest(plan) {
    const small = await shrink(plan, async (each) => (await differences(each)).found);
    if (!small.reproduced) return `seed ${plan.seed} did not differ again; its plan:\n${JSON.stringify(plan)}`;
    return `the smallest plan, to be kept in tests/machine/found/:\n${JSON.stringify(small.plan, null, 1)}\n  `
        + small.found.slice(0, mostShown).join('\n  ');
}

// Plays `plans`, or `runs` that are drawn from `seed` on; none is begun after `seconds`. Says what it
// finds, and makes it smaller where `shrinks`; true when nothing differs.
export async function campaign({ plans, runs = plans?.length, seed, seconds = Infinity, shrinks = true }) {
    const tally = new Tally();
    const failed = [];
    let next = 0;
    if (!plans) console.log(`seed ${seed}: MUSTER_FAULT_SEED=${seed} draws the same plans again`);
    const draw = (number) =>
        makePlan(number, { release: Boolean(process.env.MUSTER_RELEASE) && number % releaseShare === 0 });
    const lane = async () => {
        while (next < runs && tally.seconds < seconds) {
            const at = next++;
            const plan = plans ? plans[at] : draw(seed + at);
            const result = await differences(plan);
            tally.add(result);
            if (result.found.length > 0) {
                failed.push(plan);
                console.log(report({ plan, found: result.found }));
            }
            if (tally.runs % 50 === 0) console.log(tally.short());
        }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    if (shrinks)
        for (const plan of failed.slice(0, mostShrunk)) console.log(await smallest(plan));
    console.log(tally.whole());
    return failed.length === 0;
}
