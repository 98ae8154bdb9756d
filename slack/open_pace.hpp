#pragma once

#include "slack/budget.hpp"

#include <functional>

namespace muster::slack {

// How fast connections are opened: 20 at once, then 10 a minute, so that no storm of disconnects
// becomes a storm of calls; and after failures 0.5 s doubling to 60 s, of which a random part is
// waited, until one succeeds.
class OpenPace {
public:
    // `random` gives numbers in [0, 1). Unbudgeted it keeps to the waits after failures alone.
    explicit OpenPace(std::function<double()> random, bool budgeted = true)
        : random_(std::move(random)), budgeted_(budgeted) {}

    void start(SteadyInstant now);
    // Whether one may be opened now; if so, it is counted. If not, next() says when to ask again.
    bool take(SteadyInstant now);
    void failed(SteadyInstant now);
    void succeeded() { failures_ = 0; }
    // A connection that worked was lost: the next attempt comes at once, give or take a quarter of
    // a second, lest many instances come together.
    void lost(SteadyInstant now);
    // Nothing before `least` from now, nor before a random part of `jitter` after that.
    void pause(SteadyInstant now, std::chrono::milliseconds least,
               std::chrono::milliseconds jitter = {});

    [[nodiscard]] SteadyInstant next() const { return not_before_; }
    [[nodiscard]] int failures() const { return failures_; }

private:
    std::function<double()> random_;
    bool budgeted_;
    int failures_ = 0;
    SteadyInstant not_before_{};
    double left_ = 0;  // as of as_of_
    SteadyInstant as_of_{};
};

}  // namespace muster::slack
