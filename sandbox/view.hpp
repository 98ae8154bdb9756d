#pragma once

#include "sandbox/clock.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace muster::sandbox {

// A modal on somebody's stack, or their Home tab.
struct View {
    std::string id;
    std::string user;
    std::string root;
    std::string previous;  // the view below, "" at the bottom
    std::string hash;      // changes with each update
    nlohmann::json body;   // as the app sent it, each block and element with its id
    nlohmann::json values = nlohmann::json::object();  // what is filled in: block_id, action_id
};

// What somebody's click or command lets the app do once: open a view.
struct Trigger {
    std::string user;
    std::string view_id;  // the view it came from, "" elsewhere
    Moment expires;
    bool used = false;
};

// Where an app may answer an interaction.
struct ResponseUrl {
    std::string user;
    std::string channel;
    std::string message_ts;  // of a click: the message it was on; "" for a command
    bool ephemeral_source = false;
    Moment expires;
    int uses = 0;
};

}  // namespace muster::sandbox
