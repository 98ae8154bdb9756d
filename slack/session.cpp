#include "slack/session.hpp"

#include "slack/methods_table.hpp"

#include <algorithm>
#include <utility>

namespace muster::slack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds hello_limit{10};
constexpr seconds opening_limit{
    30};  // the owner's own limits are shorter; this one is for its bugs
constexpr seconds closing_limit{10};  // the same
constexpr seconds unsaid_retry{30};
constexpr seconds longest_retry{3'600};  // Slack's windows are a minute long
// After a replacement is ready, frames may still be on their way to the connection it replaces.
constexpr milliseconds linger{500};
constexpr seconds longest_acknowledgement{3};  // then Slack has given up
constexpr seconds longest_linger{10};
constexpr seconds warned_limit{30};  // Slack ends a warned connection after about 10 s
constexpr milliseconds stop_limit{1'500};
constexpr seconds waiting_ack_limit{10};
constexpr std::size_t most_waiting_acks = 1'024;
constexpr std::size_t most_said = 256;

// With these there is nothing to try again: an operator must act.
constexpr std::string_view fatal_codes =
    "not_authed invalid_auth account_inactive user_removed_from_team team_disabled"
    " not_allowed_token_type missing_scope token_revoked token_expired forbidden_team missing_args"
    " insecure_request accesslimited access_denied";

std::string advice(const std::string& code) {
    if (code == "not_allowed_token_type")
        return "Slack refuses the app token (" + code +
               "): it must be an app-level one, xapp-…. Set SLACK_APP_TOKEN and restart Muster.";
    if (code == "missing_scope")
        return "The app token lacks the scope connections:write. Make an app-level token with it, "
               "set SLACK_APP_TOKEN and restart Muster.";
    return "Slack refuses the app token (" + code +
           "). See that the app is installed and its app-level token is valid, set "
           "SLACK_APP_TOKEN and restart Muster.";
}

std::string in_seconds(milliseconds time) {
    return std::to_string(std::chrono::ceil<seconds>(time).count()) + " s";
}

}  // namespace

Session::Session(Options options, std::function<double()> random)
    : options_(options), pace_(std::move(random), options.paced) {
    options_.most = std::clamp(options_.most, 1, 10);
    options_.wished = std::clamp(options_.wished, 1, options_.most);
}

Actions Session::start(SteadyInstant now) {
    started_ = true;
    pace_.start(now);
    return settle({}, now);
}

Actions Session::opened(ConnectionNumber number, SteadyInstant now) {
    if (Connection* const connection = find(number);
        connection != nullptr && connection->phase == Phase::opening) {
        enter(*connection, Phase::greeting, now);
        connection->last_frame = now;
        connection->last_server_ping = now;
        connection->next_ping = now + options_.ping_every;
    }
    return settle({}, now);
}

Actions Session::open_failed(ConnectionNumber number, const OpenFailure& failure,
                             SteadyInstant now) {
    Actions actions;
    Connection* const connection = find(number);
    if (connection == nullptr)
        return settle(std::move(actions), now);
    const bool counts = connection->phase != Phase::closing;  // else it was counted then
    connections_.erase(number);
    if (lists(fatal_codes, failure.code)) {
        refused_ = true;
        warn(actions, Alert::Level::error, Trouble::refused, advice(failure.code));
    } else if (counts) {
        pace_.failed(now);
        const bool too_often = failure.http_status == 429 || failure.code == "ratelimited";
        if (failure.retry_after || too_often)
            pace_.pause(now, std::min(failure.retry_after.value_or(unsaid_retry), longest_retry));
        warn(actions, Alert::Level::warning, Trouble::unreachable,
             "A connection to Slack could not be opened: " + failure.words +
                 ". Muster keeps trying.");
    }
    return settle(std::move(actions), now);
}

Actions Session::ping_seen(ConnectionNumber number, SteadyInstant now) {
    if (Connection* const connection = find(number)) {
        connection->last_frame = now;
        connection->last_server_ping = now;
    }
    return {};
}

Actions Session::pong_seen(ConnectionNumber number, SteadyInstant now) {
    if (Connection* const connection = find(number))
        connection->last_frame = now;
    return {};
}

Actions Session::closed(ConnectionNumber number, std::string_view why, SteadyInstant now) {
    Actions actions;
    Connection* const connection = find(number);
    if (connection == nullptr)
        return actions;
    const Phase phase = connection->phase;
    const auto said = std::move(connection->said);
    connections_.erase(number);
    switch (phase) {
        case Phase::opening:
        case Phase::greeting:
            pace_.failed(now);
            warn(actions, Alert::Level::warning, Trouble::unreachable,
                 "A connection to Slack ended before it was ready: " + std::string(why) +
                     ". Muster keeps trying.");
            break;
        case Phase::ready:
            pace_.lost(now);
            lost(actions, "A connection to Slack ended: " + std::string(why) + ".");
            break;
        case Phase::leaving:
        case Phase::closing:
            break;
    }
    // After our own good-bye Slack has read all that came before it.
    if (phase == Phase::ready || phase == Phase::leaving)
        for (const auto& one : said)
            if (one.at + longest_acknowledgement > now)
                say_somewhere(one.text, now, actions);
    return settle(std::move(actions), now);
}

Actions Session::acknowledge(ConnectionNumber delivered_on, std::string text, SteadyInstant now) {
    Connection* const own = find(delivered_on);
    if (own != nullptr && own->outstanding > 0)
        --own->outstanding;
    const auto takes = [](const Connection& connection) {
        return connection.phase == Phase::greeting || connection.phase == Phase::ready ||
               connection.phase == Phase::leaving;
    };
    Actions actions;
    if (own != nullptr && takes(*own)) {
        say(delivered_on, *own, std::move(text), now, actions);
        // The hot path: nothing but a connection on its way out waits for its envelopes.
        return own->phase == Phase::leaving || stopping_since_ ? settle(std::move(actions), now)
                                                               : actions;
    }
    say_somewhere(std::move(text), now, actions);
    return settle(std::move(actions), now);
}

void Session::say(ConnectionNumber number, Connection& connection, std::string text,
                  SteadyInstant now, Actions& actions) {
    auto& said = connection.said;
    while (!said.empty() &&
           (said.front().at + longest_acknowledgement <= now || said.size() >= most_said))
        said.pop_front();
    said.push_back({text, now});
    actions.push_back(SendText{number, std::move(text)});
}

void Session::say_somewhere(std::string text, SteadyInstant now, Actions& actions) {
    const auto newest =
        std::find_if(connections_.rbegin(), connections_.rend(),
                     [](const auto& entry) { return entry.second.phase == Phase::ready; });
    const auto other =
        newest != connections_.rend()
            ? newest
            : std::find_if(connections_.rbegin(), connections_.rend(),
                           [](const auto& entry) { return entry.second.phase == Phase::leaving; });
    if (other != connections_.rend()) {
        say(other->first, other->second, std::move(text), now, actions);
    } else if (!stopping_since_) {
        if (waiting_acks_.size() >= most_waiting_acks)
            waiting_acks_.pop_front();
        waiting_acks_.push_back({std::move(text), now + waiting_ack_limit});
    }
}

Actions Session::give_up(ConnectionNumber delivered_on, SteadyInstant now) {
    if (Connection* const own = find(delivered_on); own != nullptr && own->outstanding > 0)
        --own->outstanding;
    return settle({}, now);
}

Actions Session::tick(SteadyInstant now) {
    Actions actions;
    std::erase_if(waiting_acks_, [now](const WaitingAck& ack) { return ack.until <= now; });
    std::vector<ConnectionNumber> numbers;  // closing erases none, but forgetting does
    for (const auto& [number, connection] : connections_)
        numbers.push_back(number);
    for (const auto number : numbers)
        keep_alive(number, *find(number), now, actions);
    return settle(std::move(actions), now);
}

Actions Session::stop(SteadyInstant now) {
    if (!stopping_since_)
        stopping_since_ = now;
    Actions actions;
    for (auto& [number, connection] : connections_)
        if (connection.phase == Phase::opening || connection.phase == Phase::greeting)
            close(number, connection.phase == Phase::greeting, now, actions);
    return settle(std::move(actions), now);
}

std::optional<SteadyInstant> Session::next_tick() const {
    std::optional<SteadyInstant> next;
    const auto consider = [&next](SteadyInstant at) { next = next ? std::min(*next, at) : at; };
    for (const auto& [number, connection] : connections_)
        consider(due(connection));
    // With no room for another, what makes room asks again.
    if (wants_more() && !opening() && connections_.size() < static_cast<std::size_t>(options_.most))
        consider(pace_.next());
    if (!waiting_acks_.empty())
        consider(waiting_acks_.front().until);
    return next;
}

SessionState Session::state() const {
    SessionState state = counted_;
    state.ready = ready();
    state.sockets = static_cast<int>(connections_.size());
    state.refused = refused_;
    state.stopping = stopping_since_.has_value();
    state.failures = pace_.failures();
    if (wants_more() && !opening())
        state.next_attempt = pace_.next();
    return state;
}

Session::Connection* Session::find(ConnectionNumber number) {
    const auto found = connections_.find(number);
    return found == connections_.end() ? nullptr : &found->second;
}

void Session::enter(Connection& connection, Phase phase, SteadyInstant now) {
    connection.phase = phase;
    connection.since = now;
}

void Session::close(ConnectionNumber number, bool politely, SteadyInstant now, Actions& actions) {
    Connection& connection = connections_.at(number);
    if (connection.phase == Phase::closing)
        return;
    enter(connection, Phase::closing, now);
    actions.push_back(CloseConnection{number, politely});
}

// The same once more is no news.
void Session::warn(Actions& actions, Alert::Level level, Trouble trouble, std::string words) {
    if (words == counted_.problem)
        level = Alert::Level::debug;
    counted_.trouble = trouble;
    counted_.problem = words;
    actions.push_back(Alert{level, std::move(words)});
}

void Session::lost(Actions& actions, std::string words) {
    words +=
        refused_ ? " Slack refuses the app token, so there is no other." : " Muster opens another.";
    if (ready() == 0 && !refused_)
        warn(actions, Alert::Level::warning, Trouble::unreachable, std::move(words));
    else
        actions.push_back(Alert{Alert::Level::warning, std::move(words)});
}

void Session::open_more(SteadyInstant now, Actions& actions) {
    if (!wants_more() || opening())
        return;
    if (connections_.size() >= static_cast<std::size_t>(options_.most))
        return make_room(now, actions);
    if (!pace_.take(now))
        return;
    ++counted_.opens;
    Connection& connection = connections_[++last_number_];
    enter(connection, Phase::opening, now);
    actions.push_back(OpenConnection{last_number_});
}

// No room to overlap: one that is being replaced goes first, once its envelopes are acknowledged.
void Session::make_room(SteadyInstant now, Actions& actions) {
    if (!crowded_out())
        return;
    for (auto& [number, connection] : connections_)
        if (connection.phase == Phase::leaving &&
            (connection.outstanding == 0 || now >= connection.since + longest_acknowledgement))
            return close(number, true, now, actions);
}

bool Session::may_close(Connection& connection, SteadyInstant now) const {
    if (stopping_since_)
        return connection.outstanding == 0 || now >= *stopping_since_ + stop_limit;
    if (connection.phase != Phase::leaving)
        return false;
    if (ready() < options_.wished) {
        connection.replaced.reset();
        // Slack may not let us have as many as wished; then one that is to go holds up the others.
        return ready() > 0 && now >= connection.since + warned_limit;
    }
    if (!connection.replaced)
        connection.replaced = now;
    return now >=
           (connection.slack_closes ? connection.since + warned_limit : quiet_at(connection));
}

SteadyInstant Session::quiet_at(const Connection& connection) {
    const auto since = *connection.replaced;
    const auto last = std::max(since, connection.last_envelope);
    return std::min(last + (connection.outstanding == 0 ? linger : longest_acknowledgement),
                    since + longest_linger);
}

void Session::close_replaced(SteadyInstant now, Actions& actions) {
    for (auto& [number, connection] : connections_)
        if ((connection.phase == Phase::leaving || connection.phase == Phase::ready) &&
            may_close(connection, now))
            close(number, true, now, actions);
}

void Session::keep_alive(ConnectionNumber number, Connection& connection, SteadyInstant now,
                         Actions& actions) {
    const auto give_up_on = [&](std::string why) {
        const bool was_ready = connection.phase == Phase::ready;
        close(number, false, now, actions);
        if (was_ready)
            pace_.lost(now);
        lost(actions, std::move(why));
    };
    switch (connection.phase) {
        case Phase::opening:
        case Phase::greeting:
            if (now >= connection.since +
                           (connection.phase == Phase::opening ? opening_limit : hello_limit)) {
                close(number, false, now, actions);
                pace_.failed(now);
                warn(actions, Alert::Level::warning, Trouble::unreachable,
                     "Slack took a connection and did not say hello. Muster keeps trying.");
            }
            return;
        case Phase::closing:
            if (now >= connection.since + closing_limit)
                connections_.erase(number);
            return;
        case Phase::ready:
        case Phase::leaving:
            break;
    }
    const auto every = options_.ping_every;
    if (now >= connection.next_ping + every) {
        // This process stood still. What Slack sent meanwhile is not read yet: ask before judging.
        connection.last_frame =
            std::max(connection.last_frame, now - options_.silent_limit + every);
        connection.last_server_ping =
            std::max(connection.last_server_ping, now - options_.server_ping_limit + 2 * every);
    }
    if (now >= connection.last_frame + options_.silent_limit)
        return give_up_on("A connection to Slack was silent for " +
                          in_seconds(options_.silent_limit) + ".");
    if (now >= connection.last_server_ping + options_.server_ping_limit)
        return give_up_on("A connection to Slack had none of its pings for " +
                          in_seconds(options_.server_ping_limit) + ".");
    if (now >= connection.next_ping) {
        connection.next_ping = now + every;
        actions.push_back(SendPing{number});
    }
}

SteadyInstant Session::due(const Connection& connection) const {
    switch (connection.phase) {
        case Phase::opening:
            return connection.since + opening_limit;
        case Phase::greeting:
            return connection.since + hello_limit;
        case Phase::closing:
            return connection.since + closing_limit;
        case Phase::ready:
        case Phase::leaving:
            break;
    }
    auto next = std::min({connection.next_ping, connection.last_frame + options_.silent_limit,
                          connection.last_server_ping + options_.server_ping_limit});
    if (stopping_since_)
        return std::min(next, *stopping_since_ + stop_limit);
    if (connection.replaced)
        next = std::min(
            next, connection.slack_closes ? connection.since + warned_limit : quiet_at(connection));
    else if (connection.phase == Phase::leaving && ready() > 0)
        next = std::min(next, connection.since + warned_limit);
    if (connection.phase == Phase::leaving && crowded_out() && connection.outstanding > 0)
        next = std::min(next, connection.since + longest_acknowledgement);
    return next;
}

Actions Session::settle(Actions actions, SteadyInstant now) {
    close_replaced(now, actions);
    open_more(now, actions);
    return actions;
}

int Session::ready() const {
    return static_cast<int>(std::ranges::count_if(
        connections_, [](const auto& entry) { return entry.second.phase == Phase::ready; }));
}

bool Session::opening() const {
    return std::ranges::any_of(connections_, [](const auto& entry) {
        return entry.second.phase == Phase::opening || entry.second.phase == Phase::greeting;
    });
}

bool Session::crowded_out() const {
    return wants_more() && !opening() &&
           connections_.size() >= static_cast<std::size_t>(options_.most) &&
           std::ranges::none_of(connections_, [](const auto& entry) {
               return entry.second.phase == Phase::closing;
           });
}

bool Session::wants_more() const {
    return started_ && !refused_ && !stopping_since_ && ready() < options_.wished;
}

}  // namespace muster::slack
