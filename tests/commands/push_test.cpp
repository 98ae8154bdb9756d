// What is owed to other status pages: what the public may know, and what it must forget.
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;
using Kind = Effect::Kind;

namespace {

Settings with_targets() {
    Settings settings;
    PushTarget page;
    page.name = "page";
    page.kind = PushTarget::Kind::statuspage;
    PushTarget hook;
    hook.name = "hook";
    settings.pushes = {page, hook};
    ComponentRule checkout;
    checkout.name = "Checkout";
    settings.components = {checkout};
    return settings;
}

// What is owed to that target by the last request: "push_update#2 show_push".
std::string owed_to(const World& world, const std::string& target) {
    std::string text;
    for (const auto& effect : world.effects) {
        if (effect.subject != target)
            continue;
        text += (text.empty() ? "" : " ") + std::string(to_string(effect.kind));
        if (effect.number != 0)
            text += "#" + std::to_string(effect.number);
        if (effect.details.contains("quiet"))
            text += " (quiet)";
    }
    return text;
}

}  // namespace

TEST_CASE("what the public reads is owed to every target, and nothing else is") {
    World world(with_targets());
    world.types("declare sev2 Checkout is slow");
    CHECK(owed_to(world, "page") == "push_update#1");
    CHECK(owed_to(world, "hook") == "push_update#1");
    const std::pair<const char*, const char*> cases[] = {
        {"INC-1 update We look into it", "push_update#2"},
        {"INC-1 status monitoring It looks well", "push_update#3"},
        {"INC-1 rename Payments are slow", "show_push"},
        {"INC-1 severity sev1 all shops", "show_push"},
        {"INC-1 update edit 2 We looked into it", "show_pushed_update#2"},
        {"INC-1 update withdraw 2 wrong", "show_pushed_update#2"},
        {"INC-1 log a step", ""},
        {"INC-1 assign commander <@U2GRACE>", ""},
        {"INC-1 cause a full disk", ""},
        {"INC-1 action <@U2GRACE> buy disks", ""},
        {"INC-1 time started 10m ago", ""},
        {"INC-1 close All is well", "push_update#4"},
        {"INC-1 reopen it is back", "push_update#5"},
    };
    for (const auto& [typed, owed] : cases) {
        CAPTURE(typed);
        world.types(typed);
        CHECK(owed_to(world, "page") == owed);
        CHECK(owed_to(world, "hook") == owed);
    }
}

TEST_CASE("private incidents and drills are owed to nobody outside") {
    World world(with_targets());
    for (const auto* typed : {"declare sev1 private A leak", "declare sev1 drill A fire",
                              "PRV-1 update More of it", "DRL-1 status monitoring All out",
                              "PRV-1 rename Another leak", "DRL-1 close Well done"}) {
        CAPTURE(typed);
        CHECK_FALSE(world.types(typed).refused);
        CHECK(owed_to(world, "page").empty());
        CHECK(owed_to(world, "hook").empty());
    }
}

TEST_CASE("a component's state goes with its incident, and to a webhook on its own") {
    World world(with_targets());
    world.types("declare sev2 Checkout is slow");
    world.types("INC-1 component Checkout major");
    CHECK(owed_to(world, "page") == "show_push");
    CHECK(owed_to(world, "hook") == "push_component");
}

TEST_CASE("what comes onto the page late is told as a whole, and only the newest is news") {
    auto settings = with_targets();
    settings.publication = PublicationRule::manual;
    World world(settings);
    world.types("declare sev2 Checkout is slow");
    world.types("INC-1 update We look into it");
    CHECK(owed_to(world, "page").empty());
    world.types("INC-1 publish");
    CHECK(owed_to(world, "page") == "push_update#1 (quiet) push_update#2");
    world.types("INC-1 unpublish it was nothing");
    CHECK(owed_to(world, "page") == "show_push");
    world.types("INC-1 update Not for them");
    CHECK(owed_to(world, "page").empty());
}

TEST_CASE("what a target has of an incident that becomes private is taken back") {
    World world(with_targets());
    world.types("declare sev2 Checkout is slow");
    Slots slots(10);
    slots.target = "page";
    const auto owed = world.store->owed(world.now, slots, {});
    REQUIRE(owed.size() == 1);
    Settlement made;
    made.places.emplace().pushed["page"] = {"i1", {{1, "u1"}}};
    world.store->settle(owed.front(), made, world.now);
    world.types("INC-1 private about a customer");
    CHECK(owed_to(world, "page") == "show_push");
    CHECK(owed_to(world, "hook").empty());  // it never had anything
    const auto left = world.store->owed(world.now, slots, {});
    REQUIRE(left.size() == 1);
    CHECK(plain_text(left.front().effect.words) == "INC-1");
}

TEST_CASE("a duplicate leaves the other pages, and comes back when it is parted again") {
    World world(with_targets());
    world.types("declare sev2 Checkout is slow");
    world.types("declare sev2 Checkout is slow again");
    world.types("INC-2 duplicate INC-1");
    CHECK(owed_to(world, "page") == "show_push");
    world.types("INC-2 reopen it is another one");
    CHECK(owed_to(world, "page") == "push_update#1");
}

TEST_CASE("a window is pushed like an incident, each of its steps") {
    World world(with_targets());
    world.types("maintenance in 2h for 1h Database upgrade");
    CHECK(owed_to(world, "page") == "push_update#1");
    world.types("maintenance start MNT-1");
    CHECK(owed_to(world, "page") == "push_update#2");
}
