// Attackers who are slow, from Debian's slowhttptest: heads that never end, bodies that trickle,
// answers that are not read. Meanwhile everybody else is served.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Shop } from './shop.mjs';

const seconds = 4;
const attackers = 300;
const attacks = {
    'heads that never end': ['-H', '-i', '1'],
    'bodies that trickle': ['-B', '-i', '1', '-s', '8192'],
    'answers that are not read': ['-X', '-w', '1', '-y', '20', '-n', '1', '-z', '1', '-k', '3'],
};

for (const [name, words] of Object.entries(attacks)) {
    test(`${name} hurt nobody else`, async (t) => {
        const shop = await Shop.open(t);
        const attack = spawn('slowhttptest', [...words, '-c', String(attackers), '-r', '200', '-l', String(seconds),
            '-p', '2', '-u', `${shop.origin}/`], { cwd: shop.place, stdio: ['ignore', 'pipe', 'pipe'] });
        let said = '';
        for (const stream of [attack.stdout, attack.stderr]) stream.on('data', (chunk) => { said += chunk; });
        const ended = once(attack, 'exit');
        let over = false;
        ended.then(() => { over = true; });
        const waits = [];
        while (!over) {
            const begun = performance.now();
            const answer = await fetch(`${shop.origin}/api/v2/status.json`, { headers: { connection: 'close' } });
            assert.equal(answer.status, 200);
            await answer.text();
            waits.push(performance.now() - begun);
        }
        waits.sort((a, b) => a - b);
        assert.ok(waits.length > 50, `${waits.length} were served: ${said.slice(-500)}`);
        assert.ok(waits[Math.floor(waits.length * 0.99)] < 1500, `99 in 100 waited at most ${waits[Math.floor(waits.length * 0.99)]} ms`);
        const states = said.replace(/\x1b\[[\d;]*\w/g, '').match(/service available:\s*\w+/g);
        assert.match(states.at(-1), /YES$/, said.slice(-500));
        assert.equal((await fetch(`${shop.muster.admin}/readyz`)).status, 200);
    });
}
