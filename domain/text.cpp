#include "domain/text.hpp"

#include <array>

namespace muster {
namespace {

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

constexpr std::array<std::string_view, 7> spaces{" ",      "\t",     "\n",    "\r",
                                                 "\u00A0", "\u202F", "\u3000"};

// The white space that stands at the front of `text`, or nothing.
std::string_view leading_space(std::string_view text) {
    for (const auto space : spaces)
        if (text.starts_with(space))
            return space;
    return {};
}

std::string_view trailing_space(std::string_view text) {
    for (const auto space : spaces)
        if (text.ends_with(space))
            return space;
    return {};
}

}  // namespace

std::size_t length(std::string_view text) {
    std::size_t count = 0;
    for (const char byte : text)
        count += begins_character(byte) ? 1 : 0;
    return count;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (most == 0)
        return {};
    std::size_t count = 0;
    std::size_t cut = 0;  // where the last character that still fits before "…" ends
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!begins_character(text[i]))
            continue;
        if (count + 1 == most)
            cut = i;
        if (++count > most)
            return std::string(text.substr(0, cut)) + "…";
    }
    return std::string(text);
}

std::size_t space_at_front(std::string_view text) {
    return leading_space(text).size();
}

std::string_view trimmed(std::string_view text) {
    for (auto space = leading_space(text); !space.empty(); space = leading_space(text))
        text.remove_prefix(space.size());
    for (auto space = trailing_space(text); !space.empty(); space = trailing_space(text))
        text.remove_suffix(space.size());
    return text;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (auto& letter : result)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return result;
}

std::string on_one_line(std::string_view text) {
    std::string line;
    text = trimmed(text);
    while (!text.empty()) {
        if (const auto space = leading_space(text); !space.empty()) {
            text.remove_prefix(space.size());
            if (line.empty() || line.back() != ' ')
                line += ' ';
        } else {
            line += text.front();
            text.remove_prefix(1);
        }
    }
    return line;
}

std::string counted(long long count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace muster
