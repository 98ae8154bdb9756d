#include "sandbox/api_call.hpp"
#include "sandbox/methods.hpp"
#include "sandbox/shapes.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

json with_channel(Call& call, const Channel& channel) {
    return {{"channel", channel_json(call.workspace, channel, call.me())}};
}

// The conversations asked for by `types`, of which the app is told.
json conversations(Call& call, bool only_joined) {
    std::vector<std::string> types = call.list("types");
    if (types.empty())
        types = {"public_channel"};
    for (const auto& type : types) {
        if (type != "public_channel" && type != "private_channel" && type != "im" && type != "mpim")
            throw Refusal("invalid_types");
        call.need_scope(type);
    }
    const bool exclude_archived = call.flag("exclude_archived", false);
    const std::string user = only_joined && call.has("user") ? call.text("user") : call.me();
    call.workspace.person(user);
    std::vector<json> found;
    for (const auto& [id, channel] : call.workspace.channels()) {
        const bool wanted = std::ranges::find(types, channel.type_word()) != types.end();
        const bool seen = channel.has(user) || (!only_joined && !channel.is_private());
        const bool known = !channel.is_private() || channel.has(call.me());
        if (!wanted || !seen || !known || (exclude_archived && channel.is_archived))
            continue;
        json shape = channel_json(call.workspace, channel, call.me());
        shape["num_members"] = channel.members.size();
        found.push_back(std::move(shape));
    }
    return call.page("channels", found);
}

struct Span {
    std::string oldest;
    std::string latest;
    bool inclusive = false;

    bool holds(const std::string& ts) const {
        const bool after = oldest.empty() || ts > oldest || (inclusive && ts == oldest);
        const bool before = latest.empty() || ts < latest || (inclusive && ts == latest);
        return after && before;
    }
};

// "1767225600", "1767225600.5" and "1767225600.000100" as a full timestamp, to be compared as text.
std::string bound(Call& call, const char* name, const char* error) {
    const std::string text = call.maybe(name);
    if (text.empty() || text == "0" || text == "now")
        return {};
    const auto dot = text.find('.');
    std::string seconds = text.substr(0, dot);
    std::string micros = dot == text.npos ? "" : text.substr(dot + 1);
    const auto digits = [](const std::string& part) {
        return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    if (seconds.empty() || seconds.size() > 10 || !digits(seconds) || !digits(micros) ||
        micros.size() > 6)
        throw Refusal(error);
    seconds.insert(0, 10 - seconds.size(), '0');
    micros.append(6 - micros.size(), '0');
    return seconds + "." + micros;
}

Span span_of(Call& call) {
    return {bound(call, "oldest", "invalid_ts_oldest"), bound(call, "latest", "invalid_ts_latest"),
            call.flag("inclusive", false)};
}

// The page of messages asked for, in the order given; each page starts after the cursor's position.
json messages_page(Call& call, const Channel& channel, std::vector<const Message*> messages,
                   const Message* parent) {
    const int limit = call.number("limit", parent ? 1000 : 100, 1, 1000, "invalid_limit");
    const bool all_metadata = call.flag("include_all_metadata", false);
    std::size_t start = 0;
    if (const std::string cursor = call.maybe("cursor"); !cursor.empty()) {
        const auto position = from_cursor(cursor);
        if (!position)
            throw Refusal("invalid_cursor");
        const auto found = std::ranges::find(messages, *position, &Message::ts);
        if (found == messages.end())
            throw Refusal("invalid_cursor");
        start = static_cast<std::size_t>(found - messages.begin());
    }
    json page = json::array();
    if (parent)
        page.push_back(message_json(call.workspace, channel, *parent, all_metadata));
    const std::size_t stop = std::min(messages.size(), start + static_cast<std::size_t>(limit));
    for (std::size_t at = start; at < stop; ++at)
        page.push_back(message_json(call.workspace, channel, *messages[at], all_metadata));
    json answer = {{"messages", page}, {"has_more", stop < messages.size()}};
    if (stop < messages.size())
        answer["response_metadata"]["next_cursor"] = to_cursor(messages[stop]->ts);
    return answer;
}

}  // namespace

json conversations_create(Call& call) {
    const bool is_private = call.flag("is_private", false);
    call.need_scope(is_private ? "private_channel" : "public_channel");
    const std::string name = call.maybe("name");
    const Channel& channel = call.workspace.create_channel(name, is_private, call.me());
    return with_channel(call, channel);
}

json conversations_invite(Call& call) {
    Channel& channel = call.joined();
    call.only_channels(channel);
    if (channel.is_archived)
        throw Refusal("is_archived");
    json errors;
    call.workspace.invite(channel, call.list("users"), call.flag("force", false), call.me(),
                          errors);
    json answer = with_channel(call, channel);
    if (!errors.empty())
        answer["errors"] = errors;
    return answer;
}

json conversations_join(Call& call) {
    Channel& channel = call.channel();
    if (channel.kind != Channel::Kind::public_channel)
        throw Refusal("method_not_supported_for_channel_type");
    if (channel.is_archived)
        throw Refusal("is_archived");
    if (channel.has(call.me()))
        call.warnings.emplace_back("already_in_channel");
    else
        call.workspace.join(channel, call.me());
    return with_channel(call, channel);
}

json conversations_leave(Call& call) {
    Channel& channel = call.channel();
    call.only_channels(channel);
    if (!channel.has(call.me()))
        return {{"not_in_channel", true}};
    call.workspace.leave(channel, call.me());
    return json::object();
}

json conversations_set_topic(Call& call) {
    Channel& channel = call.joined();
    call.workspace.set_topic(channel, call.maybe("topic"), call.me());
    return with_channel(call, channel);
}

json conversations_set_purpose(Call& call) {
    Channel& channel = call.joined();
    call.workspace.set_purpose(channel, call.maybe("purpose"), call.me());
    return with_channel(call, channel);
}

json conversations_archive(Call& call) {
    Channel& channel = call.joined();
    call.only_channels(channel);
    call.workspace.archive(channel, call.me());
    return json::object();
}

json conversations_unarchive(Call& call) {
    Channel& channel = call.channel();
    call.only_channels(channel);
    if (!channel.is_archived)
        throw Refusal("not_archived");
    // A bot cannot bring a channel back; Slack's page names no code for it, so the general one.
    throw Refusal("not_in_channel");
}

json conversations_rename(Call& call) {
    Channel& channel = call.joined();
    call.only_channels(channel);
    call.workspace.rename(channel, call.maybe("name"), call.me());
    return with_channel(call, channel);
}

json conversations_open(Call& call) {
    const std::string id = call.maybe("channel");
    bool already_open = false;
    Channel* channel = nullptr;
    if (!id.empty()) {
        channel = &call.workspace.visible_channel(id, call.me());
        already_open = true;
    } else {
        const auto users = call.list("users");
        if (users.empty())
            throw Refusal("users_list_not_supplied");
        call.need_scope(users.size() == 1 ? "im" : "mpim");
        channel = &call.workspace.open_conversation(users, call.me(), &already_open);
    }
    call.need_scope(channel->type_word());
    json answer = {{"channel", {{"id", channel->id}}}};
    if (call.flag("return_im", false))
        answer = with_channel(call, *channel);
    if (already_open) {
        answer["no_op"] = true;
        answer["already_open"] = true;
    }
    return answer;
}

json conversations_info(Call& call) {
    const Channel& channel = call.channel();
    json answer = with_channel(call, channel);
    if (call.flag("include_num_members", false))
        answer["channel"]["num_members"] = channel.members.size();
    if (const Canvas* canvas = call.workspace.canvas_of(channel.id))
        answer["channel"]["properties"]["canvas"] = {{"file_id", canvas->id},
                                                     {"is_empty", canvas->parts.empty()}};
    return answer;
}

json conversations_list(Call& call) {
    return conversations(call, false);
}

json users_conversations(Call& call) {
    return conversations(call, true);
}

json conversations_members(Call& call) {
    const Channel& channel = call.channel();
    return call.page("members", {channel.members.begin(), channel.members.end()});
}

json conversations_history(Call& call) {
    const Channel& channel = call.joined();
    const Span span = span_of(call);
    std::vector<const Message*> found;
    for (const auto& [ts, message] : channel.messages)
        if (message.ephemeral_to.empty() && (!message.is_reply() || message.broadcast) &&
            span.holds(ts))
            found.push_back(&message);
    std::ranges::reverse(found);
    json answer = messages_page(call, channel, std::move(found), nullptr);
    answer["pin_count"] = channel.pins.size();
    return answer;
}

json conversations_replies(Call& call) {
    Channel& channel = call.joined();
    const std::string ts = call.timestamp("ts", "thread_not_found");
    const Message* parent = call.workspace.find_message(channel, ts);
    if (parent && parent->is_reply())
        parent = call.workspace.find_message(channel, parent->thread_ts);
    if (!parent)
        throw Refusal("thread_not_found");
    const Span span = span_of(call);
    std::vector<const Message*> found = channel.replies(parent->ts);
    std::erase_if(found, [&](const Message* reply) { return !span.holds(reply->ts); });
    return messages_page(call, channel, std::move(found), parent);
}

}  // namespace muster::sandbox
