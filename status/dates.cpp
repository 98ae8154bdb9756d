#include "status/dates.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace muster::status {
namespace {

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::size_t short_name = 3;

std::string_view month_name(std::chrono::month month) {
    return months[static_cast<unsigned>(month) - 1];
}
std::string_view weekday_name(Day day) {
    return weekdays[std::chrono::weekday(std::chrono::sys_days(day)).c_encoding()];
}

std::string padded(long long number, std::size_t width) {
    auto digits = std::to_string(number);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

struct Parts {
    Day day;
    std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

Parts parts_of(Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    return {Day(day), std::chrono::hh_mm_ss<std::chrono::seconds>(at - day)};
}

Instant shifted(Instant at, const Zone& zone) {
    return at + zone.data().get_info(at).offset;
}

std::string hour_minute(const Parts& parts) {
    return padded(parts.clock.hours().count(), 2) + ":" + padded(parts.clock.minutes().count(), 2);
}

// "Fri, 20 Nov 2026 14:02:05 "
std::string internet_date(Instant at) {
    const auto parts = parts_of(at);
    std::string text(weekday_name(parts.day).substr(0, short_name));
    text += ", " + padded(static_cast<unsigned>(parts.day.day()), 2) + " ";
    text += month_name(parts.day.month()).substr(0, short_name);
    text += " " + padded(static_cast<int>(parts.day.year()), 4) + " " + hour_minute(parts) + ":" +
            padded(parts.clock.seconds().count(), 2) + " ";
    return text;
}

std::optional<int> number_in(std::string_view text, std::size_t from, std::size_t length) {
    int number = 0;
    const auto digits = text.substr(from, length);
    for (const char c : digits)
        if (c < '0' || c > '9')
            return std::nullopt;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

}  // namespace

std::string iso_milliseconds(Instant at) {
    const auto parts = parts_of(at);
    return padded(static_cast<int>(parts.day.year()), 4) + "-" +
           padded(static_cast<unsigned>(parts.day.month()), 2) + "-" +
           padded(static_cast<unsigned>(parts.day.day()), 2) + "T" + hour_minute(parts) + ":" +
           padded(parts.clock.seconds().count(), 2) + ".000Z";
}

std::string rss_date(Instant at) {
    return internet_date(at) + "+0000";
}

std::string http_date(Instant at) {
    return internet_date(at) + "GMT";
}

std::optional<Instant> read_http_date(std::string_view text) {
    constexpr std::size_t length = 29;  // "Fri, 20 Nov 2026 14:02:05 GMT"
    if (text.size() != length)
        return std::nullopt;
    const auto day = number_in(text, 5, 2);
    const auto year = number_in(text, 12, 4);
    const auto hours = number_in(text, 17, 2);
    const auto minutes = number_in(text, 20, 2);
    const auto seconds = number_in(text, 23, 2);
    if (!day || !year || !hours || !minutes || !seconds)
        return std::nullopt;
    for (unsigned month = 1; month <= months.size(); ++month) {
        if (months[month - 1].substr(0, short_name) != text.substr(8, short_name))
            continue;
        const Day date{std::chrono::year(*year), std::chrono::month(month),
                       std::chrono::day(static_cast<unsigned>(*day))};
        if (!date.ok())
            return std::nullopt;
        const Instant at = std::chrono::sys_days(date) + std::chrono::hours(*hours) +
                           std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
        if (http_date(at) != text)
            return std::nullopt;
        return at;
    }
    return std::nullopt;
}

std::string moment_text(Instant at, const Zone& zone) {
    const auto info = zone.data().get_info(at);
    const auto parts = parts_of(at + info.offset);
    return std::to_string(static_cast<unsigned>(parts.day.day())) + " " +
           std::string(month_name(parts.day.month()).substr(0, short_name)) + " " +
           std::to_string(static_cast<int>(parts.day.year())) + ", " + hour_minute(parts) + " " +
           info.abbrev;
}

std::string day_text(Day day) {
    return std::string(weekday_name(day)) + ", " +
           std::to_string(static_cast<unsigned>(day.day())) + " " +
           month_text(day.year() / day.month());
}

std::string short_day_text(Day day) {
    return std::to_string(static_cast<unsigned>(day.day())) + " " +
           std::string(month_name(day.month()).substr(0, short_name)) + " " +
           std::to_string(static_cast<int>(day.year()));
}

std::string month_text(std::chrono::year_month month) {
    return std::string(month_name(month.month())) + " " +
           std::to_string(static_cast<int>(month.year()));
}

std::string month_key(std::chrono::year_month month) {
    return padded(static_cast<int>(month.year()), 4) + "-" +
           padded(static_cast<unsigned>(month.month()), 2);
}

Day local_day(Instant at, const Zone& zone) {
    return parts_of(shifted(at, zone)).day;
}

}  // namespace muster::status
