#include "domain/text.hpp"
#include "domain/time_parts.hpp"
#include "domain/zone_rules.hpp"

#include <algorithm>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr std::string_view how_to_write =
    "Write a time as 14:02, 7:30am, 2024-10-14 10:30, yesterday 23:50, 10m ago or 14:30-20:30, "
    "with a zone behind it when it is not your own.";

// A date, if one was written, a time of day and a zone, as typed; not yet a moment.
struct Spoken {
    std::optional<Day> day;
    std::optional<int> days_back;  // 0: today, 1: yesterday
    ClockPiece clock;
    std::optional<ZonePiece> zone;
    std::string typed;  // without the zone
};

// A Spoken's zone, or its writer's.
class Clockwork {
public:
    Clockwork(const std::optional<ZonePiece>& piece, const TimeContext& context)
        : context_(context),
          fixed_(piece && !piece->zone),
          offset_(piece ? piece->offset : seconds{}) {
        zone_ = piece && piece->zone ? *piece->zone : context.writer;
    }

    [[nodiscard]] Day day_at(Instant at) const {
        return fixed_ ? Day{std::chrono::floor<days>(at + offset_)} : day_in(zone_, at);
    }
    [[nodiscard]] std::vector<Instant> instants(Instant local) const {
        return fixed_ ? std::vector{local - offset_} : instants_of(zone_, local);
    }
    [[nodiscard]] std::optional<Gap> gap(Instant local) const {
        return fixed_ ? std::nullopt : gap_of(zone_, local);
    }
    [[nodiscard]] const std::string& name() const { return zone_.name(); }
    [[nodiscard]] std::string shown(Instant at) const {
        if (!fixed_)
            return time_text(at, zone_);
        const Zone utc;
        return date_text(at + offset_, utc) + " " + clock_text(at + offset_, utc) + " " +
               offset_text(offset_);
    }
    // What to write behind a clock for that very moment, where the zone alone says two.
    [[nodiscard]] std::string zone_to_write(Instant at) const {
        const auto rules = rules_at(zone_, at);
        const auto other =
            rules_at(zone_, at < rules.begin + days{1} ? rules.begin - seconds{1} : rules.end);
        const bool letters = rules.abbreviation.find_first_of("+-0123456789") == std::string::npos;
        const bool known =
            offset_named(context_.writer, rules.abbreviation, at).value_or(rules.offset) ==
                rules.offset &&
            (zone_ == context_.writer || zone_ == context_.organisation);
        if (letters && known && other.abbreviation != rules.abbreviation)
            return rules.abbreviation;
        return offset_text(rules.offset);
    }

private:
    const TimeContext& context_;
    Zone zone_;
    bool fixed_;
    seconds offset_;
};

Instant local_instant(const Day& day, const ClockPiece& clock) {
    return Instant{sys_days{day}} + clock.since_midnight();
}

Error in_gap(const Spoken& spoken, const Clockwork& works, const Day& day, const Gap& gap) {
    const Zone utc;
    return invalid("There was no " + spoken.typed + " in " + works.name() + " on " +
                   date_text(day) + ": clocks went from " +
                   clock_text(gap.change + gap.before, utc) + " to " +
                   clock_text(gap.change + gap.after, utc) + ". Write a time outside that gap.");
}

Error in_future(const std::string& typed, Instant at, const Clockwork& works, Instant now) {
    return invalid(typed + " has not happened yet: that is " + works.shown(at) +
                   ", and now it is " + works.shown(now) +
                   ". Write a time that has passed, such as yesterday 23:50 or "
                   "2024-10-14 10:30.");
}

Error too_early() {
    return invalid("Times before 1970 cannot be kept. Write the date as 2024-10-14.");
}

class TimeReader {
public:
    TimeReader(std::string_view text, const TimeContext& context)
        : text_(text), context_(context) {}

    // The TIME at the beginning; nothing when there is none.
    Piece<When> read();
    // Behind the TIME and what separates it from the text.
    [[nodiscard]] std::string_view rest() const { return trimmed(text_.original_from(position_)); }

private:
    Piece<When> read_plain();
    Piece<Spoken> read_spoken();
    Piece<Spoken> read_end(const Spoken& start);
    std::optional<std::size_t> after_span_mark(std::size_t position) const;
    Result<Spoken> zoned(Spoken spoken, std::size_t begin, bool offset_attached);
    Result<Instant> moment_of(const Spoken& spoken, std::string& remark) const;
    Result<Instant> bare_moment(const Spoken& spoken, const Clockwork& works,
                                std::string& remark) const;
    Result<Instant> end_of(const Spoken& end, Instant start, std::string& remark) const;
    bool skip_separator();
    [[nodiscard]] Instant first_of(const Spoken& spoken, const Clockwork& works,
                                   const std::vector<Instant>& found, std::string& remark) const;

    TypedText text_;
    const TimeContext& context_;
    std::size_t position_ = 0;
};

void add_remark(std::string& remark, const std::string& more) {
    if (!more.empty())
        remark += (remark.empty() ? "" : " ") + more;
}

Instant TimeReader::first_of(const Spoken& spoken, const Clockwork& works,
                             const std::vector<Instant>& found, std::string& remark) const {
    if (found.size() > 1 && found.back() <= context_.now) {
        const auto night = spoken.typed + " happened twice that night; this is the first. Write " +
                           spoken.typed + " " + works.zone_to_write(found.back()) +
                           " for the second.";
        add_remark(remark, night);
    }
    return found.front();
}

// Today's, or when that has not come yet, yesterday's.
Result<Instant> TimeReader::bare_moment(const Spoken& spoken, const Clockwork& works,
                                        std::string& remark) const {
    const sys_days today{works.day_at(context_.now)};
    for (const int back : {0, 1}) {
        const Day day{today - days{back}};
        const auto local = local_instant(day, spoken.clock);
        const auto found = works.instants(local);
        if (found.empty()) {
            if (const auto gap = works.gap(local); gap && gap->change <= context_.now)
                return in_gap(spoken, works, day, *gap);
            continue;
        }
        if (found.front() > context_.now)
            continue;
        if (back == 1)
            add_remark(remark, "Read as yesterday's: " + works.shown(found.front()) + ".");
        return first_of(spoken, works, found, remark);
    }
    // Only where the day before has no such time either.
    return invalid("There was no " + spoken.typed + " since yesterday in " + works.name() + ". " +
                   std::string(how_to_write));
}

Result<Instant> TimeReader::moment_of(const Spoken& spoken, std::string& remark) const {
    const Clockwork works(spoken.zone, context_);
    if (spoken.zone)
        add_remark(remark, spoken.zone->remark);
    if (!spoken.day && !spoken.days_back)
        return bare_moment(spoken, works, remark);
    const Day day = spoken.day
                        ? *spoken.day
                        : Day{sys_days{works.day_at(context_.now)} - days{*spoken.days_back}};
    if (day.year() < std::chrono::year{1970})
        return too_early();
    const auto local = local_instant(day, spoken.clock);
    const auto found = works.instants(local);
    if (found.empty()) {
        const auto gap = works.gap(local);
        return in_gap(spoken, works, day, gap.value_or(Gap{}));
    }
    if (found.front() > context_.now)
        return in_future(spoken.typed, found.front(), works, context_.now);
    if (found.front() < Instant{})
        return too_early();
    return first_of(spoken, works, found, remark);
}

// The first such time at or after the start: the same day's, or the next day's.
Result<Instant> TimeReader::end_of(const Spoken& end, Instant start, std::string& remark) const {
    const Clockwork works(end.zone, context_);
    if (end.day || end.days_back) {
        auto at = moment_of(end, remark);
        if (at && *at < start)
            return invalid(
                "The span ends before it begins. Write the earlier time first, as in "
                "2024-10-14 14:30-20:30.");
        return at;
    }
    const sys_days first_day{works.day_at(start)};
    for (const int later : {0, 1}) {
        const Day day{first_day + days{later}};
        const auto local = local_instant(day, end.clock);
        const auto found = works.instants(local);
        if (found.empty()) {
            const auto gap = works.gap(local);
            if (gap && gap->change >= start)
                return in_gap(end, works, day, *gap);
            continue;
        }
        const auto reached =
            std::find_if(found.begin(), found.end(), [&](Instant at) { return at >= start; });
        if (reached == found.end())
            continue;
        if (*reached > context_.now)
            return in_future(end.typed, *reached, works, context_.now);
        return *reached;
    }
    return invalid(
        "The end of that span cannot be placed. Write both dates, as in 2024-10-14 "
        "22:00 - 2024-10-15 02:00.");
}

// Adds the zone that stands behind the clock. `begin`: where the date or clock began.
Result<Spoken> TimeReader::zoned(Spoken spoken, std::size_t begin, bool offset_attached) {
    spoken.typed = std::string(text_.between(begin, position_));
    std::replace(spoken.typed.begin(), spoken.typed.end(), TypedText::long_dash, '-');
    const Instant near = spoken.day ? Instant{sys_days{*spoken.day}} : context_.now;
    if (auto zone = read_zone(text_, position_, context_, near, offset_attached)) {
        if (!*zone)
            return zone->error();
        spoken.zone = **zone;
    }
    return spoken;
}

Piece<Spoken> TimeReader::read_spoken() {
    const auto begin = position_;
    Spoken spoken;
    bool machine_made = false;
    auto day = read_day(text_, position_);
    if (day) {
        if (!*day)
            return Result<Spoken>(day->error());
        spoken.day = **day;
        if (const auto behind = text_.after(position_, "t"); behind && text_.digit(*behind)) {
            machine_made = true;
            position_ = *behind;
        } else {
            const auto comma = text_.at(position_) == ',' ? position_ + 1 : position_;
            position_ = text_.after_spaces(comma);
            if (position_ == comma)
                position_ = begin;  // "2024-10-14.log": a date with something stuck to it
        }
    } else {
        for (const auto& [word, back] : {std::pair{"yesterday", 1}, std::pair{"today", 0}}) {
            const auto end = text_.after_word(position_, word);
            const auto clock = end ? text_.after_spaces(*end) : 0;
            if (end && text_.after_word(clock, "at"))
                position_ = text_.after_spaces(*text_.after_word(clock, "at"));
            else if (end)
                position_ = clock;
            else
                continue;
            if (!clock_begins(text_, position_)) {
                position_ = begin;
                return std::nullopt;  // "yesterday the disk …" is text
            }
            spoken.days_back = back;
            break;
        }
    }
    if (day)
        if (const auto at = text_.after_word(position_, "at"))
            position_ = text_.after_spaces(*at);
    auto clock = position_ == begin && day ? std::nullopt : read_clock(text_, position_);
    if (!clock) {
        if (!day)
            return std::nullopt;
        return Result<Spoken>(invalid("The date " + date_text(*spoken.day) +
                                      " needs a time of day behind it: write " +
                                      date_text(*spoken.day) + " 10:30."));
    }
    if (!*clock)
        return Result<Spoken>(clock->error());
    spoken.clock = **clock;
    return zoned(std::move(spoken), begin, machine_made);
}

// Behind the dash or "to" of a span, where an END follows it.
std::optional<std::size_t> TimeReader::after_span_mark(std::size_t position) const {
    const auto at = text_.after_spaces(position);
    std::size_t behind = 0;
    if (text_.dash(at))
        behind = text_.after_spaces(at + 1);
    else if (const auto to = text_.after_word(at, "to"); to && at != position)
        behind = text_.after_spaces(*to);
    else
        return std::nullopt;
    if (text_.at(behind) == '~')
        ++behind;
    auto probe = behind;
    const bool date = read_day(text_, probe).has_value();
    return clock_begins(text_, behind) || date ? std::optional(behind) : std::nullopt;
}

Piece<Spoken> TimeReader::read_end(const Spoken& start) {
    const auto behind = after_span_mark(position_);
    if (!behind)
        return std::nullopt;
    position_ = *behind;
    auto end = read_spoken();
    if (end && *end && !(*end)->zone)
        (*end)->zone = start.zone;
    return end;
}

// Skips ":" "," or a dash between the TIME and its text; whether the TIME ended at all.
bool TimeReader::skip_separator() {
    if (text_.at(position_) == TypedText::long_dash) {
        ++position_;
        return true;
    }
    if (std::string_view(",;:.-").find(text_.at(position_)) != std::string_view::npos &&
        text_.at(position_) != '\0') {
        const char next = text_.at(position_ + 1);
        if (next != ' ' && next != '\0')
            return false;
        ++position_;
        return true;
    }
    if (text_.at(position_) != ' ' && text_.at(position_) != '\0')
        return false;
    const auto dash = text_.after_spaces(position_);
    if (text_.dash(dash) && (text_.at(dash + 1) == ' ' || text_.at(dash + 1) == '\0'))
        position_ = dash + 1;
    return true;
}

// "2:30-8:30pm": the half of the day that was named for the end is meant for both, unless the span
// would run backwards.
void share_half(Spoken& start, const Spoken& end) {
    if (start.clock.half_named || !end.clock.half_named || start.clock.hour > 12 ||
        start.clock.hour == 0)
        return;
    const bool pm = end.clock.hour >= 12;
    const int hour = start.clock.hour % 12;
    auto same = start.clock;
    same.hour = hour + (pm ? 12 : 0);
    auto other = start.clock;
    other.hour = hour + (pm ? 0 : 12);
    start.clock = same.since_midnight() <= end.clock.since_midnight() ? same : other;
}

Piece<When> TimeReader::read_plain() {
    When when;
    if (auto ago = read_ago(text_, position_)) {
        if (!*ago)
            return Result<When>(ago->error());
        when.at = context_.now - **ago;
        if (when.at < Instant{})
            return Result<When>(too_early());
        // A zone changes nothing about "10m ago", but belongs to the time all the same.
        if (auto zone = read_zone(text_, position_, context_, context_.now, false); zone && !*zone)
            return Result<When>(zone->error());
        return Result<When>(when);
    }
    auto start = read_spoken();
    if (!start)
        return std::nullopt;
    if (!*start)
        return Result<When>(start->error());
    auto end = read_end(**start);
    if (end && !*end)
        return Result<When>(end->error());
    if (end) {
        if (!(*start)->zone)
            (*start)->zone = (*end)->zone;
        share_half(**start, **end);
    }
    const auto at = moment_of(**start, when.remark);
    if (!at)
        return Result<When>(at.error());
    when.at = *at;
    if (end) {
        std::string remark;
        const auto until = end_of(**end, *at, remark);
        if (!until)
            return Result<When>(until.error());
        if (*until != *at)
            when.until = *until;
    }
    if (!(*start)->zone)
        add_remark(when.remark, unknown_zone_remark(text_, position_));
    return Result<When>(when);
}

Piece<When> TimeReader::read() {
    position_ = text_.after_spaces(0);
    const bool approximate = text_.at(position_) == '~';
    if (approximate)
        position_ = text_.after_spaces(position_ + 1);
    const auto begin = position_;
    auto when = read_plain();
    if (!when) {
        if (approximate)
            return Result<When>(invalid("What follows ~ is no time. " + std::string(how_to_write)));
        return std::nullopt;
    }
    if (!*when)
        return when;
    const auto end = position_;
    if (!skip_separator()) {
        auto stop = end;
        while (text_.at(stop) != ' ' && text_.at(stop) != '\0')
            ++stop;
        std::string typed(text_.between(begin, stop));
        return Result<When>(
            invalid("“" + shortened(typed, 60) + "” is no time. " + std::string(how_to_write)));
    }
    (*when)->approximate = approximate;
    return when;
}

}  // namespace

Result<TimedText> read_timed_text(std::string_view text, const TimeContext& context) {
    TimeReader reader(text, context);
    auto when = reader.read();
    if (!when)
        return TimedText{std::nullopt, std::string(text)};
    if (!*when)
        return when->error();
    return TimedText{**when, std::string(reader.rest())};
}

Result<When> read_time(std::string_view text, const TimeContext& context) {
    if (lower(trimmed(text)) == "now")
        return When{context.now, std::nullopt, false, {}};
    auto read = read_timed_text(text, context);
    if (!read)
        return read.error();
    const auto shown = shortened(on_one_line(trimmed(read->text)), 60);
    if (!read->when)
        return invalid("“" + shown + "” is no time. " + std::string(how_to_write));
    if (!read->text.empty())
        return invalid("“" + shown +
                       "” is no zone that is known here, and nothing else may stand "
                       "behind the time. Write UTC, an offset such as +02:00, or a name such as "
                       "Europe/London.");
    return *std::move(read->when);
}

}  // namespace muster
