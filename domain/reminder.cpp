#include "domain/reminder.hpp"

#include "domain/update_due.hpp"

#include <algorithm>

namespace muster {
namespace {

using std::chrono::seconds;

// Whatever comes due within it is said together.
constexpr seconds least_pause = std::chrono::minutes(5);
constexpr seconds longest_pause = std::chrono::hours(24);
constexpr seconds overdue_pause = std::chrono::days(7);
constexpr int most_doublings = 10;

// The first time after the pause, then after twice as long each, up to a day.
seconds pause_after(const Occasion& occasion, int times) {
    const auto longest = std::max(occasion.pause, longest_pause);
    return std::min(occasion.pause * (1 << std::clamp(times - 1, 0, most_doublings)), longest);
}

bool is_quiet(const Reminder* known, Instant now) {
    return known != nullptr && (known->stopped || (known->until && *known->until > now));
}

bool is_fresh(const Occasion& occasion, const Reminder* known, Instant now) {
    if (known == nullptr || !known->said || known->due != occasion.due || known->until)
        return true;
    return *known->said + pause_after(occasion, known->times) <= now;
}

}  // namespace

std::string role_subject(std::string_view role) {
    return "role " + std::string(role);
}

std::string follow_up_subject(int number) {
    return "follow_up " + std::to_string(number);
}

bool is_said_in_channel(std::string_view subject) {
    return subject == update_subject || subject == stale_subject ||
           subject.starts_with(role_subject(""));
}

const Reminder* find_reminder(const std::vector<Reminder>& known, std::string_view subject) {
    const auto found = std::ranges::find(known, subject, &Reminder::subject);
    return found == known.end() ? nullptr : &*found;
}

std::vector<Occasion> occasions_of(const Incident& incident, const std::vector<Update>& updates,
                                   Instant last_happened, const std::vector<Reminder>& known,
                                   const Settings& settings) {
    std::vector<Occasion> occasions;
    if (incident.closed)
        return occasions;
    const auto& rules = settings.reminders;
    if (rules.updates)
        if (const auto due = next_update_due(incident, updates, settings))
            occasions.push_back({std::string(update_subject), *due,
                                 settings.severity(incident.severity)->update_interval});
    for (const auto& role : settings.roles) {
        if (!rules.roles || !role.chased || incident.holder(role.name) != nullptr)
            continue;
        // Who had it and gave it back is in the known one.
        const auto subject = role_subject(role.name);
        const auto* const since = find_reminder(known, subject);
        occasions.push_back(
            {subject, since == nullptr ? incident.declared_at + rules.role_after : since->due,
             rules.role_after});
    }
    if (rules.stale)
        occasions.push_back(
            {std::string(stale_subject), last_happened + rules.stale_after, rules.stale_after});
    return occasions;
}

std::vector<Reminder> say_now(IncidentId incident, const std::vector<Occasion>& occasions,
                              const std::vector<Reminder>& known, Instant now) {
    const bool just_said = std::ranges::any_of(occasions, [&](const Occasion& occasion) {
        const auto* const one = find_reminder(known, occasion.subject);
        return one != nullptr && one->said && *one->said <= now && *one->said + least_pause > now;
    });
    if (just_said)
        return {};
    std::vector<Reminder> said;
    bool any_fresh = false;
    for (const auto& occasion : occasions) {
        const auto* const before = find_reminder(known, occasion.subject);
        if (occasion.due > now || is_quiet(before, now))
            continue;
        any_fresh = any_fresh || is_fresh(occasion, before, now);
        Reminder one;
        one.incident = incident;
        one.subject = occasion.subject;
        one.due = occasion.due;
        one.said = now;
        one.times = before != nullptr && before->due == occasion.due ? before->times + 1 : 1;
        said.push_back(std::move(one));
    }
    return any_fresh ? said : std::vector<Reminder>{};
}

std::vector<Occasion> said_and_open(const std::vector<Occasion>& occasions,
                                    const std::vector<Reminder>& known) {
    std::vector<Occasion> open;
    for (const auto& occasion : occasions)
        if (const auto* const one = find_reminder(known, occasion.subject);
            one != nullptr && one->said && one->due == occasion.due && !one->stopped)
            open.push_back(occasion);
    return open;
}

std::optional<FollowUpOccasion> follow_up_occasion(const FollowUp& follow_up, const Zone& zone,
                                                   const WorkingHours& hours, Instant now) {
    if (!follow_up.due || follow_up.state != FollowUp::State::open)
        return std::nullopt;
    const auto overdue = moment_on(working_day_after(*follow_up.due, hours), hours.from, zone);
    if (overdue <= now)
        return FollowUpOccasion{overdue, true};
    const auto due = moment_on(working_day_until(*follow_up.due, hours), hours.from, zone);
    if (due <= now && follow_up.made_at < due)
        return FollowUpOccasion{due, false};
    return std::nullopt;
}

bool is_to_say(const FollowUpOccasion& occasion, const Reminder* known, Instant now) {
    if (is_quiet(known, now))
        return false;
    if (known == nullptr || !known->said || known->due != occasion.due || known->until)
        return true;
    return occasion.overdue && *known->said + overdue_pause <= now;
}

Instant digest_moment(const ReminderRules& rules, const Zone& zone, Instant now) {
    const std::chrono::sys_days today = day_in(zone, now);
    for (int back = 0; back < 7; ++back) {
        const auto day = today - std::chrono::days(back);
        if (std::chrono::weekday(day) != rules.digest_day)
            continue;
        if (const auto at = moment_on(day, rules.digest_hour, zone); at <= now)
            return at;
        return moment_on(day - std::chrono::days(7), rules.digest_hour, zone);
    }
    return now;
}

bool is_to_archive(const Incident& incident, const ReminderRules& rules, Instant now) {
    const auto closed = incident.times.find(KeyTime::closed);
    return rules.archive && incident.closed && closed != incident.times.end() &&
           closed->second.at + rules.archive_after <= now;
}

}  // namespace muster
