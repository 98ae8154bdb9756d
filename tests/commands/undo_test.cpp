#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

Settings with_component() {
    Settings settings;
    settings.components = {{"Search", "", ""}};
    return settings;
}

const Button* undo_of(const Reply& reply) {
    for (const auto& button : reply.buttons)
        if (button.action == "undo")
            return &button;
    return nullptr;
}

// What is compared: everything but how many changes there were, and when a component was last set.
Dossier state(World& world) {
    auto dossier = world.store->dossier({Series::incident, 1}).value();
    dossier.incident.version = 0;
    dossier.incident.components_since.clear();
    dossier.incident.entries = 0;
    dossier.incident.follow_ups = 0;
    dossier.incident.severities_had.clear();
    return dossier;
}

bool same(const Dossier& a, const Dossier& b) {
    return a.incident == b.incident && a.entries == b.entries && a.follow_ups == b.follow_ups;
}

World prepared() {
    World world(with_component());
    world.declare_in("C1");
    for (const auto* typed :
         {"log 13:30 it began", "log to be removed", "summary first words", "lesson one",
          "assign @grace", "time started 13:20", "action @ada fix it", "component Search degraded"})
        REQUIRE_FALSE(world.types(typed).refused);
    return world;
}

}  // namespace

TEST_CASE("what a command did is undone by its answer's button, and done again by Redo") {
    for (const auto* typed :
         {"log 14:00 more", "edit 1 it began earlier", "edit 1 13:25", "remove 2", "assign @linus",
          "assign scribe @ada", "unassign commander", "severity sev1 everybody",
          "rename Other title", "summary other words", "lesson two", "impact many",
          "time started 13:10", "time repaired 13:50", "action @linus look again", "action done 1",
          "action drop 1 not needed", "component Search major"}) {
        CAPTURE(typed);
        auto world = prepared();
        const auto before = state(world);
        const auto reply = world.types(typed);
        REQUIRE_FALSE(reply.refused);
        const auto after = state(world);
        CHECK_FALSE(same(before, after));
        const auto* undo = undo_of(reply);
        REQUIRE(undo != nullptr);
        CHECK(undo->text == "Undo");
        const auto click = world.button(undo->action, undo->value);
        const auto undone = world.asks(click);
        CAPTURE(plain_text(undone.words));
        REQUIRE_FALSE(undone.refused);
        CHECK(plain_text(undone.words).starts_with("Undone: "));
        CHECK(same(state(world), before));
        CHECK(world.store->check_rebuild().empty());
        // The same click once more finds that it was done.
        auto again = click;
        again.identities = {"envelope:again"};
        CHECK(world.asks(again).refused);
        if (const auto* redo = undo_of(undone)) {
            CHECK(redo->text == "Redo");
            CHECK_FALSE(world.asks(world.button(redo->action, redo->value)).refused);
            const auto redone = state(world);
            CHECK(redone.incident.roles == after.incident.roles);
            CHECK(redone.incident.severity == after.incident.severity);
            CHECK(redone.incident.title == after.incident.title);
            CHECK(redone.incident.parts == after.incident.parts);
            CHECK(redone.incident.times == after.incident.times);
            CHECK(redone.incident.components == after.incident.components);
        }
    }
}

TEST_CASE("what was said to everybody outside has no undo") {
    auto world = prepared();
    for (const auto* typed : {"update we look", "status identified", "unpublish why", "publish",
                              "postmortem", "close done", "reopen why"}) {
        CAPTURE(typed);
        const auto reply = world.types(typed);
        CHECK_FALSE(reply.refused);
        CHECK(undo_of(reply) == nullptr);
    }
}

TEST_CASE("undo is its author's alone") {
    auto world = prepared();
    const auto reply = world.types("severity sev1");
    world.user = UserId("U2GRACE");
    const auto refused = world.asks(world.button("undo", undo_of(reply)->value));
    CHECK(refused.refused);
    CHECK(plain_text(refused.words).find("Only Ada") == 0);
    CHECK(world.incident().severity == "sev1");
}

TEST_CASE("undo is refused by name when the same thing changed since, and by nothing else") {
    const struct {
        const char* typed;
        const char* since;
        const char* name;  // what has changed; empty: nothing that matters
    } rows[] = {
        {"severity sev1", "severity sev2", "Sam North has changed the severity since"},
        {"severity sev1", "rename Another", ""},
        {"assign @linus", "assign @ada", "Sam North has changed the role commander since"},
        {"assign @linus", "assign scribe @ada", ""},
        {"log one", "edit 4 other", "Sam North has changed entry 4 since"},
        {"log one", "log two", ""},
        {"remove 1", "log two", ""},
        {"time repaired 13:50", "time repaired 13:55",
         "Sam North has changed the time repaired since"},
        {"time repaired 13:50", "time detected 13:30", ""},
        {"action @ada more", "action done 2", "Sam North has changed action 2 since"},
        {"action done 1", "action @ada more", ""},
        {"lesson two", "lesson three", "Sam North has changed the part lesson since"},
        {"component Search major", "component Search partial",
         "Sam North has changed the component Search since"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        CAPTURE(row.since);
        auto world = prepared();
        const auto reply = world.types(row.typed);
        world.user = UserId("U4SAM");
        REQUIRE_FALSE(world.types(row.since).refused);
        world.user = UserId("U1ADA");
        const auto undone = world.asks(world.button("undo", undo_of(reply)->value));
        CAPTURE(plain_text(undone.words));
        CHECK(undone.refused == (row.name[0] != '\0'));
        if (undone.refused) {
            CHECK(plain_text(undone.words).find(row.name) == 0);
            CHECK(world.changes.empty());
        }
    }
}

TEST_CASE("of a closed incident only its record is undone, and that makes a revision") {
    auto world = prepared();
    const auto severity = world.types("severity sev1");
    const auto entry = world.types("log last words");
    world.types("close done");
    CHECK(world.asks(world.button("undo", undo_of(severity)->value)).refused);
    const auto revisions = world.incident().revisions;
    CHECK_FALSE(world.asks(world.button("undo", undo_of(entry)->value)).refused);
    CHECK(world.incident().revisions == revisions + 1);
}

TEST_CASE("a button that no Muster drew does nothing") {
    auto world = prepared();
    for (const auto* value : {"INC-1", "INC-1 0 1", "INC-1 2 1", "INC-1 1 999999", "INC-1 a b",
                              "INC-9 1 2", "", "INC-1 1 1"}) {
        CAPTURE(value);
        CHECK(world.asks(world.button("undo", value)).refused);
        CHECK(world.changes.empty());
    }
}

TEST_CASE("a document that follows an undone 'done' says so") {
    auto world = prepared();
    world.types("close all well");
    const auto reply = world.types("action done 1");
    const auto* undo = undo_of(reply);
    REQUIRE(undo != nullptr);
    world.asks(world.button(undo->action, undo->value));
    CHECK(world.store->record().revisions(world.incident().id).back().reason ==
          "action 1 to do again");
}
