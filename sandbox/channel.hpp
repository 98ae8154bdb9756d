#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace muster::sandbox {

struct Reaction {
    std::string name;
    std::vector<std::string> users;
};

// One message as Slack keeps it. Text is mrkdwn, escaped.
struct Message {
    std::string ts;
    std::string thread_ts;  // the parent's ts, in a reply; of a parent its own, once it has replies
    std::string user;
    std::string bot_id;  // of a message the app posted
    std::string subtype;
    std::string text;
    nlohmann::json blocks = nlohmann::json::array();
    nlohmann::json metadata;                          // null when there is none
    nlohmann::json extra = nlohmann::json::object();  // topic, purpose, inviter, root …
    nlohmann::json edited;                            // {user, ts}; null when never edited
    std::vector<Reaction> reactions;
    std::vector<std::string> files;
    std::string username;      // a name posted under, else ""
    std::string ephemeral_to;  // the one person who sees it; "" for everybody
    bool broadcast = false;    // a reply that also stands in the channel

    bool is_reply() const { return !thread_ts.empty() && thread_ts != ts; }
};

struct Pin {
    std::string ts;
    std::string user;
    std::int64_t created = 0;
};

struct Bookmark {
    std::string id;
    std::string title;
    std::string link;
    std::string emoji;
    std::int64_t created = 0;
    std::int64_t updated = 0;
};

// A channel's topic or purpose: who said what, when.
struct Heading {
    std::string value;
    std::string creator;
    std::int64_t last_set = 0;
};

// A conversation: channel, private channel, direct message or group of direct messages.
struct Channel {
    enum class Kind { public_channel, private_channel, im, mpim };

    std::string id;
    std::string name;
    Kind kind = Kind::public_channel;
    bool is_archived = false;
    bool is_general = false;
    std::string creator;
    std::int64_t created = 0;
    Heading topic;
    Heading purpose;
    std::vector<std::string> members;
    std::vector<std::string> previous_names;
    std::map<std::string, Message> messages;  // by ts; of equal length, so in order of time
    std::vector<Pin> pins;
    std::vector<Bookmark> bookmarks;

    bool is_private() const { return kind != Kind::public_channel; }
    bool is_im() const { return kind == Kind::im; }
    bool has(const std::string& user) const;
    // "public_channel", "private_channel", "im", "mpim": the words of the API's `types`.
    const char* type_word() const;
    // The replies of a thread, oldest first, without the parent and without ephemeral ones.
    std::vector<const Message*> replies(const std::string& thread_ts) const;
    const Pin* pin_of(const std::string& ts) const;
};

}  // namespace muster::sandbox
