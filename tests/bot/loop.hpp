#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <utility>

namespace muster::testing {

namespace asio = boost::asio;

// Waits until something holds, for at most `limit`; whether it came to hold.
inline asio::awaitable<bool> until(std::function<bool()> holds,
                                   std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end)
            co_return false;
        timer.expires_after(std::chrono::milliseconds(1));
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_return true;
}

// Runs a test's coroutine to its end; what it throws fails the test. Then lets what it stopped end.
inline void play(asio::io_context& io, asio::awaitable<void> scene) {
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(io, std::move(scene), [&](std::exception_ptr exception) {
        thrown = exception;
        done = true;
        io.stop();
    });
    io.run_for(std::chrono::seconds(30));
    REQUIRE_MESSAGE(done, "the test did not end within 30 s");
    if (thrown)
        std::rethrow_exception(thrown);
}

}  // namespace muster::testing
