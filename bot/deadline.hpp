#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>

namespace muster {

// Closes a socket at an instant, so that whatever waits on it ends; destroyed first, it does
// nothing. The socket must outlive it.
class Deadline {
public:
    template <class Socket>
    Deadline(Socket& socket, std::chrono::steady_clock::time_point at)
        : state_(std::make_shared<State>()), timer_(socket.get_executor(), at) {
        timer_.async_wait([&socket, state = state_](boost::system::error_code error) {
            // A wait that completed just before the end is still called: the socket may be gone.
            if (error || state->over)
                return;
            state->passed = true;
            socket.close(error);
        });
    }
    ~Deadline() { state_->over = true; }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    [[nodiscard]] bool passed() const { return state_->passed; }

private:
    struct State {
        bool passed = false;
        bool over = false;
    };
    std::shared_ptr<State> state_;
    boost::asio::steady_timer timer_;
};

}  // namespace muster
