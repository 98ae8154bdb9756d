#pragma once

#include "bot/http_answer.hpp"
#include "bot/http_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>

namespace muster {

// The admin listener's connections. All of it is touched by its executor's thread alone.
class HttpWorker : public std::enable_shared_from_this<HttpWorker> {
public:
    using Socket = asio::ip::tcp::socket;

    HttpWorker(asio::any_io_executor executor, std::shared_ptr<const HttpServerOptions> options,
               std::shared_ptr<std::atomic<std::size_t>> open, AdminAsyncHandler handler);

    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

    // Begins to watch over deadlines.
    void start();
    // Serves what was accepted. Counted in `open` already.
    void serve(Socket socket);
    // Runs `task` as part of this worker: counted, and its failure is its own end alone.
    void run(asio::awaitable<void> task);
    void stop();
    [[nodiscard]] bool stopping() const { return stopping_; }
    // Returns when nothing of this worker runs any more.
    asio::awaitable<void> join();

private:
    struct Connection;
    class Seat;
    using Ptr = std::shared_ptr<Connection>;

    asio::awaitable<void> watch(std::shared_ptr<HttpWorker> self);
    asio::awaitable<void> converse(std::shared_ptr<HttpWorker> self, Ptr connection);
    asio::awaitable<void> refuse(std::shared_ptr<HttpWorker> self, Ptr connection);
    asio::awaitable<bool> read_more(Connection& connection, std::size_t most);
    asio::awaitable<bool> write(Connection& connection, std::string_view rest);
    asio::awaitable<bool> answer(Connection& connection);
    asio::awaitable<bool> answer_error(Connection& connection, int status);
    asio::awaitable<void> part(Connection& connection);

    bool close_an_idle_one();
    void begin_answer(Connection& connection, int status, bool close);

    asio::any_io_executor executor_;
    std::shared_ptr<const HttpServerOptions> options_;
    std::shared_ptr<std::atomic<std::size_t>> open_;
    AdminAsyncHandler handler_;

    std::list<Connection*> connections_;  // the longest idle first
    std::size_t refusing_ = 0;
    std::size_t running_ = 0;
    bool stopping_ = false;
    asio::steady_timer tick_;
    asio::steady_timer ended_;
    HttpFirstLines first_lines_;
};

}  // namespace muster
