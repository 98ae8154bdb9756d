#include "bot/push_client.hpp"

#include "bot/tls.hpp"
#include "tests/bot/fake_slack.hpp"
#include "tests/bot/loop.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;
using Kind = status::PushAnswer::Kind;

namespace {

// A target on loopback that says exactly what a test tells it to.
struct World {
    World() : far(io) {}
    status::PushAnswer send(std::string method = "POST", std::string body = R"({"a":1})",
                            std::chrono::seconds within = 5s) {
        status::PushRequest request;
        request.method = std::move(method);
        request.url = "http://127.0.0.1:" + far.port() + "/v1/pages?q=a%20b";
        request.body = std::move(body);
        request.within = within;
        PushClient client(io.get_executor(), {context});
        status::PushAnswer answer;
        const PushFields fields{{"Authorization", "OAuth sesame"}};
        const auto scene = [](PushClient& with, status::PushRequest what, PushFields also,
                              status::PushAnswer& into) -> asio::awaitable<void> {
            into = co_await with.send(std::move(what), std::move(also));
        };
        io.restart();
        play(io, scene(client, request, fields, answer));
        return answer;
    }
    asio::io_context io{1};
    std::shared_ptr<asio::ssl::context> context =
        std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    FakeSlack far;
};

}  // namespace

TEST_CASE("a push is one request with its key's fields, and its answer is read") {
    World world;
    world.far.answer = [](const FakeSlack::Seen&) {
        return FakeSlack::Reply{
            FakeSlack::response(429, R"({"error":"slow"})", "Retry-After: 17\r\n")};
    };
    const auto answer = world.send();
    CHECK(answer.kind == Kind::answered);
    CHECK(answer.status == 429);
    CHECK(answer.retry_after == "17");
    CHECK(answer.body == R"({"error":"slow"})");
    REQUIRE(world.far.seen.size() == 1);
    const auto& seen = world.far.seen[0];
    CHECK(seen.head.starts_with("POST /v1/pages?q=a%20b HTTP/1.1\r\n"));
    CHECK(seen.head.find("\r\nAuthorization: OAuth sesame\r\n") != std::string::npos);
    CHECK(seen.head.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
    CHECK(seen.body == R"({"a":1})");
}

TEST_CASE("a redirect is an answer, and is not followed") {
    World world;
    world.far.answer = [&](const FakeSlack::Seen&) {
        return FakeSlack::Reply{FakeSlack::response(
            302, "", "Location: http://127.0.0.1:" + world.far.port() + "/elsewhere\r\n")};
    };
    const auto answer = world.send();
    CHECK(answer.status == 302);
    CHECK(answer.location.ends_with("/elsewhere"));
    CHECK(world.far.seen.size() == 1);
}

TEST_CASE("what was cut off, came too late or is too long may have arrived") {
    const FakeSlack::Reply replies[] = {
        {"", true},
        {"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf", true},
        {"SSH-2.0-OpenSSH\r\n", true},
        {FakeSlack::response(200, "late"), false, 3s},
        {"HTTP/1.1 200 X\r\nContent-Length: 999999999\r\n\r\n", false},
    };
    for (const auto& reply : replies) {
        World world;
        world.far.answer = [&](const FakeSlack::Seen&) { return reply; };
        const auto answer = world.send("POST", "{}", 1s);
        CHECK(answer.kind == Kind::lost);
        CHECK_FALSE(answer.problem.empty());
    }
}

TEST_CASE("where nobody listens nothing was sent") {
    World world;
    asio::ip::tcp::acceptor free(world.io, {asio::ip::make_address("127.0.0.1"), 0});
    const auto port = free.local_endpoint().port();
    free.close();
    PushClient client(world.io.get_executor(), {world.context});
    status::PushAnswer answer;
    const auto scene = [](PushClient& with, std::uint16_t to,
                          status::PushAnswer& into) -> asio::awaitable<void> {
        status::PushRequest request;
        request.method = "GET";
        request.url = "http://127.0.0.1:" + std::to_string(to) + "/";
        into = co_await with.send(request, {});
        REQUIRE(into.kind == Kind::not_sent);
        // Never in the clear over the network.
        request.url = "http://status.example/";
        into = co_await with.send(request, {});
    };
    play(world.io, scene(client, port, answer));
    CHECK(answer.kind == Kind::not_sent);
}
