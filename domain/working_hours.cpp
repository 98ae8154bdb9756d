#include "domain/working_hours.hpp"

#include "domain/zone_rules.hpp"

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int days_of_a_week = 7;

Day moved(Day day, int by) {
    return sys_days(day) + days(by);
}

}  // namespace

bool is_working_day(Day day, const WorkingHours& hours) {
    return hours.days.at(std::chrono::weekday(sys_days(day)).c_encoding());
}

Instant moment_on(Day day, std::chrono::minutes time, const Zone& zone) {
    const Instant local = sys_days(day) + time;
    if (const auto found = instants_of(zone, local); !found.empty())
        return found.front();
    const auto gap = gap_of(zone, local);
    return gap ? gap->change : local;
}

Instant next_working_moment(Instant at, const WorkingHours& hours, const Zone& zone) {
    const auto today = day_in(zone, at);
    for (int ahead = 0; ahead <= days_of_a_week; ++ahead) {
        const auto day = moved(today, ahead);
        if (!is_working_day(day, hours))
            continue;
        if (const auto begin = moment_on(day, hours.from, zone); at < begin)
            return begin;
        if (at < moment_on(day, hours.to, zone))
            return at;
    }
    return at;
}

Day working_day_after(Day day, const WorkingHours& hours) {
    for (int ahead = 1; ahead <= days_of_a_week; ++ahead)
        if (is_working_day(moved(day, ahead), hours))
            return moved(day, ahead);
    return moved(day, 1);
}

Day working_day_until(Day day, const WorkingHours& hours) {
    for (int back = 0; back < days_of_a_week; ++back)
        if (is_working_day(moved(day, -back), hours))
            return moved(day, -back);
    return day;
}

}  // namespace muster
