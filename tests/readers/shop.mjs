// A real Muster beside the sandbox, whose status page other people's programs read.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, clear, folder, Muster, Sandbox } from '../machine/machine.mjs';

// `look`: more lines of [page].
const configuration = (look) => `
[page]
name = "Example Shop"
url = "https://status.example.com"
${look}
[[component]]
name = "Checkout API"
group = "Shop"
description = "Placing & paying orders"
[[component]]
name = "Search"
group = "Shop"
[[component]]
name = "Mail"
`;

export const documents = {
    'summary': 'summary',
    'status': 'status_document',
    'components': 'components',
    'incidents': 'incidents',
    'incidents/unresolved': 'incidents_unresolved',
    'scheduled-maintenances': 'scheduled-maintenances',
    'scheduled-maintenances/upcoming': 'scheduled-maintenances_upcoming',
    'scheduled-maintenances/active': 'scheduled-maintenances_active',
};

export class Shop {
    // Gone with the test, or with whatever else calls back at its end.
    static async open(t, look = '') {
        const shop = new Shop();
        shop.place = folder();
        writeFileSync(join(shop.place, 'muster.toml'), configuration(look));
        const sandbox = await Sandbox.start();
        t.after(async () => { await sandbox.stop(); clear(shop.place); });
        const muster = await Muster.start(sandbox, shop.place);
        t.after(() => muster.kill());
        await muster.ready();
        shop.muster = muster;
        shop.origin = muster.page;
        return shop;
    }
    // What people type, one after another; the page shows it when this returns.
    async says(...texts) {
        for (const text of texts) {
            const { code, out } = await ask(this.place, 'do', '--as', 'U0ADA', text);
            assert.equal(code, 0, `${text}: ${out}`);
        }
        await this.muster.shown();
    }
    async text(path) {
        const answer = await fetch(this.origin + path);
        assert.equal(answer.status, 200, path);
        return answer.text();
    }
    async json(name) { return JSON.parse(await this.text(`/api/v2/${name}.json`)); }
    // That path has those words now.
    async shows(path, words) { assert.ok((await this.text(path)).includes(words), `${path} shows "${words}"`); }
}

// Each state that a page can be in, by name, and what brings it there from the one before.
export const states = [
    ['all well', []],
    ['one incident', ['declare sev2 Checkout is slow', 'INC-1 component "Checkout API" degraded',
        'INC-1 update identified A database is full & we make room.']],
    ['several with maintenance', ['declare sev1 Search is down', 'INC-2 component Search major',
        'maintenance in 2h for 1h Network move', 'INC-2 update Half of the searches work again.']],
    ['maintenance active', ['maintenance start MNT-1 The network moves now.']],
    ['resolved', ['INC-2 update resolved All searches work.', 'maintenance complete MNT-1 All moved.',
        'INC-1 close Orders go through.']],
];
