#include "commands/commands.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

const IncidentId mnt_1{Series::maintenance, 1};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// What the windows' own times ask for by then.
void tick(World& world) {
    Request timer;
    timer.user.name = "Muster";
    timer.at = world.now;
    Job job;
    job.at = world.now;
    job.decide = [&](const Record& record) {
        auto decision = windows_due(record, timer);
        world.changes = decision.changes;
        world.effects = decision.effects;
        return Kept{decision.changes, decision.effects, {}};
    };
    REQUIRE(world.store->perform({job}).front().has_value());
}

Incident window(const World& world) {
    return world.store->record().incident(mnt_1).value();
}

}  // namespace

TEST_CASE("a maintenance window is planned, announced, and in no list of incidents") {
    World world;
    const auto answer = world.answer("maintenance tomorrow 02:00 for 2h Database upgrade");
    CHECK(has(answer, "MNT-1 Database upgrade"));
    CHECK(window(world).status == Status::scheduled);
    CHECK(to_rfc3339(window(world).window->start) == "2026-11-21T02:00:00Z");
    CHECK(to_rfc3339(window(world).window->end) == "2026-11-21T04:00:00Z");
    CHECK(world.owes(Effect::Kind::post_announcement));
    CHECK_FALSE(world.owes(Effect::Kind::create_channel));
    CHECK_FALSE(world.owes(Effect::Kind::post_card));
    CHECK(world.store->record().count(IncidentFilter::all) == 0);
    CHECK(has(world.answer("list all"), "None"));
    CHECK(has(world.answer("maintenance"), "MNT-1 Database upgrade · scheduled"));
    CHECK(has(world.answer("show MNT-1"), "Maintenance is planned: 2026-11-21 02:00 to 04:00 UTC"));
    CHECK(has(world.answer("MNT-1"), "Database upgrade"));
    CHECK(has(world.answer("MNT-1 history"), "planned it for"));
}

TEST_CASE("a window begins and ends by its own times, each once") {
    World world;
    world.types("maintenance 22:00 to 23:00 Network move");
    tick(world);
    CHECK(world.changes.empty());
    world.now = World::instant("2026-11-20T22:00:00Z");
    tick(world);
    CHECK(window(world).status == Status::in_progress);
    CHECK(world.owes(Effect::Kind::post_update));
    tick(world);
    CHECK(world.changes.empty());
    world.now = World::instant("2026-11-20T23:00:00Z");
    tick(world);
    CHECK(window(world).status == Status::completed);
    CHECK(window(world).closed);
    CHECK_FALSE(world.owes(Effect::Kind::post_postmortem));
    tick(world);
    CHECK(world.changes.empty());
    CHECK(world.store->record().updates(mnt_1).size() == 3);
    CHECK(world.store->check_rebuild().empty());
}

TEST_CASE("a window is moved, begun, completed and cancelled by hand") {
    World world;
    world.types("maintenance 22:00 to 23:00 Network move");
    CHECK(has(world.answer("maintenance move mnt-1 21:00 to 23:30"), "MNT-1 is planned for"));
    CHECK(to_rfc3339(window(world).window->start) == "2026-11-20T21:00:00Z");
    CHECK_FALSE(world.types("maintenance start MNT-1 Traffic is being moved.").refused);
    CHECK(world.store->record().updates(mnt_1).back().text == "Traffic is being moved.");
    CHECK(has(world.answer("maintenance cancel MNT-1"), "has begun"));
    CHECK_FALSE(world.types("maintenance complete MNT-1").refused);
    CHECK(has(world.answer("maintenance complete MNT-1"), "is completed"));

    world.types("maintenance 22:00 to 23:00 Second move");
    CHECK(has(world.answer("maintenance complete MNT-2"), "has not begun"));
    CHECK_FALSE(world.types("maintenance cancel MNT-2 The supplier is ill.").refused);
    const auto second = world.store->record().incident({Series::maintenance, 2}).value();
    CHECK(second.window->cancelled);
    CHECK(second.closed);
    CHECK(has(world.answer("maintenance start MNT-2"), "was cancelled"));
    CHECK(has(world.answer("maintenance"), "None is planned"));
}

TEST_CASE("what is wrong about a window is said with what would be right, and changes nothing") {
    World world;
    world.types("maintenance 22:00 to 23:00 Network move");
    int left_out = 0;
    const auto before = world.store->export_record(true, left_out);
    struct Row {
        const char* typed;
        const char* says;
    };
    const Row rows[] = {
        {"maintenance upgrade the database", "does not begin with a time ahead"},
        {"maintenance 22:00 to 23:00", "The title is missing"},
        {"maintenance 2026-11-19 22:00 to 23:00 Late", "has passed"},
        {"maintenance start", "Which window?"},
        {"maintenance start MNT-9", "There is no maintenance window MNT-9"},
        {"maintenance start INC-1", "There is no maintenance window INC-1"},
        {"maintenance move MNT-1 22:00 to 23:00", "planned for that time already"},
        {"maintenance move MNT-1 22:00 to 23:00 Other", "Only the new times"},
        {"MNT-1 log failover", "is a maintenance window"},
        {"MNT-1 close", "is a maintenance window"},
        {"MNT-2 log failover", "There is no MNT-2"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto reply = world.types(row.typed);
        const auto words = plain_text(reply.words);
        CAPTURE(words);
        CHECK(reply.refused);
        CHECK(has(words, row.says));
        CHECK(world.changes.empty());
    }
    CHECK(world.store->export_record(true, left_out) == before);
}

TEST_CASE("a record with windows is exported and imported as it is") {
    World world;
    world.declare_in("C1");
    world.types("maintenance 22:00 to 23:00 Network move");
    world.types("maintenance cancel MNT-1 Not needed");
    int left_out = 0;
    const auto lines = world.store->export_record(true, left_out);
    World other;
    REQUIRE(other.store->import_record(lines).has_value());
    CHECK(other.store->export_record(true, left_out) == lines);
    CHECK(other.store->check_rebuild().empty());
}
