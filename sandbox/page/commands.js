// The words that may follow the slash command, with their usage: what the composer hints at.

export const subcommands = [
    ['declare', 'declare [sev1..sev4] [private] [drill] TITLE', 'opens an incident; without a title, the form'],
    ['log', 'log [TIME] TEXT', 'a timeline entry'],
    ['assign', 'assign ROLE @USER · assign @USER [ROLE]', 'gives a role; without one, the commander’s'],
    ['unassign', 'unassign ROLE', 'takes a role back'],
    ['roles', 'roles', 'who has which role'],
    ['update', 'update [STATUS] TEXT', 'tells everybody outside the room'],
    ['status', 'status STATUS [TEXT]', 'investigating, identified, monitoring, resolved'],
    ['severity', 'severity SEV [WHY]', 'how bad it is'],
    ['rename', 'rename TITLE', 'another title'],
    ['summary', 'summary TEXT', 'for the postmortem: what happened, in short'],
    ['impact', 'impact TEXT', 'for the postmortem: who was affected, and how'],
    ['trigger', 'trigger TEXT', 'for the postmortem: what set it off'],
    ['detection', 'detection TEXT', 'for the postmortem: how it was noticed'],
    ['cause', 'cause TEXT', 'for the postmortem: adds a root cause'],
    ['resolution', 'resolution TEXT', 'for the postmortem: what ended it'],
    ['recovery', 'recovery TEXT', 'for the postmortem: how things came back'],
    ['lesson', 'lesson TEXT', 'for the postmortem: adds a lesson'],
    ['time', 'time KEY TIME', 'started, detected, acknowledged, repaired, resolved'],
    ['action', 'action OWNER TEXT [by DATE] · action done N · action drop N WHY', 'a follow-up'],
    ['actions', 'actions', 'the follow-ups'],
    ['timeline', 'timeline [PAGE]', 'the entries, numbered'],
    ['edit', 'edit N TEXT · edit N TIME TEXT', 'changes entry N'],
    ['remove', 'remove N', 'takes entry N out'],
    ['close', 'close [TEXT]', 'ends the incident; without a text, the form'],
    ['reopen', 'reopen WHY', 'it is not over after all'],
    ['postmortem', 'postmortem [TEMPLATE]', 'writes the document again'],
    ['list', 'list [open|closed|all] [PAGE]', 'the incidents'],
    ['show', 'show [INC-N]', 'one incident'],
    ['help', 'help [COMMAND]', 'every command'],
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
