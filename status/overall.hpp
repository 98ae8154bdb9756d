#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::status {

// How bad an incident is for those outside, mildest first.
enum class Impact { none, minor, major, critical };
std::string_view to_string(Impact impact);  // "minor"
std::optional<Impact> read_impact(std::string_view text);

// How a part of the service is, best first: a group shows the worst of its parts.
enum class ComponentStatus {
    operational,
    under_maintenance,
    degraded_performance,
    partial_outage,
    major_outage
};
std::string_view to_string(ComponentStatus status);  // "degraded_performance"

// The state of everything in two of Statuspage's fixed words; clients compare both.
struct Overall {
    std::string_view indicator;    // none, minor, major, critical, maintenance
    std::string_view description;  // "All Systems Operational"

    friend bool operator==(const Overall&, const Overall&) = default;
};

// `leaves`: the components that are no groups. On a page with components they alone decide; without
// any, the worst impact of the open incidents does.
Overall overall(const std::vector<ComponentStatus>& leaves, const std::vector<Impact>& open);

}  // namespace muster::status
