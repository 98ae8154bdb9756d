#pragma once

#include "sandbox/faults.hpp"
#include "sandbox/workspace.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster::sandbox {

// One open WebSocket, as Socket Mode sees it. Every function returns at once.
class SocketLink {
public:
    virtual ~SocketLink() = default;
    virtual void send(std::string text) = 0;
    virtual void ping(std::string payload) = 0;
    // Ends it with a close frame.
    virtual void close() = 0;
    // Ends it without one.
    virtual void cut() = 0;
    // Reads and sends nothing from now on, and stays open.
    virtual void go_deaf() = 0;
};

// How long Socket Mode waits (contract 1.3 to 1.7). Tests shorten it.
struct SocketTimes {
    std::chrono::milliseconds acknowledged_within{3000};
    std::vector<std::chrono::milliseconds> retries = {
        std::chrono::seconds(1), std::chrono::minutes(1), std::chrono::minutes(5)};
    std::chrono::milliseconds ping_every{10'000};
    std::chrono::milliseconds warning_before_close{10'000};
    // How long a connection told refresh_requested stays open, given no envelopes while there is
    // another; 0: it ends with the word.
    std::chrono::milliseconds refresh_before_close{0};
};

// What came of an envelope that wanted an answer.
struct Delivery {
    enum class Outcome { acknowledged, no_connection, timed_out };

    Outcome outcome = Outcome::no_connection;
    nlohmann::json payload;  // of the acknowledgement; null when it had none
    std::chrono::microseconds took{0};

    bool acknowledged() const { return outcome == Outcome::acknowledged; }
};

// Socket Mode's server side: tickets, hello, envelopes to one of the open connections in turn,
// acknowledgements, retries of events, pings and disconnects. All on one executor that runs one
// handler at a time.
class SocketMode : public std::enable_shared_from_this<SocketMode> {
public:
    SocketMode(boost::asio::any_io_executor executor, Workspace& workspace, Faults& faults,
               SocketTimes times);

    // A ticket for one connection.
    std::string new_ticket();
    // 101 when the handshake may go on, else the HTTP status that refuses it.
    int admit(const std::string& ticket);
    // A connection is open: it is told hello. Its number is for the calls below. One beyond ten is
    // told too_many_websockets and closed.
    int connected(std::shared_ptr<SocketLink> link);
    void disconnected(int connection);
    // A frame came in on it: an acknowledgement, or nothing we know.
    void received(int connection, const std::string& frame);

    // Sends an envelope and waits for its acknowledgement.
    boost::asio::awaitable<Delivery> ask(std::string type, nlohmann::json payload,
                                         bool accepts_payload);
    // Sends an event, and again as the schedule says until it is acknowledged.
    void tell(nlohmann::json event);
    // Tells one connection, or all when `only` is 0, to go: "warning", "refresh_requested",
    // "link_disabled", "too_many_websockets".
    void disconnect(const std::string& reason, int only = 0);
    // Cuts all connections without a word.
    void cut_all();
    void all_deaf();

    std::size_t connections() const { return links_.size(); }
    std::vector<int> connection_numbers() const;
    // Envelopes sent and not yet acknowledged, events waiting for a retry included.
    std::size_t unanswered() const { return waiting_.size() + events_under_way_; }
    // Of envelopes that a fault sent more than once, the newest of them: every acknowledgement that
    // came, word for word, by envelope_id.
    using Acknowledgements = std::map<std::string, std::vector<std::string>>;
    const Acknowledgements& sent_twice() const { return sent_twice_; }
    // Acknowledgements that came on another connection than their envelope.
    std::size_t answered_elsewhere() const { return answered_elsewhere_; }
    // Starts the pings.
    void start();
    void stop();

private:
    struct Waiting;

    boost::asio::awaitable<void> deliver_event(nlohmann::json payload);
    boost::asio::awaitable<Delivery> deliver(nlohmann::json envelope, std::string type);
    // Until it is acknowledged or too late; with `again` on every connection that follows one that
    // ended.
    boost::asio::awaitable<void> wait_for_answer(std::shared_ptr<Waiting> waiting, int connection,
                                                 std::string id, std::string text, bool again);
    void remember_twice(const std::string& id);
    boost::asio::awaitable<void> ping_all();
    boost::asio::awaitable<void> close_later(int connection, std::chrono::milliseconds wait);
    boost::asio::awaitable<void> send_later(int connection, std::string text,
                                            std::chrono::milliseconds wait);
    boost::asio::awaitable<bool> sleep(std::chrono::milliseconds wait);
    void spawn(boost::asio::awaitable<void> task);
    // The next connection in turn; 0 when there is none.
    int next(int other_than = 0);
    std::string new_envelope_id();
    void send(int connection, const std::string& text);

    boost::asio::any_io_executor executor_;
    Workspace& workspace_;
    Faults& faults_;
    SocketTimes times_;
    std::set<std::string> tickets_;
    std::map<int, std::shared_ptr<SocketLink>> links_;
    std::set<int> leaving_;  // of these, the ones that were told to refresh
    std::map<std::string, std::shared_ptr<Waiting>> waiting_;
    Acknowledgements sent_twice_;
    std::set<void*> timers_;  // of tasks that wait, to be cancelled at the end
    int last_connection_ = 0;
    int last_used_ = 0;
    std::size_t events_under_way_ = 0;
    std::size_t answered_elsewhere_ = 0;
    std::uint64_t last_envelope_ = 0;
    bool stopped_ = false;
};

}  // namespace muster::sandbox
