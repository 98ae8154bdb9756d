#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/corrections.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "domain/approval.hpp"
#include "domain/lifecycle.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {
namespace {

constexpr std::size_t shown_characters = 600;
constexpr auto statuses =
    std::to_array<std::string_view>({"investigating", "identified", "monitoring", "resolved"});
constexpr auto corrections = std::to_array<std::string_view>({"edit", "withdraw", "approve"});
constexpr std::string_view status_names = "investigating, identified, monitoring, resolved";

// What one finger slips to: "identifed". Such a first word is asked about, not published.
bool is_almost_a_status(std::string_view word) {
    const auto typed_word = lower(word);
    for (const auto status :
         {Status::investigating, Status::identified, Status::monitoring, Status::resolved}) {
        const std::string name(to_string(status));
        if (typed_word.size() >= 6 && typed_word != name &&
            typed_word.substr(0, 5) == name.substr(0, 5) && typed_word.size() + 2 >= name.size() &&
            name.size() + 2 >= typed_word.size())
            return true;
    }
    return false;
}

}  // namespace

std::string where_it_stands(const Asked& asked) {
    if (asked.incident->is_private())
        return "in its channel alone: it is private.";
    return is_published(*asked.incident, asked.record.settings())
               ? "in its channel, in the announcements and on the status page."
               : "in its channel and in the announcements; the status page does not show this "
                 "incident.";
}

namespace {

// What comes next for an update that waits. The thread that stands in for a channel is read by
// everybody, so the text is not shown there.
void say_that_it_waits(const Asked& asked, int number, Words& words) {
    const bool has_message = asked.record.places(asked.incident->id).has_channel();
    words.plain("\n")
        .italic("It waits: somebody else than you has to approve it before it leaves the channel.")
        .plain(has_message ? " They press Approve there, or type " : " They type ")
        .code(typed(asked, "update approve " + std::to_string(number)));
}

Result<Decision> updated(const Asked& asked, std::optional<Status> status,
                         const std::string& text) {
    const bool waits = !text.empty() && needs_approval(*asked.incident, asked.record.settings());
    if (waits && length(text) > most_approved_characters)
        return invalid(
            "What somebody else has to approve can have up to 2,800 characters, so that they read "
            "all of it; this text has " +
            std::to_string(length(text)) + ". Nothing was kept.");
    auto whats = update(*asked.incident, status, text, asked.request.user, asked.record.settings(),
                        asked.request.at);
    if (!whats)
        return whats.error();
    const auto target = status.value_or(asked.incident->status);
    Reply reply;
    reply.words.bold("Update " + std::to_string(asked.incident->updates + 1))
        .plain(": " + to_string(asked.incident->id) + " is ")
        .bold(to_string(target));
    for (const auto& what : *whats)
        if (const auto* made = std::get_if<UpdateMade>(&what))
            reply.words.plain("\n").plain(shortened(made->update.text, shown_characters));
    if (waits)
        say_that_it_waits(asked, asked.incident->updates + 1, reply.words);
    else
        reply.words.plain("\n").italic("Posted " + where_it_stands(asked));
    if (target == Status::resolved)
        reply.words.plain("\nWhen all is done: ").code(typed(asked, "close"));
    return decided(asked, asked.incident->id, std::move(*whats), std::move(reply));
}

}  // namespace

// The update that is to be corrected. A first word "edit" or "withdraw" with a number means that;
// read as words, what corrects an update would be published itself.
Result<Update> standing_update(const Asked& asked, int number) {
    if (const auto open = require_open(*asked.incident, asked.record.settings()); !open)
        return open.error();
    const auto updates = asked.record.updates(asked.incident->id);
    const auto found = std::ranges::find(updates, number, &Update::number);
    if (found == updates.end())
        return not_found(to_string(asked.incident->id) + " has no update " +
                         std::to_string(number) + "; its newest is " +
                         std::to_string(asked.incident->updates) + ". Nothing was published.");
    if (found->withdrawn)
        return conflict("Update " + std::to_string(number) + " was withdrawn already.");
    if (found->postmortem)
        return conflict("Update " + std::to_string(number) + " is the published postmortem. " +
                        typed(asked, "postmortem unpublish WHY") + " takes it down.");
    return *found;
}

Result<Decision> edited_update(const Asked& asked, int number, std::string_view rest) {
    const auto before = standing_update(asked, number);
    if (!before)
        return before.error();
    const auto name = std::to_string(number);
    const auto text = public_text(asked, rest, typed(asked, "update edit " + name + " TEXT"));
    if (!text)
        return text.error();
    if (*text == before->text)
        return conflict("Update " + name + " says that already.");
    // Other words for those outside are new words, whatever carried the old ones.
    const bool needs = needs_approval(*asked.incident, asked.record.settings());
    if (!before->waiting && needs)
        return conflict("Update " + name + " is out, and words for those outside of a " +
                        asked.incident->severity + " need a second person. Write a new one: " +
                        typed(asked, "update TEXT") + ". To take this one back: " +
                        typed(asked, "update withdraw " + name + " WHY"));
    if (before->waiting && length(*text) > most_approved_characters)
        return invalid("What waits for approval can have up to 2,800 characters; this text has " +
                       std::to_string(length(*text)) + ". Nothing changed.");
    Reply reply;
    reply.words.bold("Update " + name).plain(" now says: " + shortened(*text, shown_characters));
    if (before->waiting)
        say_that_it_waits(asked, number, reply.words);
    else
        reply.words.plain("\n").italic("Changed " + where_it_stands(asked));
    return decided(asked, asked.incident->id, {UpdateEdited{number, *text, before->text}},
                   std::move(reply));
}

Result<Decision> withdrawn_update(const Asked& asked, int number, std::string_view rest) {
    const auto before = standing_update(asked, number);
    if (!before)
        return before.error();
    const auto name = std::to_string(number);
    const auto why = kept_text(rest, typed(asked, "update withdraw " + name + " WHY"));
    if (!why)
        return why.error();
    if (before->neutral)
        return conflict("Update " + name + " is Muster's own sentence about the status. Give it " +
                        "other words with " + typed(asked, "update edit " + name + " TEXT"));
    Reply reply;
    if (before->waiting) {
        reply.words.bold("Update " + name).plain(" is withdrawn; nobody outside has read it.");
        const auto updates = asked.record.updates(asked.incident->id);
        if (const auto told = told_status(*asked.incident, updates); told != asked.incident->status)
            reply.words
                .plain(" Outside it is still " + std::string(to_string(told)) +
                       ". To tell that it is " + std::string(to_string(asked.incident->status)) +
                       ": ")
                .code(typed(asked, "update TEXT"));
        return decided(asked, asked.incident->id, {UpdateWithdrawn{number, *why}},
                       std::move(reply));
    }
    reply.words.bold("Update " + name)
        .plain(" is withdrawn; so it says ")
        .plain(where_it_stands(asked))
        .plain(" Your reason stays inside Slack.");
    return decided(asked, asked.incident->id, {UpdateWithdrawn{number, *why}}, std::move(reply));
}

Result<Decision> update_command(const Asked& asked) {
    const auto usage = typed(asked, "update [STATUS] TEXT");
    auto rest = asked.arguments;
    const auto word = take_word(rest);
    if (const auto status = read_status(word)) {
        if (rest.empty())
            return updated(asked, status, {});
        const auto text = public_text(asked, rest, usage);
        if (!text)
            return text.error();
        return updated(asked, status, *text);
    }
    if (auto after = rest; lower(word) == "approve")
        if (const auto number = take_number(after); number && after.empty())
            return approved_update(asked, *number);
    if (auto after = rest; lower(word) == "edit" || lower(word) == "withdraw")
        if (const auto number = take_number(after))
            return lower(word) == "edit" ? edited_update(asked, *number, after)
                                         : withdrawn_update(asked, *number, after);
    if (is_almost_a_status(word))
        return invalid(
            "Is “" + std::string(word) + "” a status? " +
            did_you_mean(nearest(word, std::span(statuses)), typed(asked, "update "), " …") +
            "The statuses are " + std::string(status_names) + ". Nothing was published.");
    if (auto after = rest; take_number(after))
        // A word that only begins like one is a word: "with 3 of 5 regions".
        if (const auto meant = nearest(word, std::span(corrections));
            !meant.empty() && meant.size() <= word.size() + 2)
            return invalid(did_you_mean(meant, typed(asked, "update "),
                                        " " + shortened(without_mentions(rest), 60)) +
                           "Nothing was published.");
    const auto text = public_text(asked, asked.arguments, usage);
    if (!text)
        return text.error();
    return updated(asked, std::nullopt, *text);
}

Result<Form> update_form(const Asked& asked) {
    if (const auto open = require_open(*asked.incident, asked.record.settings()); !open)
        return open.error();
    Field text;
    text.id = "update";
    text.label = "Update";
    text.kind = Field::Kind::text;
    text.required = true;
    text.hint = "For everybody outside the room: what they notice, and what comes next";
    Field status;
    status.id = "status";
    status.label = "Status";
    status.kind = Field::Kind::choice;
    status.value = to_string(asked.incident->status);
    for (const auto each :
         {Status::investigating, Status::identified, Status::monitoring, Status::resolved})
        status.options.emplace_back(to_string(each), to_string(each));
    return Form{"update", button_value(*asked.incident), "Post an update", "Post", {text, status}};
}

Result<Decision> update_submitted(const Asked& asked) {
    const auto text =
        public_text(asked, entered(asked, "update"), "what everybody outside should know");
    if (!text)
        return wrong_field("update", text.error().message);
    const auto chosen = entered(asked, "status");
    const auto status = read_status(chosen);
    if (!status && !chosen.empty())
        return wrong_field("status", "Choose one of " + std::string(status_names) + ".");
    const auto state = read_button_value(asked.request.value);
    if (state && status && state->status != asked.incident->status)
        return wrong_field("status",
                           "Somebody moved the status to " +
                               std::string(to_string(asked.incident->status)) +
                               " while the form was open. Close the form and look again.");
    auto decision = updated(asked, status, *text);
    if (!decision)
        return wrong_field("update", decision.error().message);
    return decision;
}

Result<Decision> status_command(const Asked& asked) {
    auto rest = asked.arguments;
    const auto word = take_word(rest);
    const auto status = read_status(word);
    if (!status)
        return invalid((word.empty()
                            ? to_string(asked.incident->id) + " is " +
                                  std::string(to_string(asked.incident->status)) + ". "
                            : "There is no status " + shortened(without_mentions(word), 40) + ". " +
                                  did_you_mean(nearest(word, std::span(statuses)))) +
                       "Write: " + typed(asked, "status STATUS [TEXT]") + ". Statuses are " +
                       std::string(status_names) + ".");
    if (rest.empty())
        return updated(asked, status, {});
    const auto text = public_text(asked, rest, typed(asked, "status STATUS [TEXT]"));
    if (!text)
        return text.error();
    return updated(asked, status, *text);
}

namespace {

Result<Decision> set_published(const Asked& asked, bool published, const std::string& why) {
    const auto& incident = *asked.incident;
    if (incident.id.series != Series::incident)
        return conflict(to_string(incident.id) + " is never on the status page: " +
                        (incident.is_drill() ? "it is a drill." : "it is private."));
    if (is_published(incident, asked.record.settings()) == published)
        return conflict(to_string(incident.id) + (published ? " is on the status page already."
                                                            : " is not on the status page."));
    Reply reply;
    reply.words.plain(published ? "The status page shows " + to_string(incident.id) + " now."
                                : to_string(incident.id) + " is off the status page.");
    return decided(asked, incident.id, {PublishedSet{published, why}}, std::move(reply));
}

}  // namespace

Result<Decision> publish_command(const Asked& asked) {
    if (!asked.arguments.empty())
        return invalid("Nothing goes with publish. Write: " + typed(asked, "publish"));
    return set_published(asked, true, {});
}

Result<Decision> unpublish_command(const Asked& asked) {
    const auto why = kept_text(asked.arguments, typed(asked, "unpublish WHY"));
    if (!why)
        return why.error();
    return set_published(asked, false, *why);
}

Result<Decision> unpublish_clicked(const Asked& asked) {
    return set_published(asked, false, "Unpublished by button");
}

}  // namespace muster
