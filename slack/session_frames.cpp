// What Slack says on a connection: hello, disconnect and envelopes.
#include "slack/methods_table.hpp"
#include "slack/session.hpp"
#include "slack/text.hpp"
#include "slack/web_api.hpp"

#include <utility>

namespace muster::slack {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds crowded_wait{30};
constexpr minutes disabled_wait{5};
constexpr std::string_view envelope_types = "events_api interactive slash_commands";

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<long long> number_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number_integer())
        return std::nullopt;
    return found->get<long long>();
}

}  // namespace

Actions Session::frame(ConnectionNumber number, std::string_view text, SteadyInstant now) {
    Actions actions;
    Connection* const connection = find(number);
    if (connection == nullptr)
        return actions;
    connection->last_frame = now;
    // Repaired where it is not quite JSON: an envelope that is dropped is never acknowledged.
    auto frame = text.starts_with('{') ? read_json(repair_json(text)) : std::nullopt;
    if (!frame) {
        ++counted_.ignored_frames;
        return actions;
    }
    const std::string type = text_in(*frame, "type");
    if (type == "hello") {
        hello(number, *connection, *frame, now, actions);
    } else if (type == "disconnect") {
        disconnect(number, *connection, *frame, now, actions);
    } else {
        envelope(number, *connection, *std::move(frame), now, actions);
        return actions;  // the hot path: an envelope changes no connection
    }
    return settle(std::move(actions), now);
}

void Session::hello(ConnectionNumber number, Connection& connection, const nlohmann::json& frame,
                    SteadyInstant now, Actions& actions) {
    if (connection.phase != Phase::greeting)
        return;
    enter(connection, Phase::ready, now);
    connection.next_ping = now + options_.ping_every;
    pace_.succeeded();
    counted_.problem.clear();
    counted_.trouble = Trouble::none;
    counted_.last_hello = now;
    ++counted_.hellos;
    for (auto& ack : waiting_acks_)
        if (ack.until > now)
            say(number, connection, std::move(ack.text), now, actions);
    waiting_acks_.clear();

    const auto theirs = number_in(frame, "num_connections");
    if (theirs && *theirs > static_cast<long long>(connections_.size()))
        actions.push_back(
            Alert{Alert::Level::warning,
                  "Slack counts " + std::to_string(*theirs) + " connections of this app, and " +
                      std::to_string(connections_.size()) +
                      " are Muster's: another process uses the same app and takes a part of what "
                      "people type. Stop it, or give it an app of its own."});
    actions.push_back(Alert{Alert::Level::info,
                            "Connected to Slack (connection " + std::to_string(number) + ")."});
}

void Session::disconnect(ConnectionNumber number, Connection& connection,
                         const nlohmann::json& frame, SteadyInstant now, Actions& actions) {
    const std::string reason = text_in(frame, "reason");
    if (reason == "link_disabled") {
        close(number, true, now, actions);
        pace_.pause(now, disabled_wait);
        warn(actions, Alert::Level::error, Trouble::switched_off,
             "Socket Mode is switched off in the app's settings. Switch it on there (Settings, "
             "Socket Mode); Muster tries again every 5 minutes.");
        return;
    }
    if (reason == "too_many_websockets") {
        close(number, true, now, actions);
        pace_.pause(now, crowded_wait, crowded_wait);
        const auto theirs = number_in(frame, "num_connections");
        warn(actions, Alert::Level::warning, Trouble::crowded,
             "Slack says that this app has too many connections" +
                 (theirs ? " (" + std::to_string(*theirs) + ")" : std::string()) +
                 ". Stop other processes that use the app, or lower \"connections\"; Muster tries "
                 "again within a minute.");
        return;
    }
    switch (connection.phase) {
        case Phase::opening:
        case Phase::greeting:
            close(number, true, now, actions);
            pace_.failed(now);
            warn(actions, Alert::Level::warning, Trouble::unreachable,
                 "Slack ended a connection before it was ready. Muster keeps trying.");
            return;
        case Phase::ready:
            enter(connection, Phase::leaving, now);
            connection.slack_closes = reason == "warning";
            actions.push_back(Alert{Alert::Level::info, "Slack is renewing connection " +
                                                            std::to_string(number) + "."});
            return;
        case Phase::leaving:
            connection.slack_closes = connection.slack_closes && reason == "warning";
            return;
        case Phase::closing:
            return;
    }
}

void Session::envelope(ConnectionNumber number, Connection& connection, nlohmann::json frame,
                       SteadyInstant now, Actions& actions) {
    const std::string id = text_in(frame, "envelope_id");
    if (id.empty()) {
        ++counted_.ignored_frames;
        return;
    }
    if (const std::string type = text_in(frame, "type"); !lists(envelope_types, type)) {
        ++counted_.unknown_envelopes;
        actions.push_back(SendText{number, acknowledgement(id, std::nullopt)});
        return;
    }
    ++counted_.envelopes;
    ++connection.outstanding;
    connection.last_envelope = now;
    actions.push_back(DeliverEnvelope{number, std::move(frame)});
}

std::string acknowledgement(std::string_view envelope_id,
                            const std::optional<std::string>& payload) {
    // The id is Slack's and opaque, so it is written as the JSON library would write any text.
    std::string text =
        R"({"envelope_id":)" +
        nlohmann::json(envelope_id).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (payload)
        text += R"(,"payload":)" + *payload;
    return text += '}';
}

}  // namespace muster::slack
