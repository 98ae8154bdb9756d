#pragma once

#include "domain/time.hpp"

#include <atomic>
#include <chrono>

namespace muster {

// Where facts get their instant from. Waiting is the steady clock's business. Any thread may ask.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual std::chrono::sys_time<std::chrono::microseconds> precise() const = 0;
    [[nodiscard]] virtual Instant now() const {
        return std::chrono::floor<std::chrono::seconds>(precise());
    }
    // How long it has been running, from a moment of its own on: goes on evenly, through suspension
    // of the machine too, however the clock is set.
    [[nodiscard]] virtual std::chrono::microseconds running() const {
        return precise().time_since_epoch();
    }
};

// By how much a clock was set, as against the time that passed.
class ClockSteps {
public:
    explicit ClockSteps(const Clock& clock);
    // Since the last call that told one; zero for less than 2 s, which is a clock's own unevenness.
    std::chrono::seconds since_last();

private:
    [[nodiscard]] std::chrono::microseconds offset() const;

    const Clock& clock_;
    std::chrono::microseconds offset_;
};

class SystemClock : public Clock {
public:
    [[nodiscard]] std::chrono::sys_time<std::chrono::microseconds> precise() const override;
    [[nodiscard]] std::chrono::microseconds running() const override;
};

// Stands still until it is set: for tests and for replayed scenarios.
class ManualClock : public Clock {
public:
    explicit ManualClock(Instant start) { set(start); }
    void set(std::chrono::sys_time<std::chrono::microseconds> at);
    void advance(std::chrono::microseconds by);
    // As an operator sets it: no time has passed.
    void step(std::chrono::microseconds by);
    [[nodiscard]] std::chrono::sys_time<std::chrono::microseconds> precise() const override;
    [[nodiscard]] std::chrono::microseconds running() const override;

private:
    std::atomic<long long> microseconds_{0};  // since 1970
    std::atomic<long long> stepped_{0};
};

}  // namespace muster
