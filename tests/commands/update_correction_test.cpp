#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;

namespace {

using Kind = Effect::Kind;

// INC-1 with update 1 of Muster's own and update 2 of Ada's.
World updated_world() {
    World world;
    world.declare_in("C1");
    world.types("update identified A switch failed");
    return world;
}

Update update_numbered(World& world, int number) {
    return world.store->record()
        .updates(world.incident().id)
        .at(static_cast<std::size_t>(number - 1));
}

}  // namespace

TEST_CASE("an update is given other words where it stands") {
    auto world = updated_world();
    CHECK(world.answer("update edit 2 Two switches failed") ==
          "Update 2 now says: Two switches failed\nChanged in its channel, in the announcements "
          "and on the status page.");
    CHECK(update_numbered(world, 2).text == "Two switches failed");
    CHECK(update_numbered(world, 2).edited);
    CHECK(update_numbered(world, 2).status == Status::identified);
    CHECK(world.owes(Kind::show_update));
    CHECK_FALSE(world.owes(Kind::post_update));
    CHECK(world.types("update edit 2 Two switches failed").refused);

    CHECK_FALSE(world.types("update Edit #1 We look into failing orders").refused);
    CHECK_FALSE(update_numbered(world, 1).neutral);
}

TEST_CASE("a withdrawn update is no update any more, and says why") {
    auto world = updated_world();
    const auto reply = world.types("update withdraw 2 it was another fault");
    CHECK_FALSE(reply.refused);
    CHECK(update_numbered(world, 2).withdrawn);
    CHECK(update_numbered(world, 2).why_withdrawn == "it was another fault");
    CHECK(world.owes(Kind::show_update));
    CHECK(world.owes(Kind::show_announcement));
    CHECK(world.incident().status == Status::identified);
    for (const auto* again : {"update withdraw 2 once more", "update edit 2 other words"}) {
        CAPTURE(again);
        CHECK(world.answer(again) == "Update 2 was withdrawn already.");
    }
}

TEST_CASE("what would correct an update is never published as one") {
    auto world = updated_world();
    struct Row {
        std::string typed;
        std::string answer;
    };
    const Row rows[] = {
        {"update edit 9 Orders go through", "has no update 9; its newest is 2"},
        {"update withdraw 9 it was wrong", "has no update 9; its newest is 2"},
        {"update edit 2", "update edit 2 TEXT"},
        {"update withdraw 2", "update withdraw 2 WHY"},
        {"update withdraw 1 it was wrong", "Muster's own sentence"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto reply = world.types(row.typed);
        CHECK(reply.refused);
        CHECK(plain_text(reply.words).find(row.answer) != std::string::npos);
        CHECK(world.effects.empty());
        CHECK(world.changes.empty());
    }
    CHECK_FALSE(world.types("update edit and save work again").refused);
    world.types("close All well");
    CHECK(world.answer("update edit 2 other words").find("reopen") != std::string::npos);
}
