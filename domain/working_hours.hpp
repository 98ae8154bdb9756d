#pragma once

#include "domain/time.hpp"

#include <array>
#include <chrono>

namespace muster {

// When people may be told what can wait, by the clock of where they are. At least one day; `from`
// is before `to`, which may be midnight at the day's end.
struct WorkingHours {
    std::array<bool, 7> days{false, true, true, true, true, true, false};  // from Sunday on
    std::chrono::minutes from{9 * 60};
    std::chrono::minutes to{17 * 60};

    friend bool operator==(const WorkingHours&, const WorkingHours&) = default;
};

bool is_working_day(Day day, const WorkingHours& hours);
// That time of day on that day, in `zone`: the first of two, and after the gap where there is none.
Instant moment_on(Day day, std::chrono::minutes time, const Zone& zone);
// The first working moment at that time or later.
Instant next_working_moment(Instant at, const WorkingHours& hours, const Zone& zone);
// The working day that comes first after that day, or last at or before it.
Day working_day_after(Day day, const WorkingHours& hours);
Day working_day_until(Day day, const WorkingHours& hours);

}  // namespace muster
