#pragma once

#include "sandbox/canvas.hpp"
#include "sandbox/refusal.hpp"
#include "slack/web_api.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster::slack::sample {

// The canvases of a workspace as deliveries see it, kept as the sandbox keeps them.
class DeliverySlackCanvases {
public:
    std::map<std::string, muster::sandbox::Canvas> canvases;
    muster::sandbox::CanvasReading reading = muster::sandbox::CanvasReading::block;
    long long clock = 1'795'183'320;  // Slack's own

    muster::sandbox::Canvas& add_canvas(const std::string& channel, const std::string& markdown,
                                        const std::string& user) {
        const auto id = "F0CANVAS" + std::to_string(canvases.size() + 1);
        auto& canvas = canvases[id];
        canvas = {id, {}, channel, user, user, clock, clock, {}, {}};
        canvas.parts = muster::sandbox::canvas_parts(markdown, next_id());
        return canvas;
    }

protected:
    using Json = nlohmann::json;

    static Json error(const std::string& code) { return {{"ok", false}, {"error", code}}; }
    static std::string value(const Form& form, std::string_view name) {
        const auto* const found = form.find(name);
        return found == nullptr ? "" : *found;
    }
    static Json canvas_info(const muster::sandbox::Canvas& canvas) {
        return {{"ok", true},
                {"file",
                 {{"id", canvas.id},
                  {"user", canvas.creator},
                  {"permalink", "https://example.com/docs/" + canvas.id},
                  {"last_editor", canvas.last_editor},
                  {"updated", canvas.updated}}}};
    }
    muster::sandbox::NewId next_id() {
        return [this] { return std::to_string(++parts_); };
    }
    Json canvas(const std::string& method, const Form& form) {
        try {
            if (method == "conversations.canvases.create") {
                const auto channel = value(form, "channel_id");
                for (const auto& [id, each] : canvases)
                    if (each.channel == channel)
                        return error("channel_canvas_already_exists");
                add_canvas(channel, Json::parse(value(form, "document_content"))["markdown"],
                           "U0BOT");
                return {{"ok", true}, {"canvas_id", canvases.rbegin()->first}};
            }
            const auto found = canvases.find(value(form, "canvas_id"));
            if (found == canvases.end())
                return error("canvas_not_found");
            auto& canvas = found->second;
            if (method == "canvases.sections.lookup") {
                const auto criteria = Json::parse(value(form, "criteria"));
                Json sections = Json::array();
                for (const auto& id : muster::sandbox::find_sections(
                         canvas, reading,
                         criteria.value("section_types", std::vector<std::string>()),
                         criteria.value("contains_text", "")))
                    sections.push_back({{"id", id}});
                return {{"ok", true}, {"sections", sections}};
            }
            if (method == "canvases.edit") {
                muster::sandbox::change_canvas(
                    canvas, reading, Json::parse(value(form, "changes")).at(0), next_id());
                canvas.last_editor = "U0BOT";
                canvas.updated = clock;
            }
            if (method.starts_with("canvases.access"))
                for (const auto& channel : Json::parse(value(form, "channel_ids"))) {
                    if (method.ends_with(".set"))
                        canvas.access[channel] = value(form, "access_level");
                    else
                        canvas.access.erase(channel.get<std::string>());
                }
        } catch (const muster::sandbox::Refusal& refusal) {
            return error(refusal.code);
        }
        return {{"ok", true}};
    }

private:
    int parts_ = 0;  // ever
};

}  // namespace muster::slack::sample
