// Makes a plan that fails smaller: leaves out steps and lives, larger pieces first, for as long as
// it still fails. What depends on chance is tried a few times.

const tries = 3;
const longest = 240_000;  // ms

// `fails(plan)` plays it and answers with what differed.
export async function shrink(plan, fails) {
    const until = performance.now() + longest;
    const attempt = async (candidate) => {
        const all = await Promise.all(Array.from({ length: tries }, () => fails(candidate)));
        return all.find((found) => found.length > 0);
    };
    let found = await attempt(plan);
    if (!found) return { reproduced: false, plan };
    let best = plan;
    const without = (list, from, count) => [...list.slice(0, from), ...list.slice(from + count)];
    for (let piece = Math.ceil(best.steps.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
        for (let from = 0; from < best.steps.length && performance.now() < until;) {
            const smaller = { ...best, steps: without(best.steps, from, piece) };
            const still = await attempt(smaller);
            if (still) [best, found] = [smaller, still];
            else from += piece;
        }
    }
    for (let from = 0; from < best.lives.length && performance.now() < until;) {
        const smaller = { ...best, lives: without(best.lives, from, 1) };
        const still = await attempt(smaller);
        if (still) [best, found] = [smaller, still];
        else ++from;
    }
    return { reproduced: true, plan: best, found };
}
