#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <optional>
#include <vector>

namespace muster {

// When those outside should hear of it again: the severity's interval after the newest update that
// stands. Nothing once it is resolved, and where the severity has no rule.
std::optional<Instant> next_update_due(const Incident& incident, const std::vector<Update>& updates,
                                       const Settings& settings);

}  // namespace muster
