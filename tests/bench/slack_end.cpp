#include "tests/bench/slack_end.hpp"

#include "tests/bench/slack_answers.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <stdexcept>

namespace muster::bench {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds ping_every{10};

// The index of a command is the end of its envelope id, so that an acknowledgement names it.
std::string envelope_id(std::size_t index) {
    const auto digits = std::to_string(index);
    return "57d6a792-4d35-4d0b-b6aa-" + std::string(12 - digits.size(), '0') + digits;
}

std::string envelope(std::size_t index, std::string_view text) {
    const auto id = envelope_id(index);
    std::string frame = R"({"envelope_id":")";
    frame += id;
    frame += R"(","payload":{"token":"unused","team_id":"T0BENCH","team_domain":"bench",)"
             R"("channel_id":"C0GENERAL","channel_name":"general","user_id":"U0ADA",)"
             R"("user_name":"ada","command":"/incident","text":")";
    frame += text;  // the caller's own words: nothing in them needs escaping
    frame += R"(","api_app_id":"A0BENCH","is_enterprise_install":"false",)"
             R"("response_url":"https://hooks.slack.com/commands/T0BENCH/1/x",)"
             R"("trigger_id":"1.2.)";
    frame += id;
    frame += R"("},"type":"slash_commands","accepts_response_payload":true})";
    return frame;
}

constexpr std::string_view hello_frame =
    R"({"type":"hello","num_connections":1,"debug_info":{"host":"bench","build_number":1,)"
    R"("approximate_connection_time":18060},"connection_info":{"app_id":"A0BENCH"}})";

}  // namespace

struct SlackEnd::Connection {
    explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}

    void send(std::string frame, const std::shared_ptr<Connection>& self) {
        waiting.push_back(std::move(frame));
        if (!writing)
            asio::co_spawn(stream.get_executor(), write(self), asio::detached);
    }

    static asio::awaitable<void> write(std::shared_ptr<Connection> self) {
        self->writing = true;
        while (!self->waiting.empty()) {
            const std::string frame = std::move(self->waiting.front());
            self->waiting.pop_front();
            const auto [error, size] =
                co_await self->stream.async_write(asio::buffer(frame), token);
            if (error)
                break;
        }
        self->writing = false;
    }

    // As Slack does; an app opens another connection when it hears none.
    static asio::awaitable<void> ping(std::shared_ptr<Connection> self) {
        for (;;) {
            self->next_ping.expires_after(ping_every);
            const auto [ended] = co_await self->next_ping.async_wait(token);
            if (ended)
                co_return;
            const auto [failed] = co_await self->stream.async_ping({}, token);
            if (failed)
                co_return;
        }
    }

    websocket::stream<tcp::socket> stream;
    asio::steady_timer next_ping{stream.get_executor()};
    std::deque<std::string> waiting;
    bool writing = false;
};

SlackEnd::SlackEnd(asio::io_context& context)
    : context_(context),
      acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      news_(context) {
    asio::co_spawn(context_, accept(), asio::detached);
}

SlackEnd::~SlackEnd() = default;

std::string SlackEnd::api_url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/api/";
}

std::size_t SlackEnd::connections() const {
    return connections_.size();
}

std::size_t SlackEnd::send(std::string_view text, Moment due) {
    if (connections_.empty())
        throw std::runtime_error("The app is not connected any more.");
    const auto index = commands_.size();
    commands_.push_back({due, {}});
    const auto& connection = connections_[turn_++ % connections_.size()];
    connection->send(envelope(index, text), connection);
    return index;
}

void SlackEnd::acknowledged(std::string_view frame) {
    const auto now = SteadyClock::now();
    constexpr std::string_view key = "57d6a792-4d35-4d0b-b6aa-";
    const auto at = frame.find(key);
    if (at == std::string_view::npos || at + key.size() + 12 > frame.size())
        return;
    std::size_t index = 0;
    const char* digits = frame.data() + at + key.size();
    std::from_chars(digits, digits + 12, index);
    if (index >= commands_.size() || commands_[index].acknowledged != Moment{})
        return;
    commands_[index].acknowledged = now;
    if (++acknowledged_ == awaited_) {
        last_answer_ = frame;
        wake();
    }
}

void SlackEnd::wake() {
    news_.cancel();
}

asio::awaitable<bool> SlackEnd::all_acknowledged(Moment limit) {
    awaited_ = commands_.size();
    while (acknowledged_ < commands_.size() && SteadyClock::now() < limit) {
        news_.expires_at(limit);
        co_await news_.async_wait(token);
    }
    co_return acknowledged_ == commands_.size();
}

asio::awaitable<bool> SlackEnd::connected(Moment limit) {
    while (connections_.empty() && SteadyClock::now() < limit) {
        news_.expires_at(limit);
        co_await news_.async_wait(token);
    }
    co_return !connections_.empty();
}

void SlackEnd::reset() {
    connections_.clear();
    commands_.clear();
    acknowledged_ = turn_ = calls_ = awaited_ = 0;
    hello_ = {};
    last_answer_.clear();
}

asio::awaitable<void> SlackEnd::accept() {
    for (;;) {
        auto [error, socket] = co_await acceptor_.async_accept(token);
        if (error)
            co_return;
        socket.set_option(tcp::no_delay(true));
        asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
    }
}

// One HTTP connection: calls until it becomes a socket or ends.
asio::awaitable<void> SlackEnd::serve(tcp::socket socket) {
    beast::flat_buffer buffer;
    for (;;) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(std::uint64_t{4} << 20);
        const auto [error, size] = co_await http::async_read(socket, buffer, parser, token);
        if (error)
            co_return;
        const auto request = parser.release();
        if (websocket::is_upgrade(request)) {
            auto connection = std::make_shared<Connection>(std::move(socket));
            const auto [refused] = co_await connection->stream.async_accept(request, token);
            if (!refused)
                co_await speak(std::move(connection));
            co_return;
        }
        ++calls_;
        const std::string_view target(request.target().data(), request.target().size());
        const auto path = target.substr(0, target.find('?'));
        const auto port = std::to_string(acceptor_.local_endpoint().port());
        const auto socket_url = "ws://127.0.0.1:" + port +
                                "/link/?ticket=" + std::to_string(calls_) + "&app_id=A0BENCH";
        http::response<http::string_body> response(http::status::ok, 11);
        response.set(http::field::content_type, "application/json; charset=utf-8");
        response.keep_alive(request.keep_alive());
        response.body() =
            slack_answer(path.substr(path.rfind('/') + 1), request.body(), socket_url).dump();
        response.prepare_payload();
        const auto [failed, written] = co_await http::async_write(socket, response, token);
        if (failed || !request.keep_alive())
            co_return;
    }
}

asio::awaitable<void> SlackEnd::speak(std::shared_ptr<Connection> connection) {
    connection->send(std::string(hello_frame), connection);
    if (hello_ == Moment{})
        hello_ = SteadyClock::now();
    connections_.push_back(connection);
    wake();
    asio::co_spawn(context_, Connection::ping(connection), asio::detached);
    beast::flat_buffer buffer;
    for (;;) {
        const auto [error, size] = co_await connection->stream.async_read(buffer, token);
        if (error)
            break;
        acknowledged({static_cast<const char*>(buffer.data().data()), buffer.size()});
        buffer.consume(buffer.size());
    }
    connection->next_ping.cancel();
    std::erase(connections_, connection);
    wake();
}

}  // namespace muster::bench
