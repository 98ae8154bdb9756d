#include "domain/publication.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

using Kind = Effect::Kind;

// INC-1 in C1 with two entries and Grace as commander; INC-2 in C2 with one. The place is C1.
World two_incidents() {
    World world;
    world.declare_in("C1", "Checkout is slow");
    world.types("log 13:30 pool is full");
    world.types("assign @grace");
    world.declare_in("C2", "Payments fail");
    world.types("log card payments fail");
    world.place = ChannelId("C1");
    world.user = UserId("U3LINUS");  // in Helsinki
    world.types("log ~15:40 restarted it");
    world.user = UserId("U1ADA");
    return world;
}

std::string notes(const World& world, int number) {
    std::string all;
    for (const auto& effect : world.effects)
        if (effect.kind == Kind::post_note && effect.incident.number == number)
            all += plain_text(effect.words) + "\n";
    return all;
}

}  // namespace

TEST_CASE("a duplicate's entries stand in the other incident as they were, and it is over") {
    auto world = two_incidents();
    const auto reply = world.types("duplicate inc-2");
    REQUIRE_FALSE(reply.refused);
    CHECK(plain_text(reply.words)
              .find("INC-1 is folded into INC-2 Payments fail: 2 entries have "
                    "come over") == 0);
    const auto moved = world.entries(2);
    REQUIRE(moved.size() == 3);
    CHECK(moved[0].text == "pool is full");
    CHECK(moved[0].when.at == World::instant("2026-11-20T13:30:00Z"));
    CHECK(moved[0].author.name == "Ada");
    CHECK(moved[1].text == "restarted it");
    CHECK(moved[1].when.approximate);
    CHECK(moved[1].author.name == "Linus");
    CHECK(moved[0].number == 2);

    CHECK(world.incident(1).closed);
    CHECK(world.incident(1).status == Status::investigating);
    CHECK(world.incident(1).revisions == 0);  // no postmortem of a duplicate
    CHECK_FALSE(is_published(world.incident(1), world.settings));
    CHECK_FALSE(world.incident(2).closed);
    CHECK(notes(world, 1).find("folded this into INC-2") != std::string::npos);
    CHECK(notes(world, 1).find("@Grace") != std::string::npos);
    CHECK(notes(world, 2).find("folded INC-1 into this") != std::string::npos);
    for (const auto kind : {Kind::show_topic, Kind::show_card, Kind::show_announcement,
                            Kind::show_bookmark, Kind::show_members})
        CHECK(world.owes(kind));
    CHECK_FALSE(world.owes(Kind::post_postmortem));
    CHECK_FALSE(world.owes(Kind::post_update));
    CHECK(world.store->check_rebuild().empty());
    CHECK(world.answer("list all").find("duplicate of INC-2") != std::string::npos);
}

TEST_CASE("what Muster noted by itself says whose it was when it comes over") {
    auto world = two_incidents();
    world.types("severity sev1");
    world.types("duplicate INC-2");
    CHECK(world.entries(2).back().text == "INC-1: Severity changed from sev3 to sev1");
}

TEST_CASE("a duplicate's record goes on in the other incident, and the answer says where") {
    auto world = two_incidents();
    world.types("duplicate INC-2");
    for (const auto* typed : {"log more", "assign @ada", "update words", "severity sev1", "close x",
                              "summary text", "duplicate INC-2", "publish", "postmortem"}) {
        CAPTURE(typed);
        const auto reply = world.types(typed);
        CHECK(reply.refused);
        CHECK(plain_text(reply.words).find("INC-1 is a duplicate of INC-2. Go on there") == 0);
        CHECK(world.changes.empty());
    }
    for (const auto* typed : {"timeline", "history", "show", "roles", "catchup", "help"})
        CHECK_FALSE(world.types(typed).refused);
    const auto form = world.asks(world.form("log", "INC-1", {{"text", "more"}}));
    CHECK(form.refused);
}

TEST_CASE("reopening parts a duplicate again, and what had come over goes") {
    auto world = two_incidents();
    const auto before = world.incident(1);
    const auto folded = world.types("duplicate INC-2");
    world.place = ChannelId("C2");
    world.types("remove 2");
    world.types("log found here");
    world.place = ChannelId("C1");
    SUBCASE("by typing") {
        CHECK_FALSE(world.types("reopen it is another fault").refused);
    }
    SUBCASE("by the button") {
        REQUIRE(folded.buttons.size() == 1);
        CHECK_FALSE(
            world.asks(world.button(folded.buttons[0].action, folded.buttons[0].value)).refused);
    }
    SUBCASE("by the form") {
        CHECK_FALSE(world.asks(world.form("reopen", "INC-1", {{"why", "another"}})).refused);
    }
    auto after = world.incident(1);
    CHECK(after.version > before.version);
    after.version = before.version;
    CHECK(after == before);
    const auto left = world.entries(2);
    REQUIRE(left.size() == 2);
    CHECK(left[0].text == "card payments fail");
    CHECK(left[1].text == "found here");
    CHECK(world.entries(1).size() == 2);
    CHECK(notes(world, 1).find("parted this from INC-2") != std::string::npos);
    CHECK_FALSE(world.types("log goes on").refused);
    CHECK(world.store->check_rebuild().empty());
}

TEST_CASE("what cannot be one is refused with the reason") {
    auto world = two_incidents();
    world.types("declare drill Fire");
    world.types("declare Third");
    world.types("INC-3 close done");
    world.types("INC-2 duplicate INC-1");  // INC-2 is none to fold into any more
    const struct {
        const char* typed;
        const char* helps;
    } rows[] = {
        {"duplicate INC-1", "is itself"},
        {"duplicate INC-3", "INC-3 is closed"},
        {"duplicate INC-2", "INC-2 is a duplicate itself, of INC-1"},
        {"duplicate DRL-1", "DRL-1 is a drill"},
        {"DRL-1 duplicate INC-1", "DRL-1 is a drill"},
        {"duplicate INC-9", "There is no INC-9"},
        {"duplicate PRV-1", "There is no PRV-1"},
        {"INC-3 duplicate INC-1", "INC-3 is closed"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto reply = world.types(row.typed);
        CHECK(reply.refused);
        CHECK(plain_text(reply.words).find(row.helps) != std::string::npos);
        CHECK(world.changes.empty());
    }
}

TEST_CASE("of a chain the last fold is undone first") {
    auto world = two_incidents();
    world.types("declare Third");
    world.types("INC-1 duplicate INC-2");
    world.types("INC-2 duplicate INC-3");
    CHECK(world.answer("INC-1 reopen why").find("INC-2 was folded into INC-3") == 0);
    CHECK_FALSE(world.types("INC-2 reopen why").refused);
    CHECK_FALSE(world.types("INC-1 reopen why").refused);
    CHECK(world.store->check_rebuild().empty());
}

TEST_CASE("declaring names the open incidents that look alike, with a button to fold into one") {
    World world;
    world.types("declare Checkout is slow");
    world.types("declare Search is slow");
    world.types("declare drill Checkout lost");
    world.types("declare Checkout latency");
    const auto reply = world.types("declare sev1 High error rate in checkout");
    const auto answer = plain_text(reply.words);
    CHECK(answer.find("Is it the same as INC-3 Checkout latency") != std::string::npos);
    CHECK(answer.find("Or as INC-1 Checkout is slow") != std::string::npos);
    CHECK(answer.find("INC-2") == std::string::npos);
    CHECK(answer.find("DRL-1") == std::string::npos);
    CHECK(answer.find("/incident INC-4 duplicate INC-1") != std::string::npos);
    const auto fold =
        std::ranges::find(reply.buttons, std::string("Fold into INC-1"), &Button::text);
    REQUIRE(fold != reply.buttons.end());
    CHECK_FALSE(world.asks(world.button(fold->action, fold->value)).refused);
    CHECK(world.incident(4).folded->into.number == 1);
    // A closed one looks like nothing.
    CHECK(world.answer("declare Checkout again").find("INC-4") == std::string::npos);
}
