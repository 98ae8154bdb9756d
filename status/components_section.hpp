#pragma once

#include "status/model.hpp"

#include <kainjow/mustache.hpp>

#include <optional>

namespace muster::status {

// What components.html shows: the parts of the service group by group, each with its state, and how
// it was on each of the last 90 days. Nothing when there is nothing to show.
std::optional<kainjow::mustache::data> component_values(const PublicRecord& record);

}  // namespace muster::status
