#pragma once

#include "commands/command.hpp"

#include <string>

namespace muster {

// Names the open incidents that the new one, `id`, looks like, as far as the asker may see them,
// each with a button that folds the new one into it.
void say_look_alikes(const Asked& asked, IncidentId id, const std::string& title, Reply& reply);

}  // namespace muster
