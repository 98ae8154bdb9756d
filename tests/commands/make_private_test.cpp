#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;
using Kind = Effect::Kind;

namespace {

const IncidentId prv_1{Series::private_incident, 1};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// The people of the last request's effect of that kind.
std::string people_of(const World& world, Kind kind) {
    std::string all;
    for (const auto& effect : world.effects)
        if (effect.kind == kind)
            for (const auto& person : effect.people)
                all += person + " ";
    return all;
}

}  // namespace

TEST_CASE("private gives an incident another id and channel, and takes back what was public") {
    World world;
    world.declare_in("C1");
    world.types("assign @grace");
    world.types("assign scribe @sre");
    world.user = UserId("U3LINUS");
    const auto answer = world.answer("private it is about a customer");
    CHECK(
        answer.starts_with("INC-1 is private now, as PRV-1. Its private channel is being opened"));
    CHECK(has(answer, "It cannot take back what people wrote themselves"));
    CHECK(has(answer, "Not invited: @sre."));
    for (const auto kind : {Kind::create_channel, Kind::post_card, Kind::show_topic,
                            Kind::show_taken_back, Kind::post_note})
        CHECK(world.owes(kind));
    for (const auto kind : {Kind::post_announcement, Kind::show_announcement, Kind::post_postmortem,
                            Kind::upload_document})
        CHECK_FALSE(world.owes(kind));
    CHECK(people_of(world, Kind::show_members) == "U1ADA U3LINUS U2GRACE ");
    CHECK(people_of(world, Kind::create_channel) == "U1ADA U3LINUS ");
    for (const auto& effect : world.effects)
        CHECK(effect.incident == prv_1);
    CHECK(world.store->check_rebuild().empty());

    // The old id is nobody's, in the old channel too.
    CHECK(world.answer("INC-1 show").starts_with("There is no INC-1."));
    CHECK(world.answer("timeline").starts_with("Which incident?"));
    CHECK(has(world.answer("PRV-1 history"), "made it private, it was INC-1: it is about a cust"));
    world.user = UserId("U2GRACE");
    CHECK(world.answer("PRV-1 show").starts_with("There is no PRV-1."));
    world.user = UserId("U1ADA");
    CHECK(has(world.answer("PRV-1 show"), "Checkout is slow"));
    CHECK(world.answer("declare Another one").starts_with("Declared INC-2 "));
}

TEST_CASE("a closed incident's documents go along to the private channel") {
    World world;
    world.declare_in("C1");
    world.types("close All well");
    world.types("private it is about a customer");
    CHECK(world.owes(Kind::post_postmortem));
    CHECK(world.owes(Kind::upload_document));
    const auto revisions = world.store->record().revisions(prv_1);
    REQUIRE(revisions.size() == 2);
    CHECK(revisions[1].reason == "made private");
}

TEST_CASE("private says what it needs, and makes nothing private twice") {
    World world;
    world.declare_in("C1");
    CHECK(world.answer("private") == "The text is missing. Write: /incident private WHY");
    world.types("declare private Laptop stolen");
    CHECK(world.answer("PRV-1 private why") == "PRV-1 is private already.");
    world.types("declare drill Fire");
    CHECK(world.answer("DRL-1 private why") ==
          "DRL-1 is a drill, and stays one. To declare something private: /incident declare "
          "private TITLE");
    CHECK(world.changes.empty());
    CHECK(world.answer("private why").starts_with("INC-1 is private now, as PRV-2."));
}

TEST_CASE("buttons of before it was private are dead") {
    World world;
    world.declare_in("C1");
    const auto value = "INC-1|severity=sev3|status=investigating|closed=0";
    CHECK(world.asks(world.button("log", value)).form.has_value());
    world.types("private why");
    const auto reply = world.asks(world.button("log", value));
    CHECK_FALSE(reply.form.has_value());
    CHECK(plain_text(reply.words) == "That incident cannot be found any more. Nothing changed.");
}
