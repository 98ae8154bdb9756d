#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// The beginning of what somebody typed, as a parser wants it: every kind of space is ' ', every
// hyphen and minus '-', every longer dash `long_dash`; invisible marks are gone. Bounded, whatever
// the text's length. Borrows the text.
class TypedText {
public:
    static constexpr char long_dash = '\x01';

    explicit TypedText(std::string_view original);

    // 0 at the end.
    [[nodiscard]] char at(std::size_t position) const {
        return position < plain_.size() ? plain_[position] : '\0';
    }
    [[nodiscard]] bool digit(std::size_t position) const {
        return at(position) >= '0' && at(position) <= '9';
    }
    [[nodiscard]] bool letter(std::size_t position) const;
    [[nodiscard]] bool dash(std::size_t position) const {
        return at(position) == '-' || at(position) == long_dash;
    }
    // Nothing, a space or punctuation stands there: a word has ended.
    [[nodiscard]] bool word_ends(std::size_t position) const;

    [[nodiscard]] std::size_t after_spaces(std::size_t position) const;
    [[nodiscard]] std::size_t after_digits(std::size_t position) const;
    [[nodiscard]] std::size_t after_letters(std::size_t position) const;
    // Behind `word` (in lower case) when it stands there in any case.
    [[nodiscard]] std::optional<std::size_t> after(std::size_t position,
                                                   std::string_view word) const;
    // As `after`, and the word ends there.
    [[nodiscard]] std::optional<std::size_t> after_word(std::size_t position,
                                                        std::string_view word) const;

    [[nodiscard]] std::string_view between(std::size_t from, std::size_t to) const {
        return std::string_view(plain_).substr(from, to - from);
    }
    // The digits from there as a number; -1 when there are more than nine.
    [[nodiscard]] int number(std::size_t from, std::size_t to) const;
    // What was typed from there on, byte for byte.
    [[nodiscard]] std::string_view original_from(std::size_t position) const {
        return original_.substr(
            offsets_[position < offsets_.size() ? position : offsets_.size() - 1]);
    }

private:
    std::string_view original_;
    std::string plain_;
    std::vector<std::size_t> offsets_;  // in original_, one for each of plain_ and one at its end
};

}  // namespace muster
