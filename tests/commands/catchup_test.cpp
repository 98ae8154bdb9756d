#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("catchup tells all since the declare, and then what is new since it was last asked") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("log pool is full");
    world.types("action @grace alert on pool use by friday");
    world.now += std::chrono::minutes(10);
    auto first = world.answer("catchup");
    CHECK(has(first, "INC-1 Checkout is slow\nsev2, investigating"));
    CHECK(has(first, "commander: nobody yet"));
    CHECK(has(first, "Next update due: 2026-11-20 15:00"));
    CHECK(has(first, "To do:\n1  @Grace  alert on pool use"));
    CHECK(has(first, "Since it was declared, 2026-11-20 14:00"));
    CHECK(has(first, "pool is full"));
    CHECK(has(first, "Ada declared it as sev2"));

    CHECK(
        has(world.answer("catchup"), "Since you last looked, 2026-11-20 14:10 GMT: nothing new."));

    world.now += std::chrono::minutes(20);
    world.user = UserId("U2GRACE");
    world.types("log restarted it");
    world.types("log a slip");
    world.types("remove 3");
    world.types("update monitoring Orders go through again");
    world.types("assign @linus");
    world.types("summary The pool was full");
    world.user = UserId("U1ADA");
    const auto news = world.answer("catchup");
    CAPTURE(news);
    CHECK(has(news, "monitoring"));
    CHECK(has(news, "commander: @Linus"));
    CHECK(has(news, "1 update\n"));
    CHECK(has(news, "Orders go through again"));
    CHECK(has(news, "1 timeline entry\n2  "));
    CHECK(has(news, "restarted it"));
    CHECK_FALSE(has(news, "a slip"));  // removed since
    CHECK(has(news, "@Grace gave the role commander to @Linus"));
    CHECK(has(news, "wrote the part summary"));
    CHECK_FALSE(has(news, "pool is full\n"));
}

TEST_CASE("everybody has a mark of their own, and a refused or other command moves none") {
    World world;
    world.declare_in("C1");
    world.types("catchup");
    world.types("log one");
    world.user = UserId("U2GRACE");
    CHECK(has(world.answer("catchup"), "Since it was declared"));
    world.user = UserId("U1ADA");
    CHECK(world.types("catchup now").refused);
    world.types("timeline");
    const auto news = world.answer("catchup");
    CHECK(has(news, "one"));
}

TEST_CASE("show counts as looking when it shows all that is new, else it says there is more") {
    World world;
    world.declare_in("C1");
    CHECK_FALSE(has(world.answer("show"), "new since"));  // who never looked has no mark to move
    world.types("catchup");
    world.types("log one");
    CHECK_FALSE(has(world.answer("show"), "new since"));
    CHECK(has(world.answer("catchup"), "nothing new"));
    for (int i = 0; i < 7; ++i)
        world.types("log more");
    CHECK(has(world.answer("show"), "7 things are new since you last looked: /incident catchup"));
    CHECK(has(world.answer(""), "7 things are new"));
    CHECK(has(world.answer("catchup"), "7 timeline entries"));
    world.types("severity sev1");
    CHECK(has(world.answer(""), "new since you last looked"));
}

TEST_CASE("a long absence is told within bounds") {
    World world;
    world.declare_in("C1");
    for (int i = 0; i < 60; ++i) {
        world.types("log something happened");
        world.types("update still at it");
        world.types("rename Title " + std::to_string(i));
    }
    const auto answer = world.answer("catchup");
    CHECK(has(answer, "60 timeline entries"));
    CHECK(has(answer, "The newest 15; all: /incident timeline"));
    CHECK(has(answer, "The newest 12; more: /incident history"));
    CHECK(length(answer) < 8'000);
}
