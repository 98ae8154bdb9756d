#pragma once

#include "bot/clock.hpp"
#include "bot/scenario.hpp"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>

namespace muster {

namespace asio = boost::asio;

// The clock of a replayed scenario: stands at each step's instant, and afterwards goes on from
// there at the pace of real time. Any thread may ask.
class ReplayClock : public Clock {
public:
    explicit ReplayClock(Instant start) { stand_at(start); }
    void stand_at(Instant at);
    // From now on it runs, `rate` of its seconds in each real one.
    void run(double rate);
    [[nodiscard]] std::chrono::sys_time<std::chrono::microseconds> precise() const override;

private:
    std::atomic<std::int64_t> anchor_{0};         // its own microseconds since 1970 …
    std::atomic<std::int64_t> steady_anchor_{0};  // … at these of the steady clock
    std::atomic<double> rate_{0};
};

// Does one step in the workspace and returns what the person read, or "" where nothing came back.
using DoStep = std::function<asio::awaitable<std::string>(ScenarioStep step)>;
// Returns once everything the step set in motion is delivered; false when it takes too long.
using Settle = std::function<asio::awaitable<bool>()>;

// Plays the steps in order, each at its own instant by `clock`, with `speed` of the scenario's
// seconds in each real one (0: no waiting). Tells on `out` who typed what and what came back.
// False when a step could not be done or did not settle.
asio::awaitable<bool> replay(Scenario scenario, ReplayClock& clock, double speed, DoStep do_step,
                             Settle settle, std::ostream& out);

}  // namespace muster
