#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

namespace asio = boost::asio;

// The coroutines of one owner: it can stop them and wait until they ended. To be used on the one
// thread that runs the executor. The group must be joined before what its tasks borrow goes.
class TaskGroup {
public:
    // Told of every task that ended by an exception, after it was logged.
    using OnFailure = std::function<void(std::string_view task, std::string_view problem)>;

    explicit TaskGroup(asio::any_io_executor executor, OnFailure on_failure = {});
    ~TaskGroup();  // stops what still runs
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // Runs `task`; at once when called on the executor's thread. After stop() it is dropped.
    void start(std::string name, asio::awaitable<void> task);
    // Cancels every task (terminal cancellation). Ending by it is no failure.
    void stop();
    // Returns when no task is left. What a task starts meanwhile is waited for, too.
    asio::awaitable<void> join();

    [[nodiscard]] std::size_t running() const;
    [[nodiscard]] std::size_t failed() const;  // tasks that ended by an exception, ever

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace muster
