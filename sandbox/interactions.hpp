#pragma once

#include "sandbox/socket_mode.hpp"
#include "sandbox/workspace.hpp"

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

namespace muster::sandbox {

// What a person sees of what they did.
struct Outcome {
    bool ok = true;
    std::string error;        // "dispatch_failed", "operation_timeout", or why it could not be done
    nlohmann::json response;  // the payload of the acknowledgement; null when it had none
    nlohmann::json errors;    // of a form: block_id to sentence; null when there are none
    std::chrono::microseconds acknowledged_after{0};
};

// A click on a button, or a choice in a select. `chosen` holds what a stateful element adds to the
// action: selected_option, selected_user, value ….
struct Click {
    std::string user;
    std::string channel;
    std::string ts;       // of the message, or
    std::string view_id;  // the view it is in
    std::string block_id;
    std::string action_id;
    nlohmann::json chosen = nlohmann::json::object();
};

// What people do that the app must answer within 3 seconds: the payloads as Slack sends them, and
// what the acknowledgement then changes. Contract, section 4.
class Interactions {
public:
    Interactions(Workspace& workspace, SocketMode& sockets)
        : workspace_(workspace), sockets_(sockets) {}

    // `text` as Slack sends it: see as_command_text.
    boost::asio::awaitable<Outcome> slash_command(std::string user, std::string channel,
                                                  std::string command, std::string text);
    boost::asio::awaitable<Outcome> click(Click click);
    // `values` as in view.state.values; what is not in it stays as it was.
    boost::asio::awaitable<Outcome> submit_view(std::string user, std::string view_id,
                                                nlohmann::json values);
    boost::asio::awaitable<Outcome> close_view(std::string user, std::string view_id);
    // Global when `channel` is "", else on that message.
    boost::asio::awaitable<Outcome> shortcut(std::string user, std::string callback_id,
                                             std::string channel, std::string ts);
    // Options of an external select for what was typed.
    boost::asio::awaitable<Outcome> suggest(Click click, std::string typed);
    void open_home(const std::string& user);

private:
    nlohmann::json user_of(const std::string& user) const;
    nlohmann::json team() const;
    nlohmann::json payload(const std::string& type, const std::string& user) const;
    Outcome outcome_of(const Delivery& delivery) const;
    Outcome apply_view_response(const std::string& view_id, const std::string& user,
                                Outcome outcome);

    Workspace& workspace_;
    SocketMode& sockets_;
};

}  // namespace muster::sandbox
