#pragma once

#include "domain/document.hpp"

#include <string>

namespace muster {

// The postmortem's values as JSON, keys in a fixed order, ending in a line break. Instants are RFC
// 3339 in UTC, durations whole minutes; what is not known is null.
std::string postmortem_json(const Dossier& dossier, const Settings& settings);

}  // namespace muster
