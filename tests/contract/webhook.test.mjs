// A signed push, verified by the standard's own library: what Muster sends is accepted, and anything
// that was changed on the way is not.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { clear, folder, Muster, Sandbox, until } from '../machine/machine.mjs';

const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_c2VzYW1lIG9wZW4gdXAgcGxlYXNlIQ=='];

test('a signed push is verified by the standard\'s library, and refused when it was changed', async (t) => {
    const got = [];
    let status = 500;  // at first: the same is sent again, signed anew
    const server = createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request.setEncoding('utf8')) body += chunk;
        got.push({ body, headers: request.headers });
        response.writeHead(status).end();
        status = 204;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const place = folder();
    writeFileSync(join(place, 'muster.toml'),
        `[[push]]\nname = "hook"\nkind = "webhook"\nurl = "http://127.0.0.1:${server.address().port}/hook"\n`);
    const sandbox = await Sandbox.start();
    t.after(async () => { await sandbox.stop(); server.closeAllConnections(); server.close(); clear(place); });
    const muster = await Muster.start(sandbox, place,
        { environment: { MUSTER_PUSH_KEY_HOOK: secrets.join(' ') } });
    t.after(() => muster.kill());
    await muster.ready();
    await sandbox.types('declare sev2 Checkout is slow & "odd" <b>');
    await muster.settled();
    await until('it was sent again', () => got.length === 2);

    for (const { body, headers } of got) {
        for (const secret of secrets) {
            const webhook = new Webhook(secret);
            assert.equal(webhook.verify(body, headers).incident.name, 'Checkout is slow & "odd" <b>');
            assert.throws(() => webhook.verify(body.replace('slow', 'fast'), headers));
            assert.throws(() => webhook.verify(body, { ...headers, 'webhook-id': 'another' }));
            assert.throws(() => webhook.verify(body, { ...headers, 'webhook-timestamp': '1700000000' }));
        }
        assert.throws(() => new Webhook('whsec_b3RoZXI=').verify(body, headers));
        assert.equal(headers['content-type'], 'application/json');
    }
    assert.equal(got[0].headers['webhook-id'], got[1].headers['webhook-id'], 'a repetition is known by its id');
});
