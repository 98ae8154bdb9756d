#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

Settings shop() {
    Settings settings;
    settings.components = {
        {"Checkout API", "Shop", "Placing orders"}, {"Search", "Shop", ""}, {"Mail", "", ""}};
    return settings;
}

}  // namespace

TEST_CASE("a component is named in any case, and its state is on the card and in the timeline") {
    World world(shop());
    world.declare_in("C1");
    CHECK(world.answer("component checkout API Degraded") ==
          "Checkout API is degraded now. The card, the timeline and the status page show it.");
    CHECK(world.incident().components.at("Checkout API") == ComponentState::degraded);
    CHECK(world.incident().components_since.at("Checkout API") == world.now);
    CHECK(world.entries().back().text == "Checkout API is degraded");
    CHECK(world.owes(Effect::Kind::show_card));
    CHECK(world.answer("component “Checkout API” major").find("it was degraded") !=
          std::string::npos);
    CHECK_FALSE(world.types("component checkout api operational").refused);
    CHECK(world.entries().back().text == "Checkout API works again");
    CHECK(world.answer("component").find("Checkout API: operational") != std::string::npos);
    CHECK(world.store->check_rebuild().empty());
}

TEST_CASE("a component that is not understood is answered with what there is") {
    World world(shop());
    world.declare_in("C1");
    world.types("component Search major");
    const struct {
        const char* typed;
        const char* helps;
    } rows[] = {
        {"component Serach major",
         "Did you mean Search? Components are Checkout API, Search, Mail."},
        {"component Payments major", "Components are Checkout API, Search, Mail."},
        {"component Search broken",
         "States are operational, degraded, partial, major, maintenance"},
        {"component Search degrated", "Did you mean degraded?"},
        {"component Search", "component Search STATE"},
        {"component Checkout API", "component Checkout API STATE"},
        {"component degraded", "Components are"},
        {"component Search major", "Search is major already"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto reply = world.types(row.typed);
        CAPTURE(plain_text(reply.words));
        CHECK(reply.refused);
        CHECK(plain_text(reply.words).find(row.helps) != std::string::npos);
        CHECK(world.changes.empty());
    }
    world.types("close done");
    CHECK(world.answer("component Search operational").find("reopen") != std::string::npos);
}

TEST_CASE("the end of an incident puts its components back, but for what another one says") {
    struct Row {
        const char* ends;
        const char* says;
    };
    const Row rows[] = {
        {"status resolved",
         "On the status page Checkout API works again; Search is degraded, as "
         "INC-1 says."},
        {"close All is well",
         "On the status page Checkout API works again; Search is degraded, "
         "as INC-1 says."},
        {"unpublish Only staff saw it",
         "On the status page Checkout API works again; Search is "
         "degraded, as INC-1 says."},
        {"duplicate INC-1",
         "On the status page Checkout API works again; Search is degraded, as "
         "INC-1 says."},
        {"private It is about a customer",
         "On the status page Checkout API works again; Search "
         "is degraded, as INC-1 says."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.ends);
        World world(shop());
        world.declare_in("C1", "Search is slow");
        world.types("component Search degraded");
        world.declare_in("C2", "Nothing can be paid");
        world.types("component Checkout API major");
        world.types("component Search partial");
        const auto answer = world.answer(row.ends);
        CAPTURE(answer);
        CHECK(answer.find(row.says) != std::string::npos);
        CHECK(world.store->check_rebuild().empty());
    }
}

TEST_CASE("reopening brings an incident's components again, as it last had them") {
    World world(shop());
    world.declare_in("C1");
    world.types("component Search partial");
    world.types("close");
    world.types("close All is well");
    CHECK(world.answer("reopen Errors are back").find("On the status page Search is partly out.") !=
          std::string::npos);
    world.types("publish");
    CHECK(world.answer("rename Search is down").find("On the status page") == std::string::npos);
}

TEST_CASE("a component's answer says what the page shows where that is not what was said") {
    World world(shop());
    world.declare_in("C1");
    world.types("component Search major");
    world.declare_in("C2", "Another one");
    CHECK(world.answer("component Search degraded")
              .find("on the status page it is out, as INC-1 says.") != std::string::npos);
    world.types("status resolved");
    CHECK(world.answer("component Search partial").find("INC-2 is resolved") != std::string::npos);
    world.declare_in("C3", "drill Lost data centre");
    world.place = ChannelId("C0GENERAL");
    CHECK(world.answer("DRL-1 component Mail major").find("does not show this incident") !=
          std::string::npos);
}
