#include "sandbox/shapes.hpp"

#include "sandbox/workspace.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

json heading_json(const Heading& heading) {
    return {{"value", heading.value}, {"creator", heading.creator}, {"last_set", heading.last_set}};
}

json icons() {
    return {{"image_36", "https://a.slack-edge.com/36.png"},
            {"image_48", "https://a.slack-edge.com/48.png"},
            {"image_72", "https://a.slack-edge.com/72.png"}};
}

void put_id(json& element, const std::string& seed, int& count) {
    if (element.is_object() && element.contains("type") && !element.contains("action_id") &&
        element["type"] != "image" && element["type"] != "plain_text" &&
        element["type"] != "mrkdwn")
        element["action_id"] = seed + "a" + std::to_string(++count);
}

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const std::pair<std::string_view, char> entities[] = {
            {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
        const auto* found = std::ranges::find_if(
            entities, [&](const auto& entity) { return rest.starts_with(entity.first); });
        if (found != std::end(entities)) {
            plain += found->second;
            at += found->first.size();
        } else {
            plain += text[at++];
        }
    }
    return plain;
}

// What stands between < and > as an inline element; null for what is none.
json entity_element(std::string_view inside) {
    const auto bar = inside.find('|');
    const std::string what(inside.substr(0, bar));
    const std::string label = bar == inside.npos ? "" : std::string(inside.substr(bar + 1));
    if (what.starts_with('@'))
        return {{"type", "user"}, {"user_id", what.substr(1)}};
    if (what.starts_with('#'))
        return {{"type", "channel"}, {"channel_id", what.substr(1)}};
    if (what.starts_with("!subteam^"))
        return {{"type", "usergroup"}, {"usergroup_id", what.substr(9)}};
    if (what == "!here" || what == "!channel" || what == "!everyone")
        return {{"type", "broadcast"}, {"range", what.substr(1)}};
    if (what.find(':') != what.npos && !what.starts_with('!')) {
        json link = {{"type", "link"}, {"url", unescaped(what)}};
        if (!label.empty())
            link["text"] = unescaped(label);
        return link;
    }
    return nullptr;
}

}  // namespace

json person_json(const Workspace& workspace, const Person& person) {
    const auto& display_name = person.display_name.empty() ? person.handle : person.display_name;
    return {{"id", person.id},
            {"team_id", workspace.team_id},
            {"name", person.handle},
            {"deleted", person.deactivated},
            {"color", "9f69e7"},
            {"real_name", person.real_name},
            {"tz", person.tz},
            {"tz_label", person.tz},
            {"tz_offset", person.tz_offset},
            {"profile",
             {{"title", ""},
              {"phone", ""},
              {"real_name", person.real_name},
              {"real_name_normalized", person.real_name},
              {"display_name", display_name},
              {"display_name_normalized", display_name},
              {"status_text", ""},
              {"status_emoji", ""},
              {"email", person.email},
              {"team", workspace.team_id}}},
            {"is_admin", false},
            {"is_owner", false},
            {"is_primary_owner", false},
            {"is_restricted", person.is_guest || person.is_single_guest},
            {"is_ultra_restricted", person.is_single_guest},
            {"is_bot", person.is_bot},
            {"is_app_user", false},
            {"updated", unix_seconds(workspace.now())}};
}

json group_json(const UserGroup& group, bool include_users) {
    json shape = {{"id", group.id},
                  {"team_id", ""},
                  {"is_usergroup", true},
                  {"name", group.name},
                  {"description", ""},
                  {"handle", group.handle},
                  {"is_external", false},
                  {"date_create", 0},
                  {"date_update", 0},
                  {"date_delete", group.disabled ? 1 : 0},
                  {"auto_type", nullptr},
                  {"prefs", {{"channels", json::array()}, {"groups", json::array()}}},
                  {"user_count", group.users.size()}};
    if (include_users)
        shape["users"] = group.users;
    return shape;
}

json channel_json(const Workspace& workspace, const Channel& channel, const std::string& viewer) {
    if (channel.is_im()) {
        std::string other;
        for (const auto& member : channel.members)
            if (member != viewer)
                other = member;
        return {{"id", channel.id},       {"created", channel.created},
                {"is_im", true},          {"is_archived", false},
                {"is_org_shared", false}, {"context_team_id", workspace.team_id},
                {"user", other},          {"is_user_deleted", false},
                {"priority", 0}};
    }
    const bool is_private = channel.kind == Channel::Kind::private_channel;
    return {{"id", channel.id},
            {"name", channel.name},
            {"name_normalized", channel.name},
            {"is_channel", channel.kind == Channel::Kind::public_channel || is_private},
            {"is_group", false},
            {"is_im", false},
            {"is_mpim", channel.kind == Channel::Kind::mpim},
            {"is_private", channel.is_private()},
            {"created", channel.created},
            {"is_archived", channel.is_archived},
            {"is_general", channel.is_general},
            {"unlinked", 0},
            {"is_shared", false},
            {"is_org_shared", false},
            {"is_ext_shared", false},
            {"is_pending_ext_shared", false},
            {"context_team_id", workspace.team_id},
            {"creator", channel.creator},
            {"is_member", channel.has(viewer)},
            {"topic", heading_json(channel.topic)},
            {"purpose", heading_json(channel.purpose)},
            {"previous_names", channel.previous_names}};
}

json message_json(const Workspace& workspace, const Channel& channel, const Message& message,
                  bool all_metadata) {
    json shape = message.extra;
    shape["type"] = "message";
    shape["ts"] = message.ts;
    shape["text"] = message.text;
    shape["user"] = message.user;
    shape["team"] = workspace.team_id;
    if (!message.subtype.empty())
        shape["subtype"] = message.subtype;
    if (!message.blocks.empty())
        shape["blocks"] = message.blocks;
    if (!message.bot_id.empty()) {
        shape["bot_id"] = message.bot_id;
        shape["app_id"] = workspace.app_id;
        const Person* bot = workspace.find_person(message.user);
        shape["bot_profile"] = {{"id", message.bot_id},
                                {"deleted", false},
                                {"name", bot ? bot->handle : "bot"},
                                {"updated", 0},
                                {"app_id", workspace.app_id},
                                {"icons", icons()},
                                {"team_id", workspace.team_id}};
    }
    if (!message.username.empty())
        shape["username"] = message.username;
    if (!message.thread_ts.empty())
        shape["thread_ts"] = message.thread_ts;
    if (message.is_reply()) {
        const auto parent = channel.messages.find(message.thread_ts);
        if (parent != channel.messages.end())
            shape["parent_user_id"] = parent->second.user;
    } else if (!message.thread_ts.empty() && !channel.replies(message.ts).empty()) {
        const auto replies = channel.replies(message.ts);
        std::set<std::string> users;
        for (const Message* reply : replies)
            users.insert(reply->user);
        shape["thread_ts"] = message.ts;
        shape["reply_count"] = replies.size();
        shape["reply_users_count"] = users.size();
        shape["reply_users"] = users;
        shape["latest_reply"] = replies.back()->ts;
        shape["is_locked"] = false;
        shape["subscribed"] = false;
    }
    if (message.edited.is_object())
        shape["edited"] = message.edited;
    if (message.metadata.is_object()) {
        shape["metadata"] = message.metadata;
        if (!all_metadata)
            shape["metadata"] = {{"event_type", message.metadata.value("event_type", "")}};
    }
    for (const auto& reaction : message.reactions)
        shape["reactions"].push_back(
            {{"name", reaction.name}, {"users", reaction.users}, {"count", reaction.users.size()}});
    if (channel.pin_of(message.ts))
        shape["pinned_to"] = json::array({channel.id});
    for (const auto& id : message.files)
        if (const File* file = const_cast<Workspace&>(workspace).find_file(id))
            shape["files"].push_back(file_json(workspace, *file));
    return shape;
}

json pin_json(const Workspace& workspace, const Channel& channel, const Pin& pin) {
    json message = json::object();
    if (const auto found = channel.messages.find(pin.ts); found != channel.messages.end()) {
        message = message_json(workspace, channel, found->second);
        message["permalink"] = workspace.permalink(channel, found->second);
    }
    return {{"type", "message"},
            {"channel", channel.id},
            {"created", pin.created},
            {"created_by", pin.user},
            {"message", message}};
}

json bookmark_json(const Workspace& workspace, const Channel& channel, const Bookmark& bookmark) {
    return {{"id", bookmark.id},
            {"channel_id", channel.id},
            {"title", bookmark.title},
            {"link", bookmark.link},
            {"emoji", bookmark.emoji},
            {"icon_url", nullptr},
            {"entity_id", nullptr},
            {"type", "link"},
            {"date_created", bookmark.created},
            {"date_updated", bookmark.updated},
            {"rank", "n"},
            {"last_updated_by_user_id", workspace.bot_user},
            {"last_updated_by_team_id", workspace.team_id},
            {"shortcut_id", nullptr},
            {"app_id", workspace.app_id},
            {"app_action_id", nullptr}};
}

json canvas_json(const Workspace& workspace, const Canvas& canvas) {
    json channels = json::array();
    for (const auto& [id, level] : canvas.access)
        if (workspace.find_channel(id))
            channels.push_back(id);
    const std::string link = workspace.base_url + "/docs/" + workspace.team_id + "/" + canvas.id;
    return {{"id", canvas.id},
            {"created", canvas.created},
            {"timestamp", canvas.created},
            {"name", canvas.title},
            {"title", canvas.title},
            {"mimetype", "application/vnd.slack-docs"},
            {"filetype", "quip"},
            {"pretty_type", "Canvas"},
            {"user", canvas.creator},
            {"mode", "quip"},
            {"editable", true},
            {"last_editor", canvas.last_editor},
            {"updated", canvas.updated},
            {"linked_channel_id", canvas.channel},
            {"channels", channels},
            {"url_private", link},
            {"permalink", link}};
}

json file_json(const Workspace& workspace, const File& file) {
    const auto dot = file.name.rfind('.');
    const std::string kind = dot == file.name.npos ? "text" : file.name.substr(dot + 1);
    const std::string url = workspace.base_url + "/files/" + file.id + "/" + file.name;
    json shares = json::object();
    json channels = json::array();
    for (const auto& share : file.shares) {
        json entry = {{"ts", share.ts}, {"team_id", workspace.team_id}};
        if (!share.thread_ts.empty())
            entry["thread_ts"] = share.thread_ts;
        const Channel* channel = workspace.find_channel(share.channel);
        shares[channel && channel->is_private() ? "private" : "public"][share.channel].push_back(
            entry);
        channels.push_back(share.channel);
    }
    return {{"id", file.id},
            {"created", file.created},
            {"timestamp", file.created},
            {"name", file.name},
            {"title", file.title.empty() ? file.name : file.title},
            {"mimetype", kind == "png" ? "image/png" : "text/plain"},
            {"filetype", kind == "md" ? "markdown" : kind},
            {"pretty_type", kind},
            {"user", file.user},
            {"size", file.content.size()},
            {"mode", "hosted"},
            {"is_external", false},
            {"is_public", !channels.empty()},
            {"url_private", url},
            {"url_private_download", url},
            {"permalink", url},
            {"channels", channels},
            {"shares", shares}};
}

json view_json(const Workspace& workspace, const View& view) {
    json shape = view.body;
    shape["id"] = view.id;
    shape["team_id"] = workspace.team_id;
    shape["state"] = {{"values", view.values}};
    shape["hash"] = view.hash;
    shape["root_view_id"] = view.root;
    shape["previous_view_id"] = view.previous.empty() ? json(nullptr) : json(view.previous);
    shape["app_id"] = workspace.app_id;
    shape["app_installed_team_id"] = workspace.team_id;
    shape["bot_id"] = workspace.bot_id;
    for (const char* text : {"private_metadata", "callback_id", "external_id"})
        if (!shape.contains(text) || !shape[text].is_string())
            shape[text] = "";
    for (const char* flag : {"clear_on_close", "notify_on_close"})
        if (!shape.contains(flag))
            shape[flag] = false;
    for (const char* part : {"submit", "close"})
        if (!shape.contains(part))
            shape[part] = nullptr;
    if (!shape.contains("title"))
        shape["title"] = {{"type", "plain_text"}, {"text", "View Title"}, {"emoji", true}};
    return shape;
}

json with_ids(json blocks, const std::string& seed) {
    if (!blocks.is_array())
        return json::array();
    int count = 0;
    for (auto& block : blocks) {
        if (!block.is_object())
            continue;
        if (!block.contains("block_id") || !block["block_id"].is_string() ||
            block["block_id"].get_ref<const std::string&>().empty())
            block["block_id"] = seed + std::to_string(++count);
        for (const char* one : {"accessory", "element"})
            if (block.contains(one))
                put_id(block[one], seed, count);
        const std::string type = block.value("type", "");
        if ((type == "actions" || type == "context_actions") && block.contains("elements"))
            for (auto& element : block["elements"])
                put_id(element, seed, count);
    }
    return blocks;
}

json rich_text_of(const std::string& text) {
    json elements = json::array();
    std::string plain;
    const auto flush = [&] {
        if (!plain.empty())
            elements.push_back({{"type", "text"}, {"text", unescaped(plain)}});
        plain.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text[at] == '<' ? text.find('>', at) : text.npos;
        json element = end == text.npos
                           ? json(nullptr)
                           : entity_element(std::string_view(text).substr(at + 1, end - at - 1));
        if (element.is_null()) {
            plain += text[at++];
            continue;
        }
        flush();
        elements.push_back(std::move(element));
        at = end + 1;
    }
    flush();
    return json::array(
        {{{"type", "rich_text"},
          {"elements", json::array({{{"type", "rich_text_section"}, {"elements", elements}}})}}});
}

}  // namespace muster::sandbox
