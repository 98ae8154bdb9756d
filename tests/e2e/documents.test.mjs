// The documents of real incidents as people get them: pages that a validator and a browser accept,
// by day, by night, on paper and on a telephone, and JSON as its schema says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import Ajv2020 from 'ajv/dist/2020.js';
import { HtmlValidate } from 'html-validate';
import { launchBrowser, takePicture } from './demo_page.mjs';

const run = promisify(execFile);
const muster = process.env.MUSTER_BIN;
const sources = new URL('../../', import.meta.url);
const shapes = ['standard', 'overview', 'narrative', 'review', 'log-entry', 'public'];
const hostile = [
    '<script>document.title = "gone"</script><img src=x onerror="document.title = 1">',
    '[text](javascript:alert(1)) ![image](https://x.example/p.png) <a href="javascript:alert(1)">b</a>',
    '</main></body></html><style>main { display: none }</style>',
    '| a | b | **c** `d` ~~e~~ # f',
];

let folder;
let browser;

before(async () => {
    assert.ok(muster, 'MUSTER_BIN names the program');
    folder = await mkdtemp(join(tmpdir(), 'muster-documents-'));
    browser = await launchBrowser();
});
after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
});

// Plays the scenario once; what makes documents of its incident then.
async function play(name, file) {
    const database = join(folder, `${name}.db`);
    await run(muster, ['demo', '--listen', '127.0.0.1:0', '--replay', file, '--database', database, '--once']);
    const env = { ...process.env, MUSTER_DATABASE: database, MUSTER_TIMEZONE: 'Europe/London' };
    return async (...words) => (await run(muster, ['postmortem', 'INC-1', ...words],
        { env, maxBuffer: 10_000_000 })).stdout;
}

function scenario(name) {
    return new URL(`tests/scenarios/${name}.txt`, sources).pathname;
}

const validator = new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:document'],
    rules: {
        'doctype-style': ['error', { style: 'lowercase' }],
        'long-title': 'off', // an incident's title may be longer than a search engine shows
    },
});

async function faults(html) {
    const report = await validator.validateString(html);
    return report.results.flatMap((result) => result.messages
        .map((found) => `${found.line}:${found.column} ${found.ruleId}: ${found.message}`));
}

async function hostileScenario() {
    const file = join(folder, 'hostile.txt');
    const steps = [`/incident declare sev1 ${hostile[0]}`];
    for (const text of hostile) {
        for (const part of ['summary', 'impact', 'cause', 'resolution', 'lesson', 'log', 'update']) {
            steps.push(`/incident ${part} ${text}`);
        }
        steps.push(`/incident action "Max ${text.replaceAll('"', '')}" ${text}`);
    }
    steps.push(`/incident time started 13:00`, `/incident close ${hostile.join(' ')}`);
    await writeFile(file, 'zone Europe/London\n' + steps.map((step, i) =>
        `2024-06-11T14:${String(i).padStart(2, '0')}:00Z ada ${i ? '#inc' : '#incidents'} ${step}\n`).join('') +
        'document standard\n');
    return file;
}

async function opened(html, how) {
    const page = await browser.newPage(how);
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('dialog', (dialog) => dialog.dismiss());
    const file = join(folder, 'page.html');
    await writeFile(file, html);
    await page.goto(`file://${file}`);
    assert.deepEqual(asked.filter((url) => url !== `file://${file}`), [], 'the page loads nothing');
    return page;
}

test('every shape is valid HTML, of an everyday record and of a hostile one', async () => {
    for (const [name, file] of [['everyday', scenario('labels_not_printed')], ['hostile', await hostileScenario()]]) {
        const document = await play(name, file);
        for (const shape of shapes) {
            const html = await document('--template', shape, '--format', 'html');
            assert.deepEqual(await faults(html), [], `${name}, ${shape}`);
        }
    }
});

test('what people type is text on the page, and nothing of it runs', async () => {
    const document = await play('runs', await hostileScenario());
    for (const shape of shapes) {
        const page = await opened(await document('--template', shape, '--format', 'html'));
        const text = await page.locator('main').innerText();
        for (const each of hostile) {
            assert.ok(text.includes(each.split(' ')[0]), `${shape} shows ${each}`);
        }
        assert.match(await page.title(), /^INC-1 /);
        assert.equal(await page.locator('main script, main img, main style, a[href^="javascript"]').count(), 0);
        await page.close();
    }
});

test('a document fits a telephone, and is readable by day, by night and on paper', async () => {
    const document = await play('seen', scenario('timetables_stale'));
    for (const shape of shapes) {
        const html = await document('--template', shape, '--format', 'html');
        const looks = {
            light: { viewport: { width: 900, height: 900 } },
            dark: { viewport: { width: 900, height: 900 }, colorScheme: 'dark' },
            narrow: { viewport: { width: 340, height: 800 } },
        };
        for (const [look, how] of Object.entries(looks)) {
            const page = await opened(html, how);
            const [wide, shown] = await page.evaluate(() =>
                [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
            assert.ok(wide <= shown, `${shape}, ${look}: ${wide} is wider than ${shown}`);
            await takePicture(page, `document_${shape}_${look}`, { fullPage: true });
            if (look === 'dark') {
                await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
                await takePicture(page, `document_${shape}_print`, { fullPage: true });
                const ink = await page.evaluate(() => getComputedStyle(document.body).color);
                assert.equal(ink, 'rgb(0, 0, 0)', 'paper is white');
            }
            await page.close();
        }
    }
});

test('the JSON is as its schema says, and the schema is strict', async () => {
    const schema = JSON.parse(await readFile(new URL('docs/postmortem.schema.json', sources), 'utf8'));
    const valid = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
    for (const name of ['labels_not_printed', 'timetables_stale', 'table_dropped', 'portal_down', 'server_retired']) {
        const document = await play(`json_${name}`, scenario(name));
        const made = JSON.parse(await document('--format', 'json'));
        assert.ok(valid(made), `${name}: ${JSON.stringify(valid.errors)}`);
        assert.deepEqual(Object.keys(made), schema.required);
        assert.ok(!valid({ ...made, more: 1 }) && !valid({ ...made, zone: undefined }));
    }
});
