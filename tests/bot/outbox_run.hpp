#pragma once

#include "bot/ask_storage.hpp"
#include "bot/outbox_worker.hpp"
#include "tests/slack/delivery_slack.hpp"
#include "tests/storage/sample.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace muster::testing {

using slack::sample::DeliverySlack;

// Slack without a network. At call number `dies_at` the program is gone: before that call reaches
// Slack, or after it did.
class PretendSlack : public SlackApi {
public:
    PretendSlack(asio::any_io_executor executor, DeliverySlack& far_end)
        : executor_(executor), slack_(far_end), gathered_(executor, std::chrono::seconds(10)) {}

    int dies_at = 0;
    bool dies_after = false;
    std::function<void()> on_death;
    int most_at_once = 0;
    int gathers = 0;                  // the first ones wait until so many are under way
    std::function<void()> meanwhile;  // while a call is under way
    std::function<void()> before_call;

    asio::awaitable<slack::Answer> call(std::string method, slack::Form arguments,
                                        slack::Priority /*priority*/) override {
        const std::function<slack::Answer()> reach = [&] {
            return slack_.answer(method, arguments);
        };
        co_return co_await exchange(reach);
    }
    asio::awaitable<slack::Answer> upload(std::string url, std::string bytes) override {
        const std::function<slack::Answer()> reach = [&] { return slack_.upload(url, bytes); };
        co_return co_await exchange(reach);
    }
    asio::awaitable<slack::Answer> respond(std::string, nlohmann::json) override {
        co_return slack::Answer{};
    }

private:
    asio::awaitable<slack::Answer> exchange(const std::function<slack::Answer()>& reach) {
        most_at_once = std::max(most_at_once, ++at_once_);
        if (at_once_ < gathers)
            co_await gathered_.async_wait(asio::as_tuple(asio::use_awaitable));
        gathers = 0;
        gathered_.cancel();
        co_await asio::post(executor_, asio::use_awaitable);
        const bool dies = ++calls_ == dies_at;
        if (dies && !dies_after)
            co_await die();
        if (before_call)
            before_call();
        auto answer = reach();
        if (dies)
            co_await die();
        if (meanwhile)
            std::exchange(meanwhile, nullptr)();
        --at_once_;
        answer.slack_date = Instant(std::chrono::seconds(slack_.clock));
        co_return answer;
    }
    asio::awaitable<void> die() {
        on_death();
        asio::steady_timer never(executor_, asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
    }

    asio::any_io_executor executor_;
    DeliverySlack& slack_;
    asio::steady_timer gathered_;
    int calls_ = 0;
    int at_once_ = 0;
};

// One run of the program on a database, with a Slack that outlives it.
class Run {
public:
    // Its documents are files, or canvases.
    Run(const std::filesystem::path& file, DeliverySlack& far_end, bool canvases = false)
        : slack_(far_end),
          storage_(open_store(file, {})),
          api(io_.get_executor(), far_end),
          clock(Instant(std::chrono::seconds(far_end.clock))),
          worker(io_.get_executor(), storage_, api, with_canvases(canvases), self(), clock,
                 [](const Dossier& dossier, int revision) {
                     return to_string(dossier.incident.id) + " revision " +
                            std::to_string(revision);
                 }) {
        api.on_death = [this] {
            died = true;
            stop();
        };
    }

    static slack::Self self() {
        slack::Self self;
        self.bot_user = "U0BOT";
        return self;
    }

    // Delivers until nothing is owed, or the program dies; then the same after each of `steps`.
    void finish(const std::vector<std::function<void()>>& steps = {}) {
        asio::co_spawn(io_, worker.run(),
                       asio::bind_cancellation_slot(signal_.slot(), [](std::exception_ptr) {}));
        asio::co_spawn(io_, drain_after(steps), [this](std::exception_ptr failure) {
            if (failure)
                std::rethrow_exception(failure);
            stop();
        });
        io_.run();
    }
    void keep(const Job& job) {
        storage_.post(job, [](const Result<Outcome>& outcome) { REQUIRE(outcome.has_value()); });
    }
    template <class T>
    T read(const std::function<T(Store&)>& question) {
        T answer{};
        storage_.read([&](Store& store) { answer = question(store); });
        storage_.stop();
        return answer;
    }
    void stop() { signal_.emit(asio::cancellation_type::terminal); }

    bool died = false;

private:
    static Settings with_canvases(bool canvases) {
        Settings settings;
        settings.canvases = canvases;
        return settings;
    }

    asio::awaitable<void> drain_after(const std::vector<std::function<void()>>& steps) {
        co_await drain();
        for (const auto& step : steps) {
            step();
            co_await drain();
        }
    }
    asio::awaitable<void> drain() {
        for (int round = 0; round < 500 && !died; ++round) {
            worker.wake();
            while (!died && !co_await worker.settled(std::chrono::milliseconds(100)))
                ;
            const std::function<std::optional<Instant>(Store&)> next = [](Store& store) {
                return store.next_due();
            };
            const auto due = co_await ask_storage<std::optional<Instant>>(storage_, next);
            if (!due)
                co_return;
            if (*due > clock.now())
                clock.set(*due);
            slack_.clock =
                std::max<long long>(slack_.clock, clock.now().time_since_epoch().count());
        }
        CHECK(died);  // else it never ends
    }

    DeliverySlack& slack_;
    asio::io_context io_{1};
    asio::cancellation_signal signal_;
    StorageThread storage_;

public:
    PretendSlack api;
    ManualClock clock;
    OutboxWorker worker;
};

}  // namespace muster::testing
