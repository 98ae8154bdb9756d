// A status page of another make on loopback, as far as its API is documented, with faults on
// demand. What it keeps outlives the Muster that pushes to it.

import { once } from 'node:events';
import { createServer } from 'node:http';

export const key = 'sesame-0123456789';

export class StatusPage {
    incidents = [];
    calls = [];
    faults = [];  // the next calls: { status, done } or { cut: 'before' | 'after' }

    static async start() {
        const page = new StatusPage();
        page.server = createServer((request, response) => page.take(request, response));
        page.server.listen(0, '127.0.0.1');
        await once(page.server, 'listening');
        page.url = `http://127.0.0.1:${page.server.address().port}/v1`;
        return page;
    }
    stop() {
        this.server.closeAllConnections();
        this.server.close();
    }
    // "Checkout is slow | investigating: … · monitoring: …"
    seen() {
        return this.incidents.map((each) => `${each.name} | ${each.incident_updates
            .map((update) => `${update.status}: ${update.body}`).reverse().join(' · ')}`);
    }

    async take(request, response) {
        let text = '';
        for await (const chunk of request.setEncoding('utf8')) text += chunk;
        this.calls.push({ method: request.method, path: request.url, headers: request.headers, text });
        const fault = this.faults.shift();
        if (fault?.cut === 'before') return request.socket.destroy();
        const [status, body] = request.headers.authorization === `OAuth ${key}`
            ? this.answer(request.method, request.url.replace('/v1/pages/page1/', ''), text && JSON.parse(text))
            : [401, { error: 'Could not authenticate' }];
        if (fault?.cut === 'after') return request.socket.destroy();
        response.writeHead(fault?.status ?? status, { 'content-type': 'application/json' });
        return response.end(JSON.stringify(body));
    }
    answer(method, path, body) {
        if (method === 'GET' && path === 'incidents/unresolved')
            return [200, this.incidents.filter((each) => each.status !== 'resolved')];
        if (method === 'GET' && path.startsWith('incidents?')) return [200, this.incidents];
        if (method === 'POST' && path === 'incidents') {
            const incident = { id: `i${this.incidents.length + 1}`, incident_updates: [] };
            this.incidents.unshift(incident);
            return [201, this.change(incident, body.incident)];
        }
        const [, id, , update] = path.split('/');
        const incident = this.incidents.find((each) => each.id === id);
        if (!incident) return [404, { error: 'Not found' }];
        if (method === 'GET') return [200, incident];
        if (!update) return [200, this.change(incident, body.incident)];
        const found = incident.incident_updates.find((each) => each.id === update);
        Object.assign(found, { body: body.incident_update.body });
        return [200, found];
    }
    change(incident, { body, deliver_notifications: tells, ...rest }) {
        Object.assign(incident, rest);
        if (body !== undefined)
            incident.incident_updates.unshift({
                id: `u${incident.incident_updates.length + 1}`, status: incident.status, body,
                deliver_notifications: tells,
            });
        return incident;
    }
}
