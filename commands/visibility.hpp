#pragma once

#include "commands/command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

// Whether the asker may know of this incident: a private one is its channel's alone. Membership
// that is not known counts as none; whoever types in the channel is in it.
bool may_see(const Asked& asked, const Incident& incident);
// The incident of that id, unless there is none or the asker may not know of it: both look alike.
std::optional<Incident> visible_incident(const Asked& asked, IncidentId id);
// Newest first, without those the asker may not know of; at most 1,000.
std::vector<Incident> visible_incidents(const Asked& asked, IncidentFilter filter);
// "The newest open ones: INC-7 Checkout latency; …", up to five; or that none is open, and which
// were closed last.
std::string newest_open(const Asked& asked);

}  // namespace muster
