#include "commands/arguments.hpp"
#include "commands/capture.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/permission.hpp"
#include "commands/visibility.hpp"
#include "domain/lifecycle.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t shown_characters = 600;
constexpr std::size_t title_characters = 60;
constexpr std::size_t proposed_title = 100;

Error too_old() {
    return not_found(
        "That message was offered too long ago. Choose it again in Slack: its menu has Add to "
        "timeline and Declare from message.");
}

// The message that a form was opened from.
Result<SlackMessage> shown_in(const Asked& asked) {
    const auto place = read_context(asked.request.value);
    auto message = place ? asked.record.shown_message(*place) : std::nullopt;
    if (!message)
        return too_old();
    return *std::move(message);
}

Result<Decision> add(const Asked& asked, const SlackMessage& message) {
    using How = Capturing::How;
    const auto& incident = *asked.incident;
    if (const auto allowed = require_permission(asked, "log"); !allowed)
        return allowed.error();
    if (incident.folded)
        if (const auto open = require_open(incident, asked.record.settings()); !open)
            return open.error();
    Capturing capturing(asked.record, incident, asked.request.at);
    const auto how = capturing.take(message, added_by(asked.request));
    const auto& entry = capturing.entry();
    const auto number = std::to_string(entry.number);

    Reply reply;
    reply.words.bold("Entry " + number);
    if (asked.record.incident_in(asked.request.place) != incident.id)
        reply.words.plain(" of " + to_string(incident.id));
    reply.words.plain(how == How::put_back    ? " is back: "
                      : how == How::was_there ? " has it already: "
                                              : ": ");
    say_when(reply.words, shown_when(entry), asked.request.zone);
    reply.words.plain(" " + entry.author.name + ": " + shortened(entry.text, shown_characters));
    reply.buttons.push_back(
        {"undo_capture", "Undo", to_string(incident.id) + " " + number, Button::Style::normal});
    Decision decision;
    if (capturing.whats().empty())
        decision.reply = std::move(reply);
    else
        decision = decided(asked, incident.id, std::move(capturing.whats()), std::move(reply));
    decision.captures = std::move(capturing.captures());
    return decision;
}

Result<SlackMessage> message_of(const Asked& asked) {
    if (asked.request.messages.empty())
        return invalid("Slack did not say which message is meant. Choose it in its menu again.");
    return asked.request.messages.front();
}

}  // namespace

Result<Decision> add_to_timeline_chosen(const Asked& asked) {
    const auto message = message_of(asked);
    if (!message)
        return message.error();
    if (message->by_us)
        return conflict("Muster's own messages are not added to a timeline. Write an entry with " +
                        asked.record.settings().command + " log TEXT.");
    auto here = asked;
    if (const auto id = asked.record.incident_in(asked.request.place))
        here.incident = visible_incident(asked, *id);
    if (here.incident)
        return add(here, *message);

    Field incident;
    incident.id = "incident";
    incident.label = "Incident";
    incident.kind = Field::Kind::choice;
    incident.required = true;
    for (const auto& open : visible_incidents(asked, IncidentFilter::open))
        incident.options.emplace_back(
            to_string(open.id), to_string(open.id) + " " + shortened(open.title, title_characters));
    if (incident.options.empty())
        return conflict(
            "No incident is open, so there is no timeline to add it to. Declare from message, in "
            "the message's menu, declares one that begins with it.");
    incident.value = incident.options.front().first;
    Reply reply;
    reply.form =
        Form{"add_to_timeline", to_context(message->place), "Add to timeline", "Add", {incident}};
    auto decision = only(std::move(reply));
    decision.shown.push_back(*message);
    return decision;
}

Result<Decision> add_to_timeline_submitted(const Asked& asked) {
    const auto chosen = entered(asked, "incident");
    const auto id = read_incident_id(chosen);
    auto there = asked;
    there.incident = id ? visible_incident(asked, *id) : std::nullopt;
    if (!there.incident)
        return wrong_field("incident", "There is no such incident. " + newest_open(asked));
    const auto message = shown_in(asked);
    if (!message)
        return message.error();
    return add(there, *message);
}

Result<Decision> declare_from_message_chosen(const Asked& asked) {
    const auto message = message_of(asked);
    if (!message)
        return message.error();
    auto form = declare_form(asked);
    if (!form)
        return form.error();
    if (!message->by_us)
        form->context = to_context(message->place);
    for (auto& field : form->fields)
        if (field.id == "title")
            field.value = first_words(asked.record, *message, proposed_title);
    Reply reply;
    reply.form = std::move(*form);
    auto decision = only(std::move(reply));
    decision.shown.push_back(*message);
    return decision;
}

Result<Decision> undo_capture_clicked(const Asked& asked) {
    std::string_view value = asked.request.value;
    take_word(value);
    const auto number = take_number(value);
    if (!number)
        return invalid("That button is from another version of Muster. Use " +
                       typed(asked, "remove N"));
    const auto name = "Entry " + std::to_string(*number);
    const auto entry = asked.record.entry(asked.incident->id, *number);
    auto capture = asked.record.capture_of(asked.incident->id, *number);
    if (!entry || entry->removed || !capture)
        return conflict(name + " is gone already.");
    const auto& asker = asked.request.user.user;
    const auto anyway =
        " To take it out all the same: " + typed(asked, "remove " + std::to_string(*number));
    if (!capture->was_added_by(asker))
        return conflict("Only who added " + name + " can undo it here." + anyway);
    if (entry->edited)
        return conflict(name + " has been edited since." + anyway);
    note(*capture, {Mark::Kind::added, asker, false, {}});
    Reply reply;
    if (capture->is_marked()) {
        reply.words.plain(name + " stays: somebody else marked its message too." + anyway);
        auto decision = only(std::move(reply));
        decision.captures.push_back(std::move(*capture));
        return decision;
    }
    reply.words.plain("Undone: entry " + std::to_string(*number) + " is out of the timeline.");
    auto decision =
        decided(asked, asked.incident->id, {EntryRemoved{*number, "undone"}}, std::move(reply));
    decision.captures.push_back(std::move(*capture));
    return decision;
}

}  // namespace muster
