#include "sandbox/api_call.hpp"
#include "sandbox/characters.hpp"
#include "sandbox/methods.hpp"
#include "sandbox/shapes.hpp"

#include <algorithm>
#include <string>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t bookmark_title_limit = 256;
constexpr std::size_t bookmark_link_limit = 2048;

void check_link(const std::string& link) {
    const bool web = link.starts_with("https://") || link.starts_with("http://");
    if (!web || count_characters(link) > bookmark_link_limit)
        throw Refusal("invalid_link");
}

void check_emoji(const std::string& emoji) {
    if (!emoji.empty() && (emoji.size() < 3 || !emoji.starts_with(':') || !emoji.ends_with(':')))
        throw Refusal("invalid_emoji");
}

void check_title(const std::string& title) {
    if (count_characters(title) > bookmark_title_limit)
        refuse_arguments({"must be less than 257 characters [json-pointer:/title]"});
}

std::string item_ts(Call& call) {
    if (!call.has("timestamp"))
        throw Refusal("no_item_specified");
    return call.timestamp("timestamp", "bad_timestamp");
}

}  // namespace

json pins_add(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = item_ts(call);
    if (!channel.has(call.me()))
        throw Refusal("not_in_channel");
    call.workspace.pin(channel, ts, call.me());
    return json::object();
}

json pins_list(Call& call) {
    const Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    json items = json::array();
    for (const auto& pin : channel.pins)
        items.push_back(pin_json(call.workspace, channel, pin));
    return {{"items", items}};
}

json pins_remove(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = item_ts(call);
    if (!channel.has(call.me()))
        throw Refusal("not_in_channel");
    call.workspace.unpin(channel, ts, call.me());
    return json::object();
}

json bookmarks_add(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel_id"), call.me());
    Bookmark bookmark;
    bookmark.title = call.text("title");
    if (call.text("type") != "link")
        throw Refusal("invalid_bookmark_type");
    bookmark.link = call.maybe("link");
    bookmark.emoji = call.maybe("emoji");
    check_title(bookmark.title);
    check_link(bookmark.link);
    check_emoji(bookmark.emoji);
    if (!channel.has(call.me()))
        throw Refusal("permission_denied");
    const Bookmark& added = call.workspace.add_bookmark(channel, std::move(bookmark));
    return {{"bookmark", bookmark_json(call.workspace, channel, added)}};
}

json bookmarks_edit(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel_id"), call.me());
    const std::string id = call.text("bookmark_id");
    if (!channel.has(call.me()))
        throw Refusal("permission_denied");
    const auto found = std::ranges::find(channel.bookmarks, id, &Bookmark::id);
    if (found == channel.bookmarks.end())
        throw Refusal("not_found");
    Bookmark changed = *found;
    if (call.has("title"))
        changed.title = call.text("title");
    if (call.has("link"))
        changed.link = call.text("link");
    if (call.has("emoji"))
        changed.emoji = call.maybe("emoji");
    check_title(changed.title);
    check_link(changed.link);
    check_emoji(changed.emoji);
    changed.updated = unix_seconds(call.workspace.now());
    *found = changed;
    call.workspace.touch();
    return {{"bookmark", bookmark_json(call.workspace, channel, changed)}};
}

json bookmarks_list(Call& call) {
    const Channel& channel = call.workspace.visible_channel(call.text("channel_id"), call.me());
    json bookmarks = json::array();
    for (const auto& bookmark : channel.bookmarks)
        bookmarks.push_back(bookmark_json(call.workspace, channel, bookmark));
    return {{"bookmarks", bookmarks}};
}

json bookmarks_remove(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel_id"), call.me());
    const std::string id = call.text("bookmark_id");
    if (std::erase_if(channel.bookmarks, [&](const auto& one) { return one.id == id; }) == 0)
        throw Refusal("not_found");
    call.workspace.touch();
    return json::object();
}

json reactions_add(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = item_ts(call);
    call.workspace.react(channel, ts, call.text("name"), call.me());
    return json::object();
}

json reactions_remove(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = item_ts(call);
    call.workspace.unreact(channel, ts, call.text("name"), call.me());
    return json::object();
}

json reactions_get(Call& call) {
    if (!call.has("channel"))
        throw Refusal("no_item_specified");
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const Message* message = call.workspace.find_message(channel, item_ts(call));
    if (!message)
        throw Refusal("message_not_found");
    json shape = message_json(call.workspace, channel, *message);
    shape["permalink"] = call.workspace.permalink(channel, *message);
    return {{"type", "message"}, {"channel", channel.id}, {"message", shape}};
}

}  // namespace muster::sandbox
