#include "bot/clock.hpp"

#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <string>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

TEST_CASE("a clock that only runs has not been set, however long it ran or stood still") {
    ManualClock clock(Instant(1'800'000'000s));
    ClockSteps steps(clock);
    for (const auto time : {0s, 1s, 3'600s, 604'800s}) {
        clock.advance(time);
        CHECK(steps.since_last() == 0s);
    }
}

TEST_CASE("a clock that was set tells by how much, once") {
    struct Row {
        std::chrono::milliseconds step;
        std::chrono::seconds told;
    };
    const Row rows[] = {
        {1'400ms, 0s},           {-1'400ms, 0s},          {2'000ms, 2s},
        {-3'600'000ms, -3'600s}, {86'400'000ms, 86'400s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.step.count());
        ManualClock clock(Instant(1'800'000'000s));
        ClockSteps steps(clock);
        clock.advance(10min);
        clock.step(row.step);
        clock.advance(10min);
        CHECK(steps.since_last() == row.told);
        CHECK(steps.since_last() == 0s);
        CHECK(clock.now() ==
              Instant(1'800'000'000s) + 20min + std::chrono::floor<std::chrono::seconds>(row.step));
    }
}

TEST_CASE("small unevenness adds up and is then followed") {
    ManualClock clock(Instant(1'800'000'000s));
    ClockSteps steps(clock);
    clock.step(1'200ms);
    CHECK(steps.since_last() == 0s);
    clock.step(1'200ms);
    CHECK(steps.since_last() == 2s);
}

TEST_CASE("the system's clock runs on by itself") {
    const SystemClock clock;
    ClockSteps steps(clock);
    const auto before = clock.running();
    CHECK(clock.running() >= before);
    CHECK(steps.since_last() == 0s);
}

TEST_CASE("a clock that is set, back or forward, neither holds up nor dates what is owed") {
    spdlog::set_level(spdlog::level::off);
    for (const auto step : {-1h, 1h}) {
        CAPTURE(step.count());
        Whole whole;
        whole.in_slack([](sandbox::Server& server) {
            sandbox::Fault busy;
            busy.where = "conversations.create";
            busy.action = sandbox::Fault::Action::status;
            server.faults().add(busy);
            return 0;
        });
        CHECK(whole.types("declare sev3 Orders fail").ok);
        Whole::until([&] { return whole.asked("conversations.create") >= 1; });
        // Its next try is seconds away, and the clock is set in between. Less than the two minutes
        // pass after which a message is late.
        whole.clock().step(step);
        int looks = 0;
        Whole::until([&] {
            ++looks;
            if (looks % 20 == 0 && looks < 2'000)
                whole.clock().advance(1s);
            return whole.asked("conversations.create") >= 2;
        });
        whole.settle();
        const auto channel = whole.newest_channel();
        whole.in_slack([&](sandbox::Server& server) {
            const auto& messages = server.workspace().channels().at(channel).messages;
            CHECK_FALSE(messages.empty());
            for (const auto& [ts, message] : messages)
                CHECK(message.text.find("Sent late") == std::string::npos);
            return 0;
        });
    }
    spdlog::set_level(spdlog::level::info);
}
