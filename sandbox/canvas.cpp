#include "sandbox/canvas.hpp"

#include "sandbox/characters.hpp"
#include "sandbox/refusal.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <tuple>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t most_characters = 1'048'576;

[[noreturn]] void refuse_edit(const std::string& detail) {
    throw Refusal("canvas_editing_failed", {{"detail", detail}});
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t") == line.npos;
}

int level_of(std::string_view line) {
    const auto marks = line.find_first_not_of('#');
    if (marks == line.npos || marks == 0 || marks > 6 || line[marks] != ' ')
        return 0;
    return static_cast<int>(std::min<std::size_t>(marks, 3));
}

bool begins_item(std::string_view line) {
    const auto at = line.find_first_not_of(' ');
    if (at == line.npos)
        return false;
    line.remove_prefix(at);
    if (line.size() > 1 && std::string_view("-*+").find(line[0]) != line.npos && line[1] == ' ')
        return true;
    const auto digits = line.find_first_not_of("0123456789");
    return digits != line.npos && digits > 0 && digits + 1 < line.size() &&
           (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// How many of the lines, from the first, make one piece.
std::size_t extent(const std::vector<std::string_view>& lines, std::size_t first) {
    const auto head = lines[first];
    std::size_t end = first + 1;
    if (level_of(head) > 0)
        return end;
    if (head.starts_with("```")) {
        while (end < lines.size() && !lines[end].starts_with("```"))
            ++end;
        return std::min(end + 1, lines.size());
    }
    const auto ends_here = [&](std::string_view line) {
        if (is_blank(line) || level_of(line) > 0 || line.starts_with("```"))
            return true;
        if (begins_item(head))
            return begins_item(line) && line.front() != ' ';
        return begins_item(line) || (line.front() == '|') != (head.front() == '|') ||
               (line.front() == '>') != (head.front() == '>');
    };
    while (end < lines.size() && !ends_here(lines[end]))
        ++end;
    return end;
}

// The pieces that belong to the section of that piece.
std::pair<std::size_t, std::size_t> section_of(const Canvas& canvas, CanvasReading reading,
                                               std::size_t at) {
    const auto& parts = canvas.parts;
    std::size_t begin = at;
    std::size_t end = at + 1;
    if (reading == CanvasReading::list && parts[at].in_list) {
        while (begin > 0 && parts[begin - 1].in_list)
            --begin;
        while (end < parts.size() && parts[end].in_list)
            ++end;
    } else if (reading == CanvasReading::heading) {
        while (begin > 0 && parts[begin].level == 0)
            --begin;
        const int level = parts[begin].level;
        if (level == 0)
            return {at, at + 1};  // above the first heading
        end = begin + 1;
        while (end < parts.size() && (parts[end].level == 0 || parts[end].level > level))
            ++end;
    }
    return {begin, end};
}

std::size_t find_id(const Canvas& canvas, const std::string& id) {
    const auto found = std::ranges::find(canvas.parts, id, &CanvasPart::id);
    if (found == canvas.parts.end())
        refuse_edit("section_id not found: " + id);
    return static_cast<std::size_t>(found - canvas.parts.begin());
}

}  // namespace

std::vector<CanvasPart> canvas_parts(std::string_view markdown, const NewId& new_id) {
    if (count_characters(markdown) > most_characters)
        throw Refusal("canvas_too_large");
    const auto lines = lines_of(markdown);
    std::vector<CanvasPart> parts;
    for (std::size_t at = 0; at < lines.size();) {
        if (is_blank(lines[at])) {
            ++at;
            continue;
        }
        const auto end = extent(lines, at);
        CanvasPart part;
        part.id = "temp:C:" + new_id();
        part.level = level_of(lines[at]);
        part.in_list = begins_item(lines[at]);
        for (auto line = at; line < end; ++line) {
            if (lines[line].starts_with(">") && begins_item(lines[line].substr(1)))
                refuse_edit("'content' error: line " + std::to_string(line + 1) +
                            ": Unsupported block type (List) within block quote");
            part.markdown += (line == at ? "" : "\n") + std::string(lines[line]);
        }
        parts.push_back(std::move(part));
        at = end;
    }
    return parts;
}

std::string canvas_markdown(const Canvas& canvas) {
    std::string text;
    bool in_list = false;
    for (const auto& part : canvas.parts) {
        if (!text.empty())
            text += in_list && part.in_list ? "\n" : "\n\n";
        text += part.markdown;
        in_list = part.in_list;
    }
    return text;
}

std::string canvas_words(std::string_view markdown) {
    std::string words;
    const auto line_begins = [&](std::size_t at) { return at == 0 || markdown[at - 1] == '\n'; };
    for (std::size_t at = 0; at < markdown.size(); ++at) {
        const char c = markdown[at];
        if (c == '\\' && at + 1 < markdown.size() &&
            std::ispunct(static_cast<unsigned char>(markdown[at + 1])) != 0) {
            words += markdown[++at];
        } else if (line_begins(at) && (c == '#' || c == '>')) {
            while (at + 1 < markdown.size() && markdown[at + 1] == c)
                ++at;
        } else if (c == ']' && at + 1 < markdown.size() && markdown[at + 1] == '(') {
            at = std::min(markdown.find(')', at), markdown.size() - 1);
        } else if (std::string_view("*_`[<>").find(c) == std::string_view::npos) {
            words += c == '\n' || c == '|' ? ' ' : c;
        }
    }
    return words;
}

std::vector<std::string> find_sections(const Canvas& canvas, CanvasReading reading,
                                       const std::vector<std::string>& types,
                                       const std::string& contains) {
    const auto wanted = [&](const CanvasPart& part) {
        return types.empty() || std::ranges::any_of(types, [&](const std::string& type) {
                   return part.level > 0 &&
                          (type == "any_header" || type == "h" + std::to_string(part.level));
               });
    };
    std::vector<std::string> ids;
    for (std::size_t at = 0; at < canvas.parts.size(); ++at) {
        const auto [begin, end] = section_of(canvas, reading, at);
        if (begin != at || !wanted(canvas.parts[at]))
            continue;
        std::string text;
        for (auto each = begin; each < end; ++each)
            text += canvas_words(canvas.parts[each].markdown) + "\n";
        if (text.find(contains) != text.npos)
            ids.push_back(canvas.parts[at].id);
    }
    return ids;
}

void change_canvas(Canvas& canvas, CanvasReading reading, const json& change, const NewId& new_id) {
    const std::string operation = change.value("operation", "");
    const std::string id = change.value("section_id", "");
    const json content = change.value("document_content", json::object());
    const bool takes_content = operation != "delete";
    if (takes_content && (!content.is_object() || content.value("type", "") != "markdown"))
        refuse_edit("document_content of the type markdown is missing");
    auto fresh = takes_content ? canvas_parts(content.value("markdown", ""), new_id)
                               : std::vector<CanvasPart>();
    auto& parts = canvas.parts;
    std::size_t begin = 0;
    std::size_t end = 0;
    if (operation == "insert_at_end") {
        begin = end = parts.size();
    } else if (operation == "replace" && id.empty()) {
        end = parts.size();
    } else if (operation != "insert_at_start") {
        const bool known = operation == "replace" || operation == "delete" ||
                           operation == "insert_after" || operation == "insert_before";
        if (!known)
            refuse_edit("no such operation: " + operation);
        std::tie(begin, end) = section_of(canvas, reading, find_id(canvas, id));
        if (operation == "insert_after")
            begin = end;
        if (operation == "insert_before")
            end = begin;
    }
    const auto at = [&](std::size_t index) {
        return parts.begin() + static_cast<std::ptrdiff_t>(index);
    };
    parts.erase(at(begin), at(end));
    parts.insert(at(begin), fresh.begin(), fresh.end());
}

}  // namespace muster::sandbox
