#include "slack/home_view.hpp"

#include "tests/slack/block_check.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

// As full as a Home tab can be, with that text wherever somebody typed it.
Home full(const std::string& text) {
    Home home;
    home.greeting = Words("Something new is broken? Declare it here.");
    home.buttons = {{"declare", "Declare an incident", "", Button::Style::primary}};
    for (int section = 0; section < 3; ++section) {
        Home::Section one;
        one.title = "Open incidents: 300";
        for (std::size_t i = 0; i < most_home_lines / 3; ++i)
            one.lines.push_back(
                {Words().bold(text).plain("  " + text).channel(ChannelId("C0INC7"), "inc-7"),
                 {{"claim", "Take command", "INC-7 commander", Button::Style::normal}}});
        one.more = Words("Page 1 of 12");
        one.buttons = {{"home_page", "Next", "2", Button::Style::normal},
                       {"home_page", "Previous", "1", Button::Style::normal}};
        home.sections.push_back(std::move(one));
    }
    home.footnote = Words(text);
    return home;
}

Faults check_home(const json& view) {
    Checker checker;
    checker.blocks(view["blocks"], "view");
    if (view["type"] != "home" || view["blocks"].empty() || view["blocks"].size() > 100)
        checker.fault("view", std::to_string(view["blocks"].size()) + " blocks");
    if (view.dump().size() > 250'000)
        checker.fault("view", "is too large");
    return checker.faults;
}

}  // namespace

TEST_CASE("a full Home tab is within Slack's limits, whatever people typed") {
    for (const auto& text : hostile_texts()) {
        CAPTURE(text);
        const auto view = home_view(full(text));
        CHECK(check_home(view) == Faults{});
        const auto bytes = view.dump();
        for (const auto* entity : {"<!channel>", "<!here", "<@U0000000A>", "<!subteam"})
            CHECK(bytes.find(entity) == std::string::npos);
    }
    CHECK(check_home(home_view(full(std::string(3'000, 'x')))) == Faults{});
    CHECK(check_home(home_view(full(std::string(3'000, '&')))) == Faults{});
}

TEST_CASE("a section without lines says so, and a line has its button beside it") {
    Home home = full("Checkout is slow");
    home.sections.resize(2);
    home.sections[0] = {"Open incidents", Words("None. All is calm."), {}, {}, {}};
    const auto view = home_view(home);
    CHECK(check_home(view) == Faults{});
    CHECK(read_blocks(view["blocks"]).find("Open incidents\nNone. All is calm.\n") !=
          std::string::npos);
    const auto found = std::ranges::find_if(
        view["blocks"], [](const json& block) { return block["type"] == "section"; });
    REQUIRE(found != view["blocks"].end());
    CHECK((*found)["accessory"]["action_id"] == "claim");
    CHECK((*found)["accessory"]["value"] == "INC-7 commander");
}
