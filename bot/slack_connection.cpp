#include "bot/slack_connection.hpp"

#include "bot/deadline.hpp"
#include "bot/task_group.hpp"
#include "bot/tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <exception>
#include <map>
#include <random>
#include <string_view>
#include <utility>
#include <variant>

namespace muster {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using slack::ConnectionNumber;
using std::chrono::seconds;
using std::chrono::steady_clock;
using Socket = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<Socket>;

constexpr seconds connect_limit{10};  // TCP, TLS and the WebSocket handshake together
constexpr seconds close_limit{3};
constexpr std::chrono::milliseconds stop_limit{3'000};
constexpr std::size_t most_unsent_bytes = std::size_t{16} << 20;

// What a connection tells of itself.
struct Hearing {
    std::function<void(std::string_view)> text;
    std::function<void()> ping;
    std::function<void()> pong;
    std::function<void()> ending;   // the far end said good-bye; its socket may take a while to go
    std::function<bool()> crowded;  // whether reading must wait, and the wait
    std::function<asio::awaitable<void>()> room;
};

// One WebSocket, whatever it runs on.
class Link {
public:
    Link() = default;
    virtual ~Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    // Connects; what it answers is empty when that went well.
    virtual asio::awaitable<slack::OpenFailure> open(Url url) = 0;
    // Reads until the end and says why it ended.
    virtual asio::awaitable<std::string> read() = 0;
    virtual void send(std::string text) = 0;
    virtual void ping() = 0;
    virtual void close() = 0;  // with a handshake of at most 3 s
    virtual void abort() = 0;
};

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

double random_part() {
    static std::mt19937_64 engine{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(engine);
}

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

struct SlackConnections::Impl : std::enable_shared_from_this<Impl> {
    Impl(asio::any_io_executor on, SlackApi& slack_api, Options given, Handler handle)
        : executor(std::move(on)),
          api(slack_api),
          options(std::move(given)),
          handler(std::move(handle)),
          session({options.wished, options.most}, random_part),
          links_tasks(executor),
          envelope_tasks(executor),
          wake(executor),
          room(executor) {
        options.under_way = std::max<std::size_t>(options.under_way, 1);
        if (!options.tls)
            options.tls = make_tls_context(tls_options_from_environment());
    }

    struct Entry {
        std::shared_ptr<Link> link;  // null until there is an address to connect to
        bool abandoned = false;
    };

    void apply(slack::Actions actions) {
        for (auto& action : actions)
            std::visit([this](auto& what) { act(what); }, action);
        if (const auto next = session.next_tick(); next && *next < wake_at)
            wake.cancel();
    }

    void act(const slack::OpenConnection& open) {
        links.try_emplace(open.connection);
        links_tasks.start("slack connection", hold(open.connection));
    }

    void act(const slack::CloseConnection& close) {
        const auto entry = links.find(close.connection);
        if (entry == links.end())
            return;
        entry->second.abandoned = true;
        if (!entry->second.link)
            return;
        if (close.politely)
            entry->second.link->close();
        else
            entry->second.link->abort();
    }

    void act(slack::SendText& send) {
        if (const auto entry = links.find(send.connection);
            entry != links.end() && entry->second.link)
            entry->second.link->send(std::move(send.text));
    }

    void act(const slack::SendPing& ping) {
        if (const auto entry = links.find(ping.connection);
            entry != links.end() && entry->second.link)
            entry->second.link->ping();
    }

    void act(slack::DeliverEnvelope& deliver) {
        envelope_tasks.start("slack envelope",
                             handle(deliver.connection, std::move(deliver.envelope)));
    }

    void act(const slack::Alert& alert) {  // NOLINT: one of a set
        switch (alert.level) {
            case slack::Alert::Level::info:
                return spdlog::info("{}", alert.words);
            case slack::Alert::Level::warning:
                return spdlog::warn("{}", alert.words);
            case slack::Alert::Level::error:
                return spdlog::error("{}", alert.words);
        }
    }

    // From the call that gives the address to the end of the connection. Whatever goes wrong, the
    // session hears of it: it decides what comes next.
    asio::awaitable<void> hold(ConnectionNumber number) {
        std::exception_ptr cancelled;
        std::string why = "stopped";
        bool open = false;
        try {
            const auto failed = co_await open_link(number);
            if (!failed.words.empty()) {
                links.erase(number);
                apply(session.open_failed(number, failed, steady_clock::now()));
                co_return;
            }
            open = true;
            apply(session.opened(number, steady_clock::now()));
            const auto link = links.at(number).link;
            why = co_await link->read();
        } catch (const std::exception& error) {
            why = error.what();
        }
        if (const auto entry = links.find(number); entry != links.end() && entry->second.link)
            entry->second.link->abort();
        links.erase(number);
        apply(open ? session.closed(number, why, steady_clock::now())
                   : session.open_failed(number, failure(why), steady_clock::now()));
        wake.cancel();
    }

    asio::awaitable<slack::OpenFailure> open_link(ConnectionNumber number) {
        slack::Form nothing;
        const auto answer = co_await api.call("apps.connections.open", std::move(nothing),
                                              slack::Priority::waited_for);
        if (!answer.good()) {
            auto refused = failure("apps.connections.open: " + answer.words());
            refused.code = answer.error;
            if (answer.retry_after.count() > 0)
                refused.retry_after = answer.retry_after;
            co_return refused;
        }
        auto url = read_url(answer.body.is_object() ? text_in(answer.body, "url") : "");
        if (!url)
            co_return failure("apps.connections.open gave no usable address: " +
                              url.error().message);
        const auto entry = links.find(number);
        if (entry == links.end() || entry->second.abandoned)
            co_return failure("it took too long");
        const auto link = make_link(number, url->secure);
        entry->second.link = link;
        co_return co_await link->open(*std::move(url));
    }

    std::shared_ptr<Link> make_link(ConnectionNumber number, bool secure) {
        Hearing hearing;
        hearing.text = [this, number](std::string_view text) {
            apply(session.frame(number, text, steady_clock::now()));
        };
        hearing.ping = [this, number] { apply(session.ping_seen(number, steady_clock::now())); };
        hearing.pong = [this, number] { apply(session.pong_seen(number, steady_clock::now())); };
        hearing.crowded = [this] { return under_way >= options.under_way; };
        hearing.room = [this] { return wait_for_room(); };
        hearing.ending = [this, number] {
            apply(session.closed(number, "closed by Slack", steady_clock::now()));
        };
        if (secure)
            return std::make_shared<LinkOver<TlsStream>>(
                options.frame_limit_bytes, std::move(hearing), executor, *options.tls);
        return std::make_shared<LinkOver<Socket>>(options.frame_limit_bytes, std::move(hearing),
                                                  executor);
    }

    asio::awaitable<void> handle(ConnectionNumber number, nlohmann::json envelope) {
        const std::string id = text_in(envelope, "envelope_id");
        const auto accepts = envelope.find("accepts_response_payload");
        const bool takes_payload =
            accepts != envelope.end() && accepts->is_boolean() && accepts->get<bool>();
        ++under_way;
        try {
            auto payload = co_await handler(std::move(envelope));
            --under_way;
            if (!takes_payload)
                payload.reset();
            apply(session.acknowledge(number, slack::acknowledgement(id, payload),
                                      steady_clock::now()));
        } catch (const std::exception& error) {
            --under_way;
            spdlog::error("envelope {} is not acknowledged: {}", id, error.what());
            apply(session.give_up(number, steady_clock::now()));
        }
        room.cancel();
        if (stopping)
            wake.cancel();
    }

    asio::awaitable<void> wait_for_room() {
        while (under_way >= options.under_way && !stopping) {
            room.expires_at(steady_clock::time_point::max());
            co_await room.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    // Waits until the session wants to be asked again, or something changed.
    asio::awaitable<void> wait(steady_clock::time_point at_most) {
        const auto next = session.next_tick();
        wake_at = std::min(next.value_or(at_most), at_most);
        wake.expires_at(wake_at);
        co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
        wake_at = steady_clock::time_point::min();
    }

    asio::awaitable<void> run() {
        // Cancellation is the way to be stopped, and what follows it still waits.
        co_await asio::this_coro::throw_if_cancelled(false);
        apply(session.start(steady_clock::now()));
        while (!stopping) {
            co_await wait(steady_clock::now() + std::chrono::hours(1));
            const auto state = co_await asio::this_coro::cancellation_state;
            stopping = stopping || state.cancelled() != asio::cancellation_type::none;
            apply(session.tick(steady_clock::now()));
        }
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        const auto until = steady_clock::now() + stop_limit;
        apply(session.stop(steady_clock::now()));
        while ((has_sockets() || under_way > 0) && steady_clock::now() < until) {
            co_await wait(until);
            apply(session.tick(steady_clock::now()));
        }
        for (auto& [number, entry] : links)
            if (entry.link)
                entry.link->abort();
        envelope_tasks.stop();
        links_tasks.stop();
        co_await envelope_tasks.join();
        co_await links_tasks.join();
    }

    [[nodiscard]] bool has_sockets() const {
        return std::ranges::any_of(links,
                                   [](const auto& entry) { return entry.second.link != nullptr; });
    }

    asio::any_io_executor executor;
    SlackApi& api;
    Options options;
    Handler handler;
    slack::Session session;
    std::map<ConnectionNumber, Entry> links;
    TaskGroup links_tasks;
    TaskGroup envelope_tasks;
    asio::steady_timer wake;
    steady_clock::time_point wake_at = steady_clock::time_point::min();
    asio::steady_timer room;  // cancelled when an envelope is done
    std::size_t under_way = 0;
    bool stopping = false;
};

SlackConnections::SlackConnections(asio::any_io_executor executor, SlackApi& api, Options options,
                                   Handler handler)
    : impl_(std::make_shared<Impl>(std::move(executor), api, std::move(options),
                                   std::move(handler))) {}

SlackConnections::~SlackConnections() = default;

asio::awaitable<void> SlackConnections::run() {
    return impl_->run();
}

void SlackConnections::stop() {
    impl_->stopping = true;
    impl_->wake.cancel();
    impl_->room.cancel();
}

slack::SessionState SlackConnections::state() const {
    return impl_->session.state();
}

std::size_t SlackConnections::under_way() const {
    return impl_->under_way;
}

}  // namespace muster
