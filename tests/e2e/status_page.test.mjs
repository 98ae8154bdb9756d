// The status page as its readers have it: by day, by night, on a telephone, on paper, without script,
// read aloud; in every state that it can be in.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Shop, states } from '../readers/shop.mjs';
import { launchBrowser, takePicture } from './demo_page.mjs';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const vnu = require('vnu-jar');
const ways = {
    light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
    dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
    narrow: { viewport: { width: 320, height: 640 }, colorScheme: 'light' },
    plain: { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
};

let folder;
let browser;
let axe;
const pages = new Map(); // by name: what the validator reads at the end

before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-page-'));
    browser = await launchBrowser();
    axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
});
after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
});

// What somebody who does not see the page would stumble over.
async function obstacles(page) {
    await page.evaluate(axe);
    return page.evaluate(async () => {
        const found = await globalThis.axe.run(document, { resultTypes: ['violations'] });
        return found.violations.map((each) => `${each.id}: ${each.help} (${each.nodes.map((node) => node.html).join(' ')})`);
    });
}

async function look(shop, path, name, status = 200) {
    const text = await (await fetch(shop.origin + path)).text();
    pages.set(name, text);
    const words = {};
    for (const [way, how] of Object.entries(ways)) {
        const context = await browser.newContext(how);
        const page = await context.newPage();
        const asked = [];
        page.on('request', (request) => asked.push(request.url()));
        const troubles = [];
        page.on('console', (message) => { if (message.type() === 'error') troubles.push(message.text()); });
        const answer = await page.goto(shop.origin + path);
        const where = `${name}, ${way}`;
        assert.equal(answer.status(), status, where);
        const others = asked.filter((url) => !url.endsWith('/favicon.ico') && !url.startsWith('data:'));
        assert.deepEqual(others, [shop.origin + path], `${where}: one request`);
        if (status === 200) assert.deepEqual(troubles, [], where);
        words[way] = (await page.textContent('main')).trim();
        if (way !== 'plain') {
            assert.deepEqual(await obstacles(page), [], where);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(wide <= 0, `${where}: ${wide} px too wide`);
            await takePicture(page, `page-${name}-${way}`, { fullPage: true });
        }
        if (way === 'light') {
            await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
            await page.setViewportSize({ width: 720, height: 1000 });
            const ground = await page.evaluate(() => getComputedStyle(document.body).color);
            assert.equal(ground, 'rgb(0, 0, 0)', `${where}: printed dark on light`);
            await takePicture(page, `page-${name}-print`, { fullPage: true });
        }
        await context.close();
    }
    assert.equal(words.plain, words.light, `${name} is complete without script`);
}

test('every page, in every state, is one request that everybody can read', async (t) => {
    const shop = await Shop.open(t);
    for (const [state, texts] of states) {
        await shop.says(...texts);
        await look(shop, '/', state.replaceAll(' ', '-'));
    }
    await look(shop, '/history', 'history');
    await look(shop, '/incidents/INC-1', 'incident');
    await look(shop, '/maintenances/MNT-1', 'maintenance');
    await look(shop, '/log', 'log');
    await look(shop, '/nothing', 'not-found', 404);
});

test('a page with a look of its own is as easy to read', async (t) => {
    const logo = join(folder, 'logo.svg');
    await writeFile(logo, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">
        <rect width="40" height="40" rx="8" fill="#0f766e"/><path d="M10 14h20l-3 12H13z" fill="#fff"/></svg>`);
    const shop = await Shop.open(t, `
logo = "${logo}"
home_url = "https://example.com/"
accent = "#0f766e"
accent_dark = "#5eead4"
intro = "How our shop is, day and night. What we know, you read here first."
support_url = "mailto:help@example.com"
footer = "Example Shop Ltd, 1 Example Street"`);
    await look(shop, '/', 'own-look');
});

test('the keyboard reaches the content first, then everything else in order', async (t) => {
    const shop = await Shop.open(t);
    const page = await browser.newPage();
    await page.goto(shop.origin);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0), 'and is seen');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => location.hash), '#main');
    await page.close();
});

test('the page looks for news by itself while somebody reads it', async (t) => {
    const shop = await Shop.open(t);
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(shop.origin);
    assert.match(await page.textContent('h1'), /All Systems Operational/);
    await shop.says('declare sev1 Search is down', 'INC-1 component Search major');
    await shop.shows('/', 'Partial System Outage');
    await page.clock.fastForward(60_000);
    await page.waitForFunction(() => document.querySelector('h1').textContent.includes('Partial'));
    assert.match(await page.title(), /^Partial System Outage/);

    // A list that somebody has open stays open, and so does their place in it.
    await page.click('details summary');
    await shop.says('INC-1 update monitoring A fix is being watched.');
    await shop.shows('/', 'A fix is being watched.');
    await page.clock.fastForward(60_000);
    await page.waitForFunction(() => document.body.textContent.includes('A fix is being watched.'));
    assert.deepEqual(await page.evaluate(() => [document.querySelector('details').open,
        document.activeElement === document.querySelector('summary')]), [true, true]);
    await page.close();
});

test('a validator finds nothing in any of them', async () => {
    assert.ok(pages.size > 8, 'the pages were seen before');
    const files = [];
    for (const [name, text] of pages) {
        files.push(join(folder, `${name}.html`));
        await writeFile(files.at(-1), text);
    }
    const { stderr } = await run('java', ['-jar', vnu, '--format', 'json', '--exit-zero-always', ...files],
        { maxBuffer: 10_000_000 });
    const { messages } = JSON.parse(stderr);
    assert.deepEqual(messages.map((found) => `${found.url?.split('/').pop()}:${found.lastLine} ${found.message}`), []);
});
