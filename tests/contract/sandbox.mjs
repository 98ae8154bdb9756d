// Starts muster-sandbox for a test, and stops it after. Where its program is, ctest says.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebClient } from '@slack/web-api';
import { Agent } from 'undici';

const program = process.env.MUSTER_SANDBOX;

export class Sandbox {
    static async start({ tls = false, args = [] } = {}) {
        if (!program)
            throw new Error('MUSTER_SANDBOX must name the muster-sandbox program; ctest sets it');
        const sandbox = new Sandbox();
        sandbox.directory = mkdtempSync(join(tmpdir(), 'muster-sandbox-'));
        const words = ['--quick', ...args, ...(tls ? ['--tls-dir', sandbox.directory] : [])];
        sandbox.child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
        const [line] = await new Promise((resolve, reject) => {
            createInterface({ input: sandbox.child.stdout }).once('line', (text) => resolve([text]));
            sandbox.child.once('exit', (code) => reject(new Error(`muster-sandbox ended: ${code}`)));
        });
        Object.assign(sandbox, JSON.parse(line));
        sandbox.dispatcher = new Agent(
            tls ? { connect: { ca: readFileSync(sandbox.ca_file) } } : {},
        );
        sandbox.fetch = (url, init) => fetch(url, { ...init, dispatcher: sandbox.dispatcher });
        return sandbox;
    }

    client(options = {}, token = this.bot_token) {
        return new WebClient(token, {
            slackApiUrl: this.api_url,
            fetch: this.fetch,
            logger: silent,
            retryConfig: { retries: 0 },
            ...options,
        });
    }

    // What a person does, as the page would send it.
    async act(asked) {
        return this.post('/sandbox/act', asked);
    }

    async faults(list) {
        const answer = await this.post('/sandbox/faults', list);
        if (!answer.ok) throw new Error(answer.error);
    }

    async post(path, body) {
        const response = await this.fetch(this.url + path, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
        });
        return response.json();
    }

    async get(path) {
        return (await this.fetch(this.url + path)).json();
    }

    async stop() {
        const ended = new Promise((resolve) => this.child.once('exit', resolve));
        this.child.stdin.end();
        await ended;
        await this.dispatcher.close();
        rmSync(this.directory, { recursive: true, force: true });
    }
}

export const silent = {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => 'error',
    setName() {},
};

// The error code with which Slack's client refuses; fails when it does not refuse.
export async function refusal(promise) {
    try {
        await promise;
    } catch (error) {
        if (error.data?.error) return error.data.error;
        throw error;
    }
    throw new Error('it was not refused');
}

// Waits for what `look` gives, asking again until it is truthy, for at most `most` ms.
export async function eventually(look, most = 5000) {
    const until = Date.now() + most;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > until) throw new Error('it never came');
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}
