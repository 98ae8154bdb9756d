#pragma once

#include "status/model.hpp"

#include <kainjow/mustache.hpp>

namespace muster::status {

// What log.html shows: of each published incident its title, key times and durations, and the
// figures over them by quarter. What is not published is in none of them.
kainjow::mustache::data log_values(const PublicRecord& record);

}  // namespace muster::status
