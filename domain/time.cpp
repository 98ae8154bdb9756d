#include "domain/time.hpp"

#include "domain/zone_rules.hpp"

#include <array>
#include <cstdio>
#include <exception>
#include <stdexcept>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

// The zone data's entry for UTC itself. Without zone data no time can be shown to anybody.
const date::time_zone* utc() {
    static const date::time_zone* const zone = [] {
        try {
            const auto* found = date::locate_zone("UTC");
            (void)found->get_info(Instant{});
            return found;
        } catch (const std::exception&) {
            throw std::runtime_error(
                "The system's time zone data cannot be read. Install the package tzdata.");
        }
    }();
    return zone;
}

bool is_another_name_of_utc(std::string_view name) {
    constexpr std::array<std::string_view, 8> names{
        "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal", "UTC"};
    for (const auto& other : names)
        if (same_ignoring_case(name, other))
            return true;
    return false;
}

template <class... Arguments>
std::string printed(const char* format, Arguments... arguments) {
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(), buffer.size(), format, arguments...);
    return std::string(buffer.data(), static_cast<std::size_t>(length < 0 ? 0 : length));
}

struct Clock {
    int hour;
    int minute;
    int second;
};

Clock clock_in(Instant at, const Zone& zone) {
    const auto local = at + offset_at(zone, at);
    const std::chrono::hh_mm_ss time(local - std::chrono::floor<days>(local));
    return {static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count())};
}

std::string printed_day(const Day& day) {
    return printed("%04d-%02u-%02u", static_cast<int>(day.year()),
                   static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

// Reads exactly `digits` digits at `position` and moves it behind them.
std::optional<int> digits_at(std::string_view text, std::size_t& position, int digits) {
    int number = 0;
    for (int i = 0; i < digits; ++i, ++position) {
        if (position >= text.size() || text[position] < '0' || text[position] > '9')
            return std::nullopt;
        number = number * 10 + (text[position] - '0');
    }
    return number;
}

bool skip(std::string_view text, std::size_t& position, char expected) {
    if (position >= text.size() || lower(text[position]) != lower(expected))
        return false;
    ++position;
    return true;
}

// "Z", "+02:00" or "-05:30" at `position`.
std::optional<seconds> rfc3339_offset(std::string_view text, std::size_t& position) {
    if (skip(text, position, 'Z'))
        return seconds{0};
    const bool west = position < text.size() && text[position] == '-';
    if (!west && !(position < text.size() && text[position] == '+'))
        return std::nullopt;
    ++position;
    const auto hours = digits_at(text, position, 2);
    if (!hours || !skip(text, position, ':'))
        return std::nullopt;
    const auto minutes = digits_at(text, position, 2);
    if (!minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    const seconds offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return west ? -offset : offset;
}

}  // namespace

Zone::Zone() : zone_(utc()) {}

Result<Zone> Zone::named(std::string_view name) {
    if (is_another_name_of_utc(name))
        return Zone();
    constexpr std::size_t longest_name = 64;
    if (!name.empty() && name.size() <= longest_name) {
        try {
            for (const auto& zone : date::get_tzdb().zones) {
                if (!same_ignoring_case(zone.name(), name))
                    continue;
                (void)zone.get_info(Instant{});  // reads its file, so that nothing later throws
                return Zone(&zone);
            }
        } catch (const std::exception&) {
            return unavailable("The zone data of “" + std::string(name) +
                               "” cannot be read on this machine.");
        }
    }
    return not_found("There is no time zone “" + std::string(name.substr(0, longest_name)) +
                     "”. Write a name such as Europe/London, or UTC.");
}

const std::string& Zone::name() const {
    return zone_->name();
}

Day day_in(const Zone& zone, Instant at) {
    return Day{std::chrono::floor<days>(at + offset_at(zone, at))};
}

seconds offset_at(const Zone& zone, Instant at) {
    return rules_at(zone, at).offset;
}

std::string to_rfc3339(Instant at) {
    const Zone zone;
    const auto clock = clock_in(at, zone);
    return printed_day(day_in(zone, at)) +
           printed("T%02d:%02d:%02dZ", clock.hour, clock.minute, clock.second);
}

std::optional<Instant> read_rfc3339(std::string_view text) {
    std::size_t position = 0;
    const auto year = digits_at(text, position, 4);
    if (!year || !skip(text, position, '-'))
        return std::nullopt;
    const auto month = digits_at(text, position, 2);
    if (!month || !skip(text, position, '-'))
        return std::nullopt;
    const auto day = digits_at(text, position, 2);
    if (!day || (!skip(text, position, 'T') && !skip(text, position, ' ')))
        return std::nullopt;
    const auto hour = digits_at(text, position, 2);
    if (!hour || !skip(text, position, ':'))
        return std::nullopt;
    const auto minute = digits_at(text, position, 2);
    if (!minute || !skip(text, position, ':'))
        return std::nullopt;
    const auto second = digits_at(text, position, 2);
    if (!second)
        return std::nullopt;
    if (skip(text, position, '.')) {
        const auto first = position;
        while (position < text.size() && text[position] >= '0' && text[position] <= '9')
            ++position;
        if (position == first)
            return std::nullopt;
    }
    const auto offset = rfc3339_offset(text, position);
    const Day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                   std::chrono::day{static_cast<unsigned>(*day)}};
    // A leap second (:60) is the first second of the next minute.
    if (!offset || position != text.size() || !date.ok() || *hour > 23 || *minute > 59 ||
        *second > 60)
        return std::nullopt;
    return Instant{sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           seconds{*second} - *offset;
}

std::string clock_text(Instant at, const Zone& zone) {
    const auto clock = clock_in(at, zone);
    return clock.second == 0 ? printed("%02d:%02d", clock.hour, clock.minute)
                             : printed("%02d:%02d:%02d", clock.hour, clock.minute, clock.second);
}

std::string clock_text_12h(Instant at, const Zone& zone) {
    const auto clock = clock_in(at, zone);
    const int hour = clock.hour % 12 == 0 ? 12 : clock.hour % 12;
    const char* half = clock.hour < 12 ? "am" : "pm";
    return clock.second == 0 ? printed("%d:%02d%s", hour, clock.minute, half)
                             : printed("%d:%02d:%02d%s", hour, clock.minute, clock.second, half);
}

std::string date_text(Instant at, const Zone& zone) {
    return printed_day(day_in(zone, at));
}

std::string date_text(Day day) {
    return printed_day(day);
}

std::string weekday_text(Day day) {
    constexpr std::array<const char*, 7> names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                               "Thursday", "Friday", "Saturday"};
    return names.at(std::chrono::weekday{sys_days{day}}.c_encoding());
}

std::string zone_text(Instant at, const Zone& zone) {
    return rules_at(zone, at).abbreviation;
}

std::string time_text(Instant at, const Zone& zone) {
    return date_text(at, zone) + " " + clock_text(at, zone) + " " + zone_text(at, zone);
}

std::string duration_text(seconds duration) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(duration).count();
    if (minutes < 60)
        return std::to_string(minutes) + "m";
    return std::to_string(minutes / 60) + "h " + std::to_string(minutes % 60) + "m";
}

}  // namespace muster
