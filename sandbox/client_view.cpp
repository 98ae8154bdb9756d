#include "sandbox/client_view.hpp"

#include "sandbox/characters.hpp"
#include "sandbox/shapes.hpp"

#include <string>

namespace muster::sandbox {
namespace {

using nlohmann::json;

json client_channel(const Channel& channel, const std::string& as) {
    json bookmarks = json::array();
    for (const auto& bookmark : channel.bookmarks)
        bookmarks.push_back({{"id", bookmark.id},
                             {"title", bookmark.title},
                             {"link", bookmark.link},
                             {"emoji", bookmark.emoji}});
    json pins = json::array();
    for (const auto& pin : channel.pins)
        pins.push_back(pin.ts);
    return {{"id", channel.id},
            {"name", channel.name},
            {"is_private", channel.is_private()},
            {"is_archived", channel.is_archived},
            {"is_im", channel.is_im()},
            {"topic", channel.topic.value},
            {"purpose", channel.purpose.value},
            {"creator", channel.creator},
            {"is_member", channel.has(as)},
            {"members", channel.members},
            {"bookmarks", bookmarks},
            {"pins", pins},
            {"last_ts", channel.messages.empty() ? "" : channel.messages.rbegin()->first}};
}

std::string author_of(const Workspace& workspace, const Message& message) {
    if (!message.username.empty())
        return message.username;
    if (const Person* person = workspace.find_person(message.user))
        return person->real_name;
    return "Slackbot";
}

json client_message(Workspace& workspace, const Channel& channel, const Message& message) {
    json shape = {
        {"ts", message.ts},
        {"user", message.user},
        {"name", author_of(workspace, message)},
        {"is_bot", !message.bot_id.empty()},
        {"subtype", message.subtype},
        {"text", message.text},
        {"blocks", message.blocks},
        {"thread_ts", message.thread_ts},
        {"reply_count", message.thread_ts == message.ts ? channel.replies(message.ts).size() : 0},
        {"edited", message.edited.is_object()},
        {"pinned", channel.pin_of(message.ts) != nullptr},
        {"ephemeral", !message.ephemeral_to.empty()},
        {"reactions", json::array()},
        {"files", json::array()}};
    for (const auto& reaction : message.reactions)
        shape["reactions"].push_back(
            {{"name", reaction.name}, {"users", reaction.users}, {"count", reaction.users.size()}});
    for (const auto& id : message.files)
        if (const File* file = workspace.find_file(id))
            shape["files"].push_back({{"id", id},
                                      {"name", file->name},
                                      {"title", file->title},
                                      {"alt", file->alt_text},
                                      {"size", file->content.size()},
                                      {"url", "/files/" + id + "/" + file->name}});
    return shape;
}

// Those that somebody may read, with what they may do about them.
json client_canvases(const Workspace& workspace, const std::string& as) {
    json list = json::array();
    for (const auto& [id, canvas] : workspace.canvases()) {
        bool reads = false;
        bool writes = false;
        for (const auto& [where, level] : canvas.access) {
            const Channel* channel = workspace.find_channel(where);
            if (where != as && (channel == nullptr || !channel->has(as)))
                continue;
            reads = true;
            writes = writes || level == "write";
        }
        if (!reads)
            continue;
        json parts = json::array();
        for (const auto& part : canvas.parts)
            parts.push_back({{"id", part.id}, {"markdown", part.markdown}});
        list.push_back({{"id", id},
                        {"title", canvas.title},
                        {"channel", canvas.channel},
                        {"may_write", writes},
                        {"parts", parts}});
    }
    return list;
}

json client_command(const SlashCommand& command) {
    json words = json::array();
    for (const auto& each : command.words)
        words.push_back({{"word", each.word}, {"usage", each.usage}, {"help", each.help}});
    return {{"command", command.command},
            {"description", command.description},
            {"usage_hint", command.usage_hint},
            {"words", words}};
}

}  // namespace

json client_state(Workspace& workspace, const std::string& as) {
    const Person& me = workspace.person(as);
    json users = json::array();
    for (const auto& person : workspace.people())
        users.push_back({{"id", person.id},
                         {"name", person.handle},
                         {"real_name", person.real_name},
                         {"tz", person.tz},
                         {"is_bot", person.is_bot},
                         {"deactivated", person.deactivated}});
    json groups = json::array();
    for (const auto& group : workspace.groups())
        groups.push_back({{"id", group.id},
                          {"handle", group.handle},
                          {"name", group.name},
                          {"users", group.users}});
    json channels = json::array();
    for (const auto& [id, channel] : workspace.channels())
        if (!channel.is_private() || channel.has(as))
            channels.push_back(client_channel(channel, as));
    json commands = json::array();
    for (const auto& command : workspace.commands)
        commands.push_back(client_command(command));
    json shortcuts = json::array();
    for (const auto& shortcut : workspace.shortcuts)
        shortcuts.push_back({{"callback_id", shortcut.callback_id},
                             {"name", shortcut.name},
                             {"type", shortcut.on_message ? "message" : "global"}});
    json links = json::array();
    for (const auto& link : workspace.links)
        links.push_back({{"title", link.title}, {"url", link.url}});
    const View* view = workspace.top_view(as);
    const View* home = workspace.home_of(as);
    return {
        {"version", workspace.version()},
        {"team", {{"id", workspace.team_id}, {"name", workspace.team_name}}},
        {"me", {{"id", me.id}, {"name", me.handle}, {"real_name", me.real_name}, {"tz", me.tz}}},
        {"app", {{"user", workspace.bot_user}, {"id", workspace.app_id}}},
        {"users", users},
        {"groups", groups},
        {"channels", channels},
        {"commands", commands},
        {"shortcuts", shortcuts},
        {"links", links},
        {"canvases", client_canvases(workspace, as)},
        {"view", view ? view_json(workspace, *view) : json(nullptr)},
        {"home_tab", workspace.home_tab},
        {"home", home ? view_json(workspace, *home) : json(nullptr)}};
}

json client_messages(Workspace& workspace, const std::string& as, const std::string& id,
                     const std::string& thread_ts) {
    workspace.person(as);
    const Channel& channel = workspace.visible_channel(id, as);
    json messages = json::array();
    for (const auto& [ts, message] : channel.messages) {
        const bool seen = message.ephemeral_to.empty() || message.ephemeral_to == as;
        const bool here = thread_ts.empty() ? !message.is_reply() || message.broadcast
                                            : ts == thread_ts || message.thread_ts == thread_ts;
        if (seen && here)
            messages.push_back(client_message(workspace, channel, message));
    }
    return {{"version", workspace.version()}, {"messages", messages}};
}

json dump(Workspace& workspace) {
    json channels = json::array();
    for (const auto& [id, channel] : workspace.channels()) {
        json shape = channel_json(workspace, channel, workspace.bot_user);
        shape["members"] = channel.members;
        shape["messages"] = json::array();
        for (const auto& [ts, message] : channel.messages) {
            json one = message_json(workspace, channel, message);
            if (!message.ephemeral_to.empty())
                one["ephemeral_to"] = message.ephemeral_to;
            shape["messages"].push_back(std::move(one));
        }
        shape["pins"] = json::array();
        for (const auto& pin : channel.pins)
            shape["pins"].push_back({{"ts", pin.ts}, {"user", pin.user}});
        shape["bookmarks"] = json::array();
        for (const auto& bookmark : channel.bookmarks)
            shape["bookmarks"].push_back(bookmark_json(workspace, channel, bookmark));
        channels.push_back(std::move(shape));
    }
    json users = json::array();
    for (const auto& person : workspace.people())
        users.push_back(person_json(workspace, person));
    json files = json::array();
    for (const auto& [id, file] : workspace.files()) {
        json shape = file_json(workspace, file);
        shape["content"] = is_utf8(file.content) ? file.content : "";  // a picture is no text
        shape["alt_txt"] = file.alt_text;
        shape["complete"] = file.state == File::State::complete;
        files.push_back(std::move(shape));
    }
    json canvases = json::array();
    for (const auto& [id, canvas] : workspace.canvases()) {
        json shape = canvas_json(workspace, canvas);
        shape["markdown"] = canvas_markdown(canvas);
        shape["access"] = canvas.access;
        shape["parts"] = json::array();
        for (const auto& part : canvas.parts)
            shape["parts"].push_back({{"id", part.id}, {"markdown", part.markdown}});
        canvases.push_back(std::move(shape));
    }
    return {{"version", workspace.version()},
            {"channels", channels},
            {"users", users},
            {"files", files},
            {"canvases", canvases}};
}

}  // namespace muster::sandbox
