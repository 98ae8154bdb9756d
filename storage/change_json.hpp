#pragma once

#include "domain/change.hpp"
#include "domain/result.hpp"

#include <string>
#include <string_view>

namespace muster {

// One change as one line of JSON, without its line break: what the database keeps and an export
// shows. The same change gives the same bytes.
std::string write_change(const Change& change);

// Its inverse. Anything that is no change of a known kind is an Error that names the member.
Result<Change> read_change(std::string_view line);

}  // namespace muster
