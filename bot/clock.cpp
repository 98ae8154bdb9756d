#include "bot/clock.hpp"

namespace muster {

std::chrono::sys_time<std::chrono::microseconds> SystemClock::precise() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void ManualClock::set(std::chrono::sys_time<std::chrono::microseconds> at) {
    microseconds_ = at.time_since_epoch().count();
}

void ManualClock::advance(std::chrono::microseconds by) {
    microseconds_ += by.count();
}

std::chrono::sys_time<std::chrono::microseconds> ManualClock::precise() const {
    return std::chrono::sys_time<std::chrono::microseconds>(
        std::chrono::microseconds(microseconds_.load()));
}

}  // namespace muster
