#include "sandbox/api_call.hpp"
#include "sandbox/methods.hpp"

#include <string>
#include <utility>
#include <vector>

namespace muster::sandbox {
namespace {

using nlohmann::json;

// The Markdown of `document_content`; "" when there is none.
std::string content_of(Call& call) {
    const json content = call.structured("document_content", "invalid_arguments");
    if (content.is_null())
        return {};
    if (!content.is_object() || content.value("type", "") != "markdown" ||
        !content.contains("markdown") || !content["markdown"].is_string())
        refuse_arguments({"document_content must be {type: markdown, markdown: string}"});
    return content["markdown"].get<std::string>();
}

std::vector<std::string> words_in(const json& list) {
    std::vector<std::string> words;
    for (const auto& word : list)
        if (word.is_string())
            words.push_back(word);
    return words;
}

// Channels or people, never both; channels must be there.
std::vector<std::string> sharers(Call& call) {
    const auto channels = words_in(call.structured("channel_ids", "invalid_array_arg"));
    const auto users = words_in(call.structured("user_ids", "invalid_array_arg"));
    if (channels.empty() == users.empty())
        refuse_arguments({"one of channel_ids and user_ids must be given"});
    for (const auto& id : channels)
        call.workspace.visible_channel(id, call.me());
    for (const auto& id : users)
        call.workspace.person(id);
    return channels.empty() ? users : channels;
}

}  // namespace

json canvases_create(Call& call) {
    const std::string channel = call.maybe("channel_id");
    if (!channel.empty())
        call.joined("channel_id");
    return {{"canvas_id",
             call.workspace.create_canvas(channel, call.maybe("title"), content_of(call), call.me())
                 .id}};
}

json conversations_canvases_create(Call& call) {
    Channel& channel = call.joined("channel_id");
    if (call.workspace.canvas_of(channel.id) != nullptr)
        throw Refusal("channel_canvas_already_exists");
    return {
        {"canvas_id",
         call.workspace.create_canvas(channel.id, call.maybe("title"), content_of(call), call.me())
             .id}};
}

json canvases_edit(Call& call) {
    const std::string id = call.text("canvas_id");
    const json changes = call.structured("changes", "invalid_array_arg");
    if (!changes.is_array() || changes.size() != 1 || !changes[0].is_object())
        refuse_arguments({"changes must hold exactly 1 item [json-pointer:/changes]"});
    call.workspace.edit_canvas(id, changes[0], call.me());
    return json::object();
}

json canvases_sections_lookup(Call& call) {
    const Canvas& canvas = call.workspace.open_canvas(call.text("canvas_id"));
    const json criteria = call.structured("criteria", "invalid_arguments");
    if (!criteria.is_object() ||
        (!criteria.contains("section_types") && !criteria.contains("contains_text")))
        refuse_arguments({"criteria must have section_types or contains_text"});
    json sections = json::array();
    for (const auto& id : find_sections(canvas, call.workspace.canvas_reading,
                                        words_in(criteria.value("section_types", json::array())),
                                        criteria.value("contains_text", "")))
        sections.push_back({{"id", id}});
    return {{"sections", sections}};
}

json canvases_access_set(Call& call) {
    Canvas& canvas = call.workspace.open_canvas(call.text("canvas_id"));
    const std::string level = call.text("access_level");
    if (level != "read" && level != "write")
        refuse_arguments({"access_level must be read or write"});
    for (const auto& id : sharers(call))
        canvas.access[id] = level;
    call.workspace.touch();
    return json::object();
}

json canvases_access_delete(Call& call) {
    Canvas& canvas = call.workspace.open_canvas(call.text("canvas_id"));
    for (const auto& id : sharers(call))
        canvas.access.erase(id);
    call.workspace.touch();
    return json::object();
}

}  // namespace muster::sandbox
