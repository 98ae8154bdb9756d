#include "domain/zone_rules.hpp"

#include <algorithm>
#include <array>
#include <exception>

namespace muster {
namespace {

// No zone has ever been further from UTC than this.
constexpr std::chrono::hours farthest_offset{26};

// Zone data lists changes up to 2037; afterwards the rules of those years go on. A stretch of a
// later year has the same weekdays as one of a listed year, so that "the last Sunday in March"
// falls on the same day; leap years are two stretches.
struct Stretch {
    Instant begin{};
    Instant end{};
    std::chrono::days ahead{0};  // how far it lies after the listed one
};
Stretch stretch_of(Instant at) {
    using std::chrono::January, std::chrono::March, std::chrono::sys_days;
    const auto year = Day{std::chrono::floor<std::chrono::days>(at)}.year();
    const sys_days first{year / January / 1};
    const sys_days march{year / March / 1};
    const sys_days last{(year + std::chrono::years{1}) / January / 1};
    const bool second_part = year.is_leap() && at >= march;
    const auto begin = second_part ? march : first;
    const auto end = year.is_leap() && !second_part ? march : last;
    // Years that are no leap years and begin on each day of the week.
    constexpr std::array<int, 7> listed_years{2027, 2029, 2030, 2031, 2033, 2034, 2037};
    for (const int listed : listed_years) {
        const sys_days like{std::chrono::year{listed} / (second_part ? March : January) / 1};
        if (std::chrono::weekday{like} == std::chrono::weekday{begin})
            return {begin, end, begin - like};
    }
    return {begin, end, std::chrono::days{0}};
}

}  // namespace

ZoneRules rules_at(const Zone& zone, Instant at) {
    constexpr Instant listed_until{std::chrono::sys_days{std::chrono::January / 1 / 2037}};
    try {
        const auto info = zone.data().get_info(at);
        if (at >= listed_until && info.end - at > std::chrono::days{400}) {
            const auto stretch = stretch_of(at);
            const auto like = zone.data().get_info(at - stretch.ahead);
            return {
                std::max(like.begin + stretch.ahead, stretch.begin),
                std::min(like.end - listed_until < std::chrono::days{400} ? like.end + stretch.ahead
                                                                          : stretch.end,
                         stretch.end),
                like.offset, like.abbrev};
        }
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
