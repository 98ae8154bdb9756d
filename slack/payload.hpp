#pragma once

#include "commands/command.hpp"
#include "slack/envelope.hpp"

#include <optional>
#include <string>

namespace muster::slack {

// Who we are in Slack: what auth.test and the configuration say. What is empty is not compared.
struct Self {
    std::string command;   // "/incident"
    std::string team;      // "T…"
    std::string bot_user;  // "U…"
    std::string bot;       // "B…"
};

// What an envelope asks for; or why it asks nothing of us, for the log. Either way it is
// acknowledged.
struct Incoming {
    std::optional<Request> request;
    std::string why_not;
};

// Reads the payload of an envelope (CONTRACT 4). Of the request, `at` and the zone are left for the
// caller. A button's value is its own, or what was selected. An event's details are its members as
// text, by their path: "item.ts", "user.profile.display_name"; message text as it is read and kept.
// A button in a message has details "message_ts", "thread_ts"; one in a view "view_id". A shortcut
// brings its message along, and so does the event of an edit, which is called "message_edited";
// what is done to a message of ours has the detail "item_is_ours". Check boxes that went on in
// further blocks ("messages#2") are one field, and what is chosen is parted by spaces.
Incoming read_request(const Envelope& envelope, const Self& self);

}  // namespace muster::slack
