#include "commands/remind.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/documents_due.hpp"
#include "commands/reminder_words.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace muster {
namespace {

using Kind = Effect::Kind;

constexpr int most_open = 1'000;
constexpr int most_archived_at_once = 20;
constexpr int most_looked_at = 500;
constexpr int most_homes = 50;
constexpr auto home_is_read = std::chrono::minutes(15);

Effect of(Kind kind, IncidentId id) {
    return {kind, id, 0, {}, {}};
}

Effect of(Kind kind, const UserId& person) {
    return {kind, {}, 0, {}, {}, person.str()};
}

bool can_be_told(const Places& places) {
    const bool usable = places.room.value_or(RoomState::open) == RoomState::open;
    return places.has_channel() ? usable : !places.announcement.empty();
}

void remind_of_incidents(const Record& record, Instant now, Decision& decision) {
    for (const auto& incident : record.incidents(IncidentFilter::open, 0, most_open)) {
        const auto known = record.reminders(incident.id);
        auto said = say_now(incident.id, occasions_of(record, incident, known), known, now);
        if (said.empty() || !can_be_told(record.places(incident.id)))
            continue;
        decision.effects.push_back(of(Kind::post_reminder, incident.id));
        decision.reminders.insert(decision.reminders.end(), said.begin(), said.end());
    }
}

Reminder said_of(const DueWork& work, Instant now) {
    Reminder said;
    said.incident = work.incident.id;
    said.subject = follow_up_subject(work.follow_up.number);
    said.due = work.occasion.due;
    said.said = now;
    said.times = work.known && work.known->due == said.due ? work.known->times + 1 : 1;
    return said;
}

void remind_owners(const Record& record, Instant now, Decision& decision) {
    const auto& rules = record.settings().reminders;
    const auto open = record.open_follow_ups();
    const auto documents = due_documents(record, now);
    std::set<UserId> owners;
    for (const auto& work : open)
        if (rules.follow_ups && work.follow_up.due && !work.follow_up.owner.user.empty())
            owners.insert(work.follow_up.owner.user);
    for (const auto& document : documents)
        owners.insert(document.person);
    const auto& hours = rules.working;
    for (const auto& owner : owners) {
        if (next_working_moment(now, hours, zone_of(record, owner)) != now)
            continue;
        if (const auto profile = record.profile(owner); profile && (profile->gone || profile->bot))
            continue;
        const auto due =
            rules.follow_ups ? due_work(record, open, owner, now) : std::vector<DueWork>();
        const auto known = [](const DueWork& work) { return work.known ? &*work.known : nullptr; };
        const bool work_is_due = std::ranges::any_of(
            due, [&](const DueWork& work) { return is_to_say(work.occasion, known(work), now); });
        const bool document_is_due = std::ranges::any_of(documents, [&](const DueDocument& one) {
            return one.person == owner && is_to_say(one, now);
        });
        if (!work_is_due && !document_is_due)
            continue;
        decision.effects.push_back(of(Kind::remind_owner, owner));
        for (const auto& work : due) {
            const auto* const one = known(work);
            if (one == nullptr || (!one->stopped && (!one->until || *one->until <= now)))
                decision.reminders.push_back(said_of(work, now));
        }
        for (const auto& document : documents)
            if (document.person == owner && !is_quiet(document, now))
                decision.reminders.push_back(said_of(document, now));
    }
}

void send_digest(const Record& record, Instant now, Decision& decision) {
    const auto& settings = record.settings();
    const auto moment = digest_moment(settings.reminders, settings.zone, now);
    const auto known = record.reminders({});
    const auto* const last = find_reminder(known, digest_subject);
    if (last != nullptr && last->said && *last->said >= moment)
        return;
    Reminder said;
    said.subject = std::string(digest_subject);
    said.due = moment;
    said.said = now;
    decision.reminders.push_back(std::move(said));
    if (last == nullptr)
        return;  // the first one comes at its time
    if (auto words = digest_words(record, now); !words.empty())
        decision.effects.push_back({Kind::post_digest, {}, 0, std::move(words), {}});
}

void archive_channels(const Record& record, const Request& request, Decision& decision) {
    const auto& rules = record.settings().reminders;
    int archived = 0;
    for (const auto& incident : record.not_archived(most_looked_at)) {
        if (!is_to_archive(incident, rules, request.at))
            continue;
        if (++archived > most_archived_at_once)
            return;
        Reminder done;
        done.incident = incident.id;
        done.subject = std::string(archive_subject);
        done.due = incident.times.at(KeyTime::closed).at;
        done.said = request.at;
        decision.reminders.push_back(std::move(done));
        const auto room = record.places(incident.id).room.value_or(RoomState::open);
        if (room != RoomState::open)
            continue;  // somebody did it by hand, or it is not ours to do
        const auto days = std::chrono::floor<std::chrono::days>(
            request.at - incident.times.at(KeyTime::closed).at);
        const Asked asked{record, request, incident, {}};
        auto one = decided(asked, incident.id, {Archived{static_cast<int>(days.count())}}, {});
        decision.changes.insert(decision.changes.end(), one.changes.begin(), one.changes.end());
        decision.effects.insert(decision.effects.end(), one.effects.begin(), one.effects.end());
    }
}

// What a reminder's button is about: the rest of its value, behind the incident's id.
std::string_view rest_of_value(const Asked& asked) {
    std::string_view value = asked.request.value;
    take_word(value);
    return value;
}

// What stands in the incident's reminder just now.
std::vector<Reminder> reminders_shown(const Asked& asked) {
    const auto& id = asked.incident->id;
    const auto known = asked.record.reminders(id);
    std::vector<Reminder> shown;
    for (const auto& occasion :
         said_and_open(occasions_of(asked.record, *asked.incident, known), known))
        shown.push_back(*find_reminder(known, occasion.subject));
    return shown;
}

Decision changed_reminders(const Asked& asked, std::vector<Reminder> reminders, Words words) {
    Decision decision;
    decision.effects = {of(Kind::show_reminder, asked.incident->id)};
    decision.reminders = std::move(reminders);
    for (auto& one : decision.reminders)
        one.by = asked.request.user;
    decision.reply.words = std::move(words);
    return decision;
}

Result<Decision> nothing_due(const Asked& asked) {
    return conflict("Nothing of " + to_string(asked.incident->id) +
                    " is due any more, so nothing was changed.");
}

// "tomorrow": when working hours begin on the next day, where the asker is.
Instant tomorrow(const Asked& asked) {
    const auto today = std::chrono::sys_days(day_in(asked.request.zone, asked.request.at));
    return moment_on(today + std::chrono::days(1), asked.record.settings().reminders.working.from,
                     asked.request.zone);
}

// The asker's own follow-ups that are due now, and the postmortems that wait for them.
std::vector<Reminder> own_reminders(const Asked& asked) {
    std::vector<Reminder> own;
    for (const auto& work : due_work(asked.record, asked.record.open_follow_ups(),
                                     asked.request.user.user, asked.request.at)) {
        own.push_back(work.known.value_or(said_of(work, asked.request.at)));
        own.back().by = asked.request.user;
    }
    for (const auto& document : due_documents(asked.record, asked.request.at)) {
        if (document.person != asked.request.user.user)
            continue;
        own.push_back(document.known.value_or(said_of(document, asked.request.at)));
        own.back().by = asked.request.user;
    }
    return own;
}

}  // namespace

Decision remind(const Record& record, const Request& request) {
    const auto& rules = record.settings().reminders;
    Decision decision;
    remind_of_incidents(record, request.at, decision);
    if (rules.follow_ups || rules.postmortems)
        remind_owners(record, request.at, decision);
    if (rules.digest)
        send_digest(record, request.at, decision);
    if (rules.archive && request.details.contains("archive"))
        archive_channels(record, request, decision);
    auto windows = windows_due(record, request);
    std::ranges::move(windows.changes, std::back_inserter(decision.changes));
    std::ranges::move(windows.effects, std::back_inserter(decision.effects));
    std::ranges::move(windows.reminders, std::back_inserter(decision.reminders));
    if (request.details.contains("homes"))
        for (const auto& reader : record.home_readers(request.at - home_is_read, most_homes))
            decision.effects.push_back(of(Kind::show_home, reader));
    return decision;
}

Result<Decision> snooze_clicked(const Asked& asked) {
    auto shown = reminders_shown(asked);
    if (shown.empty())
        return nothing_due(asked);
    const auto value = rest_of_value(asked);
    auto until = tomorrow(asked);
    if (value != "tomorrow") {
        int minutes = 0;
        std::from_chars(value.data(), value.data() + value.size(), minutes);
        until = asked.request.at + std::chrono::minutes(std::clamp(minutes, 1, 24 * 60));
    }
    for (auto& one : shown)
        one.until = until;
    Words words("No reminder of this until ");
    say_instant(words, std::chrono::floor<std::chrono::minutes>(until), asked.request.zone);
    return changed_reminders(asked, std::move(shown), words.plain("."));
}

Result<Decision> stop_reminders_clicked(const Asked& asked) {
    auto shown = reminders_shown(asked);
    if (shown.empty())
        return nothing_due(asked);
    for (auto& one : shown)
        one.stopped = true;
    return changed_reminders(
        asked, std::move(shown),
        Words("Stopped. The message has a button that brings these reminders back."));
}

Result<Decision> resume_reminders_clicked(const Asked& asked) {
    std::vector<Reminder> again;
    for (auto one : asked.record.reminders(asked.incident->id))
        if (one.stopped && is_said_in_channel(one.subject)) {
            one.stopped = false;
            one.said = asked.request.at;
            again.push_back(std::move(one));
        }
    if (again.empty())
        return conflict("These reminders come already, so nothing was changed.");
    return changed_reminders(asked, std::move(again), Words("You will be reminded again."));
}

Result<Decision> snooze_follow_ups_clicked(const Asked& asked) {
    const auto& hours = asked.record.settings().reminders.working;
    const auto zone = zone_of(asked.record, asked.request.user.user);
    const auto today = std::chrono::sys_days(day_in(zone, asked.request.at));
    const auto days = std::chrono::days(asked.request.value == "week" ? 7 : 1);
    const auto until = next_working_moment(moment_on(today + days, hours.from, zone), hours, zone);
    Decision decision;
    decision.reminders = own_reminders(asked);
    for (auto& one : decision.reminders)
        one.until = until;
    decision.reply.in_place = true;
    decision.reply.words.plain("Your follow-ups come back ");
    say_instant(decision.reply.words, until, zone);
    decision.reply.words.plain(". Until then they are in Muster's Home tab.");
    return decision;
}

Result<Decision> stop_follow_ups_clicked(const Asked& asked) {
    Decision decision;
    decision.reminders = own_reminders(asked);
    for (auto& one : decision.reminders)
        one.stopped = true;
    decision.reply.in_place = true;
    decision.reply.words.plain(
        "You will not be reminded of these again. They stay in Muster's Home tab, and the weekly "
        "digest names what is overdue.");
    decision.reply.buttons = {
        {"resume_follow_ups", "Remind again", "again", Button::Style::normal}};
    return decision;
}

Result<Decision> resume_follow_ups_clicked(const Asked& asked) {
    Decision decision;
    for (auto one : own_reminders(asked))
        if (one.stopped) {
            one.stopped = false;
            one.said = asked.request.at;
            decision.reminders.push_back(std::move(one));
        }
    decision.reply.in_place = true;
    decision.reply.words.plain("You will be reminded of them again.");
    return decision;
}

}  // namespace muster
