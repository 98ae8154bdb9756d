#pragma once

#include "sandbox/clock.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace muster::sandbox {

// Slack's rates: so many calls of a method in a window of one minute; and for posting about one a
// second in each channel, short bursts allowed (contract 2.4).
class RateLimits {
public:
    // Counts one call. How long to wait when it is one too many (at least a second), else nothing.
    std::optional<std::chrono::seconds> take(const std::string& method, int per_minute, Moment now);
    // The same for a message posted into a channel.
    std::optional<std::chrono::seconds> take_post(const std::string& channel, Moment now);

private:
    struct Window {
        Moment start;
        int count = 0;
    };
    struct Bucket {
        Moment filled;
        double left = 0;
    };

    std::map<std::string, Window> windows_;
    std::map<std::string, Bucket> channels_;
};

}  // namespace muster::sandbox
