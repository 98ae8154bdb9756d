#pragma once

#include "bot/config.hpp"
#include "bot/http_request.hpp"
#include "bot/precedence.hpp"
#include "status/snapshot.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

namespace asio = boost::asio;

// Where the newest snapshot hangs for the public listener's threads. Readers look at the number
// and take the lock only when it has moved.
class SnapshotBoard {
public:
    // Any thread.
    void put(std::shared_ptr<const status::Snapshot> snapshot);
    [[nodiscard]] std::uint64_t generation() const {
        return generation_.load(std::memory_order_acquire);
    }
    [[nodiscard]] std::shared_ptr<const status::Snapshot> current() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const status::Snapshot> snapshot_;
    std::atomic<std::uint64_t> generation_{0};
};

struct HttpServerOptions {
    ListenAddress listen;
    HttpLimits limits;
    std::size_t connections = 10'000;          // open at once; one more is answered 503
    int threads = 2;                           // of the public listener
    std::chrono::milliseconds header{10'000};  // from a request's first byte to its head's last
    std::chrono::milliseconds idle{30'000};    // between requests
    std::chrono::milliseconds body{30'000};    // from the head to the body's last byte
    std::chrono::milliseconds write{30'000};   // without progress
    std::shared_ptr<Precedence> precedence;    // of others over the public listener, or none
};

// What the admin listener is asked, and what it says.
struct AdminRequest {
    std::string method;
    std::string path;                                         // without query
    std::vector<std::pair<std::string, std::string>> fields;  // names in lower case
    std::string body;

    // The field of that name (lower case), or empty.
    [[nodiscard]] std::string_view field(std::string_view name) const;
};
struct AdminAnswer {
    int status = 200;
    std::string body;
    std::string type = "text/plain; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> fields;  // further ones; never typed text
};
using AdminHandler = std::function<AdminAnswer(const AdminRequest&)>;
using AdminAsyncHandler = std::function<asio::awaitable<AdminAnswer>(AdminRequest)>;

// An HTTP/1.1 listener: parsing, limits, time-outs and the cap on connections are the same for the
// public and the admin one (status/CONTRACT: GET and HEAD alone for the public).
class HttpServer {
public:
    // The public listener: serves the board's snapshots on threads of its own. Throws
    // std::runtime_error that names the address and what to do when it cannot listen there.
    HttpServer(HttpServerOptions options, std::shared_ptr<const SnapshotBoard> board);
    // The admin listener: asks `handler` on `executor`, one thread's, for every request. A handler
    // that throws is answered 500. Set options.limits.body_bytes to take POST bodies.
    HttpServer(HttpServerOptions options, asio::any_io_executor executor, AdminHandler handler);
    HttpServer(HttpServerOptions options, asio::any_io_executor executor,
               AdminAsyncHandler handler);
    ~HttpServer();  // stops
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    // Where it really listens.
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t connections() const;

    // Closes everything. The public one returns when its threads have ended; the admin one must be
    // stopped on its executor's thread, and what it runs there ends soon after: see join().
    void stop();
    // Admin: returns when no handler runs any more.
    asio::awaitable<void> join();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace muster
