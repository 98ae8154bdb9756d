#include "commands/button.hpp"

#include <doctest/doctest.h>

using namespace muster;

namespace {

Incident incident() {
    Incident made;
    made.id = {Series::incident, 7};
    made.severity = "sev2";
    made.roles["commander"] = {UserId("U1"), {}, "ada"};
    made.roles["scribe"] = {{}, GroupId("S1"), "sre"};
    return made;
}

}  // namespace

TEST_CASE("a button says what it was drawn from") {
    CHECK(button_value(incident()) ==
          "INC-7|severity=sev2|status=investigating|closed=0|role.commander=U1|role.scribe=S1");
    CHECK(read_button_value(button_value(incident())) == state_of(incident()));
}

TEST_CASE("every change that a button depends on shows, and no other") {
    const auto drawn = state_of(incident());
    auto changed = incident();
    changed.severity = "sev1";
    CHECK(state_of(changed) != drawn);
    changed = incident();
    changed.status = Status::monitoring;
    CHECK(state_of(changed) != drawn);
    changed = incident();
    changed.closed = true;
    CHECK(state_of(changed) != drawn);
    changed = incident();
    changed.roles["commander"].user = UserId("U2");
    CHECK(state_of(changed).holder("commander") != drawn.holder("commander"));
    CHECK(state_of(changed).holder("scribe") == drawn.holder("scribe"));
    changed.roles.erase("commander");
    CHECK(state_of(changed).holder("commander").empty());
    changed = incident();
    changed.entries = 9;
    changed.version = 30;
    changed.title = "another";
    changed.roles["commander"].name = "Ada L.";
    CHECK(state_of(changed) == drawn);
}

TEST_CASE("names of any kind and length survive the way through a button") {
    auto odd = incident();
    odd.severity = "se|v=1%";
    odd.roles["a|b=c%d"] = {{}, {}, std::string(40000, 'x')};
    odd.roles["lead"] = {{}, {}, "Margaret (database)"};
    const auto value = button_value(odd);
    CHECK(value.size() <= 2000);
    CHECK(read_button_value(value) == state_of(odd));
    for (int i = 0; i < 200; ++i)
        odd.roles["role " + std::to_string(i)] = {UserId("U1"), {}, "ada"};
    CHECK(button_value(odd).size() <= 2000);
    CHECK(read_button_value(button_value(odd)) == state_of(odd));
}

TEST_CASE("a value of anybody else's is none of a card's") {
    for (const auto* const text :
         {"", "INC-7", "INC-7 4", "INC-0|severity=a|status=resolved|closed=0",
          "INC-7|severity=a|status=odd|closed=0", "INC-7|severity=a|status=resolved|closed=2",
          "INC-7|severity=a|status=resolved", "INC-7|severity=%2|status=resolved|closed=0",
          "INC-7|severity=a|status=resolved|closed=0|x=y", "INC-7|severity"})
        CHECK_FALSE(read_button_value(text));
    CHECK_FALSE(read_button_value(button_value(incident()) + std::string(2000, 'x')));
}
