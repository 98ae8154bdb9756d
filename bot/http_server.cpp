#include "bot/http_server.hpp"

#include "bot/http_connection.hpp"
#include "bot/public_loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <thread>

namespace muster {
namespace {

constexpr auto use = asio::as_tuple(asio::use_awaitable);
// Out of descriptors: connections wait in the queue until some have closed.
constexpr std::chrono::milliseconds accept_pause{100};

asio::awaitable<AdminAnswer> ask(AdminHandler handler, AdminRequest request) {
    co_return handler(request);
}

asio::ip::tcp::acceptor listen(const asio::any_io_executor& executor,
                               const ListenAddress& address) {
    const auto fail = [&](const std::string& why) -> std::runtime_error {
        return std::runtime_error("Cannot listen on " + to_string(address) + ": " + why);
    };
    boost::system::error_code error;
    const auto ip = asio::ip::make_address(
        address.host == "localhost" ? std::string("127.0.0.1") : address.host, error);
    if (error)
        throw fail("\"" + address.host + "\" is no IP address.");
    const asio::ip::tcp::endpoint endpoint(ip, address.port);
    asio::ip::tcp::acceptor acceptor(executor);
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        throw fail("another program listens there. Stop it, or choose another port.");
    if (error)
        throw fail(error.message() + ".");
    return acceptor;
}

// As many connections as were asked for, or as there are descriptors for when Slack and the record
// have theirs. The soft limit is often low for reasons that do not concern us.
std::size_t connections_possible(std::size_t wanted) {
    constexpr rlim_t others = 256;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    if (const auto needed = wanted + others; limit.rlim_cur < needed) {
        limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, needed);
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    const auto left = limit.rlim_cur > 2 * others ? limit.rlim_cur - others : limit.rlim_cur / 2;
    return std::min<std::size_t>(wanted, left);
}

}  // namespace

void SnapshotBoard::put(std::shared_ptr<const status::Snapshot> snapshot) {
    {
        const std::lock_guard lock(mutex_);
        snapshot_.swap(snapshot);
        generation_.fetch_add(1, std::memory_order_release);
    }
    // The old one, if this was its last holder, goes here, outside the lock.
}

std::shared_ptr<const status::Snapshot> SnapshotBoard::current() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

std::string_view AdminRequest::field(std::string_view name) const {
    for (const auto& [key, value] : fields)
        if (key == name)
            return value;
    return {};
}

namespace {

// Accepts for the worker. Lives as long as its task, whatever becomes of the server.
struct Door {
    Door(asio::ip::tcp::acceptor opened, std::shared_ptr<std::atomic<std::size_t>> count,
         std::shared_ptr<HttpWorker> who)
        : acceptor(std::move(opened)),
          pause(acceptor.get_executor()),
          open(std::move(count)),
          worker(std::move(who)) {}

    asio::ip::tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::shared_ptr<std::atomic<std::size_t>> open;
    std::shared_ptr<HttpWorker> worker;
};

asio::awaitable<void> accept(std::shared_ptr<Door> door) {
    while (door->acceptor.is_open()) {
        auto [error, socket] = co_await door->acceptor.async_accept(use);
        if (error == asio::error::operation_aborted)
            break;
        if (error) {
            door->pause.expires_after(accept_pause);
            co_await door->pause.async_wait(use);
            continue;
        }
        door->open->fetch_add(1);
        door->worker->serve(std::move(socket));
    }
}

}  // namespace

struct HttpServer::State {
    std::shared_ptr<std::atomic<std::size_t>> open = std::make_shared<std::atomic<std::size_t>>(0);
    std::uint16_t port = 0;
    bool stopped = false;
    // The admin one's.
    std::shared_ptr<Door> door;
    // The public one's.
    std::vector<std::unique_ptr<PublicLoop>> loops;
    std::vector<std::jthread> threads;
};

HttpServer::HttpServer(HttpServerOptions options, std::shared_ptr<const SnapshotBoard> board)
    : state_(std::make_unique<State>()) {
    options.limits.body_bytes = 0;
    options.connections = connections_possible(options.connections);
    asio::io_context io(1);
    auto acceptor = listen(io.get_executor(), options.listen);
    acceptor.non_blocking(true);
    state_->port = acceptor.local_endpoint().port();
    const auto shared = std::make_shared<const HttpServerOptions>(std::move(options));
    std::vector<PublicLoop*> loops;
    for (int i = 0; i < std::max(shared->threads, 1); ++i) {
        state_->loops.push_back(std::make_unique<PublicLoop>(shared, state_->open, board));
        loops.push_back(state_->loops.back().get());
    }
    loops.front()->accept_for(Descriptor(acceptor.release()), loops);
    for (auto* const loop : loops)
        state_->threads.emplace_back([loop] { loop->run(); });
}

HttpServer::HttpServer(HttpServerOptions options, asio::any_io_executor executor,
                       AdminAsyncHandler handler)
    : state_(std::make_unique<State>()) {
    auto acceptor = listen(executor, options.listen);
    state_->port = acceptor.local_endpoint().port();
    const auto worker = std::make_shared<HttpWorker>(
        std::move(executor), std::make_shared<const HttpServerOptions>(std::move(options)),
        state_->open, std::move(handler));
    state_->door = std::make_shared<Door>(std::move(acceptor), state_->open, worker);
    worker->start();
    worker->run(accept(state_->door));
}

HttpServer::HttpServer(HttpServerOptions options, asio::any_io_executor executor,
                       AdminHandler handler)
    : HttpServer(std::move(options), std::move(executor),
                 AdminAsyncHandler([handler = std::move(handler)](AdminRequest request) {
                     return ask(handler, std::move(request));
                 })) {}

HttpServer::~HttpServer() {
    stop();
}

std::uint16_t HttpServer::port() const {
    return state_->port;
}

std::size_t HttpServer::connections() const {
    return state_->open->load();
}

void HttpServer::stop() {
    if (state_->stopped)
        return;
    state_->stopped = true;
    for (const auto& loop : state_->loops)
        loop->stop();
    for (auto& thread : state_->threads)
        thread.join();
    if (!state_->door)
        return;
    boost::system::error_code ignored;
    state_->door->acceptor.close(ignored);
    state_->door->pause.cancel();
    state_->door->worker->stop();
}

asio::awaitable<void> HttpServer::join() {
    const auto worker = state_->door->worker;
    co_await worker->join();
}

}  // namespace muster
