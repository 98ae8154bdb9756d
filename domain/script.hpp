#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace muster {

// Where a script and whoever runs it meet: the script leaves the step it wants, and is resumed with
// the answer. So a protocol is tested without a socket.
template <class Step, class Answer>
struct ScriptPort {
    Step wanted;
    Answer answer;
    std::coroutine_handle<> waiting;

    // co_await port.ask(step): the answer to that step.
    auto ask(Step step) {
        struct Awaiter {
            ScriptPort& port;
            Step step;
            [[nodiscard]] bool await_ready() const { return false; }
            void await_suspend(std::coroutine_handle<> script) {
                port.wanted = std::move(step);
                port.waiting = script;
            }
            Answer await_resume() { return std::move(port.answer); }
        };
        return Awaiter{*this, std::move(step)};
    }
};

// A protocol written as straight code: a coroutine that stops at each ScriptPort::ask. Lazy; one
// script awaits another; what is thrown travels to the one that awaits.
template <class T>
class [[nodiscard]] Script {
public:
    struct promise_type {  // NOLINT(readability-identifier-naming): the language calls it so
        std::optional<T> value;
        std::exception_ptr failure;
        std::coroutine_handle<> awaiting = std::noop_coroutine();

        Script get_return_object() {
            return Script(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept {
            struct Back {
                [[nodiscard]] bool await_ready() const noexcept { return false; }
                std::coroutine_handle<> await_suspend(
                    std::coroutine_handle<promise_type> ended) noexcept {
                    return ended.promise().awaiting;
                }
                void await_resume() noexcept {}
            };
            return Back{};
        }
        void return_value(T result) { value = std::move(result); }
        void unhandled_exception() { failure = std::current_exception(); }
    };

    Script(Script&& other) noexcept : script_(std::exchange(other.script_, nullptr)) {}
    Script& operator=(Script&&) = delete;
    ~Script() {
        if (script_)
            script_.destroy();
    }

    auto operator co_await() && {
        struct Awaiter {
            std::coroutine_handle<promise_type> script;
            [[nodiscard]] bool await_ready() const { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) {
                script.promise().awaiting = awaiting;
                return script;
            }
            T await_resume() { return Script::result_of(script); }
        };
        return Awaiter{script_};
    }

    // For whoever runs the outermost one.
    void begin() { script_.resume(); }
    [[nodiscard]] bool ended() const { return script_.done(); }
    T result() { return result_of(script_); }

private:
    explicit Script(std::coroutine_handle<promise_type> script) : script_(script) {}
    static T result_of(std::coroutine_handle<promise_type> script) {
        if (script.promise().failure)
            std::rethrow_exception(script.promise().failure);
        return *std::move(script.promise().value);
    }

    std::coroutine_handle<promise_type> script_;
};

}  // namespace muster
