// The judge of a run: Slack's state against the record, and the record against what was
// acknowledged. Each difference is a sentence; a run without any is clean.

import { canvasDifferences } from './canvas.mjs';
import { posts } from '../machine.mjs';
import { roles } from './plan.mjs';
import { bot, channelName, escape, isCard, mention, replay, roomTexts, timeline, timesKept, updateTexts, wordsOf } from './record.mjs';

const entriesOnCard = 3;
// Codes after which Muster does not try again.
const permanent = ['missing_scope', 'restricted_action'];
// An answer that says yes, by what was asked.
const yes = {
    declare: /^Declared (INC|PRV)-\d+/, log: /^Entry \d+: /, update: /^Update \d+: /, update_edit: /^Update \d+ now says/,
    update_withdraw: /^Update \d+ is withdrawn/, severity: / is sev\d now, it was/,
    rename: / is called .* now\./, part: /^(Kept as|The \w+ is new in) /, action: /^Action \d+: /,
    edit: /^Entry \d+ /, close: /^(INC|PRV)-\d+ is closed/, reopen: / is open again/,
    private: / is private now, as PRV-\d+/,
};
// An answer that says no, and changes nothing.
const no = new RegExp([
    'is closed\\. Reopen it', 'is closed already', 'is not closed', 'is open\\.', 'is open already', ' already\\.',
    'has no entry', 'has no update', 'says that already', 'withdrawn already', "Muster's own sentence",
    '^Which incident', '^There is no (INC|PRV)-\\d+\\.', 'is gone already', '^Entry \\d+ was removed\\.$', 'Not kept, ', 'Something broke',
].join('|'));

const tells = (card) => card.text.includes('⚠');
const capitalised = (word) => word[0].toUpperCase() + word.slice(1);

class Judge {
    constructor(outcome) {
        Object.assign(this, outcome);
        this.differences = [...outcome.problems];
        this.incidents = replay(this.lines);
    }
    expect(holds, sentence) { if (!holds) this.differences.push(sentence); }
    // Each of `texts` stands in `text`.
    has(text, texts, where) {
        for (const each of texts) this.expect(text.includes(each), `${where} lacks "${each}": ${text}`);
    }
    // Whether Slack refused that, for this incident or its channel. It may be done all the same, by
    // a Muster that was killed before it could note the refusal.
    refused(method, incident, channel) {
        const prefix = `${incident.id.toLowerCase()}-`;
        const creates = method === 'conversations.create';
        if (creates && this.dump.channels.some((each) => each.name.startsWith(prefix))) return false;
        return this.calls.some((call) => call.method === method && permanent.includes(call.outcome)
            && (creates ? `${call.args.name}-`.startsWith(prefix)
                : (call.args.channel ?? call.args.channel_id) === channel?.id));
    }
    channelOf(incident) {
        const prefix = `${incident.id.toLowerCase()}-`;
        const found = this.dump.channels.filter((each) => `${each.name}-`.startsWith(prefix));
        this.expect(found.length === 1,
            `${incident.id} has ${found.length} channels: ${found.map((each) => each.name)}`);
        return found[0];
    }

    acknowledged() {
        for (const { step, ok, text, error, errors, response } of this.answers) {
            const kept = timesKept(this.lines, step);
            if (kept === undefined) continue;
            if (step.do === 'press') {
                const became = ok ? 'taken' : error ?? JSON.stringify(errors);
                const what = `"${step.text}" in the form "${step.kind}" (${became})`;
                this.expect(kept <= 1, `${what} is ${kept} times in the record`);
                this.expect(!errors || kept === 0, `${what} was refused and is in the record`);
                // Instead of the form there is a message, which may say yes or no.
                if (response?.response_action === 'update') continue;
                this.expect(!ok || kept === 1, `${what} was acknowledged and is not in the record`);
                continue;
            }
            const what = `"${step.text}" (answered ${ok ? `"${text}"` : error})`;
            this.expect(kept <= 1, `${what} is ${kept} times in the record`);
            if (!ok || text?.startsWith('Not kept yet')) continue;
            if (no.test(text)) this.expect(kept === 0, `${what} was refused and is in the record`);
            else if (yes[step.kind].test(text))
                this.expect(kept === 1, `${what} was acknowledged and is not in the record`);
            else this.expect(false, `${what}: the campaign cannot tell whether that is yes or no`);
        }
        for (const [id, answers] of Object.entries(this.sentTwice))
            this.expect(new Set(answers).size <= 1,
                `envelope ${id} was answered in different words: ${answers.join(' | ')}`);
        const asked = this.answers.filter(({ step }) => step.kind === 'declare');
        const declared = asked.filter(({ ok, text }) => ok && yes.declare.test(text));
        this.expect(this.incidents.length >= declared.length && this.incidents.length <= asked.length,
            `${this.incidents.length} incidents, of ${asked.length} asked for ${declared.length} were acknowledged`);
        const left = new Set(this.incidents.flatMap((each) => this.roomsBefore(each)));
        const channels = this.dump.channels.filter((each) => each.creator === bot && !each.is_im && !left.has(each));
        const wanted = this.incidents.filter((each) => !this.refused('conversations.create', each)).length;
        this.expect(channels.length === wanted,
            `${channels.length} channels instead of ${wanted}: ${channels.map((each) => each.name)}`);
    }

    // The channel that it had before it was made private, if there was one.
    roomsBefore({ before }) {
        return before ? this.dump.channels.filter((each) => `${each.name}-`.startsWith(`${before.toLowerCase()}-`)) : [];
    }

    // Of a private incident nobody else finds a word anywhere.
    secrecy(incident) {
        for (const room of this.roomsBefore(incident))
            this.expect(room.is_archived || this.touched.has(room.id), `${room.name}, which ${incident.id} left, is not archived`);
        const words = wordsOf(this.lines.filter((line) => line.incident === incident.id));
        const isPublic = (channel) => !channel.is_private && !channel.is_im;
        const open = [];
        for (const channel of this.dump.channels.filter(isPublic)) {
            const said = channel.messages.filter((each) => each.user === bot && !each.ephemeral_to
                && (!each.subtype || each.subtype === 'file_share'));
            open.push([`#${channel.name}`, [channel.name, channel.topic.value, channel.purpose.value,
                channel.bookmarks, said.map((each) => [each.text, each.blocks])]]);
        }
        const rooms = this.dump.channels.filter((each) => !isPublic(each)).map((each) => each.id);
        for (const canvas of this.dump.canvases)
            if (Object.keys(canvas.access).some((where) => !rooms.includes(where)))
                open.push([`a canvas for ${Object.keys(canvas.access)}`, canvas.markdown]);
        for (const file of this.dump.files)
            if (Object.keys(file.shares?.public ?? {}).length > 0) open.push([`the file ${file.title}`, file.content]);
        open.push(...Object.entries(this.pages));
        for (const [where, what] of open) {
            const text = JSON.stringify(what).replaceAll('\\n', ' ');
            for (const word of words)
                this.expect(!new RegExp(`\\b${word}\\b`).test(text), `${where} shows "${word}" of ${incident.id}: ${text}`);
        }
    }

    // What the page's readers get of an incident is what the record has.
    page(incident) {
        const { incidents } = JSON.parse(this.pages['/api/v2/incidents.json']);
        const shown = incidents.filter((each) => each.id && each.name === incident.title);
        this.expect(shown.length === 1, `${incident.id} is ${shown.length} times on the page`);
        const texts = incident.updates.toReversed().map((each) =>
            each.withdrawn ? 'This update was withdrawn.' : each.text);
        const there = (shown[0]?.incident_updates ?? []).map((each) => each.body);
        this.expect(JSON.stringify(there) === JSON.stringify(texts),
            `${incident.id}'s page has ${JSON.stringify(there)} instead of ${JSON.stringify(texts)}`);
    }

    marks() {
        const seen = new Map();
        for (const channel of this.dump.channels) {
            for (const message of channel.messages) {
                if (message.user !== bot || message.ephemeral_to) continue;
                const mark = message.metadata?.event_payload?.effect;
                const bySlack = message.subtype && !['file_share', 'bot_message'].includes(message.subtype);
                const what = `"${message.text}" in ${channel.name}`;
                if (mark) this.expect(!seen.has(mark), `${what} has the mark of another in ${seen.get(mark)}`);
                else this.expect(bySlack || message.files?.length > 0, `${what} has no mark`);
                if (mark) seen.set(mark, channel.name);
                for (const update of this.incidents.flatMap((each) => each.updates).filter((each) => each.withdrawn))
                    this.expect(!message.text.includes(escape(update.text)), `${what} was withdrawn`);
            }
        }
    }

    card(incident, message, channel) {
        const where = `${incident.id}'s card`;
        const open = [...incident.openActions].length;
        this.has(message.text, [
            escape(incident.title), `${incident.severity}: `,
            `Status: ${incident.status}${incident.closed ? ', closed' : ''}`,
            ...[...incident.roles].map(([role, holder]) => `${capitalised(role)}: ${mention(holder)}`),
            ...(open > 0 ? [`Follow-ups open: ${open}`] : []),
        ], where);
        const entries = timeline(incident);
        this.has(message.text, entries.slice(-entriesOnCard).map((entry) => escape(entry.text)), where);
        for (const entry of incident.removed)
            this.expect(!message.text.includes(escape(entry.text)),
                `${where} has entry ${entry.number}, which was removed: ${message.text}`);
        for (const role of roles)
            if (!incident.roles.has(role))
                this.expect(!message.text.includes(`${capitalised(role)}: <@`),
                    `${where} has a ${role}, the record has none: ${message.text}`);
        const blocks = JSON.stringify(message.blocks);
        const state = `${incident.id}|severity=${incident.severity}|status=${incident.status}`
            + `|closed=${Number(incident.closed)}`;
        this.expect(blocks.includes(state), `${where}'s buttons are not drawn from ${state}: ${blocks}`);
        const refused = ['setTopic', 'setPurpose', 'invite', 'create'].map((each) => `conversations.${each}`)
            .concat('pins.add', 'bookmarks.add', 'conversations.canvases.create').some((method) => this.refused(method, incident, channel));
        // Muster cannot tell whether what people changed shows something still.
        const left = this.roomsBefore(incident).map((room) => room.id);
        const byHand = this.dump.canvases.some((canvas) => left.includes(canvas.linked_channel_id)
            && this.written.some((each) => each.canvas === canvas.id));
        this.expect(!tells(message) || refused || byHand || this.touched.has(channel?.id), `${where} tells of a refusal: ${message.text}`);
    }

    room(incident, channel) {
        const where = `#${channel.name}`;
        const names = incident.titles.map((title) => channelName(incident.id, title));
        this.expect(names.includes(channel.name), `${where} is none of ${names}`);
        const holder = incident.roles.get('commander');
        const said = posts(channel).filter((each) => !each.thread_ts || each.thread_ts === each.ts);
        const cards = said.filter(isCard);
        // What Slack refused need not be there, but then the card tells.
        // What it refused while the channel was archived, or without Muster, is not tried for ever.
        const touched = this.touched.has(channel.id);
        const may = (method) => !touched && (!this.refused(method, incident, channel) || !cards.some(tells));
        if (may('conversations.setTopic')) this.has(channel.topic.value, [
            `${incident.severity} · ${incident.closed ? 'closed' : incident.status}`, escape(incident.title),
            ...(incident.closed ? [] : [`commander ${holder ? holder.name : 'wanted'}`]),
        ], `${where}'s topic`);
        if (may('conversations.setPurpose'))
            this.has(channel.purpose.value, [incident.id, escape(incident.title)], `${where}'s purpose`);
        if (may('bookmarks.add'))
            this.expect(channel.bookmarks.length === 1, `${where} has ${channel.bookmarks.length} bookmarks`);
        if (may('conversations.invite')) for (const user of incident.invited)
            this.expect(channel.members.includes(user), `${user} is not in ${where}`);
        for (const user of channel.members) {
            const joins = channel.messages.filter((each) => each.subtype === 'channel_join' && each.user === user);
            this.expect(joins.length <= 1, `${user} joined ${where} ${joins.length} times`);
        }
        this.inOrder(said.map((each) => each.text), roomTexts(incident), where);
        this.expect(cards.length === 1, `${where} has ${cards.length} cards`);
        if (may('pins.add')) this.expect(channel.pins.length === 1 && channel.pins[0].ts === cards[0]?.ts,
            `${where} has the pins ${JSON.stringify(channel.pins)}, its card is ${cards[0]?.ts}`);
        if (cards[0]) this.card(incident, cards[0], channel);
    }

    // Without a channel of its own it has all of that in its announcement's thread.
    thread(incident, announcements, head) {
        const said = posts(announcements).filter((each) => each.thread_ts === head.ts && each.ts !== head.ts);
        this.inOrder(said.map((each) => each.text), roomTexts(incident), `${incident.id}'s thread`);
        if (said[0]) this.card(incident, said[0]);
        this.expect(said[0] && tells(said[0]), `${incident.id}'s card does not tell why it has no channel`);
        return said.length;
    }

    // As many messages as there should be, and each has its texts.
    inOrder(messages, wanted, where) {
        if (messages.length !== wanted.length) {
            const left = [...wanted];
            const surplus = messages.filter((text) => {
                const at = left.findIndex((texts) => texts.every((each) => text.includes(each)));
                if (at >= 0) left.splice(at, 1);
                return at < 0;
            });
            this.differences.push(`${where} has ${messages.length} messages instead of ${wanted.length};`
                + ` missing: ${JSON.stringify(left)}; too many: ${JSON.stringify(surplus)}`);
            return;
        }
        messages.forEach((text, at) => this.has(text, wanted[at], `${where}, message ${at + 1}`));
    }

    announcement(incident) {
        const announcements = this.dump.channels.find((each) => each.id === 'C0INCIDENTS');
        const all = posts(announcements);
        const heads = all.filter((each) => (!each.thread_ts || each.thread_ts === each.ts)
            && each.text.includes(`${incident.id} `));
        this.expect(heads.length === 1, `${incident.id} has ${heads.length} announcements`);
        if (heads.length !== 1) return 0;
        const [head] = heads;
        const holder = incident.roles.get('commander');
        const latest = incident.updates.filter((each) => !each.neutral && !each.withdrawn).at(-1);
        this.has(head.text, [
            `${incident.id} ${escape(incident.title)}`, `${incident.severity}: `,
            `Status: ${incident.closed ? 'closed' : incident.status}`,
            ...(incident.closed ? [] : [`Commander: ${holder ? mention(holder) : 'nobody yet'}`]),
            ...(latest ? ['Latest update', escape(latest.text)] : []),
        ], `${incident.id}'s announcement`);
        if (this.refused('conversations.create', incident)) return 1 + this.thread(incident, announcements, head);
        const replies = all.filter((each) => each.thread_ts === head.ts && each.ts !== head.ts);
        this.inOrder(replies.map((each) => each.text), incident.updates.slice(1).map(updateTexts),
            `the thread of ${incident.id}'s announcement`);
        return 1 + replies.length;
    }

    postmortem(incident, channel) {
        const copies = posts(this.dump.channels.find((each) => each.id === 'C0POSTMORTEMS'))
            .filter((each) => each.text.includes(`Postmortem ${incident.id} `));
        this.expect(copies.length === (incident.revisions > 0 && !incident.isPrivate ? 1 : 0),
            `${incident.id} has ${copies.length} postmortems in #postmortems`);
        const here = posts(channel).filter((each) => each.text.startsWith(`Postmortem ${incident.id} `));
        const canvas = this.canvas(incident, channel);
        const leadsTo = canvas ? canvas.permalink : this.file(incident, channel, here[0]);
        if (incident.revisions === 0) return copies.length;
        for (const message of [...copies, ...here]) {
            const heads = incident.closed ? [escape(incident.title), `${incident.severity}: `] : [];
            this.has(message.text, [...heads, `Revision ${incident.revisions} · `], `${incident.id}'s postmortem`);
            const link = leadsTo && JSON.stringify(leadsTo);
            if (link) this.expect(JSON.stringify(message.blocks).includes(link),
                `${incident.id}'s postmortem does not lead to ${leadsTo}`);
        }
        return copies.length;
    }

    // The channel's canvas, once its incident was closed; nothing where documents are files.
    canvas(incident, channel) {
        const all = this.dump.canvases.filter((each) => each.linked_channel_id === channel.id);
        const creates = this.calls.filter((call) => call.method === 'conversations.canvases.create');
        const refused = creates.some((call) => permanent.includes(call.outcome))
            || creates.filter((call) => call.outcome === 'not_json').length > 3;  // or could not, again and again
        const wanted = this.plan.reading && incident.revisions > 0 && channel.creator === bot && !refused;
        this.expect(all.length === (wanted ? 1 : 0) || (refused && all.length === 1),
            `${incident.id} has ${all.length} canvases`);
        const [canvas] = all;
        if (!canvas) return undefined;
        const readers = [channel.id, ...(incident.isPrivate ? [] : ['C0POSTMORTEMS'])].sort().join();
        this.expect(Object.keys(canvas.access).sort().join() === readers,
            `${incident.id}'s canvas is shared with ${Object.keys(canvas.access)} instead of ${readers}`);
        const written = this.written.filter((each) => each.canvas === canvas.id).map((each) => each.text);
        // Open again, it has changed since, and the next close will say it.
        const document = incident.closed ? this.documents[incident.id] : undefined;
        for (const difference of canvasDifferences(canvas, document, written))
            this.differences.push(`${incident.id}'s canvas: ${difference}`);
        return canvas;
    }

    // Where the newest document is, when documents are files.
    file(incident, channel, card) {
        const files = channel.messages.filter((each) => each.files?.[0]?.title.startsWith(`${incident.id} `));
        if (incident.revisions === 0) {
            this.expect(files.length === 0, `${incident.id} has ${files.length} documents and was never closed`);
            return undefined;
        }
        const name = `${incident.id} postmortem${incident.revisions > 1 ? `, revision ${incident.revisions}` : ''}.md`;
        const newest = this.dump.files.filter((each) => each.complete && each.title === name);
        this.expect(newest.length === 1, `"${name}" is shared ${newest.length} times`);
        const titles = files.map((each) => each.files[0].title);
        this.expect(new Set(titles).size === titles.length, `documents are shared twice: ${titles}`);
        const thread = card?.thread_ts ?? card?.ts;
        for (const message of files)
            this.expect(message.thread_ts === thread, `${message.files[0].title} is not in the postmortem's thread`);
        // Open again, it has changed since, and the next close will say it.
        if (newest[0] && incident.closed) this.expect(newest[0].content === this.documents[incident.id],
            `"${name}" is not the record's document:\n${newest[0].content}\nbut:\n${this.documents[incident.id]}`);
        return newest[0]?.permalink;
    }

    judge() {
        this.acknowledged();
        this.marks();
        if (this.overtaken) return this.differences;  // Slack itself put back what is old
        let announced = 0;
        let copies = 0;
        for (const incident of this.incidents) {
            if (incident.isPrivate) this.secrecy(incident);
            else this.page(incident);
            announced += incident.isPrivate ? 0 : this.announcement(incident);
            if (incident.isPrivate && this.refused('conversations.create', incident)) continue;
            if (this.refused('conversations.create', incident)) {
                copies += this.postmortem(incident, this.dump.channels.find((each) => each.id === 'C0INCIDENTS'));
                continue;
            }
            const channel = this.channelOf(incident);
            if (!channel) continue;
            this.room(incident, channel);
            copies += this.postmortem(incident, channel);
        }
        for (const [id, wanted] of [['C0INCIDENTS', announced], ['C0POSTMORTEMS', copies], ['C0GENERAL', 0]]) {
            const there = posts(this.dump.channels.find((each) => each.id === id)).length;
            this.expect(there === wanted, `${id} has ${there} messages of Muster instead of ${wanted}`);
        }
        return this.differences;
    }
}

// What differs between Slack and the record, or the record and what was acknowledged.
export function compare(outcome) {
    return new Judge(outcome).judge();
}

// Of an outage, when there was one: the calls tried while it lasted; those made since Slack was back;
// and of these those that were needed, which change something that is not changed again later.
export function callsAfterOutage({ calls, awayAt, backAt }) {
    if (backAt === undefined) return undefined;
    const made = calls.slice(backAt).filter((call) => call.method !== 'apps.connections.open');
    const showing = /^(conversations\.(create|setTopic|setPurpose|invite)|pins\.add|bookmarks\.add|files\..*|upload)$/;
    const needed = new Set();
    for (const { method, args, outcome } of made) {
        if (outcome !== 'ok' && outcome !== 'cut_after' && !outcome.startsWith('OK')) continue;
        if (method === 'chat.postMessage') needed.add(JSON.stringify(args.metadata));
        else if (method === 'chat.update') needed.add(`${args.channel} ${args.ts}`);
        else if (showing.test(method))
            needed.add(`${method} ${args.channel ?? args.channel_id ?? args.name ?? args.filename ?? ''}`);
    }
    const methods = {};
    for (const { method } of made) methods[method] = (methods[method] ?? 0) + 1;
    return { tried: backAt - awayAt, made: made.length, needed: needed.size, methods };
}
