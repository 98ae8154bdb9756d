#include "bot/config_reminders.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace muster {
namespace {

constexpr long long longest_minutes = 10'080;  // a week
constexpr long long longest_hours = 8'760;     // a year
constexpr long long longest_days = 3'650;
constexpr long long longest_working_days = 60;
constexpr std::array<std::string_view, 7> weekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};

std::optional<unsigned> weekday_named(std::string_view name) {
    for (unsigned day = 0; day < weekdays.size(); ++day)
        if (weekdays.at(day) == lower(name))
            return day;
    return std::nullopt;
}

// "09:00", up to "24:00".
std::optional<std::chrono::minutes> time_of_day(std::string_view text) {
    constexpr int most = 24 * 60;
    if (text.size() != 5 || text[2] != ':')
        return std::nullopt;
    int hours = 0;
    int minutes = 0;
    const auto read = [](std::string_view digits, int& value) {
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return failure == std::errc{} && end == digits.data() + digits.size() && value >= 0;
    };
    if (!read(text.substr(0, 2), hours) || !read(text.substr(3), minutes) || minutes > 59 ||
        hours * 60 + minutes > most)
        return std::nullopt;
    return std::chrono::minutes(hours * 60 + minutes);
}

void read_working_hours(Table& table, WorkingHours& working) {
    std::string hours;
    std::vector<std::string> days;
    table.text("working_hours", hours);
    table.texts("working_days", days);
    if (!hours.empty()) {
        const auto dash = std::min(hours.find('-'), hours.size());
        const auto from = time_of_day(trimmed(std::string_view(hours).substr(0, dash)));
        const auto to = dash == hours.size()
                            ? std::nullopt
                            : time_of_day(trimmed(std::string_view(hours).substr(dash + 1)));
        if (!from || !to || *from >= *to) {
            table.wrong("working_hours",
                        R"(must be two times of one day, the earlier first, like "09:00-17:00")");
        } else {
            working.from = *from;
            working.to = *to;
        }
    }
    if (days.empty())
        return;
    working.days.fill(false);
    for (const auto& name : days)
        if (const auto day = weekday_named(name))
            working.days.at(*day) = true;
        else
            table.wrong("working_days", R"(must name days, like "monday", not )" + name);
}

}  // namespace

void read_reminders(Table& root, const std::string& file, Faults& faults, ReminderRules& rules) {
    for (const auto* each : root.tables("reminders", false)) {
        Table table(*each, file, "reminders.", faults);
        long long role_minutes = rules.role_after.count();
        long long stale_hours = rules.stale_after.count();
        long long archive_days = rules.archive_after.count();
        long long digest_hour = rules.digest_hour.count();
        long long postmortem_days = rules.postmortem_days;
        long long review_days = rules.review_days;
        long long maintenance_minutes = rules.maintenance_before.count();
        std::string digest_day;
        table.flag("updates", rules.updates);
        table.flag("roles", rules.roles);
        table.number("role_minutes", 1, longest_minutes, role_minutes);
        table.flag("stale", rules.stale);
        table.number("stale_hours", 1, longest_hours, stale_hours);
        table.flag("follow_ups", rules.follow_ups);
        table.flag("postmortems", rules.postmortems);
        table.number("postmortem_days", 1, longest_working_days, postmortem_days);
        table.number("review_days", 1, longest_working_days, review_days);
        read_working_hours(table, rules.working);
        table.flag("digest", rules.digest);
        table.text("digest_day", digest_day);
        table.number("digest_hour", 0, 23, digest_hour);
        table.flag("maintenance", rules.maintenance);
        table.number("maintenance_minutes", 1, longest_minutes, maintenance_minutes);
        table.flag("archive", rules.archive);
        table.number("archive_days", 1, longest_days, archive_days);
        table.nothing_else();
        rules.role_after = std::chrono::minutes(role_minutes);
        rules.stale_after = std::chrono::hours(stale_hours);
        rules.maintenance_before = std::chrono::minutes(maintenance_minutes);
        rules.archive_after = std::chrono::days(archive_days);
        rules.postmortem_days = static_cast<int>(postmortem_days);
        rules.review_days = static_cast<int>(review_days);
        rules.digest_hour = std::chrono::hours(digest_hour);
        if (const auto day = weekday_named(digest_day))
            rules.digest_day = std::chrono::weekday(*day);
        else if (!digest_day.empty())
            table.wrong("digest_day", R"(must name a day, like "monday", not )" + digest_day);
    }
}

}  // namespace muster
