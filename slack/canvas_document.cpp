#include "slack/canvas_document.hpp"

#include "slack/envelope.hpp"
#include "slack/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>

namespace muster::slack {
namespace {

constexpr std::size_t most_probe_bytes = 200;
constexpr std::size_t least_probe_bytes = 4;
// Two long lists are compared in a table of so many fields, at most.
constexpr std::size_t most_compared = 400'000;

bool is_space(char c) {
    return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && is_space(line.front()))
        line.remove_prefix(1);
    while (!line.empty() && is_space(line.back()))
        line.remove_suffix(1);
    return line;
}

std::size_t heading_level(std::string_view line) {
    const auto marks = std::min(line.find_first_not_of('#'), line.size());
    return marks >= 1 && marks <= 6 && marks < line.size() && is_space(line[marks]) ? marks : 0;
}

bool is_item(std::string_view line) {
    if (line.size() > 2 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ')
        return true;
    std::size_t digits = 0;
    while (digits < line.size() && std::isdigit(static_cast<unsigned char>(line[digits])) != 0)
        ++digits;
    return digits > 0 && digits + 1 < line.size() && (line[digits] == '.' || line[digits] == ')') &&
           line[digits + 1] == ' ';
}

bool is_fence(std::string_view line) {
    return line.starts_with("```") || line.starts_with("~~~");
}

bool is_punctuation(char c) {
    return std::ispunct(static_cast<unsigned char>(c)) != 0;
}

// What people read of it: what was escaped as it was typed, and each run of words between marks.
std::vector<std::string> shown_runs(std::string_view markdown) {
    std::vector<std::string> runs(1);
    for (std::size_t at = 0; at < markdown.size(); ++at) {
        const char c = markdown[at];
        const bool escaped =
            c == '\\' && at + 1 < markdown.size() && is_punctuation(markdown[at + 1]);
        if (escaped && markdown[at + 1] != ':') {
            runs.back() += markdown[++at];
        } else if (std::string_view("*_`[]<>|\\\n&#!~").find(c) != std::string_view::npos) {
            runs.emplace_back();
        } else if (c == '(' && at > 0 && markdown[at - 1] == ']') {
            at = std::min(markdown.find(')', at), markdown.size());  // where a link leads
            runs.emplace_back();
        } else {
            runs.back() += c;
        }
    }
    return runs;
}

// Whole characters of at most so many bytes.
std::string beginning(std::string_view text, std::size_t most) {
    if (text.size() <= most)
        return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U)
        --most;
    return std::string(text.substr(0, most));
}

// The longest run of what is shown. A word between colons may be shown as a picture.
std::string probe_of(std::string_view markdown) {
    if (is_item(markdown))
        markdown.remove_prefix(markdown.find(' ') + 1);
    std::string longest;
    for (const auto& run : shown_runs(markdown)) {
        std::string_view rest = run;
        if (const auto colon = rest.find(':');
            colon != std::string_view::npos && colon + 1 < rest.size() &&
            std::isalpha(static_cast<unsigned char>(rest[colon + 1])) != 0)
            rest = rest.substr(0, colon);
        rest = trimmed(rest);
        if (rest.size() > longest.size())
            longest = rest;
    }
    if (longest.size() < least_probe_bytes)
        return {};
    const auto probe = beginning(longest, most_probe_bytes);
    return std::string(trimmed(probe));
}

std::string print_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(hash));
    return hex.data();
}

// All that people read of a heading: without marks, but with every character that somebody typed.
std::string shown_heading(std::string_view line) {
    const auto text = trimmed(line.substr(heading_level(line)));
    std::string shown;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        if (c == '\\' && is_punctuation(next))
            shown += text[++at];
        else if (c == ']' && next == '(')
            at = std::min(text.find(')', at), text.size());  // where a link leads
        else if (std::string_view("*_`[]").find(c) == std::string_view::npos)
            shown += c;
    }
    return std::string(trimmed(shown));
}

// A lower heading as a line of its own.
std::string bold_line(std::string_view line) {
    return "**" + std::string(trimmed(line.substr(heading_level(line)))) + "**";
}

// Slack takes no list within a quote.
std::string plain_quote(std::string_view line) {
    const auto words = trimmed(line.substr(1));
    if (!is_item(words))
        return std::string(line);
    const bool numbered = std::isdigit(static_cast<unsigned char>(words.front())) != 0;
    return "> " + (numbered ? std::string(words) : "• " + std::string(words.substr(2)));
}

class Reader {
public:
    std::vector<CanvasSection> read(std::string_view text) {
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            take(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        end_block();
        return std::move(sections_);
    }

private:
    enum class Kind { none, words, item, table, quote, code };

    void take(std::string_view line) {
        if (kind_ == Kind::code) {
            add(line);
            if (is_fence(line))
                end_block();
            return;
        }
        if (trimmed(line).empty()) {
            end_block();
            return;
        }
        if (heading_level(line) > 0) {
            end_block();
            if (heading_level(line) <= 2)
                sections_.push_back({shown_heading(line), {}});
            else
                begin(Kind::words, bold_line(line));
            if (heading_level(line) > 2)
                end_block();
            return;
        }
        const auto kind = kind_of(line);
        const bool goes_on = kind_ != Kind::none && kind != Kind::item && kind != Kind::code &&
                             (kind == kind_ || (kind_ == Kind::item && is_space(line.front())));
        if (!goes_on) {
            end_block();
            begin(kind, {});
        }
        add(kind == Kind::quote ? plain_quote(line) : std::string(line));
    }
    [[nodiscard]] static Kind kind_of(std::string_view line) {
        if (is_fence(line))
            return Kind::code;
        if (line.front() == '|')
            return Kind::table;
        if (line.front() == '>')
            return Kind::quote;
        return is_item(line) ? Kind::item : Kind::words;
    }
    void begin(Kind kind, std::string markdown) {
        kind_ = kind;
        block_ = std::move(markdown);
    }
    void add(std::string_view line) {
        if (!block_.empty())
            block_ += '\n';
        block_ += line;
    }
    void end_block() {
        if (kind_ != Kind::none && !block_.empty()) {
            if (sections_.empty())
                sections_.push_back({"Postmortem", {}});
            sections_.back().blocks.push_back(
                {block_, print_of(block_), probe_of(block_), kind_ == Kind::item});
        }
        begin(Kind::none, {});
    }

    std::vector<CanvasSection> sections_;
    Kind kind_ = Kind::none;
    std::string block_;
};

std::string escaped_heading(std::string_view heading) {
    std::string text;
    for (const char c : heading) {
        if (std::string_view("\\*_`[]<>|#!~&").find(c) != std::string_view::npos)
            text += '\\';
        text += c;
    }
    return text;
}

}  // namespace

std::vector<CanvasSection> canvas_sections(std::string_view markdown) {
    auto sections = Reader().read(markdown);
    // The same heading twice would be found twice.
    std::map<std::string, int> seen;
    for (auto& section : sections)
        if (const int count = ++seen[section.heading]; count > 1)
            section.heading += " (" + std::to_string(count) + ")";
    return sections;
}

std::string canvas_markdown(const std::vector<CanvasBlock>& blocks) {
    std::string text;
    bool in_list = false;
    for (const auto& block : blocks) {
        if (!text.empty())
            text += in_list && block.in_list ? "\n" : "\n\n";
        text += block.markdown;
        in_list = block.in_list;
    }
    return text.empty() ? text : text + "\n";
}

std::string canvas_markdown(const CanvasSection& section) {
    const auto body = canvas_markdown(section.blocks);
    return "## " + escaped_heading(section.heading) + "\n" + (body.empty() ? "" : "\n" + body);
}

std::string canvas_markdown(const std::vector<CanvasSection>& sections) {
    std::string text;
    for (const auto& section : sections)
        text += (text.empty() ? "" : "\n") + canvas_markdown(section);
    return text;
}

WrittenSection written(const CanvasSection& section) {
    WrittenSection made;
    made.heading = section.heading;
    for (const auto& block : section.blocks)
        made.blocks.push_back({block.print, block.probe});
    return made;
}

WrittenCanvas read_written(const std::map<std::string, std::string>& kept) {
    WrittenCanvas canvas;
    for (const auto& [key, text] : kept) {
        const auto json = nlohmann::json::parse(text, nullptr, false);
        if (!json.is_object())
            continue;
        try {
            if (key.empty()) {
                canvas.seen = json.value("seen", "");
                canvas.own = json.value("own", false);
                continue;
            }
            WrittenSection section;
            section.heading = json.value("heading", key);
            section.sure = json.value("sure", false);
            section.left = json.value("left", false);
            for (const auto& block : json.at("blocks"))
                section.blocks.push_back({block.at(0), block.at(1)});
            canvas.sections[key] = std::move(section);
        } catch (const nlohmann::json::exception&) {
            continue;
        }
    }
    return canvas;
}

std::map<std::string, std::string> keep_written(const WrittenCanvas& written,
                                                const std::map<std::string, std::string>& before) {
    std::map<std::string, std::string> kept;
    for (const auto& [key, text] : before)
        kept[key];
    kept[""] = to_text({{"seen", written.seen}, {"own", written.own}});
    for (const auto& [key, section] : written.sections) {
        auto blocks = nlohmann::json::array();
        for (const auto& block : section.blocks)
            blocks.push_back({block.print, block.probe});
        kept[key] = to_text({{"heading", section.heading},
                             {"sure", section.sure},
                             {"left", section.left},
                             {"blocks", std::move(blocks)}});
    }
    return kept;
}

std::vector<CanvasRun> differences(const std::vector<WrittenBlock>& before,
                                   const std::vector<CanvasBlock>& now) {
    const auto same = [&](std::size_t old_at, std::size_t new_at) {
        return before[old_at].print == now[new_at].print;
    };
    std::size_t head = 0;
    while (head < before.size() && head < now.size() && same(head, head))
        ++head;
    std::size_t tail = 0;
    while (tail + head < before.size() && tail + head < now.size() &&
           same(before.size() - tail - 1, now.size() - tail - 1))
        ++tail;
    const auto rows = before.size() - head - tail;
    const auto columns = now.size() - head - tail;
    if (rows == 0 && columns == 0)
        return {};
    if (rows == 0 || columns == 0 || rows * columns > most_compared)
        return {{head, head + rows, head, head + columns}};
    // The longest common subsequence, from the end.
    std::vector<std::vector<std::uint32_t>> common(rows + 1,
                                                   std::vector<std::uint32_t>(columns + 1));
    for (auto row = rows; row-- > 0;)
        for (auto column = columns; column-- > 0;)
            common[row][column] = same(head + row, head + column)
                                      ? common[row + 1][column + 1] + 1
                                      : std::max(common[row + 1][column], common[row][column + 1]);
    std::vector<CanvasRun> runs;
    std::size_t row = 0;
    std::size_t column = 0;
    while (row < rows || column < columns) {
        CanvasRun run{head + row, 0, head + column, 0};
        while (row < rows || column < columns) {
            if (row < rows && column < columns && same(head + row, head + column))
                break;
            if (column == columns ||
                (row < rows && common[row + 1][column] >= common[row][column + 1]))
                ++row;
            else
                ++column;
        }
        run.old_end = head + row;
        run.new_end = head + column;
        if (run.old_end > run.old_begin || run.new_end > run.new_begin)
            runs.push_back(run);
        while (row < rows && column < columns && same(head + row, head + column)) {
            ++row;
            ++column;
        }
    }
    return runs;
}

}  // namespace muster::slack
