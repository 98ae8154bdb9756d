#pragma once

#include "domain/result.hpp"

#include <date/tz.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

// A moment in UTC, to the second. Zones exist only where people read or type a time.
using Instant = std::chrono::sys_seconds;
// A day of a calendar, without a zone.
using Day = std::chrono::year_month_day;

// A time zone of the system's zone data. Cheap to copy; lives as long as the program.
class Zone {
public:
    Zone();  // UTC
    // The zone of an IANA name ("Europe/London", any case), or why there is none.
    static Result<Zone> named(std::string_view name);

    [[nodiscard]] const std::string& name() const;  // "UTC" for UTC
    [[nodiscard]] const date::time_zone& data() const { return *zone_; }
    friend bool operator==(const Zone&, const Zone&) = default;

private:
    explicit Zone(const date::time_zone* zone) : zone_(zone) {}
    const date::time_zone* zone_;
};

// What somebody meant by a TIME: a moment or a span, exact or approximate.
struct When {
    Instant at{};
    std::optional<Instant> until;
    bool approximate = false;
    // Something its writer should be told, or empty: "02:30 happened twice that night; this is the
    // first. Write 02:30 EST for the second."
    std::string remark;

    friend bool operator==(const When&, const When&) = default;
};

// Whose time is read, and when. PRODUCT's rule: a zone is UTC, GMT, an offset, a name with a slash,
// or an abbreviation of the writer's or the organisation's zone.
struct TimeContext {
    Zone writer;
    Zone organisation;
    Instant now{};
};

// A text with the TIME that stood at its beginning, if one did.
struct TimedText {
    std::optional<When> when;
    std::string text;
};

// Splits "14:02 UTC failover" into its TIME and "failover". Text that begins with a clock, a date,
// `~`, `-15m`, `… ago` or `yesterday HH:MM` has a TIME: unreadable, in the future or in a
// daylight-saving gap it is an Error that says how to write it. Any other text is all text.
Result<TimedText> read_timed_text(std::string_view text, const TimeContext& context);

// A text that is a TIME and nothing else.
Result<When> read_time(std::string_view text, const TimeContext& context);

// A text that is a length of time and nothing else: "30m", "2 hours", "1h 30m". Nothing for any
// other text.
std::optional<std::chrono::seconds> read_length(std::string_view text);

// A due date, read forward: "2026-12-05", "5 Dec", "friday", "tomorrow", "in 3 days". Nothing when
// the text as a whole is no date; an Error when it is one in the past.
std::optional<Result<Day>> read_due_date(std::string_view text, const TimeContext& context);

// Today, where `zone` is.
Day day_in(const Zone& zone, Instant at);
// The offset of `zone` from UTC at that moment.
std::chrono::seconds offset_at(const Zone& zone, Instant at);

std::string to_rfc3339(Instant at);                          // "2026-11-20T14:02:05Z"
std::optional<Instant> read_rfc3339(std::string_view text);  // its inverse; any offset is taken
std::string clock_text(Instant at, const Zone& zone);        // "14:02"; "14:02:05" off the minute
std::string clock_text_12h(Instant at, const Zone& zone);    // "2:02pm"
std::string date_text(Instant at, const Zone& zone);         // "2026-11-20"
std::string date_text(Day day);                              // "2026-11-20"
std::string weekday_text(Day day);                           // "Friday"
std::string zone_text(Instant at, const Zone& zone);         // "GMT", "BST", "UTC", "+03"
std::string time_text(Instant at, const Zone& zone);         // "2026-11-20 14:02 UTC"
// Hours and minutes, cut to whole minutes: "3h 20m", "20m", "0m"; negative ones are a caller's bug.
std::string duration_text(std::chrono::seconds duration);

}  // namespace muster
