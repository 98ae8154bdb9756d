#include "bot/http_server.hpp"

#include "bot/http_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

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

// Accepts for all workers in turn. Lives as long as its task, whatever becomes of the server.
struct Door {
    Door(asio::ip::tcp::acceptor opened, std::shared_ptr<std::atomic<std::size_t>> count)
        : acceptor(std::move(opened)), pause(acceptor.get_executor()), open(std::move(count)) {}

    asio::ip::tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::shared_ptr<std::atomic<std::size_t>> open;
    std::vector<std::shared_ptr<HttpWorker>> workers;
};

asio::awaitable<void> accept(std::shared_ptr<Door> door) {
    for (std::size_t turn = 0; door->acceptor.is_open(); ++turn) {
        auto worker = door->workers[turn % door->workers.size()];
        auto [error, socket] = co_await door->acceptor.async_accept(worker->executor(), use);
        if (error == asio::error::operation_aborted)
            break;
        if (error) {
            door->pause.expires_after(accept_pause);
            co_await door->pause.async_wait(use);
            continue;
        }
        door->open->fetch_add(1);
        asio::post(worker->executor(), [worker, accepted = std::move(socket)]() mutable {
            worker->serve(std::move(accepted));
        });
    }
}

}  // namespace

struct HttpServer::State {
    std::shared_ptr<std::atomic<std::size_t>> open = std::make_shared<std::atomic<std::size_t>>(0);
    std::vector<std::unique_ptr<asio::io_context>> contexts;  // the public one's
    std::shared_ptr<Door> door;
    std::vector<std::jthread> threads;
    std::uint16_t port = 0;
    bool stopped = false;

    void start(const std::shared_ptr<const HttpServerOptions>& options,
               const std::vector<asio::any_io_executor>& executors,
               const std::shared_ptr<const SnapshotBoard>& board,
               const AdminAsyncHandler& handler) {
        door = std::make_shared<Door>(listen(executors.front(), options->listen), open);
        port = door->acceptor.local_endpoint().port();
        for (const auto& executor : executors) {
            door->workers.push_back(
                std::make_shared<HttpWorker>(executor, options, open, board, handler));
            door->workers.back()->start();
        }
        door->workers.front()->run(accept(door));
    }
};

HttpServer::HttpServer(HttpServerOptions options, std::shared_ptr<const SnapshotBoard> board)
    : state_(std::make_unique<State>()) {
    options.limits.body_bytes = 0;
    const int threads = std::max(options.threads, 1);
    std::vector<asio::any_io_executor> executors;
    for (int i = 0; i < threads; ++i) {
        state_->contexts.push_back(std::make_unique<asio::io_context>(1));
        executors.emplace_back(state_->contexts.back()->get_executor());
    }
    state_->start(std::make_shared<const HttpServerOptions>(std::move(options)), executors, board,
                  {});
    for (auto& context : state_->contexts)
        state_->threads.emplace_back([&io = *context] { io.run(); });
}

HttpServer::HttpServer(HttpServerOptions options, asio::any_io_executor executor,
                       AdminAsyncHandler handler)
    : state_(std::make_unique<State>()) {
    state_->start(std::make_shared<const HttpServerOptions>(std::move(options)),
                  {std::move(executor)}, nullptr, handler);
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
    const auto close_door = [door = state_->door] {
        boost::system::error_code ignored;
        door->acceptor.close(ignored);
        door->pause.cancel();
    };
    if (state_->contexts.empty()) {
        close_door();
        state_->door->workers.front()->stop();
        return;
    }
    asio::post(state_->door->acceptor.get_executor(), close_door);
    for (const auto& worker : state_->door->workers)
        asio::post(worker->executor(), [worker] { worker->stop(); });
    for (auto& thread : state_->threads)
        thread.join();
    // Sockets go before the contexts they belong to.
    state_->door.reset();
}

asio::awaitable<void> HttpServer::join() {
    const auto worker = state_->door->workers.front();
    co_await worker->join();
}

}  // namespace muster
