// The words that may follow the slash command, with their usage: what the composer hints at.

export const subcommands = [
    ['declare', 'declare [sev1..sev4] [drill] TITLE', 'opens an incident; without a title, a form'],
    ['log', 'log [TIME] TEXT', 'adds to the timeline'],
    ['assign', 'assign ROLE @USER · assign @USER [ROLE]', 'gives a role; without one, the commander’s'],
    ['unassign', 'unassign ROLE', 'takes a role back'],
    ['roles', 'roles', 'who has which role'],
    ['update', 'update [STATUS] TEXT', 'tells everybody outside the room'],
    ['status', 'status STATUS [TEXT]', 'investigating, identified, monitoring, resolved'],
    ['severity', 'severity SEV [WHY]', 'how bad it is'],
    ['rename', 'rename TITLE', 'gives another title'],
    ['publish', 'publish', 'shows it on the status page'],
    ['unpublish', 'unpublish WHY', 'takes it off the status page'],
    ['summary', 'summary TEXT', 'postmortem: what happened, in short'],
    ['impact', 'impact TEXT', 'postmortem: who could not do what'],
    ['trigger', 'trigger TEXT', 'postmortem: what set it off'],
    ['detection', 'detection TEXT', 'postmortem: how it was noticed'],
    ['cause', 'cause TEXT', 'postmortem: one more root cause'],
    ['resolution', 'resolution TEXT', 'postmortem: what put it right'],
    ['recovery', 'recovery TEXT', 'postmortem: how service came back'],
    ['lesson', 'lesson TEXT', 'postmortem: one more lesson'],
    ['time', 'time KEY TIME', 'started, detected, acknowledged, repaired, resolved'],
    ['action', 'action OWNER TEXT [by DATE] · action done N · action drop N WHY', 'promises a follow-up'],
    ['actions', 'actions', 'the follow-ups'],
    ['timeline', 'timeline [PAGE]', 'the entries, numbered'],
    ['edit', 'edit N TEXT · edit N TIME TEXT', 'changes entry N'],
    ['remove', 'remove N', 'takes entry N out'],
    ['close', 'close [TEXT]', 'ends it and posts the postmortem; without text, a form'],
    ['reopen', 'reopen WHY', 'opens it again'],
    ['postmortem', 'postmortem [SHAPE]', 'writes the document again'],
    ['list', 'list [open|closed|all] [PAGE]', 'the incidents'],
    ['show', 'show [INC-N]', 'one incident at a glance'],
    ['help', 'help [COMMAND]', 'every command, or one with examples'],
].map(([name, usage, help]) => ({ name, usage, help }));

// What is being typed: {slash, rest, word, at} — `word` is the subcommand so far, `at` where it
// starts; an incident's id may stand before it.
export function typedCommand(text) {
    const found = /^(\/\S+)(\s+)((?:(?:inc|prv|drl)-\d+\s+)?)(\S*)([\s\S]*)$/i.exec(text);
    if (!found) {
        return null;
    }
    const at = found[1].length + found[2].length + found[3].length;
    return { slash: found[1], word: found[4], at, rest: found[5] };
}
