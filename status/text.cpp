#include "status/text.hpp"

#include <cstdint>

namespace muster::status {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Decoded {
    std::uint32_t code = 0;
    std::size_t length = 1;  // bytes taken
    bool valid = false;
};

bool continues(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// One code point from the front of a text that is not empty. Of a broken sequence, the bytes that
// could have begun a character are taken together, as browsers do.
Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return {first, 1, true};
    std::size_t length = 0;
    unsigned char low = 0x80;  // what the second byte may be
    unsigned char high = 0xBF;
    std::uint32_t code = 0;
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
        code = first & 0x1FU;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        code = first & 0x0FU;
        low = first == 0xE0 ? 0xA0 : low;
        high = first == 0xED ? 0x9F : high;  // surrogates are no characters
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        code = first & 0x07U;
        low = first == 0xF0 ? 0x90 : low;
        high = first == 0xF4 ? 0x8F : high;
    } else {
        return {};
    }
    for (std::size_t i = 1; i < length; ++i) {
        const bool fits =
            i < text.size() && continues(byte(i)) && (i > 1 || (byte(i) >= low && byte(i) <= high));
        if (!fits)
            return {0, i, false};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    return {code, length, true};
}

}  // namespace

std::string clean_text(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const auto [code, length, valid] = decode(text);
        if (!valid || code == 0xFFFE || code == 0xFFFF) {
            clean += replacement;
        } else if (code == '\r') {
            if (text.size() < 2 || text[1] != '\n')
                clean += '\n';
        } else if ((code >= 0x20 && (code < 0x7F || code > 0x9F)) || code == '\t' || code == '\n') {
            clean += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return clean;
}

std::string escape_markup(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string escape_json_document(std::string_view json) {
    constexpr std::string_view separator = "\xE2\x80";  // of U+2028 and U+2029
    std::string escaped;
    escaped.reserve(json.size() + json.size() / 16);
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '<') {
            escaped += "\\u003c";
        } else if (c == '>') {
            escaped += "\\u003e";
        } else if (c == '&') {
            escaped += "\\u0026";
        } else if (json.substr(i, 2) == separator && i + 2 < json.size() &&
                   (json[i + 2] == '\xA8' || json[i + 2] == '\xA9')) {
            escaped += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            escaped += c;
        }
    }
    return escaped;
}

}  // namespace muster::status
