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
};

class SystemClock : public Clock {
public:
    [[nodiscard]] std::chrono::sys_time<std::chrono::microseconds> precise() const override;
};

// Stands still until it is set: for tests and for replayed scenarios.
class ManualClock : public Clock {
public:
    explicit ManualClock(Instant start) { set(start); }
    void set(std::chrono::sys_time<std::chrono::microseconds> at);
    void advance(std::chrono::microseconds by);
    [[nodiscard]] std::chrono::sys_time<std::chrono::microseconds> precise() const override;

private:
    std::atomic<long long> microseconds_{0};  // since 1970
};

}  // namespace muster
