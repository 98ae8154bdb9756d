#pragma once

#include "bot/config_table.hpp"
#include "domain/settings.hpp"

#include <string>

namespace muster {

// [[component]]: the parts of the service.
void read_components(Table& root, const std::string& file, Faults& faults, Settings& settings);
// [permissions]: who may do what.
void read_permissions(Table& root, const std::string& file, Faults& faults, Settings& settings);

}  // namespace muster
