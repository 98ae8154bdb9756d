// What can be done by pointing: the control panel and the follow-up's form.
#include "commands/button.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using muster::tests::World;

namespace {

std::vector<std::string> actions_of(const Reply& reply) {
    std::vector<std::string> actions;
    for (const auto& button : reply.buttons)
        actions.push_back(button.action);
    return actions;
}

// Presses that button of the control panel.
Reply press(World& world, const std::string& action) {
    const auto panel = world.types("");
    const auto found = std::ranges::find(panel.buttons, action, &Button::action);
    REQUIRE(found != panel.buttons.end());
    return world.asks(world.button(found->action, found->value));
}

}  // namespace

TEST_CASE("the control panel offers what can be done now, and no more") {
    World world;
    world.declare_in("C1");
    using Actions = std::vector<std::string>;
    CHECK(actions_of(world.types("")) ==
          Actions{"log", "update", "assign", "severity", "action", "timeline", "close"});
    world.types("action @grace Alert on pool use");
    world.types("close All well");
    CHECK(actions_of(world.types("")) ==
          Actions{"log", "action", "timeline", "actions", "postmortem", "reopen"});
}

TEST_CASE("every button of the control panel answers") {
    for (const bool closed : {false, true}) {
        World world;
        world.declare_in("C1");
        world.types("action @grace Alert on pool use");
        if (closed)
            world.types("close All well");
        for (const auto& action : actions_of(world.types(""))) {
            CAPTURE(action);
            const auto reply = press(world, action);
            CHECK_FALSE(reply.refused);
            CHECK((reply.form || !reply.words.empty()));
        }
    }
}

TEST_CASE("a follow-up promised by the form is the one that is typed") {
    World typed;
    typed.declare_in("C1");
    typed.types("action @grace Alert on pool use, see https://tickets.example.com/7 by friday");
    World pointed;
    pointed.declare_in("C1");
    const auto opened = press(pointed, "action");
    REQUIRE(opened.form);
    const auto reply =
        pointed.asks(pointed.form(opened.form->name, opened.form->context,
                                  {{"text", "Alert on pool use, see https://tickets.example.com/7"},
                                   {"owner", "U2GRACE"},
                                   {"due", "friday"}}));
    CHECK_FALSE(reply.refused);
    const IncidentId id{Series::incident, 1};
    CHECK(pointed.store->record().follow_ups(id) == typed.store->record().follow_ups(id));
    int left_out = 0;
    CHECK(pointed.store->export_record(true, left_out) ==
          typed.store->export_record(true, left_out));
}

TEST_CASE("what is wrong in the follow-up's form stands at its field, and nothing changes") {
    World world;
    world.declare_in("C1");
    const auto form = press(world, "action").form.value();
    struct Row {
        std::map<std::string, std::string> fields;
        const char* field;
        const char* helps;
    };
    const Row rows[] = {
        {{}, "text", "missing"},
        {{{"text", " "}}, "text", "missing"},
        {{{"text", "x"}, {"due", "whenever"}}, "due", "friday"},
        {{{"text", "x"}, {"due", "2020-01-01"}}, "due", "2020-01-01"},
        {{{"text", "x"}, {"owner", "U6GONE"}}, "owner", "cannot be chosen"},
        {{{"text", "x"}, {"owner", "U9UNMET"}}, "owner", "looked up"},
    };
    for (const auto& row : rows) {
        const auto reply = world.asks(world.form(form.name, form.context, row.fields));
        REQUIRE(reply.field_errors.contains(row.field));
        CHECK(reply.field_errors.at(row.field).find(row.helps) != std::string::npos);
        CHECK(world.changes.empty());
    }
    // Whoever promises without naming somebody promises it themselves.
    world.asks(world.form(form.name, form.context, {{"text", "x"}}));
    CHECK(world.store->record().follow_ups({Series::incident, 1}).front().owner.user ==
          UserId("U1ADA"));
}
