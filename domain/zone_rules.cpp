#include "domain/zone_rules.hpp"

#include <algorithm>
#include <exception>

namespace muster {
namespace {

// No zone has ever been further from UTC than this.
constexpr std::chrono::hours farthest_offset{26};

}  // namespace

ZoneRules rules_at(const Zone& zone, Instant at) {
    try {
        const auto info = zone.data().get_info(at);
        return {info.begin, info.end, info.offset, info.abbrev};
    } catch (const std::exception&) {
        // Outside what the zone data can say (far beyond any calendar).
        return {Instant::min(), Instant::max(), std::chrono::seconds{0}, "UTC"};
    }
}

std::vector<Instant> instants_of(const Zone& zone, Instant local) {
    std::vector<Instant> found;
    const auto last = local + farthest_offset;
    auto rules = rules_at(zone, local - farthest_offset);
    constexpr int most_changes = 16;
    for (int change = 0; change < most_changes; ++change) {
        const auto at = local - rules.offset;
        if (at >= rules.begin && at < rules.end)
            found.push_back(at);
        if (rules.end > last)
            break;
        rules = rules_at(zone, rules.end);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::optional<Gap> gap_of(const Zone& zone, Instant local) {
    auto rules = rules_at(zone, local - farthest_offset);
    constexpr int most_changes = 16;
    for (int change = 0; change < most_changes && rules.end <= local + farthest_offset; ++change) {
        const auto next = rules_at(zone, rules.end);
        if (local >= rules.end + rules.offset && local < rules.end + next.offset)
            return Gap{rules.end, rules.offset, next.offset};
        rules = next;
    }
    return std::nullopt;
}

std::optional<std::chrono::seconds> offset_named(const Zone& zone, std::string_view abbreviation,
                                                 Instant near) {
    constexpr std::chrono::days reach{400};
    std::optional<std::chrono::seconds> best;
    auto rules = rules_at(zone, near - reach);
    constexpr int most_changes = 32;
    for (int change = 0; change < most_changes && rules.begin <= near + reach; ++change) {
        if (rules.abbreviation == abbreviation)
            best = rules.offset;
        if (rules.end > near + reach)
            break;
        rules = rules_at(zone, rules.end);
    }
    return best;
}

}  // namespace muster
