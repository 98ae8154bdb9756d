#pragma once

#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace muster {

// Asks the storage thread and comes back to the asker's own executor with the answer. What the
// question throws is thrown to the asker. A question once asked is answered, cancelled or not: the
// storage thread drains before it stops.
template <class T>
boost::asio::awaitable<T> ask_storage(StorageThread& storage, std::function<T(Store&)> question) {
    namespace asio = boost::asio;
    using Answered = std::variant<std::exception_ptr, T>;
    const auto initiate = [&storage](auto handler, std::function<T(Store&)> asked) {
        auto executor = asio::get_associated_executor(handler);
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        storage.read([kept, executor, asked = std::move(asked)](Store& store) {
            Answered answered;
            try {
                answered = asked(store);
            } catch (...) {
                answered = std::current_exception();
            }
            asio::post(executor, [kept, answered = std::move(answered)]() mutable {
                (*kept)(std::move(answered));
            });
        });
    };
    auto answered = co_await asio::async_initiate<decltype(asio::use_awaitable), void(Answered)>(
        initiate, asio::use_awaitable, std::move(question));
    if (auto* failure = std::get_if<std::exception_ptr>(&answered))
        std::rethrow_exception(*failure);
    co_return std::get<T>(std::move(answered));
}

// Has the storage thread perform a job, and comes back with its outcome after the commit.
inline boost::asio::awaitable<Result<Outcome>> perform_job(StorageThread& storage, Job job) {
    namespace asio = boost::asio;
    using Answered = std::optional<Result<Outcome>>;  // never empty: a handler wants a default
    const auto initiate = [&storage](auto handler, Job posted) {
        auto executor = asio::get_associated_executor(handler);
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        storage.post(std::move(posted), [kept, executor](Result<Outcome> outcome) {
            asio::post(executor, [kept, outcome = Answered(std::move(outcome))]() mutable {
                (*kept)(std::move(outcome));
            });
        });
    };
    auto answered = co_await asio::async_initiate<decltype(asio::use_awaitable), void(Answered)>(
        initiate, asio::use_awaitable, std::move(job));
    co_return *std::move(answered);
}

// Asks the storage thread and waits for it until then at most: a disk may hang. Nothing when it
// took longer, or when the question threw, which the storage thread reports. What was asked is done
// all the same. `executor` is the asker's own.
template <class T>
boost::asio::awaitable<std::optional<T>> ask_storage_until(
    boost::asio::any_io_executor executor, StorageThread& storage,
    std::function<T(Store&)> question, std::chrono::steady_clock::time_point until) {
    namespace asio = boost::asio;
    struct Waiting {
        explicit Waiting(const asio::any_io_executor& on) : done(on) {}
        asio::steady_timer done;
        std::optional<T> answer;
    };
    const auto waiting = std::make_shared<Waiting>(executor);
    waiting->done.expires_at(until);
    storage.read([waiting, executor, asked = std::move(question)](Store& store) {
        const auto tell = [&](std::optional<T> answer) {
            asio::post(executor, [waiting, answer = std::move(answer)]() mutable {
                waiting->answer = std::move(answer);
                waiting->done.cancel();
            });
        };
        try {
            tell(asked(store));
        } catch (...) {
            tell(std::nullopt);
            throw;
        }
    });
    co_await waiting->done.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return std::move(waiting->answer);
}

}  // namespace muster
