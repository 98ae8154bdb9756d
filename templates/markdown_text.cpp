#include "templates/markdown_text.hpp"

#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

char at(std::string_view line, std::size_t i) {
    return i < line.size() ? line[i] : '\0';
}

// Bytes of the http(s) address at `begin`, without the punctuation that ends the sentence.
std::size_t address_length(std::string_view line, std::size_t begin) {
    const auto rest = line.substr(begin);
    const std::size_t scheme = rest.starts_with("https://")  ? 8
                               : rest.starts_with("http://") ? 7
                                                             : 0;
    if (scheme == 0 || (begin > 0 && is_word(line[begin - 1])) || !is_word(at(rest, scheme)))
        return 0;
    std::size_t end = scheme;
    while (end < rest.size() && static_cast<unsigned char>(rest[end]) > 0x20 &&
           std::string_view("<>\"`|\\").find(rest[end]) == std::string_view::npos)
        ++end;
    while (end > scheme &&
           std::string_view(".,;:!?)'*_~").find(rest[end - 1]) != std::string_view::npos)
        --end;
    return end;
}

std::string address(std::string_view url) {
    // Between < and > nothing in it is mark-up.
    if (url.find_first_of("*_~&[]") != std::string_view::npos)
        return "<" + std::string(url) + ">";
    return std::string(url);
}

bool consists_of(std::string_view line, char mark) {
    return std::all_of(line.begin(), line.end(), [&](char c) { return c == mark || c == ' '; });
}

// Whether the character at `i` would mean something to Markdown there.
bool is_markup(std::string_view line, std::size_t i) {
    const char c = line[i];
    const char next = at(line, i + 1);
    const bool first = i == 0;
    switch (c) {
        case '\\':
        case '`':
        case '*':
        case '[':
        case ']':
        case '<':
        case '|':
        case '~':
            return true;
        case '_':
            return first || !is_word(line[i - 1]) || !is_word(next);
        case '&':
            return is_word(next) || next == '#';
        case '#':
            return first || next == '#' || next == ' ' || next == '\0';
        case '>':
            return first;
        case '+':
            return first && (next == ' ' || next == '\0');
        case '-':
        case '=':
            return first && (next == ' ' || next == '\0' || consists_of(line, c));
        case '.':
            if (i >= 3 && line.substr(i - 3, 3) == "www")
                return true;  // would be a link without its scheme, and end wherever it likes
            [[fallthrough]];
        case ')':
            return i > 0 && i < 10 && (next == ' ' || next == '\0') &&
                   std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(i),
                               is_digit);
        default:
            return false;
    }
}

void add_line(std::string& out, std::string_view line) {
    for (std::size_t i = 0; i < line.size();) {
        if (const auto length = address_length(line, i)) {
            out += address(line.substr(i, length));
            i += length;
            continue;
        }
        if (is_markup(line, i))
            out += '\\';
        out += line[i++];
    }
}

}  // namespace

std::string markdown_text(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    std::string_view between;  // what the next line with anything in it is parted by
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trimmed(text.substr(0, end));
        if (!line.empty()) {
            if (!out.empty())
                out += between;
            add_line(out, line);
            between = "  \n";
        } else {
            between = "\n\n";
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

}  // namespace muster
