#include "domain/time_ahead.hpp"

#include "domain/text.hpp"
#include "domain/time_parts.hpp"
#include "domain/zone_rules.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr auto longest_span = days{90};
constexpr int most_day_words = 5;  // "the 5th of December 2026"

constexpr std::string_view how_to_write =
    "Write START to END, as in 22:00 to 23:30, tomorrow 02:00 for 2h, or "
    "2026-12-05 22:00 to 2026-12-06 01:00.";

// A day, if one was written, a time of day and a zone, as typed; not yet a moment.
struct Spoken {
    std::optional<Day> day;
    ClockPiece clock;
    std::optional<ZonePiece> zone;
    std::string typed;
};

// The clocks of a Spoken's zone, or of its writer's.
class Clocks {
public:
    Clocks(const std::optional<ZonePiece>& piece, const TimeContext& context)
        : zone_(piece && piece->zone ? *piece->zone : context.writer),
          fixed_(piece && !piece->zone),
          offset_(fixed_ ? piece->offset : seconds{0}) {}

    [[nodiscard]] Day day_at(Instant at) const {
        return fixed_ ? Day{std::chrono::floor<days>(at + offset_)} : day_in(zone_, at);
    }
    // Earliest first; none where clocks were put forward past that time.
    [[nodiscard]] std::vector<Instant> instants(const Day& day, const ClockPiece& clock) const {
        const auto local = Instant{sys_days{day}} + clock.since_midnight();
        return fixed_ ? std::vector{local - offset_} : instants_of(zone_, local);
    }
    [[nodiscard]] const Zone& zone() const { return zone_; }
    [[nodiscard]] std::string shown(Instant at) const {
        if (!fixed_)
            return time_text(at, zone_);
        const Zone utc;
        return date_text(at + offset_, utc) + " " + clock_text(at + offset_, utc) + " " +
               offset_text(offset_);
    }

private:
    Zone zone_;
    bool fixed_;
    seconds offset_;
};

class SpanReader {
public:
    SpanReader(std::string_view text, const TimeContext& context)
        : text_(text), context_(context) {}

    Result<SpanAhead> read();

private:
    Piece<Instant> read_start();
    Piece<Instant> read_end(Instant start);
    Piece<Spoken> read_spoken();
    std::optional<Result<Day>> read_days_name();
    Result<Instant> after(const Spoken& spoken, Instant from, bool or_then);
    [[nodiscard]] Result<Instant> on_its_day(const Spoken& spoken);
    void skip_spaces() { position_ = text_.after_spaces(position_); }
    // Skips the word or mark between START and END; whether one stood there.
    bool skip_to();

    TypedText text_;
    const TimeContext& context_;
    std::size_t position_ = 0;
    std::optional<ZonePiece> zone_;  // START's, which END shares
    std::string remark_;
};

Error in_gap(const Spoken& spoken, const Clocks& clocks, const Day& day) {
    return invalid("There is no " + spoken.typed + " in " + clocks.zone().name() + " on " +
                   date_text(day) +
                   ": clocks are put forward past it that night. Write a time outside that gap.");
}

Error unreadable(std::string_view rest) {
    const auto shown = shortened(on_one_line(rest), 60);
    return invalid((shown.empty() ? std::string("A time is missing. ")
                                  : "“" + shown + "” does not begin with a time ahead. ") +
                   std::string(how_to_write));
}

// "friday", "tomorrow", "5 Dec": the longest run of words that is a day, before a clock time.
std::optional<Result<Day>> SpanReader::read_days_name() {
    auto end = position_;
    std::optional<Result<Day>> found;
    auto behind = position_;
    for (int words = 0; words < most_day_words; ++words) {
        auto next = text_.after_spaces(end);
        if (text_.at(next) == '\0' || (words > 0 && clock_begins(text_, next)))
            break;
        while (text_.at(next) != '\0' && text_.at(next) != ' ')
            ++next;
        end = next;
        auto name = text_.between(position_, end);
        while (name.ends_with(','))
            name.remove_suffix(1);
        auto clock = text_.after_spaces(end);
        if (const auto at = text_.after_word(clock, "at"))
            clock = text_.after_spaces(*at);
        if (!clock_begins(text_, clock))
            continue;
        if (auto day = read_due_date(name, context_)) {
            found = std::move(day);
            behind = clock;
        }
    }
    position_ = behind;
    return found;
}

Piece<Spoken> SpanReader::read_spoken() {
    skip_spaces();
    const auto begin = position_;
    Spoken spoken;
    bool machine_made = false;  // "2026-12-05T22:00-05:00": an offset, not a span
    if (auto day = read_day(text_, position_)) {
        if (!*day)
            return Result<Spoken>(day->error());
        spoken.day = **day;
        if (const auto t = text_.after(position_, "t"); t && text_.digit(*t)) {
            position_ = *t;
            machine_made = true;
        }
        skip_spaces();
        if (const auto at = text_.after_word(position_, "at"))
            position_ = text_.after_spaces(*at);
    } else if (!clock_begins(text_, position_)) {
        if (auto named = read_days_name()) {
            if (!*named)
                return Result<Spoken>(named->error());
            spoken.day = **named;
        }
    }
    const auto clock = read_clock(text_, position_);
    if (!clock) {
        if (!spoken.day)
            return std::nullopt;
        return Result<Spoken>(invalid("The date " + date_text(*spoken.day) +
                                      " needs a time of day behind it: write " +
                                      date_text(*spoken.day) + " 22:00."));
    }
    if (!*clock)
        return Result<Spoken>(clock->error());
    spoken.clock = **clock;
    spoken.typed = std::string(text_.between(begin, position_));
    const Instant near = spoken.day ? Instant{sys_days{*spoken.day}} : context_.now;
    if (auto zone = read_zone(text_, position_, context_, near, machine_made)) {
        if (!*zone)
            return Result<Spoken>(zone->error());
        spoken.zone = **zone;
        if (!spoken.zone->remark.empty())
            remark_ += (remark_.empty() ? "" : " ") + spoken.zone->remark;
    }
    return Result<Spoken>(std::move(spoken));
}

Result<Instant> SpanReader::on_its_day(const Spoken& spoken) {
    const Clocks clocks(spoken.zone, context_);
    const auto found = clocks.instants(*spoken.day, spoken.clock);
    if (found.empty())
        return in_gap(spoken, clocks, *spoken.day);
    if (found.size() > 1)
        remark_ += (remark_.empty() ? "" : " ") + spoken.typed +
                   " comes twice that night; this is the first. An offset behind it names one.";
    return found.front();
}

// The first such time of day after `from`, or at it where that is meant too.
Result<Instant> SpanReader::after(const Spoken& spoken, Instant from, bool or_then) {
    const Clocks clocks(spoken.zone, context_);
    const sys_days first{clocks.day_at(from)};
    for (const int later : {0, 1, 2}) {
        const Day day{first + days{later}};
        const auto found = clocks.instants(day, spoken.clock);
        if (found.empty() && later < 2)
            return in_gap(spoken, clocks, day);
        const auto reached = std::ranges::find_if(
            found, [&](Instant at) { return or_then ? at >= from : at > from; });
        if (reached != found.end())
            return *reached;
    }
    return unreadable(spoken.typed);
}

Piece<Instant> SpanReader::read_start() {
    skip_spaces();
    if (const auto in = text_.after_word(position_, "in")) {
        auto behind = text_.after_spaces(*in);
        if (const auto length = read_length(text_, behind)) {
            if (!*length)
                return Result<Instant>(length->error());
            position_ = behind;
            return Result<Instant>(
                std::chrono::ceil<std::chrono::minutes>(context_.now + **length));
        }
    }
    if (const auto now = text_.after_word(position_, "now")) {
        position_ = *now;
        return Result<Instant>(std::chrono::floor<std::chrono::minutes>(context_.now));
    }
    const auto spoken = read_spoken();
    if (!spoken)
        return std::nullopt;
    if (!*spoken)
        return Result<Instant>(spoken->error());
    zone_ = (*spoken)->zone;
    if (!(*spoken)->day)
        return after(**spoken, context_.now, true);
    auto at = on_its_day(**spoken);
    if (at && *at < context_.now) {
        const Clocks clocks((*spoken)->zone, context_);
        return Result<Instant>(invalid(clocks.shown(*at) + " has passed: now it is " +
                                       clocks.shown(context_.now) +
                                       ". A maintenance window begins ahead."));
    }
    return at;
}

bool SpanReader::skip_to() {
    const auto at = text_.after_spaces(position_);
    if (text_.dash(at)) {
        position_ = at + 1;
        return true;
    }
    for (const std::string_view word : {"to", "until", "till"})
        if (const auto end = text_.after_word(at, word)) {
            position_ = *end;
            return true;
        }
    return false;
}

Piece<Instant> SpanReader::read_end(Instant start) {
    const bool separated = skip_to();
    skip_spaces();
    if (const auto behind = text_.after_word(position_, "for")) {
        auto at = text_.after_spaces(*behind);
        if (const auto length = read_length(text_, at)) {
            if (!*length)
                return Result<Instant>(length->error());
            position_ = at;
            return Result<Instant>(start + **length);
        }
    }
    if (!separated)
        return std::nullopt;
    auto spoken = read_spoken();
    if (!spoken)
        return std::nullopt;
    if (!*spoken)
        return Result<Instant>(spoken->error());
    if (!(*spoken)->zone)
        (*spoken)->zone = zone_;
    return (*spoken)->day ? on_its_day(**spoken) : after(**spoken, start, false);
}

Result<SpanAhead> SpanReader::read() {
    SpanAhead span;
    const auto start = read_start();
    if (!start)
        return unreadable(text_.original_from(0));
    if (!*start)
        return start->error();
    span.start = **start;
    const auto end = read_end(span.start);
    if (!end)
        return invalid("When does it end? " + std::string(how_to_write));
    if (!*end)
        return end->error();
    span.end = **end;
    if (span.end <= span.start)
        return invalid("It would end before it begins. " + std::string(how_to_write));
    if (span.end - span.start > longest_span)
        return invalid("A maintenance window may last 90 days at most. " +
                       std::string(how_to_write));
    const char next = text_.at(position_);
    if (next == ':' || next == ',' || next == ';')
        ++position_;
    else if (next != ' ' && next != '\0')
        return unreadable(text_.original_from(position_));
    span.rest = std::string(trimmed(text_.original_from(position_)));
    if (zone_ == std::nullopt)
        if (const auto unknown = unknown_zone_remark(text_, position_); !unknown.empty())
            remark_ += (remark_.empty() ? "" : " ") + unknown;
    span.remark = remark_;
    return span;
}

}  // namespace

Result<SpanAhead> read_span_ahead(std::string_view text, const TimeContext& context) {
    return SpanReader(text, context).read();
}

}  // namespace muster
