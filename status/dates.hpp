#pragma once

#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster::status {

// Months and days are English in every document, whatever the machine's locale.

std::string iso_milliseconds(Instant at);  // "2026-11-20T14:02:05.000Z"
std::string rss_date(Instant at);          // "Fri, 20 Nov 2026 14:02:05 +0000"
std::string http_date(Instant at);         // "Fri, 20 Nov 2026 14:02:05 GMT"
// The moment an HTTP date names, in the one form that is still written; nothing for any other text.
std::optional<Instant> read_http_date(std::string_view text);

std::string moment_text(Instant at, const Zone& zone);  // "20 Nov 2026, 14:02 UTC"
std::string day_text(Day day);                          // "Friday, 20 November 2026"
std::string short_day_text(Day day);                    // "20 Nov 2026"
std::string month_text(std::chrono::year_month month);  // "November 2026"
std::string month_key(std::chrono::year_month month);   // "2026-11"
Day local_day(Instant at, const Zone& zone);

}  // namespace muster::status
