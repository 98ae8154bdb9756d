#pragma once

#include "commands/command.hpp"

namespace muster {

// What the timer asks for: whatever has come due is said now, once, however long nobody asked. Its
// details: "archive" looks for channels to archive too, "homes" brings the Home tabs up to date
// that somebody opened lately.
Decision remind(const Record& record, const Request& request);

}  // namespace muster
