// Plays one plan: the sandbox and Muster as processes of their own, people who type, faults, kills
// and starts after them, until nothing is owed to Slack any more. What is there then is for
// compare.mjs to judge.

import { scheduler } from 'node:timers/promises';
import { askOf, clear, folder, Muster, Sandbox } from '../machine.mjs';
import { bot } from './record.mjs';

const longestSettling = 240_000;
const longestConnecting = 6_000;
const longestConnectingInOutage = 700;
const mostLives = 12;
// Whether a call that came before another, to the same place, took effect after it: then Slack shows
// what is old. Only a Muster that was killed, or waited in vain, leaves one on its way and makes the other.
function isOvertaken(calls) {
    const place = ({ method, args }) => [method, args.channel ?? args.canvas_id, args.ts].join(' ');
    return calls.some((late, at) => {
        const came = Number(late.at) - late.delayed_ms / 1000;
        return late.delayed_ms > 0 && calls.slice(0, at).some((other) => place(other) === place(late)
            && Number(other.at) > came && ['ok', 'cut_after'].includes(other.outcome));
    });
}

const changing = /^(chat|pins|files)\.|^bookmarks\.add$|^conversations\.(create|invite|set.*)$|^upload$/;

async function eventually(look, most, every = 25) {
    const limit = performance.now() + most;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (performance.now() > limit) return undefined;
        await scheduler.wait(every);
    }
}

// What anybody can read of the status page.
const paths = ['/', '/history', '/log', '/history.rss', '/history.atom', '/api/v2/incidents.json'];

function sees(handle, room) {
    return !room.is_archived && (!room.is_private || room.members.includes(`U0${handle.toUpperCase()}`));
}

class Run {
    constructor(plan) {
        this.plan = plan;
        this.bin = plan.program === 'release' ? process.env.MUSTER_RELEASE : undefined;
        this.points = [...plan.lives];
        this.lives = 0;
        this.answers = [];
        this.written = [];  // by hand, into canvases
        this.archived = new Set();  // channels, by hand
        this.touched = new Set();  // that ever were, or were left without Muster
        this.ids = new Map();
        this.problems = [];
        this.ending = false;
        this.logs = [];
    }

    async live() {
        const fault = this.points.shift();
        if (++this.lives > mostLives) throw new Error('Muster died too often');
        this.muster = await Muster.start(this.sandbox, this.place, {
            fault: fault ?? undefined, bin: this.bin, canvases: Boolean(this.plan.reading),
        });
        const here = this.muster;
        // Whatever ended it, it is started again, as by a supervisor.
        this.next = here.ended.then(async ({ code, signal }) => {
            this.logs.push(here.log);
            if (this.ending) return;
            if (signal !== 'SIGKILL') {
                this.problems.push(`Muster ended by itself: ${code ?? signal}\n${here.log.slice(-3000)}`);
                if (this.lives >= 4) return;
            }
            await this.live();
        });
        this.next.catch((problem) => this.problems.push(problem.message));
    }

    async calls() { return (await this.sandbox.calls()).length; }
    connected() {
        return eventually(async () => (await this.sandbox.sockets()).connections.length > 0,
            this.outage ? longestConnectingInOutage : longestConnecting);
    }
    async backlog() {
        if (!this.muster.alive || !this.muster.admin) return undefined;
        return this.muster.metric('muster_outbox_backlog').catch(() => undefined);
    }

    // A button of the incident's card, and what its form asks for.
    async press(step) {
        if (!this.ids.has(step.incident)) return;
        await this.patience(step);
        const room = await this.sandbox.channel(this.ids.get(step.incident));
        if (!room || !sees(step.as, room)) return;
        for (const message of room.messages) {
            const block = message.blocks?.find((each) => each.elements?.some((one) => one.action_id === step.kind));
            if (!block) continue;
            await this.sandbox.act({
                as: step.as, do: 'click', channel: room.id, ts: message.ts,
                block_id: block.block_id, action_id: step.kind,
            });
            const form = async () => (await this.sandbox.state(step.as)).view;
            const view = await eventually(form, 1_000);
            if (!view) return;  // the button was out of date, or Slack was away
            const { ok, error, errors, response } = await this.sandbox.act({
                as: step.as, do: 'submit', view_id: view.id,
                values: { [step.field]: { v: { type: 'plain_text_input', value: step.text } } },
            });
            this.answers.push({ step, ok, error, errors, response });
            const left = await form();
            if (left) await this.sandbox.act({ as: step.as, do: 'close_view', view_id: left.id });
            return;
        }
    }

    // While Muster is still at work on what was asked before, or only when it has done it.
    async patience(step) {
        if (step.wait === 'calls') {
            const from = await this.calls();
            await eventually(async () => await this.calls() > from + 3, 400, 40);
        } else if (step.wait === 'settled') {
            await eventually(async () => (await this.backlog()) === 0, 3_000, 100);
        }
        await this.connected();
    }

    async type(step) {
        if (step.kind !== 'declare' && !this.ids.has(step.incident)) return;
        await this.patience(step);
        const id = this.ids.get(step.incident);
        const room = step.by === 'channel' && id ? await this.sandbox.channel(id) : undefined;
        const text = step.kind === 'declare' || room ? step.text : `${id} ${step.text}`;
        const outcome = await this.sandbox.types(text, { as: step.as, channel: room?.id ?? 'C0INCIDENTS' });
        const said = outcome.response?.text;
        this.answers.push({ step, ok: outcome.ok === true, error: outcome.error, text: said });
        const named = outcome.ok && /(?:^Declared |is private now, as )((?:INC|PRV)-\d+)/.exec(said ?? '');
        if (named) this.ids.set(step.incident, named[1]);
    }

    // Into the incident's canvas, where it has one.
    async write(step) {
        if (!this.ids.has(step.incident)) return;
        await this.patience(step);
        const room = await this.sandbox.channel(this.ids.get(step.incident));
        const canvas = (await this.sandbox.dump()).canvases.find((each) => each.linked_channel_id === room?.id);
        if (!canvas || !sees(step.as, room)) return;
        await this.sandbox.act({ as: step.as, do: 'join', channel: room.id });
        const pieces = canvas.parts.filter((each) => /^[^#|]/.test(each.markdown));
        const piece = step.piece === undefined ? undefined : pieces[step.piece % pieces.length];
        const { ok, error } = await this.sandbox.act({
            as: step.as, do: 'canvas', canvas: canvas.id,
            ...(piece ? { part: piece.id, text: `${piece.markdown} ${step.text}` } : { text: step.text }),
        });
        if (ok) this.written.push({ canvas: canvas.id, text: step.text });
        else if (!piece) this.problems.push(`${step.as} could not write into ${canvas.title}: ${error}`);
    }

    // Whatever was archived by hand.
    async bringBack() {
        for (const channel of this.archived) await this.sandbox.act({ as: 'ada', do: 'unarchive', channel });
        this.archived.clear();
    }
    // To the channel of an incident that everybody sees.
    async byHand(step) {
        if (step.deed === 'unarchive') return this.bringBack();
        const id = this.ids.get(step.incident);
        const room = id && await this.sandbox.channel(id);
        if (!room || room.is_private || room.name === id.toLowerCase()) return;
        const act = (as, what, more) => this.sandbox.act({ as, do: what, channel: room.id, ...more });
        switch (step.deed) {
            case 'archive':
                await act('ada', 'join');
                if (!(await act('ada', 'archive')).ok) return undefined;
                this.archived.add(room.id);
                return this.touched.add(room.id);
            case 'take_out':
                this.touched.add(room.id);
                return !room.is_archived && act(bot, 'leave');
            default: throw new Error(`nobody knows how to ${step.deed}`);
        }
    }

    async act(step) {
        switch (step.do) {
            case 'hand': return this.byHand(step);
            case 'write': return this.write(step);
            case 'type': return this.type(step);
            case 'press': return this.press(step);
            case 'fault': return this.sandbox.faults([step.fault]);
            case 'cut': return this.sandbox.socket({ do: 'cut' });
            case 'disconnect': return this.sandbox.socket({ do: 'disconnect', reason: step.reason });
            case 'settle':
                return eventually(async () => (await this.backlog()) === 0, longestSettling, 100);
            case 'outage':
                this.outage = true;
                this.awayAt ??= await this.calls();
                return this.sandbox.faults([{ method: '*', action: step.action, count: -1 }]);
            case 'back':
                await scheduler.wait(step.after);
                await this.sandbox.noFaults();
                this.outage = false;
                this.backAt = await this.calls();
                return undefined;
            case 'kill': {
                const from = await this.calls();
                await eventually(async () => await this.calls() >= from + step.calls, step.ms, 10);
                await this.muster.kill();
                return undefined;
            }
            case 'again': return this.startsAgain();
            default: throw new Error(`a plan has no step "${step.do}"`);
        }
    }

    async play() {
        this.place = folder();
        try {
            this.sandbox = await Sandbox.start('--quick');
            if (this.plan.reading) await this.sandbox.options({ canvas_reading: this.plan.reading });
            await this.live();
            for (const step of this.plan.steps) await this.act(step);
            if (this.plan.steps.some((step) => step.do === 'outage') && this.backAt === undefined)
                await this.act({ do: 'back', after: 0 });
            return await this.end();
        } finally {
            this.ending = true;
            await this.muster?.kill();
            await this.sandbox?.stop();
            clear(this.place);
        }
    }

    async settle() {
        await this.bringBack();
        const settled = await eventually(async () => (await this.backlog()) === 0, longestSettling, 150);
        if (!settled) this.problems.push(`the outbox is not empty in time: ${await this.backlog()} effects`
            + `\n${this.muster.log.slice(-3000)}`);
    }

    // Once nothing is owed, another start finds nothing to do.
    async startsAgain() {
        if (this.backAt === undefined && this.awayAt !== undefined) await this.act({ do: 'back', after: 0 });
        await this.settle();
        const before = this.lives;
        const from = await this.calls();
        await this.muster.kill();
        await eventually(async () => this.lives > before && (await this.backlog()) === 0, longestSettling, 100);
        await this.connected();
        const more = (await this.sandbox.calls()).slice(from)
            .filter((call) => changing.test(call.method) && !call.delayed_ms);  // that one came before
        if (more.length > 0 && this.lives === before + 1)
            this.problems.push(`another start makes calls: ${more.map((call) => call.method)}`);
    }

    // What is there once nothing is owed any more.
    async end() {
        await this.settle();
        const exported = await askOf(this.bin, this.place, 'export', '--private');
        const lines = exported.out.trim().split('\n').map((line) => JSON.parse(line)).slice(1);
        const documents = {};
        const shapes = lines.filter((line) => line.kind === 'revision_made')
            .map(({ incident, revision }) => [incident, revision.shape]);
        for (const [id, shape] of new Map(shapes))
            documents[id] = (await askOf(this.bin, this.place, 'postmortem', id, '--template', shape)).out;
        const pages = {};
        await this.muster.shown();
        for (const path of paths) pages[path] = await (await fetch(this.muster.page + path)).text();
        pages.export = (await askOf(this.bin, this.place, 'export')).out;
        const socket = await this.sandbox.sockets();
        const calls = await this.sandbox.calls();
        return {
            plan: this.plan, problems: this.problems, answers: this.answers, written: this.written, touched: this.touched, lines, documents, pages, calls,
            dump: await this.sandbox.dump(), sentTwice: socket.sent_twice, lives: this.lives,
            awayAt: this.awayAt, backAt: this.backAt, overtaken: isOvertaken(calls),
            log: [...this.logs, this.muster.log].join('--- started again ---\n'),
        };
    }
}

export async function play(plan) {
    return new Run(plan).play();
}
