#include "commands/duplicate.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/visibility.hpp"
#include "domain/fold.hpp"
#include "domain/likeness.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t most_look_alikes = 3;
constexpr std::size_t shown_characters = 120;

void say_where(Words& words, const Asked& asked, IncidentId id) {
    const auto places = asked.record.places(id);
    if (places.has_channel())
        words.plain(" ").channel(places.channel, places.channel_name);
}

// One decision about two incidents, each with what follows from its own changes.
Decision both(const Asked& asked, const Incident& other, FoldWhats whats, Reply reply) {
    auto decision = decided(asked, asked.incident->id, std::move(whats.from), std::move(reply));
    Asked about_other = asked;
    about_other.incident = other;
    auto more = decided(about_other, other.id, std::move(whats.into), {});
    std::ranges::move(more.changes, std::back_inserter(decision.changes));
    std::ranges::move(more.effects, std::back_inserter(decision.effects));
    return decision;
}

Result<Decision> folded_into(const Asked& asked, const Incident& into) {
    const auto& from = *asked.incident;
    auto whats = fold(from, into, asked.record.entries(from.id, 0, most_folded_entries + 1),
                      asked.record.settings());
    if (!whats)
        return whats.error();
    const auto count = std::get<Folded>(whats->from.front()).fold.entries;
    Reply reply;
    reply.words.bold(to_string(from.id)).plain(" is folded into ").bold(to_string(into.id));
    reply.words.plain(" " + shortened(into.title, shown_characters));
    if (count > 0)
        reply.words.plain(": " + counted(count, "entry has", "entries have") + " come over");
    reply.words.plain(". It is closed, and no figure counts it");
    reply.words.plain(is_published(from, asked.record.settings())
                          ? "; the status page does not show it any more."
                          : ".");
    reply.words.plain("\nGo on in");
    say_where(reply.words, asked, into.id);
    reply.words.plain(", or with ")
        .code(asked.record.settings().command + " " + to_string(into.id) + " log TEXT")
        .plain(". Both channels are told.");
    reply.buttons.push_back({"unfold", "Undo", to_string(from.id), Button::Style::normal});
    return both(asked, into, std::move(*whats), std::move(reply));
}

}  // namespace

Result<Decision> duplicate_command(const Asked& asked) {
    auto rest = asked.arguments;
    const auto word = take_word(rest);
    if (word.empty() || !rest.empty())
        return invalid("Of which incident is this the duplicate? Write: " +
                       typed(asked, "duplicate INC-N") + ". " + newest_open(asked));
    const auto id = read_incident_id(word);
    const auto into = id ? visible_incident(asked, *id) : std::nullopt;
    if (!into)
        return not_found("There is no " + shortened(word, 40) + ". " + newest_open(asked));
    return folded_into(asked, *into);
}

Result<Decision> fold_clicked(const Asked& asked) {
    std::string_view value = asked.request.value;
    take_word(value);
    Asked typed_it = asked;
    typed_it.arguments = value;
    return duplicate_command(typed_it);
}

Result<Decision> unfold_clicked(const Asked& asked) {
    if (!asked.incident->folded)
        return conflict(to_string(asked.incident->id) + " is no duplicate any more.");
    return unfold_because(asked, "undone");
}

Result<Decision> unfold_because(const Asked& asked, const std::string& why) {
    const auto& from = *asked.incident;
    const auto& gone = *from.folded;
    const auto into = asked.record.incident(gone.into);
    if (!into)
        return not_found(to_string(gone.into) + ", into which it was folded, cannot be found.");
    std::vector<Entry> standing;
    for (int i = 0; i < gone.entries; ++i)
        if (auto entry = asked.record.entry(into->id, gone.first_entry + i);
            entry && !entry->removed)
            standing.push_back(*std::move(entry));
    auto whats = unfold(from, *into, standing, why, asked.record.settings());
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(to_string(from.id))
        .plain(" is an incident of its own again, and " + std::string(to_string(from.status)) +
               " as it was");
    if (!standing.empty())
        reply.words.plain(
            ". What had come over is out of the timeline of " + to_string(into->id) + " (" +
            counted(static_cast<long long>(standing.size()), "entry", "entries") + ")");
    reply.words.plain(". Both channels are told.");
    return both(asked, *into, std::move(*whats), std::move(reply));
}

void say_look_alikes(const Asked& asked, IncidentId id, const std::string& title, Reply& reply) {
    std::size_t count = 0;
    for (const auto& other : visible_incidents(asked, IncidentFilter::open)) {
        if (other.id == id || other.id.series != id.series || !look_alike(other.title, title))
            continue;
        if (count++ == most_look_alikes)
            break;
        reply.words.plain(count == 1 ? "\nIs it the same as " : "\nOr as ")
            .bold(to_string(other.id))
            .plain(" " + shortened(other.title, shown_characters));
        say_where(reply.words, asked, other.id);
        reply.words.plain(", " + other.severity + ", declared ");
        say_instant(reply.words, std::chrono::floor<std::chrono::minutes>(other.declared_at),
                    asked.request.zone);
        reply.words.plain("? ").code(asked.record.settings().command + " " + to_string(id) +
                                     " duplicate " + to_string(other.id));
        reply.buttons.push_back({"fold", "Fold into " + to_string(other.id),
                                 to_string(id) + " " + to_string(other.id), Button::Style::normal});
    }
}

}  // namespace muster
