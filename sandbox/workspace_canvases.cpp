#include "sandbox/workspace.hpp"

namespace muster::sandbox {

Canvas& Workspace::create_canvas(const std::string& channel, const std::string& title,
                                 const std::string& markdown, const std::string& user) {
    if (!canvases_refused.empty())
        throw Refusal(canvases_refused);
    Canvas canvas;
    canvas.parts = canvas_parts(markdown, [this] { return new_id(""); });
    canvas.id = new_id("F");
    canvas.title = title;
    canvas.channel = channel;
    canvas.creator = user;
    canvas.last_editor = user;
    canvas.created = seconds();
    canvas.updated = seconds();
    if (!channel.empty())
        canvas.access[channel] = "write";
    const std::string id = canvas.id;
    Canvas& kept = canvases_[id] = std::move(canvas);
    touch();
    return kept;
}

Canvas& Workspace::open_canvas(const std::string& id) {
    if (!canvases_refused.empty())
        throw Refusal(canvases_refused);
    const auto found = canvases_.find(id);
    if (found == canvases_.end())
        throw Refusal("canvas_not_found");
    return found->second;
}

const Canvas* Workspace::canvas_of(const std::string& channel) const {
    for (const auto& [id, canvas] : canvases_)
        if (!channel.empty() && canvas.channel == channel)
            return &canvas;
    return nullptr;
}

void Workspace::edit_canvas(const std::string& id, const nlohmann::json& change,
                            const std::string& user) {
    Canvas& canvas = open_canvas(id);
    change_canvas(canvas, user == bot_user ? canvas_reading : CanvasReading::block, change,
                  [this] { return new_id(""); });
    canvas.last_editor = user;
    canvas.updated = seconds();
    touch();
}

void Workspace::type_in_canvas(const std::string& id, const std::string& part,
                               const std::string& markdown, const std::string& user) {
    Canvas& canvas = open_canvas(id);
    for (auto& each : canvas.parts)
        if (each.id == part) {
            const auto parts = canvas_parts(markdown, [] { return std::string(); });
            if (parts.size() == 1) {  // the same piece still
                each.markdown = parts[0].markdown;
                each.level = parts[0].level;
                each.in_list = parts[0].in_list;
                canvas.last_editor = user;
                canvas.updated = seconds();
                touch();
                return;
            }
        }
    edit_canvas(id,
                {{"operation", markdown.empty() ? "delete" : "replace"},
                 {"section_id", part},
                 {"document_content", {{"type", "markdown"}, {"markdown", markdown}}}},
                user);
}

void Workspace::delete_canvas(const std::string& id) {
    open_canvas(id);
    canvases_.erase(id);
    touch();
}

}  // namespace muster::sandbox
