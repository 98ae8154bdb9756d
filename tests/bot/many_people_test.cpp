#include "bot/check.hpp"
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <sstream>
#include <string>

using namespace muster;
using muster::testing::Whole;

namespace {

constexpr int people = 10'000;

void hire_everybody(sandbox::Server& server) {
    for (int number = 0; number < people; ++number) {
        sandbox::Person person;
        person.id = "U" + std::to_string(100'000 + number);
        person.handle = "person" + std::to_string(number);
        person.real_name = "Person " + std::to_string(number);
        person.tz = "Europe/Lisbon";
        server.workspace().add_person(std::move(person));
    }
    // Slack takes its time for a page, and twice says that it is too much.
    sandbox::Fault slow;
    slow.where = "users.list";
    slow.action = sandbox::Fault::Action::delay;
    slow.count = 10;
    slow.milliseconds = 50;
    sandbox::Fault too_much = slow;
    too_much.action = sandbox::Fault::Action::rate_limit;
    too_much.count = 1;
    too_much.seconds = 1;
    for (const auto& fault : {slow, too_much, slow, too_much, slow})
        server.faults().add(fault);
}

std::string words_of(const sandbox::Outcome& outcome) {
    return outcome.response.is_object() ? outcome.response.value("text", "") : outcome.error;
}

}  // namespace

TEST_CASE("commands are answered while 10,000 people are read") {
    Whole whole({}, {}, hire_everybody);
    const auto pages = [&] { return whole.asked("users.list"); };
    // All along, from the first page to the last.
    std::chrono::milliseconds longest{0};
    int answered = 0;
    const auto begin = std::chrono::steady_clock::now();
    while (pages() < 52 && std::chrono::steady_clock::now() - begin < std::chrono::seconds(60)) {
        const auto outcome = whole.types("list");
        longest = std::max(
            longest, std::chrono::ceil<std::chrono::milliseconds>(outcome.acknowledged_after));
        REQUIRE(words_of(outcome).find("None") != std::string::npos);
        ++answered;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    // 51 pages of the people and the five who were there before; two were refused.
    CHECK(pages() >= 52);
    CHECK(answered > 20);
    MESSAGE("the slowest of " << answered << " answers took " << longest.count() << " ms");
    CHECK(longest < std::chrono::milliseconds(1'500));

    // Now everybody can be named, the last one too.
    whole.types("declare sev3 Checkout is slow");
    const auto known = [&] {
        return words_of(whole.types("INC-1 assign commander @person9999")).find("is commander") !=
               std::string::npos;
    };
    Whole::until(known);
    CHECK(words_of(whole.types("INC-1 action @sre check the backups")).find("Action 1") !=
          std::string::npos);
    CHECK(pages() == 53);
}

TEST_CASE("people, groups and their changes are known as events tell") {
    Whole whole;
    whole.types("declare sev3 Checkout is slow");
    const auto answer = [&](const std::string& typed) {
        return words_of(whole.types("INC-1 " + typed));
    };
    const auto has = [](const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    };
    Whole::until([&] { return has(answer("action @sre check the backups"), "Action"); });
    whole.in_slack([](sandbox::Server& server) {
        server.workspace().change_group("S0SRE", [](auto& group) { group.handle = "storage"; });
        server.workspace().change_person("U0GRACE",
                                         [](auto& person) { person.display_name = "Amazing"; });
    });
    Whole::until([&] { return has(answer("assign commander @amazing"), "is commander"); });
    Whole::until([&] { return has(answer("action @storage look"), "Action"); });
    CHECK(has(answer("action @sre look"), "Nobody here is called @sre"));
    whole.in_slack([](sandbox::Server& server) {
        server.workspace().change_person("U0GRACE",
                                         [](auto& person) { person.deactivated = true; });
    });
    Whole::until([&] { return has(answer("assign commander @amazing"), "Nobody here"); });
}

TEST_CASE("muster check says what a token without the right to people and groups misses") {
    const auto checked = [](Whole& whole, const std::function<void(Config&)>& change) {
        auto config = whole.config();
        change(config);
        std::ostringstream out;
        check_everything(config, out);
        return out.str();
    };
    const auto has = [](const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    };
    Whole whole;
    auto said = checked(whole, [](Config&) {});
    CHECK(has(said, "ok    people can be looked up"));
    CHECK(has(said, "ok    user groups: 1"));
    said = checked(whole, [](Config& config) {
        config.settings.severities.front().invite = {"@sre", "@nobody", "U0ADA"};
    });
    CHECK(has(said, "invites @nobody, and there is no such group"));
    CHECK_FALSE(has(said, "invites @sre"));
    whole.in_slack([](sandbox::Server& server) {
        server.workspace().scopes.erase("users:read");
        server.workspace().scopes.erase("usergroups:read");
    });
    said = checked(whole, [](Config&) {});
    CHECK(has(said, "FAIL  people cannot be looked up: missing_scope (needs users:read"));
    CHECK(has(said, "FAIL  user groups cannot be looked up: missing_scope (needs usergroups:read"));
    whole.in_slack([](sandbox::Server& server) {
        server.workspace().scopes.insert("usergroups:read");
        server.workspace().paid_plan = false;
    });
    said = checked(whole, [](Config&) {});
    CHECK(has(said, "ok    user groups: this workspace's plan has none"));
}
