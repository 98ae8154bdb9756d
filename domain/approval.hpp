#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <vector>

namespace muster {

// Whether what somebody writes for those outside waits for a second person: by the severity, and
// never where nobody outside would read it. Muster's own neutral sentences wait for nobody.
bool needs_approval(const Incident& incident, const Settings& settings);

// Whether somebody still has to decide on it.
bool is_waiting(const Update& update);
// The newest that is; null when none is, or when nobody can decide on it: the incident is closed,
// or became private.
const Update* waiting_update(const Incident& incident, const std::vector<Update>& updates);

// The status as those outside know it: that of the newest update that left the room. `updates` by
// number.
Status told_status(const Incident& incident, const std::vector<Update>& updates);

}  // namespace muster
