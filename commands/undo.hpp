#pragma once

#include "commands/command.hpp"

#include <string_view>

namespace muster {

// The decision, with a button in its answer by which whoever asked takes back all that it did to
// `asked.incident`. Not for what was said to everybody outside: that has ways of its own.
Decision undoable(const Asked& asked, Decision decision, std::string_view text = "Undo");
// The same where there is a decision.
Result<Decision> undoable(const Asked& asked, Result<Decision> decision);

// Takes back what the button was drawn for: for whoever did it alone, and refused, by the name of
// who changed it, when it has changed since. What was before comes back by changes like any other,
// so the trail stays.
Result<Decision> undo_clicked(const Asked& asked);

}  // namespace muster
