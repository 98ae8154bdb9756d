#include "slack/budget.hpp"

#include "slack/methods_table.hpp"

#include <algorithm>
#include <cmath>

namespace muster::slack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto window = seconds(60);
constexpr double messages_per_second = 1.0;
constexpr double message_burst = 4;  // Slack allows short bursts in a channel, but promises none
constexpr seconds unsaid_stop{30};
constexpr seconds shortest_channel_stop{1};
constexpr std::size_t most_channels = 1'000;  // remembered; those that are idle are forgotten first

// How many of a method's calls a minute a priority may use; the rest is kept for higher ones.
std::size_t share(int per_minute, Priority priority) {
    const auto all = static_cast<std::size_t>(per_minute);
    switch (priority) {
        case Priority::waited_for:
            return all;
        case Priority::message:
            return std::max<std::size_t>(1, all * 8 / 10);
        case Priority::decoration:
            return std::max<std::size_t>(1, all * 6 / 10);
    }
    return all;
}

// A channel's last place is kept for what a person waits for.
double kept_in_channel(Priority priority) {
    return priority == Priority::waited_for ? 0 : 1;
}

milliseconds until(SteadyInstant at, SteadyInstant now) {
    return at <= now ? milliseconds(0) : std::chrono::ceil<milliseconds>(at - now);
}

}  // namespace

double Budget::left_in(const ChannelState& state, SteadyInstant now) {
    const double waited = std::chrono::duration<double>(now - state.as_of).count();
    return std::min(message_burst, state.left + std::max(0.0, waited) * messages_per_second);
}

milliseconds Budget::wait_before(std::string_view method, std::string_view channel,
                                 Priority priority, SteadyInstant now) const {
    const Method* facts = find_method(method);
    milliseconds wait{0};
    if (const auto found = methods_.find(method); found != methods_.end()) {
        const auto& state = found->second;
        wait = until(state.stopped_until, now);
        if (facts != nullptr && facts->per_minute > 0) {
            const auto most = share(facts->per_minute, priority);
            const auto first =
                std::ranges::upper_bound(state.calls, now - window);  // older ones do not count
            const auto recent = static_cast<std::size_t>(state.calls.end() - first);
            if (recent >= most)
                wait = std::max(
                    wait,
                    until(*(first + static_cast<std::ptrdiff_t>(recent - most)) + window, now));
        }
    }
    if (facts == nullptr || !facts->posts || channel.empty())
        return wait;
    if (const auto found = channels_.find(channel); found != channels_.end()) {
        wait = std::max(wait, until(found->second.stopped_until, now));
        const double missing = 1 + kept_in_channel(priority) - left_in(found->second, now);
        // A hair of rounding must not make a caller wait again for nothing.
        if (missing > 1e-6)
            wait = std::max(wait, milliseconds(static_cast<long long>(
                                      std::ceil(missing / messages_per_second * 1'000 - 1e-3))));
    }
    return wait;
}

void Budget::spend(std::string_view method, std::string_view channel, SteadyInstant now) {
    const Method* facts = find_method(method);
    if (facts == nullptr)
        return;  // of nothing else are rates known, and the map stays as small as the table
    auto& state = methods_[std::string(method)];
    while (!state.calls.empty() && state.calls.front() <= now - window)
        state.calls.pop_front();
    if (facts->per_minute > 0)
        state.calls.push_back(now);
    if (!facts->posts || channel.empty())
        return;
    if (channels_.size() >= most_channels)
        std::erase_if(channels_, [now](const auto& entry) {
            return left_in(entry.second, now) >= message_burst && entry.second.stopped_until <= now;
        });
    auto [entry, made] = channels_.try_emplace(std::string(channel));
    auto& [left, as_of, stopped_until] = entry->second;
    left = (made ? message_burst : left_in(entry->second, now)) - 1;
    as_of = now;
}

void Budget::stopped(std::string_view method, std::string_view channel,
                     std::optional<seconds> retry_after, SteadyInstant now) {
    const auto wait = retry_after.value_or(unsaid_stop);
    if (channel.empty()) {
        auto& state = methods_[std::string(method)];
        state.stopped_until = std::max(state.stopped_until, now + wait);
        return;
    }
    auto [entry, made] = channels_.try_emplace(std::string(channel));
    auto& [left, as_of, stopped_until] = entry->second;
    stopped_until = std::max(stopped_until, now + std::max(wait, shortest_channel_stop));
    // Then one at a time: the burst was what Slack did not like.
    left = 0;
    as_of = stopped_until - seconds(1);
}

std::map<std::string, seconds> Budget::stops(SteadyInstant now) const {
    std::map<std::string, seconds> stops;
    for (const auto& [name, state] : methods_)
        if (state.stopped_until > now)
            stops[name] = std::chrono::ceil<seconds>(state.stopped_until - now);
    return stops;
}

}  // namespace muster::slack
