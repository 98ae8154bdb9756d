#include "tests/bench/load.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cmath>

namespace muster::bench {

namespace {

using namespace std::chrono_literals;

// Past this an overloaded app is not going to catch up in a time worth waiting for.
constexpr auto patience = 10s;
// An app that keeps a rate acknowledges its last command about as soon as any other.
constexpr auto steady_tail = 250ms;

double milliseconds(SteadyClock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

double quantile(const std::vector<double>& sorted, double q) {
    if (sorted.empty())
        return 0;
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(std::ceil(q * last))];
}

Outcome outcome_since(const SlackEnd& slack, std::size_t first) {
    Outcome outcome;
    std::vector<double> waits;
    Moment last_due{};
    Moment last_read{};
    for (std::size_t i = first; i < slack.sent(); ++i) {
        const auto& command = slack.command(i);
        last_due = std::max(last_due, command.due);
        if (command.acknowledged == Moment{}) {
            ++outcome.lost;
            continue;
        }
        last_read = std::max(last_read, command.acknowledged);
        waits.push_back(milliseconds(command.acknowledged - command.due));
    }
    std::sort(waits.begin(), waits.end());
    outcome.sent = slack.sent() - first;
    outcome.latency = {quantile(waits, 0.5), quantile(waits, 0.99), quantile(waits, 1)};
    if (!waits.empty())
        outcome.rate = static_cast<double>(waits.size()) * 1000 /
                       milliseconds(last_read - slack.command(first).due);
    outcome.steady = outcome.lost == 0 && last_read - last_due < steady_tail;
    return outcome;
}

}  // namespace

asio::awaitable<Outcome> one_at_a_time(SlackEnd& slack, std::size_t commands, Typed typed) {
    const auto first = slack.sent();
    for (std::size_t i = 0; i < commands; ++i) {
        slack.send(typed(i), SteadyClock::now());
        if (!co_await slack.all_acknowledged(SteadyClock::now() + patience))
            break;
    }
    co_return outcome_since(slack, first);
}

asio::awaitable<Outcome> at_rate(SlackEnd& slack, double per_second, std::chrono::seconds duration,
                                 Typed typed) {
    const auto first = slack.sent();
    const auto commands =
        static_cast<std::size_t>(per_second * static_cast<double>(duration.count()));
    const auto begun = SteadyClock::now();
    const auto due = [&](std::size_t i) {
        const std::chrono::duration<double> after(static_cast<double>(i) / per_second);
        return begun + std::chrono::duration_cast<SteadyClock::duration>(after);
    };
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (std::size_t i = 0; i < commands;) {
        timer.expires_at(due(i));
        co_await timer.async_wait(asio::use_awaitable);
        // Those that fell due while this one was waited for go now, and count from when they
        // should.
        for (const auto now = SteadyClock::now(); i < commands && due(i) <= now; ++i)
            slack.send(typed(i), due(i));
    }
    co_await slack.all_acknowledged(SteadyClock::now() + patience);
    co_return outcome_since(slack, first);
}

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace muster::bench
