#pragma once

#include "domain/settings.hpp"
#include "templates/log_data.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// The log as JSON; docs/log-formats.md says what each member is.
std::string log_json(const std::vector<LoggedQuarter>& quarters, const Settings& settings);

// The log as CSV (RFC 4180), one line for each incident; the same columns can be imported.
std::string log_csv(const std::vector<LoggedQuarter>& quarters);

// A text as a cell of CSV: in quotes where it must be. One that a spreadsheet would take for a
// formula gets an apostrophe before it.
std::string csv_cell(std::string_view text);

}  // namespace muster
