#include "bot/directory.hpp"

#include "bot/task_group.hpp"
#include "tests/bot/loop.hpp"
#include "tests/storage/sample.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace muster;
using muster::testing::play;
using muster::testing::until;
using nlohmann::json;

namespace {

constexpr int a_page = 200;

// A workspace of that many people, listed page by page, and what else it answers. Slack's clock
// stands at 14:02.
class Lists : public SlackApi {
public:
    asio::awaitable<slack::Answer> call(std::string method, slack::Form arguments,
                                        slack::Priority priority) override {
        // Slack answers over a wire: never before the caller waits.
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        calls.push_back(method);
        CHECK((priority == slack::Priority::decoration) == (method != "users.info"));
        slack::Answer answer;
        answer.kind = slack::Answer::Kind::ok;
        answer.slack_date = now;
        if (trouble && trouble(method, answer))
            co_return answer;
        if (method == "users.list") {
            const auto* const cursor = arguments.find("cursor");
            cursors.push_back(cursor == nullptr ? "" : *cursor);
            const int start = cursor == nullptr ? 0 : std::stoi(*cursor);
            answer.body["members"] = json::array();
            for (int number = start; number < std::min(start + a_page, people); ++number)
                answer.body["members"].push_back(user(number));
            if (start + a_page < people)
                answer.body["response_metadata"]["next_cursor"] = std::to_string(start + a_page);
        } else if (method == "users.info") {
            answer.body["user"] = user(std::stoi(arguments.find("user")->substr(1)));
        } else if (method == "conversations.members") {
            answer.body["members"] = members;
        } else if (method == "usergroups.list") {
            answer.body["usergroups"] = json::array(
                {{{"id", "S1"}, {"handle", "sre"}, {"name", "Reliability"}, {"date_delete", 0}}});
        }
        co_return answer;
    }
    asio::awaitable<slack::Answer> upload(std::string /*url*/, std::string /*bytes*/) override {
        co_return slack::Answer{};
    }
    asio::awaitable<slack::Answer> respond(std::string /*url*/, json /*message*/) override {
        co_return slack::Answer{};
    }
    static json user(int number) {
        const auto name = "person" + std::to_string(number);
        return {{"id", "U" + std::to_string(number)},
                {"name", name},
                {"tz", "Europe/Lisbon"},
                {"profile", {{"display_name", name}}}};
    }
    [[nodiscard]] std::size_t asked(const std::string& method) const {
        return static_cast<std::size_t>(std::ranges::count(calls, method));
    }

    int people = 0;
    json members = json::array();
    Instant now = sample::at(0);
    std::vector<std::string> calls;
    std::vector<std::string> cursors;
    // Answers in place of the workspace where it returns true.
    std::function<bool(const std::string& method, slack::Answer& answer)> trouble;
};

struct Office {
    Office() : storage(open_store(":memory:", Settings{})) { hire(); }
    ~Office() {
        dismiss();
        storage.stop();
    }
    // A run of the program on the same database.
    void hire() {
        tasks = std::make_unique<TaskGroup>(io.get_executor());
        directory = std::make_unique<Directory>(io.get_executor(), api, storage, clock);
    }
    void dismiss() {
        tasks->stop();
        bool done = false;
        asio::co_spawn(io, tasks->join(), [&](std::exception_ptr) { done = true; });
        io.restart();
        while (!done)
            io.run_one();
        tasks.reset();
        directory.reset();
    }
    template <class T>
    T look(std::function<T(Store&)> question) {
        std::promise<T> answer;
        storage.read([&](Store& store) { answer.set_value(question(store)); });
        return answer.get_future().get();
    }
    std::string name_of(const std::string& user) {
        return look<std::string>([&](Store& store) {
            const auto profile = store.record().profile(UserId(user));
            return profile ? profile->person.name : "";
        });
    }
    int people_known() {
        int known = 0;
        for (int number = 0; number < api.people; ++number)
            known += name_of("U" + std::to_string(number)).empty() ? 0 : 1;
        return known;
    }
    bool all_read() {
        return look<bool>([](Store& store) { return !store.note("people.read_at").empty(); });
    }
    // A private incident whose channel is G1.
    void declare_private() {
        look<bool>([](Store& store) {
            const IncidentId id{Series::private_incident, 1};
            sample::perform(store, sample::job({sample::declared(id)},
                                               {sample::effect(Effect::Kind::create_channel, id)}));
            Settlement made;
            made.places = Places{};
            made.places->channel = ChannelId("G1");
            store.settle(store.owed(sample::at(0), 1, {}).at(0), made, sample::at(0));
            return true;
        });
    }
    bool in_private_channel(const std::string& user) {
        return look<bool>(
            [&](Store& store) { return store.record().is_member(ChannelId("G1"), UserId(user)); });
    }

    asio::io_context io{1};
    Lists api;
    StorageThread storage;
    ManualClock clock{sample::at(0)};
    std::unique_ptr<TaskGroup> tasks;
    std::unique_ptr<Directory> directory;
};

std::function<bool(const std::string&, slack::Answer&)> once(const std::string& method, int at,
                                                             slack::Answer instead) {
    auto seen = std::make_shared<int>(0);
    return [=](const std::string& asked, slack::Answer& answer) {
        if (asked != method || ++*seen != at)
            return false;
        answer = instead;
        return true;
    };
}

slack::Answer failing(slack::Answer::Kind kind, const std::string& error) {
    slack::Answer answer;
    answer.kind = kind;
    answer.error = error;
    answer.retry_after = std::chrono::seconds(1);
    return answer;
}

}  // namespace

TEST_CASE("everybody is read, and while a 429 is waited out others are looked up") {
    Office office;
    office.api.people = 1'050;
    auto too_many = failing(slack::Answer::Kind::rate_limited, "ratelimited");
    too_many.retry_after = std::chrono::seconds(3);
    office.api.trouble = once("users.list", 3, too_many);
    const auto scene = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        CHECK(co_await until([&] { return office.api.asked("users.list") == 3; }));
        // Meanwhile somebody who was not listed yet types a command.
        const auto found =
            co_await office.directory->look_up(UserId("U1049"), std::chrono::seconds(10));
        REQUIRE(found);
        CHECK(found->zone == "Europe/Lisbon");
        CHECK(office.api.asked("users.list") == 3);
        CHECK(co_await until([&] { return office.all_read(); }));
    };
    play(office.io, scene());
    CHECK(office.people_known() == 1'050);
    // Five full pages, half a one, and the one that was refused.
    CHECK(office.api.asked("users.list") == 7);
}

TEST_CASE("a restart in the middle goes on where it was, and one at the end does not begin anew") {
    Office office;
    office.api.people = 10'000;
    const auto first_run = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        CHECK(co_await until([&] { return office.api.asked("users.list") >= 20; }));
    };
    play(office.io, first_run());
    office.dismiss();
    const auto before = office.api.cursors.size();
    REQUIRE(before < 50);
    CHECK_FALSE(office.all_read());
    office.hire();
    office.io.restart();
    const auto second_run = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        CHECK(co_await until([&] { return office.all_read(); }));
    };
    play(office.io, second_run());
    // At most the page that was under way is read twice.
    CHECK(office.api.cursors.at(before) != "");
    CHECK(office.api.cursors.size() <= 51);
    CHECK(office.people_known() == 10'000);

    office.dismiss();
    office.clock.advance(std::chrono::minutes(5));
    office.hire();
    office.io.restart();
    const auto calls = office.api.calls.size();
    const auto third_run = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        // Whoever is asked for meanwhile is known from disk.
        const auto found =
            co_await office.directory->look_up(UserId("U9999"), std::chrono::seconds(1));
        CHECK(found);
    };
    play(office.io, third_run());
    CHECK(office.api.calls.size() == calls);
}

TEST_CASE("a cursor that expired while Muster was down begins the list anew") {
    Office office;
    office.api.people = 450;
    office.look<bool>([](Store& store) {
        store.keep_note("people.cursor", "200");
        return true;
    });
    office.api.trouble =
        once("users.list", 1, failing(slack::Answer::Kind::refused, "invalid_cursor"));
    const auto scene = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        CHECK(co_await until([&] { return office.all_read(); }));
    };
    play(office.io, scene());
    CHECK(office.people_known() == 450);
    CHECK(office.api.cursors == std::vector<std::string>{"", "200", "400"});
}

TEST_CASE("without the right to list people or groups, everything else goes on") {
    Office office;
    office.api.people = 10;
    office.declare_private();
    office.api.members = {"U1"};
    office.api.trouble = [](const std::string& method, slack::Answer& answer) {
        if (method != "users.list" && method != "usergroups.list")
            return false;
        answer = failing(slack::Answer::Kind::refused, "missing_scope");
        answer.needed = method == "users.list" ? "users:read" : "usergroups:read";
        return true;
    };
    const auto scene = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        office.tasks->start("places", office.directory->keep_places());
        const auto all = [&] { return office.api.asked("users.conversations") == 1; };
        CHECK(co_await until(all));
        CHECK(co_await until([&] { return office.in_private_channel("U1"); }));
        CHECK(co_await office.directory->look_up(UserId("U7"), std::chrono::seconds(1)));
    };
    play(office.io, scene());
    CHECK(office.api.asked("users.list") == 1);
    CHECK(office.tasks->failed() == 0);
}

TEST_CASE("a list without an end is left, and what was read of it is known") {
    Office office;
    office.api.people = 3;
    int pages = 0;
    office.api.trouble = [&](const std::string& method, slack::Answer& answer) {
        if (method != "users.list")
            return false;
        answer.body["members"] = json::array({Lists::user(pages % 3)});
        answer.body["response_metadata"]["next_cursor"] = "page" + std::to_string(++pages);
        return true;
    };
    const auto scene = [&]() -> asio::awaitable<void> {
        office.tasks->start("people", office.directory->keep_people());
        CHECK(co_await until([&] { return office.all_read(); }));
    };
    play(office.io, scene());
    CHECK(pages == 500);
    CHECK(office.people_known() == 3);
}

TEST_CASE("who is in a private incident's channel is read at the start and after an absence") {
    Office office;
    office.declare_private();
    office.api.members = {"U1", "U2"};
    // Left while the list was on its way: the event is newer.
    office.look<bool>([](Store& store) {
        store.learn({{Membership{ChannelId("G1"), UserId("U2"), false}, ToldAt(sample::at(5))}});
        return true;
    });
    const auto scene = [&]() -> asio::awaitable<void> {
        office.tasks->start("places", office.directory->keep_places());
        CHECK(co_await until([&] { return office.in_private_channel("U1"); }));
        CHECK_FALSE(office.in_private_channel("U2"));
        CHECK(co_await until([&] { return office.api.asked("users.conversations") == 1; }));
        // Long away: U1 went, U3 came, and nobody told.
        office.api.now = sample::at(3'600);
        office.api.members = {"U2", "U3"};
        office.directory->catch_up();
        CHECK(co_await until([&] { return office.in_private_channel("U3"); }));
        CHECK(office.in_private_channel("U2"));
        CHECK_FALSE(office.in_private_channel("U1"));
        // The bot was taken out of the channel: who is in it is unknown, and unknown means no.
        CHECK(co_await until([&] { return office.api.asked("users.conversations") == 2; }));
        office.api.now = sample::at(7'200);
        office.api.trouble = [](const std::string& method, slack::Answer& answer) {
            if (method != "conversations.members")
                return false;
            const auto date = answer.slack_date;
            answer = failing(slack::Answer::Kind::refused, "channel_not_found");
            answer.slack_date = date;
            return true;
        };
        office.directory->catch_up();
        CHECK(co_await until([&] { return !office.in_private_channel("U3"); }));
        CHECK_FALSE(office.in_private_channel("U2"));
    };
    play(office.io, scene());
    const auto group = office.look<std::size_t>(
        [](Store& store) { return store.record().groups_named("sre").size(); });
    CHECK(group == 1);
}

TEST_CASE("what an event said while somebody was looked up is not undone by the answer") {
    Office office;
    office.api.people = 1;
    office.api.trouble = [&](const std::string&, slack::Answer&) {
        Profile renamed;
        renamed.person = {UserId("U0"), {}, "Countess"};
        renamed.zone = "Europe/London";
        office.look<bool>([&](Store& store) {
            store.learn({{renamed, ToldAt(sample::at(1))}});
            return true;
        });
        return false;
    };
    const auto scene = [&]() -> asio::awaitable<void> {
        const auto found =
            co_await office.directory->look_up(UserId("U0"), std::chrono::seconds(5));
        REQUIRE(found);
        CHECK(found->person.name == "Countess");
        office.directory->forget(UserId("U0"));
        const auto again =
            co_await office.directory->look_up(UserId("U0"), std::chrono::seconds(5));
        CHECK(again->person.name == "Countess");
    };
    play(office.io, scene());
    CHECK(office.api.asked("users.info") == 1);
}
