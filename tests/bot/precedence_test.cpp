#include "bot/precedence.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

using namespace muster;
using namespace std::chrono_literals;

namespace {

std::chrono::nanoseconds time_given(Precedence& precedence) {
    const auto begun = std::chrono::steady_clock::now();
    precedence.give_way();
    return std::chrono::steady_clock::now() - begun;
}

}  // namespace

TEST_CASE("the crowd waits until a responder is answered") {
    Precedence precedence({.longest = 1h, .rest = 0ms, .calm = 0ms});
    std::optional<Precedence::Claim> first(std::in_place, precedence);
    std::optional<Precedence::Claim> second(std::in_place, precedence);
    std::atomic<bool> answered{false};
    std::atomic<bool> too_early{false};
    std::thread crowd([&] {
        precedence.give_way();
        too_early = !answered;
    });
    first.reset();
    answered = true;
    second.reset();
    crowd.join();
    CHECK_FALSE(too_early);
}

TEST_CASE("an answer that never comes stops nobody") {
    Precedence precedence({.longest = 1ms, .rest = 1h, .calm = 1h});
    const Precedence::Claim claim(precedence);
    CHECK(time_given(precedence) >= 1ms);
}

TEST_CASE("after an answer the crowd rests for a while, and before the first one never") {
    Precedence precedence({.longest = 1h, .rest = 2ms, .calm = 1h});
    {
        const Precedence::Claim claim(precedence);
    }
    CHECK(time_given(precedence) >= 2ms);

    // Were there a rest where there should be none, it would last an hour.
    Precedence hectic({.longest = 1h, .rest = 1h, .calm = 0ms});
    hectic.give_way();
    {
        const Precedence::Claim claim(hectic);
    }
    hectic.give_way();
}
