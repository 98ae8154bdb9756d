#include "bot/scenario.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("a scenario is read line by line, continuation lines included") {
    const auto scenario = read_scenario(
        "# a comment\nzone Europe/London\n\n"
        "2024-10-21T11:45:27Z ada #incidents /incident declare sev1 Portal is down\n"
        "2024-10-21T11:46:00Z grace #inc /incident log first line\n"
        "  second line\n"
        "document narrative\n");
    REQUIRE(scenario.has_value());
    CHECK(scenario->zone.name() == "Europe/London");
    REQUIRE(scenario->steps.size() == 2);
    CHECK(scenario->steps[0].channel == "incidents");
    CHECK(scenario->steps[1].text == "/incident log first line\nsecond line");
    CHECK(scenario->documents == std::vector<std::string>{"narrative"});
}

TEST_CASE("a scenario's fault is named with its line") {
    struct Row {
        const char* text;
        const char* fault;
    };
    const Row rows[] = {
        {"", "there is no step in it"},
        {"zone Mars/Olympus\n", "line 1: "},
        {"yesterday ada #a text\n", "line 1: an instant is wanted first"},
        {"2024-10-21T11:45:27Z ada incidents text\n", "line 1: a channel is wanted"},
        {"2024-10-21T11:45:27Z ada #incidents\n", "line 1: what is typed is missing"},
        {"  lost\n", "line 1: nothing stands before"},
        {"2024-10-21T11:45:27Z ada #a one\n2024-10-21T11:45:26Z ada #a two\n",
         "line 2: this happens before"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto scenario = read_scenario(row.text);
        REQUIRE(scenario.has_error());
        CHECK(scenario.error().message.find(row.fault) == 0);
    }
}
