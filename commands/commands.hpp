#pragma once

#include "commands/command.hpp"

#include <string>

// Every command, form and button, one line each; commands/table.cpp says which word leads where.
namespace muster {

// declare.cpp
Result<Decision> declare_command(const Asked& asked);
Result<Form> declare_form(const Asked& asked);
Result<Decision> declare_submitted(const Asked& asked);
// log.cpp
Result<Decision> log_command(const Asked& asked);
Result<Form> log_form(const Asked& asked);
Result<Decision> log_submitted(const Asked& asked);
// timeline.cpp
Result<Decision> timeline_command(const Asked& asked);
Result<Decision> edit_command(const Asked& asked);
Result<Decision> remove_command(const Asked& asked);
Result<Decision> history_command(const Asked& asked);
// make_private.cpp
Result<Decision> private_command(const Asked& asked);
// redact.cpp
Result<Decision> redact_command(const Asked& asked);
// assign.cpp
Result<Decision> assign_command(const Asked& asked);
Result<Form> assign_form(const Asked& asked);
Result<Decision> assign_submitted(const Asked& asked);
Result<Decision> unassign_command(const Asked& asked);
Result<Decision> roles_command(const Asked& asked);
Result<Decision> claim_clicked(const Asked& asked);
// update.cpp
Result<Decision> update_command(const Asked& asked);
Result<Form> update_form(const Asked& asked);
Result<Decision> update_submitted(const Asked& asked);
Result<Decision> status_command(const Asked& asked);
Result<Decision> publish_command(const Asked& asked);
Result<Decision> unpublish_command(const Asked& asked);
Result<Decision> unpublish_clicked(const Asked& asked);
// approve.cpp
Result<Decision> approve_update_clicked(const Asked& asked);
Result<Decision> withdraw_update_clicked(const Asked& asked);
Result<Decision> change_update_clicked(const Asked& asked);
Result<Decision> change_update_submitted(const Asked& asked);
// severity.cpp
Result<Decision> severity_command(const Asked& asked);
Result<Form> severity_form(const Asked& asked);
Result<Decision> severity_submitted(const Asked& asked);
Result<Decision> rename_command(const Asked& asked);
// parts.cpp: one command for each part, which is named by the template's argument.
template <Part part>
Result<Decision> part_command(const Asked& asked);
Result<Decision> fill_part_command(const Asked& asked, Part part);
// key_time.cpp
Result<Decision> time_command(const Asked& asked);
// action.cpp
Result<Decision> action_command(const Asked& asked);
Result<Form> action_form(const Asked& asked);
Result<Decision> action_submitted(const Asked& asked);
Result<Decision> actions_command(const Asked& asked);
Result<Decision> follow_up_done_clicked(const Asked& asked);
// close.cpp
Result<Decision> close_command(const Asked& asked);
Result<Form> close_form(const Asked& asked);
Result<Decision> close_submitted(const Asked& asked);
Result<Decision> reopen_command(const Asked& asked);
Result<Form> reopen_form(const Asked& asked);
Result<Decision> reopen_submitted(const Asked& asked);
// maintenance.cpp
Result<Decision> maintenance_command(const Asked& asked);
Result<Form> maintenance_form(const Asked& asked);
Result<Decision> maintenance_submitted(const Asked& asked);
// What the open windows' own times ask for by then: one step each, or a reminder.
Decision windows_due(const Record& record, const Request& timer);
// postmortem.cpp
Result<Decision> postmortem_command(const Asked& asked);
// Says which shapes there are; `usage` is what would be right.
Error no_such_shape(const Asked& asked, std::string_view named, std::string_view usage);
// publish.cpp: `rest` is what follows the second word.
Result<Decision> publish_postmortem(const Asked& asked, std::string_view rest);
Result<Decision> unpublish_postmortem(const Asked& asked, std::string_view rest);
Result<Decision> postmortem_preview_clicked(const Asked& asked);
Result<Decision> postmortem_publish_clicked(const Asked& asked);
Result<Decision> postmortem_unpublish_clicked(const Asked& asked);
// The update that is the postmortem on the page; nothing when none stands there.
std::optional<Update> published_postmortem(const Record& record, IncidentId id);
// review.cpp
Result<Decision> ask_for_review(const Asked& asked, std::string_view rest);
Result<Decision> postmortem_done_clicked(const Asked& asked);
Result<Decision> postmortem_reviewed_clicked(const Asked& asked);
Result<Decision> list_revisions(const Asked& asked, std::string_view rest);
// How far people are with it, as one line; empty while there is no postmortem.
Words document_words(const Incident& incident);
// list.cpp
Result<Decision> list_command(const Asked& asked);
Result<Decision> show_command(const Asked& asked);
Result<Decision> panel_command(const Asked& asked);
// duplicate.cpp
Result<Decision> duplicate_command(const Asked& asked);
Result<Decision> fold_clicked(const Asked& asked);
Result<Decision> unfold_clicked(const Asked& asked);
Result<Decision> unfold_because(const Asked& asked, const std::string& why);
// catchup.cpp
Result<Decision> catchup_command(const Asked& asked);
// component.cpp
Result<Decision> component_command(const Asked& asked);
// stats.cpp
Result<Decision> stats_command(const Asked& asked);
// shortcut.cpp
Result<Decision> add_to_timeline_chosen(const Asked& asked);
Result<Decision> add_to_timeline_submitted(const Asked& asked);
Result<Decision> declare_from_message_chosen(const Asked& asked);
Result<Decision> undo_capture_clicked(const Asked& asked);
// scribe.cpp
Result<Decision> scribe_command(const Asked& asked);
Result<Decision> channel_read(const Asked& asked);  // an ask_channel was answered
Result<Decision> scribe_submitted(const Asked& asked);
// remind.cpp
Result<Decision> snooze_clicked(const Asked& asked);
Result<Decision> stop_reminders_clicked(const Asked& asked);
Result<Decision> resume_reminders_clicked(const Asked& asked);
Result<Decision> snooze_follow_ups_clicked(const Asked& asked);
Result<Decision> stop_follow_ups_clicked(const Asked& asked);
Result<Decision> resume_follow_ups_clicked(const Asked& asked);
// home.cpp
Result<Decision> home_page_clicked(const Asked& asked);
// What a click does besides: the asker's Home tab agrees, and where `done` was clicked in a
// message, what is left of their follow-ups takes its place.
Decision shown_where_clicked(const Asked& asked, Decision decision,
                             const std::optional<PromisedWork>& done = {});
// help.cpp
Result<Decision> help_command(const Asked& asked);

template <Part part>
Result<Decision> part_command(const Asked& asked) {
    return fill_part_command(asked, part);
}

// A reply alone: nothing changes.
inline Decision only(Reply reply) {
    return {{}, {}, std::move(reply)};
}
// A form that stays open, with what would be right beside the field.
inline Decision wrong_field(const std::string& field, const std::string& message) {
    Reply reply;
    reply.refused = true;
    reply.words = Words(message);
    reply.field_errors[field] = message;
    return only(std::move(reply));
}
// What an event, an answer or a timer says by that name, or an empty text.
inline std::string detail(const Request& request, const std::string& name) {
    const auto found = request.details.find(name);
    return found == request.details.end() ? std::string{} : found->second;
}
// What was entered into a field of the form, or an empty text.
inline std::string entered(const Asked& asked, const std::string& field) {
    const auto found = asked.request.fields.find(field);
    return found == asked.request.fields.end() ? std::string{} : found->second;
}

}  // namespace muster
