#include "bot/clock.hpp"

#include <ctime>

namespace muster {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds least_step{2};

}  // namespace

ClockSteps::ClockSteps(const Clock& clock) : clock_(clock), offset_(offset()) {}

microseconds ClockSteps::offset() const {
    return clock_.precise().time_since_epoch() - clock_.running();
}

std::chrono::seconds ClockSteps::since_last() {
    const auto now = offset();
    const auto step = std::chrono::round<std::chrono::seconds>(now - offset_);
    if (std::chrono::abs(step) < least_step)
        return std::chrono::seconds(0);
    offset_ = now;
    return step;
}

// The steady clock stands still while the machine is suspended, and then a night's sleep would look
// as if somebody had set the clock.
microseconds SystemClock::running() const {
    std::timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) + microseconds(time.tv_nsec / 1'000);
}

std::chrono::sys_time<std::chrono::microseconds> SystemClock::precise() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void ManualClock::set(std::chrono::sys_time<std::chrono::microseconds> at) {
    microseconds_ = at.time_since_epoch().count();
}

void ManualClock::advance(std::chrono::microseconds by) {
    microseconds_ += by.count();
}

void ManualClock::step(std::chrono::microseconds by) {
    stepped_ += by.count();
    microseconds_ += by.count();
}

std::chrono::microseconds ManualClock::running() const {
    return std::chrono::microseconds(microseconds_.load() - stepped_.load());
}

std::chrono::sys_time<std::chrono::microseconds> ManualClock::precise() const {
    return std::chrono::sys_time<std::chrono::microseconds>(
        std::chrono::microseconds(microseconds_.load()));
}

}  // namespace muster
