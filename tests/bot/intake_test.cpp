#include "bot/intake.hpp"

#include "tests/bot/loop.hpp"
#include "tests/storage/sample.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <vector>

using namespace muster;
using muster::testing::play;
using muster::testing::until;
using nlohmann::json;

namespace {

// A Slack that takes everything and knows nobody.
class QuietSlack : public SlackApi {
public:
    asio::awaitable<slack::Answer> call(std::string method, slack::Form arguments,
                                        slack::Priority /*priority*/) override {
        if (const auto* view = arguments.find("view"))
            views.push_back(method + " " + *view);
        co_return slack::Answer{};
    }
    asio::awaitable<slack::Answer> upload(std::string /*url*/, std::string /*bytes*/) override {
        co_return slack::Answer{};
    }
    asio::awaitable<slack::Answer> respond(std::string /*url*/, json message) override {
        responses.push_back(message.value("text", ""));
        co_return slack::Answer{};
    }

    std::vector<std::string> views;
    std::vector<std::string> responses;
};

struct Desk {
    Desk()
        : storage(open_store(":memory:", Settings{})),
          tasks(io.get_executor()),
          clock(sample::at(0)),
          directory(io.get_executor(), api, storage, clock),
          intake(io.get_executor(), storage, api, directory, clock, Settings{}, tasks, {}) {
        intake.identify("T1", "U0BOT", "B1");
    }
    ~Desk() { storage.stop(); }

    // From now on the disk does nothing, until the promise is kept.
    std::promise<void> hang_disk() {
        std::promise<void> release;
        storage.read([wait = release.get_future().share()](Store&) { wait.wait(); });
        return release;
    }
    bool is_member() {
        std::promise<bool> there;
        storage.read([&](Store& store) {
            there.set_value(store.record().is_member(ChannelId("C1"), UserId("U1")));
        });
        return there.get_future().get();
    }
    void ask(json frame) {
        const auto number = answers.size();
        answers.emplace_back();
        tasks.start("envelope", note(std::move(frame), number));
    }
    asio::awaitable<void> note(json frame, std::size_t number) {
        auto payload = co_await intake.handle(std::move(frame));
        answers[number] = payload.value_or("");
    }

    asio::io_context io{1};
    QuietSlack api;
    StorageThread storage;
    TaskGroup tasks;
    ManualClock clock;
    Directory directory;
    Intake intake;
    std::vector<std::optional<std::string>> answers;  // nothing: not acknowledged yet
};

json frame(const std::string& id, const std::string& type, json payload) {
    payload["team_id"] = "T1";
    payload["response_url"] = "https://hooks.example/1";
    return {{"envelope_id", id},
            {"type", type},
            {"accepts_response_payload", true},
            {"payload", std::move(payload)}};
}

json command(const std::string& text) {
    return frame(
        "command " + text, "slash_commands",
        {{"command", "/incident"}, {"user_id", "U1"}, {"channel_id", "C1"}, {"text", text}});
}

json declare_form() {
    const json input = {{"type", "input"}, {"block_id", "title"}};
    return frame("form", "interactive",
                 {{"type", "view_submission"},
                  {"user", {{"id", "U1"}}},
                  {"view",
                   {{"id", "V1"},
                    {"callback_id", "declare"},
                    {"blocks", json::array({input})},
                    {"state", {{"values", {{"title", {{"v", {{"value", "Login fails"}}}}}}}}}}}});
}

json click() {
    const json action = {{"action_id", "unpublish"}, {"value", "INC-1"}};
    return frame(
        "click", "interactive",
        {{"type", "block_actions"}, {"user", {{"id", "U1"}}}, {"actions", json::array({action})}});
}

// Ada joined or left C1, at that second; by Slack's own count the so many-th time it is told.
json member_event(const std::string& type, int second, int attempt = 0) {
    const auto ts = std::to_string(sample::at(second).time_since_epoch().count()) + ".000200";
    auto told =
        frame("envelope " + type + ts + " " + std::to_string(attempt), "events_api",
              {{"type", "event_callback"},
               {"event_id", "Ev" + type + ts},
               {"event", {{"type", type}, {"channel", "C1"}, {"user", "U1"}, {"event_ts", ts}}}});
    told["retry_attempt"] = attempt;
    told["retry_reason"] = attempt == 0 ? "" : "timeout";
    return told;
}

json member_left() {
    return member_event("member_left_channel", 0);
}

bool has(const std::optional<std::string>& text, const std::string& part) {
    return text && text->find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("while the disk hangs, everybody hears in time that nothing is kept yet, then the end") {
    Desk desk;
    auto release = desk.hang_disk();
    const auto scene = [&]() -> asio::awaitable<void> {
        const auto begin = std::chrono::steady_clock::now();
        desk.ask(command("declare Checkout is slow"));
        desk.ask(declare_form());
        const auto both = [&] { return desk.answers[0] && desk.answers[1]; };
        CHECK(co_await until(both));
        CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
        CHECK(has(desk.answers[0], "Not kept yet"));
        // The form is gone, so that nobody sends it twice.
        CHECK(has(desk.answers[1], R"("response_action":"update")"));
        CHECK(has(desk.answers[1], "Not kept yet"));
        release.set_value();
        const auto told = [&] { return !desk.api.responses.empty() && !desk.api.views.empty(); };
        CHECK(co_await until(told));
        CHECK(has(desk.api.responses.at(0), "Checkout is slow"));
        CHECK(has(desk.api.views.at(0), "views.update"));
        CHECK(has(desk.api.views.at(0), "Login fails"));
    };
    play(desk.io, scene());
}

TEST_CASE("what cannot be kept is said by the way the request came") {
    Desk desk;
    desk.storage.stop();
    const auto scene = [&]() -> asio::awaitable<void> {
        desk.ask(command("declare Checkout is slow"));
        desk.ask(declare_form());
        desk.ask(click());
        const auto all = [&] {
            return desk.answers[0] && desk.answers[1] && desk.answers[2] &&
                   !desk.api.responses.empty();
        };
        CHECK(co_await until(all));
        CHECK(has(desk.answers[0], "not kept"));
        // The form stays open with what was entered, and the words stand in it.
        CHECK(has(desk.answers[1], R"("response_action":"errors")"));
        CHECK(has(desk.answers[1], "not kept"));
        CHECK(desk.answers[2] == "");
        CHECK(has(desk.api.responses.at(0), "not kept"));
        CHECK(has(desk.intake.problem(), "not kept"));
    };
    play(desk.io, scene());
}

TEST_CASE("that somebody left a channel is on disk before it is acknowledged") {
    Desk desk;
    const ChannelId channel("C1");
    const UserId ada("U1");
    desk.storage.read([&](Store& store) { store.learn({{Membership{channel, ada, true}}}); });
    auto release = desk.hang_disk();
    bool acknowledged_before = false;
    const auto scene = [&]() -> asio::awaitable<void> {
        desk.ask(member_left());
        acknowledged_before = desk.answers[0].has_value();
        release.set_value();
        const auto done = [&] { return desk.answers[0].has_value(); };
        CHECK(co_await until(done));
    };
    play(desk.io, scene());
    CHECK_FALSE(acknowledged_before);
    CHECK_FALSE(desk.is_member());
}

TEST_CASE("who is in a channel is what happened last, however late Slack tells it") {
    const json joined = member_event("member_joined_channel", 10);
    const json left = member_event("member_left_channel", 20);
    const json joined_late = member_event("member_joined_channel", 10, 3);
    const json joined_again = member_event("member_joined_channel", 30, 1);
    const struct {
        const char* what;
        std::vector<json> told;
        bool member;
        std::uint64_t repeated;
    } rows[] = {
        {"one after the other", {joined, left}, false, 0},
        {"the join comes again after the leave", {joined, left, joined_late}, false, 1},
        {"the leave overtakes the join", {left, joined_late}, false, 0},
        {"a retry may be the first we hear", {joined, left, joined_again}, true, 0},
        {"and then the leave comes again", {left, joined_again, left, joined_late}, true, 1},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Desk desk;
        const auto scene = [&]() -> asio::awaitable<void> {
            for (const auto& told : row.told) {
                desk.ask(told);
                const auto done = [&] { return desk.answers.back().has_value(); };
                CHECK(co_await until(done));
            }
        };
        play(desk.io, scene());
        CHECK(desk.is_member() == row.member);
        CHECK(desk.intake.counts().repeated == row.repeated);
    }
}

TEST_CASE("an event that cannot be kept is not acknowledged, so that Slack brings it again") {
    Desk desk;
    desk.storage.stop();
    const auto scene = [&]() -> asio::awaitable<void> {
        desk.ask(member_left());
        CHECK(co_await until([&] { return desk.tasks.failed() == 1; }));
        CHECK_FALSE(desk.answers[0]);
    };
    play(desk.io, scene());
}

TEST_CASE("a request that comes again under any of its names gets the same answer") {
    Desk desk;
    auto again = command("declare Checkout is slow");
    again["retry_attempt"] = 1;
    const auto scene = [&]() -> asio::awaitable<void> {
        desk.ask(command("declare Checkout is slow"));
        CHECK(co_await until([&] { return desk.answers[0].has_value(); }));
        // A day later the process is another one, the name is the same.
        desk.clock.advance(std::chrono::hours(24));
        desk.ask(again);
        CHECK(co_await until([&] { return desk.answers[1].has_value(); }));
    };
    play(desk.io, scene());
    CHECK(desk.answers[1] == desk.answers[0]);
    CHECK(has(desk.answers[0], "INC-1"));
    CHECK(desk.intake.counts().repeated == 1);
}
