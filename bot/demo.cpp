#include "bot/demo.hpp"

#include "bot/app.hpp"
#include "bot/replay.hpp"
#include "bot/scenario.hpp"
#include "commands/table.hpp"
#include "sandbox/server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_connecting = 10s;
constexpr auto longest_settling = 60s;

// A folder of its own that goes with it.
class Folder {
public:
    Folder() {
        auto name = (std::filesystem::temp_directory_path() / "muster-demo-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("no folder for the demo's record can be made in " +
                                     std::filesystem::temp_directory_path().string());
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The sandbox on a thread of its own: what a person does in it waits for Muster's answer, and
// Muster must not wait for itself.
class Workspace {
public:
    explicit Workspace(sandbox::Options options)
        : server_(context_.get_executor(), std::move(options)),
          thread_([this] { context_.run(); }) {}
    ~Workspace() {
        server_.stop();
        work_.reset();
        context_.stop();
        thread_.join();
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    sandbox::Server& server() { return server_; }
    asio::any_io_executor executor() { return context_.get_executor(); }

private:
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    sandbox::Server server_;
    std::thread thread_;
};

// A port that nobody has just now.
std::uint16_t free_port() {
    asio::io_context context(1);
    const asio::ip::tcp::acceptor probe(
        context, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    return probe.local_endpoint().port();
}

// The channel a step names; "inc" is the one the bot made last.
std::string channel_of(sandbox::Workspace& workspace, const std::string& name) {
    if (name != "inc") {
        const auto* channel = workspace.find_channel_named(name);
        return channel == nullptr ? "" : channel->id;
    }
    std::string newest;  // ids count up
    for (const auto& [id, channel] : workspace.channels())
        if (channel.creator == workspace.bot_user && !channel.is_im())
            newest = id;
    return newest;
}

// On the workspace's own executor.
asio::awaitable<std::string> act(sandbox::Server& server, ScenarioStep step) {
    auto& workspace = server.workspace();
    const auto* person = workspace.find_handle(step.person);
    if (person == nullptr)
        throw std::runtime_error("line " + std::to_string(step.line) + ": there is no " +
                                 step.person + " in the demo's workspace");
    const auto channel = channel_of(workspace, step.channel);
    if (channel.empty())
        throw std::runtime_error("line " + std::to_string(step.line) + ": there is no channel #" +
                                 step.channel);
    const auto user = person->id;
    if (!step.text.starts_with('/')) {
        server.post_message(user, channel, step.text);
        co_return "";
    }
    const auto outcome = co_await server.slash_command(user, channel, step.text);
    if (!outcome.ok)
        throw std::runtime_error("line " + std::to_string(step.line) + ": " + outcome.error);
    if (!outcome.response.is_object())
        co_return "";
    co_return outcome.response.value("text", "");
}

Scenario scenario_in(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error(file + " cannot be read");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    auto scenario = read_scenario(text);
    if (!scenario)
        throw std::runtime_error(file + ": " + scenario.error().message);
    return std::move(*scenario);
}

asio::awaitable<void> wait_until_connected(const App& app) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const auto limit = std::chrono::steady_clock::now() + longest_connecting;
    while (app.connected() == 0) {
        if (std::chrono::steady_clock::now() > limit)
            throw std::runtime_error("Muster did not connect to its own workspace");
        timer.expires_after(5ms);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<void> play(Scenario scenario, double speed, ReplayClock& clock, App& app,
                           Workspace& workspace, std::ostream& out, bool& well) {
    co_await wait_until_connected(app);
    const DoStep do_step = [&workspace](ScenarioStep step) -> asio::awaitable<std::string> {
        return asio::co_spawn(workspace.executor(), act(workspace.server(), std::move(step)),
                              asio::use_awaitable);
    };
    const Settle settle = [&app]() -> asio::awaitable<bool> {
        return app.settled(longest_settling);
    };
    well = co_await replay(std::move(scenario), clock, speed, do_step, settle, out);
    out << (well ? "The scenario has been played.\n" : "The scenario was not played to its end.\n")
        << std::flush;
}

}  // namespace

bool run_demo(const DemoOptions& options, const Config& asked, std::ostream& out) {
    std::optional<Scenario> scenario;
    if (options.replay)
        scenario = scenario_in(*options.replay);
    const SystemClock real_clock;
    ReplayClock replay_clock(scenario ? scenario->steps.front().at : real_clock.now());
    const Clock& clock = scenario ? static_cast<const Clock&>(replay_clock) : real_clock;

    sandbox::Options sandbox_options;
    sandbox_options.listen = options.listen;
    sandbox_options.command = asked.settings.command;
    for (const auto& command : all_commands())
        sandbox_options.command_words.push_back(
            {std::string(command.name), std::string(command.usage), std::string(command.help)});
    sandbox_options.clock = [&clock] { return clock.precise(); };
    Workspace workspace(std::move(sandbox_options));

    const Folder folder;
    Config config = asked;
    config.database = folder.path() / "muster.db";
    if (options.database)
        config.database = *options.database;
    config.api_url = workspace.server().api_url();
    config.bot_token = workspace.server().workspace().bot_token;
    config.app_token = workspace.server().workspace().app_token;
    // Messages name the page before it is there. A run that only plays a scenario has no reader.
    config.listen = {"127.0.0.1", options.once ? std::uint16_t{0} : free_port()};
    if (!options.once)
        config.settings.page_url = "http://" + to_string(config.listen);
    config.admin_listen = {"127.0.0.1", 0};
    config.paced = false;
    if (scenario)
        config.settings.zone = scenario->zone;

    App::Hooks hooks;
    hooks.on_started = [&](const std::string& page_url, const std::string& /*admin_url*/) {
        asio::post(workspace.executor(), [&workspace, page_url] {
            workspace.server().workspace().links = {{"Status page", page_url}};
            workspace.server().workspace().touch();
        });
        out << "Muster's demo is at " << workspace.server().base_url() << "/\n" << std::flush;
    };
    asio::io_context context(1);
    App app(config, clock, hooks);
    std::exception_ptr failure;
    bool well = true;
    const auto ended = [&](std::exception_ptr thrown) {
        if (thrown && !failure)
            failure = thrown;
        app.stop();
    };
    asio::co_spawn(context, app.run(true), ended);
    if (scenario)
        asio::co_spawn(context,
                       play(*scenario, options.speed, replay_clock, app, workspace, out, well),
                       [&](std::exception_ptr thrown) {
                           if (thrown || options.once)
                               ended(thrown);
                       });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return well;
}

}  // namespace muster
