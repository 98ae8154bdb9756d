#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace muster::sandbox {

// A moment in UTC to the microsecond: the unit of Slack's message timestamps.
using Moment = std::chrono::sys_time<std::chrono::microseconds>;
using Clock = std::function<Moment()>;

inline Moment system_now() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// Whole seconds since 1970, as in "created" and "event_time".
inline std::int64_t unix_seconds(Moment moment) {
    return std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch()).count();
}

// "1767225600.000100": seconds, a dot, six digits.
std::string to_ts(Moment moment);

}  // namespace muster::sandbox
