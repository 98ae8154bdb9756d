#include "sandbox/shapes.hpp"
#include "sandbox/workspace.hpp"

#include <algorithm>
#include <utility>

namespace muster::sandbox {
namespace {

constexpr std::size_t pin_limit = 100;
constexpr std::size_t bookmark_limit = 100;
constexpr std::size_t reaction_limit = 23;

const char* channel_type(const Channel& channel) {
    switch (channel.kind) {
        case Channel::Kind::public_channel:
            return "channel";
        case Channel::Kind::private_channel:
            return "group";
        case Channel::Kind::im:
            return "im";
        case Channel::Kind::mpim:
            break;
    }
    return "mpim";
}

bool is_emoji_name(std::string_view name) {
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+' || c == '\'' || c == ':';
    });
}

}  // namespace

Message& Workspace::store(Channel& channel, Message message) {
    message.ts = new_ts();
    message.blocks = with_ids(std::move(message.blocks), "b" + std::to_string(++last_id_) + "_");
    const std::string ts = message.ts;
    Message& kept = channel.messages[ts] = std::move(message);
    touch();
    return kept;
}

void Workspace::tell_message(const Channel& channel, const Message& message) {
    if (!channel.has(bot_user))
        return;
    nlohmann::json event = message_json(*this, channel, message);
    event["channel"] = channel.id;
    event["channel_type"] = channel_type(channel);
    event["event_ts"] = message.ts;
    const bool mentions = message.text.find("<@" + bot_user) != std::string::npos;
    if (mentions && message.user != bot_user && message.subtype.empty() && !channel.is_im()) {
        nlohmann::json mention = event;
        mention["type"] = "app_mention";
        mention.erase("channel_type");
        tell(std::move(mention));
    }
    tell(std::move(event));
}

void Workspace::tell_changed(const Channel& channel, const Message& before, const Message& after) {
    if (!channel.has(bot_user))
        return;
    const std::string ts = new_ts();
    tell({{"type", "message"},
          {"subtype", "message_changed"},
          {"message", message_json(*this, channel, after)},
          {"previous_message", message_json(*this, channel, before)},
          {"channel", channel.id},
          {"channel_type", channel_type(channel)},
          {"hidden", true},
          {"ts", ts},
          {"event_ts", ts}});
}

Message& Workspace::post(const Post& post, const std::string& author) {
    Channel& channel = visible_channel(post.channel, author);
    if (channel.is_archived)
        throw Refusal("is_archived");
    Message message;
    message.user = author;
    message.text = post.text;
    message.blocks = post.blocks;
    message.metadata = post.metadata;
    message.username = post.username;
    message.files = post.files;
    if (author == bot_user)
        message.bot_id = bot_id;
    else if (message.blocks.empty() && !message.text.empty())
        message.blocks = rich_text_of(message.text);
    if (!post.files.empty())
        message.subtype = "file_share";
    if (!post.thread_ts.empty()) {
        Message* parent = find_message(channel, post.thread_ts);
        if (!parent || parent->is_reply())
            throw Refusal("cannot_reply_to_message");
        message.thread_ts = post.thread_ts;
        parent->thread_ts = post.thread_ts;
        message.broadcast = post.broadcast;
        if (post.broadcast) {
            message.subtype = "thread_broadcast";
            message.extra["root"] = {{"ts", parent->ts},
                                     {"text", parent->text},
                                     {"user", parent->user},
                                     {"type", "message"},
                                     {"thread_ts", parent->ts}};
        }
    }
    Message& kept = store(channel, std::move(message));
    tell_message(channel, kept);
    return kept;
}

Message& Workspace::post_ephemeral(const Post& post, const std::string& author,
                                   const std::string& to) {
    Channel* channel = find_channel(post.channel);
    if (!channel)
        throw Refusal("channel_not_found");
    Message message;
    message.user = author;
    message.bot_id = author == bot_user ? bot_id : "";
    message.text = post.text;
    message.blocks = post.blocks;
    message.thread_ts = post.thread_ts;
    message.username = post.username;
    message.ephemeral_to = to;
    return store(*channel, std::move(message));
}

Message* Workspace::find_message(Channel& channel, const std::string& ts) {
    const auto found = channel.messages.find(ts);
    const bool seen_by_all = found != channel.messages.end() && found->second.ephemeral_to.empty();
    return seen_by_all ? &found->second : nullptr;
}

Message& Workspace::edit(Channel& channel, const std::string& ts, const Edit& edit,
                         const std::string& user) {
    Message* message = find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    if (channel.is_archived)
        throw Refusal("is_inactive");
    if (message->user != user || (!message->subtype.empty() && message->bot_id.empty()))
        throw Refusal("cant_update_message");
    const Message before = *message;
    if (edit.text)
        message->text = *edit.text;
    if (edit.blocks)
        message->blocks = with_ids(*edit.blocks, "b" + std::to_string(++last_id_) + "_");
    if (edit.metadata)
        message->metadata = edit.metadata->empty() ? nlohmann::json() : *edit.metadata;
    if (user != bot_user && edit.text)
        message->blocks = with_ids(rich_text_of(message->text), "b" + std::to_string(++last_id_));
    message->edited = {{"user", user}, {"ts", new_ts()}};
    touch();
    tell_changed(channel, before, *message);
    return *message;
}

void Workspace::remove(Channel& channel, const std::string& ts, const std::string& user) {
    Message* message = find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    if (message->user != user || (!message->subtype.empty() && message->bot_id.empty()))
        throw Refusal("cant_delete_message");
    const Message before = *message;
    std::erase_if(channel.pins, [&](const Pin& pin) { return pin.ts == ts; });
    // A parent with replies leaves a tombstone, so that its thread stays readable.
    if (!channel.replies(ts).empty()) {
        message->subtype = "tombstone";
        message->text = "This message was deleted.";
        message->blocks = nlohmann::json::array();
        message->metadata = nullptr;
        message->files.clear();
        message->reactions.clear();
        message->user = "USLACKBOT";
        message->bot_id.clear();
        touch();
        tell_changed(channel, before, *message);
        return;
    }
    channel.messages.erase(ts);
    touch();
    if (!channel.has(bot_user))
        return;
    const std::string now_ts = new_ts();
    tell({{"type", "message"},
          {"subtype", "message_deleted"},
          {"deleted_ts", ts},
          {"previous_message", message_json(*this, channel, before)},
          {"channel", channel.id},
          {"channel_type", channel_type(channel)},
          {"hidden", true},
          {"ts", now_ts},
          {"event_ts", now_ts}});
}

void Workspace::react(Channel& channel, const std::string& ts, const std::string& name,
                      const std::string& user) {
    if (channel.is_archived)
        throw Refusal("is_archived");
    if (!is_emoji_name(name))
        throw Refusal("invalid_name");
    Message* message = find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    auto reaction = std::ranges::find(message->reactions, name, &Reaction::name);
    if (reaction == message->reactions.end()) {
        if (message->reactions.size() >= reaction_limit)
            throw Refusal("too_many_emoji");
        message->reactions.push_back({name, {}});
        reaction = std::prev(message->reactions.end());
    }
    if (std::ranges::find(reaction->users, user) != reaction->users.end())
        throw Refusal("already_reacted");
    reaction->users.push_back(user);
    touch();
    if (channel.has(bot_user))
        tell({{"type", "reaction_added"},
              {"user", user},
              {"reaction", name},
              {"item", {{"type", "message"}, {"channel", channel.id}, {"ts", ts}}},
              {"item_user", message->user}});
}

void Workspace::unreact(Channel& channel, const std::string& ts, const std::string& name,
                        const std::string& user) {
    Message* message = find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    const auto reaction = std::ranges::find(message->reactions, name, &Reaction::name);
    if (reaction == message->reactions.end() || std::erase(reaction->users, user) == 0)
        throw Refusal("no_reaction");
    if (reaction->users.empty())
        message->reactions.erase(reaction);
    touch();
    if (channel.has(bot_user))
        tell({{"type", "reaction_removed"},
              {"user", user},
              {"reaction", name},
              {"item", {{"type", "message"}, {"channel", channel.id}, {"ts", ts}}},
              {"item_user", message->user}});
}

void Workspace::pin(Channel& channel, const std::string& ts, const std::string& user) {
    Message* message = find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    if (channel.pin_of(ts))
        throw Refusal("already_pinned");
    if (channel.pins.size() >= pin_limit)
        throw Refusal("too_many_pins");
    channel.pins.push_back({ts, user, seconds()});
    touch();
    if (!channel.has(bot_user))
        return;
    tell({{"type", "pin_added"},
          {"user", user},
          {"channel_id", channel.id},
          {"item", pin_json(*this, channel, channel.pins.back())},
          {"item_user", message->user},
          {"pin_count", channel.pins.size()},
          {"pinned_info",
           {{"channel", channel.id}, {"pinned_by", user}, {"pinned_ts", seconds()}}}});
}

void Workspace::unpin(Channel& channel, const std::string& ts, const std::string& user) {
    const Message* message = find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    const Pin* found = channel.pin_of(ts);
    if (!found)
        throw Refusal("no_pin");
    const Pin taken = *found;
    std::erase_if(channel.pins, [&](const Pin& pin) { return pin.ts == ts; });
    touch();
    if (!channel.has(bot_user))
        return;
    tell({{"type", "pin_removed"},
          {"user", user},
          {"channel_id", channel.id},
          {"item", pin_json(*this, channel, taken)},
          {"item_user", message->user},
          {"pin_count", channel.pins.size()},
          {"has_pins", !channel.pins.empty()},
          {"pinned_info",
           {{"channel", channel.id}, {"pinned_by", taken.user}, {"pinned_ts", taken.created}}}});
}

Bookmark& Workspace::add_bookmark(Channel& channel, Bookmark bookmark) {
    if (channel.bookmarks.size() >= bookmark_limit)
        throw Refusal("too_many_bookmarks");
    bookmark.id = new_id("Bk");
    bookmark.created = seconds();
    channel.bookmarks.push_back(std::move(bookmark));
    touch();
    return channel.bookmarks.back();
}

void Workspace::say(Channel& channel, const std::string& subtype, const std::string& user,
                    const std::string& text, nlohmann::json extra) {
    Message message;
    message.subtype = subtype;
    message.user = user;
    message.text = text;
    message.extra = std::move(extra);
    tell_message(channel, store(channel, std::move(message)));
}

std::string Workspace::permalink(const Channel& channel, const Message& message) const {
    std::string digits = message.ts;
    std::erase(digits, '.');
    std::string link = base_url.empty() ? "https://" + team_domain + ".slack.com" : base_url;
    link += "/archives/" + channel.id + "/p" + digits;
    if (message.is_reply())
        link += "?thread_ts=" + message.thread_ts + "&cid=" + channel.id;
    return link;
}

}  // namespace muster::sandbox
