// Feed readers that others wrote: each sees an update exactly once, and is told when nothing is new.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { documents, Shop, states } from './shop.mjs';

const Parser = createRequire(import.meta.url)('rss-parser');
const run = promisify(execFile);

// Debian's own Python has Debian's packages, whatever else is on the PATH.
const feedparser = `
import calendar, feedparser, json, sys
feed = feedparser.parse(sys.argv[1], etag=sys.argv[2] if len(sys.argv) > 2 else None)
print(json.dumps({'bozo': bool(feed.bozo), 'status': feed.status, 'etag': feed.get('etag'),
    'ids': [entry.id for entry in feed.entries], 'titles': [entry.title for entry in feed.entries],
    'dates': [calendar.timegm(entry.get('published_parsed')) for entry in feed.entries],
    'texts': [entry.get('summary') or entry.content[0].value for entry in feed.entries]}))
`;
async function read(...words) {
    return JSON.parse((await run('/usr/bin/python3', ['-c', feedparser, ...words])).stdout);
}

async function wellFormed(shop, path) {
    const file = join(shop.place, 'feed.xml');
    await writeFile(file, await shop.text(path));
    await run('xmllint', ['--noout', '--nonet', file]);
}

// newsboat with a cache of its own: how many articles it has after it looked.
function newsboat(shop) {
    const at = (name) => join(shop.place, name);
    return async () => {
        await writeFile(at('urls'), `${shop.origin}/history.rss\n`);
        await writeFile(at('newsboat'), 'reload-threads 1\n');
        const { stdout } = await run('newsboat', ['-u', at('urls'), '-c', at('cache.db'), '-C', at('newsboat'),
            '-x', 'reload', 'print-unread'], { env: { ...process.env, HOME: shop.place } });
        return Number(/(\d+) unread/.exec(stdout)?.[1] ?? NaN);
    };
}

test('every reader sees an update exactly once', async (t) => {
    const shop = await Shop.open(t);
    await shop.says('declare sev2 Checkout <is> slow & "odd"', 'INC-1 update First words, with <b>marks</b> & more.');
    await shop.shows('/history.rss', 'First words');
    const looks = newsboat(shop);
    const counts = {
        'rss-parser': async () => (await new Parser().parseURL(`${shop.origin}/history.rss`)).items.length,
        'feedparser': async () => (await read(`${shop.origin}/history.rss`)).ids.length,
        'newsboat': looks,
    };
    const before = {};
    for (const [name, count] of Object.entries(counts)) before[name] = await count();
    assert.deepEqual(before, { 'rss-parser': 2, 'feedparser': 2, 'newsboat': 2 });
    const known = (await read(`${shop.origin}/history.rss`)).ids;

    await shop.says('INC-1 update monitoring Second words.');
    await shop.shows('/history.rss', 'Second words');
    for (const [name, count] of Object.entries(counts)) assert.equal(await count(), before[name] + 1, name);
    assert.deepEqual((await read(`${shop.origin}/history.rss`)).ids.slice(1), known);

    // An edit keeps the place: nobody sees it as new.
    await shop.says('INC-1 update edit 3 Second words, put right.');
    await shop.shows('/history.rss', 'put right');
    for (const [name, count] of Object.entries(counts)) assert.equal(await count(), before[name] + 1, `${name}, edited`);

    const [item] = (await new Parser().parseURL(`${shop.origin}/history.rss`)).items;
    assert.equal(item.title, 'Checkout <is> slow & "odd"');
    assert.match(item.guid, /^https:\/\/status\.example\.com\/incidents\/INC-1#[0-9a-f]{64}$/);
    assert.match(await shop.text('/incidents/INC-1'), new RegExp(`id="${item.guid.split('#')[1]}"`));
});

test('feeds are valid in every state: ids unique, dates strictly descending, the same bytes again', async (t) => {
    const shop = await Shop.open(t);
    for (const [state, texts] of states) {
        await shop.says(...texts);
        for (const path of ['/history.rss', '/history.atom']) {
            await wellFormed(shop, path);
            const feed = await read(shop.origin + path);
            const where = `${path}, ${state}`;
            assert.equal(feed.bozo, false, where);
            assert.equal(new Set(feed.ids).size, feed.ids.length, where);
            if (path === '/history.rss')
                feed.dates.reduce((newer, older) => { assert.ok(newer > older, where); return older; }, Infinity);
            assert.equal(feed.dates.filter((date) => date * 1000 > Date.now() + 60_000).length, 0, `${where}: not in the future`);
            assert.equal(feed.texts.filter((text) => !text).length, 0, where);
            const again = await read(shop.origin + path, feed.etag);
            assert.equal(again.status, 304, where);
        }
    }
    const parsed = await new Parser().parseURL(`${shop.origin}/history.atom`);
    assert.deepEqual(parsed.items.map((item) => item.title).sort(),
        ['Checkout is slow', 'Network move', 'Search is down'].filter((title) => parsed.items.some((item) => item.title === title)));
});

test('what has not changed is not sent again', async (t) => {
    const shop = await Shop.open(t);
    await shop.says('declare sev2 Checkout is slow');
    await shop.shows('/history.rss', 'Checkout is slow');
    const paths = ['/', '/history', '/log', '/incidents/INC-1', '/history.rss', '/history.atom', '/maintenances.ics',
        ...Object.keys(documents).map((name) => `/api/v2/${name}.json`)];
    for (const path of paths) {
        const first = await fetch(shop.origin + path);
        const body = await first.text();
        const known = { 'if-none-match': first.headers.get('etag') };
        assert.equal((await fetch(shop.origin + path, { headers: known, cache: 'no-store' })).status, 304, path);
        assert.equal(await shop.text(path), body, path);
    }
});

const icalendar = `
import json, sys
from icalendar import Calendar
calendar = Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([{key: str(event[key]) for key in ('UID', 'SUMMARY', 'STATUS', 'SEQUENCE')} |
    {'start': event.decoded('DTSTART').isoformat(), 'end': event.decoded('DTEND').isoformat()}
    for event in calendar.walk('VEVENT')]))
`;
async function events(shop) {
    const bytes = Buffer.from(await (await fetch(`${shop.origin}/maintenances.ics`)).arrayBuffer());
    for (const line of bytes.toString('latin1').split('\r\n')) {
        assert.ok(line.length <= 75, line);
        assert.ok(!line.includes('\n'), line);
    }
    const reading = run('/usr/bin/python3', ['-c', icalendar]);
    reading.child.stdin.end(bytes);
    return JSON.parse((await reading).stdout);
}

test('a calendar shows each window once, and its changes as changes of it', async (t) => {
    const shop = await Shop.open(t);
    assert.deepEqual(await events(shop), []);
    await shop.says('maintenance 2100-03-01 02:00 UTC to 03:00 Network move, part 1; café ünïcödé and a name that needs a second line');
    await shop.shows('/maintenances.ics', 'MNT-1');
    const [first, ...others] = await events(shop);
    assert.equal(others.length, 0);
    assert.equal(first.UID, 'mnt-1@status.example.com');
    assert.match(first.SUMMARY, /^Network move, part 1; café ünïcödé and a name that needs a second line$/);
    assert.equal(first.STATUS, 'CONFIRMED');
    assert.match(first.start, /^2100-03-01T02:00:00/);
    assert.match(first.end, /^2100-03-01T03:00:00/);

    await shop.says('maintenance cancel MNT-1 Not needed.');
    await shop.shows('/maintenances.ics', 'CANCELLED');
    const [second, ...more] = await events(shop);
    assert.equal(more.length, 0);
    assert.equal(second.UID, first.UID);
    assert.equal(second.STATUS, 'CANCELLED');
    assert.ok(Number(second.SEQUENCE) > Number(first.SEQUENCE));
});
