#pragma once

#include "bot/slack_connection.hpp"
#include "bot/task_group.hpp"
#include "tests/bot/fake_slack.hpp"
#include "tests/bot/loop.hpp"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace muster::testing {

inline std::string envelope(const std::string& id, bool accepts = true,
                            const std::string& type = "slash_commands") {
    return R"({"envelope_id":")" + id + R"(","type":")" + type + R"(","payload":{"text":")" + id +
           R"("},"accepts_response_payload":)" + (accepts ? "true}" : "false}");
}

inline std::string ack(const std::string& id, bool payload = true) {
    return R"({"envelope_id":")" + id + (payload ? R"(","payload":{"text":"kept"}})" : "\"}");
}

// Connections to a Slack that the test plays. Envelopes whose id is in `held` are kept until
// released; others are answered at once.
struct World {
    explicit World(int wished = 1) : fake(io), tasks(io.get_executor()) {
        spdlog::set_level(spdlog::level::off);
        options.wished = wished;
        SlackClient::Options client;
        client.api_url = fake.api();
        client.app_token = "xapp-1";
        api = std::make_unique<SlackClient>(io.get_executor(), client);
    }
    ~World() { spdlog::set_level(spdlog::level::info); }

    asio::awaitable<std::optional<std::string>> handle(nlohmann::json frame) {
        const std::string id = frame.at("envelope_id");
        begun.push_back(id);
        if (id == "broken")
            throw std::runtime_error("the handler broke");
        co_await until([this, id] { return !held.contains(id); });
        co_return R"({"text":"kept"})";
    }

    void start() {
        connections = std::make_unique<SlackConnections>(
            io.get_executor(), *api, options,
            [this](nlohmann::json frame) { return handle(std::move(frame)); });
        tasks.start("slack", connections->run());
    }
    asio::awaitable<void> connected(int wanted) {
        const bool ready =
            co_await until([this, wanted] { return connections->state().ready == wanted; });
        REQUIRE(ready);
    }
    asio::awaitable<void> stop() {
        tasks.stop();
        co_await tasks.join();
    }
    [[nodiscard]] bool sent(std::size_t peer, const std::string& text) const {
        return peer < fake.peers.size() && std::ranges::count(fake.peers[peer]->texts, text) > 0;
    }
    [[nodiscard]] std::ptrdiff_t opens() const {
        return std::ranges::count_if(fake.seen, [](const auto& seen) {
            return seen.head.find("apps.connections.open") != std::string::npos;
        });
    }

    asio::io_context io{1};
    FakeSlack fake;
    SlackConnections::Options options;
    std::unique_ptr<SlackClient> api;
    std::unique_ptr<SlackConnections> connections;
    TaskGroup tasks;
    std::vector<std::string> begun;
    std::map<std::string, bool> held;
};

// Plays a scene in a world, and then stops what it started.
inline void in(World& world, asio::awaitable<void> (*scene)(World&)) {
    const auto whole = [](World& all,
                          asio::awaitable<void> (*part)(World&)) -> asio::awaitable<void> {
        all.start();
        co_await part(all);
        co_await all.stop();
    };
    play(world.io, whole(world, scene));
}

#define EVENTUALLY(...)                                                        \
    do {                                                                       \
        const bool came_to_hold = co_await until([&] { return __VA_ARGS__; }); \
        CHECK_MESSAGE(came_to_hold, #__VA_ARGS__);                             \
    } while (false)

}  // namespace muster::testing
