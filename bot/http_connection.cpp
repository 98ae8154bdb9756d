#include "bot/http_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace muster {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto use = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t first_buffer = 1024;  // most requests fit; ten thousand may wait
constexpr std::size_t most_discarded = 64 * 1024;
constexpr std::chrono::milliseconds parting{2000};
constexpr std::size_t most_refusing = 64;

}  // namespace

struct HttpWorker::Connection {
    explicit Connection(Socket accepted) : socket(std::move(accepted)), buffer(first_buffer) {}

    [[nodiscard]] std::string_view unread() const { return {buffer.data(), used}; }
    void consume(std::size_t count) {
        std::memmove(buffer.data(), buffer.data() + count, used - count);
        used -= count;
    }

    Socket socket;
    std::vector<char> buffer;
    std::size_t used = 0;
    HttpRequest request;
    std::string first;  // status line, Date and Connection of the answer being written
    Clock::time_point deadline = Clock::time_point::max();
    bool idle = true;
    bool refused = false;  // over the limit: told so, and let go
    std::list<Connection*>::iterator place;
};

// A connection's place in its worker, given back however its task ends.
class HttpWorker::Seat {
public:
    Seat(HttpWorker& worker, Connection& connection) : worker_(worker), connection_(connection) {}
    ~Seat() {
        worker_.connections_.erase(connection_.place);
        worker_.open_->fetch_sub(1);
        if (connection_.refused)
            --worker_.refusing_;
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

private:
    HttpWorker& worker_;
    Connection& connection_;
};

HttpWorker::HttpWorker(asio::any_io_executor executor,
                       std::shared_ptr<const HttpServerOptions> options,
                       std::shared_ptr<std::atomic<std::size_t>> open, AdminAsyncHandler handler)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      open_(std::move(open)),
      handler_(std::move(handler)),
      tick_(executor_),
      ended_(executor_, Clock::time_point::max()) {}

void HttpWorker::run(asio::awaitable<void> task) {
    ++running_;
    // A connection whose task fails (no memory, say) ends with it; nobody else is concerned.
    asio::co_spawn(executor_, std::move(task),
                   [self = shared_from_this()](const std::exception_ptr&) {
                       if (--self->running_ == 0)
                           self->ended_.cancel();
                   });
}

void HttpWorker::start() {
    run(watch(shared_from_this()));
}

void HttpWorker::stop() {
    stopping_ = true;
    tick_.cancel();
    for (auto* connection : connections_) {
        boost::system::error_code ignored;
        connection->socket.close(ignored);
    }
}

asio::awaitable<void> HttpWorker::join() {
    while (running_ > 0)
        co_await ended_.async_wait(use);
}

// Ends what has waited too long. One look for all connections costs less than a timer for each.
asio::awaitable<void> HttpWorker::watch(std::shared_ptr<HttpWorker> self) {
    const auto shortest = std::min({options_->header, options_->idle, options_->body,
                                    options_->write, std::chrono::milliseconds(4000)});
    const auto step = std::max(shortest / 4, std::chrono::milliseconds(5));
    while (!stopping_) {
        tick_.expires_after(step);
        co_await tick_.async_wait(use);
        const auto now = Clock::now();
        for (auto* connection : connections_) {
            boost::system::error_code ignored;
            if (connection->deadline <= now)
                connection->socket.close(ignored);
        }
    }
}

void HttpWorker::serve(Socket socket) {
    const bool full = open_->load() > options_->connections && !close_an_idle_one();
    if (stopping_ || (full && refusing_ >= most_refusing)) {
        open_->fetch_sub(1);
        return;  // closes it
    }
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto connection = std::make_shared<Connection>(std::move(socket));
    connection->place = connections_.insert(connections_.end(), connection.get());
    if (full) {
        connection->refused = true;
        ++refusing_;
    }
    run(full ? refuse(shared_from_this(), std::move(connection))
             : converse(shared_from_this(), std::move(connection)));
}

bool HttpWorker::close_an_idle_one() {
    for (auto* connection : connections_) {
        if (!connection->idle || !connection->socket.is_open())
            continue;
        boost::system::error_code ignored;
        connection->socket.close(ignored);
        return true;
    }
    return false;
}

void HttpWorker::begin_answer(Connection& connection, int status, bool close) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto after = close                         ? HttpAfter::closes
                       : connection.request.http_1_0 ? HttpAfter::stays_1_0
                                                     : HttpAfter::stays;
    connection.first = first_lines_.of(status, after, now);
}

// Appends what comes to the buffer, which may grow to `most`; false at the connection's end.
asio::awaitable<bool> HttpWorker::read_more(Connection& connection, std::size_t most) {
    if (connection.used == connection.buffer.size())
        connection.buffer.resize(std::min(most, connection.buffer.size() * 2));
    auto free = asio::buffer(connection.buffer);
    free += connection.used;
    const auto [error, count] = co_await connection.socket.async_read_some(free, use);
    connection.used += count;
    co_return !error && count > 0;
}

// Sends `first` and then `rest`, in one write where the socket takes it.
asio::awaitable<bool> HttpWorker::write(Connection& connection, std::string_view rest) {
    std::array<asio::const_buffer, 2> parts{asio::buffer(connection.first), asio::buffer(rest)};
    connection.deadline = Clock::now() + options_->write;
    bool wait = false;
    while (asio::buffer_size(parts) > 0) {
        boost::system::error_code error;
        std::size_t count = 0;
        if (wait) {
            const auto [wait_error, written] =
                co_await connection.socket.async_write_some(parts, use);
            error = wait_error;
            count = written;
            connection.deadline = Clock::now() + options_->write;
        } else {
            count = connection.socket.write_some(parts, error);
            wait = true;
            if (error == asio::error::would_block)
                error = {};
        }
        if (error)
            co_return false;
        const auto of_first = std::min(count, parts[0].size());
        parts[0] += of_first;
        parts[1] += count - of_first;
    }
    co_return true;
}

asio::awaitable<bool> HttpWorker::answer_error(Connection& connection, int status) {
    begin_answer(connection, status, true);
    const auto rest = http_refusal(status);
    co_await write(connection, rest);
    co_return false;
}

// True when the connection may go on.
asio::awaitable<bool> HttpWorker::answer(Connection& connection) {
    AdminRequest asked{connection.request.method,
                       connection.request.path,
                       std::move(connection.request.fields),
                       {}};
    const auto length = static_cast<std::size_t>(connection.request.content_length);
    if (length > 0) {
        connection.deadline = Clock::now() + options_->body;
        if (connection.request.expects_continue && connection.used < length) {
            connection.first = "HTTP/1.1 100 Continue\r\n\r\n";
            if (!co_await write(connection, {}))
                co_return false;
            connection.deadline = Clock::now() + options_->body;
        }
        while (connection.used < length)
            if (!co_await read_more(connection, std::max(length, first_buffer)))
                co_return false;
        asked.body = connection.unread().substr(0, length);
        connection.consume(length);
    }
    connection.deadline = Clock::time_point::max();  // the handler's own affair
    AdminAnswer answer;
    bool broke = false;
    try {
        answer = co_await handler_(std::move(asked));
    } catch (const std::exception&) {
        broke = true;
    }
    if (broke)
        co_return co_await answer_error(connection, 500);
    const bool go_on = connection.request.keep_alive && !stopping_;
    begin_answer(connection, answer.status, !go_on);
    std::string rest = "Content-Type: " + answer.type +
                       "\r\nContent-Length: " + std::to_string(answer.body.size()) +
                       "\r\nCache-Control: no-store\r\n";
    rest += http_safe_fields;
    for (const auto& [name, value] : answer.fields)
        rest += name + ": " + value + "\r\n";
    rest += "\r\n";
    if (connection.request.method != "HEAD")
        rest += answer.body;
    co_return co_await write(connection, rest) && go_on;
}

asio::awaitable<void> HttpWorker::converse(std::shared_ptr<HttpWorker> self, Ptr connection) {
    auto& c = *connection;
    const Seat seat(*this, c);
    const auto most = options_->limits.header_bytes + 2;  // an empty line may go before
    c.deadline = Clock::now() + options_->idle;
    for (bool go_on = true; go_on && c.socket.is_open();) {
        const auto reading = c.used > 0
                                 ? read_request(c.unread(), options_->limits, true, c.request)
                                 : HttpReading{};
        if (reading.kind == HttpReading::Kind::refused) {
            go_on = co_await answer_error(c, reading.status);
            break;
        }
        if (reading.kind == HttpReading::Kind::request) {
            c.consume(reading.consumed);
            c.idle = false;
            go_on = co_await answer(c);
            c.deadline = Clock::now() + (c.used > 0 ? options_->header : options_->idle);
            continue;
        }
        const bool nothing_yet = c.used == 0;
        c.idle = nothing_yet;
        if (nothing_yet) {
            if (c.buffer.size() > first_buffer) {
                c.buffer.resize(first_buffer);
                c.buffer.shrink_to_fit();
            }
            connections_.splice(connections_.end(), connections_, c.place);
        }
        if (!co_await read_more(c, most))
            go_on = false;
        else if (nothing_yet)
            c.deadline = Clock::now() + options_->header;
    }
    co_await part(c);
}

asio::awaitable<void> HttpWorker::refuse(std::shared_ptr<HttpWorker> self, Ptr connection) {
    const Seat seat(*this, *connection);
    connection->idle = false;
    co_await answer_error(*connection, 503);
    co_await part(*connection);
}

// Ends a connection so that the last answer arrives: what the client still sends is read and
// forgotten for a moment, for closing with bytes unread would cut the answer off.
asio::awaitable<void> HttpWorker::part(Connection& connection) {
    boost::system::error_code error;
    connection.socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    connection.deadline = Clock::now() + parting;
    connection.idle = true;
    std::size_t discarded = 0;
    while (!error && !stopping_ && discarded < most_discarded) {
        const auto [read_error, count] =
            co_await connection.socket.async_read_some(asio::buffer(connection.buffer), use);
        error = read_error;
        discarded += count;
    }
    connection.socket.close(error);
}

}  // namespace muster
