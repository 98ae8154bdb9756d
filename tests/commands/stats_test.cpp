#include "domain/quarter_bars.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("stats tells a quarter's figures, over how many, and what was left out and why") {
    World world;
    world.types("declare sev1 One");
    world.types("INC-1 time started 13:30");
    world.now += std::chrono::hours(2);
    world.types("INC-1 time repaired 15:00");
    world.types("INC-1 close done");
    world.types("declare sev2 Two");
    world.types("declare drill Three");
    world.types("declare Four");
    world.types("INC-3 duplicate INC-2");
    const auto answer = world.answer("stats");
    CAPTURE(answer);
    CHECK(has(answer, "2026-Q4: 2 incidents, 1 of them open: 1 sev1, 1 sev2."));
    CHECK(has(answer,
              "Mean time to repair: 1h 0m, median 1h 0m, 90th percentile 1h 0m (detected to "
              "repaired, over 1 incident)"));
    CHECK(has(answer, "left out, no time repaired: INC-2"));
    CHECK(has(answer, "Left out of all, a drill: DRL-1"));
    CHECK(has(answer, "Left out of all, a duplicate of INC-2: INC-3"));
    CHECK(has(answer, "/incident stats 2026-Q3"));
}

TEST_CASE("a quarter without incidents has dashes, never noughts") {
    World world;
    for (const auto* typed : {"stats 2026-q3", "stats Q3", "stats 2020-Q1"}) {
        const auto answer = world.answer(typed);
        CHECK(has(answer, "No incident"));
        CHECK(has(answer, "Mean time to repair: – (detected to repaired, no incident)"));
        CHECK_FALSE(has(answer, "0m"));
    }
}

TEST_CASE("a quarter is the organisation's, and holds what was detected in it") {
    Settings settings;
    settings.zone = Zone::named("Pacific/Auckland").value();
    World world(settings);
    world.now = World::instant("2026-09-30T12:30:00Z");  // 1 October there
    world.types("declare One");
    world.now = World::instant("2026-11-20T14:00:00Z");
    CHECK(has(world.answer("stats"), "1 incident"));
    CHECK(has(world.answer("stats Q3"), "No incident"));
}

TEST_CASE("stats posts the same for everybody where it was typed, with what the picture shows") {
    World world;
    world.types("declare sev1 One");
    world.types("INC-1 time repaired 14:00");
    world.types("declare private Two");
    const auto answer = world.answer("stats");
    CHECK(has(answer, "A picture follows for everybody here"));
    REQUIRE(world.effects.size() == 1);
    const auto& post = world.effects.front();
    CHECK(post.kind == Effect::Kind::post_figures);
    CHECK(post.incident.number == 0);
    CHECK(post.people.size() == 1);
    CHECK(post.details.at("quarter") == "2026-Q4");
    CHECK_FALSE(post.details.at("channel").empty());
    const auto words = plain_text(post.words);
    CAPTURE(words);
    CHECK(has(words, "Figures of 2026-Q4: 1 incident, 1 of them open: 1 sev1."));
    CHECK(has(words, "Mean time to repair: 0m (detected to repaired, over 1 incident)"));
    CHECK(has(words, "Mean time to resolve: – (detected to resolved, no incident; 1 left out)"));
    const auto bars = read_quarter_bars(post.details.at("bars"));
    REQUIRE(bars.has_value());
    CHECK(bars->quarters.back() ==
          QuarterBar{{2026, 4}, {1, 0, 0, 0}, std::chrono::seconds(0), std::nullopt});
    world.types("stats 1900-Q1");
    CHECK(world.effects.size() == 1);
    world.types("stats nonsense");
    CHECK(world.effects.empty());
}
