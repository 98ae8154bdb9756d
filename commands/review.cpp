// Who reads the postmortem before it is done, and that it is.
#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/revision_words.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_asked = 20;

Result<void> require_document(const Asked& asked) {
    if (asked.incident->revisions == 0)
        return conflict(to_string(asked.incident->id) + " has no postmortem yet. " +
                        typed(asked, "close TEXT") + " makes one, and so does " +
                        typed(asked, "postmortem"));
    return {};
}

// Whoever has a role in it or declared it, but for whoever asks.
std::vector<Person> those_in_it(const Asked& asked) {
    std::vector<Person> people;
    const auto add = [&](const Person& person) {
        if (!person.user.empty() && person != asked.request.user &&
            std::ranges::find(people, person) == people.end())
            people.push_back(person);
    };
    for (const auto& [role, holder] : asked.incident->roles)
        add(holder);
    if (const auto profile = asked.record.profile(asked.incident->reporter.user);
        !profile || !profile->bot)
        add(asked.incident->reporter);
    return people;
}

Result<std::vector<Person>> named_reviewers(const Asked& asked, std::string_view rest) {
    const auto usage = typed(asked, "postmortem ask [@USER …]");
    std::vector<Person> people;
    while (!rest.empty()) {
        const auto person = take_person(rest, asked.record);
        if (!person)
            return invalid("Whom shall Muster ask? “" + shortened(without_mentions(rest), 40) +
                           "” is nobody. Write: " + usage);
        if (!*person)
            return person->error();
        if ((*person)->user.empty())
            return invalid("A review is asked of people of this workspace, one by one. Write: " +
                           usage);
        if (std::ranges::find(people, **person) == people.end())
            people.push_back(**person);
        rest = trimmed(rest);
        while (rest.starts_with(',') || rest.starts_with("and "))
            rest = trimmed(rest.substr(rest.starts_with(',') ? 1 : 4));
    }
    if (people.size() > most_asked)
        return invalid("Up to " + std::to_string(most_asked) +
                       " people can be asked at once. Nobody was asked.");
    return people;
}

// Of a private incident nobody outside its channel hears.
Result<void> may_all_read(const Asked& asked, const std::vector<Person>& people) {
    if (!asked.incident->is_private())
        return {};
    const auto channel = asked.record.places(asked.incident->id).channel;
    for (const auto& person : people)
        if (!asked.record.is_member(channel, person.user))
            return conflict(person.name + " is not in the channel of " +
                            to_string(asked.incident->id) +
                            ", which is private. Invite them there first. Nobody was asked.");
    return {};
}

void list_names(Words& words, const std::vector<Person>& people) {
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (i > 0)
            words.plain(i + 1 == people.size() ? " and " : ", ");
        words.add(who(people[i]));
    }
}

}  // namespace

Result<Decision> ask_for_review(const Asked& asked, std::string_view rest) {
    if (const auto there = require_document(asked); !there)
        return there.error();
    auto people = named_reviewers(asked, rest);
    if (!people)
        return people.error();
    if (people->empty())
        *people = those_in_it(asked);
    if (people->empty())
        return invalid("Nobody but you has a part in " + to_string(asked.incident->id) +
                       ". Name who shall read it: " + typed(asked, "postmortem ask @USER"));
    if (const auto allowed = may_all_read(asked, *people); !allowed)
        return allowed.error();
    const auto& settings = asked.record.settings();
    Reply reply;
    list_names(reply.words, *people);
    reply.words
        .plain(people->size() == 1 ? " is asked to read the postmortem of "
                                   : " are asked to read the postmortem of ")
        .bold(to_string(asked.incident->id))
        .plain(".");
    if (settings.reminders.postmortems)
        reply.words.plain(" Whoever has not after " +
                          counted(settings.reminders.review_days, "working day", "working days") +
                          " is reminded.");
    reply.words.plain("\nWhen it is as it should be: ").code(typed(asked, "postmortem done"));
    Whats whats{ReviewAsked{std::move(*people)}};
    const auto state = asked.incident->document_state();
    if (state == DocumentState::documenting || state == DocumentState::done)
        whats.emplace_back(DocumentSet{DocumentState::in_review, state});
    return decided(asked, asked.incident->id, std::move(whats), std::move(reply));
}

Result<Decision> postmortem_done_clicked(const Asked& asked) {
    if (const auto there = require_document(asked); !there)
        return there.error();
    const auto& incident = *asked.incident;
    const auto id = to_string(incident.id);
    if (!incident.closed)
        return conflict(id + " is open, so its postmortem cannot be done. Close it first: " +
                        typed(asked, "close TEXT"));
    const auto state = incident.document_state();
    if (state == DocumentState::done || state == DocumentState::published)
        return conflict("The postmortem of " + id + " is " + std::string(to_string(state)) +
                        " already.");
    Reply reply;
    reply.words.plain("The postmortem of ")
        .bold(id)
        .plain(
            " is done. Nobody is asked for it any more; what is added to the record still comes "
            "into "
            "it.");
    auto decision =
        decided(asked, incident.id, {DocumentSet{DocumentState::done, state}}, std::move(reply));
    return undoable(asked, std::move(decision), "Undo");
}

Result<Decision> postmortem_reviewed_clicked(const Asked& asked) {
    if (const auto there = require_document(asked); !there)
        return there.error();
    const auto& incident = *asked.incident;
    const auto& user = asked.request.user;
    const auto asked_for = std::ranges::find(incident.reviews, user, &Review::reviewer);
    const auto id = to_string(incident.id);
    if (asked_for == incident.reviews.end())
        return conflict("Nobody asked you to read the postmortem of " + id +
                        ". If it is as it should be: " + typed(asked, "postmortem done"));
    if (asked_for->done_at)
        return conflict("You have said already that you read the postmortem of " + id + ".");
    const auto waiting = std::ranges::count_if(
        incident.reviews, [&](const Review& one) { return !one.done_at && one.reviewer != user; });
    Reply reply;
    reply.words.plain("Thank you. ")
        .bold(id)
        .plain(waiting == 0 ? ": everybody who was asked has read its postmortem now."
                            : ": " + counted(waiting, "other has", "others have") +
                                  " not read its postmortem yet.");
    const auto state = incident.document_state();
    if (waiting == 0 && incident.closed && state != DocumentState::done &&
        state != DocumentState::published)
        reply.buttons = {{"postmortem_done", "Reviewed, done", id, Button::Style::primary}};
    return decided(asked, incident.id, {ReviewGiven{user}}, std::move(reply));
}

Result<Decision> list_revisions(const Asked& asked, std::string_view rest) {
    constexpr std::size_t most_listed = 15;
    if (const auto there = require_document(asked); !there)
        return there.error();
    const auto& incident = *asked.incident;
    const auto usage = typed(asked, "postmortem revisions [N]");
    Reply reply;
    if (!rest.empty()) {
        const auto number = take_number(rest);
        if (!number || !rest.empty() || *number > incident.revisions)
            return invalid("Which revision? There are " + std::to_string(incident.revisions) +
                           ". Write: " + usage);
        reply.words = what_changed(asked.record, incident.id, *number - 1, *number);
        if (reply.words.empty())
            reply.words.plain("Nothing that was written changed in revision " +
                              std::to_string(*number) + ".");
        return only(std::move(reply));
    }
    const auto revisions = asked.record.revisions(incident.id);
    reply.words.bold("Revisions of the postmortem of " + to_string(incident.id));
    const auto first = revisions.size() - std::min(revisions.size(), most_listed);
    if (first > 0)
        reply.words.plain("\nThe newest " + std::to_string(most_listed) + " of " +
                          std::to_string(revisions.size()) + ":");
    for (auto i = first; i < revisions.size(); ++i) {
        reply.words.plain("\n").bold(std::to_string(revisions[i].number)).plain("  ");
        say_instant(reply.words, revisions[i].at, asked.request.zone);
        reply.words.plain("  ").add(who(revisions[i].author)).plain(": " + revisions[i].reason);
    }
    reply.words.plain("\nWhat changed in one: ").code(usage);
    return only(std::move(reply));
}

Words document_words(const Incident& incident) {
    Words words;
    if (incident.revisions == 0)
        return words;
    words.plain(incident.closed ? std::string(to_string(incident.document_state()))
                                : "the incident is open");
    words.plain(", revision " + std::to_string(incident.revisions));
    std::vector<Person> waiting;
    std::vector<Person> read;
    for (const auto& review : incident.reviews)
        (review.done_at ? read : waiting).push_back(review.reviewer);
    if (!read.empty()) {
        words.plain(", read by ");
        list_names(words, read);
    }
    if (!waiting.empty()) {
        words.plain(", waits for ");
        list_names(words, waiting);
    }
    return words;
}

}  // namespace muster
