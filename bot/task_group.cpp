#include "bot/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <map>
#include <utility>
#include <vector>

namespace muster {
namespace {

// A task whose cancellation came just as it ended: Asio's own last step after it would throw
// operation_aborted then, past every handler.
asio::awaitable<void> to_its_end(asio::awaitable<void> task) {
    std::exception_ptr thrown;
    try {
        co_await std::move(task);
    } catch (...) {
        thrown = std::current_exception();
    }
    co_await asio::this_coro::throw_if_cancelled(false);
    if (thrown)
        std::rethrow_exception(thrown);
}

}  // namespace

// Shared with the tasks, which may end after the group has gone (their executor destroys them).
struct TaskGroup::State {
    State(asio::any_io_executor on, OnFailure tell)
        : executor(std::move(on)), on_failure(std::move(tell)), changed(executor) {}

    struct Task {
        std::string name;
        asio::cancellation_signal cancel;
    };

    // Takes note of how a task ended.
    void ended(std::uint64_t number, const std::exception_ptr& exception) {
        const auto task = tasks.extract(number);
        if (exception && !was_cancelled(exception)) {
            ++failed;
            const auto problem = words_of(exception);
            const auto& name = task.mapped()->name;
            spdlog::error("task {} failed: {}", name, problem);
            if (on_failure)
                on_failure(name, problem);
        }
        if (tasks.empty())
            changed.cancel();
    }

    [[nodiscard]] bool was_cancelled(const std::exception_ptr& exception) const {
        if (!stopped)
            return false;
        try {
            std::rethrow_exception(exception);
        } catch (const boost::system::system_error& error) {
            return error.code() == asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
    }

    static std::string words_of(const std::exception_ptr& exception) {
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception& error) {
            return error.what();
        } catch (...) {
            return "something that is no std::exception was thrown";
        }
    }

    asio::any_io_executor executor;
    OnFailure on_failure;
    asio::steady_timer changed;  // cancelled when the last task ended
    std::map<std::uint64_t, std::shared_ptr<Task>> tasks;
    std::uint64_t last_number = 0;
    std::size_t failed = 0;
    bool stopped = false;
};

TaskGroup::TaskGroup(asio::any_io_executor executor, OnFailure on_failure)
    : state_(std::make_shared<State>(std::move(executor), std::move(on_failure))) {}

TaskGroup::~TaskGroup() {
    stop();
    state_->on_failure = {};  // whoever listened may be gone with the group
}

void TaskGroup::start(std::string name, asio::awaitable<void> task) {
    if (state_->stopped)
        return;
    const auto number = ++state_->last_number;
    const auto entry = std::make_shared<State::Task>();
    entry->name = std::move(name);
    state_->tasks.emplace(number, entry);
    // The handler keeps the entry, and so the signal, for as long as the task can be cancelled.
    asio::co_spawn(state_->executor, to_its_end(std::move(task)),
                   asio::bind_cancellation_slot(
                       entry->cancel.slot(),
                       [state = state_, entry, number](const std::exception_ptr& exception) {
                           state->ended(number, exception);
                       }));
}

void TaskGroup::stop() {
    state_->stopped = true;
    // A task may end, and so leave the map, while it is told.
    std::vector<std::shared_ptr<State::Task>> tasks;
    tasks.reserve(state_->tasks.size());
    for (const auto& [number, task] : state_->tasks)
        tasks.push_back(task);
    for (const auto& task : tasks)
        task->cancel.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> TaskGroup::join() {
    const auto state = state_;
    while (!state->tasks.empty()) {
        state->changed.expires_at(asio::steady_timer::time_point::max());
        co_await state->changed.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

std::size_t TaskGroup::running() const {
    return state_->tasks.size();
}

std::size_t TaskGroup::failed() const {
    return state_->failed;
}

}  // namespace muster
