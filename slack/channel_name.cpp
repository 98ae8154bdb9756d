#include "slack/messages.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <array>

namespace muster::slack {
namespace {

// Slack's rule for a channel's name (CONTRACT 5.3).
constexpr std::size_t most_name = 80;

// Letters as a–z, one after another from the first on; "-" for what is no letter, "'" for one
// without a sound of its own.
struct Letters {
    char32_t first;
    std::string_view written;
};
constexpr std::array<Letters, 10> alphabets{{
    // Latin-1
    {0xC0,
     "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss a a a a a a ae "
     "c e e e e i i i i d n o o o o o - o u u u u y th y"},
    // Latin Extended-A
    {0x100,
     "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i "
     "i i i i i i i i i ij ij j j k k k l l l l l l l l l l n n n n n n n ng ng o o o o "
     "o o oe oe r r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y "
     "y z z z z z z s"},
    // Vietnamese letters of Latin Extended-B
    {0x1A0, "o o"},
    {0x1AF, "u u"},
    // Romanian and Pinyin letters there
    {0x1CD, "a a i i o o u u u u u u u u u u"},
    {0x218, "s s t t"},
    // Latin Extended Additional: Vietnamese and others
    {0x1E00,
     "a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h "
     "h h h i i i i k k k k k k l l l l l l l l m m m m m m n n n n n n n n o o o o o o "
     "o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t u u u u u u u u u "
     "u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a - s s ss d a a a a "
     "a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i o "
     "o o o o o o o o o o o o o o o o o o o o o o o u u u u u u u u u u u u u u y y y y "
     "y y y y ll ll v v y y"},
    // Greek
    {0x386,
     "a - e i i - o - y o i a v g d e z i th i k l m n x o p r - s t y f ch ps o i y a e "
     "i i y a v g d e z i th i k l m n x o p r s s t y f ch ps o i y o y o"},
    // Cyrillic
    {0x400,
     "e yo dj g ye dz i yi j lj nj c k i u dz a b v g d e zh z i y k l m n o p r s t u f "
     "kh ts ch sh shch ' y ' e yu ya a b v g d e zh z i y k l m n o p r s t u f kh ts ch "
     "sh shch ' y ' e yu ya e yo dj g ye dz i yi j lj nj c k i u dz"},
    // Ukrainian
    {0x490, "g g"},
}};

// The code point at the beginning of valid UTF-8, taken off it.
char32_t take_code_point(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text.front());
    std::size_t size = 1;
    char32_t point = first;
    if (first >= 0xF0) {
        size = 4;
        point = first & 0x07U;
    } else if (first >= 0xE0) {
        size = 3;
        point = first & 0x0FU;
    } else if (first >= 0xC0) {
        size = 2;
        point = first & 0x1FU;
    }
    size = std::min(size, text.size());
    for (std::size_t i = 1; i < size; ++i)
        point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(size);
    return point;
}

std::string_view nth_word(std::string_view words, std::size_t n) {
    for (; n > 0; --n) {
        const auto space = words.find(' ');
        if (space == std::string_view::npos)
            return {};
        words.remove_prefix(space + 1);
    }
    return words.substr(0, words.find(' '));
}

// One letter in a–z 0–9 _; "-" when it has no likeness there; "" when it is only an accent.
std::string latin(char32_t point) {
    if (point < 0x80) {
        auto c = static_cast<char>(point);
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        return kept ? std::string(1, c) : (c == '\'' ? "" : "-");
    }
    if ((point >= 0x300 && point <= 0x36F) || point == 0x2019 || point == 0x2BC)
        return {};  // an accent of its own, an apostrophe
    for (const auto& [first, written] : alphabets) {
        if (point < first)
            continue;
        const auto letter = nth_word(written, point - first);
        if (!letter.empty())
            return letter == "'" ? std::string{} : std::string(letter);
    }
    return "-";
}

// Hyphens between words alone: none at either end, never two.
std::string joined(std::string_view text) {
    std::string name;
    for (const char c : text)
        if (c != '-' || (!name.empty() && name.back() != '-'))
            name += c;
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    return name;
}

std::string in_letters(std::string_view text) {
    const auto valid = repair_utf8(text);
    std::string_view rest = valid;
    std::string letters;
    while (!rest.empty())
        letters += latin(take_code_point(rest));
    return joined(letters);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto found = text.find(from); found != std::string::npos;
         found = text.find(from, found + to.size()))
        text.replace(found, from.size(), to);
    return text;
}

// The beginning of a title, up to the end of a word where that costs little.
std::string shortened_title(const std::string& title, std::size_t most) {
    if (title.size() <= most)
        return title;
    const auto seam = title.rfind('-', most);
    const bool near = seam != std::string::npos && seam + 15 >= most;
    return joined(title.substr(0, near ? seam : most));
}

bool has_letter_or_digit(std::string_view name) {
    return name.find_first_not_of("-_") != std::string_view::npos;
}

}  // namespace

std::string channel_name(const IncidentId& id, std::string_view title, const Settings& settings,
                         int attempt) {
    const auto number = in_letters(to_string(id));
    const auto words = in_letters(title);
    const auto suffix = attempt > 0 ? "-" + std::to_string(attempt + 1) : std::string{};
    const auto filled = [&](std::string_view with_title) {
        auto name = replaced(settings.channel_pattern, "{id}", number);
        return in_letters(replaced(std::move(name), "{title}", with_title));
    };
    const auto room = most_name - suffix.size();
    const auto frame = filled("").size() + 1;  // and the hyphen before the title
    auto name =
        filled(has_letter_or_digit(words) && frame < room ? shortened_title(words, room - frame)
                                                          : std::string{});
    if (!has_letter_or_digit(name))
        name = number;
    return joined(std::string_view(name).substr(0, room)) + suffix;
}

}  // namespace muster::slack
