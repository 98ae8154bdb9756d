#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an entry's history is all that it ever said, by whom") {
    World world;
    world.declare_in("C1");
    world.types("log first words");
    world.types("log 13:30 another entry");
    world.now += std::chrono::minutes(5);
    world.user = UserId("U2GRACE");
    world.types("edit 1 second words");
    world.types("edit 1 08:40");
    world.types("remove 1");
    CHECK(world.answer("history 1") ==
          "History of entry 1 of INC-1\n"
          "2026-11-20 09:00 EST  @Ada added entry 1 (2026-11-20 09:00 EST): first words\n"
          "2026-11-20 09:05 EST  @Grace edited entry 1 (2026-11-20 09:00 EST): “first words” "
          "became “second words”\n"
          "2026-11-20 09:05 EST  @Grace edited entry 1 (2026-11-20 08:40 EST), its time was "
          "2026-11-20 09:00 EST\n"
          "2026-11-20 09:05 EST  @Grace removed entry 1");
    CHECK(has(world.answer("history 2"), "another entry"));
    CHECK_FALSE(has(world.answer("history 2"), "words"));
    CHECK(world.changes.empty());
}

TEST_CASE("an incident's history is its newest changes, oldest of them first") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("severity sev1 all regions");
    world.types("assign @grace");
    world.types("impact 312 orders lost");
    world.types("action @linus alert on it by friday");
    world.types("close Rolled back");
    const auto all = world.answer("history");
    std::size_t after = 0;
    for (const auto* part :
         {"@Ada declared it as sev2: Checkout is slow",
          "set the severity from sev2 to sev1: all "
          "regions",
          "gave the role commander to @Grace", "wrote the part impact: 312 orders lost",
          "made action 1 for @Linus: alert on it", "closed it: Rolled back",
          "made revision 1 of the postmortem: closed", "/incident history N"}) {
        CAPTURE(std::string(part));
        const auto at = all.find(part, after);
        REQUIRE(at != std::string::npos);
        after = at;
    }
    for (int i = 0; i < 30; ++i)
        world.types("log entry " + std::to_string(i));
    const auto newest = world.answer("history");
    CHECK_FALSE(has(newest, "entry 19:"));
    CHECK(has(newest, "changes before these; an export has all of them."));
}

TEST_CASE("a history that is not there says where the numbers are") {
    World world;
    world.declare_in("C1");
    world.types("log one");
    CHECK(world.answer("history 7") ==
          "INC-1 has no entry 7. /incident timeline shows the numbers.");
    for (const auto* typed : {"history one", "history 1 2", "history -1"}) {
        CAPTURE(typed);
        CHECK(world.types(typed).refused);
    }
}
