#include "commands/table.hpp"

#include "commands/commands.hpp"
#include "commands/nearest.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

using Needs = Command::Needs;

const Command commands[] = {
    {"declare", "declare [sev1..sev4] [private] [drill] TITLE",
     "Declare an incident; without a title, by a form",
     "declare sev2 Checkout is slow\ndeclare private A laptop was stolen\n"
     "declare drill Lost data centre",
     Needs::nothing, declare_command},
    {"log", "log [TIME] TEXT", "Add to the timeline",
     "log failover started\nlog 14:02 failover started\nlog ~14:30-15:10 retries fail",
     Needs::incident, log_command},
    {"assign", "assign ROLE @USER", "Give a role; without a role, the commander's",
     "assign @grace\nassign scribe @ada", Needs::incident, assign_command},
    {"unassign", "unassign ROLE", "Take a role back", "unassign scribe", Needs::incident,
     unassign_command},
    {"roles", "roles", "Who has which role", "roles", Needs::incident, roles_command},
    {"update", "update [STATUS] TEXT",
     "Tell everybody outside the room: announcements, status page; update approve N lets out what "
     "waits for a second person",
     "update monitoring Orders go through again\nupdate edit 3 Some orders go through "
     "again\nupdate withdraw 3 it was another fault",
     Needs::incident, update_command},
    {"status", "status STATUS [TEXT]",
     "Move the status: investigating, identified, monitoring, resolved", "status identified",
     Needs::incident, status_command},
    {"severity", "severity SEV [WHY]", "Change the severity", "severity sev1 all regions are hit",
     Needs::incident, severity_command},
    {"rename", "rename TITLE", "Change the title", "rename Card payments fail", Needs::incident,
     rename_command},
    {"publish", "publish", "Show it on the status page", "publish", Needs::incident,
     publish_command},
    {"unpublish", "unpublish WHY", "Take it off the status page", "unpublish only staff saw it",
     Needs::incident, unpublish_command},
    {"private", "private WHY",
     "Make it private: another id, a private channel, and what was public is taken back",
     "private it is about a customer", Needs::incident, private_command},
    {"summary", "summary TEXT", "Postmortem: what happened, in a few sentences",
     "summary For 40 minutes no order could be paid.", Needs::incident,
     part_command<Part::summary>},
    {"impact", "impact TEXT", "Postmortem: who could not do what", "impact 312 orders were lost",
     Needs::incident, part_command<Part::impact>},
    {"trigger", "trigger TEXT", "Postmortem: what set it off", "trigger The 14:00 deploy",
     Needs::incident, part_command<Part::trigger>},
    {"detection", "detection TEXT", "Postmortem: how it was noticed", "detection A customer called",
     Needs::incident, part_command<Part::detection>},
    {"cause", "cause TEXT", "Postmortem: one more root cause", "cause The pool was too small",
     Needs::incident, part_command<Part::cause>},
    {"resolution", "resolution TEXT", "Postmortem: what put it right",
     "resolution The deploy was rolled back", Needs::incident, part_command<Part::resolution>},
    {"recovery", "recovery TEXT", "Postmortem: how service came back",
     "recovery Lost orders were replayed", Needs::incident, part_command<Part::recovery>},
    {"lesson", "lesson TEXT", "Postmortem: one more lesson", "lesson Alert on pool use",
     Needs::incident, part_command<Part::lesson>},
    {"time", "time KEY TIME",
     "Set when it was started, detected, acknowledged, repaired or resolved",
     "time started 13:58\ntime repaired ~14:40 (by a restart)", Needs::incident, time_command},
    {"action", "action @USER TEXT [by DATE]",
     "Promise a follow-up; action done N, action drop N WHY",
     "action @ada Alert on pool use by friday\naction done 1", Needs::incident, action_command},
    {"actions", "actions", "The follow-ups and how they stand", "actions", Needs::incident,
     actions_command},
    {"scribe", "scribe SPAN", "Choose from what was written in the channel, to add it afterwards",
     "scribe 30m\nscribe 13:00-13:30", Needs::incident, scribe_command},
    {"timeline", "timeline [PAGE]", "The timeline, with the numbers of its entries", "timeline",
     Needs::incident, timeline_command},
    {"edit", "edit N [TIME] TEXT", "Change an entry; what it said before is kept",
     "edit 3 failover done\nedit 3 14:05", Needs::incident, edit_command},
    {"remove", "remove N", "Take an entry out", "remove 3", Needs::incident, remove_command},
    {"history", "history [N]", "Who changed what, when; of an entry, all that it ever said",
     "history\nhistory 3", Needs::incident, history_command},
    {"component", "component NAME STATE",
     "How a part of the service is: operational, degraded, partial, major, maintenance",
     "component Checkout degraded\ncomponent Checkout operational\ncomponent", Needs::incident,
     component_command},
    {"catchup", "catchup", "What changed since you last looked, and what is due", "catchup",
     Needs::incident, catchup_command},
    {"duplicate", "duplicate INC-N",
     "Fold this incident into another: its entries move over, and no figure counts it",
     "duplicate INC-7", Needs::incident, duplicate_command},
    {"redact", "redact N WHY",
     "For a pasted secret: take what an entry says out of everything; redact update N WHY",
     "redact 3 it held a password\nredact update 2 it named a customer", Needs::incident,
     redact_command},
    {"close", "close [TEXT]", "Close it and post the postmortem; without text, by a form",
     "close Rolled back, all well since 14:40", Needs::incident, close_command},
    {"reopen", "reopen WHY", "Open it again", "reopen Errors are back", Needs::incident,
     reopen_command},
    {"postmortem", "postmortem [SHAPE]",
     "Make the postmortem again; postmortem ask [@USER …], postmortem done, postmortem publish "
     "[SHAPE], postmortem unpublish WHY, postmortem revisions [N]",
     "postmortem narrative", Needs::incident, postmortem_command},
    {"maintenance", "maintenance START to END TITLE",
     "Plan a maintenance window; maintenance start|complete|cancel MNT-N [TEXT]",
     "maintenance tomorrow 02:00 for 2h Database upgrade\nmaintenance 2026-12-05 22:00 to 23:30 "
     "on Checkout API, Search: Network move\nmaintenance move MNT-1 friday 22:00 to 23:30\n"
     "maintenance components MNT-1 Checkout API, Search\nmaintenance complete MNT-1",
     Needs::nothing, maintenance_command},
    {"list", "list [open|closed|all] [PAGE]", "The incidents", "list\nlist all 2", Needs::nothing,
     list_command},
    {"show", "show [INC-N]", "One incident at a glance", "show INC-7", Needs::nothing,
     show_command},
    {"stats", "stats [QUARTER]", "The figures of a quarter: how long it took, over how many",
     "stats\nstats 2026-Q3", Needs::nothing, stats_command},
    {"help", "help [COMMAND]", "All of this, or one command with examples", "help log",
     Needs::nothing, help_command},
};

const FormRow forms[] = {
    {"declare", Needs::nothing, declare_form, declare_submitted},
    {"log", Needs::incident, log_form, log_submitted},
    {"update", Needs::incident, update_form, update_submitted},
    {"assign", Needs::incident, assign_form, assign_submitted},
    {"severity", Needs::incident, severity_form, severity_submitted},
    {"action", Needs::incident, action_form, action_submitted},
    {"close", Needs::incident, close_form, close_submitted},
    {"reopen", Needs::incident, reopen_form, reopen_submitted},
    {"add_to_timeline", Needs::nothing, nullptr, add_to_timeline_submitted},
    {"scribe", Needs::incident, nullptr, scribe_submitted},
    {"maintenance", Needs::nothing, maintenance_form, maintenance_submitted},
    {"change_update", Needs::incident, nullptr, change_update_submitted},
};

const ButtonRow buttons[] = {
    {"postmortem", postmortem_command},
    {"postmortem_done", postmortem_done_clicked, Needs::incident, "postmortem"},
    {"postmortem_reviewed", postmortem_reviewed_clicked, Needs::incident, "postmortem"},
    {"postmortem_preview", postmortem_preview_clicked, Needs::incident, "postmortem"},
    {"postmortem_publish", postmortem_publish_clicked, Needs::incident, "postmortem"},
    {"postmortem_unpublish", postmortem_unpublish_clicked, Needs::incident, "postmortem"},
    {"timeline", timeline_command},
    {"actions", actions_command},
    {"undo", undo_clicked},
    {"fold", fold_clicked, Needs::incident, "duplicate"},
    {"unfold", unfold_clicked, Needs::incident, "reopen"},
    {"unpublish", unpublish_clicked},
    {"approve_update", approve_update_clicked, Needs::incident, "update"},
    {"change_update", change_update_clicked, Needs::incident, "update"},
    {"withdraw_update", withdraw_update_clicked, Needs::incident, "update"},
    {"undo_capture", undo_capture_clicked},
    {"claim", claim_clicked, Needs::incident, "assign"},
    {"follow_up_done", follow_up_done_clicked, Needs::incident, "action"},
    {"snooze", snooze_clicked},
    {"stop_reminders", stop_reminders_clicked},
    {"resume_reminders", resume_reminders_clicked},
    {"snooze_follow_ups", snooze_follow_ups_clicked, Needs::nothing},
    {"stop_follow_ups", stop_follow_ups_clicked, Needs::nothing},
    {"resume_follow_ups", resume_follow_ups_clicked, Needs::nothing},
    {"home_page", home_page_clicked, Needs::nothing},
};

const ShortcutRow shortcuts[] = {
    {"add_to_timeline", add_to_timeline_chosen},
    {"declare_from_message", declare_from_message_chosen},
};

}  // namespace

std::span<const Command> all_commands() {
    return commands;
}

const Command* find_command(std::string_view name) {
    const auto wanted = lower(name);
    const auto* const found = std::ranges::find(commands, wanted, &Command::name);
    return found == std::end(commands) ? nullptr : found;
}

std::string_view nearest_command(std::string_view word) {
    std::vector<std::string_view> names;
    for (const auto& command : commands)
        names.push_back(command.name);
    return nearest(word, std::span<const std::string_view>(names));
}

const FormRow* find_form(std::string_view name) {
    const auto* const found = std::ranges::find(forms, name, &FormRow::name);
    return found == std::end(forms) ? nullptr : found;
}

const ButtonRow* find_button(std::string_view action) {
    const auto* const found = std::ranges::find(buttons, action, &ButtonRow::action);
    return found == std::end(buttons) ? nullptr : found;
}

std::string_view command_behind(std::string_view action) {
    const auto* const button = find_button(action);
    return button == nullptr || button->command.empty() ? action : button->command;
}

const ShortcutRow* find_shortcut(std::string_view callback_id) {
    const auto* const found = std::ranges::find(shortcuts, callback_id, &ShortcutRow::callback_id);
    return found == std::end(shortcuts) ? nullptr : found;
}

}  // namespace muster
