// Starts emulate, a Slack Web API that others wrote, for a test: on loopback, with a workspace of
// its own that knows the app. And Muster's own client, to call it with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { silent } from './sandbox.mjs';

export const bot = { user: 'U0MUSTER1', id: 'B0MUSTER1', app: 'A0MUSTER1', token: 'xoxb-emulate' };

// What Muster asks for, as far as emulate knows it; in its strict mode nothing else is allowed.
export const scopes = [
    'bookmarks:read', 'bookmarks:write', 'channels:history', 'channels:join', 'channels:manage',
    'channels:read', 'chat:write', 'files:read', 'files:write', 'groups:history', 'groups:read',
    'groups:write', 'im:history', 'im:write', 'mpim:write', 'pins:read', 'pins:write',
    'reactions:read', 'reactions:write', 'team:read', 'users:read', 'users:read.email',
];

// emulate listens on every address of the machine unless it is made to keep to loopback.
function keepToLoopback() {
    const { listen } = net.Server.prototype;
    net.Server.prototype.listen = function listenOnLoopback(port, ...rest) {
        const last = rest.at(-1);
        return listen.call(this, { port, host: '127.0.0.1' },
            ...(typeof last === 'function' ? [last] : []));
    };
    return () => { net.Server.prototype.listen = listen; };
}

async function freePort() {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

export class Emulate {
    static async start() {
        const emulate = new Emulate();
        const port = await freePort();
        const restore = keepToLoopback();
        try {
            emulate.server = await createEmulator({
                service: 'slack',
                port,
                baseUrl: `http://127.0.0.1:${port}`,
                seed: { slack: {
                    strict_scopes: true,
                    team: { name: 'Emulate', domain: 'emulate' },
                    users: [{ name: 'ada', real_name: 'Ada', email: 'ada@example.com' },
                        { name: 'grace', real_name: 'Grace' }],
                    channels: [{ name: 'incidents' }, { name: 'postmortems' }],
                    oauth_apps: [{
                        client_id: '1.1', client_secret: 'none', app_id: bot.app, name: 'Muster',
                        redirect_uris: [], scopes, bot_id: bot.id, bot_user_id: bot.user,
                        bot_name: 'muster',
                    }],
                    tokens: [
                        { token: bot.token, type: 'bot', user_id: bot.user, bot_id: bot.id,
                            bot_user_id: bot.user, app_id: bot.app, scopes },
                        { token: 'xoxb-narrow', type: 'bot', user_id: bot.user, bot_id: bot.id,
                            bot_user_id: bot.user, app_id: bot.app, scopes: ['chat:write'] },
                    ],
                } },
            });
        } finally {
            restore();
        }
        emulate.url = emulate.server.url;
        emulate.api_url = `${emulate.url}/api/`;
        // What the test itself looks at, by the official client.
        emulate.web = new WebClient(bot.token, {
            slackApiUrl: emulate.api_url, logger: silent, retryConfig: { retries: 0 },
        });
        const { members } = await emulate.web.users.list({ limit: 200 });
        emulate.people = Object.fromEntries(members.map((user) => [user.name, user.id]));
        const { channels } = await emulate.web.conversations.list({ limit: 200 });
        emulate.channels = Object.fromEntries(channels.map((one) => [one.name, one.id]));
        return emulate;
    }

    // A trigger, as a click would bring one.
    async trigger(args) {
        return (await this.web.apiCall('views.generateTriggerId', args)).trigger_id;
    }

    stop() { return this.server.close(); }
}

// Muster's own Web API client, as a program of its own: one call after another.
export class Client {
    constructor(apiUrl, token = bot.token) {
        if (!process.env.MUSTER_WEB_API)
            throw new Error('MUSTER_WEB_API must name the muster-web-api program; ctest sets it');
        this.child = spawn(process.env.MUSTER_WEB_API, [apiUrl, token],
            { stdio: ['pipe', 'pipe', 'inherit'] });
        this.ended = once(this.child, 'exit');
        this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
    }

    async ask(asked) {
        this.child.stdin.write(`${JSON.stringify(asked)}\n`);
        const { value, done } = await this.lines.next();
        if (done) throw new Error('muster-web-api ended');
        return JSON.parse(value);
    }

    call(method, args = {}) { return this.ask({ method, args }); }

    async stop() {
        this.child.stdin.end();
        await this.ended;
    }
}
