#include "sandbox/api_call.hpp"
#include "sandbox/characters.hpp"
#include "sandbox/methods.hpp"
#include "sandbox/shapes.hpp"

#include <string>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr int file_limit_bytes = 50'000'000;
constexpr std::size_t alt_text_limit = 1000;

}  // namespace

json files_get_upload_url_external(Call& call) {
    File file;
    file.name = call.text("filename");
    if (!call.has("length"))
        refuse_arguments({"missing required field: length"});
    file.length = static_cast<std::size_t>(
        call.number("length", 0, 1, file_limit_bytes, "file_upload_size_restricted"));
    file.alt_text = call.maybe("alt_txt");
    if (count_characters(file.alt_text) > alt_text_limit)
        throw Refusal("alt_txt_too_large");
    for (char& c : file.name)
        if (c == '/' || c == '\\')
            c = '_';
    file.user = call.me();
    const File& promised = call.workspace.promise_file(std::move(file));
    return {{"upload_url", call.workspace.base_url + "/upload/v1/" + promised.id},
            {"file_id", promised.id}};
}

json files_complete_upload_external(Call& call) {
    const json files = call.structured("files", "invalid_arguments");
    if (!files.is_array() || files.empty())
        refuse_arguments({"missing required field: files"});
    std::vector<std::pair<std::string, std::string>> ids;
    for (const auto& file : files) {
        if (!file.is_object() || !file.contains("id") || !file["id"].is_string())
            refuse_arguments({"missing required field: id [json-pointer:/files/" +
                              std::to_string(ids.size()) + "]"});
        ids.emplace_back(file["id"].get<std::string>(), file.value("title", ""));
    }
    std::vector<std::string> channels = call.list("channels");
    if (const std::string channel = call.maybe("channel_id"); !channel.empty())
        channels.push_back(channel);
    Post comment;
    comment.text = call.maybe("initial_comment");
    comment.thread_ts = call.maybe("thread_ts");
    call.workspace.complete_files(ids, channels, comment);
    json answer = json::array();
    for (const auto& [id, title] : ids) {
        json shape = file_json(call.workspace, *call.workspace.find_file(id));
        // Sharing is asynchronous at Slack: the answer says nothing of where it went.
        shape["shares"] = json::object();
        shape["channels"] = json::array();
        answer.push_back(std::move(shape));
    }
    return {{"files", answer}};
}

json files_delete(Call& call) {
    call.workspace.delete_file(call.text("file"), call.me());
    return json::object();
}

json files_info(Call& call) {
    const auto& canvases = call.workspace.canvases();
    if (const auto canvas = canvases.find(call.text("file")); canvas != canvases.end())
        return {{"file", canvas_json(call.workspace, canvas->second)}};
    const File* file = call.workspace.find_file(call.text("file"));
    if (!file || file->state != File::State::complete)
        throw Refusal("file_not_found");
    return {{"file", file_json(call.workspace, *file)},
            {"comments", json::array()},
            {"response_metadata", {{"next_cursor", ""}}}};
}

}  // namespace muster::sandbox
