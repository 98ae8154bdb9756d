// `muster demo` in a real browser, and what a person does on its page.
//
// MUSTER_BIN          the program to start (needed)
// MUSTER_CHROMIUM     the browser; /usr/bin/chromium when not set
// MUSTER_SCREENSHOTS  a folder for pictures of the page; none are made when not set

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { chromium } from 'playwright-core';

export const limit = 15_000;
const pictures = process.env.MUSTER_SCREENSHOTS;

// The first address that the program prints; what it printed instead, when it prints none.
function firstAddress(child) {
    return new Promise((resolve, reject) => {
        let out = '';
        let log = '';
        const late = setTimeout(() => reject(new Error(`no address after ${limit} ms: ${out}${log}`)), limit);
        child.stdout.setEncoding('utf8').on('data', (chunk) => {
            out += chunk;
            const found = /http:\/\/\S+/.exec(out);
            if (found) {
                clearTimeout(late);
                resolve(found[0]);
            }
        });
        child.stderr.setEncoding('utf8').on('data', (chunk) => { log = (log + chunk).slice(-4000); });
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${out}${log}`)));
    });
}

export function launchBrowser() {
    return chromium.launch({
        executablePath: process.env.MUSTER_CHROMIUM || '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync'],
    });
}

// What the page looks like once nothing moves any more; `how` is for the browser.
export async function takePicture(page, name, how = {}) {
    if (!pictures) return;
    await mkdir(pictures, { recursive: true });
    await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))));
    await page.screenshot({ path: join(pictures, `${name}.png`), caret: 'initial', ...how });
}

export class Demo {
    // More words for the program go behind its own.
    static async start(...words) {
        assert.ok(process.env.MUSTER_BIN, 'MUSTER_BIN names the program to start, as in MUSTER_BIN=build/muster');
        const demo = new Demo();
        demo.process = spawn(process.env.MUSTER_BIN, ['demo', '--listen', '127.0.0.1:0', ...words],
            { stdio: ['ignore', 'pipe', 'pipe'] });
        demo.printed = '';
        demo.process.stdout.setEncoding('utf8').on('data', (chunk) => { demo.printed += chunk; });
        demo.address = await firstAddress(demo.process);
        return demo;
    }
    // Until it has printed these words, for at most `most` ms.
    async prints(words, most = 60_000) {
        const late = performance.now() + most;
        while (!this.printed.includes(words)) {
            if (performance.now() > late) throw new Error(`"${words}" was not printed: ${this.printed.slice(-2000)}`);
            await scheduler.wait(20);
        }
    }
    async stop() {
        if (this.process.exitCode !== null) return;
        const ended = once(this.process, 'exit');
        this.process.kill('SIGTERM');
        const hard = setTimeout(() => this.process.kill('SIGKILL'), 6000);
        await ended;
        clearTimeout(hard);
    }
}

export class DemoPage {
    // What the browser's console complained about, in `complaints`.
    static async open(browser, address) {
        const here = new DemoPage();
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
        context.setDefaultTimeout(limit);
        here.complaints = [];
        here.page = await context.newPage();
        here.page.on('console', (message) => message.type() === 'error' && here.complaints.push(message.text()));
        here.page.on('pageerror', (error) => here.complaints.push(String(error.stack ?? error)));
        await here.page.goto(address);
        await here.page.locator('#app[data-ready=true]').waitFor();
        return here;
    }
    composer() { return this.page.locator('#composer-text'); }
    channel(name) { return this.page.locator('#side a', { hasText: name }); }
    card() {
        return this.page.locator('#messages article', { has: this.page.locator('.heading') })
            .filter({ has: this.page.locator('[data-action=log], [data-action=reopen]') });
    }
    dialog() { return this.page.getByRole('dialog'); }
    // What was answered last to whoever acts here alone.
    answer() { return this.page.locator('article.ephemeral').last(); }

    picture(name) { return takePicture(this.page, name); }
    async type(text) {
        await this.composer().fill('');
        await this.composer().pressSequentially(text);
        // The list of people is open then: the first key takes the name.
        if (/@\w+$/.test(text)) {
            await this.page.locator('.offers [role=option]').first().waitFor();
            await this.composer().press('Tab');
        }
        // It does not send while the command before is under way.
        const late = performance.now() + limit;
        do {
            await this.composer().press('Enter');
        } while (await this.composer().inputValue() !== '' && performance.now() < late);
    }
    async goTo(name) {
        await this.channel(name).first().click();
        await this.page.locator('#channel-name', { hasText: name }).waitFor();
    }
    async home() {
        await this.page.locator('#side [data-channel=home]').click();
        await this.page.locator('.home').waitFor();
    }
    async actAs(name) {
        await this.page.locator('.person').click();
        await this.page.getByRole('menuitemradio', { name }).click();
        await this.page.locator('.person b', { hasText: name }).waitFor();
    }
    // A form ends by closing, or by saying that it is done.
    async submitted() {
        await this.page.waitForFunction(() => {
            const open = document.querySelector('dialog[open]');
            return !open || !open.querySelector('[type=submit]');
        }, null, { timeout: limit });
        if (await this.dialog().count()) {
            await this.page.keyboard.press('Escape');
            await this.dialog().waitFor({ state: 'detached' });
        }
    }
    // Fills in the form that is open, by its labels, and sends it; a choice by how it begins.
    async fill(fields) {
        await this.dialog().locator('[type=submit]').waitFor();
        for (const [label, value] of Object.entries(fields)) {
            const field = this.dialog().getByLabel(new RegExp(`^${label}`));
            if (await field.evaluate((element) => element.tagName === 'SELECT')) {
                const option = field.locator('option').filter({ hasText: new RegExp(`^${value}`) });
                await field.selectOption(await option.first().getAttribute('value'));
            } else {
                await field.fill(value);
            }
        }
        await this.dialog().locator('[type=submit]').click();
        await this.submitted();
    }
}
