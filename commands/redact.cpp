#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/redaction.hpp"
#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

// What no command can take back, and what to do about it.
void say_what_stays(Reply& reply, const std::string& own_message) {
    reply.words.plain("\nMuster cannot take back what others keep: ");
    if (!own_message.empty())
        reply.words.link(own_message, "the message it came from")
            .plain(", which its author can delete; ");
    reply.words.plain("backups and exports made before, and what somebody has read or copied. ")
        .bold("A password or key that was here should be changed.");
}

// What was published may quote an entry in words of its own: all of it goes.
Whats published_texts(const Asked& asked, const std::string& why) {
    Whats whats;
    for (const auto& update : asked.record.updates(asked.incident->id))
        if (update.postmortem && !(update.withdrawn && update.text == update.why_withdrawn))
            whats.emplace_back(UpdateRedacted{update.number, why});
    if (asked.incident->document_state() == DocumentState::published)
        whats.emplace_back(
            DocumentSet{DocumentState::documenting, DocumentState::published, "redacted"});
    return whats;
}

// Whether nothing was said there since it was redacted last.
bool is_redacted(const std::vector<Change>& changes) {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        if (std::holds_alternative<EntryRedacted>(change->what))
            return true;
        if (std::holds_alternative<EntryEdited>(change->what))
            return false;
    }
    return false;
}

Result<Decision> redacted_entry(const Asked& asked, int number, std::string_view rest) {
    const auto& id = asked.incident->id;
    const auto name = std::to_string(number);
    const auto entry = asked.record.entry(id, number);
    if (!entry)
        return not_found(to_string(id) + " has no entry " + name + ". " + typed(asked, "timeline") +
                         " shows the numbers.");
    const auto why = kept_text(rest, typed(asked, "redact " + name + " WHY"));
    if (!why)
        return why.error();
    if (is_redacted(asked.record.entry_changes(id, number)))
        return conflict("Entry " + name + " is redacted already.");
    Reply reply;
    reply.words.bold("Entry " + name)
        .plain(
            " is redacted. What it said is out of the record, its history, the documents and "
            "Muster's messages; who did it, when and why stays.");
    auto whats = published_texts(asked, *why);
    if (!whats.empty())
        reply.words.plain(
            " The postmortem on the status page may have quoted it, and is taken "
            "down; published again, it is without.");
    say_what_stays(reply, entry->link);
    whats.emplace_back(EntryRedacted{number, *why});
    return decided(asked, id, std::move(whats), std::move(reply));
}

Result<Decision> redacted_update(const Asked& asked, int number, std::string_view rest) {
    const auto& id = asked.incident->id;
    const auto name = std::to_string(number);
    const auto updates = asked.record.updates(id);
    const auto update = std::ranges::find(updates, number, &Update::number);
    if (update == updates.end())
        return not_found(to_string(id) + " has no update " + name + "; its newest is " +
                         std::to_string(asked.incident->updates) + ".");
    if (update->neutral)
        return conflict("Update " + name + " is Muster's own sentence about the status: nobody " +
                        "wrote it, and nothing in it can be redacted.");
    const auto why = kept_text(rest, typed(asked, "redact update " + name + " WHY"));
    if (!why)
        return why.error();
    if (update->withdrawn && update->text == update->why_withdrawn)
        return conflict("Update " + name + " is redacted already.");
    Reply reply;
    reply.words.bold("Update " + name)
        .plain(
            " is redacted, and withdrawn by that. What it said is out of the record, its "
            "history, the status page and Muster's messages; who did it, when and why stays "
            "inside Slack.");
    reply.words.plain(" Feed readers keep what they have fetched.");
    say_what_stays(reply, {});
    Whats whats{UpdateRedacted{number, *why}};
    if (update->postmortem && asked.incident->document_state() == DocumentState::published)
        whats.emplace_back(
            DocumentSet{DocumentState::documenting, DocumentState::published, "redacted"});
    return decided(asked, id, std::move(whats), std::move(reply));
}

}  // namespace

Result<Decision> redact_command(const Asked& asked) {
    auto rest = asked.arguments;
    if (const auto number = take_number(rest))
        return redacted_entry(asked, *number, rest);
    if (lower(take_word(rest)) == "update")
        if (const auto number = take_number(rest))
            return redacted_update(asked, *number, rest);
    return invalid("What is to be redacted? Write: " + typed(asked, "redact N WHY") +
                   " for an entry, " + typed(asked, "redact update N WHY") + " for an update. " +
                   typed(asked, "timeline") + " shows the entries' numbers.");
}

}  // namespace muster
