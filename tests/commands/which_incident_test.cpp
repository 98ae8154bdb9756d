#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

TEST_CASE(
    "a command without its incident offers the open ones, and one click does what was typed") {
    World world;
    for (int i = 0; i < 7; ++i)
        world.types("declare Number " + std::to_string(i + 1));
    const auto reply = world.types("log ~13:30 failover started");
    CHECK(reply.refused);
    REQUIRE(reply.buttons.size() == 5);
    CHECK(reply.buttons[0].text == "INC-7 Number 7");
    CHECK(world.changes.empty());
    CHECK_FALSE(world.asks(world.button(reply.buttons[1].action, reply.buttons[1].value)).refused);
    REQUIRE(world.entries(6).size() == 1);
    CHECK(world.entries(6).front().text == "failover started");
    CHECK(world.entries(6).front().when.approximate);
}

TEST_CASE("one open incident alone is offered and not assumed") {
    World world;
    world.types("declare Only one");
    const auto reply = world.types("log found it");
    CHECK(reply.refused);
    CHECK(reply.buttons.size() == 1);
    CHECK(world.entries().empty());
}

TEST_CASE("what does not fit into a button is to be typed") {
    World world;
    world.types("declare Only one");
    CHECK(world.types("log " + std::string(1'950, 'x')).buttons.empty());
    CHECK(world.types("assign " + World::at("U2GRACE", "grace")).buttons.empty());
}

TEST_CASE("where none is open, those closed last are named") {
    World world;
    CHECK(world.answer("log lost").find("None is open.") != std::string::npos);
    world.types("declare One");
    world.types("INC-1 close done");
    const auto reply = world.types("log lost");
    CHECK(plain_text(reply.words).find("None is open; closed last: INC-1 One.") !=
          std::string::npos);
    CHECK(reply.buttons.empty());
}

TEST_CASE("an id that is nearly one is named, if there is such an incident") {
    World world;
    world.types("declare One");
    for (const auto* typed : {"inc1 log text", "INC_1 log text", "Inc#1"}) {
        CAPTURE(typed);
        CHECK(world.answer(typed).find("Did you mean /incident INC-1 …?") != std::string::npos);
    }
    for (const auto* typed : {"inc2 log text", "PRV1", "INC", "inc1x", "abc1"}) {
        CAPTURE(typed);
        CHECK(world.answer(typed).find("Did you mean") == std::string::npos);
    }
}
