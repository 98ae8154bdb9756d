#pragma once

#include "bot/clock.hpp"
#include "bot/config.hpp"
#include "bot/watch.hpp"
#include "slack/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace muster {

namespace asio = boost::asio;

// The bot as a whole: storage, Slack, outbox, status endpoint and admin listener, started in that
// order and stopped in the other.
class App {
public:
    struct Hooks {
        // Told once everything listens: the addresses of the status page and the admin listener.
        std::function<void(const std::string& page_url, const std::string& admin_url)> on_started;
    };

    App(Config config, const Clock& clock, Hooks hooks = {});
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    // Runs until stop(), or until a signal when `with_signals`. Throws std::runtime_error with a
    // sentence for the operator when it cannot start. To be called from within one io_context's
    // one thread, which is Slack's.
    asio::awaitable<void> run(bool with_signals);
    // On the executor's thread: ends run() within 5 s.
    void stop();
    // Returns when nothing is owed to Slack that is due, or false after `most`: for replays.
    asio::awaitable<bool> settled(std::chrono::seconds most);
    // Connections that said hello.
    [[nodiscard]] int connected() const { return session().ready; }
    [[nodiscard]] slack::SessionState session() const;
    // Looks now whether all is well, instead of some seconds later.
    asio::awaitable<void> look_around();
    // Says now what has come due, instead of some seconds later.
    asio::awaitable<void> remind();
    [[nodiscard]] std::vector<LastingProblem> problems() const;

private:
    struct Parts;
    Config config_;
    const Clock& clock_;
    Hooks hooks_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace muster
