#pragma once

#include "bot/config_table.hpp"
#include "domain/settings.hpp"

#include <string>

namespace muster {

// [alerts] and [[alert]]; after the severities and the components, which they name.
void read_alerts(Table& root, const std::string& file, Faults& faults, Settings& settings);

}  // namespace muster
