// The part of Slack that emulate has not: Socket Mode, one connection after another, and just
// enough of WebSockets for it. All other calls go on to `behind`. On loopback.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

export class SmallSocket {
    static async start(behind) {
        const slack = new SmallSocket();
        Object.assign(slack, { behind, sockets: new Set(), waiting: new Map(), calls: [], last: 0 });
        slack.server = createServer((request, response) => {
            slack.pass(request, response).catch((problem) => {
                response.writeHead(502).end(problem.message);
            });
        });
        slack.server.on('upgrade', (request, socket) => slack.greet(request, socket));
        slack.server.listen(0, '127.0.0.1');
        await once(slack.server, 'listening');
        slack.url = `http://127.0.0.1:${slack.server.address().port}`;
        slack.api_url = `${slack.url}/api/`;
        return slack;
    }

    async pass(request, response) {
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        const method = request.url.split('/').at(-1);
        this.calls.push(method);
        const headers = { 'content-type': 'application/json' };
        if (method === 'apps.connections.open') {
            const url = `${this.url.replace('http', 'ws')}/link`;
            response.writeHead(200, headers).end(JSON.stringify({ ok: true, url }));
            return;
        }
        const answer = await fetch(this.behind + request.url, {
            method: request.method,
            headers: {
                authorization: request.headers.authorization ?? '',
                'content-type': request.headers['content-type'] ?? '',
            },
            body: Buffer.concat(chunks),
        });
        const body = Buffer.from(await answer.arrayBuffer());
        response.writeHead(answer.status, headers).end(body);
    }

    greet(request, socket) {
        const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
        const accept = createHash('sha1').update(key).digest('base64');
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
            + `Connection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
        this.sockets.add(socket);
        let bytes = Buffer.alloc(0);
        socket.on('data', (chunk) => {
            bytes = Buffer.concat([bytes, chunk]);
            for (let rest = this.take(socket, bytes); rest; rest = this.take(socket, bytes))
                bytes = rest;
        });
        for (const end of ['close', 'error']) socket.on(end, () => this.sockets.delete(socket));
        send(socket, 1, JSON.stringify({ type: 'hello', num_connections: this.sockets.size }));
    }

    // Takes a whole frame off the front; what is left, or nothing when there is none.
    take(socket, bytes) {
        if (bytes.length < 6) return undefined;
        const opcode = bytes[0] & 15;
        const short = bytes[1] & 127;
        const at = short < 126 ? 2 : short === 126 ? 4 : 10;
        if (bytes.length < at + 4) return undefined;
        const size = short < 126 ? short : Number(short === 126
            ? bytes.readUInt16BE(2) : bytes.readBigUInt64BE(2));
        if (bytes.length < at + 4 + size) return undefined;
        const mask = bytes.subarray(at, at + 4);
        const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + size))
            .map((byte, index) => byte ^ mask[index % 4]);
        if (opcode === 8) socket.end();
        if (opcode === 9) send(socket, 10, payload);
        if (opcode === 1) {
            const { envelope_id: id, payload: reply } = JSON.parse(payload.toString());
            this.waiting.get(id)?.(reply);
            this.waiting.delete(id);
        }
        return bytes.subarray(at + 4 + size);
    }

    // Somebody types a command; what they read, once it is acknowledged.
    async types(text, { user, channel }) {
        const id = `e-${this.last += 1}`;
        const answered = new Promise((resolve, reject) => {
            this.waiting.set(id, resolve);
            setTimeout(() => reject(new Error(`"${text}" was not acknowledged in time`)), 3000)
                .unref();
        });
        const [socket] = this.sockets;
        if (!socket) throw new Error('Muster is not connected');
        send(socket, 1, JSON.stringify({
            type: 'slash_commands',
            envelope_id: id,
            accepts_response_payload: true,
            payload: {
                command: '/incident', text, team_id: 'T000000001', user_id: user, user_name: 'ada',
                channel_id: channel, trigger_id: '', response_url: '',
            },
        }));
        return (await answered)?.text;
    }

    async stop() {
        for (const socket of this.sockets) socket.destroy();
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, 'close');
    }
}

function send(socket, opcode, payload) {
    const bytes = Buffer.from(payload);
    const head = bytes.length < 126 ? [bytes.length]
        : [126, bytes.length >> 8, bytes.length & 255];
    socket.write(Buffer.concat([Buffer.from([128 | opcode, ...head]), bytes]));
}
