#include "tests/bad_inputs.hpp"

#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

TEST_CASE("bad input is answered with the fault and the fix, and changes nothing") {
    World world;
    world.declare_in("C1");
    for (const auto* typed :
         {"log 13:30 it began", "log gone", "remove 2", "assign @ada", "time started 13:20",
          "action @ada fix it", "action @ada done it", "action done 2"})
        REQUIRE_FALSE(world.types(typed).refused);
    int left_out = 0;
    const auto before = world.store->export_record(true, left_out);
    const auto inputs = muster::tests::bad_inputs();
    CHECK(inputs.size() >= 200);
    for (const auto& [typed, helps] : inputs) {
        const auto shown = shortened(typed, 80);
        CAPTURE(shown);
        const auto reply = world.types(typed);
        const auto answer = plain_text(reply.words);
        CAPTURE(answer);
        CHECK(reply.refused);
        CHECK(answer.find(helps) != std::string::npos);
        CHECK(length(answer) < 1'000);
        CHECK(world.effects.empty());
        CHECK(world.changes.empty());
    }
    CHECK(world.store->export_record(true, left_out) == before);
}

TEST_CASE("a command that needs an incident says so where there is none") {
    World world;
    for (const auto* typed : {"log text",
                              "assign @ada",
                              "roles",
                              "update text",
                              "status monitoring",
                              "severity sev1",
                              "rename Title",
                              "summary text",
                              "time started 13:00",
                              "action @ada fix",
                              "actions",
                              "timeline",
                              "edit 1 text",
                              "remove 1",
                              "close done",
                              "reopen why",
                              "postmortem",
                              "publish",
                              "component Checkout degraded",
                              "catchup",
                              "duplicate INC-1"}) {
        CAPTURE(typed);
        const auto reply = world.types(typed);
        CHECK(reply.refused);
        CHECK(plain_text(reply.words).find("Which incident?") == 0);
    }
    CHECK(world.types("show").refused);
    CHECK(world.types("INC-1").refused);
    CHECK(world.store->record().count(IncidentFilter::all) == 0);
}

TEST_CASE("hostile text is kept as it was typed") {
    World world;
    world.declare_in("C1");
    int number = 0;
    for (const auto& text : muster::tests::hostile_texts()) {
        CAPTURE(text);
        CHECK_FALSE(world.types("log " + text).refused);
        ++number;
        CHECK(world.store->record().entry({Series::incident, 1}, number)->text == text);
    }
}
