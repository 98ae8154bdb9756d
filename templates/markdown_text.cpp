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

bool ends_word(char c) {
    return c == '\0' || c == ' ';
}

// An address that would be a link as it is, and end where it should.
bool is_plain_address(std::string_view line, std::size_t begin, std::size_t end) {
    const auto url = line.substr(begin, end - begin);
    const bool plain = std::all_of(url.begin(), url.end(), [](char c) {
        return is_word(c) || std::string_view("./:?=%#,+-").find(c) != std::string_view::npos;
    });
    const char before = begin == 0 ? ' ' : line[begin - 1];
    const char behind = at(line, end);
    const bool sentence = std::string_view(".,;:!?)").find(behind) != std::string_view::npos &&
                          ends_word(at(line, end + 1));
    return plain && !url.ends_with("www") && (before == ' ' || before == '(') &&
           (ends_word(behind) || sentence);
}

// Between < and > nothing in an address is mark-up but an entity.
std::string wrapped(std::string_view url) {
    std::string text = "<";
    for (const char c : url) {
        text += c;
        if (c == '&' && url.find(';') != std::string_view::npos)
            text += "amp;";
    }
    return text + ">";
}

// "---", ":-:" and their like under a line make it a heading or a table's head.
bool is_underline(std::string_view line) {
    return line.find_first_not_of("-: ") == std::string_view::npos;
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
        case '#':  // begins a heading, or ends one
            return first || (line[i - 1] == ' ' && consists_of(line.substr(i), '#'));
        case '>':
            return first;
        case '+':
            return first && (next == ' ' || next == '\0');
        case '-':
            return first && (next == ' ' || next == '\0' || is_underline(line));
        case '=':
            return first && consists_of(line, c);
        case ':':  // also an address that is none of ours
            return next == '/' || (first && is_underline(line));
        case '.':
            if (i >= 3 && line.substr(i - 3, 3) == "www" && (i == 3 || !is_word(line[i - 4])))
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
            out += is_plain_address(line, i, i + length) ? std::string(line.substr(i, length))
                                                         : wrapped(line.substr(i, length));
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
