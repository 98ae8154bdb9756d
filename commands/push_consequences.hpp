#pragma once

#include "commands/command.hpp"
#include "domain/change.hpp"
#include "domain/effect.hpp"

#include <vector>

namespace muster {

// What the changes of one decision owe to the targets of Settings::pushes: what is public of the
// incident, by the publication rule, and nothing else; what was public and is so no longer is
// taken back. `before` has the number 0 when the incident is new.
std::vector<Effect> pushes_after(const Record& record, const Incident& before,
                                 const Incident& after, const std::vector<Change>& changes);

}  // namespace muster
