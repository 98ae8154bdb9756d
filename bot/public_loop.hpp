#pragma once

#include "bot/http_answer.hpp"
#include "bot/http_request.hpp"
#include "bot/http_server.hpp"
#include "storage/descriptor.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

// One thread's share of the public listener. A request costs three calls of the system (wait, read,
// write) and no memory of its own, for what everybody looks at when all is down must not fall
// behind: epoll is spoken to directly because Asio asks twice more (docs/decisions/0010). All but
// adopt() and stop() belong to the thread in run().
class PublicLoop {
public:
    // `open` counts the connections of all loops together.
    PublicLoop(std::shared_ptr<const HttpServerOptions> options,
               std::shared_ptr<std::atomic<std::size_t>> open,
               std::shared_ptr<const SnapshotBoard> board);
    ~PublicLoop();
    PublicLoop(const PublicLoop&) = delete;
    PublicLoop& operator=(const PublicLoop&) = delete;

    // This loop takes the listener's connections, and gives each of `loops` its turn. Before run().
    void accept_for(Descriptor listener, std::vector<PublicLoop*> loops);
    // Serves until stop().
    void run();

    // Any thread.
    void adopt(Descriptor socket);
    void stop();

private:
    using Clock = std::chrono::steady_clock;
    struct Connection;
    using Connections = std::list<Connection>;

    void watch(const Descriptor& descriptor, void* mark, std::uint32_t events,
               bool anew = false) const;
    void wake() const;
    void hear(void* mark);
    void accept_some();
    void take_inbox();
    void serve_new(Descriptor socket);
    bool close_an_idle_one();
    void look_after_deadlines();

    void handle(Connection& connection);
    void read(Connection& connection);
    void answer_all(Connection& connection, std::size_t known, std::size_t size);
    void answer(Connection& connection);
    void refuse(Connection& connection, int status);
    void say(Connection& connection, std::string_view first, std::string_view rest);
    void flush(Connection& connection, std::string_view rest);
    void go_on_writing(Connection& connection);
    void after_answers(Connection& connection);
    void part(Connection& connection);
    void discard(Connection& connection);
    void close(Connection& connection);

    std::shared_ptr<const HttpServerOptions> options_;
    std::shared_ptr<std::atomic<std::size_t>> open_;
    std::shared_ptr<const SnapshotBoard> board_;

    Descriptor epoll_;
    Descriptor bell_;  // rung by other threads
    Descriptor listener_;
    std::vector<PublicLoop*> loops_;
    std::size_t turn_ = 0;
    bool accepting_ = false;
    Clock::time_point accept_again_{};

    std::mutex mutex_;  // of the inbox
    std::vector<Descriptor> inbox_;
    std::atomic<bool> stopping_{false};

    Connections connections_;  // the longest idle first
    Connections closed_;       // may still be named by events of this round
    std::size_t refusing_ = 0;

    Clock::time_point now_{};  // of this round
    Instant second_{};
    std::vector<char> unread_;  // what this connection sent
    std::string out_;           // what it is told
    HttpRequest request_;
    HttpFirstLines first_lines_;
    std::shared_ptr<const status::Snapshot> snapshot_;
    std::uint64_t generation_ = 0;
};

}  // namespace muster
