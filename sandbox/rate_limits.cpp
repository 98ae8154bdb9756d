#include "sandbox/rate_limits.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

constexpr auto window_length = std::chrono::seconds(60);
constexpr double burst_in_one_channel = 5;

}  // namespace

std::optional<std::chrono::seconds> RateLimits::take(const std::string& method, int per_minute,
                                                     Moment now) {
    Window& window = windows_[method];
    if (window.count == 0 || now >= window.start + window_length || now < window.start)
        window = {now, 0};
    if (window.count < per_minute) {
        ++window.count;
        return std::nullopt;
    }
    return std::chrono::ceil<std::chrono::seconds>(window.start + window_length - now);
}

std::optional<std::chrono::seconds> RateLimits::take_post(const std::string& channel, Moment now) {
    const auto [found, is_new] = channels_.try_emplace(channel, now, burst_in_one_channel);
    Bucket& bucket = found->second;
    if (!is_new && now > bucket.filled) {
        const std::chrono::duration<double> passed = now - bucket.filled;
        bucket.left = std::min(burst_in_one_channel, bucket.left + passed.count());
    }
    bucket.filled = now;
    if (bucket.left < 1)
        return std::chrono::seconds(1);
    bucket.left -= 1;
    return std::nullopt;
}

}  // namespace muster::sandbox
