#pragma once

#include "bot/config_table.hpp"
#include "domain/settings.hpp"

#include <string>

namespace muster {

// The table [reminders] of the file at `file`.
void read_reminders(Table& root, const std::string& file, Faults& faults, ReminderRules& rules);

}  // namespace muster
