#include "sandbox/characters.hpp"
#include "sandbox/shapes.hpp"
#include "sandbox/workspace.hpp"

#include <algorithm>
#include <utility>

namespace muster::sandbox {
namespace {

constexpr std::size_t heading_limit_characters = 250;
constexpr std::size_t name_limit_characters = 80;

}  // namespace

bool Channel::has(const std::string& user) const {
    return std::ranges::find(members, user) != members.end();
}

const char* Channel::type_word() const {
    switch (kind) {
        case Kind::public_channel:
            return "public_channel";
        case Kind::private_channel:
            return "private_channel";
        case Kind::im:
            return "im";
        case Kind::mpim:
            break;
    }
    return "mpim";
}

std::vector<const Message*> Channel::replies(const std::string& thread_ts) const {
    std::vector<const Message*> found;
    for (const auto& [ts, message] : messages)
        if (message.thread_ts == thread_ts && ts != thread_ts && message.ephemeral_to.empty())
            found.push_back(&message);
    return found;
}

const Pin* Channel::pin_of(const std::string& ts) const {
    const auto found = std::ranges::find(pins, ts, &Pin::ts);
    return found == pins.end() ? nullptr : &*found;
}

Channel* Workspace::find_channel(std::string_view id) {
    const auto found = channels_.find(std::string(id));
    return found == channels_.end() ? nullptr : &found->second;
}

const Channel* Workspace::find_channel(std::string_view id) const {
    const auto found = channels_.find(std::string(id));
    return found == channels_.end() ? nullptr : &found->second;
}

Channel* Workspace::find_channel_named(std::string_view name) {
    for (auto& [id, channel] : channels_)
        if (channel.name == name && !channel.name.empty())
            return &channel;
    return nullptr;
}

Channel& Workspace::visible_channel(std::string_view id, std::string_view viewer) {
    Channel* channel = find_channel(id);
    if (!channel || (channel->is_private() && !channel->has(std::string(viewer))))
        throw Refusal("channel_not_found");
    return *channel;
}

Channel& Workspace::joined_channel(std::string_view id, std::string_view viewer) {
    Channel& channel = visible_channel(id, viewer);
    if (!channel.has(std::string(viewer)))
        throw Refusal("not_in_channel");
    return channel;
}

// Contract 5.3. Slack also takes lower-case letters of other scripts; a careful app sends none, so
// here they are refused.
void Workspace::check_name(const std::string& name, const std::string& own_id) const {
    if (name.empty())
        throw Refusal("invalid_name_required");
    if (count_characters(name) > name_limit_characters)
        throw Refusal("invalid_name_maxlength");
    bool letter = false;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && c != '-' && c != '_')
            throw Refusal("invalid_name_specials");
        letter = letter || plain;
    }
    if (!letter)
        throw Refusal("invalid_name_punctuation");
    for (const auto& [id, channel] : channels_)
        if (channel.name == name && id != own_id)
            throw Refusal("name_taken");
    if (find_handle(name) || find_group(name))
        throw Refusal("name_taken");
}

Channel& Workspace::create_channel(const std::string& name, bool is_private,
                                   const std::string& creator, std::string id) {
    check_name(name, {});
    if (!may_create_channels && creator == bot_user)
        throw Refusal("restricted_action");
    Channel channel;
    channel.id = id.empty() ? new_id("C") : std::move(id);
    channel.name = name;
    channel.kind = is_private ? Channel::Kind::private_channel : Channel::Kind::public_channel;
    channel.creator = creator;
    channel.created = seconds();
    channel.members = {creator};
    Channel& kept = channels_[channel.id] = std::move(channel);
    touch();
    tell({{"type", "channel_created"}, {"channel", channel_json(*this, kept, bot_user)}});
    return kept;
}

Channel& Workspace::open_conversation(std::vector<std::string> users, const std::string& opener,
                                      bool* already_open) {
    std::erase(users, opener);
    std::ranges::sort(users);
    users.erase(std::ranges::unique(users).begin(), users.end());
    if (users.empty())
        throw Refusal("not_enough_users");
    if (users.size() > 8)
        throw Refusal("too_many_users");
    for (const auto& user : users)
        if (person(user).deactivated)
            throw Refusal("user_disabled");
    std::vector<std::string> members = users;
    members.push_back(opener);
    std::ranges::sort(members);
    for (auto& [id, channel] : channels_) {
        if (channel.kind != Channel::Kind::im && channel.kind != Channel::Kind::mpim)
            continue;
        if (channel.members == members) {
            if (already_open)
                *already_open = true;
            return channel;
        }
    }
    Channel channel;
    const bool direct = members.size() == 2;
    channel.kind = direct ? Channel::Kind::im : Channel::Kind::mpim;
    channel.id = new_id(direct ? "D" : "G");
    channel.creator = opener;
    channel.created = seconds();
    channel.members = std::move(members);
    Channel& kept = channels_[channel.id] = std::move(channel);
    touch();
    return kept;
}

void Workspace::join(Channel& channel, const std::string& user, const std::string& inviter) {
    channel.members.push_back(user);
    nlohmann::json extra = nlohmann::json::object();
    if (!inviter.empty())
        extra["inviter"] = inviter;
    say(channel, channel.is_private() ? "group_join" : "channel_join", user,
        "<@" + user + "> has joined the channel", extra);
    nlohmann::json event = {{"type", "member_joined_channel"},
                            {"user", user},
                            {"channel", channel.id},
                            {"channel_type", channel.is_private() ? "G" : "C"},
                            {"team", team_id}};
    event.update(extra);
    if (channel.has(bot_user))
        tell(std::move(event));
}

void Workspace::leave(Channel& channel, const std::string& user) {
    if (!channel.has(user))
        throw Refusal("not_in_channel");
    if (channel.is_general)
        throw Refusal("cant_leave_general");
    const bool bot_was_in = channel.has(bot_user);
    std::erase(channel.members, user);
    say(channel, channel.is_private() ? "group_leave" : "channel_leave", user,
        "<@" + user + "> has left the channel", nlohmann::json::object());
    if (bot_was_in)
        tell({{"type", "member_left_channel"},
              {"user", user},
              {"channel", channel.id},
              {"channel_type", channel.is_private() ? "G" : "C"},
              {"team", team_id}});
}

void Workspace::invite(Channel& channel, const std::vector<std::string>& users, bool force,
                       const std::string& inviter, nlohmann::json& errors) {
    if (users.empty())
        throw Refusal("no_user");
    if (users.size() > 100)
        throw Refusal("too_many_users");
    errors = nlohmann::json::array();
    std::vector<std::string> invited;
    for (const auto& user : users) {
        const Person* found = find_person(user);
        const char* error =
            !found               ? "user_not_found"
            : found->deactivated ? "cant_invite"
            : user == inviter    ? "cant_invite_self"
            : channel.has(user)  ? "already_in_channel"
            : found->is_guest || found->is_single_guest
                ? (found->is_single_guest ? "ura_max_channels" : "user_is_restricted")
                : nullptr;
        if (error)
            errors.push_back({{"user", user}, {"ok", false}, {"error", error}});
        else if (std::ranges::find(invited, user) == invited.end())
            invited.push_back(user);
    }
    if (!errors.empty() && (!force || invited.empty()))
        throw Refusal(errors.front()["error"], {{"errors", errors}});
    for (const auto& user : invited)
        join(channel, user, inviter);
}

void Workspace::set_topic(Channel& channel, const std::string& topic, const std::string& user) {
    if (channel.is_archived)
        throw Refusal("is_archived");
    if (count_characters(topic) > heading_limit_characters)
        throw Refusal("too_long");
    if (channel.topic.value == topic)
        return;
    channel.topic = {topic, user, seconds()};
    say(channel, channel.is_private() ? "group_topic" : "channel_topic", user,
        "<@" + user + "> set the channel topic: " + topic, {{"topic", topic}});
}

void Workspace::set_purpose(Channel& channel, const std::string& purpose, const std::string& user) {
    if (channel.is_archived)
        throw Refusal("is_archived");
    if (count_characters(purpose) > heading_limit_characters)
        throw Refusal("too_long");
    if (channel.purpose.value == purpose)
        return;
    channel.purpose = {purpose, user, seconds()};
    say(channel, channel.is_private() ? "group_purpose" : "channel_purpose", user,
        "<@" + user + "> set the channel description: " + purpose, {{"purpose", purpose}});
}

void Workspace::rename(Channel& channel, const std::string& name, const std::string& user) {
    if (channel.is_archived)
        throw Refusal("is_archived");
    if (channel.creator != user)
        throw Refusal("not_authorized");
    if (channel.name == name)
        return;
    check_name(name, channel.id);
    const std::string old = std::exchange(channel.name, name);
    channel.previous_names.push_back(old);
    say(channel, channel.is_private() ? "group_name" : "channel_name", user,
        "<@" + user + "> has renamed the channel from \"" + old + "\" to \"" + name + "\"",
        {{"old_name", old}, {"name", name}});
    if (!channel.has(bot_user) && channel.is_private())
        return;
    tell({{"type", channel.is_private() ? "group_rename" : "channel_rename"},
          {"channel",
           {{"id", channel.id},
            {"name", name},
            {"name_normalized", name},
            {"is_channel", !channel.is_private()},
            {"is_mpim", false},
            {"created", channel.created}}}});
}

void Workspace::archive(Channel& channel, const std::string& user) {
    if (channel.is_general)
        throw Refusal("cant_archive_general");
    if (channel.is_archived)
        throw Refusal("already_archived");
    channel.is_archived = true;
    say(channel, channel.is_private() ? "group_archive" : "channel_archive", user,
        "<@" + user + "> archived the channel", {{"members", channel.members}});
    if (channel.has(bot_user) || !channel.is_private())
        tell({{"type", channel.is_private() ? "group_archive" : "channel_archive"},
              {"channel", channel.id},
              {"user", user},
              {"is_moved", 0}});
}

void Workspace::unarchive(Channel& channel, const std::string& user) {
    if (!channel.is_archived)
        throw Refusal("not_archived");
    channel.is_archived = false;
    say(channel, channel.is_private() ? "group_unarchive" : "channel_unarchive", user,
        "<@" + user + "> un-archived the channel", nlohmann::json::object());
    if (channel.has(bot_user) || !channel.is_private())
        tell({{"type", channel.is_private() ? "group_unarchive" : "channel_unarchive"},
              {"channel", channel.id},
              {"user", user}});
}

}  // namespace muster::sandbox
