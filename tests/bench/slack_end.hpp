#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster::bench {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;
using Moment = SteadyClock::time_point;

// As much of Slack as an app needs to connect and be sent slash commands, on loopback, in one
// thread: fast enough not to be what is measured. One app at a time.
class SlackEnd {
public:
    // One slash command's way: when it was due to be sent, and when its acknowledgement was read.
    struct Command {
        Moment due;
        Moment acknowledged;  // zero: not yet
    };

    explicit SlackEnd(asio::io_context& context);
    ~SlackEnd();

    [[nodiscard]] std::string api_url() const;  // "http://127.0.0.1:40123/api/"

    // Sends `/incident TEXT` over the next of the app's connections, in turn. `due` is the moment
    // it ought to have been sent: a sender that is late must not flatter the app. Returns its
    // index.
    std::size_t send(std::string_view text, Moment due);
    [[nodiscard]] const Command& command(std::size_t index) const { return commands_[index]; }
    [[nodiscard]] std::size_t sent() const { return commands_.size(); }
    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }
    // What the app answered to the last command that had an answer, as JSON.
    [[nodiscard]] const std::string& last_answer() const { return last_answer_; }
    // When the app that runs now was first sent hello; zero: not yet.
    [[nodiscard]] Moment hello() const { return hello_; }
    [[nodiscard]] std::size_t connections() const;
    // Calls of the Web API so far.
    [[nodiscard]] std::size_t calls() const { return calls_; }

    // Until all commands sent so far are acknowledged, or until `limit`; whether they are.
    asio::awaitable<bool> all_acknowledged(Moment limit);
    // Until the app is connected, or until `limit`; whether it is.
    asio::awaitable<bool> connected(Moment limit);
    // Forgets the last app and its commands. Call it between two apps.
    void reset();

private:
    struct Connection;

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(asio::ip::tcp::socket socket);
    asio::awaitable<void> speak(std::shared_ptr<Connection> connection);
    void acknowledged(std::string_view frame);
    void wake();

    asio::io_context& context_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer news_;  // cancelled whenever something happened
    std::vector<std::shared_ptr<Connection>> connections_;
    std::vector<Command> commands_;
    std::size_t acknowledged_ = 0;
    std::size_t turn_ = 0;
    std::size_t calls_ = 0;
    std::size_t awaited_ = 0;  // wake only when so many are acknowledged
    Moment hello_{};
    std::string last_answer_;
};

}  // namespace muster::bench
