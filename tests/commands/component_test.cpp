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
