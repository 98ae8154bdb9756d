// What Slack says when it wants fewer connections, or none; and storms.
#include "tests/bot/connection_world.hpp"

#include <chrono>
#include <string>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;
using slack::Trouble;

namespace {

std::string disconnect(const std::string& reason) {
    return R"({"type":"disconnect","reason":")" + reason + R"(","num_connections":11})";
}

// How long until the next attempt to open.
std::chrono::steady_clock::duration wait_of(const World& world) {
    const auto next = world.connections->state().next_attempt;
    REQUIRE(next);
    return *next - std::chrono::steady_clock::now();
}

}  // namespace

TEST_CASE("Socket Mode switched off closes all, and the next attempt is minutes away") {
    World world(2);
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        for (const auto& peer : w.fake.peers)
            peer->text(disconnect("link_disabled"));
        EVENTUALLY(w.fake.peers[0]->closed && w.fake.peers[1]->closed);
        EVENTUALLY(w.connections->state().sockets == 0);
        const auto state = w.connections->state();
        CHECK(state.trouble == Trouble::switched_off);
        CHECK(state.problem.find("Socket Mode") != std::string::npos);
        CHECK(wait_of(w) > 4min);
        CHECK(w.opens() == 2);
    });
}

TEST_CASE("too many connections: that one goes, the other works on, and the next waits") {
    World world(2);
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        w.fake.peers[1]->text(disconnect("too_many_websockets"));
        EVENTUALLY(w.fake.peers[1]->closed && w.connections->state().sockets == 1);
        const auto state = w.connections->state();
        CHECK(state.trouble == Trouble::crowded);
        CHECK(state.problem.find("(11)") != std::string::npos);
        CHECK(wait_of(w) > 29s);
        w.fake.peers[0]->text(envelope("e1"));
        EVENTUALLY(w.sent(0, ack("e1")));
        CHECK(w.opens() == 2);
    });
}

TEST_CASE("a storm of disconnects spends the budget of opens, one at a time, and then waits") {
    World world(2);
    in(world, [](World& w) -> asio::awaitable<void> {
        // Whatever comes up is torn down as soon as it said hello.
        const auto begin = std::chrono::steady_clock::now();
        std::size_t dropped = 0;
        const bool spent = co_await until(
            [&] {
                for (; dropped < w.connections->state().hellos; ++dropped)
                    w.fake.peers[dropped]->drop();
                CHECK(w.connections->state().sockets <= 4);
                const auto next = w.connections->state().next_attempt;
                return next && *next > std::chrono::steady_clock::now() + 500ms;
            },
            60s);
        CHECK(spent);
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                                 std::chrono::steady_clock::now() - begin)
                                 .count();
        CHECK(w.opens() >= 20);
        CHECK(w.opens() <= 20 + 1 + seconds / 6);
    });
}

TEST_CASE("ten connections are kept, and renewed without ever being eleven") {
    World world(10);
    world.options.most = 10;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(10);
        w.held["e1"] = true;
        w.fake.peers[4]->text(envelope("e1"));
        EVENTUALLY(w.connections->under_way() == 1);
        w.fake.peers[4]->text(disconnect("refresh_requested"));
        w.fake.peers[4]->text(envelope("e2"));
        EVENTUALLY(w.sent(4, ack("e2")));
        CHECK(w.fake.peers.size() == 10);  // no room before what is under way is answered
        w.held.clear();
        EVENTUALLY(w.sent(4, ack("e1")) && w.fake.peers[4]->closed);
        co_await w.connected(10);
        CHECK(w.fake.peers.size() == 11);
        CHECK(w.connections->state().sockets == 10);
    });
}
