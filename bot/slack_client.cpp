#include "bot/slack_client.hpp"

#include "bot/deadline.hpp"
#include "bot/tls.hpp"
#include "slack/methods_table.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <list>
#include <stdexcept>
#include <utility>
#include <vector>

namespace muster {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using slack::Answer;
using slack::Priority;
using std::chrono::steady_clock;
using Socket = asio::ip::tcp::socket;
using TlsStream = asio::ssl::stream<Socket>;

constexpr auto longest_idle = std::chrono::seconds(30);
constexpr std::uint32_t header_limit_bytes = 64 * 1024;
constexpr int most_interim_responses = 5;

// One kept connection to a host.
struct Wire {
    Wire(const asio::any_io_executor& executor, asio::ssl::context& context, bool is_secure)
        : secure(is_secure), stream(executor, context) {}

    Socket& socket() { return stream.next_layer(); }

    // Whether the far end has neither closed nor said anything since the last response. Whatever it
    // says unasked is a good-bye.
    bool quiet() {
        char byte = 0;
        const auto got =
            ::recv(socket().native_handle(), &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
        return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    bool secure;
    TlsStream stream;  // plain connections use the socket inside
    beast::flat_buffer buffer;
    steady_clock::time_point idle_since;
};

// What became of one request on one connection.
struct Exchange {
    bool answered = false;
    bool sent = false;   // some of the request may have arrived
    bool begun = false;  // some of a response came
    bool keep = false;
    std::string problem;
    slack::HttpAnswer response;
};

std::string header(const http::response<http::string_body>& response, std::string_view name) {
    return std::string(response[name]);
}

template <class Stream>
asio::awaitable<void> talk(Stream& stream, Wire& wire, const std::string& request,
                           std::size_t body_limit_bytes, Exchange& exchange) {
    const auto [failed, written] = co_await asio::async_write(stream, asio::buffer(request),
                                                              asio::as_tuple(asio::use_awaitable));
    exchange.sent = written > 0;
    if (failed) {
        exchange.problem = "sending failed: " + failed.message();
        co_return;
    }
    for (int interim = 0; interim < most_interim_responses; ++interim) {
        http::response_parser<http::string_body> parser;
        parser.body_limit(body_limit_bytes);
        parser.header_limit(header_limit_bytes);
        const auto [error, bytes] = co_await http::async_read(stream, wire.buffer, parser,
                                                              asio::as_tuple(asio::use_awaitable));
        exchange.begun = exchange.begun || bytes > 0;
        if (error) {
            exchange.problem = error == http::error::body_limit
                                   ? "the response is larger than Muster reads"
                                   : "no whole response: " + error.message();
            co_return;
        }
        auto response = parser.release();
        if (response.result_int() < 200)
            continue;
        exchange.answered = true;
        exchange.keep = response.keep_alive();
        exchange.response.status = static_cast<int>(response.result_int());
        exchange.response.retry_after = header(response, "Retry-After");
        exchange.response.date = header(response, "Date");
        exchange.response.request_id = header(response, "x-slack-req-id");
        exchange.response.scopes = header(response, "x-oauth-scopes");
        exchange.response.location = header(response, "Location");
        exchange.response.body = std::move(response.body());
        co_return;
    }
    exchange.problem = "only interim responses came";
}

void require_token(const std::string& token, const char* what) {
    if (std::ranges::any_of(token, [](char c) { return c <= ' ' || c > '~'; }))
        throw std::invalid_argument(std::string("The ") + what +
                                    " holds a space, a line end or another character that no "
                                    "Slack token has. Copy it again.");
}

slack::Answer exhausted(std::chrono::milliseconds wait) {
    slack::Answer answer;
    answer.kind = Answer::Kind::rate_limited;
    answer.error = "budget";
    answer.detail = "not sent: the rate that Slack allows is used up";
    answer.retry_after = std::chrono::ceil<std::chrono::seconds>(wait);
    return answer;
}

}  // namespace

struct SlackClient::Impl {
    Impl(asio::any_io_executor on, Options given)
        : executor(std::move(on)), options(std::move(given)) {
        require_token(options.bot_token, "bot token (SLACK_BOT_TOKEN)");
        require_token(options.app_token, "app token (SLACK_APP_TOKEN)");
        auto url = read_url(options.api_url);
        if (!url)
            throw std::invalid_argument(url.error().message);
        api = *std::move(url);
        if (!api.target.ends_with('/'))
            api.target += '/';
        if (!options.tls)
            options.tls = make_tls_context(tls_options_from_environment());
        options.connections = std::max<std::size_t>(options.connections, 1);
    }

    // One call, however it is addressed.
    struct Call {
        std::string name;  // in the methods' table
        Url url;
        std::string content_type;
        std::string body;
        std::string token;  // empty: none
        std::string channel;
        Priority priority = Priority::message;

        [[nodiscard]] std::string request() const {
            std::string text = "POST " + url.target + " HTTP/1.1\r\nHost: " + url.authority() +
                               "\r\nUser-Agent: muster\r\nAccept: application/json\r\n";
            if (!token.empty())
                text += "Authorization: Bearer " + token + "\r\n";
            text += "Content-Type: " + content_type +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
            return text += body;
        }
    };

    struct Waiter {
        Priority priority;
        asio::steady_timer* timer;  // cancelled when it is this one's turn
        bool called = false;
    };
    // The connections to one scheme, host and port.
    struct Host {
        std::size_t busy = 0;
        std::vector<std::unique_ptr<Wire>> idle;
        std::list<Waiter> waiters;
    };
    // The right to use one of a host's connections.
    class Turn {
    public:
        explicit Turn(Host& host) : host_(host) {}
        ~Turn() {
            --host_.busy;
            call_next(host_);
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        Host& host_;
    };
    // Counts for as long as it lives.
    class Counted {
    public:
        explicit Counted(std::size_t& counter) : counter_(counter) { ++counter_; }
        ~Counted() { --counter_; }
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;

    private:
        std::size_t& counter_;
    };

    // The most urgent waiter, of those the longest waiting one.
    static void call_next(Host& host) {
        const auto next = std::ranges::min_element(host.waiters, {}, [](const Waiter& waiter) {
            return std::pair(waiter.called, waiter.priority);
        });
        if (next == host.waiters.end() || next->called)
            return;
        next->called = true;
        next->timer->cancel();
    }

    // Waits until a connection of the host may be used; false when the time is over before.
    asio::awaitable<bool> take_turn(Host& host, Priority priority, steady_clock::time_point until) {
        if (host.busy < options.connections && host.waiters.empty()) {
            ++host.busy;
            co_return true;
        }
        const Counted counted(metrics.waiting);
        asio::steady_timer timer(executor, until);
        // Leaves the list whether the wait ends or is destroyed, and then hands a turn on unused.
        struct Place {
            Host& host;
            std::list<Waiter>::iterator at;
            bool used = false;
            ~Place() {
                const bool called = at->called;
                host.waiters.erase(at);
                if (called && !used)
                    call_next(host);
            }
        };
        Place place{host, host.waiters.insert(host.waiters.end(), {priority, &timer})};
        while (!place.at->called || host.busy >= options.connections) {
            place.at->called = false;
            if (steady_clock::now() >= until)
                co_return false;
            timer.expires_at(until);
            co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        place.used = true;
        ++host.busy;
        co_return true;
    }

    // Waits for the budget, and spends it; or says how long it would have been.
    asio::awaitable<std::chrono::milliseconds> take_budget(const Call& call) {
        if (!options.paced)
            co_return std::chrono::milliseconds(0);
        const auto give_up = steady_clock::now() + options.longest_wait;
        for (;;) {
            const auto now = steady_clock::now();
            const auto wait = budget.wait_before(call.name, call.channel, call.priority, now);
            if (wait.count() == 0) {
                budget.spend(call.name, call.channel, now);
                co_return wait;
            }
            if (now + wait > give_up)
                co_return wait;
            const Counted counted(metrics.waiting);
            asio::steady_timer timer(executor, wait);
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    // A kept connection that still lives, or null.
    static std::unique_ptr<Wire> kept(Host& host) {
        const auto now = steady_clock::now();
        while (!host.idle.empty()) {
            auto wire = std::move(host.idle.back());
            host.idle.pop_back();
            if (now - wire->idle_since < longest_idle && wire->quiet())
                return wire;
        }
        return nullptr;
    }

    asio::awaitable<Problem> open(Wire& wire, const Url& url, steady_clock::time_point until) {
        auto problem = co_await connect(wire.socket(), url, until - steady_clock::now());
        if (problem.empty() && wire.secure)
            problem = co_await secure(wire.stream, url, until - steady_clock::now());
        if (problem.empty())
            ++metrics.connections_opened;
        co_return problem;
    }

    asio::awaitable<Answer> perform(const Call& call, steady_clock::time_point until) {
        Host& host = hosts[call.url.origin()];
        const bool has_turn = co_await take_turn(host, call.priority, until);
        if (!has_turn) {
            ++metrics.time_outs;
            co_return slack::no_answer(call.name, false, "no connection was free in time");
        }
        const Turn turn(host);
        const Counted counted(metrics.under_way);
        const std::string request = call.request();
        const slack::Method* const facts = slack::find_method(call.name);
        const bool repeatable = facts != nullptr && facts->repeat != slack::Repeat::never;
        for (bool first = true;; first = false) {
            auto wire = first ? kept(host) : nullptr;
            const bool reused = wire != nullptr;
            if (!reused) {
                wire = std::make_unique<Wire>(executor, *options.tls, call.url.secure);
                const Problem problem = co_await open(*wire, call.url, until);
                if (!problem.empty())
                    co_return slack::no_answer(call.name, false, problem);
            }
            Exchange exchange;
            const Deadline deadline(wire->socket(), until);
            if (wire->secure)
                co_await talk(wire->stream, *wire, request, options.body_limit_bytes, exchange);
            else
                co_await talk(wire->socket(), *wire, request, options.body_limit_bytes, exchange);
            if (exchange.answered) {
                if (exchange.keep && host.idle.size() < options.connections) {
                    wire->idle_since = steady_clock::now();
                    host.idle.push_back(std::move(wire));
                }
                co_return slack::read_answer(call.name, std::move(exchange.response));
            }
            if (deadline.passed()) {
                ++metrics.time_outs;
                co_return slack::no_answer(call.name, exchange.sent, "no answer in time");
            }
            // Slack ended the kept connection just as it was used again.
            if (reused && !exchange.begun && (!exchange.sent || repeatable))
                continue;
            co_return slack::no_answer(call.name, exchange.sent, exchange.problem);
        }
    }

    asio::awaitable<Answer> run(Call call) {
        const auto wait = co_await take_budget(call);
        Answer answer;
        const auto begin = steady_clock::now();
        if (wait.count() > 0)
            answer = exhausted(wait);
        else
            answer = co_await perform(call, begin + options.time_out);
        if (answer.kind == Answer::Kind::rate_limited && wait.count() == 0)
            budget.stopped(call.name, answer.error == "rate_limited" ? call.channel : "",
                           answer.retry_after, steady_clock::now());
        note(call, answer, steady_clock::now() - begin);
        co_return answer;
    }

    void note(const Call& call, const Answer& answer, steady_clock::duration took) {
        const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took);
        Counts& counts = metrics.methods[call.name];
        counts.time += microseconds;
        switch (answer.kind) {
            case Answer::Kind::ok:
            case Answer::Kind::benign:
                ++counts.ok;
                break;
            case Answer::Kind::transient:
                ++counts.transient;
                break;
            case Answer::Kind::rate_limited:
                ++counts.rate_limited;
                break;
            case Answer::Kind::refused:
            case Answer::Kind::token_dead:
                ++counts.refused;
                break;
            case Answer::Kind::unknown_outcome:
                ++counts.unknown_outcome;
                break;
        }
        if (answer.good()) {
            spdlog::debug("slack {}: {} in {} µs", call.name, to_string(answer.kind),
                          microseconds.count());
            return;
        }
        if (answer.error == "budget") {  // keeping to Slack's rates is no trouble
            spdlog::debug("slack {}: {}", call.name, answer.words());
            return;
        }
        metrics.last_problem = call.name + ": " + answer.words();
        spdlog::warn("slack {}: {}: {} (request {})", call.name, to_string(answer.kind),
                     answer.words(), answer.request_id.empty() ? "-" : answer.request_id);
    }

    // To an address that Slack gave, which is no method.
    asio::awaitable<Answer> run_at(std::string name, std::string address, std::string content_type,
                                   std::string body, Priority priority) {
        auto url = read_url(address);
        if (!url) {
            Answer refused;
            refused.kind = Answer::Kind::refused;
            refused.error = "bad_address";
            refused.detail = url.error().message;
            co_return refused;
        }
        Call call;
        call.name = std::move(name);
        call.url = *std::move(url);
        call.content_type = std::move(content_type);
        call.body = std::move(body);
        call.priority = priority;
        co_return co_await run(std::move(call));
    }

    asio::any_io_executor executor;
    Options options;
    Url api;
    slack::Budget budget;
    Metrics metrics;
    std::map<std::string, Host, std::less<>> hosts;
};

SlackClient::SlackClient(asio::any_io_executor executor, Options options)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(options))) {}

SlackClient::~SlackClient() = default;

asio::awaitable<Answer> SlackClient::call(std::string method, slack::Form arguments,
                                          Priority priority) {
    const bool well_formed = !method.empty() && std::ranges::all_of(method, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.';
    });
    if (!well_formed)
        throw std::invalid_argument("not a method of the Web API: " + method);
    Impl::Call call;
    call.url = impl_->api;
    call.url.target += method;
    call.content_type = "application/x-www-form-urlencoded; charset=utf-8";
    call.body = arguments.encoded();
    call.token =
        method == "apps.connections.open" ? impl_->options.app_token : impl_->options.bot_token;
    for (const char* const name : {"channel", "channel_id"})
        if (const auto* const channel = arguments.find(name))
            call.channel = *channel;
    call.name = std::move(method);
    call.priority = priority;
    co_return co_await impl_->run(std::move(call));
}

asio::awaitable<Answer> SlackClient::upload(std::string url, std::string bytes) {
    co_return co_await impl_->run_at("upload_url.post", std::move(url), "application/octet-stream",
                                     std::move(bytes), Priority::message);
}

asio::awaitable<Answer> SlackClient::respond(std::string response_url, nlohmann::json message) {
    std::string body = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    co_return co_await impl_->run_at("response_url.post", std::move(response_url),
                                     "application/json; charset=utf-8", std::move(body),
                                     Priority::waited_for);
}

const SlackClient::Metrics& SlackClient::metrics() const {
    return impl_->metrics;
}

const slack::Budget& SlackClient::budget() const {
    return impl_->budget;
}

}  // namespace muster
