#pragma once

#include "tests/bench/slack_end.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace muster::bench {

// Milliseconds from when a command was due to when its acknowledgement was read.
struct Latency {
    double p50 = 0;
    double p99 = 0;
    double most = 0;
};

// How a number of commands went.
struct Outcome {
    std::size_t sent = 0;
    std::size_t lost = 0;  // not acknowledged in time
    Latency latency;
    double rate = 0;     // acknowledged per second, from the first one due to the last one read
    bool steady = true;  // all acknowledged, the last as soon as in the middle
};

// What is typed after /incident for the n-th command.
using Typed = std::function<std::string(std::size_t)>;

// Each command is sent when the one before is acknowledged.
asio::awaitable<Outcome> one_at_a_time(SlackEnd& slack, std::size_t commands, Typed typed);
// So many a second, whether or not they are acknowledged.
asio::awaitable<Outcome> at_rate(SlackEnd& slack, double per_second, std::chrono::seconds duration,
                                 Typed typed);

double median(std::vector<double> values);

}  // namespace muster::bench
