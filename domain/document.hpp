#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <vector>

namespace muster {

// All of one incident's record that a document may show: what a postmortem is made from.
struct Dossier {
    Incident incident;
    std::vector<Entry> entries;  // not removed; by instant, then number
    int earlier_entries = 0;     // before these, where only the newest were asked for
    std::vector<Update> updates;
    std::vector<FollowUp> follow_ups;
    std::vector<Revision> revisions;
};

}  // namespace muster
