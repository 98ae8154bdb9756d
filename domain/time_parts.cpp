#include "domain/time_parts.hpp"

#include "domain/text.hpp"
#include "domain/zone_rules.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int hours_in_half_day = 12;
constexpr seconds farthest_offset = hours{14};

// Behind "am", "p.m." and their like; `pm` says which.
std::optional<std::size_t> after_half(const TypedText& text, std::size_t position, bool& pm) {
    for (const bool half : {false, true}) {
        for (const std::string_view word :
             half ? std::array{"p.m.", "p.m", "pm"} : std::array{"a.m.", "a.m", "am"}) {
            const auto end = text.after(position, word);
            if (end && !text.letter(*end) && !text.digit(*end)) {
                pm = half;
                return end;
            }
        }
    }
    return std::nullopt;
}

Error no_such_clock(std::string_view typed) {
    return invalid("“" + std::string(typed) +
                   "” is no time of day. Write it as 14:02, 14:02:30 or 7:30am.");
}

// Sets the half of the day that stands at `position`, attached or behind spaces.
std::optional<Error> take_half(const TypedText& text, std::size_t begin, std::size_t& position,
                               ClockPiece& clock) {
    bool pm = false;
    const auto spaced = text.after_spaces(position);
    const auto end = after_half(text, spaced, pm);
    if (!end)
        return std::nullopt;
    if (clock.hour < 1 || clock.hour > hours_in_half_day) {
        if (spaced != position)
            return std::nullopt;  // "14:02 pm …": no half of a day, so it is text
        return no_such_clock(text.between(begin, *end));
    }
    clock.hour = clock.hour % hours_in_half_day + (pm ? hours_in_half_day : 0);
    clock.half_named = true;
    position = *end;
    return std::nullopt;
}

// "[+-]H[H][[:]MM]" behind the sign at `position`.
struct OffsetPiece {
    seconds offset{0};
    std::size_t end = 0;
    std::size_t hour_digits = 0;
    bool with_minutes = false;
};
std::optional<OffsetPiece> offset_piece(const TypedText& text, std::size_t position) {
    const bool west = text.at(position) == '-';
    const auto begin = position + 1;
    const auto hours_end = text.after_digits(begin);
    auto digits = hours_end - begin;
    int hour = text.number(begin, hours_end);
    int minute = 0;
    auto end = hours_end;
    bool with_minutes = false;
    if (digits == 4 || digits == 3) {  // +0200
        minute = hour % 100;
        hour /= 100;
        digits -= 2;
        with_minutes = true;
    } else if (digits != 1 && digits != 2) {
        return std::nullopt;
    } else if (text.at(end) == ':' && text.digit(end + 1)) {
        const auto minutes_end = text.after_digits(end + 1);
        if (minutes_end - end != 3)
            return std::nullopt;
        minute = text.number(end + 1, minutes_end);
        end = minutes_end;
        with_minutes = true;
    }
    const seconds offset = hours{hour} + minutes{minute};
    if (hour < 0 || minute > 59 || offset > farthest_offset || !text.word_ends(end))
        return std::nullopt;
    return OffsetPiece{west ? -offset : offset, end, digits, with_minutes};
}

struct Abbreviated {
    std::optional<seconds> offset;
    bool ambiguous = false;
};
Abbreviated abbreviated(std::string_view word, const TimeContext& context, Instant near) {
    const auto writer = offset_named(context.writer, word, near);
    const auto organisation = offset_named(context.organisation, word, near);
    if (writer && organisation && *writer != *organisation)
        return {writer, true};
    return {writer ? writer : organisation, false};
}

// A word in small letters that is far more often a word than a zone.
bool is_everyday_word(std::string_view word) {
    constexpr std::array<std::string_view, 8> words{"eat", "est", "ist",  "met",
                                                    "wet", "wit", "west", "eest"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_region(std::string_view word) {
    constexpr std::array<std::string_view, 11> regions{
        "africa", "america",   "antarctica", "arctic", "asia",   "atlantic",
        "etc",    "australia", "europe",     "indian", "pacific"};
    return std::find(regions.begin(), regions.end(), lower(word)) != regions.end();
}

Piece<ZonePiece> offset_zone(const TypedText& text, std::size_t& position, std::size_t at,
                             const TimeContext& context, Instant near, bool attached_is_offset) {
    const bool spaced = at != position;
    const auto piece = offset_piece(text, at);
    if (!piece)
        return std::nullopt;
    const bool minus = text.at(at) == '-';
    std::string remark;
    if (!spaced && minus && !attached_is_offset && text.at(piece->end - 3) == ':')
        return std::nullopt;  // 14:30-20:30 is a span
    if (!spaced && minus && !attached_is_offset && !piece->with_minutes)
        return std::nullopt;
    if (spaced && minus && text.at(piece->end - 3) == ':')
        remark = "Read as a time at " + offset_text(piece->offset) +
                 " from UTC. For a span write both times with a dash and no space between them.";
    if (spaced && !piece->with_minutes) {
        // "14:02 +10 servers" is text, "14:02 +02" and the zone's own "+10" are not.
        const auto word = text.between(at, piece->end);
        if (piece->hour_digits != 2 ||
            (text.at(at + 1) != '0' && !abbreviated(word, context, near).offset))
            return std::nullopt;
    }
    position = piece->end;
    return Result<ZonePiece>(ZonePiece{std::nullopt, piece->offset, std::move(remark)});
}

// UTC, GMT and what may stand behind them: "UTC+2".
Piece<ZonePiece> utc_zone(const TypedText& text, std::size_t& position, std::size_t at) {
    auto end = text.after(at, "utc");
    if (!end)
        end = text.after(at, "gmt");
    if (!end)
        return std::nullopt;
    if (text.at(*end) == '+' || text.at(*end) == '-') {
        if (const auto piece = offset_piece(text, *end)) {
            position = piece->end;
            return Result<ZonePiece>(ZonePiece{std::nullopt, piece->offset, {}});
        }
    }
    if (!text.word_ends(*end))
        return std::nullopt;
    position = *end;
    return Result<ZonePiece>(ZonePiece{});
}

Piece<ZonePiece> named_zone(const TypedText& text, std::size_t& position, std::size_t at) {
    auto end = at;
    bool slash = false;
    while (text.letter(end) || text.digit(end) || text.at(end) == '_' || text.at(end) == '/' ||
           text.at(end) == '+' || text.at(end) == '-') {
        slash = slash || text.at(end) == '/';
        ++end;
    }
    if (!slash || !text.word_ends(end))
        return std::nullopt;
    const auto name = text.between(at, end);
    auto zone = Zone::named(name);
    if (zone) {
        position = end;
        return Result<ZonePiece>(ZonePiece{*zone, seconds{0}, {}});
    }
    if (is_region(name.substr(0, name.find('/'))))
        return Result<ZonePiece>(zone.error());
    return std::nullopt;
}

Piece<ZonePiece> abbreviated_zone(const TypedText& text, std::size_t& position, std::size_t at,
                                  const TimeContext& context, Instant near) {
    const auto end = text.after_letters(at);
    constexpr std::size_t longest = 6;
    if (end - at < 2 || end - at > longest || !text.word_ends(end))
        return std::nullopt;
    std::string word(text.between(at, end));
    if (word == lower(word)) {
        if (is_everyday_word(word))
            return std::nullopt;
        std::transform(word.begin(), word.end(), word.begin(),
                       [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    }
    const auto found = abbreviated(word, context, near);
    if (found.ambiguous)
        return Result<ZonePiece>(invalid(word + " means one time in " + context.writer.name() +
                                         " and another in " + context.organisation.name() +
                                         ". Write the zone's name or its offset, such as +02:00."));
    if (!found.offset)
        return std::nullopt;
    position = end;
    return Result<ZonePiece>(ZonePiece{std::nullopt, *found.offset, {}});
}

}  // namespace

bool clock_begins(const TypedText& text, std::size_t position) {
    const auto hour_end = text.after_digits(position);
    const auto digits = hour_end - position;
    if (digits != 1 && digits != 2)
        return false;
    if (text.at(hour_end) == ':' && text.digit(hour_end + 1) && text.digit(hour_end + 2))
        return true;
    bool pm = false;
    return after_half(text, hour_end, pm).has_value();
}

Piece<ClockPiece> read_clock(const TypedText& text, std::size_t& position) {
    if (!clock_begins(text, position))
        return std::nullopt;
    const auto begin = position;
    auto end = text.after_digits(begin);
    ClockPiece clock;
    clock.hour = text.number(begin, end);
    int parts = 1;
    bool well_formed = true;
    while (text.at(end) == ':' && text.digit(end + 1) && parts < 4) {
        const auto next = text.after_digits(end + 1);
        well_formed = well_formed && next - end == 3;
        (parts == 1 ? clock.minute : clock.second) = text.number(end + 1, next);
        end = next;
        ++parts;
    }
    if (parts == 3 && text.at(end) == '.' && text.digit(end + 1))
        end = text.after_digits(end + 1);  // parts of a second, as machines write them
    if (!well_formed || parts > 3 || clock.hour > 23 || clock.minute > 59 || clock.second > 59)
        return Result<ClockPiece>(no_such_clock(text.between(begin, end)));
    if (auto error = take_half(text, begin, end, clock))
        return Result<ClockPiece>(*std::move(error));
    position = end;
    return Result<ClockPiece>(clock);
}

Piece<Day> read_day(const TypedText& text, std::size_t& position) {
    const auto first_end = text.after_digits(position);
    const auto first = first_end - position;
    const char mark = text.at(first_end);
    const auto second_end = text.after_digits(first_end + 1);
    const auto second = second_end - first_end - 1;
    const auto third_end = text.after_digits(second_end + 1);
    const auto third = third_end - second_end - 1;
    const auto short_enough = [](std::size_t digits) { return digits == 1 || digits == 2; };
    const bool same_marks = text.at(second_end) == mark;
    if (first == 4 && (text.dash(first_end) || mark == '/') && same_marks && short_enough(second) &&
        short_enough(third)) {
        const Day day{
            std::chrono::year{text.number(position, first_end)},
            std::chrono::month{static_cast<unsigned>(text.number(first_end + 1, second_end))},
            std::chrono::day{static_cast<unsigned>(text.number(second_end + 1, third_end))}};
        if (!day.ok())
            return Result<Day>(invalid("There is no day " +
                                       std::string(text.between(position, third_end)) +
                                       ". Write it as 2024-10-14."));
        position = third_end;
        return Result<Day>(day);
    }
    // 14.10.2024 and 10/14/2024: which is the month is anybody's guess.
    if (short_enough(first) && (mark == '.' || mark == '/') && same_marks && short_enough(second) &&
        third == 4 && text.word_ends(third_end) &&
        !(text.at(third_end) == '.' && text.digit(third_end + 1)))
        return Result<Day>(invalid("“" + std::string(text.between(position, third_end)) +
                                   "” can be read as two days. Write it as 2024-10-14."));
    return std::nullopt;
}

Piece<ZonePiece> read_zone(const TypedText& text, std::size_t& position, const TimeContext& context,
                           Instant near, bool offset_attached) {
    if (text.at(position) == 'Z' && text.word_ends(position + 1)) {
        ++position;
        return Result<ZonePiece>(ZonePiece{});
    }
    const auto at = text.after_spaces(position);
    if (text.at(at) == '+' || text.at(at) == '-')
        return offset_zone(text, position, at, context, near, offset_attached);
    if (auto zone = utc_zone(text, position, at))
        return zone;
    if (at != position) {
        if (auto zone = named_zone(text, position, at))
            return zone;
    }
    return abbreviated_zone(text, position, at, context, near);
}

std::string unknown_zone_remark(const TypedText& text, std::size_t position) {
    constexpr std::array<std::string_view, 29> known_elsewhere{
        "EST",  "EDT",  "CST",  "CDT",  "MST",  "MDT",  "PST",  "PDT",  "CET", "CEST",
        "EET",  "EEST", "WET",  "WEST", "BST",  "IST",  "JST",  "KST",  "SGT", "HKT",
        "AEST", "AEDT", "ACST", "ACDT", "AWST", "NZST", "NZDT", "SAST", "MSK"};
    const auto begin = text.after_spaces(position);
    const auto end = text.after_letters(begin);
    const auto word = text.between(begin, end);
    if (begin == position || !text.word_ends(end) ||
        std::find(known_elsewhere.begin(), known_elsewhere.end(), word) == known_elsewhere.end())
        return {};
    return std::string(word) +
           " is neither your zone nor the organisation's, so it was read as text. For another "
           "zone write its name, such as America/New_York, or its offset, such as -05:00.";
}

std::string offset_text(seconds offset) {
    if (offset == seconds{0})
        return "UTC";
    const auto whole = std::chrono::duration_cast<minutes>(offset < seconds{0} ? -offset : offset);
    const auto two = [](long long number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return (offset < seconds{0} ? "-" : "+") + two(whole.count() / 60) + ":" +
           two(whole.count() % 60);
}

}  // namespace muster
