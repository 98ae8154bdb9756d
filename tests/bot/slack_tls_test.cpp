#include "bot/slack_connection.hpp"
#include "bot/task_group.hpp"
#include "bot/tls.hpp"
#include "sandbox/server.hpp"
#include "sandbox/test_certificate.hpp"
#include "tests/bot/loop.hpp"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

namespace {

// A folder for certificates, gone with the test program.
struct Folder {
    Folder()
        : path(std::filesystem::temp_directory_path() /
               ("muster-tls-test-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path);
        certificate = sandbox::write_test_certificate(path.string());
        std::filesystem::create_directories(path / "other");
        other = sandbox::write_test_certificate((path / "other").string());
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::filesystem::path path;
    sandbox::TestCertificate certificate;
    sandbox::TestCertificate other;  // of an authority that nobody trusts
};

const Folder& folder() {
    static const Folder made;
    return made;
}

// The sandbox behind TLS, and Muster's connections to it.
struct World {
    explicit World(const std::string& trusted = folder().certificate.ca_file,
                   const std::string& host = "localhost", int wished = 2)
        : tasks(io.get_executor()) {
        spdlog::set_level(spdlog::level::off);
        sandbox::Options options;
        options.tls = folder().certificate.server;
        options.times.ping_every = 100ms;
        options.times.warning_before_close = 300ms;
        server = std::make_unique<sandbox::Server>(io.get_executor(), std::move(options));
        const std::string bound = server->base_url();
        base = "https://" + host + bound.substr(bound.rfind(':'));
        SlackClient::Options client;
        client.api_url = base + "/api/";
        client.bot_token = "xoxb-sandbox";
        client.app_token = "xapp-sandbox";
        client.tls = make_tls_context({trusted, ""});
        api = std::make_unique<SlackClient>(io.get_executor(), client);
        SlackConnections::Options socket;
        socket.wished = wished;
        socket.tls = client.tls;
        connections = std::make_unique<SlackConnections>(
            io.get_executor(), *api, socket,
            [this](nlohmann::json frame) { return handle(std::move(frame)); });
    }
    ~World() { spdlog::set_level(spdlog::level::info); }

    asio::awaitable<std::optional<std::string>> handle(nlohmann::json frame) {
        handled.push_back(frame.at("envelope_id"));
        co_return R"({"text":"kept"})";
    }
    asio::awaitable<void> connected(int wanted) {
        const bool ready =
            co_await until([this, wanted] { return connections->state().ready == wanted; });
        REQUIRE(ready);
    }
    asio::awaitable<sandbox::Delivery> ask(std::string text) {
        const nlohmann::json payload{{"command", "/incident"}, {"text", std::move(text)}};
        co_return co_await server->sockets().ask("slash_commands", payload, true);
    }

    asio::io_context io{1};
    std::unique_ptr<sandbox::Server> server;
    std::string base;
    std::unique_ptr<SlackClient> api;
    std::unique_ptr<SlackConnections> connections;
    TaskGroup tasks;
    std::vector<std::string> handled;
};

void in(World& world, asio::awaitable<void> (*scene)(World&)) {
    const auto whole = [](World& all,
                          asio::awaitable<void> (*part)(World&)) -> asio::awaitable<void> {
        all.tasks.start("slack", all.connections->run());
        co_await part(all);
        all.tasks.stop();
        co_await all.tasks.join();
        all.server->stop();
    };
    play(world.io, whole(world, scene));
}

}  // namespace

TEST_CASE("over TLS, a command is acknowledged with its answer") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        const auto delivery = co_await w.ask("log started");
        CHECK(delivery.acknowledged());
        CHECK(delivery.payload == nlohmann::json{{"text", "kept"}});
    });
}

TEST_CASE("a certificate for another name, or of an unknown authority, is refused") {
    struct Row {
        const char* what;
        std::string trusted;
        const char* host;
        const char* said;
    };
    // The certificate is for localhost and 127.0.0.1, so another loopback address is another name.
    const Row rows[] = {
        {"another name", folder().certificate.ca_file, "127.0.0.2", "another name"},
        {"an unknown authority", folder().other.ca_file, "localhost", "is not trusted"},
        {"the system's alone", "", "localhost", "is not trusted"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        World world(row.trusted, row.host);
        const auto scene = [](World& w, std::string expected) -> asio::awaitable<void> {
            // The name is looked at before anything is said: the server is reached by its address.
            asio::ip::tcp::socket socket(w.io);
            auto url = read_url(w.base + "/api/");
            REQUIRE(url.has_value());
            auto dialled = *url;
            if (dialled.host == "127.0.0.2")
                dialled.host = "127.0.0.1";
            const auto context = make_tls_context(
                {expected == "another name" ? folder().certificate.ca_file : folder().other.ca_file,
                 ""});
            asio::ssl::stream<asio::ip::tcp::socket> stream(w.io, *context);
            CHECK(co_await connect(stream.next_layer(), dialled, 5s) == "");
            const auto problem = co_await secure(stream, *url, 5s);
            CHECK(problem.find(expected) != std::string::npos);
            const auto answer = co_await w.api->call("auth.test", {}, slack::Priority::waited_for);
            CHECK_FALSE(answer.good());
            CHECK(answer.error == "not_sent");
            w.server->stop();
        };
        play(world.io, scene(world, row.said));
    }
}

TEST_CASE("certificates that cannot be read are named") {
    CHECK_THROWS_AS((void)make_tls_context({"/nowhere/ca.pem", ""}), std::runtime_error);
    CHECK_THROWS_AS((void)make_tls_context({"", "/nowhere"}), std::runtime_error);
    CHECK(make_tls_context({folder().certificate.ca_file, folder().path.string()}) != nullptr);
}

TEST_CASE("refreshes, warnings and cuts lose no command") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        int asked = 0;
        for (const std::string reason : {"refresh_requested", "warning", "refresh_requested"}) {
            CAPTURE(reason);
            w.server->sockets().disconnect(reason, w.server->sockets().connection_numbers()[0]);
            for (int i = 0; i < 20; ++i, ++asked)
                CHECK((co_await w.ask("x")).acknowledged());
            co_await w.connected(2);
        }
        const auto before = w.connections->state().hellos;
        w.server->sockets().cut_all();
        const bool back =
            co_await until([&w, before] { return w.connections->state().hellos == before + 2; });
        CHECK(back);
        co_await w.connected(2);
        CHECK((co_await w.ask("x")).acknowledged());
    });
}

TEST_CASE("the same envelope on two connections passes through twice") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(2);
        sandbox::Fault fault;
        fault.where = "socket.slash_commands";
        fault.action = sandbox::Fault::Action::duplicate_elsewhere;
        w.server->faults().add(fault);
        CHECK((co_await w.ask("x")).acknowledged());
        const bool twice = co_await until([&w] { return w.handled.size() == 2; });
        CHECK(twice);
        CHECK(w.handled[0] == w.handled[1]);
    });
}

TEST_CASE("a connection that is refused or limited by the sandbox comes up all the same") {
    using Action = sandbox::Fault::Action;
    struct Row {
        const char* where;
        Action action;
    };
    const Row rows[] = {
        {"apps.connections.open", Action::rate_limit},
        {"apps.connections.open", Action::status},
        {"apps.connections.open", Action::not_json},
        {"apps.connections.open", Action::cut_before},
        {"apps.connections.open", Action::error},
        {"socket.handshake", Action::status},
        {"socket.handshake", Action::cut_before},
    };
    for (const auto& row : rows) {
        CAPTURE(row.where);
        CAPTURE(std::string(to_word(row.action)));
        World world(folder().certificate.ca_file, "localhost", 1);
        sandbox::Fault fault;
        fault.where = row.where;
        fault.action = row.action;
        world.server->faults().add(fault);
        in(world, [](World& w) -> asio::awaitable<void> {
            co_await w.connected(1);
            CHECK(w.server->faults().left() == 0);
            CHECK((co_await w.ask("x")).acknowledged());
        });
    }
}

TEST_CASE("Web API calls go over kept TLS connections") {
    World world;
    in(world, [](World& w) -> asio::awaitable<void> {
        co_await w.connected(1);
        for (int i = 0; i < 5; ++i) {
            const auto answer = co_await w.api->call("auth.test", {}, slack::Priority::waited_for);
            CHECK_MESSAGE(answer.good(), answer.words());
        }
        CHECK(w.api->metrics().connections_opened <= 2);
    });
}
