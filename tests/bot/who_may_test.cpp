#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using muster::testing::get;
using muster::testing::Whole;

namespace {

std::string answer(const sandbox::Outcome& outcome) {
    REQUIRE(outcome.ok);
    return outcome.response.value("text", "");
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// All that Muster said in a channel.
std::string said_in(Whole& whole, const std::string& channel) {
    return whole.in_slack([&](sandbox::Server& server) {
        std::string all;
        for (const auto& [ts, message] : server.workspace().find_channel(channel)->messages)
            if (message.user == server.workspace().bot_user)
                all += message.text + "\n";
        return all;
    });
}

}  // namespace

TEST_CASE("a duplicate points to the other incident in Slack and is off the status page") {
    Whole whole;
    whole.types("declare Checkout is slow");
    whole.settle();
    const auto first = whole.newest_channel();
    CHECK(has(answer(whole.types("declare Checkout latency")), "Is it the same as "));
    whole.settle();
    const auto second = whole.newest_channel();
    whole.until([&] { return get(whole.page_port(), "/incidents/INC-2").status == 200; });
    whole.place = second;
    whole.types("log the pool is full");
    CHECK(has(answer(whole.types("duplicate INC-1")), "1 entry has come over"));
    whole.settle();
    CHECK(has(said_in(whole, second), "<#" + first));
    CHECK(has(said_in(whole, first), " into this: it is the same incident"));
    CHECK(has(said_in(whole, first), "the pool is full"));  // on the card
    const auto topic = [&] {
        return whole.in_slack([&](sandbox::Server& server) {
            return server.workspace().find_channel(second)->topic.value;
        });
    };
    CHECK(has(topic(), "duplicate of INC-1"));
    whole.until([&] { return get(whole.page_port(), "/incidents/INC-2").status == 404; });
    whole.types("reopen it is another one");
    whole.settle();
    CHECK_FALSE(has(topic(), "duplicate"));
    whole.until([&] { return get(whole.page_port(), "/incidents/INC-2").status == 200; });
}

TEST_CASE("a guest is refused and a group is let, as Slack says who they are") {
    Config config;
    config.settings.permissions.commands["severity"] = {"@sre"};
    Whole whole(config, {}, [](sandbox::Server& server) {
        sandbox::Person guest;
        guest.id = "U7GUEST";
        guest.handle = "visitor";
        guest.real_name = "Visitor";
        guest.is_guest = true;
        server.workspace().add_person(guest);
    });
    whole.types("declare Checkout is slow");
    whole.settle();
    CHECK(has(answer(whole.types("INC-1 log words", "U7GUEST")), "Guests cannot use /incident"));
    const auto change_group = [&](const std::string& only_member) {
        whole.clock().advance(std::chrono::seconds(1));
        whole.in_slack([&](sandbox::Server& server) {
            server.workspace().set_group_members("S0SRE", {only_member});
            return 0;
        });
    };
    change_group("U0GRACE");
    whole.until(
        [&] { return !has(answer(whole.types("INC-1 severity sev1", "U0GRACE")), "not yours"); });
    CHECK(has(answer(whole.types("INC-1 severity sev2")), "It is for the group @sre"));
    change_group("U0ADA");
    whole.until([&] { return !has(answer(whole.types("INC-1 severity sev2")), "not yours"); });
}

TEST_CASE("catching up is remembered from one request to the next") {
    Whole whole;
    whole.types("declare Checkout is slow");
    CHECK(has(answer(whole.types("INC-1 catchup")), "Since it was declared"));
    CHECK(has(answer(whole.types("INC-1 catchup")), "nothing new"));
}
