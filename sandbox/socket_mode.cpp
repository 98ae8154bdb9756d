#include "sandbox/socket_mode.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

namespace muster::sandbox {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::size_t connection_limit = 10;
constexpr std::size_t ticket_limit = 1000;
constexpr int approximate_seconds = 18'060;
constexpr std::size_t sent_twice_limit = 200;
constexpr auto connection_looked_at_every = std::chrono::milliseconds(20);

json debug_info() {
    return {{"host", "applink-sandbox"}};
}

}  // namespace

struct SocketMode::Waiting {
    explicit Waiting(const asio::any_io_executor& executor) : timer(executor) {}

    asio::steady_timer timer;
    bool answered = false;
    int connection = 0;  // that it was sent on, last
    json payload;
};

SocketMode::SocketMode(asio::any_io_executor executor, Workspace& workspace, Faults& faults,
                       SocketTimes times)
    : executor_(std::move(executor)),
      workspace_(workspace),
      faults_(faults),
      times_(std::move(times)) {}

std::string SocketMode::new_ticket() {
    if (tickets_.size() >= ticket_limit)
        tickets_.erase(tickets_.begin());
    return *tickets_.insert(workspace_.new_id("ticket-")).first;
}

int SocketMode::admit(const std::string& ticket) {
    const bool known = tickets_.erase(ticket) > 0;
    if (const auto fault = faults_.take("socket.handshake"))
        return fault->status;
    return known ? 101 : 401;
}

int SocketMode::connected(std::shared_ptr<SocketLink> link) {
    const int number = ++last_connection_;
    const std::size_t count = links_.size() + 1;
    if (count > connection_limit) {
        const json frame = {{"type", "disconnect"},
                            {"reason", "too_many_websockets"},
                            {"num_connections", count},
                            {"debug_info", debug_info()},
                            {"connection_info", {{"app_id", workspace_.app_id}}}};
        link->send(frame.dump());
        link->close();
        return number;
    }
    const json hello = {{"type", "hello"},
                        {"num_connections", count},
                        {"debug_info",
                         {{"host", "applink-sandbox"},
                          {"build_number", 1},
                          {"approximate_connection_time", approximate_seconds}}},
                        {"connection_info", {{"app_id", workspace_.app_id}}}};
    link->send(hello.dump());
    links_[number] = std::move(link);
    return number;
}

void SocketMode::disconnected(int connection) {
    links_.erase(connection);
    leaving_.erase(connection);
}

void SocketMode::received(int connection, const std::string& frame) {
    const json ack = json::parse(frame, nullptr, false);
    if (!ack.is_object() || !links_.contains(connection))
        return;
    const auto id = ack.find("envelope_id");
    if (id == ack.end() || !id->is_string())
        return;
    if (const auto twice = sent_twice_.find(id->get<std::string>()); twice != sent_twice_.end())
        twice->second.push_back(frame);
    const auto waiting = waiting_.find(id->get<std::string>());
    if (waiting == waiting_.end() || waiting->second->answered)
        return;
    waiting->second->answered = true;
    answered_elsewhere_ += waiting->second->connection == connection ? 0U : 1U;
    if (ack.contains("payload"))
        waiting->second->payload = ack["payload"];
    waiting->second->timer.cancel();
}

std::vector<int> SocketMode::connection_numbers() const {
    std::vector<int> numbers;
    for (const auto& [number, link] : links_)
        numbers.push_back(number);
    return numbers;
}

int SocketMode::next(int other_than) {
    // The next after the one last used, of those that stay; one that leaves where no other is.
    for (const bool leaves : {false, true}) {
        int first = 0;
        int following = 0;
        for (const auto& [number, link] : links_) {
            if (number == other_than || leaving_.contains(number) != leaves)
                continue;
            first = first == 0 ? number : first;
            following = following == 0 && number > last_used_ ? number : following;
        }
        if (first != 0) {
            last_used_ = following != 0 ? following : first;
            return last_used_;
        }
    }
    return links_.contains(other_than) ? other_than : 0;
}

std::string SocketMode::new_envelope_id() {
    char id[64];
    std::snprintf(id, sizeof id, "57d6a792-4d35-4d0b-b6aa-%012llx",
                  static_cast<unsigned long long>(++last_envelope_));
    return id;
}

void SocketMode::send(int connection, const std::string& text) {
    if (const auto link = links_.find(connection); link != links_.end())
        link->second->send(text);
}

asio::awaitable<Delivery> SocketMode::ask(std::string type, json payload, bool accepts_payload) {
    json envelope = {{"envelope_id", new_envelope_id()},
                     {"payload", std::move(payload)},
                     {"type", type},
                     {"accepts_response_payload", accepts_payload}};
    co_return co_await deliver(std::move(envelope), std::move(type));
}

asio::awaitable<Delivery> SocketMode::deliver(json envelope, std::string type) {
    const auto self = shared_from_this();
    const auto started = std::chrono::steady_clock::now();
    Delivery delivery;
    auto fault = faults_.take("socket." + type);
    if (fault && fault->action == Fault::Action::disconnect)
        disconnect(fault->reason, next());
    if (fault && fault->action == Fault::Action::deaf)
        if (const auto link = links_.find(next()); link != links_.end())
            link->second->go_deaf();
    const int connection = next();
    if (connection == 0 || stopped_)
        co_return delivery;
    const std::string id = envelope["envelope_id"];
    const std::string text = envelope.dump();
    const auto waiting = std::make_shared<Waiting>(executor_);
    waiting->connection = connection;
    waiting_[id] = waiting;
    const auto meets = [&fault](Fault::Action action) { return fault && fault->action == action; };
    if (meets(Fault::Action::duplicate) || meets(Fault::Action::duplicate_elsewhere))
        remember_twice(id);
    if (!meets(Fault::Action::lost)) {
        if (meets(Fault::Action::delay))
            spawn(send_later(connection, text, std::chrono::milliseconds(fault->milliseconds)));
        else
            send(connection, text);
        if (meets(Fault::Action::duplicate))
            send(connection, text);
        if (meets(Fault::Action::duplicate_elsewhere))
            send(next(connection), text);
    }
    co_await wait_for_answer(waiting, connection, id, text, meets(Fault::Action::again));
    waiting_.erase(id);
    delivery.took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    delivery.outcome =
        waiting->answered ? Delivery::Outcome::acknowledged : Delivery::Outcome::timed_out;
    delivery.payload = std::move(waiting->payload);
    if (meets(Fault::Action::retry))
        delivery.outcome = Delivery::Outcome::timed_out;
    co_return delivery;
}

asio::awaitable<void> SocketMode::wait_for_answer(std::shared_ptr<Waiting> waiting, int connection,
                                                  std::string id, std::string text, bool again) {
    const auto until = std::chrono::steady_clock::now() + times_.acknowledged_within;
    while (!waiting->answered && !stopped_ && std::chrono::steady_clock::now() < until) {
        if (again && !links_.contains(connection)) {
            connection = next();
            if (connection != 0) {
                remember_twice(id);
                waiting->connection = connection;
                send(connection, text);
            }
        }
        waiting->timer.expires_at(
            again ? std::min(until, std::chrono::steady_clock::now() + connection_looked_at_every)
                  : until);
        co_await waiting->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

// Ids rise, so the oldest goes first.
void SocketMode::remember_twice(const std::string& id) {
    sent_twice_.try_emplace(id);
    if (sent_twice_.size() > sent_twice_limit)
        sent_twice_.erase(sent_twice_.begin());
}

void SocketMode::tell(json event) {
    if (stopped_)
        return;
    json payload = {{"token", "verification-token-deprecated"},
                    {"team_id", workspace_.team_id},
                    {"context_team_id", workspace_.team_id},
                    {"context_enterprise_id", nullptr},
                    {"api_app_id", workspace_.app_id},
                    {"event", std::move(event)},
                    {"type", "event_callback"},
                    {"event_id", workspace_.new_id("Ev")},
                    {"event_time", unix_seconds(workspace_.now())},
                    {"authorizations", json::array({{{"enterprise_id", nullptr},
                                                     {"team_id", workspace_.team_id},
                                                     {"user_id", workspace_.bot_user},
                                                     {"is_bot", true},
                                                     {"is_enterprise_install", false}}})},
                    {"is_ext_shared_channel", false},
                    {"event_context", "4-sandbox"}};
    spawn(deliver_event(std::move(payload)));
}

asio::awaitable<void> SocketMode::deliver_event(json payload) {
    const auto self = shared_from_this();
    ++events_under_way_;
    for (std::size_t attempt = 0; !stopped_; ++attempt) {
        json envelope = {{"envelope_id", new_envelope_id()},
                         {"payload", payload},
                         {"type", "events_api"},
                         {"accepts_response_payload", false},
                         {"retry_attempt", attempt},
                         {"retry_reason", attempt == 0 ? "" : "timeout"}};
        const Delivery delivery = co_await deliver(std::move(envelope), "events_api");
        if (delivery.acknowledged() || attempt >= times_.retries.size())
            break;
        if (!co_await sleep(times_.retries[attempt]))
            break;
    }
    --events_under_way_;
}

asio::awaitable<bool> SocketMode::sleep(std::chrono::milliseconds wait) {
    asio::steady_timer timer(executor_, wait);
    timers_.insert(&timer);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    timers_.erase(&timer);
    co_return !stopped_;
}

void SocketMode::spawn(asio::awaitable<void> task) {
    // The task keeps this object alive; what it may throw is a bug that must not pass unseen.
    asio::co_spawn(executor_, std::move(task),
                   [self = shared_from_this()](const std::exception_ptr& failure) {
                       if (failure)
                           std::rethrow_exception(failure);
                   });
}

asio::awaitable<void> SocketMode::send_later(int connection, std::string text,
                                             std::chrono::milliseconds wait) {
    if (co_await sleep(wait))
        send(connection, text);
}

asio::awaitable<void> SocketMode::close_later(int connection, std::chrono::milliseconds wait) {
    if (!co_await sleep(wait))
        co_return;
    // Out of the rotation first: what is sent after the good-bye arrives nowhere.
    if (const auto link = links_.find(connection); link != links_.end()) {
        const auto leaving = link->second;
        disconnected(connection);
        leaving->close();
    }
}

void SocketMode::disconnect(const std::string& reason, int only) {
    const json frame = {{"type", "disconnect"}, {"reason", reason}, {"debug_info", debug_info()}};
    for (const int number : connection_numbers()) {
        if (only != 0 && number != only)
            continue;
        send(number, frame.dump());
        if (reason == "warning") {
            spawn(close_later(number, times_.warning_before_close));
        } else if (reason == "refresh_requested" && times_.refresh_before_close.count() > 0) {
            leaving_.insert(number);
            spawn(close_later(number, times_.refresh_before_close));
        } else {
            links_.at(number)->close();
            links_.erase(number);
        }
    }
}

void SocketMode::cut_all() {
    for (const auto& [number, link] : std::exchange(links_, {}))
        link->cut();
}

void SocketMode::all_deaf() {
    for (const auto& [number, link] : links_)
        link->go_deaf();
}

void SocketMode::start() {
    spawn(ping_all());
}

asio::awaitable<void> SocketMode::ping_all() {
    while (co_await sleep(times_.ping_every))
        for (const auto& [number, link] : links_)
            link->ping("Ping from applink-sandbox");
}

void SocketMode::stop() {
    stopped_ = true;
    for (void* timer : timers_)
        static_cast<asio::steady_timer*>(timer)->cancel();
    for (const auto& [id, waiting] : waiting_)
        waiting->timer.cancel();
    cut_all();
}

}  // namespace muster::sandbox
