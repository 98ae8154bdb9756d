#include "domain/past_cells.hpp"

#include "domain/text.hpp"
#include "domain/zone_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace muster {
namespace {

constexpr std::size_t most_lines = 20'000;
constexpr std::size_t date_size = 10;  // "2024-10-14"

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The day that `text` begins with, as a log writes it.
std::optional<Day> day_at_front(std::string_view text) {
    if (text.size() < date_size || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto number = [&](std::size_t from, std::size_t count) {
        int value = -1;
        const auto* const end = text.data() + from + count;
        const auto read = std::from_chars(text.data() + from, end, value);
        return read.ec == std::errc{} && read.ptr == end ? value : -1;
    };
    const Day day{std::chrono::year(number(0, 4)),
                  std::chrono::month(static_cast<unsigned>(number(5, 2))),
                  std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    return day.ok() && number(0, 4) >= 0 ? std::optional(day) : std::nullopt;
}

std::string quoted(std::string_view text) {
    return "“" + shortened(on_one_line(text), 60) + "”";
}

Error without_stop(Error error) {
    while (error.message.ends_with('.'))
        error.message.pop_back();
    return error;
}

// "2024-10-14T10:30" as people's times have it.
std::string with_space(std::string_view text) {
    std::string plain(text);
    const auto at = plain.starts_with('~') ? date_size + 1 : date_size;
    if (plain.size() > at + 1 && (plain[at] == 'T' || plain[at] == 't') && is_digit(plain[at + 1]))
        plain[at] = ' ';
    return plain;
}

Result<When> in_calendar(When when, Instant now) {
    constexpr Instant first{std::chrono::sys_days{std::chrono::January / 1 / 1970}};
    if (when.at < first)
        return invalid("it lies before 1970");
    if (when.at > now || when.until.value_or(now) > now)
        return invalid("it lies in the future");
    return when;
}

// Instants as programs write them.
std::optional<When> machine_time(std::string_view text) {
    const auto at = read_rfc3339(text);
    return at ? std::optional(When{*at, std::nullopt, false, {}}) : std::nullopt;
}

// All of a day, roughly.
When whole_day(Day day, const Zone& zone) {
    // Where midnight is passed over, by some minutes or by a day, it begins afterwards.
    const auto begins = [&](std::chrono::sys_days of) {
        constexpr std::chrono::hours longest_gap{26};
        for (Instant local = of; local < of + longest_gap; local += std::chrono::minutes(15))
            if (const auto found = instants_of(zone, local); !found.empty())
                return found.front();
        return Instant(of);
    };
    const std::chrono::sys_days begun{day};
    return {
        begins(begun), begins(begun + std::chrono::days(1)) - std::chrono::minutes(1), true, {}};
}

std::string_view take_line(std::string_view& text) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(line);
}

// Without what makes it an item of a list.
std::string_view without_bullet(std::string_view line) {
    for (const std::string_view bullet : {"- ", "* ", "• ", "– "})
        if (line.starts_with(bullet))
            return trimmed(line.substr(bullet.size()));
    return line;
}

// The words behind a time, without what parts them from it.
std::string_view behind_time(std::string_view text) {
    text = trimmed(text);
    for (const std::string_view mark : {":", "–", "—", "-"})
        if (text.starts_with(mark))
            return trimmed(text.substr(mark.size()));
    return text;
}

using PastEntry = std::pair<When, std::string>;

// A line that begins with a date.
Result<PastEntry> read_entry(std::string_view line, Day day, const Settings& settings,
                             Instant now) {
    const auto space = std::min(line.find(' '), line.size());
    std::string text;
    std::optional<When> when = machine_time(line.substr(0, space));
    if (when) {
        text = behind_time(line.substr(space));
    } else {
        const auto from = line.starts_with('~') ? date_size + 1 : date_size;
        const auto rest = behind_time(line.substr(from));
        const bool has_clock =
            !rest.empty() &&
            (is_digit(rest.front()) || (rest.front() == 'T' && is_digit(rest[1 % rest.size()])));
        if (has_clock) {
            auto read = read_timed_text(with_space(line), {settings.zone, settings.zone, now});
            if (!read)
                return without_stop(read.error());
            when = read->when;
            text = behind_time(read->text);
        } else {
            text = rest;
        }
        if (!when)
            when = whole_day(day, settings.zone);
    }
    if (text.empty())
        return invalid(quoted(line) + " says when, and not what");
    when->until = when->until && *when->until > now && when->at <= now ? now : when->until;
    auto fits = in_calendar(*when, now);
    if (!fits)
        return invalid(quoted(line) + ": " + fits.error().message);
    return PastEntry{*fits, text};
}

}  // namespace

Result<PastMoment> read_past_moment(std::string_view text, const Settings& settings, Instant now) {
    text = trimmed(text);
    PastMoment moment;
    if (const auto open = text.find('('); text.ends_with(')') && open != std::string_view::npos) {
        moment.remark = trimmed(text.substr(open + 1, text.size() - open - 2));
        text = trimmed(text.substr(0, open));
    }
    const auto right =
        "write it as 2024-10-14 10:30, with UTC, an offset or a zone's name behind "
        "it where it is not in " +
        settings.zone.name();
    const auto date = text.substr(text.starts_with('~') ? 1 : 0);
    if (!day_at_front(date))
        return invalid(quoted(text) + " does not begin with a date; " + right);
    if (date.size() == date_size)
        return invalid(quoted(text) + " has no time of day; " + right +
                       ", and with ~ before it where it is not known exactly");
    auto when = machine_time(text);
    if (!when) {
        auto read = read_time(with_space(text), {settings.zone, settings.zone, now});
        if (!read)
            return without_stop(read.error());
        when = *std::move(read);
    }
    if (when->until)
        return invalid(quoted(text) + " is a span; " + right);
    auto fits = in_calendar(*when, now);
    if (!fits)
        return invalid(quoted(text) + ": " + fits.error().message);
    moment.when = *std::move(fits);
    return moment;
}

Result<PastContext> read_past_context(std::string_view text, const Settings& settings,
                                      Instant now) {
    PastContext context;
    for (std::size_t count = 0; !text.empty(); ++count) {
        if (count == most_lines)
            return invalid("it has more than 20,000 lines");
        const auto line = without_bullet(take_line(text));
        if (line.empty())
            continue;
        if (const auto day = day_at_front(line.substr(line.starts_with('~') ? 1 : 0))) {
            auto entry = read_entry(line, *day, settings, now);
            if (!entry)
                return entry.error();
            context.entries.push_back(*std::move(entry));
        } else {
            auto& before = context.entries.empty() ? context.before : context.entries.back().second;
            before += (before.empty()            ? ""
                       : context.entries.empty() ? "\n"
                                                 : " ") +
                      std::string(line);
        }
    }
    return context;
}

Result<std::vector<PastAction>> read_past_actions(std::string_view text) {
    using State = FollowUp::State;
    constexpr std::array<std::pair<std::string_view, State>, 10> states{{
        {"[x]", State::done},
        {"[ ]", State::open},
        {"done:", State::done},
        {"to do:", State::open},
        {"todo:", State::open},
        {"to-do:", State::open},
        {"open:", State::open},
        {"dropped:", State::dropped},
        {"none:", State::open},
        {"in progress:", State::open},
    }};
    std::vector<PastAction> actions;
    for (std::size_t count = 0; !text.empty(); ++count) {
        if (count == most_lines)
            return invalid("it has more than 20,000 lines");
        auto line = without_bullet(take_line(text));
        const auto none = lower(line);
        if (line.empty() || none == "none" || none == "none." || none == "-")
            continue;
        PastAction action;
        for (const auto& [mark, state] : states)
            if (none.starts_with(mark)) {
                action.state = state;
                line = trimmed(line.substr(mark.size()));
                break;
            }
        std::vector<std::string_view> cells;
        for (auto rest = line; cells.size() < 4;) {
            const auto bar = rest.find('|');
            cells.push_back(trimmed(rest.substr(0, bar)));
            if (bar == std::string_view::npos)
                break;
            rest.remove_prefix(bar + 1);
        }
        const auto right =
            "; write it as “done: Replace the disk | Grace | 2024-11-01”, owner and "
            "due date only where there are any";
        if (cells.front().empty() || cells.size() > 3)
            return invalid(quoted(line) + " is no action" + right);
        action.text = cells[0];
        if (cells.size() > 1)
            action.owner = cells[1];
        if (cells.size() > 2 && !cells[2].empty()) {
            action.due = day_at_front(cells[2]);
            if (!action.due || cells[2].size() != date_size)
                return invalid(quoted(cells[2]) + " is no due date" + right);
        }
        actions.push_back(std::move(action));
    }
    return actions;
}

}  // namespace muster
