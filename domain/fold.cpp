#include "domain/fold.hpp"

#include <utility>

namespace muster {
namespace {

std::string_view kind_of(Series series) {
    switch (series) {
        case Series::incident:
            return "an incident that everybody sees";
        case Series::private_incident:
            return "private";
        case Series::drill:
            return "a drill";
        case Series::maintenance:
            return "a maintenance window";
    }
    return {};
}

Error other_kind(const Incident& from, const Incident& into) {
    return conflict(to_string(from.id) + " is " + std::string(kind_of(from.id.series)) + " and " +
                    to_string(into.id) + " is " + std::string(kind_of(into.id.series)) +
                    ": only two of a kind can be one. Nothing changed.");
}

// An entry as it stands in the other timeline. What Muster noted by itself says whose it was.
Entry moved(Entry entry, int number, IncidentId from) {
    entry.number = number;
    if (entry.source == Entry::Source::automatic)
        entry.text = to_string(from) + ": " + entry.text;
    return entry;
}

}  // namespace

Result<FoldWhats> fold(const Incident& from, const Incident& into,
                       const std::vector<Entry>& entries, const Settings& settings) {
    if (from.id == into.id)
        return conflict(to_string(from.id) +
                        " is itself. Name the other one, whose timeline goes "
                        "on.");
    if (const auto open = require_open(from, settings); !open)
        return open.error();
    if (from.id.series != into.id.series)
        return other_kind(from, into);
    if (into.folded)
        return conflict(to_string(into.id) + " is a duplicate itself, of " +
                        to_string(into.folded->into) + ". Fold into that one.");
    if (into.closed)
        return conflict(to_string(into.id) +
                        " is closed. Only an open incident can go on for both; "
                        "reopen it first: " +
                        settings.command + " " + to_string(into.id) + " reopen WHY");
    if (entries.size() > static_cast<std::size_t>(most_folded_entries))
        return conflict(to_string(from.id) +
                        " has more than 2,000 entries, which is too many to "
                        "move. Close it, and say in its closing words which incident it was.");
    const auto count = static_cast<int>(entries.size());
    const Fold done{into.id, into.entries + 1, count};
    FoldWhats whats;
    whats.from.emplace_back(Folded{done});
    int number = done.first_entry;
    for (const auto& entry : entries)
        whats.into.emplace_back(EntryAdded{moved(entry, number++, from.id)});
    whats.into.emplace_back(FoldTaken{from.id, count});
    return whats;
}

Result<FoldWhats> unfold(const Incident& from, const Incident& into,
                         const std::vector<Entry>& standing, const std::string& why,
                         const Settings& settings) {
    if (!from.folded)
        return conflict(to_string(from.id) + " is no duplicate.");
    if (into.folded)
        return conflict(to_string(into.id) + " was folded into " + to_string(into.folded->into) +
                        " since. Part those first: " + settings.command + " " + to_string(into.id) +
                        " reopen WHY");
    FoldWhats whats;
    whats.from.emplace_back(Unfolded{into.id, why});
    for (const auto& entry : standing)
        whats.into.emplace_back(EntryRemoved{entry.number});
    whats.into.emplace_back(FoldReturned{from.id, static_cast<int>(standing.size())});
    return whats;
}

}  // namespace muster
