#include "sandbox/api_call.hpp"
#include "sandbox/block_rules.hpp"
#include "sandbox/characters.hpp"
#include "sandbox/methods.hpp"
#include "sandbox/shapes.hpp"

#include <algorithm>
#include <string>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t text_limit = 4000;        // chat.update, chat.postEphemeral
constexpr std::size_t text_cut_above = 40'000;  // chat.postMessage
constexpr std::size_t markdown_limit = 12'000;
constexpr std::size_t attachment_limit = 100;
constexpr std::size_t metadata_limit_bytes = 16'384;

// The blocks of a message, checked; null when there are none.
json checked_blocks(Call& call) {
    json blocks = call.structured("blocks", "invalid_blocks_format");
    if (blocks.is_null())
        return blocks;
    if (!blocks.is_array())
        throw Refusal("invalid_blocks_format");
    if (const auto faults = check_blocks(blocks, Surface::message); !faults.empty())
        refuse_arguments(faults, "invalid_blocks");
    return blocks;
}

// Metadata, checked: null when there is none.
json checked_metadata(Call& call) {
    json metadata = call.structured("metadata", "invalid_metadata_format");
    if (metadata.is_null() || (metadata.is_object() && metadata.empty()))
        return metadata;
    if (!metadata.is_object())
        throw Refusal("invalid_metadata_format");
    const bool typed = metadata.contains("event_type") && metadata["event_type"].is_string() &&
                       !metadata["event_type"].get_ref<const std::string&>().empty();
    if (!typed || !metadata.contains("event_payload") || !metadata["event_payload"].is_object())
        throw Refusal("invalid_metadata_format");
    if (metadata.dump().size() > metadata_limit_bytes)
        throw Refusal("metadata_too_large");
    return metadata;
}

struct Content {
    std::string text;
    json blocks;  // null when not given
    bool given = false;
};

Content content_of(Call& call) {
    Content content;
    content.blocks = checked_blocks(call);
    content.text = call.maybe("text");
    const std::string markdown = call.maybe("markdown_text");
    if (!markdown.empty()) {
        if (!content.text.empty() || !content.blocks.is_null())
            throw Refusal("markdown_text_conflict");
        if (count_characters(markdown) > markdown_limit)
            throw Refusal("msg_too_long");
        content.text = markdown;
    }
    const json attachments = call.structured("attachments", "invalid_attachments");
    if (attachments.is_array() && attachments.size() > attachment_limit)
        throw Refusal("too_many_attachments");
    content.given = !content.text.empty() ||
                    (content.blocks.is_array() && !content.blocks.empty()) ||
                    (attachments.is_array() && !attachments.empty());
    return content;
}

// A user's id stands for the direct message with them.
Channel& destination(Call& call) {
    const std::string id = call.text("channel");
    if (id.starts_with('U') || id.starts_with('W')) {
        if (!call.workspace.find_person(id))
            throw Refusal("channel_not_found");
        return call.workspace.open_conversation({id}, call.me());
    }
    Channel* found = call.workspace.find_channel(id);
    if (!found)
        found = id.starts_with('#') ? call.workspace.find_channel_named(id.substr(1)) : nullptr;
    if (!found)
        throw Refusal("channel_not_found");
    return call.workspace.visible_channel(found->id, call.me());
}

}  // namespace

json chat_post_message(Call& call) {
    Channel& channel = destination(call);
    Content content = content_of(call);
    Post post;
    post.metadata = checked_metadata(call);
    if (!content.given)
        throw Refusal("no_text");
    if (channel.is_archived)
        throw Refusal("is_archived");
    const bool may_post =
        channel.has(call.me()) || (channel.kind == Channel::Kind::public_channel &&
                                   call.workspace.scopes.contains("chat:write.public"));
    if (!may_post)
        throw Refusal("not_in_channel");
    if (count_characters(content.text) > text_cut_above) {
        content.text = first_characters(content.text, text_cut_above);
        call.warnings.emplace_back("message_truncated");
    }
    post.channel = channel.id;
    post.text = content.text;
    if (content.blocks.is_array())
        post.blocks = content.blocks;
    if (post.metadata.is_object() && post.metadata.empty())
        post.metadata = nullptr;
    post.thread_ts = call.maybe("thread_ts");
    post.broadcast = !post.thread_ts.empty() && call.flag("reply_broadcast", false);
    post.username = call.maybe("username");
    if (!post.username.empty() && !call.workspace.scopes.contains("chat:write.customize"))
        post.username.clear();
    const Message& message = call.workspace.post(post, call.me());
    return {{"channel", channel.id},
            {"ts", message.ts},
            {"message", message_json(call.workspace, channel, message)}};
}

json chat_update(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = call.timestamp("ts", "message_not_found");
    const Content content = content_of(call);
    const json metadata = checked_metadata(call);
    if (count_characters(content.text) > text_limit)
        throw Refusal("msg_too_long");
    if (!content.given && !call.has("metadata"))
        throw Refusal("no_text");
    Edit edit;
    if (content.given) {
        edit.text = content.text;
        // Text without blocks takes the old blocks away.
        edit.blocks = content.blocks.is_array() ? content.blocks : json::array();
    }
    if (!metadata.is_null())
        edit.metadata = metadata;
    const Message& message = call.workspace.edit(channel, ts, edit, call.me());
    return {{"channel", channel.id},
            {"ts", ts},
            {"text", message.text},
            {"message", message_json(call.workspace, channel, message)}};
}

json chat_delete(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = call.timestamp("ts", "message_not_found");
    call.workspace.remove(channel, ts, call.me());
    return {{"channel", channel.id}, {"ts", ts}};
}

json chat_post_ephemeral(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string user = call.text("user");
    const Content content = content_of(call);
    if (!content.given)
        throw Refusal("no_text");
    if (count_characters(content.text) > text_limit)
        throw Refusal("msg_too_long");
    if (channel.is_archived)
        throw Refusal("is_archived");
    if (!channel.has(call.me()))
        throw Refusal("not_in_channel");
    const Person* person = call.workspace.find_person(user);
    if (!person || person->deactivated || !channel.has(user))
        throw Refusal("user_not_in_channel");
    Post post;
    post.channel = channel.id;
    post.text = content.text;
    if (content.blocks.is_array())
        post.blocks = content.blocks;
    post.thread_ts = call.maybe("thread_ts");
    return {{"message_ts", call.workspace.post_ephemeral(post, call.me(), user).ts}};
}

json chat_get_permalink(Call& call) {
    Channel& channel = call.workspace.visible_channel(call.text("channel"), call.me());
    const std::string ts = call.timestamp("message_ts", "message_not_found");
    const Message* message = call.workspace.find_message(channel, ts);
    if (!message)
        throw Refusal("message_not_found");
    return {{"channel", channel.id}, {"permalink", call.workspace.permalink(channel, *message)}};
}

}  // namespace muster::sandbox
