#include "bot/replay.hpp"

#include "domain/text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t shown_characters = 100;

std::int64_t steady_now() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

asio::awaitable<void> wait_for(std::chrono::duration<double> time) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(time));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace

void ReplayClock::stand_at(Instant at) {
    rate_ = 0;
    anchor_ = std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

void ReplayClock::run(double rate) {
    anchor_ = precise().time_since_epoch().count();
    steady_anchor_ = steady_now();
    rate_ = rate;
}

std::chrono::sys_time<std::chrono::microseconds> ReplayClock::precise() const {
    const double rate = rate_;
    auto at = anchor_.load();
    if (rate > 0)
        at += static_cast<std::int64_t>(static_cast<double>(steady_now() - steady_anchor_) * rate);
    return std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(at));
}

asio::awaitable<bool> replay(Scenario scenario, ReplayClock& clock, double speed, DoStep do_step,
                             Settle settle, std::ostream& out) {
    bool well = true;
    for (const auto& step : scenario.steps) {
        if (speed > 0) {
            clock.run(speed);
            const std::chrono::duration<double> ahead = step.at - clock.now();
            if (ahead.count() > 0)
                co_await wait_for(ahead / speed);
        }
        clock.stand_at(step.at);
        out << time_text(step.at, scenario.zone) << "  " << step.person << " in #" << step.channel
            << ": " << on_one_line(shortened(step.text, shown_characters)) << "\n";
        const auto answer = co_await do_step(step);
        if (!answer.empty())
            out << "    " << on_one_line(shortened(answer, shown_characters)) << "\n";
        if (!co_await settle()) {
            out << "    line " << step.line << ": what follows from this was not delivered\n";
            well = false;
            break;
        }
    }
    clock.run(1);
    out << std::flush;
    co_return well;
}

}  // namespace muster
