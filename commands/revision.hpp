#pragma once

#include "commands/command.hpp"
#include "domain/lifecycle.hpp"

#include <optional>
#include <string>

namespace muster {

// The revision of the postmortem that `whats` make necessary for the incident, which was `before`:
// once it is closed whatever the document says, and at any time what must not stay in one. Nothing
// where they make one themselves, or none is needed.
std::optional<Revision> revision_after(const Asked& asked, const Incident& before,
                                       const Whats& whats);

// The shape people chose last for this incident; before that, the configured one.
std::string shape_of(const Asked& asked, const Incident& incident);

}  // namespace muster
