#pragma once

#include "bot/local_command.hpp"
#include "bot/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

// Where the process that owns a database listens for `muster do`: "muster.db.socket" beside it,
// mode 0600, so that whoever may read the database may ask, and nobody else. One line of JSON each
// way a connection; see bot/local_command.hpp.
std::filesystem::path socket_beside(const std::filesystem::path& database);

// The owner's end. To be used on the executor's one thread, while it holds the database's lock.
class LocalSocket {
public:
    using Answerer = std::function<asio::awaitable<LocalAnswer>(LocalCommand)>;

    // Conversations are tasks of that group, which is joined before this goes.
    LocalSocket(asio::any_io_executor executor, std::filesystem::path database, Answerer answerer,
                TaskGroup& tasks);
    ~LocalSocket();  // takes the socket's name away
    LocalSocket(const LocalSocket&) = delete;
    LocalSocket& operator=(const LocalSocket&) = delete;

    // Answers until it is cancelled. Where there can be no socket the log says why, and it returns.
    asio::awaitable<void> run();

private:
    bool listen();
    asio::awaitable<void> converse(asio::local::stream_protocol::socket socket);

    asio::any_io_executor executor_;
    std::filesystem::path database_;
    Answerer answerer_;
    asio::local::stream_protocol::acceptor acceptor_;
    TaskGroup& tasks_;
    std::size_t conversations_ = 0;
    bool bound_ = false;
};

// Asks the process that owns the database; nothing when none listens there. Throws
// std::runtime_error with a sentence when it listens and does not answer in time.
std::optional<LocalAnswer> ask_owner(const std::filesystem::path& database,
                                     const LocalCommand& command);

}  // namespace muster
