// Reminders and the Home tab, through the whole program.
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Said {
    std::string channel;
    sandbox::Message message;
};

std::vector<Said> said_in(Whole& whole,
                          const std::function<bool(const sandbox::Channel&)>& wanted) {
    return whole.in_slack([&](sandbox::Server& server) {
        std::vector<Said> said;
        for (const auto& [id, channel] : server.workspace().channels())
            if (wanted(channel))
                for (const auto& [ts, message] : channel.messages)
                    if (message.ephemeral_to.empty())
                        said.push_back({id, message});
        return said;
    });
}
std::vector<Said> said_in(Whole& whole, const std::string& id) {
    return said_in(whole, [&](const sandbox::Channel& channel) { return channel.id == id; });
}
std::vector<Said> told_to(Whole& whole, const std::string& person) {
    return said_in(whole, [&](const sandbox::Channel& channel) {
        return channel.is_im() && channel.has(person);
    });
}
std::vector<Said> with(std::vector<Said> said, const std::string& text) {
    std::erase_if(
        said, [&](const Said& one) { return one.message.text.find(text) == std::string::npos; });
    return said;
}

// Where a button with that action is, among blocks.
std::optional<sandbox::Click> button_in(const json& blocks, const std::string& action) {
    sandbox::Click click;
    for (const auto& block : blocks) {
        auto elements = block.value("elements", json::array());
        if (block.contains("accessory"))
            elements.push_back(block["accessory"]);
        for (const auto& element : elements)
            if (element.value("action_id", "") == action) {
                click.block_id = block.value("block_id", "");
                click.action_id = action;
                return click;
            }
    }
    return std::nullopt;
}

sandbox::Outcome click(Whole& whole, sandbox::Click click) {
    auto* const server = whole.in_slack([](sandbox::Server& all) { return &all; });
    return asio::co_spawn(whole.slack_executor(), server->click(std::move(click)), asio::use_future)
        .get();
}
void press(Whole& whole, const Said& said, const std::string& action, const std::string& person) {
    auto pressed = button_in(said.message.blocks, action);
    REQUIRE(pressed);
    pressed->user = person;
    pressed->channel = said.channel;
    pressed->ts = said.message.ts;
    REQUIRE(click(whole, *pressed).ok);
    whole.settle();
}

json home_of(Whole& whole, const std::string& person) {
    return whole.in_slack([&](sandbox::Server& server) {
        const auto* view = server.workspace().home_of(person);
        return view == nullptr ? json() : json{{"id", view->id}, {"blocks", view->body["blocks"]}};
    });
}
json open_home(Whole& whole, const std::string& person) {
    const auto before = whole.asked("views.publish");
    whole.in_slack([&](sandbox::Server& server) {
        server.open_home(person);
        return 0;
    });
    Whole::until([&] { return whole.asked("views.publish") > before; });
    whole.settle();
    return home_of(whole, person);
}
bool shows(const json& home, const std::string& text) {
    return home.dump().find(text) != std::string::npos;
}

void declare(Whole& whole) {
    REQUIRE(whole.types("declare sev2 Checkout is slow").ok);
    whole.settle();
    whole.place = whole.newest_channel();
}

}  // namespace

TEST_CASE("a reminder comes where people are, is acted upon there, and says that it is done") {
    Whole whole;
    declare(whole);
    whole.clock().advance(9min);
    whole.remind();
    CHECK(with(said_in(whole, whole.place), "Nobody is").empty());
    whole.clock().advance(1min);
    whole.remind();
    whole.remind();
    auto reminders = with(said_in(whole, whole.place), "Nobody is");
    REQUIRE(reminders.size() == 1);
    press(whole, reminders[0], "claim", "U0ADA");
    CHECK(with(said_in(whole, whole.place), "Nobody is").empty());
    reminders = with(said_in(whole, whole.place), "Nothing of it is due any more");
    CHECK(reminders.size() == 1);
    CHECK_FALSE(button_in(reminders.at(0).message.blocks, "claim"));
}

TEST_CASE("what came due together, or while it was said already, is one message below the other") {
    Whole whole;
    declare(whole);
    whole.clock().advance(2h);
    whole.remind();
    auto reminders = with(said_in(whole, whole.place), "Reminder");
    REQUIRE(reminders.size() == 1);
    CHECK(reminders[0].message.text.find("an update has been due") != std::string::npos);
    CHECK(reminders[0].message.text.find("Nobody is") != std::string::npos);
    whole.clock().advance(1h);
    whole.remind();
    CHECK(with(said_in(whole, whole.place), "Reminder ").size() == 1);
    CHECK(with(said_in(whole, whole.place), "comes again below").size() == 1);
}

TEST_CASE("a reminder that somebody removes is not posted again") {
    Whole whole;
    declare(whole);
    whole.clock().advance(10min);
    whole.remind();
    const auto reminders = with(said_in(whole, whole.place), "Nobody is");
    REQUIRE(reminders.size() == 1);
    whole.in_slack([&](sandbox::Server& server) {
        auto& workspace = server.workspace();
        workspace.remove(workspace.visible_channel(whole.place, "U0ADA"), reminders[0].message.ts,
                         workspace.bot_user);
        return 0;
    });
    REQUIRE(whole.types("assign @ada").ok);
    whole.settle();
    whole.remind();
    CHECK(with(said_in(whole, whole.place), "Nobody is").empty());
    CHECK(with(said_in(whole, whole.place), "Nothing of it").empty());
}

TEST_CASE("an owner is told directly, and Done leaves the message saying so") {
    Whole whole;
    declare(whole);
    REQUIRE(whole.types("action @ada Alert on queue depth by 2026-11-23").ok);
    REQUIRE(whole.types("close All well").ok);
    whole.settle();
    whole.clock().set(read_rfc3339("2026-11-23T12:00:00Z").value());
    whole.remind();
    const auto told = with(told_to(whole, "U0ADA"), "Alert on queue depth");
    REQUIRE(told.size() == 1);
    press(whole, told[0], "follow_up_done", "U0ADA");
    Whole::until([&] {
        const auto now = told_to(whole, "U0ADA");
        return !with(now, "Action 1 is done").empty() &&
               !button_in(now[0].message.blocks, "follow_up_done");
    });
    CHECK(told_to(whole, "U0ADA").size() == 1);
    CHECK(whole.record().find("follow_up_ended") != std::string::npos);
}

TEST_CASE("the Home tab shows what is open when it is opened, and what one did in it") {
    Whole whole;
    CHECK(shows(open_home(whole, "U0ADA"), "No incident is open."));
    declare(whole);
    REQUIRE(whole.types("action @ada Alert on queue depth").ok);
    const auto home = open_home(whole, "U0ADA");
    CHECK(shows(home, "Checkout is slow"));
    CHECK(shows(home, "nobody leads"));
    for (const std::string action : {"claim", "follow_up_done"}) {
        CAPTURE(action);
        const auto now = home_of(whole, "U0ADA");  // a click changes it
        auto pressed = button_in(now["blocks"], action);
        REQUIRE(pressed);
        pressed->user = "U0ADA";
        pressed->view_id = now["id"];
        const auto clicked = click(whole, *pressed);
        CAPTURE(clicked.error);
        REQUIRE(clicked.ok);
        whole.settle();
    }
    const auto after = home_of(whole, "U0ADA");
    CHECK_FALSE(shows(after, "nobody leads"));
    CHECK_FALSE(shows(after, "Alert on queue depth"));
    CHECK(shows(after, "commander"));
    auto pressed = button_in(after["blocks"], "declare");
    REQUIRE(pressed);
    pressed->user = "U0ADA";
    pressed->view_id = after["id"];
    REQUIRE(click(whole, *pressed).ok);
    Whole::until([&] {
        return whole.in_slack([](sandbox::Server& server) {
            return server.workspace().top_view("U0ADA") != nullptr;
        });
    });
}

TEST_CASE("a Home tab that is open is brought up to date when something happens") {
    Whole whole;
    open_home(whole, "U0ADA");
    whole.remind();
    const auto before = whole.asked("views.publish");
    whole.remind();  // nothing happened
    CHECK(whole.asked("views.publish") == before);
    declare(whole);
    whole.remind();
    CHECK(whole.asked("views.publish") == before);  // not at every step of a busy incident
    whole.clock().advance(20s);
    whole.remind();
    CHECK(shows(home_of(whole, "U0ADA"), "Checkout is slow"));
}

TEST_CASE("a month after the close the channel is archived, and nothing more is tried in it") {
    Whole whole;
    declare(whole);
    REQUIRE(whole.types("close All well").ok);
    whole.settle();
    whole.clock().advance(30 * 24h);
    whole.remind();
    const auto archived = [&] {
        return whole.in_slack([&](sandbox::Server& server) {
            return server.workspace().visible_channel(whole.place, "U0ADA").is_archived;
        });
    };
    CHECK(archived());
    whole.clock().advance(2h);
    whole.remind();
    CHECK(whole.asked("conversations.archive") == 1);
}
