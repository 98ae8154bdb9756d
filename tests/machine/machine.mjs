// The machine room: the real program against the sandbox, both as processes of their own, so that
// they can be cut off, killed and started again.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scheduler } from 'node:timers/promises';

const build = process.env.MUSTER_BUILD;
const longest = 30_000;

// Nothing that was started outlives the test, however it ends.
const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

// Asks again and again until `look` returns something, for at most `most` ms.
export async function until(what, look, most = longest) {
    const limit = performance.now() + most;
    let last;
    for (;;) {
        try {
            const found = await look();
            if (found) return found;
            last = undefined;
        } catch (problem) {
            last = problem;
        }
        if (performance.now() > limit)
            throw new Error(`${what}: not within ${most} ms${last ? ` (${last.message})` : ''}`);
        await scheduler.wait(20);
    }
}

// What it comes to, or a failure that says what was waited for.
function within(what, promise, most = longest) {
    const late = new AbortController();
    const limit = scheduler.wait(most, { signal: late.signal })
        .then(() => { throw new Error(`${what}: not within ${most} ms`); });
    return Promise.race([promise, limit]).finally(() => {
        limit.catch(() => {});
        late.abort();
    });
}

async function json(url, body) {
    const answer = await fetch(url, {
        signal: AbortSignal.timeout(2 * longest),
        ...(body === undefined ? {} : {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
        }),
    });
    return answer.json();
}

export class Sandbox {
    static async start(...options) {
        const sandbox = new Sandbox();
        sandbox.process = spawn(join(build, 'muster-sandbox'), options,
            { stdio: ['pipe', 'pipe', 'inherit'] });
        const [line] = await within('the sandbox says where it is',
            once(createInterface(sandbox.process.stdout), 'line'));
        Object.assign(sandbox, JSON.parse(line));
        return sandbox;
    }
    async stop() {
        if (this.process.exitCode === null && this.process.signalCode === null) {
            this.process.kill('SIGKILL');
            await once(this.process, 'exit');
        }
    }
    // A conversation with one person has no name.
    async dump() {
        const all = await json(`${this.url}/sandbox/dump`);
        for (const channel of all.channels) channel.name ??= '';
        return all;
    }
    async calls() { return (await json(`${this.url}/sandbox/calls`)).calls; }
    faults(list) { return json(`${this.url}/sandbox/faults`, list); }
    noFaults() { return fetch(`${this.url}/sandbox/faults`, { method: 'DELETE' }); }
    socket(body) { return json(`${this.url}/sandbox/socket`, body); }
    // Its connections, and how envelopes that a fault sent twice were acknowledged.
    sockets() { return json(`${this.url}/sandbox/socket`); }
    // Every envelope is answered, and none will be sent again.
    acknowledged() {
        return until('every envelope is acknowledged', async () => (await this.sockets()).unanswered === 0);
    }
    options(body) { return json(`${this.url}/sandbox/options`, body); }
    act(body) { return json(`${this.url}/sandbox/act`, body); }
    types(text, { as = 'ada', channel = 'C0INCIDENTS', raw = false } = {}) {
        return this.act({ as, do: 'command', channel, text, raw });
    }
    state(as = 'ada') { return json(`${this.url}/sandbox/state?as=${as}`); }
    // The channel of that incident, by the name it was given: "inc-1-…".
    async channel(id) {
        const { channels } = await this.dump();
        return channels.find((each) => each.name.startsWith(`${id.toLowerCase()}-`)
            || each.name === id.toLowerCase());
    }
}

export class Muster {
    // Runs against the sandbox; `fault` is a fault point where it dies. Its documents are files, or
    // canvases.
    static async start(sandbox, folder, { fault, environment = {}, bin, canvases = false } = {}) {
        const muster = new Muster();
        if (!existsSync(join(folder, 'muster.toml')))
            writeFileSync(join(folder, 'muster.toml'), `canvases = ${canvases}\n`);
        muster.log = '';
        muster.process = spawn(bin ?? join(build, 'muster'), ['run'], {
            cwd: folder,
            stdio: ['ignore', 'inherit', 'pipe'],
            env: {
                PATH: process.env.PATH,
                SLACK_API_URL: sandbox.api_url,
                SLACK_BOT_TOKEN: sandbox.bot_token,
                SLACK_APP_TOKEN: sandbox.app_token,
                SSL_CERT_FILE: sandbox.ca_file ?? '',
                MUSTER_DATABASE: join(folder, 'muster.db'),
                MUSTER_LISTEN: '127.0.0.1:0',
                MUSTER_ADMIN_LISTEN: '127.0.0.1:0',
                ...(fault ? { MUSTER_FAULT: fault } : {}),
                ...environment,
            },
        });
        running.add(muster.process);
        muster.ended = once(muster.process, 'exit').then(([code, signal]) => {
            running.delete(muster.process);
            muster.end = { code, signal };
            return muster.end;
        });
        const listening = new Promise((resolve) => {
            createInterface(muster.process.stderr).on('line', (line) => {
                muster.log += `${line}\n`;
                const found = /status page on (http:\S+), health on (http:\S+)/.exec(line);
                if (found) [, muster.page, muster.admin] = found;
                if (found) resolve();
            });
        });
        await within('Muster listens, or ends', Promise.race([listening, muster.ended]));
        return muster;
    }
    get alive() { return this.end === undefined; }
    async ready() {
        await until('muster is ready', async () => !this.alive || (await fetch(`${this.admin}/readyz`)).ok);
    }
    async metric(name) {
        const text = await (await fetch(`${this.admin}/metrics`, { signal: AbortSignal.timeout(longest) })).text();
        const found = new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text);
        return found ? Number(found[1]) : undefined;
    }
    // Everything that is owed to Slack is delivered.
    async settled(most = 90_000) {
        await until('the outbox is empty', async () => (await this.metric('muster_outbox_backlog')) === 0, most);
    }
    // The status page shows all that is kept.
    async shown() {
        await until('the page is up to date', async () => (await this.metric('muster_page_behind')) === 0);
    }
    async kill(signal = 'SIGKILL') {
        if (this.alive) this.process.kill(signal);
        return this.ended;
    }
}

// A command of the program on the same database, such as `export`.
export function ask(folder, ...words) { return askOf(undefined, folder, ...words); }
// The same of another build of it.
export async function askOf(bin, folder, ...words) {
    const child = spawn(bin ?? join(build, 'muster'), words, {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, MUSTER_DATABASE: join(folder, 'muster.db') },
    });
    let out = '';
    let problems = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => { problems += chunk; });
    child.stdout.setEncoding('utf8').on('data', (chunk) => { out += chunk; });
    const [code] = await within(`muster ${words.join(' ')}`, once(child, 'close'), 4 * longest);
    if (code !== 0) console.error(problems);
    return { code, out };
}

export function folder() {
    return mkdtempSync(join(tmpdir(), 'muster-machine-'));
}
export function clear(path) {
    rmSync(path, { recursive: true, force: true });
}

// What the app posted: messages that carry its mark, by channel.
export function posts(channel) {
    return channel.messages.filter((message) => message.metadata?.event_type === 'muster_incident'
        && !message.ephemeral_to);
}

// A sandbox and a Muster of a test's own, gone with it.
export async function room(t, ...options) {
    const place = folder();
    const sandbox = await Sandbox.start(...options);
    t.after(async () => { await sandbox.stop(); clear(place); });
    const muster = await Muster.start(sandbox, place);
    t.after(() => muster.kill());
    await muster.ready();
    return { place, sandbox, muster };
}
