#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

// What one section id stands for. Slack's reference does not say; that each block has an id of its
// own is the likeliest.
enum class CanvasReading {
    block,    // a heading, a paragraph, one item of a list …
    list,     // the same, but a list is one section
    heading,  // a heading and all below it, to the next of its level or above
};

// A piece of a canvas: a heading, a paragraph, an item of a list, a table, a quote, code.
struct CanvasPart {
    std::string id;
    int level = 0;  // of a heading; else 0
    bool in_list = false;
    std::string markdown;
};

struct Canvas {
    std::string id;
    std::string title;
    std::string channel;  // whose tab it is
    std::string creator;
    std::string last_editor;
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::vector<CanvasPart> parts;
    std::map<std::string, std::string> access;  // channel or user → "read", "write"
};

using NewId = std::function<std::string()>;

// Its pieces, new. Refuses canvas_editing_failed for what Slack does not take (CONTRACT 5.5), and
// canvas_too_large.
std::vector<CanvasPart> canvas_parts(std::string_view markdown, const NewId& new_id);
// All of it, or what stands there, as Markdown and as people read it.
std::string canvas_markdown(const Canvas& canvas);
std::string canvas_words(std::string_view markdown);

// The ids of sections of one of these types ("h1", "h2", "h3", "any_header"; none: any) that
// contain the text, as canvases.sections.lookup.
std::vector<std::string> find_sections(const Canvas& canvas, CanvasReading reading,
                                       const std::vector<std::string>& types,
                                       const std::string& contains);
// One change of canvases.edit. Refuses canvas_editing_failed, and then nothing is changed.
void change_canvas(Canvas& canvas, CanvasReading reading, const nlohmann::json& change,
                   const NewId& new_id);

}  // namespace muster::sandbox
