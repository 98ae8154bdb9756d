#include "bot/slack_connection.hpp"

#include "bot/slack_link.hpp"
#include "bot/task_group.hpp"
#include "bot/tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <map>
#include <random>
#include <string_view>
#include <utility>
#include <variant>

namespace muster {
namespace {

using slack::ConnectionNumber;
using std::chrono::steady_clock;
constexpr std::chrono::milliseconds stop_limit{3'000};

slack::OpenFailure failure(std::string words) {
    slack::OpenFailure failure;
    failure.words = std::move(words);
    return failure;
}

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
          session(options, random_part),
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
            case slack::Alert::Level::debug:
                return spdlog::debug("{}", alert.words);
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
        return muster::make_link(executor, secure ? options.tls.get() : nullptr,
                                 options.frame_limit_bytes, std::move(hearing));
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
