#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

TEST_CASE("a bare clock time in an edit is one of the entry's own day, in the editor's zone") {
    struct Row {
        const char* typed;
        const char* from;
        const char* until;
    };
    // Entry 1 is of 18 November, 23:30 in London; it is edited two days later.
    const Row rows[] = {
        {"edit 1 10:08 failover", "2026-11-18T10:08:00Z", ""},
        {"edit 1 ~10:08", "2026-11-18T10:08:00Z", ""},
        {"edit 1 11:45pm failover", "2026-11-18T23:45:00Z", ""},
        {"edit 1 23:50-00:10 failover", "2026-11-18T23:50:00Z", "2026-11-19T00:10:00Z"},
        {"edit 1 2026-11-19 10:08 failover", "2026-11-19T10:08:00Z", ""},
        {"edit 1 10m ago failover", "2026-11-20T13:50:00Z", ""},
        {"edit 1 yesterday 10:08 failover", "2026-11-19T10:08:00Z", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        World world;
        world.now = World::instant("2026-11-18T23:35:00Z");
        world.declare_in("C1");
        world.types("log 23:30 failover");
        world.now = World::instant("2026-11-20T14:00:00Z");
        const auto answer = world.answer(row.typed);
        CAPTURE(answer);
        const auto entry = world.store->record().entry({Series::incident, 1}, 1).value();
        CHECK(to_rfc3339(entry.when.at) == row.from);
        CHECK((entry.when.until ? to_rfc3339(*entry.when.until) : "") == row.until);
    }
}

TEST_CASE("a bare clock time that is still to come today is not taken for the entry's day") {
    World world;
    world.declare_in("C1");
    world.types("log 13:30 failover");
    world.types("edit 1 15:00 failover");
    CHECK(to_rfc3339(world.entries().front().when.at) == "2026-11-19T15:00:00Z");
}

TEST_CASE("a time that nobody typed is answered to the minute, a typed one as it was typed") {
    World world;
    world.declare_in("C1");
    world.now = World::instant("2026-11-20T14:03:27Z");
    CHECK(world.answer("log failover started").find("14:03 ") != std::string::npos);
    CHECK(world.answer("log 14:02:30 alarm").find("14:02:30 ") != std::string::npos);
    const auto timeline = world.answer("timeline");
    CAPTURE(timeline);
    CHECK(timeline.find("14:03:27") == std::string::npos);
    CHECK(timeline.find("14:02:30") != std::string::npos);
    CHECK(world.entries().back().when.at == world.now);
}
