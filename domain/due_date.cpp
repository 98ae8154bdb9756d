#include "domain/text.hpp"
#include "domain/time.hpp"
#include "domain/typed_text.hpp"

#include <array>

namespace muster {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 7> weekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                  "may",       "june",     "july",     "august",
                                                  "september", "october",  "november", "december"};

// The index of the name that `word` is, or abbreviates with at least three letters; -1 for none.
// "sun" is what things are protected by.
template <std::size_t Count>
int named(const std::array<std::string_view, Count>& names, std::string_view word) {
    const auto small = lower(word);
    for (std::size_t i = 0; i < Count; ++i)
        if (small.size() >= 3 && names.at(i).starts_with(small) && small != "sun")
            return static_cast<int>(i);
    return small == "sept" ? 8 : -1;
}

// A date without a year is the next one; 29 February waits for its year.
struct DayAndMonth {
    unsigned month = 0;
    unsigned day = 0;
    std::optional<int> year;
};

class DueDate {
public:
    DueDate(std::string_view text, Day today) : text_(text), today_(today) {}

    std::optional<Result<Day>> read() {
        if (auto day = iso())
            return day;
        if (auto day = relative())
            return ends() ? day : std::nullopt;
        const auto written = day_and_month();
        if (!written || !ends())
            return std::nullopt;
        return next(*written);
    }

private:
    [[nodiscard]] bool ends() const { return text_.at(text_.after_spaces(position_)) == '\0'; }
    void skip_spaces() { position_ = text_.after_spaces(position_); }
    std::string_view word() {
        const auto begin = position_;
        position_ = text_.after_letters(position_);
        return text_.between(begin, position_);
    }
    // A number of one to `most` digits; -1 for none.
    int number(std::size_t most) {
        const auto end = text_.after_digits(position_);
        if (end == position_ || end - position_ > most)
            return -1;
        const int value = text_.number(position_, end);
        position_ = end;
        return value;
    }
    Result<Day> not_past(Day day) const {
        if (sys_days{day} < sys_days{today_})
            return invalid(date_text(day) + " has passed: today is " + date_text(today_) +
                           ". A due date lies ahead.");
        return day;
    }

    std::optional<Result<Day>> iso();
    std::optional<Result<Day>> relative();
    std::optional<DayAndMonth> day_and_month();
    std::optional<Result<Day>> next(const DayAndMonth& written) const;

    TypedText text_;
    Day today_;
    std::size_t position_ = 0;
};

std::optional<Result<Day>> DueDate::iso() {
    const auto year_end = text_.after_digits(0);
    const auto month_end = text_.after_digits(year_end + 1);
    const auto day_end = text_.after_digits(month_end + 1);
    if (year_end != 4 || !text_.dash(year_end) || !text_.dash(month_end) ||
        month_end - year_end < 2 || month_end - year_end > 3 || day_end - month_end < 2 ||
        day_end - month_end > 3 || text_.at(text_.after_spaces(day_end)) != '\0')
        return std::nullopt;
    const Day day{std::chrono::year{text_.number(0, year_end)},
                  std::chrono::month{static_cast<unsigned>(text_.number(year_end + 1, month_end))},
                  std::chrono::day{static_cast<unsigned>(text_.number(month_end + 1, day_end))}};
    if (!day.ok())
        return Result<Day>(invalid("There is no day " + std::string(text_.between(0, day_end)) +
                                   ". Write the due date as 2026-12-05."));
    return not_past(day);
}

// "today", "tomorrow", "friday", "next week", "in 3 days".
std::optional<Result<Day>> DueDate::relative() {
    const sys_days today{today_};
    const auto first = lower(word());
    if (first == "today")
        return Result<Day>(today_);
    if (first == "tomorrow")
        return Result<Day>(Day{today + days{1}});
    if (const int weekday = named(weekdays, first); weekday >= 0) {
        const auto ahead =
            std::chrono::weekday{static_cast<unsigned>(weekday)} - std::chrono::weekday{today};
        return Result<Day>(Day{today + (ahead == days{0} ? days{7} : days{ahead.count()})});
    }
    if (first == "in") {
        skip_spaces();
        int count = number(3);
        if (count < 0) {
            const auto article = lower(word());
            if (article != "a" && article != "one")
                return std::nullopt;
            count = 1;
        }
        skip_spaces();
        auto unit = lower(word());
        if (unit.size() > 1 && unit.back() == 's')
            unit.pop_back();
        if (unit == "day" || unit == "d")
            return Result<Day>(Day{today + days{count}});
        if (unit == "week" || unit == "w")
            return Result<Day>(Day{today + days{7 * count}});
        if (unit == "month") {
            auto day = today_ + std::chrono::months{count};
            if (!day.ok())
                day = day.year() / day.month() / std::chrono::last;
            return Result<Day>(day);
        }
        return std::nullopt;
    }
    position_ = 0;
    return std::nullopt;
}

// "5 Dec", "5th of December 2026", "Dec 5", "December 5th, 2026".
std::optional<DayAndMonth> DueDate::day_and_month() {
    DayAndMonth written;
    int day = number(2);
    const bool day_first = day >= 0;
    const auto skip_ordinal = [&] {
        for (const std::string_view ending : {"st", "nd", "rd", "th"})
            if (const auto end = text_.after_word(position_, ending))
                position_ = *end;
    };
    if (day_first) {
        skip_ordinal();
        skip_spaces();
        if (const auto of = text_.after_word(position_, "of"))
            position_ = text_.after_spaces(*of);
    }
    const int month = named(months, word());
    if (month < 0)
        return std::nullopt;
    if (text_.at(position_) == '.')
        ++position_;
    if (!day_first) {
        skip_spaces();
        day = number(2);
        skip_ordinal();
    }
    if (day < 0)
        return std::nullopt;
    if (text_.at(position_) == ',')
        ++position_;
    skip_spaces();
    if (text_.digit(position_)) {
        const auto begin = position_;
        const int year = number(4);
        if (position_ - begin != 4)
            return std::nullopt;
        written.year = year;
    }
    written.month = static_cast<unsigned>(month) + 1;
    written.day = static_cast<unsigned>(day);
    return written;
}

std::optional<Result<Day>> DueDate::next(const DayAndMonth& written) const {
    const std::chrono::month month{written.month};
    const std::chrono::day day{written.day};
    if (written.year) {
        const Day date{std::chrono::year{*written.year}, month, day};
        if (!date.ok())
            return Result<Day>(invalid("There is no day " + date_text(date) +
                                       ". Write the due date as 2026-12-05."));
        return not_past(date);
    }
    constexpr int years_until_a_leap_year = 8;
    for (int later = 0; later <= years_until_a_leap_year; ++later) {
        const Day date{today_.year() + std::chrono::years{later}, month, day};
        if (date.ok() && sys_days{date} >= sys_days{today_})
            return Result<Day>(date);
    }
    return Result<Day>(invalid("No month has that day. Write the due date as 2026-12-05."));
}

}  // namespace

std::optional<Result<Day>> read_due_date(std::string_view text, const TimeContext& context) {
    auto due = trimmed(text);
    if (due.ends_with('.'))
        due = trimmed(due.substr(0, due.size() - 1));
    constexpr std::size_t longest_date = 64;
    if (due.empty() || due.size() > longest_date)
        return std::nullopt;
    return DueDate(due, day_in(context.writer, context.now)).read();
}

}  // namespace muster
