#include "domain/difference.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t words_around = 4;

using WordList = std::vector<std::string_view>;

WordList words_of(std::string_view line) {
    WordList words;
    while (!line.empty()) {
        const auto end = std::min(line.find(' '), line.size());
        if (end > 0)
            words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

// The words from `first` to `last`, and those around them.
std::string piece(const WordList& words, std::size_t first, std::size_t last, std::size_t most) {
    if (first == last)
        return {};
    const auto from = first - std::min(first, words_around);
    const auto to = std::min(last + words_around, words.size());
    std::string text = from > 0 ? "… " : "";
    for (auto i = from; i < to; ++i)
        text += (i > from ? " " : "") + std::string(words[i]);
    if (to < words.size())
        text += " …";
    return shortened(text, most);
}

}  // namespace

Difference difference_between(std::string_view before, std::string_view after, std::size_t most) {
    const auto old_line = on_one_line(before);
    const auto new_line = on_one_line(after);
    const auto old_words = words_of(old_line);
    const auto new_words = words_of(new_line);
    const auto shorter = std::min(old_words.size(), new_words.size());
    std::size_t same = 0;
    while (same < shorter && old_words[same] == new_words[same])
        ++same;
    std::size_t same_at_end = 0;
    while (same + same_at_end < shorter && old_words[old_words.size() - 1 - same_at_end] ==
                                               new_words[new_words.size() - 1 - same_at_end])
        ++same_at_end;
    return {piece(old_words, same, old_words.size() - same_at_end, most),
            piece(new_words, same, new_words.size() - same_at_end, most)};
}

}  // namespace muster
