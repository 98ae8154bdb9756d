// No envelope goes unacknowledged while Slack renews connections, over and over. With
// MUSTER_REFRESHES=1000 it is measured; without, it is a test.
#include "tests/bot/whole.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

namespace {

// What became of the commands; on the workspace's thread alone.
struct Tally {
    int sent = 0;
    std::vector<std::chrono::microseconds> answered;
    std::map<std::string, int> failed;  // by what the person saw
    bool enough = false;

    [[nodiscard]] int done() const {
        int count = static_cast<int>(answered.size());
        for (const auto& [error, times] : failed)
            count += times;
        return count;
    }
};

asio::awaitable<void> type_one(sandbox::Server& server, std::string place, Tally& tally) {
    std::string text = "/incident log step ";
    text += std::to_string(++tally.sent);
    const auto outcome = co_await server.slash_command("U0ADA", std::move(place), std::move(text));
    if (outcome.ok)
        tally.answered.push_back(outcome.acknowledged_after);
    else
        ++tally.failed[outcome.error];
}

// A command every 20 ms, whether or not the ones before are answered.
asio::awaitable<void> type_on(sandbox::Server& server, std::string place, Tally& tally) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    while (!tally.enough) {
        asio::co_spawn(executor, type_one(server, place, tally), asio::detached);
        timer.expires_after(20ms);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

int refreshes_wanted() {
    const char* wanted = std::getenv("MUSTER_REFRESHES");  // NOLINT(concurrency-mt-unsafe)
    return wanted == nullptr ? 20 : std::clamp(std::atoi(wanted), 1, 100'000);
}

// Slack ends a warned connection soon; one told to refresh stays until we close it.
sandbox::SocketTimes times() {
    sandbox::SocketTimes times;
    times.acknowledged_within = 20s;  // so that what is late can be told from what never comes
    times.warning_before_close = 150ms;
    times.refresh_before_close = 20s;
    return times;
}

}  // namespace

TEST_CASE("no envelope goes unacknowledged while connections are renewed") {
    spdlog::set_level(spdlog::level::off);
    const int wanted = refreshes_wanted();
    Tally tally;  // outlives those who count in it
    Whole whole({}, times());
    REQUIRE(whole.types("declare sev3 Orders fail").ok);
    whole.settle();
    whole.place = whole.newest_channel();
    const auto both_stand = [&] {  // to Muster and to Slack
        const auto state = whole.session();
        const auto theirs =
            whole.in_slack([](sandbox::Server& server) { return server.sockets().connections(); });
        return state.ready == 2 && state.sockets == 2 && theirs == 2;
    };
    Whole::until(both_stand);
    const auto opens_before = whole.session().opens;
    whole.in_slack([&](sandbox::Server& server) {
        asio::co_spawn(whole.slack_executor(), type_on(server, whole.place, tally), asio::detached);
        return 0;
    });

    const auto began = std::chrono::steady_clock::now();
    int refreshed = 0;
    for (int round = 0; refreshed < wanted; ++round) {
        refreshed += whole.in_slack([&](sandbox::Server& server) {
            auto& sockets = server.sockets();
            const auto numbers = sockets.connection_numbers();
            switch (round % 4) {
                case 0:
                    sockets.disconnect("warning", numbers.front());
                    return 1;
                case 1:
                    sockets.disconnect("refresh_requested", numbers.back());
                    return 1;
                case 2:
                    sockets.disconnect("warning");
                    break;
                default:
                    sockets.disconnect("refresh_requested");
                    break;
            }
            return static_cast<int>(numbers.size());
        });
        Whole::until([&] {
            return whole.session().hellos >= 2 + static_cast<std::uint64_t>(refreshed) &&
                   both_stand();
        });
    }
    Whole::until([&] {
        return whole.in_slack([&](sandbox::Server&) {
            tally.enough = true;
            return tally.done() == tally.sent;
        });
    });
    const auto took = std::chrono::steady_clock::now() - began;
    const auto elsewhere = whole.in_slack(
        [](sandbox::Server& server) { return server.sockets().answered_elsewhere(); });
    const auto opens = whole.session().opens - opens_before;
    // On one thread, and that one has nothing more to do.
    CHECK_MESSAGE(tally.failed.empty(), tally.failed.begin()->first);
    const auto late = std::ranges::count_if(tally.answered, [](auto time) { return time > 3s; });
    CHECK(opens == static_cast<std::uint64_t>(refreshed));
    CHECK(tally.sent > wanted);

    if (std::getenv("MUSTER_REFRESHES") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
        std::ranges::sort(tally.answered);
        const auto part = [&](double share) {
            const auto last = static_cast<double>(tally.answered.size() - 1);
            return static_cast<double>(
                       tally.answered[static_cast<std::size_t>(last * share)].count()) /
                   1'000;
        };
        std::cout << refreshed << " refreshes in " << std::chrono::duration<double>(took).count()
                  << " s: " << tally.sent << " commands, "
                  << tally.sent - static_cast<int>(tally.answered.size()) << " never acknowledged, "
                  << late << " after more than 3 s, " << elsewhere
                  << " on another connection than theirs; acknowledged after " << part(0.5)
                  << " ms (median), " << part(0.99) << " ms (99 %), " << part(1) << " ms (most); "
                  << static_cast<double>(opens) / refreshed << " calls of apps.connections.open a "
                  << "refresh\n";
    }
    spdlog::set_level(spdlog::level::info);
}
