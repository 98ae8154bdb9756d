#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace muster::slack {

// Monotonic: a clock that steps changes no wait.
using SteadyInstant = std::chrono::steady_clock::time_point;

// What goes first when calls are scarce.
enum class Priority {
    waited_for,  // a person waits for it: a form, an answer, the declared channel
    message,     // what everyone should read
    decoration,  // topic, pin, bookmark, a card kept in step
};

// The Web API's rates, so that calls keep under them: per method within any minute, and about one
// message a second in each channel. A part of each method's minute is kept for the higher
// priorities. A 429 stops only what it names, for as long as it says. Pure: callers bring the
// instants.
class Budget {
public:
    // How long until `method` may be called; zero for now. `channel` may be empty.
    [[nodiscard]] std::chrono::milliseconds wait_before(std::string_view method,
                                                        std::string_view channel, Priority priority,
                                                        SteadyInstant now) const;
    // Notes a call that is about to be sent.
    void spend(std::string_view method, std::string_view channel, SteadyInstant now);
    // Slack said that it was too much; without `retry_after`, for 30 s. With a channel it is the
    // posting rule that stops that channel alone, for at least a second; without one, the method.
    void stopped(std::string_view method, std::string_view channel,
                 std::optional<std::chrono::seconds> retry_after, SteadyInstant now);
    // The methods stopped by Slack now, with what is left of it. For /metrics and logs.
    [[nodiscard]] std::map<std::string, std::chrono::seconds> stops(SteadyInstant now) const;

private:
    struct MethodState {
        std::deque<SteadyInstant> calls;  // within the last minute, oldest first
        SteadyInstant stopped_until{};
    };
    struct ChannelState {
        double left = 0;  // messages that may go at once, as of `as_of`
        SteadyInstant as_of{};
        SteadyInstant stopped_until{};
    };
    [[nodiscard]] static double left_in(const ChannelState& state, SteadyInstant now);

    std::map<std::string, MethodState, std::less<>> methods_;
    std::map<std::string, ChannelState, std::less<>> channels_;
};

}  // namespace muster::slack
