#pragma once

#include "bot/config_table.hpp"
#include "domain/settings.hpp"

#include <string>

namespace muster {

// [page]: whom the status page speaks for, and how it looks. A picture is read from its file here,
// and a colour that would be hard to read is refused.
void read_page(Table& root, const std::string& file, Faults& faults, Settings& settings);

}  // namespace muster
