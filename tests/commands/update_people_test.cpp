#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

TEST_CASE("people stand in an update by their handles, however it was written") {
    World world;
    world.declare_in("C1");
    const auto sam = World::at("U4SAM", "Sam North");
    const auto last = [&] {
        return world.store->record().updates(world.incident().id).back().text;
    };
    world.types("update " + sam + " has found it");
    CHECK(last() == "@sam has found it");
    world.types("update monitoring Thanks to " + sam + ".");
    CHECK(last() == "Thanks to @sam.");
    world.types("status identified by " + sam);
    CHECK(last() == "by @sam");
    world.asks(world.form("update", "INC-1", {{"update", "It was " + sam}}));
    CHECK(last() == "It was @sam");
    // Somebody nobody has looked up yet: an id betrays nothing.
    world.types("update " + World::at("U9NEW", "New Name") + " helps");
    CHECK(last() == "@U9NEW helps");
}
