#include "domain/typed_text.hpp"

#include "domain/text.hpp"

#include <array>

namespace muster {
namespace {

struct Replacement {
    std::string_view typed;
    std::string_view plain;
};
constexpr std::array<Replacement, 21> replacements{{
    {"\u2010", "-"},    {"\u2011", "-"},    {"\u2212", "-"}, {"\u2012", "\x01"}, {"\u2013", "\x01"},
    {"\u2014", "\x01"}, {"\u2015", "\x01"}, {"\u223c", "~"}, {"\uff5e", "~"},    {"\uff1a", ":"},
    {"\u2236", ":"},    {"\u200b", ""},     {"\u200e", ""},  {"\u200f", ""},     {"\u2060", ""},
    {"\ufeff", ""},     {"\u2002", " "},    {"\u2003", " "}, {"\u2007", " "},    {"\u2009", " "},
    {"\x01", "?"},
}};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

TypedText::TypedText(std::string_view original) : original_(original) {
    constexpr std::size_t longest_head = 400;
    std::size_t position = 0;
    while (position < original.size() && plain_.size() < longest_head) {
        const auto rest = original.substr(position);
        std::size_t length = space_at_front(rest);
        std::string_view plain = " ";
        if (length == 0) {
            length = 1;
            plain = rest.substr(0, 1);
            for (const auto& replacement : replacements) {
                if (rest.substr(0, replacement.typed.size()) == replacement.typed) {
                    length = replacement.typed.size();
                    plain = replacement.plain;
                    break;
                }
            }
        }
        if (!plain.empty()) {
            plain_ += plain;
            offsets_.push_back(position);
        }
        position += length;
    }
    offsets_.push_back(position);
}

bool TypedText::letter(std::size_t position) const {
    const char c = lower(at(position));
    return c >= 'a' && c <= 'z';
}

bool TypedText::word_ends(std::size_t position) const {
    const char c = at(position);
    return c == '\0' || c == ' ' || c == long_dash ||
           std::string_view(",;:.-)!?").find(c) != std::string_view::npos;
}

std::size_t TypedText::after_spaces(std::size_t position) const {
    while (at(position) == ' ')
        ++position;
    return position;
}

std::size_t TypedText::after_digits(std::size_t position) const {
    while (digit(position))
        ++position;
    return position;
}

std::size_t TypedText::after_letters(std::size_t position) const {
    while (letter(position))
        ++position;
    return position;
}

std::optional<std::size_t> TypedText::after(std::size_t position, std::string_view word) const {
    for (const char c : word)
        if (lower(at(position++)) != c)
            return std::nullopt;
    return position;
}

std::optional<std::size_t> TypedText::after_word(std::size_t position,
                                                 std::string_view word) const {
    const auto end = after(position, word);
    return end && word_ends(*end) ? end : std::nullopt;
}

int TypedText::number(std::size_t from, std::size_t to) const {
    constexpr std::size_t most_digits = 9;
    if (to - from > most_digits)
        return -1;
    int number = 0;
    for (; from < to; ++from)
        number = number * 10 + (at(from) - '0');
    return number;
}

}  // namespace muster
