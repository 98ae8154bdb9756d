// The status page as files: killed between any two of them, what stands there is a page whose every
// link leads somewhere, and the next start makes it whole.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { clear, folder, Muster, Sandbox, until } from './machine.mjs';

async function world(t) {
    const place = folder();
    const page = join(place, 'page');
    const sandbox = await Sandbox.start();
    const started = [];
    t.after(async () => {
        for (const muster of started) await muster.kill();  // before the folder that it writes
        await sandbox.stop();
        clear(place);
    });
    const start = async (fault) => {
        const muster = await Muster.start(sandbox, place,
            { fault, environment: { MUSTER_STATUS_EXPORT: page } });
        started.push(muster);
        if (muster.alive) await muster.ready();
        return muster;
    };
    return { page, sandbox, start };
}

function file(page, path) {
    const name = path === '/' ? '/index.html' : path;
    return [name, `${name}.html`].map((each) => join(page, each)).find((each) => existsSync(each) && !each.endsWith('/'));
}

// Every link of every page that stands there leads to something that stands there. Before the first
// index there is no page yet: it comes last.
function looksWhole(page, context) {
    const pages = existsSync(join(page, 'index.html'))
        ? readdirSync(page, { recursive: true }).filter((name) => name.endsWith('.html')) : [];
    for (const name of pages) {
        const text = readFileSync(join(page, name), 'utf8');
        assert.match(text, /<\/html>\s*$/, `${context}: ${name} is whole`);
        for (const [, path] of text.matchAll(/href="(\/[^"#]*)/g))
            assert.ok(file(page, path), `${context}: ${name} links ${path}`);
    }
    return pages.length;
}

async function asServed(muster, page, context) {
    const paths = ['/', '/history', '/log', '/history.rss', '/history.atom', '/maintenances.ics', '/favicon.ico',
        '/robots.txt', '/api/v2/summary.json', '/api/v2/incidents/unresolved.json', '/incidents/INC-1'];
    await until(`${context}: the files are those that are served`, async () => {
        for (const path of paths) {
            const served = Buffer.from(await (await fetch(`${muster.page}${path}`)).arrayBuffer());
            const name = file(page, path);
            if (!name || !served.equals(readFileSync(name))) throw new Error(path);
            if (existsSync(`${name}.gz`) && !served.equals(gunzipSync(readFileSync(`${name}.gz`)))) throw new Error(`${path}.gz`);
            if (existsSync(`${name}.br`) && !served.equals(brotliDecompressSync(readFileSync(`${name}.br`)))) throw new Error(`${path}.br`);
        }
        return true;
    });
}

describe('killed between any two files, the page stands', { concurrency: 4 }, () => {
    for (const [point, nths] of [['export.listed', [1, 2]], ['export.written', [1, 3, 25, 50]],
        ['export.renamed', [1, 2, 20, 40, 60]], ['export.removed', [1, 2]]]) {
        for (const nth of nths) {
            test(`killed at ${point}, time ${nth}`, async (t) => {
                const { page, sandbox, start } = await world(t);
                const first = await start(`${point}:${nth}`);
                for (const text of ['declare sev2 Checkout is slow', 'INC-1 update We look into it',
                    'declare sev3 Search is slow', 'INC-2 unpublish it was nothing'])
                    if (first.alive) {
                        await sandbox.types(text);
                        // Else it may be gone before it was ever written.
                        if (text.startsWith('declare sev3'))
                            await until('its page', () => !first.alive || existsSync(join(page, 'incidents', 'INC-2.html')));
                    }
                if (first.alive) await until('it died', () => !first.alive, 3_000).catch(() => {});
                if (nth === 1) assert.ok(!first.alive, 'the point is reached');
                await first.kill();
                looksWhole(page, `${point}:${nth}`);
                const second = await start();
                if (!(await fetch(`${second.page}/incidents/INC-1`)).ok) await sandbox.types('declare sev2 Checkout is slow');
                await asServed(second, page, `${point}:${nth}`);
                assert.ok(looksWhole(page, `${point}:${nth}, afterwards`) > 4);
                // One that is being written just now is soon done.
                await until('nothing is left unfinished', () =>
                    !readdirSync(page, { recursive: true }).some((name) => name.includes('.muster-new')));
            });
        }
    }
});

test('what is published is in the folder, and what is taken off the page goes from it', async (t) => {
    const { page, sandbox, start } = await world(t);
    const muster = await start();
    await sandbox.types('declare sev2 Checkout is slow');
    await asServed(muster, page, 'declared');
    await sandbox.types('INC-1 unpublish it was nothing');
    await until('its page is gone', () => !existsSync(join(page, 'incidents', 'INC-1.html')));
    assert.ok(!readFileSync(join(page, 'index.html'), 'utf8').includes('Checkout is slow'));
    looksWhole(page, 'unpublished');
});
