#include "bot/slack_client.hpp"

#include "bot/tls.hpp"
#include "tests/bot/fake_slack.hpp"
#include "tests/bot/loop.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;
using Kind = slack::Answer::Kind;
using slack::Priority;

namespace {

// Catches all that is logged.
struct Logged {
    Logged() : before(spdlog::default_logger()) {
        auto logger = std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
        logger->set_level(spdlog::level::trace);
        spdlog::set_default_logger(logger);
    }
    ~Logged() { spdlog::set_default_logger(before); }
    std::ostringstream text;
    std::shared_ptr<spdlog::logger> before;
};

struct World {
    explicit World(std::chrono::milliseconds time_out = 5s) : fake(io) {
        options.api_url = fake.api();
        options.bot_token = "xoxb-secret-1";
        options.app_token = "xapp-secret-2";
        options.time_out = time_out;
    }
    SlackClient& client() {
        if (!made)
            made = std::make_unique<SlackClient>(io.get_executor(), options);
        return *made;
    }
    slack::Answer call(std::string method, slack::Form form = {},
                       Priority priority = Priority::waited_for) {
        slack::Answer answer;
        const auto scene = [](SlackClient& slack, std::string name, slack::Form arguments,
                              Priority urgency, slack::Answer& into) -> asio::awaitable<void> {
            into = co_await slack.call(std::move(name), std::move(arguments), urgency);
        };
        io.restart();
        play(io, scene(client(), std::move(method), std::move(form), priority, answer));
        return answer;
    }

    Logged logged;
    asio::io_context io{1};
    FakeSlack fake;
    SlackClient::Options options;
    std::unique_ptr<SlackClient> made;
};

std::string ok() {
    return FakeSlack::response(200, R"({"ok":true})");
}

}  // namespace

TEST_CASE("a call is a form with the bot's token, and its answer is read") {
    World world;
    world.fake.answer = [](const FakeSlack::Seen&) {
        return FakeSlack::Reply{
            FakeSlack::response(200, R"({"ok":true,"ts":"1767225600.000100"})",
                                "Date: Sat, 21 Nov 2026 09:12:05 GMT\r\nx-slack-req-id: r1\r\n")};
    };
    slack::Form form;
    form.text("channel", "C1").text("text", "a&b");
    const auto answer = world.call("chat.postMessage", form);
    CHECK(answer.kind == Kind::ok);
    CHECK(answer.body.at("ts") == "1767225600.000100");
    CHECK(answer.slack_date.has_value());
    CHECK(answer.request_id == "r1");
    REQUIRE(world.fake.seen.size() == 1);
    const auto& seen = world.fake.seen[0];
    CHECK(seen.head.starts_with("POST /api/chat.postMessage HTTP/1.1\r\n"));
    CHECK(seen.head.find("\r\nHost: 127.0.0.1:" + world.fake.port() + "\r\n") != std::string::npos);
    CHECK(seen.head.find("\r\nAuthorization: Bearer xoxb-secret-1\r\n") != std::string::npos);
    CHECK(seen.head.find("application/x-www-form-urlencoded") != std::string::npos);
    CHECK(seen.body == "channel=C1&text=a%26b");
}

TEST_CASE("apps.connections.open goes with the app token") {
    World world;
    world.call("apps.connections.open");
    CHECK(world.fake.seen[0].head.find("Bearer xapp-secret-2") != std::string::npos);
}

TEST_CASE("connections are kept and used again") {
    World world;
    for (int i = 0; i < 5; ++i)
        CHECK(world.call("users.info").good());
    CHECK(world.fake.connections == 1);
    CHECK(world.client().metrics().connections_opened == 1);
    CHECK(world.client().metrics().methods.at("users.info").ok == 5);
}

TEST_CASE("how bad responses end") {
    struct Row {
        const char* what;
        const char* method;
        FakeSlack::Reply reply;
        Kind kind;
    };
    const std::string huge(9 << 20, ' ');
    const Row rows[] = {
        {"a proxy's page", "users.info", {FakeSlack::response(200, "<html>")}, Kind::transient},
        {"a proxy's page for a post",
         "chat.postMessage",
         {FakeSlack::response(200, "<html>")},
         Kind::unknown_outcome},
        {"503", "chat.update", {FakeSlack::response(503, "")}, Kind::transient},
        {"503 for a post",
         "chat.postMessage",
         {FakeSlack::response(503, "")},
         Kind::unknown_outcome},
        {"a redirect",
         "chat.postMessage",
         {FakeSlack::response(302, "", "Location: http://127.0.0.1:1/\r\n")},
         Kind::transient},
        {"too much", "users.list", {FakeSlack::response(200, huge), true}, Kind::transient},
        {"too much for a post",
         "chat.postMessage",
         {FakeSlack::response(200, huge), true},
         Kind::unknown_outcome},
        {"no HTTP", "users.info", {"hello, is it me\r\n\r\n", true}, Kind::transient},
        {"cut before an answer", "users.info", {"", true}, Kind::transient},
        {"cut before an answer to a post", "chat.postMessage", {"", true}, Kind::unknown_outcome},
        {"cut within",
         "chat.postMessage",
         {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\"", true},
         Kind::unknown_outcome},
        {"in chunks",
         "chat.postMessage",
         {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ok\"\r\n6\r\n:true}\r\n"
          "0\r\n\r\n"},
         Kind::ok},
        {"after an interim response",
         "chat.postMessage",
         {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n"
          "{\"ok\":true}"},
         Kind::ok},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        World world;
        world.fake.answer = [&row](const FakeSlack::Seen&) { return row.reply; };
        const auto answer = world.call(row.method);
        CHECK(to_string(answer.kind) == to_string(row.kind));
        CHECK(world.fake.seen.size() == 1);
    }
}

TEST_CASE("no answer in time ends the call, and a post's outcome is unknown") {
    for (const std::string method : {"chat.postMessage", "users.info"}) {
        World world(100ms);
        world.fake.answer = [](const FakeSlack::Seen&) { return FakeSlack::Reply{}; };
        const auto answer = world.call(method);
        CHECK(answer.kind == (method == "users.info" ? Kind::transient : Kind::unknown_outcome));
        CHECK(answer.detail == "no answer in time");
        CHECK(world.client().metrics().time_outs == 1);
    }
}

TEST_CASE("a server that is not there was sent nothing") {
    World world;
    world.options.api_url = "http://127.0.0.1:1/api/";
    const auto answer = world.call("chat.postMessage");
    CHECK(answer.kind == Kind::transient);
    CHECK(answer.error == "not_sent");
}

TEST_CASE("a kept connection that ended meanwhile costs nothing") {
    World world;
    world.fake.answer = [](const FakeSlack::Seen&) { return FakeSlack::Reply{ok(), true}; };
    CHECK(world.call("chat.postMessage").good());
    CHECK(world.call("chat.postMessage").good());
    CHECK(world.fake.connections == 2);
    CHECK(world.fake.seen.size() == 2);
}

TEST_CASE("a kept connection that ends under a call: repeated only where that does no harm") {
    struct Row {
        const char* method;
        Kind kind;
        std::size_t requests;
    };
    const Row rows[] = {
        {"users.info", Kind::ok, 3},
        {"chat.update", Kind::ok, 3},
        {"chat.postMessage", Kind::unknown_outcome, 2},
        {"conversations.create", Kind::unknown_outcome, 2},
    };
    for (const auto& row : rows) {
        CAPTURE(row.method);
        World world;
        world.fake.answer = [&world](const FakeSlack::Seen&) {
            if (world.fake.seen.size() == 2)
                return FakeSlack::Reply{"", true};
            return FakeSlack::Reply{ok()};
        };
        CHECK(world.call(row.method).good());
        CHECK(to_string(world.call(row.method).kind) == to_string(row.kind));
        CHECK(world.fake.seen.size() == row.requests);
    }
}

TEST_CASE("429 stops its method for as long as it says, and no other") {
    World world;
    world.options.longest_wait = 50ms;
    world.fake.answer = [](const FakeSlack::Seen& seen) {
        if (seen.head.find("chat.update") != std::string::npos)
            return FakeSlack::Reply{FakeSlack::response(
                429, R"({"ok":false,"error":"ratelimited"})", "Retry-After: 17\r\n")};
        return FakeSlack::Reply{ok()};
    };
    const auto first = world.call("chat.update");
    CHECK(first.kind == Kind::rate_limited);
    CHECK(first.retry_after == 17s);
    const auto second = world.call("chat.update");
    CHECK(second.kind == Kind::rate_limited);
    CHECK(second.error == "budget");
    CHECK(second.retry_after == 17s);
    CHECK(world.fake.seen.size() == 1);  // the second was not sent
    CHECK(world.call("users.info").good());
    CHECK(world.client().budget().stops(std::chrono::steady_clock::now()).count("chat.update") ==
          1);
}

TEST_CASE("a short wait for the budget is waited") {
    World world;
    slack::Form form;
    form.text("channel", "C1");
    for (int i = 0; i < 5; ++i)
        CHECK(world.call("chat.postMessage", form).good());  // the fifth waits a second
    CHECK(world.fake.seen.size() == 5);
}

TEST_CASE("no more connections than allowed, and what people wait for goes first") {
    World world;
    world.options.connections = 1;
    world.fake.answer = [](const FakeSlack::Seen&) { return FakeSlack::Reply{ok(), false, 5ms}; };
    const auto one = [](SlackClient& client, std::string method, Priority priority,
                        int& done) -> asio::awaitable<void> {
        CHECK((co_await client.call(std::move(method), {}, priority)).good());
        ++done;
    };
    const auto scene = [&](asio::io_context& io) -> asio::awaitable<void> {
        int done = 0;
        const auto ignore = [](std::exception_ptr) {};
        auto& client = world.client();
        asio::co_spawn(io, one(client, "auth.test", Priority::decoration, done), ignore);
        asio::co_spawn(io, one(client, "pins.add", Priority::decoration, done), ignore);
        asio::co_spawn(io, one(client, "chat.update", Priority::message, done), ignore);
        asio::co_spawn(io, one(client, "views.open", Priority::waited_for, done), ignore);
        const bool all = co_await until([&done] { return done == 4; });
        CHECK(all);
    };
    play(world.io, scene(world.io));
    std::vector<std::string> order;
    for (const auto& seen : world.fake.seen)
        order.push_back(seen.head.substr(10, seen.head.find(' ', 10) - 10));
    CHECK(order == std::vector<std::string>{"auth.test", "views.open", "chat.update", "pins.add"});
    CHECK(world.fake.connections == 1);
}

TEST_CASE("a file's bytes and a late answer go to the addresses Slack gave, without a token") {
    World world;
    const auto scene = [](SlackClient& client, std::string base) -> asio::awaitable<void> {
        const auto uploaded =
            co_await client.upload(base + "upload/v1/1", std::string("\0bytes", 6));
        CHECK(uploaded.kind == Kind::ok);
        nlohmann::json message{{"text", "late"}};
        const auto responded = co_await client.respond(base + "commands/1", std::move(message));
        CHECK(responded.kind == Kind::ok);
        const auto refused = co_await client.respond("http://example.com/x", nullptr);
        CHECK(refused.kind == Kind::refused);
    };
    play(world.io, scene(world.client(), "http://127.0.0.1:" + world.fake.port() + "/"));
    REQUIRE(world.fake.seen.size() == 2);
    CHECK(world.fake.seen[0].body == std::string("\0bytes", 6));
    CHECK(world.fake.seen[1].body == R"({"text":"late"})");
    for (const auto& seen : world.fake.seen)
        CHECK(seen.head.find("Authorization") == std::string::npos);
}

TEST_CASE("tokens never reach the log") {
    World world(50ms);
    const char* const codes[] = {"invalid_auth", "missing_scope", "internal_error"};
    for (const auto* const code : codes) {
        world.fake.answer = [code](const FakeSlack::Seen&) {
            return FakeSlack::Reply{
                FakeSlack::response(200, R"({"ok":false,"error":")" + std::string(code) + R"("})")};
        };
        CHECK_FALSE(world.call("chat.postMessage").good());
    }
    world.fake.answer = [](const FakeSlack::Seen&) { return FakeSlack::Reply{}; };
    world.call("apps.connections.open");
    const auto text = world.logged.text.str();
    CHECK(text.find("invalid_auth") != std::string::npos);
    CHECK(text.find("secret") == std::string::npos);
    CHECK(world.client().metrics().last_problem.find("secret") == std::string::npos);
}

TEST_CASE("an address or token that cannot be used is refused at once, with a reason") {
    asio::io_context io;
    SlackClient::Options options;
    options.api_url = "http://slack.example/api/";
    CHECK_THROWS_AS(SlackClient(io.get_executor(), options), std::invalid_argument);
    options.api_url = "http://127.0.0.1:1/api";
    options.bot_token = "xoxb-1\r\nX: y";
    CHECK_THROWS_AS(SlackClient(io.get_executor(), options), std::invalid_argument);
}

TEST_CASE("addresses: TLS everywhere but to loopback") {
    struct Row {
        const char* text;
        const char* origin;  // empty: refused
        const char* target;
    };
    const Row rows[] = {
        {"https://slack.com/api/", "tls slack.com 443", "/api/"},
        {"wss://WSS-primary.Slack.com/l?t=1", "tls wss-primary.slack.com 443", "/l?t=1"},
        {"https://host:8443", "tls host 8443", "/"},
        {"https://host?x", "tls host 443", "/?x"},
        {"https://host/a#b", "tls host 443", "/a"},
        {"https://[2001:db8::1]/", "tls 2001:db8::1 443", "/"},
        {"http://127.0.0.1:80/", "plain 127.0.0.1 80", "/"},
        {"ws://127.8.9.1:5/", "plain 127.8.9.1 5", "/"},
        {"ws://[::1]:9/x", "plain ::1 9", "/x"},
        {"http://localhost:9", "plain localhost 9", "/"},
        {"http://slack.com/", "", ""},
        {"http://127.0.0.1.example/", "", ""},
        {"ws://10.0.0.1/", "", ""},
        {"ftp://host/", "", ""},
        {"host", "", ""},
        {"", "", ""},
        {"https://", "", ""},
        {"https://user:pw@host/", "", ""},
        {"https://host:0/", "", ""},
        {"https://host:99999/", "", ""},
        {"https://host:x/", "", ""},
        {"https://ho st/", "", ""},
        {"https://host/a\r\nX: y", "", ""},
        {"https://[::1/", "", ""},
        {"https://[zz]/", "", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto url = read_url(row.text);
        CHECK((url ? url->origin() : "") == row.origin);
        if (url)
            CHECK(url->target == row.target);
        else
            CHECK(url.error().message.size() > 20);
    }
    CHECK(read_url("https://[2001:db8::1]:444/")->authority() == "[2001:db8::1]:444");
    CHECK(read_url("https://user:secret@host/").error().message.find("secret") ==
          std::string::npos);
}
