// Many runs side by side: they mostly wait for Muster to try again.

import { callsAfterOutage, compare } from './compare.mjs';
import { makePlan } from './plan.mjs';
import { play } from './play.mjs';
import { shrink } from './shrink.mjs';

const lanes = Number(process.env.MUSTER_FAULT_LANES ?? 8);
// Of so many runs one is of the release build, where there is one.
const releaseShare = 4;
const mostShrunk = 2;

export async function differences(plan) {
    try {
        const outcome = await play(plan);
        return { outcome, found: compare(outcome) };
    } catch (problem) {
        return { found: [`the run itself failed: ${problem.stack}`] };
    }
}

// Plays `plans`, or `runs` that are drawn from `seed` on, until all are done or `seconds` are over.
// Says what it finds; true when nothing differs.
export async function campaign({ plans, runs = plans?.length, seed, seconds = Infinity, shrinks = true, say = console.log }) {
    const began = performance.now();
    const over = () => performance.now() - began > seconds * 1000;
    const total = { done: 0, lives: 0, calls: 0, struck: 0, twice: 0, made: 0, needed: 0, outages: 0, worst: 0 };
    const failed = [];
    let next = 0;
    if (!plans) say(`seed ${seed}: MUSTER_FAULT_SEED=${seed} draws the same plans again`);
    const lane = async () => {
        while (next < runs && !over()) {
            const at = next++;
            const release = Boolean(process.env.MUSTER_RELEASE) && at % releaseShare === 0;
            const plan = plans ? plans[at] : makePlan(seed + at, { release });
            const from = performance.now();
            const { outcome, found } = await differences(plan);
            if (process.env.MUSTER_FAULT_TIMES) say(`  ${plan.seed}: ${((performance.now() - from) / 1000).toFixed(1)} s, ${outcome?.lives} lives, ${outcome?.calls.length} calls`);
            ++total.done;
            total.lives += outcome?.lives ?? 0;
            total.calls += outcome?.calls.length ?? 0;
            total.struck += outcome?.calls.filter((call) => !/^(ok|OK .*|already_\w+)$/.test(call.outcome)).length ?? 0;
            total.twice += Object.values(outcome?.sentTwice ?? {}).filter((answers) => answers.length > 1).length;
            const after = outcome && callsAfterOutage(outcome);
            if (after?.needed > 0) {
                ++total.outages;
                total.made += after.made;
                total.needed += after.needed;
                total.worst = Math.max(total.worst, after.made / after.needed);
            }
            if (found.length > 0) {
                failed.push({ plan, found, outcome });
                say(`seed ${plan.seed} (${plan.program}): ${found.length} differences\n  ${found.slice(0, 6).join('\n  ').slice(0, 3000)}`);
            }
            if (total.done % 50 === 0)
                say(`${total.done} runs, ${failed.length} with differences, ${Math.round((performance.now() - began) / 1000)} s`);
        }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    for (const { plan } of shrinks ? failed.slice(0, mostShrunk) : []) {
        const smallest = await shrink(plan, async (smaller) => (await differences(smaller)).found);
        say(smallest.reproduced
            ? `the smallest plan found, to be kept in tests/machine/found/:\n${JSON.stringify(smallest.plan, null, 1)}\n  ${smallest.found.slice(0, 4).join('\n  ')}`
            : `seed ${plan.seed} did not fail again; its plan:\n${JSON.stringify(plan)}`);
    }
    const took = (performance.now() - began) / 1000;
    say(`${total.done} runs, ${failed.length} with differences; ${total.lives} lives, `
        + `${total.calls} calls, ${total.struck} of them met by a fault, ${total.twice} envelopes answered twice, `
        + `${took.toFixed(0)} s (${(took / Math.max(1, total.done)).toFixed(2)} s a run)`);
    if (total.outages > 0)
        say(`after ${total.outages} outages: ${total.made} calls made, ${total.needed} needed `
            + `(${(total.made / total.needed).toFixed(2)}; at worst ${total.worst.toFixed(2)})`);
    return failed.length === 0;
}
