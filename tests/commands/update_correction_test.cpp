#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;

TEST_CASE("what would correct an update is never published as one") {
    World world;
    world.types("declare sev2 Checkout is slow");
    for (const auto* text : {"INC-1 update edit 1 Orders go through", "INC-1 update Withdraw 1 x",
                             "INC-1 update withdraw #1 it was another fault"}) {
        CAPTURE(text);
        CHECK(world.types(text).refused);
        CHECK(world.effects.empty());
        CHECK(world.changes.empty());
    }
    CHECK_FALSE(world.types("INC-1 update edit and save work again").refused);
}
