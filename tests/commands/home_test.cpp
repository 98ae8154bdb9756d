#include "commands/home.hpp"

#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using muster::tests::World;
using namespace std::chrono_literals;
using Kind = Effect::Kind;

namespace {

Home home(const World& world, const char* person = "U1ADA") {
    return home_of(world.store->record(), UserId(person), world.now);
}

// What stands in a section, line by line.
std::string lines(const Home& shown, std::size_t section) {
    std::string text;
    for (const auto& line : shown.sections.at(section).lines)
        text += plain_text(line.words) + "\n";
    return text;
}

Request opening(World& world, const std::string& hash = "") {
    auto event = world.request("");
    event.kind = Request::Kind::event;
    event.name = "app_home_opened";
    event.place = ChannelId("D1ADA");
    event.details["tab"] = "home";
    if (!hash.empty())
        event.details["view.hash"] = hash;
    return event;
}

}  // namespace

TEST_CASE("an empty Home tab is kind and says how to declare") {
    const World world;
    const auto shown = home(world);
    CHECK(plain_text(shown.greeting) ==
          "No incident is open. When something breaks, declare it here, or type /incident declare "
          "TITLE anywhere.");
    REQUIRE(shown.buttons.size() == 1);
    CHECK(shown.buttons[0].action == "declare");
    for (const auto& section : shown.sections) {
        CHECK(section.lines.empty());
        CHECK_FALSE(section.empty.empty());
    }
}

TEST_CASE("the Home tab shows what is open, the worst first, and what one has taken on") {
    World world;
    world.declare_in("C1", "sev3 Search is slow");
    world.types("assign scribe @ada");
    world.types("action @ada Write it down");
    world.types("action @ada Alert on queue depth by 2026-11-20");
    world.types("action @grace Not mine by 2026-11-20");
    world.place = ChannelId("C0GENERAL");
    world.now += 10min;
    world.types("declare sev1 Checkout is down");
    world.now = World::instant("2026-11-21T15:10:00Z");
    const auto shown = home(world);
    CHECK(shown.sections[0].title == "Open incidents: 2");
    CHECK(lines(shown, 0) ==
          "sev1  INC-2  Checkout is down\n"
          "investigating · nobody leads · open for 25h 0m · update overdue since 2026-11-20 14:40 "
          "UTC\n"
          "sev3  INC-1  Search is slow  #inc-1\n"
          "investigating · nobody leads · open for 25h 10m · update overdue since 2026-11-20 16:00 "
          "UTC\n");
    CHECK(shown.sections[0].lines[0].buttons[0].value == "INC-2 commander");
    CHECK(lines(shown, 1) == "scribe of INC-1  Search is slow  #inc-1\n");
    CHECK(lines(shown, 2) ==
          "INC-1 · action 2  Alert on queue depth\noverdue, due Friday 2026-11-20\n"
          "INC-1 · action 1  Write it down\n");
    CHECK(lines(home(world, "U3LINUS"), 2).empty());
}

TEST_CASE("three hundred open incidents stand on pages, all of which can be reached") {
    World world;
    for (int i = 0; i < 300; ++i)
        world.types("declare sev" + std::to_string(1 + i % 4) + " Number " + std::to_string(i));
    world.asks(opening(world));
    std::size_t seen = 0;
    for (int page = 1; page <= 12; ++page) {
        const auto shown = home(world);
        const auto& section = shown.sections[0];
        CHECK(section.title == "Open incidents: 300");
        CHECK(plain_text(section.more).starts_with("Page " + std::to_string(page) + " of 12"));
        seen += section.lines.size();
        if (page == 1)
            CHECK(plain_text(section.lines[0].words).starts_with("sev1"));
        if (page < 12) {
            REQUIRE(section.buttons.back().action == "home_page");
            world.asks(world.button("home_page", section.buttons.back().value));
            CHECK(world.owes(Kind::show_home));
        } else {
            CHECK(section.buttons.size() == 1);
        }
    }
    CHECK(seen == 300);
    world.asks(opening(world));
    CHECK(plain_text(home(world).sections[0].more).starts_with("Page 1 "));
    for (const auto* odd : {"", "0", "-3", "999999999999999999", "x"}) {
        world.asks(world.button("home_page", odd));
        CHECK_FALSE(home(world).sections[0].lines.empty());
    }
}

TEST_CASE("opening the tab shows it, and remembers what Slack calls what it shows") {
    World world;
    world.asks(opening(world, "1.abc"));
    REQUIRE(world.effects.size() == 1);
    CHECK(world.effects[0].kind == Kind::show_home);
    CHECK(world.effects[0].subject == "U1ADA");
    CHECK(world.store->record().home(UserId("U1ADA"))->hash == "1.abc");
    auto messages = opening(world);
    messages.details["tab"] = "messages";
    world.asks(messages);
    CHECK(world.effects.empty());
}

TEST_CASE("tabs that were opened lately are brought up to date, others are left alone") {
    World world;
    world.asks(opening(world));
    world.now += 10min;
    world.reminds();
    CHECK_FALSE(world.owes(Kind::show_home));
    world.reminds({"homes"});
    CHECK(world.owes(Kind::show_home));
    world.now += 10min;
    world.reminds({"homes"});
    CHECK_FALSE(world.owes(Kind::show_home));
}

TEST_CASE("the tab's buttons work without a channel, and the tab shows what they led to") {
    World world;
    world.declare_in("C1", "sev3 Search is slow");
    world.types("action @ada Write it down");
    world.asks(opening(world));
    const auto in_tab = [&](const std::string& action, const std::string& value) {
        auto click = world.button(action, value);
        click.place = {};
        click.details["view_id"] = "V1";
        return world.asks(click);
    };
    const auto form = in_tab("declare", "");
    REQUIRE(form.form);
    CHECK(form.form->name == "declare");
    const auto done = in_tab("follow_up_done", "INC-1 1");
    CHECK(done.words.empty());
    CHECK(world.owes(Kind::show_home));
    CHECK(in_tab("follow_up_done", "INC-1 1").refused);
    CHECK_FALSE(in_tab("claim", "INC-1 commander").refused);
    CHECK(world.owes(Kind::show_home));
    CHECK(world.incident().holder("commander")->name == "Ada");
}
