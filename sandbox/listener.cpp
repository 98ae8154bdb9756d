#include "sandbox/listener.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <deque>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>

namespace muster::sandbox {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t body_limit_bytes = 64 * 1024 * 1024;
constexpr std::size_t frame_limit_bytes = 4 * 1024 * 1024;
constexpr std::size_t queue_limit = 100'000;
constexpr auto handshake_within = std::chrono::seconds(10);
constexpr auto idle_within = std::chrono::minutes(5);

tcp::socket& socket_of(tcp::socket& stream) {
    return stream;
}

tcp::socket& socket_of(TlsStream& stream) {
    return stream.next_layer();
}

HttpRequest to_request(http::request<http::string_body>& from) {
    HttpRequest request;
    request.method = std::string(from.method_string());
    const std::string target(from.target());
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    request.query = mark == target.npos ? "" : target.substr(mark + 1);
    for (const auto& field : from) {
        std::string name(field.name_string());
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        request.headers[name] = std::string(field.value());
    }
    request.body = std::move(from.body());
    return request;
}

// Closes a socket whose time is up. Held by its timer's handler as well, which may still come when
// the socket is gone: then `socket` is null.
struct Limit : std::enable_shared_from_this<Limit> {
    Limit(const asio::any_io_executor& executor, tcp::socket& of) : timer(executor), socket(&of) {}

    void within(std::chrono::steady_clock::duration time) {
        timer.expires_after(time);
        timer.async_wait([self = shared_from_this()](beast::error_code error) {
            beast::error_code ignored;
            if (!error && self->socket)
                self->socket->close(ignored);
        });
    }
    void end() {
        socket = nullptr;
        timer.cancel();
    }

    asio::steady_timer timer;
    tcp::socket* socket;
};

// Frames to one WebSocket, written one after another.
template <class Stream>
class StreamLink final : public SocketLink,
                         public std::enable_shared_from_this<StreamLink<Stream>> {
public:
    explicit StreamLink(Stream stream) : socket(std::move(stream)) {}

    void send(std::string text) override { put({Kind::text, std::move(text)}); }
    void ping(std::string payload) override { put({Kind::ping, std::move(payload)}); }
    void close() override { put({Kind::close, {}}); }
    void cut() override {
        beast::error_code ignored;
        socket_of(socket.next_layer()).close(ignored);
    }
    void go_deaf() override {
        deaf = true;
        beast::error_code ignored;
        socket_of(socket.next_layer()).cancel(ignored);
    }

    websocket::stream<Stream> socket;
    bool deaf = false;

private:
    enum class Kind { text, ping, close };
    struct Frame {
        Kind kind;
        std::string data;
    };

    void put(Frame frame) {
        if (deaf || closing_ || frames_.size() >= queue_limit)
            return;
        closing_ = frame.kind == Kind::close;
        frames_.push_back(std::move(frame));
        if (writing_)
            return;
        writing_ = true;
        asio::co_spawn(socket.get_executor(), write_all(this->shared_from_this()),
                       [](const std::exception_ptr& failure) {
                           if (failure)
                               std::rethrow_exception(failure);
                       });
    }

    static asio::awaitable<void> write_all(std::shared_ptr<StreamLink> self) {
        while (!self->frames_.empty()) {
            const Frame frame = std::move(self->frames_.front());
            self->frames_.pop_front();
            beast::error_code error;
            if (frame.kind == Kind::text) {
                self->socket.text(true);
                std::tie(error, std::ignore) =
                    co_await self->socket.async_write(asio::buffer(frame.data), as_values);
            } else if (frame.kind == Kind::ping) {
                websocket::ping_data payload(frame.data.c_str());
                std::tie(error) = co_await self->socket.async_ping(payload, as_values);
            } else {
                std::tie(error) =
                    co_await self->socket.async_close(websocket::close_code::normal, as_values);
            }
            if (error)
                self->frames_.clear();
        }
        self->writing_ = false;
    }

    std::deque<Frame> frames_;
    bool writing_ = false;
    bool closing_ = false;
};

}  // namespace

struct Listener::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, ListenerHandlers to)
        : executor(std::move(on)),
          handlers(std::move(to)),
          context(asio::ssl::context::tls_server),
          acceptor(executor) {}

    asio::any_io_executor executor;
    ListenerHandlers handlers;
    asio::ssl::context context;
    bool with_tls = false;
    tcp::acceptor acceptor;
    std::string host;
    std::set<tcp::socket*> sockets;  // of every connection, to be closed at the end
    bool stopped = false;

    void spawn(asio::awaitable<void> task) {
        asio::co_spawn(executor, std::move(task),
                       [self = shared_from_this()](const std::exception_ptr& failure) {
                           if (failure)
                               std::rethrow_exception(failure);
                       });
    }

    asio::awaitable<void> accept() {
        const auto owner = handlers.keep_alive();
        while (!stopped) {
            auto [error, socket] = co_await acceptor.async_accept(as_values);
            if (error == asio::error::operation_aborted || stopped)
                co_return;
            if (error) {  // out of descriptors, say: it may pass
                asio::steady_timer pause(executor, std::chrono::milliseconds(50));
                co_await pause.async_wait(as_values);
                continue;
            }
            beast::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            if (with_tls)
                spawn(greet(std::move(socket)));
            else
                spawn(serve(std::move(socket)));
        }
    }

    asio::awaitable<void> greet(tcp::socket socket) {
        TlsStream stream(std::move(socket), context);
        tcp::socket& below = stream.next_layer();
        sockets.insert(&below);
        const auto limit = std::make_shared<Limit>(executor, below);
        limit->within(handshake_within);
        const auto [error] =
            co_await stream.async_handshake(asio::ssl::stream_base::server, as_values);
        limit->end();
        sockets.erase(&below);
        if (!error && !stopped)
            co_await serve(std::move(stream));
    }

    template <class Stream>
    asio::awaitable<void> serve(Stream stream) {
        const auto owner = handlers.keep_alive();
        tcp::socket& below = socket_of(stream);
        sockets.insert(&below);
        const auto idle = std::make_shared<Limit>(executor, below);
        beast::flat_buffer buffer;
        bool upgraded = false;
        while (!stopped) {
            http::request_parser<http::string_body> parser;
            parser.body_limit(body_limit_bytes);
            idle->within(idle_within);
            const auto [error, count] =
                co_await http::async_read(stream, buffer, parser, as_values);
            idle->timer.cancel();
            if (error)
                break;
            auto message = parser.release();
            const bool keep_alive = message.keep_alive();
            const unsigned version = message.version();
            if (websocket::is_upgrade(message)) {
                HttpRequest request = to_request(message);
                const int status = handlers.admit(request);
                if (status == 101) {
                    upgraded = true;
                    idle->end();
                    sockets.erase(&below);
                    co_await talk(std::move(stream), std::move(message));
                    break;
                }
                HttpResponse refusal;
                refusal.status = status;
                co_await answer(stream, std::move(refusal), version, false, false);
                break;
            }
            const bool head_only = message.method() == http::verb::head;
            HttpResponse response = co_await handlers.http(to_request(message));
            if (response.cut || stopped)
                break;
            if (!co_await answer(stream, std::move(response), version, keep_alive, head_only) ||
                !keep_alive)
                break;
        }
        if (upgraded)
            co_return;
        idle->end();
        sockets.erase(&below);
        beast::error_code ignored;
        below.shutdown(tcp::socket::shutdown_both, ignored);
        below.close(ignored);
    }

    template <class Stream>
    asio::awaitable<bool> answer(Stream& stream, HttpResponse response, unsigned version,
                                 bool keep_alive, bool head_only) {
        http::response<http::string_body> message(static_cast<http::status>(response.status),
                                                  version);
        message.set(http::field::content_type, response.content_type);
        for (const auto& [name, value] : response.headers)
            message.set(name, value);
        message.keep_alive(keep_alive);
        const std::size_t length = response.body.size();
        if (!head_only)
            message.body() = std::move(response.body);
        message.content_length(length);
        const auto [error, count] = co_await http::async_write(stream, message, as_values);
        co_return !error;
    }

    template <class Stream>
    asio::awaitable<void> talk(Stream stream, http::request<http::string_body> upgrade) {
        const auto owner = handlers.keep_alive();
        const auto link = std::make_shared<StreamLink<Stream>>(std::move(stream));
        tcp::socket& below = socket_of(link->socket.next_layer());
        sockets.insert(&below);
        link->socket.read_message_max(frame_limit_bytes);
        const auto [refused] = co_await link->socket.async_accept(upgrade, as_values);
        if (!refused && !stopped) {
            const int number = handlers.opened(link);
            beast::flat_buffer buffer;
            for (;;) {
                const auto [error, count] = co_await link->socket.async_read(buffer, as_values);
                if (error)
                    break;
                if (link->socket.got_text())
                    handlers.frame(number, beast::buffers_to_string(buffer.data()));
                buffer.consume(buffer.size());
            }
            // A deaf connection stays open, as a dead peer's does, until the other side gives up.
            if (link->deaf) {
                char byte = 0;
                while (!stopped && below.is_open()) {
                    const auto [gone, count] =
                        co_await below.async_read_some(asio::buffer(&byte, 1), as_values);
                    if (gone)
                        break;
                }
            }
            handlers.closed(number);
        }
        sockets.erase(&below);
        beast::error_code ignored;
        below.close(ignored);
    }
};

Listener::Listener(asio::any_io_executor executor, const std::string& address,
                   const std::optional<Tls>& tls, ListenerHandlers handlers)
    : state_(std::make_shared<State>(std::move(executor), std::move(handlers))) {
    const auto colon = address.rfind(':');
    if (colon == address.npos)
        throw std::invalid_argument("listen address \"" + address +
                                    "\" has no port; write 127.0.0.1:8080, or :0 for any port");
    state_->host = address.substr(0, colon);
    if (state_->host.starts_with('[') && state_->host.ends_with(']'))
        state_->host = state_->host.substr(1, state_->host.size() - 2);
    const auto digits = address.substr(colon + 1);
    unsigned short port = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    boost::system::error_code wrong;
    const auto ip = asio::ip::make_address(state_->host, wrong);
    if (wrong || failure != std::errc{} || end != digits.data() + digits.size())
        throw std::invalid_argument("listen address \"" + address +
                                    "\" is not an IP address and a port, like 127.0.0.1:8080");
    const tcp::endpoint endpoint(ip, port);
    if (tls) {
        state_->with_tls = true;
        state_->context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
        state_->context.use_certificate_chain_file(tls->certificate_file);
        state_->context.use_private_key_file(tls->key_file, asio::ssl::context::pem);
    }
    state_->acceptor.open(endpoint.protocol());
    state_->acceptor.set_option(asio::socket_base::reuse_address(true));
    boost::system::error_code taken;
    state_->acceptor.bind(endpoint, taken);
    if (taken)
        throw std::runtime_error("the workspace's page cannot be at " + address + " (" +
                                 taken.message() +
                                 "). Choose another address with --listen HOST:PORT; port 0 takes "
                                 "any free one.");
    state_->acceptor.listen();
}

Listener::~Listener() = default;

std::string Listener::host() const {
    return state_->host;
}

unsigned short Listener::port() const {
    return state_->acceptor.local_endpoint().port();
}

void Listener::start() {
    state_->spawn(state_->accept());
}

void Listener::stop() {
    state_->stopped = true;
    beast::error_code ignored;
    state_->acceptor.close(ignored);
    for (tcp::socket* socket : state_->sockets)
        socket->close(ignored);
}

}  // namespace muster::sandbox
