#pragma once

#include "commands/command.hpp"

namespace muster {

// An answer that shows the incident with its `shown` newest entries. Where that is all that is new
// to the asker, they have seen it now; else it says how much more there is, and how to see it.
Decision seen_in_part(const Asked& asked, const Incident& incident, int shown, Reply reply);

}  // namespace muster
