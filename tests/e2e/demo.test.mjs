// A newcomer's first minutes with `muster demo`, in a real browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Demo, DemoPage, launchBrowser } from './demo_page.mjs';

const title = 'Checkout is slow in Europe';

let demo;
let browser;
let here;
let page;

const composer = () => here.composer();
const channel = (name) => here.channel(name);
const card = () => here.card();
const dialog = () => here.dialog();
const type = (text) => here.type(text);
const submitted = () => here.submitted();
const actAs = (name) => here.actAs(name);
const picture = (name) => here.picture(name);

before(async () => {
    demo = await Demo.start();
    browser = await launchBrowser();
    here = await DemoPage.open(browser, demo.address);
    page = here.page;
});

after(async () => {
    await browser?.close();
    await demo?.stop();
});

test('the page greets with four steps and a way to the status page', async () => {
    assert.equal(await page.locator('#guide li').count(), 4);
    assert.match(await page.locator('#guide').innerText(), /declare/i);
    await page.locator('#links a', { hasText: /status/i }).waitFor();
    assert.match(await page.locator('.person').innerText(), /\d\d:\d\d/);
});

test('the composer hints at commands while one types', async () => {
    await composer().pressSequentially('/inc');
    await page.getByRole('option', { name: /\/incident/ }).waitFor();
    await composer().press('Tab');
    assert.equal(await composer().inputValue(), '/incident ');
    await page.getByRole('option', { name: /^declare/ }).waitFor();
    await page.getByRole('option', { name: /^postmortem/ }).waitFor();
    await picture('hint');
    await composer().pressSequentially('decl');
    assert.equal(await page.locator('.offers [role=option]').count(), 1);
    await composer().press('Enter');
    assert.equal(await composer().inputValue(), '/incident declare ');
    await composer().press('Escape');
    await composer().fill('');
});

test('an incident is declared by typing, and its channel is easy to find', async () => {
    await page.locator('#guide button', { hasText: 'Type it for me' }).click();
    assert.equal(await composer().inputValue(), `/incident declare sev2 ${title}`);
    await composer().press('Enter');
    await page.getByText('Only visible to you').first().waitFor();
    await here.goTo('inc-1-checkout-is-slow');
    await page.locator('#channel-name', { hasText: 'inc-1-checkout-is-slow' }).waitFor();
    await card().getByText(title).first().waitFor();
    await page.locator('.bookmarks', { hasText: '1 pinned' }).waitFor();
});

test('what is logged stands on the card', async () => {
    await page.locator('#guide button', { hasText: 'Type it for me' }).click();
    await composer().press('Enter');
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await card().getByText('Traffic moved to the second database').waitFor();
    await page.locator('#guide li.now', { hasText: 'Close' }).waitFor();
});

test('people are completed, and the card shows who has the role', async () => {
    await composer().pressSequentially('/incident assign @gra');
    await page.getByRole('option', { name: /Grace/ }).waitFor();
    await composer().press('Tab');
    await composer().press('Enter');
    await card().getByText('Grace').first().waitFor();
});

test('the up arrow brings back what was sent', async () => {
    assert.equal(await composer().inputValue(), '');
    await composer().press('ArrowUp');
    assert.match(await composer().inputValue(), /^\/incident assign @grace/);
    await composer().press('ArrowDown');
    assert.equal(await composer().inputValue(), '');
});

test('a mistake is answered to its author alone', async () => {
    await type('/incident lgo something');
    const answer = page.locator('article.ephemeral').last();
    await answer.getByText(/log/).first().waitFor();
    assert.match(await answer.innerText(), /Only visible to you/);
});

test('somebody else reads it in their own zone, and writes', async () => {
    const before = await page.locator('.person .local').innerText();
    await actAs('Grace');
    assert.notEqual(await page.locator('.person .local').innerText(), before);
    await here.goTo('inc-1-checkout-is-slow');
    await card().waitFor();
    if (await page.getByRole('button', { name: 'Join' }).isVisible()) {
        await page.getByRole('button', { name: 'Join' }).click();
    }
    await type('The second database answers in 80 ms. I *watch* `p95` for ten minutes.');
    const said = page.locator('#messages article', { hasText: 'answers in 80 ms' });
    await said.locator('strong', { hasText: 'watch' }).waitFor();
    await said.locator('code', { hasText: 'p95' }).waitFor();
    await said.hover();
    await said.getByRole('button', { name: 'Add a reaction' }).click();
    await page.getByRole('menuitem', { name: 'eyes' }).click();
    await said.locator('.reaction.mine').waitFor();
    await actAs('Ada');
});

test('a thread opens beside the channel', async () => {
    const said = page.locator('#messages article', { hasText: 'answers in 80 ms' });
    await said.hover();
    await said.getByRole('button', { name: 'Reply in a thread' }).click();
    const reply = page.locator('#reply-text');
    await reply.fill('Thank you.');
    await reply.press('Enter');
    await page.locator('.thread article', { hasText: 'Thank you.' }).waitFor();
    await said.locator('.thread-link', { hasText: '1 reply' }).waitFor();
    await page.locator('#panel').getByRole('button', { name: 'Close' }).click();
    await page.locator('#panel').waitFor({ state: 'hidden' });
});

test('the card’s buttons open forms', async () => {
    await card().locator('[data-action=log]').click();
    await dialog().waitFor();
    await dialog().getByRole('textbox').first().fill('p95 is back under 200 ms');
    await dialog().locator('[type=submit]').click();
    await submitted();
    await card().getByText('p95 is back under 200 ms').waitFor();
});

test('what only I see can be dismissed', async () => {
    const answers = page.locator('article.ephemeral');
    for (let left = await answers.count(); left > 0; --left) {
        await answers.first().getByRole('button', { name: 'Dismiss' }).click();
        await page.waitForFunction((count) => document.querySelectorAll('article.ephemeral').length < count, left);
    }
    await card().evaluate((element) => element.scrollIntoView({ block: 'start' }));
    await page.mouse.move(640, 30);
    await composer().focus();
    await picture('demo');
});

test('typing declare without a title opens the form, and a field says what is missing', async () => {
    await type('/incident declare');
    await dialog().waitFor();
    await dialog().locator('[type=submit]').click();
    await dialog().locator('.wrong:visible').first().waitFor();
    const field = dialog().getByRole('textbox', { name: 'Title' });
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await picture('form');
    await field.fill('Search shows <b>old</b> & *stale* results');
    await dialog().locator('[type=submit]').click();
    await submitted();
    await here.goTo('inc-2-search-shows');
    await card().getByText('Search shows <b>old</b> & *stale* results').first().waitFor();
    assert.equal(await page.locator('#messages b', { hasText: /^old$/ }).count(), 0);
});

test('a form that is left changes nothing', async () => {
    await card().locator('[data-action=close]').click();
    await dialog().waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await card().locator('[data-action=close]').waitFor();
});

test('closing by the form posts the postmortem, which opens to be read', async () => {
    await here.goTo('inc-1-checkout-is-slow');
    await card().locator('[data-action=close]').click();
    await dialog().waitFor();
    await dialog().getByRole('textbox', { name: /^Closing words/ }).fill('Checkout answers in time again.');
    await dialog().locator('[type=submit]').click();
    await submitted();
    await card().locator('[data-action=reopen]').waitFor();
    await page.locator('#guide li.now', { hasText: 'Read' }).waitFor();
    await page.locator('#guide button', { hasText: 'Open it' }).click();
    const text = page.locator('#panel .document');
    await text.getByText('Traffic moved to the second database').first().waitFor();
    assert.match(await text.innerText(), new RegExp(title));
    assert.match(await text.innerText(), /p95 is back under 200 ms/);
    assert.ok(await text.locator('h2, h3').count() > 2, 'the document has headings');
    await picture('postmortem');
    await page.keyboard.press('Escape');
    await page.locator('#panel').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('#guide li.done').count(), 4);
});

test('Muster’s Home tab shows what is open, and its buttons act', async () => {
    await page.locator('#side [data-channel=home]').click();
    const home = page.locator('.home');
    await home.getByText('Search shows <b>old</b>').first().waitFor();
    await home.getByText('nobody leads').waitFor();
    await picture('home');
    await home.getByRole('button', { name: 'Take command' }).click();
    await dialog().getByText('Keep the overview').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await home.getByText('nobody leads').waitFor({ state: 'detached' });
    await home.getByRole('button', { name: 'Declare an incident' }).click();
    await dialog().getByRole('textbox', { name: 'Title' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await here.goTo('inc-2-search-shows');
    await card().waitFor();
});

test('the status page shows the incident to everybody outside', async () => {
    const opened = page.context().waitForEvent('page');
    await page.locator('#links a', { hasText: /status/i }).click();
    const status = await opened;
    await status.getByText(title).first().waitFor();
    await status.close();
});

test('everything that can be pressed or filled in has a name', async () => {
    const nameless = await page.evaluate(() => [...document.querySelectorAll('button, a, input, select, textarea')]
        .filter((each) => each.checkVisibility() && !each.getAttribute('aria-label') && !each.labels?.length
            && !each.textContent.trim() && !each.title)
        .map((each) => each.outerHTML));
    assert.deepEqual(nameless, []);
});

test('the page holds in the dark, at 900 pixels, and never wider than the window', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('dark');
    await page.setViewportSize({ width: 900, height: 700 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.setViewportSize({ width: 480, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
});

test('Slack’s markup is read once, and nothing foreign becomes a part of the page', async () => {
    const rows = [
        ['a &amp;lt; b', 'a &amp;lt; b'],
        ['&lt;b&gt;x&lt;/b&gt;', '&lt;b&gt;x&lt;/b&gt;'],
        ['*bold* and _italic_ and ~gone~', '<strong>bold</strong> and <em>italic</em> and <s>gone</s>'],
        ['2*3*4 snake_case_name', '2*3*4 snake_case_name'],
        ['`*x* &lt;`', '<code>*x* &lt;</code>'],
        ['<javascript:alert(1)|here>', '&lt;javascript:alert(1)|here&gt;'],
        ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
        ['<!date^0^{date_num} {time_secs}|then>', '<time>1970-01-01 0'],
        ['<!date^x^{time}|then>', 'then'],
        ['*not closed\nnext', '*not closed<br>next'],
        ['*\u200bnot\u200b*\u200b `\u200bnor this`\u200b', '*\u200bnot\u200b*\u200b `\u200bnor this`\u200b'],
    ];
    for (const [text, wanted] of rows) {
        const html = await page.evaluate(async (source) => {
            const { mrkdwn } = await import('./mrkdwn.js');
            const box = document.createElement('div');
            box.append(...mrkdwn(source));
            box.querySelectorAll('time').forEach((each) => { each.removeAttribute('datetime'); each.removeAttribute('title'); });
            return box.innerHTML;
        }, text);
        assert.ok(html.startsWith(wanted), `${text}\n  gives ${html}\n  not   ${wanted}`);
    }
});

test('Markdown is read modestly: no HTML of its own, no address that could run', async () => {
    const rows = [
        ['# A\n\ntext', '<h2 class="level-1">A</h2><p>text</p>'],
        ['1. a\n2. b\n   - c', '<ol><li><span>a</span></li><li><span>b</span><ul><li><span>c</span></li></ul></li></ol>'],
        ['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
        ['[x](javascript:alert(1))', '<p><span>x</span></p>'],
        ['\\*not\\* &lt;b&gt; &amp;lt;', '<p>*not* &lt;b&gt; &amp;lt;</p>'],
        ['**b** _i_ `c` snake_case_name', '<p><strong>b</strong> <em>i</em> <code>c</code> snake_case_name</p>'],
        ['```\n<b>\n```', '<pre><code>&lt;b&gt;</code></pre>'],
        ['| a | b |\n|---|--:|\n| 1 | x \\| y |', '<div class="table"><table><thead><tr><th scope="col">a</th>'],
        ['> quoted\n> more', '<blockquote><p>quoted more</p></blockquote>'],
    ];
    for (const [text, wanted] of rows) {
        const html = await page.evaluate(async (source) => (await import('./markdown.js')).markdown(source).innerHTML, text);
        assert.ok(html.startsWith(wanted), `${text}\n  gives ${html}\n  not   ${wanted}`);
    }
});

test('a text made to be slow is shown in time', async () => {
    const took = await page.evaluate(async () => {
        const { mrkdwn } = await import('./mrkdwn.js');
        const { markdown } = await import('./markdown.js');
        const start = performance.now();
        for (const mark of ['*', '_', '`', '<', '~', '[', '&', ':', '```', '**a ', '<a|', ' *a', '[a](', '- ', '> ', '|']) {
            const text = mark.repeat(40000 / mark.length);
            mrkdwn(text);
            markdown(text);
        }
        return performance.now() - start;
    });
    assert.ok(took < 8000, `${took} ms`);
});

test('nothing was complained about in the browser’s console', () => {
    assert.deepEqual(here.complaints, []);
});
