#pragma once

#include "bot/app.hpp"
#include "bot/clock.hpp"
#include "sandbox/server.hpp"
#include "storage/store.hpp"
#include "tests/bot/folder.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <charconv>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace muster::testing {

// An io_context with one thread of its own, on which anything may be called and waited for.
class Loop {
public:
    Loop() : thread_([this] { context_.run(); }) {}
    ~Loop() { end(); }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    void end() {
        work_.reset();
        context_.stop();
        if (thread_.joinable())
            thread_.join();
    }
    asio::any_io_executor executor() { return context_.get_executor(); }
    template <class T>
    T wait_for(asio::awaitable<T> task) {
        auto future = asio::co_spawn(context_, std::move(task), asio::use_future);
        REQUIRE(future.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
        return future.get();
    }
    template <class Function>
    auto call(Function function) {
        std::packaged_task<std::invoke_result_t<Function>()> task(std::move(function));
        auto future = task.get_future();
        asio::post(context_, [&task] { task(); });
        return future.get();
    }

private:
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    std::thread thread_;
};

// The whole of Muster, and a Slack for it, over real sockets, at 14:00 UTC on 2026-11-20.
class Whole {
public:
    // Whether the next one's documents are canvases; files else.
    static inline bool with_canvases = false;
    // `furnish` changes the workspace before Muster meets it.
    explicit Whole(Config config = {}, sandbox::SocketTimes times = {},
                   const std::function<void(sandbox::Server&)>& furnish = {})
        : config_(with_sandbox(std::move(config), std::move(times))) {
        if (furnish)
            slack_.call([&] { furnish(*server_); });
        std::promise<std::string> started;
        hooks_.on_started = [this, &started](const std::string& page, const std::string& admin) {
            admin_url = admin;
            started.set_value(page);
        };
        muster_.call([this] {
            app_ = std::make_unique<App>(config_, clock_, hooks_);
            ended_ = asio::co_spawn(muster_.executor(), app_->run(false), asio::use_future);
        });
        auto url = started.get_future();
        while (url.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready)
            if (ended_.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
                ended_.get();  // throws why it could not start
        page_url = url.get();
        until([this] { return muster_.call([this] { return app_->connected() > 0; }); });
        // Everybody is known before anybody is asked for by name.
        until([this] { return asked("users.list") > 0; });
    }
    ~Whole() {
        muster_.call([this] { app_->stop(); });
        ended_.wait();
        muster_.call([this] { app_.reset(); });
        slack_.call([this] { server_->stop(); });
        muster_.end();
        slack_.end();
    }
    Whole(const Whole&) = delete;
    Whole& operator=(const Whole&) = delete;

    // What the asker gets back for typing `text` after the slash command, in `place`.
    sandbox::Outcome types(const std::string& text, const std::string& user = "U0ADA") {
        return types_as(user, place, text);
    }
    sandbox::Outcome types_as(const std::string& user, const std::string& channel,
                              const std::string& text) {
        return slack_.wait_for(server_->slash_command(user, channel, "/incident " + text));
    }
    // What Ada gets back for choosing a shortcut in a message's menu.
    sandbox::Outcome chooses(const std::string& callback_id, const std::string& channel,
                             const std::string& ts) {
        return slack_.wait_for(server_->shortcut("U0ADA", callback_id, channel, ts));
    }
    void settle() { REQUIRE(muster_.wait_for(app_->settled(std::chrono::seconds(60)))); }
    // Looks until it holds, for at most 20 s.
    static void until(const std::function<bool()>& holds) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!holds()) {
            REQUIRE(std::chrono::steady_clock::now() < limit);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    // What Muster says of its connections.
    slack::SessionState session() {
        return muster_.call([this] { return app_->session(); });
    }
    // Says now what has come due, and waits until it is said.
    void remind() {
        muster_.wait_for(app_->remind());
        settle();
    }
    void look_around() { muster_.wait_for(app_->look_around()); }
    std::vector<LastingProblem> problems() {
        return muster_.call([this] { return app_->problems(); });
    }
    // With the sandbox's state, on its own thread.
    template <class Look>
    auto in_slack(Look look) {
        return slack_.call([this, &look] { return look(*server_); });
    }
    // What she gets back for sending the form that she sees.
    sandbox::Outcome sends(const nlohmann::json& values) {
        const auto view = top_view();
        return slack_.wait_for(server_->submit_view("U0ADA", view.value("id", ""), values));
    }
    // The form she sees, with its id; null when she sees none.
    nlohmann::json top_view() {
        return in_slack([](sandbox::Server& server) {
            const auto* view = server.workspace().top_view("U0ADA");
            auto body = view == nullptr ? nlohmann::json() : view->body;
            if (view != nullptr)
                body["id"] = view->id;
            return body;
        });
    }
    asio::any_io_executor slack_executor() { return slack_.executor(); }
    std::size_t asked(const std::string& method) {
        return in_slack([&](sandbox::Server& server) {
            std::size_t count = 0;
            for (const auto& call : server.calls())
                count += call.method == method ? 1U : 0U;
            return count;
        });
    }
    std::string record() {
        int left_out = 0;
        return open_store_to_read(config_.database, config_.settings)
            ->export_record(true, left_out);
    }
    // The channel the bot made last.
    std::string newest_channel() {
        return in_slack([](sandbox::Server& server) {
            std::string newest;  // ids count up
            for (const auto& [id, channel] : server.workspace().channels())
                if (channel.creator == server.workspace().bot_user && !channel.is_im())
                    newest = id;
            return newest;
        });
    }
    [[nodiscard]] const Config& config() const { return config_; }
    // Muster's, and the workspace's too.
    [[nodiscard]] ManualClock& clock() { return clock_; }
    [[nodiscard]] std::uint16_t page_port() const { return port_of(page_url); }
    [[nodiscard]] std::uint16_t admin_port() const { return port_of(admin_url); }

    std::string place = "C0INCIDENTS";
    std::string page_url;
    std::string admin_url;

private:
    static std::uint16_t port_of(const std::string& url) {
        const auto colon = url.rfind(':');
        std::uint16_t port = 0;
        std::from_chars(url.data() + colon + 1, url.data() + url.size(), port);
        return port;
    }
    static void add_people(sandbox::Workspace& workspace) {
        const auto person = [](const char* id, const char* handle, const char* name) {
            sandbox::Person one;
            one.id = id;
            one.handle = handle;
            one.real_name = name;
            one.display_name = name;
            return one;
        };
        workspace.add_person(person("U4SAM", "north", "Sam"));
        workspace.add_person(person("U5SAM", "samw", "sam"));
        auto gone = person("U6GONE", "left", "Gone");
        gone.deactivated = true;
        workspace.add_person(gone);
    }
    Config with_sandbox(Config config, sandbox::SocketTimes times) {
        slack_.call([this, &times] {
            sandbox::Options options;
            options.times = std::move(times);
            options.clock = [this] { return clock_.precise(); };
            options.seed = [](sandbox::Clock clock) {
                auto workspace = sandbox::demo_workspace(std::move(clock));
                add_people(workspace);
                return workspace;
            };
            server_ = std::make_unique<sandbox::Server>(slack_.executor(), std::move(options));
        });
        config.database = folder_.path() / "muster.db";
        config.api_url = server_->api_url();
        config.bot_token = server_->workspace().bot_token;
        config.app_token = server_->workspace().app_token;
        config.listen = {"127.0.0.1", 0};
        config.admin_listen = {"127.0.0.1", 0};
        config.paced = false;
        config.settings.canvases = with_canvases;
        return config;
    }

    ManualClock clock_{read_rfc3339("2026-11-20T14:00:00Z").value()};
    Folder folder_;
    Loop slack_;
    std::unique_ptr<sandbox::Server> server_;
    Config config_;
    App::Hooks hooks_;
    Loop muster_;
    std::unique_ptr<App> app_;
    std::future<void> ended_;
};

}  // namespace muster::testing
