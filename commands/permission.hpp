#pragma once

#include "commands/command.hpp"

#include <string_view>

namespace muster {

// Whether the asker may do anything at all: guests, and people of other workspaces in a channel
// that is shared with them, only where the configuration lets them. Somebody unknown may.
Result<void> require_insider(const Record& record, const Request& request);

// Whether the asker may give that command here, by whatever door; the Error says who may. `asked`
// has the incident it is about, where it is about one. Looking is everybody's who may see the
// incident, unless the configuration names the very command.
Result<void> require_permission(const Asked& asked, std::string_view command);

// Whether the command only shows something.
bool is_looking(std::string_view command);

}  // namespace muster
