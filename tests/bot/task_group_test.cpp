#include "bot/task_group.hpp"

#include "bot/clock.hpp"
#include "tests/bot/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <stdexcept>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::testing;

namespace {

asio::awaitable<void> set(bool& done) {
    done = true;
    co_return;
}

asio::awaitable<void> forever() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(std::chrono::steady_clock::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> fail(std::string words) {
    throw std::runtime_error(words);
    co_return;
}

asio::awaitable<void> start_another(TaskGroup& tasks, bool& done) {
    tasks.start("another", set(done));
    co_return;
}

asio::awaitable<void> say_at_the_end(std::vector<std::string>& said) {
    co_await asio::this_coro::throw_if_cancelled(false);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(std::chrono::steady_clock::time_point::max());
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    said.push_back("cleaned up");
}

struct Quiet {
    Quiet() { spdlog::set_level(spdlog::level::off); }
    ~Quiet() { spdlog::set_level(spdlog::level::info); }
};

}  // namespace

TEST_CASE("a group is joined when its last task ended, those started meanwhile included") {
    asio::io_context io;
    TaskGroup tasks(io.get_executor());
    bool first = false;
    bool another = false;
    const auto scene = [](TaskGroup& group, bool& one, bool& two) -> asio::awaitable<void> {
        group.start("first", set(one));
        group.start("second", start_another(group, two));
        co_await group.join();
    };
    play(io, scene(tasks, first, another));
    CHECK(first);
    CHECK(another);
    CHECK(tasks.running() == 0);
    CHECK(tasks.failed() == 0);
}

TEST_CASE("stopping ends tasks that would wait for ever, and lets them clean up") {
    asio::io_context io;
    TaskGroup tasks(io.get_executor());
    std::vector<std::string> said;
    const auto scene = [](TaskGroup& group,
                          std::vector<std::string>& words) -> asio::awaitable<void> {
        group.start("waits", forever());
        group.start("waits, too", say_at_the_end(words));
        CHECK(group.running() == 2);
        group.stop();
        co_await group.join();
    };
    play(io, scene(tasks, said));
    CHECK(said == std::vector<std::string>{"cleaned up"});
    CHECK(tasks.failed() == 0);
}

TEST_CASE("an exception in a task is counted and told, and the others go on") {
    const Quiet quiet;
    asio::io_context io;
    std::vector<std::string> told;
    TaskGroup tasks(io.get_executor(), [&told](std::string_view task, std::string_view problem) {
        told.push_back(std::string(task) + ": " + std::string(problem));
    });
    bool done = false;
    const auto scene = [](TaskGroup& group, bool& other) -> asio::awaitable<void> {
        group.start("outbox", fail("the disk is full"));
        group.start("other", set(other));
        co_await group.join();
    };
    play(io, scene(tasks, done));
    CHECK(told == std::vector<std::string>{"outbox: the disk is full"});
    CHECK(tasks.failed() == 1);
    CHECK(done);
}

TEST_CASE("after stopping nothing starts") {
    asio::io_context io;
    TaskGroup tasks(io.get_executor());
    bool done = false;
    tasks.stop();
    tasks.start("late", set(done));
    io.run();
    CHECK_FALSE(done);
    CHECK(tasks.running() == 0);
}

TEST_CASE("a task may stop its own group") {
    asio::io_context io;
    TaskGroup tasks(io.get_executor());
    const auto stopper = [](TaskGroup& group) -> asio::awaitable<void> {
        group.stop();
        co_return;
    };
    const auto scene = [&](TaskGroup& group) -> asio::awaitable<void> {
        group.start("waits", forever());
        group.start("stops", stopper(group));
        co_await group.join();
    };
    play(io, scene(tasks));
    CHECK(tasks.failed() == 0);
}

TEST_CASE("a clock set by hand stands still until it is moved") {
    ManualClock clock(Instant(std::chrono::seconds(1'000)));
    CHECK(clock.now() == Instant(std::chrono::seconds(1'000)));
    clock.advance(std::chrono::milliseconds(1'500));
    CHECK(clock.now() == Instant(std::chrono::seconds(1'001)));
    CHECK(clock.precise().time_since_epoch() == std::chrono::milliseconds(1'001'500));
    CHECK(SystemClock().now() > Instant(std::chrono::seconds(1'700'000'000)));
}
