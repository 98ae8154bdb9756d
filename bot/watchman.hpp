#pragma once

#include "bot/clock.hpp"
#include "bot/intake.hpp"
#include "bot/slack_connection.hpp"
#include "bot/watch.hpp"
#include "bot/watched_api.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

namespace asio = boost::asio;

// Looks every few seconds whether Muster can do its work. What is wrong and what to do about it
// goes into the log, once, and into standing(); what lasted, into the outbox, to the
// administrators. On the executor's one thread.
class Watchman {
public:
    struct Sources {  // all outlive it
        StorageThread& storage;
        const SlackConnections& connections;
        const WatchedApi& api;
        Intake& intake;
        const Clock& clock;
        std::function<Sign()> pushes = {};  // how it stands with what goes elsewhere
        std::function<Sign()> files = {};   // and with the status page's files
    };
    struct Options {
        int connections = 2;                      // that are wished
        std::vector<std::string> administrators;  // user ids
    };

    // `on_message`: something was put into the outbox.
    Watchman(asio::any_io_executor executor, Sources sources, Options options,
             std::function<void()> on_message);

    // Until it is cancelled.
    asio::awaitable<void> run();
    // One look; nothing while one is under way.
    asio::awaitable<void> look();
    [[nodiscard]] std::vector<LastingProblem> standing() const { return watch_.standing(); }

private:
    struct Disk {
        bool answered = false;
        std::string refused;  // why it could not be written; looked at only where there is doubt
        bool tried = false;
        Waiting waiting;
    };

    asio::awaitable<void> recall();
    asio::awaitable<Disk> try_disk();
    asio::awaitable<void> keep();
    void write_messages(const Watch::News& news);
    Signs signs(const Disk& disk);
    [[nodiscard]] Sign outbox_sign(const Disk& disk);
    [[nodiscard]] Sign token_sign() const;
    [[nodiscard]] Sign scope_sign() const;
    static void log(const Watch::News& news);

    asio::any_io_executor executor_;
    Sources sources_;
    Options options_;
    std::function<void()> on_message_;
    Watch watch_;
    bool looking_ = false;
    bool recalled_ = false;
    bool kept_ = true;  // what is to be kept is on disk
    std::vector<StandingProblem> on_disk_;
    std::vector<Effect> messages_;               // that are not on disk yet
    std::shared_ptr<std::atomic<bool>> asking_;  // whether the disk still owes an answer
    std::optional<std::chrono::microseconds> connected_since_;  // by the clock that only runs
};

}  // namespace muster
