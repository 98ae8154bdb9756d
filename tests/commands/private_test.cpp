#include "commands/button.hpp"
#include "commands/table.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace muster;
using namespace muster::tests;
using Kind = Effect::Kind;

namespace {

const IncidentId prv_1{Series::private_incident, 1};
const IncidentId nobodys{Series::private_incident, 77};

// Ada's private incident in G1SECRET, where Linus is too, and somebody's public one; Grace is in
// neither of the places where she asks.
struct Secret : World {
    explicit Secret(bool with_channel = true) {
        types("declare sev2 Checkout is slow");
        types("declare sev1 private CANARY laptop stolen");
        if (with_channel)
            open_channel();
    }
    void open_channel() {
        for (const auto& owed : store->owed(now, 1'000, {})) {
            if (owed.effect.kind != Kind::create_channel || owed.effect.incident != prv_1)
                continue;
            Settlement made;
            made.places.emplace().channel = ChannelId("G1SECRET");
            store->settle(owed, made, now);
        }
        for (const auto* member : {"U1ADA", "U3LINUS"})
            store->learn({{Membership{ChannelId("G1SECRET"), UserId(member), true}}});
    }
    std::string answer_to(const std::string& who, const std::string& text) {
        user = UserId(who);
        return answer(text);
    }
    Incident secret() { return store->record().incident(prv_1).value(); }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

bool tells(const std::string& text) {
    return text.find("CANARY") != std::string::npos;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::istringstream stream{std::string(text)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("private stands before the title, with a severity in either order") {
    const struct {
        const char* typed;
        const char* id;
        const char* severity;
    } rows[] = {
        {"declare private Laptop stolen", "PRV-1", "sev3"},
        {"declare sev1 private Laptop stolen", "PRV-1", "sev1"},
        {"DECLARE Private SEV1 Laptop stolen", "PRV-1", "sev1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        World world;
        const auto answer = world.answer(row.typed);
        CHECK(answer.starts_with("Declared " + std::string(row.id) + " Laptop stolen (" +
                                 row.severity + ")."));
        CHECK(answer.find("It is private: only the members of its channel can see it.") !=
              std::string::npos);
        CHECK(answer.find("tatus page shows the title") == std::string::npos);
        CHECK(world.owes(Kind::create_channel));
        CHECK(world.owes(Kind::show_members));
        CHECK_FALSE(world.owes(Kind::post_announcement));
    }
    World world;
    CHECK(world.answer("declare private drill Laptop stolen") ==
          "An incident is private or a drill, not both. Nothing was declared; choose one of the "
          "two.");
    CHECK(world.changes.empty());
}

TEST_CASE("the form declares a private incident, and is filled in with what was typed") {
    World world;
    const auto reply = world.types("declare private");
    REQUIRE(reply.form.has_value());
    for (const auto& field : reply.form->fields)
        if (field.id == "kind")
            CHECK(field.value == "private");
    world.asks(world.form("declare", "", {{"title", "Laptop stolen"}, {"kind", "private"}}));
    CHECK(world.store->record().incident(prv_1).has_value());
}

TEST_CASE("nothing of a private incident is announced, whatever becomes of it") {
    Secret world;
    world.place = ChannelId("G1SECRET");
    for (const auto* text : {"severity sev3", "rename Other words", "status identified",
                             "update It was found", "close All well", "reopen It was not"}) {
        CAPTURE(text);
        world.types(text);
        CHECK_FALSE(world.changes.empty());
        CHECK_FALSE(world.owes(Kind::post_announcement));
        CHECK_FALSE(world.owes(Kind::show_announcement));
    }
    CHECK(world.answer("publish") == "PRV-1 is never on the status page: it is private.");
    CHECK(world.answer("update Nobody else knows").find("in its channel alone: it is private.") !=
          std::string::npos);
}

TEST_CASE("members see it anywhere, and whoever types in its channel sees it there") {
    Secret world;
    CHECK(tells(world.answer_to("U3LINUS", "show PRV-1")));
    CHECK(tells(world.answer_to("U3LINUS", "list")));
    CHECK_FALSE(tells(world.answer_to("U2GRACE", "list all")));
    world.place = ChannelId("G1SECRET");
    CHECK(tells(world.answer_to("U2GRACE", "show")));
    world.place = ChannelId("C0GENERAL");
    CHECK_FALSE(tells(world.answer_to("U2GRACE", "show PRV-1")));
    world.store->learn({{Membership{ChannelId("G1SECRET"), UserId("U3LINUS"), false}}});
    CHECK_FALSE(tells(world.answer_to("U3LINUS", "show PRV-1")));
}

TEST_CASE("until it has a channel only whoever declared it sees it") {
    Secret world(false);
    CHECK(tells(world.answer_to("U1ADA", "PRV-1 show")));
    CHECK_FALSE(tells(world.answer_to("U3LINUS", "PRV-1 show")));
}

TEST_CASE("whoever may not see it is answered as for an id that does not exist") {
    Secret world;
    world.place = ChannelId("G1SECRET");
    world.types("log CANARY entry");
    world.types("update CANARY update");
    world.types("action @ada CANARY action");
    world.place = ChannelId("C0GENERAL");
    const auto same = [&](const std::string& text) {
        CAPTURE(text);
        const auto seen = world.answer_to("U2GRACE", replaced(text, "PRV-77", "PRV-1"));
        CHECK_FALSE(tells(seen));
        CHECK(world.changes.empty());
        CHECK(world.effects.empty());
        const auto missing = world.answer_to("U2GRACE", text);
        CHECK(replaced(seen, "PRV-1", "PRV-77") == missing);
    };
    for (const auto* text : {"PRV-77", "prv-77", "PRV-77 nonsense", "show PRV-77", "show prv-77 x",
                             "duplicate PRV-77", "INC-1 duplicate PRV-77"})
        same(text);
    for (const auto& command : all_commands())
        for (const auto& example : lines_of(command.examples)) {
            // Some need no incident, and then the example changes something by itself.
            same("PRV-77 " + std::string(command.name));
            if (command.needs == Command::Needs::incident)
                same("PRV-77 " + example);
        }
}

TEST_CASE("whoever may not see it finds its forms and buttons dead like those of no incident") {
    Secret world;
    auto missing = world.secret();
    missing.id = nobodys;
    world.user = UserId("U2GRACE");
    const auto same = [&](const Request& seen, const Request& gone) {
        CAPTURE(seen.name);
        const auto reply = world.asks(seen);
        CHECK(world.changes.empty());
        CHECK(world.effects.empty());
        CHECK_FALSE(reply.form.has_value());
        CHECK(reply.field_errors.empty());
        CHECK(reply.buttons.empty());
        CHECK(plain_text(reply.words) == plain_text(world.asks(gone).words));
    };
    for (const auto* name : {"log", "update", "assign", "severity", "close", "reopen", "postmortem",
                             "undo_entry", "unpublish", "nonsense"}) {
        same(world.button(name, button_value(world.secret())),
             world.button(name, button_value(missing)));
        same(world.button(name, "PRV-1 1 U2GRACE"), world.button(name, "PRV-77 1 U2GRACE"));
        same(world.form(name, button_value(world.secret()), {{"text", "x"}}),
             world.form(name, button_value(missing), {{"text", "x"}}));
    }
}
