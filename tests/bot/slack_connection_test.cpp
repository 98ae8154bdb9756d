#include "tests/bot/connection_world.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

TEST_CASE("an envelope is acknowledged after its handler is done, with its answer") {
    World world;
    world.held["e1"] = true;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        w.fake.peers[0]->text(envelope("e1"));
        w.fake.peers[0]->text(envelope("e2"));
        w.fake.peers[0]->text(envelope("e3", false, "events_api"));
        EVENTUALLY(w.fake.peers[0]->texts.size() == 2);  // e1 holds nobody up
        CHECK(w.sent(0, ack("e2")));
        CHECK(w.sent(0, ack("e3", false)));
        CHECK_FALSE(w.sent(0, ack("e1")));
        CHECK(w.connections->under_way() == 1);
        w.held.clear();
        EVENTUALLY(w.sent(0, ack("e1")));
    });
}

TEST_CASE("a handler that fails leaves its envelope unacknowledged, and nothing else") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        w.fake.peers[0]->text(envelope("broken"));
        w.fake.peers[0]->text(envelope("e2"));
        EVENTUALLY(w.sent(0, ack("e2")));
        CHECK(w.fake.peers[0]->texts.size() == 1);
        CHECK(w.connections->under_way() == 0);
    });
}

TEST_CASE("the same envelope twice reaches the handler twice: who knows it is storage's to say") {
    World world(2);
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        w.fake.peers[0]->text(envelope("e1"));
        w.fake.peers[0]->text(envelope("e1"));
        w.fake.peers[1]->text(envelope("e1"));
        EVENTUALLY(w.fake.peers[0]->texts.size() == 2 && w.fake.peers[1]->texts.size() == 1);
        CHECK(w.begun.size() == 3);
    });
}

TEST_CASE("noise is survived: texts that are no JSON, binary frames, fragments, odd envelopes") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        auto& peer = *w.fake.peers[0];
        peer.text("Ping from applink-2");
        peer.text("{");
        peer.frame(0x2, "{\"binary\":1}");
        peer.text(R"({"envelope_id":"odd","type":"sky_fell"})");
        const auto text = envelope("e1");
        std::string first(1, '\x01');  // a text frame that goes on in another
        first += static_cast<char>(10);
        first += text.substr(0, 10);
        peer.raw(first);
        peer.frame(0x0, text.substr(10));
        EVENTUALLY(w.sent(0, ack("e1")));
        CHECK(w.sent(0, R"({"envelope_id":"odd"})"));
        CHECK(w.connections->state().unknown_envelopes == 1);
        CHECK(w.begun == std::vector<std::string>{"e1"});
    });
}

TEST_CASE("a large envelope is taken whole") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        w.fake.peers[0]->text(R"({"envelope_id":"e1","type":"interactive","payload":{"text":")" +
                              std::string(2 << 20, 'x') + R"("}})");
        EVENTUALLY(w.sent(0, ack("e1", false)));
    });
}

TEST_CASE("what waits to be acknowledged when its connection goes is said on another") {
    World world(2);
    world.held["e1"] = true;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        w.fake.peers[0]->text(envelope("e1"));
        EVENTUALLY(w.connections->under_way() == 1);
        w.fake.peers[0]->drop();
        EVENTUALLY(w.fake.peers.size() == 3 && w.connections->state().ready == 2);
        w.held.clear();
        EVENTUALLY(w.sent(1, ack("e1")) || w.sent(2, ack("e1")));
    });
}

TEST_CASE("a refresh overlaps: the old connection is used until the new one said hello") {
    World world;
    world.held["e1"] = true;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        w.fake.hello = false;
        w.fake.peers[0]->text(envelope("e1"));
        w.fake.peers[0]->text(R"({"type":"disconnect","reason":"refresh_requested"})");
        EVENTUALLY(w.fake.peers.size() == 2);
        w.fake.peers[0]->text(envelope("e2"));
        EVENTUALLY(w.sent(0, ack("e2")));
        CHECK_FALSE(w.fake.peers[0]->closed);
        w.fake.peers[1]->text(R"({"type":"hello"})");
        co_await w.connected(1);
        w.held.clear();
        EVENTUALLY(w.sent(0, ack("e1")));
        EVENTUALLY(w.fake.peers[0]->closed);
        CHECK_FALSE(w.fake.peers[1]->closed);
        CHECK(w.connections->state().hellos == 2);
    });
}

TEST_CASE("a connection that hears nothing more is found by pings and replaced") {
    World world;
    world.options.ping_every = 20ms;
    world.options.silent_limit = 100ms;
    in(world, [](World& w) -> asio::awaitable<void> {
        w.fake.deaf = true;  // the first one: open for ever, and nobody at the other end
        co_await w.connected(1);
        w.fake.deaf = false;
        EVENTUALLY(w.fake.peers.size() == 2 && w.connections->state().hellos == 2);
        w.fake.peers[1]->text(envelope("e1"));
        EVENTUALLY(w.sent(1, ack("e1")));
        EVENTUALLY(w.fake.peers[1]->pings > 3);
        CHECK(w.connections->state().hellos == 2);
    });
}

TEST_CASE("refresh after refresh loses no acknowledgement") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        // Each on the newest connection, with an envelope before and one after. Beyond twenty the
        // budget of opens holds, so as many as it allows at once.
        std::vector<std::string> wanted;
        for (int round = 0; round < 19; ++round) {
            const auto peer = w.fake.peers.back();
            const auto before = "b" + std::to_string(round);
            const auto after = "a" + std::to_string(round);
            peer->text(envelope(before));
            peer->text(R"({"type":"disconnect","reason":"refresh_requested"})");
            peer->text(envelope(after));
            wanted.push_back(before);
            wanted.push_back(after);
            const auto expected = static_cast<std::uint64_t>(round) + 2;
            EVENTUALLY(w.connections->state().hellos == expected);
        }
        EVENTUALLY([&] {
            std::size_t said = 0;
            for (const auto& peer : w.fake.peers)
                said += peer->texts.size();
            return said == wanted.size();
        }());
        for (const auto& id : wanted)
            CHECK(std::ranges::any_of(w.fake.peers, [&id](const auto& peer) {
                return std::ranges::count(peer->texts, ack(id)) == 1;
            }));
    });
}

TEST_CASE("a connection that ends, however it ends, is replaced") {
    for (const int way : {0, 1, 2}) {
        CAPTURE(way);
        World world;
        world.held[std::to_string(way)] = true;
        in(world, [](World& w) -> asio::awaitable<void> {
            co_await w.connected(1);
            auto& peer = *w.fake.peers[0];
            if (w.held.contains("0"))
                peer.drop();
            else if (w.held.contains("1"))
                peer.good_bye();
            else
                peer.raw("\xFF\xFF\xFF this is no frame");
            EVENTUALLY(w.connections->state().hellos == 2);
            w.held.clear();
            w.fake.peers[1]->text(envelope("e1"));
            EVENTUALLY(w.sent(1, ack("e1")));
        });
    }
}

TEST_CASE("what goes wrong before a connection stands is tried again") {
    using Reply = FakeSlack::Reply;
    const std::function<Reply()> answers[] = {
        [] { return Reply{FakeSlack::response(503, "busy")}; },
        [] { return Reply{FakeSlack::response(200, "<html>a proxy speaks</html>")}; },
        [] { return Reply{FakeSlack::response(200, R"({"ok":false,"error":"internal_error"})")}; },
        [] { return Reply{FakeSlack::response(200, R"({"ok":true})")}; },
        [] { return Reply{FakeSlack::response(200, R"({"ok":true,"url":7})")}; },
        [] { return Reply{FakeSlack::response(200, R"({"ok":true,"url":"ws://192.0.2.1/"})")}; },
        [] { return Reply{FakeSlack::response(200, R"({"ok":true,"url":"ws://127.0.0.1:1/"})")}; },
        [] { return Reply{"", true}; },
        [] {
            return Reply{FakeSlack::response(429, R"({"ok":false,"error":"ratelimited"})",
                                             "Retry-After: 1\r\n")};
        },
    };
    for (const auto& answer : answers) {
        World world;
        const auto usual = world.fake.answer;
        world.fake.answer = [&](const FakeSlack::Seen& seen) {
            return world.opens() == 1 ? answer() : usual(seen);
        };
        in(world, [](World& w) -> asio::awaitable<void> {
            EVENTUALLY(w.connections->state().failures == 1);
            CHECK_FALSE(w.connections->state().problem.empty());
            co_await w.connected(1);
            CHECK(w.connections->state().problem.empty());
            CHECK(w.opens() == 2);
        });
    }
}

TEST_CASE("handshakes that are refused are tried again with a new address") {
    for (const int status : {408, 409, 429, 500, 503}) {
        CAPTURE(status);
        World world;
        world.fake.admit = [&world, status] {
            const bool first = std::exchange(world.held["refused"], true) == false;
            return first ? std::pair(status, std::string("Retry-After: 1\r\n"))
                         : std::pair(101, std::string());
        };
        in(world, [](World& w) -> asio::awaitable<void> {
            co_await w.connected(1);
            CHECK(w.opens() == 2);
        });
    }
}

TEST_CASE("a refused token ends the attempts, and says so") {
    World world;
    world.fake.answer = [](const FakeSlack::Seen&) {
        return FakeSlack::Reply{FakeSlack::response(200, R"({"ok":false,"error":"invalid_auth"})")};
    };
    in(world, [](World& w) -> asio::awaitable<void> {
        EVENTUALLY(w.connections->state().refused);
        CHECK(w.connections->state().problem.find("SLACK_APP_TOKEN") != std::string::npos);
        CHECK_FALSE(w.connections->state().next_attempt);
        CHECK(w.opens() == 1);
    });
}

TEST_CASE("no more envelopes are handled at once than allowed, and none is lost") {
    World world;
    world.options.under_way = 3;
    for (int i = 0; i < 10; ++i)
        world.held["e" + std::to_string(i)] = true;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        for (int i = 0; i < 10; ++i)
            w.fake.peers[0]->text(envelope("e" + std::to_string(i)));
        EVENTUALLY(w.connections->under_way() == 3);
        std::size_t most = 0;
        for (int i = 0; i < 10; ++i) {
            const auto id = "e" + std::to_string(i);
            EVENTUALLY(std::ranges::count(w.begun, id) == 1);
            most = std::max(most, w.connections->under_way());
            w.held.erase(id);
        }
        EVENTUALLY(w.fake.peers[0]->texts.size() == 10);
        CHECK(most == 3);
    });
}

TEST_CASE("stopping waits for what is under way, says good-bye, and ends in time") {
    World world(2);
    world.held["e1"] = true;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        w.fake.peers[0]->text(envelope("e1"));
        EVENTUALLY(w.connections->under_way() == 1);
        w.connections->stop();
        EVENTUALLY(w.fake.peers[1]->closed);
        CHECK_FALSE(w.fake.peers[0]->closed);
        w.held.clear();
        EVENTUALLY(w.sent(0, ack("e1")) && w.fake.peers[0]->closed);
        co_await w.tasks.join();
        CHECK(w.connections->state().sockets == 0);
    });
}

TEST_CASE("a peer that never ends its side does not hold up the end") {
    World world;
    world.fake.answer = [&world](const FakeSlack::Seen&) {
        return FakeSlack::Reply{
            FakeSlack::response(200, R"({"ok":true,"url":")" + world.fake.socket_url() + R"("})")};
    };
    world.fake.deaf = true;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        const auto begin = std::chrono::steady_clock::now();
        w.connections->stop();
        co_await w.tasks.join();
        CHECK(std::chrono::steady_clock::now() - begin < 4s);
    });
}

TEST_CASE("stopping while Slack does not answer takes no time") {
    World world;
    world.fake.answer = [](const FakeSlack::Seen&) { return FakeSlack::Reply{}; };
    in(world, [](World& w) -> asio::awaitable<void> {
        EVENTUALLY(w.opens() == 1);
        const auto begin = std::chrono::steady_clock::now();
        w.tasks.stop();
        co_await w.tasks.join();
        CHECK(std::chrono::steady_clock::now() - begin < 1s);
    });
}
