// Debian's Alertmanager posts to the intake for real: it groups, repeats and resolves as in
// anybody's cluster, and one incident comes of it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { ask, clear, folder, Muster, Sandbox, until } from './machine.mjs';

const token = 'only-for-this-test';

// A port that was free just now.
async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

class Alertmanager {
    static async start(place, webhook) {
        const manager = new Alertmanager();
        const port = await freePort();
        manager.url = `http://127.0.0.1:${port}`;
        const config = join(place, 'alertmanager.yml');
        // JSON is YAML. It repeats whenever it looks at a group again.
        writeFileSync(config, JSON.stringify({
            route: { receiver: 'muster', group_by: ['service'], group_wait: '0s',
                group_interval: '1s', repeat_interval: '1s' },
            receivers: [{ name: 'muster', webhook_configs: [{ url: webhook, send_resolved: true,
                http_config: { authorization: { credentials: token } } }] }],
        }));
        manager.process = spawn('prometheus-alertmanager', [
            `--config.file=${config}`, `--storage.path=${join(place, 'alertmanager')}`,
            `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=',
        ], { stdio: ['ignore', 'ignore', 'pipe'] });
        manager.log = '';
        manager.process.stderr.on('data', (text) => { manager.log += text; });
        process.once('exit', () => manager.process.kill('SIGKILL'));
        await until('Alertmanager is ready', async () => (await fetch(`${manager.url}/-/ready`)).ok);
        return manager;
    }
    async stop() {
        if (this.process.exitCode === null && this.process.signalCode === null) {
            this.process.kill('SIGKILL');
            await once(this.process, 'exit');
        }
    }
    async post(...alerts) {
        const answer = await fetch(`${this.url}/api/v2/alerts`, {
            method: 'POST', headers: { 'content-type': 'application/json' },
            body: JSON.stringify(alerts),
        });
        assert.equal(answer.status, 200, await answer.text());
    }
}

test('one incident comes of an alert that fires, repeats, ends and fires again', async (t) => {
    const place = folder();
    const sandbox = await Sandbox.start();
    t.after(async () => { await sandbox.stop(); clear(place); });
    writeFileSync(join(place, 'muster.toml'), `
[alerts]
monitor_when_recovered = true

[[component]]
name = "Checkout API"

[[alert]]
labels = { service = "checkout" }
severity = "sev2"
component = "Checkout API"
`);
    const muster = await Muster.start(sandbox, place, { environment: { MUSTER_ALERT_TOKEN: token } });
    t.after(() => muster.kill());
    await muster.ready();
    const manager = await Alertmanager.start(place, `${muster.admin}/alerts/alertmanager`);
    t.after(() => manager.stop());

    // How often an alert came to that end, by Muster's own count.
    const counted = async (outcome) => {
        const text = await (await fetch(`${muster.admin}/metrics`)).text();
        const found = new RegExp(`^muster_alerts_total{outcome="${outcome}"} (\\d+)$`, 'm').exec(text);
        return found ? Number(found[1]) : 0;
    };
    const reach = (outcome, count) => until(`${outcome} ${count} times`,
        async () => (await counted(outcome)) >= count).catch((problem) => {
        throw new Error(`${problem.message}\n${manager.log}\n${muster.log}`);
    });
    const fired = new Date(Date.now() - 90_000);
    const alert = (from, to) => ({
        labels: { alertname: 'HighErrorRate', service: 'checkout', instance: 'web-3' },
        annotations: { summary: 'CANARY 5xx on web-3' },
        generatorURL: 'http://prometheus.internal:9090/graph',
        startsAt: from.toISOString(),
        ...(to ? { endsAt: to.toISOString() } : {}),
    });

    await manager.post(alert(fired));
    await reach('declared', 1);
    await reach('repeated', 2);
    const ended = new Date(Date.now() - 2_000);
    await manager.post(alert(fired, ended));
    await reach('recovered', 1);
    const again = new Date();
    await manager.post(alert(again));
    await reach('joined', 1);
    await reach('repeated', 3);
    await manager.stop();

    await muster.settled();
    const { incidents, page, rss } = await (async () => ({
        incidents: (await (await fetch(`${muster.page}/api/v2/incidents.json`)).json()).incidents,
        page: await (await fetch(`${muster.page}/incidents/INC-1`)).text(),
        rss: await (await fetch(`${muster.page}/history.rss`)).text(),
    }))();
    assert.deepEqual(incidents.map(({ id, name, status }) => [id, name, status]),
        [['INC-1', 'Checkout API is down', 'investigating']]);
    assert.deepEqual(incidents[0].incident_updates.map(({ status, body }) => [status, body]).reverse(), [
        ['investigating', 'Checkout API went down.'],
        ['monitoring', 'Checkout API recovered.'],
        ['investigating', 'Checkout API went down.'],
    ]);
    assert.equal(incidents[0].components[0].status, 'major_outage');
    for (const text of [page, rss, JSON.stringify(incidents)])
        assert.doesNotMatch(text, /CANARY|web-3|prometheus|HighErrorRate/);

    // The record, with the alert's own times, to the second.
    const { out } = await ask(place, 'export');
    const entries = out.split('\n').filter(Boolean).map((line) => JSON.parse(line))
        .map((line) => line.entry ?? line.what?.entry ?? line.change?.entry).filter(Boolean);
    const second = (date) => `${date.toISOString().slice(0, 19)}Z`;
    assert.deepEqual(entries.map(({ text, when }) => [text, when.at]), [
        ['Checkout API went down.', second(fired)],
        ['Checkout API recovered.', second(ended)],
        ['Checkout API went down.', second(again)],
    ]);
    const channel = await sandbox.channel('INC-1');
    assert.ok(channel.messages.some(({ text }) => text.includes('CANARY 5xx on web-3')));
});
