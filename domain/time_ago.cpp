#include "domain/text.hpp"
#include "domain/time_parts.hpp"

#include <array>

namespace muster {
namespace {

using std::chrono::seconds;

struct Unit {
    std::string_view word;
    int in_seconds;
};
constexpr int minute = 60;
constexpr int hour = 60 * minute;
constexpr int day = 24 * hour;
constexpr std::array<Unit, 22> units{{
    {"s", 1},           {"sec", 1},          {"secs", 1},     {"second", 1},
    {"seconds", 1},     {"m", minute},       {"min", minute}, {"mins", minute},
    {"minute", minute}, {"minutes", minute}, {"h", hour},     {"hr", hour},
    {"hrs", hour},      {"hour", hour},      {"hours", hour}, {"d", day},
    {"day", day},       {"days", day},       {"w", 7 * day},  {"wk", 7 * day},
    {"week", 7 * day},  {"weeks", 7 * day},
}};

constexpr std::array<std::string_view, 13> number_words{"a",    "one",    "two",   "three", "four",
                                                        "five", "six",    "seven", "eight", "nine",
                                                        "ten",  "eleven", "twelve"};

int unit_seconds(std::string_view word) {
    const auto small = lower(word);
    for (const auto& unit : units)
        if (unit.word == small)
            return unit.in_seconds;
    return 0;
}

Error unreadable(std::string_view typed) {
    return invalid("“" + std::string(typed) +
                   "” is no time. Write it as 10m ago, 2h 30m ago or -15m.");
}

// One "10m", "1.5 hours", "an hour"; -1 s when its number or unit cannot be read.
struct Amount {
    seconds length{0};
    std::size_t end = 0;
    bool readable = true;
};

std::optional<Amount> digits_amount(const TypedText& text, std::size_t position) {
    const auto number_end = text.after_digits(position);
    if (number_end == position)
        return std::nullopt;
    auto tenths_end = number_end;
    if (text.at(number_end) == '.' && text.digit(number_end + 1))
        tenths_end = text.after_digits(number_end + 1);
    const auto unit_begin = text.after_spaces(tenths_end);
    const auto unit_end = text.after_letters(unit_begin);
    if (unit_end == unit_begin)
        return std::nullopt;
    const int unit = unit_seconds(text.between(unit_begin, unit_end));
    constexpr int most = 1'000'000;
    const int whole = text.number(position, number_end);
    if (unit == 0 || whole < 0 || whole > most || tenths_end - number_end > 3)
        return Amount{seconds{0}, unit_end, false};
    seconds length = seconds{whole} * unit;
    if (tenths_end != number_end) {
        const int fraction = text.number(number_end + 1, tenths_end);
        const int parts = tenths_end - number_end == 2 ? 10 : 100;
        length += seconds{static_cast<long long>(fraction) * unit / parts};
    }
    return Amount{length, unit_end, true};
}

std::optional<Amount> words_amount(const TypedText& text, std::size_t position) {
    if (const auto half = text.after_word(position, "half an hour"))
        return Amount{seconds{hour / 2}, *half, true};
    const auto number_end = text.after_letters(position);
    const auto unit_begin = text.after_spaces(number_end);
    const auto unit_end = text.after_letters(unit_begin);
    const int unit = unit_seconds(text.between(unit_begin, unit_end));
    if (unit == 0 || unit_end - unit_begin < 2)
        return std::nullopt;
    auto word = lower(text.between(position, number_end));
    if (word == "an")
        word = "a";
    for (std::size_t i = 0; i < number_words.size(); ++i)
        if (number_words.at(i) == word)
            return Amount{seconds{unit} * (i == 0 ? 1 : static_cast<int>(i)), unit_end, true};
    if (word == "few" || word == "several" || word == "some")
        return Amount{seconds{0}, unit_end, false};
    return std::nullopt;
}

// "-15m", "-1h30m": numbers and short units without spaces.
Piece<seconds> read_minus(const TypedText& text, std::size_t& position) {
    if (!text.dash(position) || !text.digit(position + 1))
        return std::nullopt;
    auto end = position + 1;
    seconds total{0};
    bool readable = true;
    constexpr int most_amounts = 4;
    for (int i = 0; i < most_amounts && text.digit(end); ++i) {
        const auto number_end = text.after_digits(end);
        const auto unit_end = text.after_letters(number_end);
        if (unit_seconds(text.between(number_end, unit_end)) == 0)
            return std::nullopt;  // "-15%", "-3 degrees": text
        const auto amount = digits_amount(text, end);
        readable = readable && amount && amount->readable;
        total += amount ? amount->length : seconds{0};
        end = unit_end;
    }
    if (!text.word_ends(end))
        return std::nullopt;
    if (!readable)
        return Result<seconds>(unreadable(text.between(position, end)));
    position = end;
    return Result<seconds>(total);
}

}  // namespace

Piece<seconds> read_length(const TypedText& text, std::size_t& position) {
    auto at = position;
    seconds total{0};
    bool readable = true;
    constexpr int most_amounts = 4;
    int amounts = 0;
    for (; amounts < most_amounts; ++amounts) {
        auto begin = text.after_spaces(at);
        if (amounts > 0)
            if (const auto end = text.after_word(begin, "and"))
                begin = text.after_spaces(*end);
        auto amount = digits_amount(text, begin);
        if (!amount)
            amount = words_amount(text, begin);
        // "2h 3 servers": the second number counts something else.
        if (!amount || (amounts > 0 && !amount->readable))
            break;
        total += amount->length;
        readable = readable && amount->readable;
        at = amount->end;
    }
    if (amounts == 0)
        return std::nullopt;
    if (!readable)
        return Result<seconds>(invalid("“" + std::string(text.between(position, at)) +
                                       "” is no length of time. Write it as 2h, 90m or 1h 30m."));
    position = at;
    return Result<seconds>(total);
}

Piece<seconds> read_ago(const TypedText& text, std::size_t& position) {
    if (auto minus = read_minus(text, position))
        return minus;
    auto at = position;
    seconds total{0};
    bool readable = true;
    constexpr int most_amounts = 4;
    for (int i = 0; i < most_amounts; ++i) {
        auto begin = text.after_spaces(at);
        if (i == 0) {
            if (const auto end = text.after_word(begin, "a"); end && !text.digit(begin)) {
                // "a few minutes ago": the next word is the number
                const auto next = text.after_spaces(*end);
                if (text.after_word(next, "few"))
                    begin = next;
            }
        } else {
            if (text.at(begin) == ',')
                begin = text.after_spaces(begin + 1);
            if (const auto end = text.after_word(begin, "and"))
                begin = text.after_spaces(*end);
        }
        auto amount = digits_amount(text, begin);
        if (!amount)
            amount = words_amount(text, begin);
        if (!amount)
            return std::nullopt;
        total += amount->length;
        readable = readable && amount->readable;
        at = amount->end;
        if (const auto end = text.after_word(text.after_spaces(at), "ago")) {
            if (!readable)
                return Result<seconds>(unreadable(text.between(position, *end)));
            position = *end;
            return Result<seconds>(total);
        }
    }
    return std::nullopt;
}

std::optional<seconds> read_length(std::string_view text) {
    const TypedText typed(text);
    auto position = typed.after_spaces(0);
    const auto length = read_length(typed, position);
    if (!length || !*length || typed.at(typed.after_spaces(position)) != '\0')
        return std::nullopt;
    return **length;
}

}  // namespace muster
