#include "slack/budget.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace muster::slack;

namespace {

constexpr SteadyInstant start{1h};
constexpr auto first = Priority::waited_for;
constexpr auto middle = Priority::message;
constexpr auto last = Priority::decoration;

// How many calls go through at `now` until one has to wait.
int run_dry(Budget& budget, const std::string& method, const std::string& channel,
            Priority priority, SteadyInstant now) {
    int calls = 0;
    while (calls < 10'000 && budget.wait_before(method, channel, priority, now) == 0ms) {
        budget.spend(method, channel, now);
        ++calls;
    }
    return calls;
}

}  // namespace

TEST_CASE("each method has its minute, and a part of it is kept for what people wait for") {
    struct Row {
        const char* method;
        Priority priority;
        int calls;
    };
    const Row rows[] = {
        {"conversations.setTopic", first, 20},
        {"conversations.setTopic", middle, 16},
        {"conversations.setTopic", last, 12},
        {"chat.update", first, 50},
        {"chat.update", last, 30},
        {"views.open", first, 100},
        {"auth.test", first, 600},
    };
    for (const auto& row : rows) {
        CAPTURE(row.method);
        Budget budget;
        CHECK(run_dry(budget, row.method, "C1", row.priority, start) == row.calls);
        CHECK(budget.wait_before(row.method, "C1", row.priority, start) == 60s);
        CHECK(budget.wait_before(row.method, "C1", row.priority, start + 59s) == 1s);
        CHECK(run_dry(budget, row.method, "C1", row.priority, start + 60s) == row.calls);
    }
}

TEST_CASE("decoration waits while what a person waits for goes on") {
    Budget budget;
    run_dry(budget, "pins.add", "", last, start);
    CHECK(budget.wait_before("pins.add", "", last, start) == 60s);
    CHECK(budget.wait_before("pins.add", "", first, start) == 0ms);
    CHECK(budget.wait_before("bookmarks.add", "", last, start) == 0ms);
}

TEST_CASE("no minute, wherever it begins, holds more calls than the method allows") {
    Budget budget;
    std::vector<SteadyInstant> calls;
    for (auto now = start; now < start + 5min; now += 700ms)
        if (budget.wait_before("chat.update", "", first, now) == 0ms) {
            budget.spend("chat.update", "", now);
            calls.push_back(now);
        }
    for (std::size_t i = 50; i < calls.size(); ++i)
        CHECK(calls[i] - calls[i - 50] >= 60s);
    CHECK(calls.size() >= 245);
}

TEST_CASE("a channel takes about a message a second after a small burst") {
    Budget budget;
    CHECK(run_dry(budget, "chat.postMessage", "C1", first, start) == 4);
    CHECK(budget.wait_before("chat.postMessage", "C1", first, start) == 1s);
    CHECK(budget.wait_before("chat.postMessage", "C1", middle, start) == 2s);
    CHECK(budget.wait_before("chat.postMessage", "C2", first, start) == 0ms);
    CHECK(budget.wait_before("chat.postEphemeral", "C1", first, start) == 1s);  // counts as well
    CHECK(budget.wait_before("chat.update", "C1", first, start) == 0ms);        // does not
    int posted = 0;
    for (int second = 1; second <= 60; ++second)
        posted += run_dry(budget, "chat.postMessage", "C1", first, start + second * 1s);
    CHECK(posted == 60);
}

TEST_CASE("whoever waits as long as was said may go then") {
    Budget budget;
    auto now = start;
    for (int call = 0; call < 100; ++call) {
        const auto wait = budget.wait_before("chat.postMessage", "C1", middle, now);
        now += wait;
        REQUIRE(budget.wait_before("chat.postMessage", "C1", middle, now) == 0ms);
        budget.spend("chat.postMessage", "C1", now);
        now += 137ms;
    }
}

TEST_CASE("a 429 stops that method alone, for as long as it says, or 30 s") {
    Budget budget;
    budget.stopped("chat.update", "", 7s, start);
    CHECK(budget.wait_before("chat.update", "C1", first, start) == 7s);
    CHECK(budget.wait_before("chat.update", "C1", first, start + 6'999ms) == 1ms);
    CHECK(budget.wait_before("chat.update", "C1", first, start + 7s) == 0ms);
    CHECK(budget.wait_before("chat.postMessage", "C1", first, start) == 0ms);
    CHECK(budget.stops(start + 2'500ms) ==
          std::map<std::string, std::chrono::seconds>{{"chat.update", 5s}});
    CHECK(budget.stops(start + 7s).empty());

    budget.stopped("views.open", "", std::nullopt, start);
    CHECK(budget.wait_before("views.open", "", first, start) == 30s);
    budget.stopped("views.open", "", 2s, start);  // a shorter one does not shorten it
    CHECK(budget.wait_before("views.open", "", first, start) == 30s);
}

TEST_CASE("the posting rule stops one channel, and slows it down afterwards") {
    Budget budget;
    budget.stopped("chat.postMessage", "C1", 0s, start);
    CHECK(budget.wait_before("chat.postMessage", "C1", first, start) == 1s);
    CHECK(budget.wait_before("chat.postMessage", "C2", first, start) == 0ms);
    CHECK(run_dry(budget, "chat.postMessage", "C1", first, start + 1s) == 1);
    CHECK(run_dry(budget, "chat.postMessage", "C1", first, start + 2s) == 1);
}

TEST_CASE("nothing is known of other methods, so nothing holds them") {
    Budget budget;
    for (int call = 0; call < 1'000; ++call)
        budget.spend("upload_url.post", "", start);
    CHECK(budget.wait_before("upload_url.post", "", last, start) == 0ms);
    CHECK(budget.wait_before("new.method", "C1", last, start) == 0ms);
}

TEST_CASE("a channel that was idle for long is not remembered as owing") {
    Budget budget;
    for (int channel = 0; channel < 3'000; ++channel)
        budget.spend("chat.postMessage", "C" + std::to_string(channel), start + channel * 10s);
    CHECK(budget.wait_before("chat.postMessage", "C2999", middle, start + 29'990s) == 0ms);
    CHECK(budget.wait_before("chat.postMessage", "C1", middle, start + 29'990s) == 0ms);
}
