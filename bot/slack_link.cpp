// The one place that instantiates Beast's WebSocket: it costs more to compile than all around it.
#include "bot/slack_link.hpp"

#include "bot/deadline.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <charconv>
#include <deque>
#include <type_traits>
#include <utility>

namespace muster {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Socket = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<Socket>;

constexpr seconds connect_limit{10};  // TCP, TLS and the WebSocket handshake together
constexpr seconds close_limit{3};
constexpr std::size_t most_unsent_bytes = std::size_t{16} << 20;

slack::OpenFailure failure(std::string words) {
    slack::OpenFailure failure;
    failure.words = std::move(words);
    return failure;
}

template <class Stream>
class LinkOver : public Link, public std::enable_shared_from_this<LinkOver<Stream>> {
public:
    template <class... Arguments>
    LinkOver(std::size_t frame_limit_bytes, Hearing hearing, const asio::any_io_executor& executor,
             Arguments&... arguments)
        : socket_(executor, arguments...), hearing_(std::move(hearing)), closing_(executor) {
        socket_.read_message_max(frame_limit_bytes);
        socket_.write_buffer_bytes(std::size_t{16} * 1024);
        socket_.auto_fragment(false);
        socket_.text(true);
    }

    asio::awaitable<slack::OpenFailure> open(Url url) override {
        const auto until = steady_clock::now() + connect_limit;
        const auto left = [until] { return until - steady_clock::now(); };
        auto problem = co_await connect(lowest(), url, left());
        if (!problem.empty())
            co_return failure(std::move(problem));
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            problem = co_await secure(socket_.next_layer(), url, left());
            if (!problem.empty())
                co_return failure(std::move(problem));
        }
        socket_.set_option(websocket::stream_base::decorator(
            [](websocket::request_type& request) { request.set("User-Agent", "muster"); }));
        websocket::response_type response;
        const Deadline deadline(lowest(), until);
        const auto [error] = co_await socket_.async_handshake(response, url.authority(), url.target,
                                                              asio::as_tuple(asio::use_awaitable));
        if (!error) {
            listen();
            co_return slack::OpenFailure();
        }
        if (deadline.passed())
            co_return failure("no WebSocket handshake in time");
        if (error != websocket::error::upgrade_declined)
            co_return failure("no WebSocket handshake: " + error.message());
        const auto status = std::to_string(response.result_int());
        auto declined = failure("the WebSocket handshake was answered with " + status);
        declined.http_status = static_cast<int>(response.result_int());
        const std::string_view text = response["Retry-After"];
        int wait = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), wait).ec == std::errc() &&
            wait >= 0)
            declined.retry_after = seconds(wait);
        co_return declined;
    }

    asio::awaitable<std::string> read() override {
        beast::flat_buffer buffer;
        for (;;) {
            const auto [error, size] =
                co_await socket_.async_read(buffer, asio::as_tuple(asio::use_awaitable));
            if (error)
                co_return words_of(error);
            if (socket_.got_text())
                hearing_.text({static_cast<const char*>(buffer.data().data()), buffer.size()});
            buffer.consume(buffer.size());
            if (hearing_.crowded())
                co_await hearing_.room();
        }
    }

    void send(std::string text) override {
        if (ended_)
            return;
        unsent_bytes_ += text.size();
        unsent_.push_back(std::move(text));
        if (unsent_bytes_ > most_unsent_bytes)
            return abort();  // the far end takes nothing any more
        if (unsent_.size() == 1)
            write();
    }

    void ping() override {
        if (ended_ || pinging_)
            return;
        pinging_ = true;
        socket_.async_ping({}, [self = this->shared_from_this()](error_code) {
            self->pinging_ = false;  // an error shows in the read
        });
    }

    void close() override {
        if (ended_)
            return;
        closing_.expires_after(close_limit);
        closing_.async_wait([self = this->shared_from_this()](error_code error) {
            if (!error)
                self->abort();
        });
        ended_ = true;
        if (unsent_.empty())
            say_goodbye();
    }

    void abort() override {
        ended_ = true;
        aborted_ = true;
        closing_.cancel();
        error_code ignored;
        lowest().close(ignored);
    }

private:
    Socket& lowest() { return beast::get_lowest_layer(socket_); }

    void listen() {
        socket_.control_callback([this](websocket::frame_type type, beast::string_view) {
            if (aborted_)
                return;  // whoever listened may be gone
            switch (type) {
                case websocket::frame_type::ping:
                    return hearing_.ping();
                case websocket::frame_type::pong:
                    return hearing_.pong();
                case websocket::frame_type::close:
                    return hearing_.ending();
            }
        });
    }

    std::string words_of(const error_code& error) const {
        if (error == websocket::error::closed) {
            const auto& reason = socket_.reason();
            return "closed by Slack (" + std::to_string(reason.code) + ")";
        }
        return error.message();
    }

    void write() {
        socket_.async_write(asio::buffer(unsent_.front()),
                            [self = this->shared_from_this()](error_code error, std::size_t) {
                                self->written(error);
                            });
    }

    void written(error_code error) {
        if (error)
            return unsent_.clear();
        unsent_bytes_ -= unsent_.front().size();
        unsent_.pop_front();
        if (!unsent_.empty())
            write();
        else if (ended_)
            say_goodbye();
    }

    void say_goodbye() {
        socket_.async_close(websocket::close_code::normal,
                            [self = this->shared_from_this()](error_code) { self->abort(); });
    }

    websocket::stream<Stream> socket_;
    Hearing hearing_;
    asio::steady_timer closing_;
    std::deque<std::string> unsent_;  // the first one is being written
    std::size_t unsent_bytes_ = 0;
    bool pinging_ = false;
    bool ended_ = false;    // nothing more is taken
    bool aborted_ = false;  // nothing more is heard
};

}  // namespace

std::shared_ptr<Link> make_link(const asio::any_io_executor& executor, asio::ssl::context* tls,
                                std::size_t frame_limit_bytes, Hearing hearing) {
    if (tls != nullptr)
        return std::make_shared<LinkOver<TlsStream>>(frame_limit_bytes, std::move(hearing),
                                                     executor, *tls);
    return std::make_shared<LinkOver<Socket>>(frame_limit_bytes, std::move(hearing), executor);
}

}  // namespace muster
