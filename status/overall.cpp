#include "status/overall.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::status {
namespace {

constexpr Overall all_well{"none", "All Systems Operational"};

constexpr std::array<std::pair<Impact, std::string_view>, 4> impact_names{{
    {Impact::none, "none"},
    {Impact::minor, "minor"},
    {Impact::major, "major"},
    {Impact::critical, "critical"},
}};

Overall of_incidents(const std::vector<Impact>& open) {
    if (open.empty())
        return all_well;
    switch (*std::ranges::max_element(open)) {
        case Impact::minor:
            return {"minor", "Minor Service Outage"};
        case Impact::major:
            return {"major", "Partial System Outage"};
        case Impact::critical:
            return {"critical", "Major System Outage"};
        case Impact::none:
            break;
    }
    return all_well;
}

}  // namespace

std::string_view to_string(Impact impact) {
    for (const auto& [value, name] : impact_names)
        if (value == impact)
            return name;
    return "none";
}

std::optional<Impact> read_impact(std::string_view text) {
    for (const auto& [value, name] : impact_names)
        if (name == text)
            return value;
    return std::nullopt;
}

std::string_view to_string(ComponentStatus status) {
    switch (status) {
        case ComponentStatus::operational:
            return "operational";
        case ComponentStatus::under_maintenance:
            return "under_maintenance";
        case ComponentStatus::degraded_performance:
            return "degraded_performance";
        case ComponentStatus::partial_outage:
            return "partial_outage";
        case ComponentStatus::major_outage:
            return "major_outage";
    }
    return "operational";
}

Overall overall(const std::vector<ComponentStatus>& leaves, const std::vector<Impact>& open) {
    if (leaves.empty())
        return of_incidents(open);
    const auto any = [&](ComponentStatus status) {
        return std::ranges::find(leaves, status) != leaves.end();
    };
    const auto all = [&](ComponentStatus status) {
        return std::ranges::all_of(leaves, [&](auto leaf) { return leaf == status; });
    };
    if (all(ComponentStatus::major_outage))
        return {"critical", "Major System Outage"};
    if (any(ComponentStatus::major_outage) || all(ComponentStatus::partial_outage))
        return {"major", "Partial System Outage"};
    if (any(ComponentStatus::partial_outage))
        return {"minor", "Minor Service Outage"};
    if (all(ComponentStatus::degraded_performance) && leaves.size() > 1)
        return {"minor", "Degraded System Service"};
    if (any(ComponentStatus::degraded_performance))
        return {"minor", "Partially Degraded Service"};
    if (any(ComponentStatus::under_maintenance))
        return {"maintenance", "Service Under Maintenance"};
    return all_well;
}

}  // namespace muster::status
