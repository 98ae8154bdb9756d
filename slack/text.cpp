#include "slack/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace muster::slack {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view replacement_escape = "\\ufffd";

struct Entity {
    char character;
    std::string_view escaped;
};
constexpr std::array<Entity, 3> entities{{{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}}};

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

// How many bytes of valid UTF-8 stand at the beginning for one code point; 0 when none do.
std::size_t code_point_size(std::string_view text) {
    const auto first = byte_at(text, 0);
    if (first < 0x80)
        return 1;
    struct Form {
        unsigned least, most;  // of the first byte
        std::size_t size;
        unsigned second_least, second_most;  // keeps out overlong forms, surrogates, > U+10FFFF
    };
    constexpr std::array<Form, 7> forms{{
        {0xC2, 0xDF, 2, 0x80, 0xBF},
        {0xE0, 0xE0, 3, 0xA0, 0xBF},
        {0xE1, 0xEC, 3, 0x80, 0xBF},
        {0xED, 0xED, 3, 0x80, 0x9F},
        {0xEE, 0xEF, 3, 0x80, 0xBF},
        {0xF0, 0xF0, 4, 0x90, 0xBF},
        {0xF1, 0xF3, 4, 0x80, 0xBF},
    }};
    auto form = Form{0xF4, 0xF4, 4, 0x80, 0x8F};
    if (first != form.least) {
        const auto* const found = std::ranges::find_if(
            forms, [first](const Form& f) { return first >= f.least && first <= f.most; });
        if (found == forms.end())
            return 0;
        form = *found;
    }
    if (text.size() < form.size)
        return 0;
    if (byte_at(text, 1) < form.second_least || byte_at(text, 1) > form.second_most)
        return 0;
    for (std::size_t i = 2; i < form.size; ++i)
        if ((byte_at(text, i) & 0xC0U) != 0x80)
            return 0;
    return form.size;
}

// The four hexadecimal digits after "\u" at `at`.
std::optional<unsigned> unit_at(std::string_view json, std::size_t at) {
    if (json.size() < at + 6 || json[at] != '\\' || json[at + 1] != 'u')
        return std::nullopt;
    unsigned value = 0;
    for (const char c : json.substr(at + 2, 4)) {
        unsigned digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<unsigned>(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<unsigned>(c - 'A') + 10;
        else
            return std::nullopt;
        value = value * 16 + digit;
    }
    return value;
}

bool is_high(unsigned unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(unsigned unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
}

// The size in bytes of the first `count` code points.
std::size_t bytes_of(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && continues(text[at]))
            ++at;
        --count;
    }
    return at;
}

}  // namespace

std::string repair_utf8(std::string_view bytes) {
    std::string repaired;
    repaired.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto size = code_point_size(bytes);
        repaired += size == 0 ? replacement : bytes.substr(0, size);
        bytes.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return repaired;
}

std::string repair_json(std::string_view json) {
    const auto text = repair_utf8(json);
    std::string repaired;
    repaired.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] != '\\') {
            repaired += text[at++];
            continue;
        }
        const auto unit = unit_at(text, at);
        if (!unit) {  // another escape: its second character may be a backslash of its own
            repaired += text.substr(at, 2);
            at += 2;
            continue;
        }
        const auto next = unit_at(text, at + 6);
        const bool pair = is_high(*unit) && next && is_low(*next);
        const std::size_t size = pair ? 12 : 6;
        if (!pair && (is_high(*unit) || is_low(*unit)))
            repaired += replacement_escape;
        else
            repaired += text.substr(at, size);
        at += size;
    }
    return repaired;
}

std::size_t json_depth(std::string_view json) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_string = false;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (in_string) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

std::string without_controls(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = byte_at(text, at);
        if (byte == '\r') {
            clean += '\n';
            if (at + 1 < text.size() && text[at + 1] == '\n')
                ++at;
        } else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
            clean += replacement;
        } else if (byte == 0xC2 && at + 1 < text.size() && byte_at(text, at + 1) < 0xA0) {
            clean += replacement;  // C1: U+0080 to U+009F
            ++at;
        } else {
            clean += text[at];
        }
    }
    return clean;
}

std::string escape(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        const auto* const entity =
            std::ranges::find_if(entities, [c](const Entity& e) { return e.character == c; });
        if (entity == entities.end())
            escaped += c;
        else
            escaped += entity->escaped;
    }
    return escaped;
}

std::string decode_entities(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    while (!text.empty()) {
        const auto* const entity = std::ranges::find_if(
            entities, [text](const Entity& e) { return text.starts_with(e.escaped); });
        decoded += entity == entities.end() ? text.front() : entity->character;
        text.remove_prefix(entity == entities.end() ? 1 : entity->escaped.size());
    }
    return decoded;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string cut(std::string_view text, std::size_t most, std::string_view mark) {
    if (characters(text) <= most)
        return std::string(text);
    const auto room = most - std::min(most, characters(mark));
    return std::string(text.substr(0, bytes_of(text, room))) +
           std::string(mark.substr(0, bytes_of(mark, most)));
}

std::string escape_within(std::string_view text, std::size_t most, std::string_view mark) {
    auto whole = escape(text);
    if (characters(whole) <= most)
        return whole;
    const auto end = escape(mark);
    const auto room = most - std::min(most, characters(end));
    std::string kept;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto size = bytes_of(text, 1);
        const auto next = escape(text.substr(0, size));
        if (used + characters(next) > room)
            break;
        kept += next;
        used += characters(next);
        text.remove_prefix(size);
    }
    return characters(end) <= most ? kept + end : kept;
}

}  // namespace muster::slack
