#pragma once

#include "commands/command.hpp"
#include "domain/lifecycle.hpp"

namespace muster {

// The decision that `whats` make for the incident of `id`: stamped with who and when, with all that
// must follow from them outside, and, once it is closed, with a new revision of the postmortem.
// Every command ends here, so what a change of status sets in motion is written down once.
Decision decided(const Asked& asked, IncidentId id, Whats whats, Reply reply);

// What is taken back of an incident that becomes private and stood at these places, and what cannot
// be.
Words taken_back_words(const Places& places);

}  // namespace muster
