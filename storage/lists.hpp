#pragma once

#include "domain/change.hpp"
#include "domain/document.hpp"
#include "domain/result.hpp"

#include <optional>

namespace muster {

// Where an incident's entries, updates, follow-ups and revisions are kept: in tables, or in memory
// when the record is replayed.
class Lists {
public:
    virtual ~Lists() = default;

    virtual std::optional<Entry> entry(IncidentId id, int number) = 0;
    virtual std::optional<Update> update(IncidentId id, int number) = 0;
    virtual std::optional<FollowUp> follow_up(IncidentId id, int number) = 0;
    // Adds it, or replaces the one of its number.
    virtual void keep(IncidentId id, const Entry& entry) = 0;
    virtual void keep(IncidentId id, const Update& update) = 0;
    virtual void keep(IncidentId id, const FollowUp& follow_up) = 0;
    virtual void keep(IncidentId id, const Revision& revision) = 0;
    // There is none of that number any more.
    virtual void drop_follow_up(IncidentId id, int number) = 0;
};

// What a change does to the lists; `apply` does the same for the head. An Error when it speaks of
// a number that is not there.
Result<void> apply_to_lists(Lists& lists, const Change& change);

// Replays changes into a Dossier; `dossier.incident` by apply(), the lists here.
Result<void> replay(Dossier& dossier, const Change& change);

}  // namespace muster
