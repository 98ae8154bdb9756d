#include "commands/reminder_words.hpp"

#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/documents_due.hpp"
#include "domain/approval.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace muster {
namespace {

using Style = Button::Style;

constexpr std::size_t title_characters = 150;
constexpr std::size_t text_characters = 300;
constexpr std::size_t digest_characters = 120;
constexpr std::size_t most_follow_ups = 10;
constexpr std::size_t most_digest_lines = 25;

std::string headline(const Incident& incident) {
    return (incident.is_drill() ? "DRILL " : "") + to_string(incident.id) + " " +
           shortened(incident.title, title_characters);
}

// "hour", "2 hours", "30 minutes".
std::string every_text(std::chrono::minutes interval) {
    const auto minutes = interval.count();
    if (minutes % 60 != 0)
        return counted(minutes, "minute", "minutes");
    return minutes == 60 ? "hour" : std::to_string(minutes / 60) + " hours";
}

void say_minute(Words& words, Instant at, const Settings& settings) {
    say_instant(words, std::chrono::floor<std::chrono::minutes>(at), settings.zone);
}

// Whoever can do something about it is asked by name.
const Person* asked_for(const Incident& incident, std::string_view subject) {
    if (subject == update_subject)
        if (const auto* holder = incident.holder("communications"))
            return holder;
    return incident.holder("commander");
}

std::string role_in(const std::string& subject) {
    const auto prefix = role_subject("");
    return subject.starts_with(prefix) ? subject.substr(prefix.size()) : std::string();
}

// The command as it is typed where the reminder stands.
std::string command_in_room(const Record& record, const Incident& incident,
                            const std::string& rest) {
    const bool own_channel = record.places(incident.id).has_channel();
    return record.settings().command + (own_channel ? " " : " " + to_string(incident.id) + " ") +
           rest;
}

void say_occasion(Words& words, const Record& record, const Incident& incident,
                  const Occasion& occasion) {
    const auto& settings = record.settings();
    words.plain("\n• ");
    if (const auto role = role_in(occasion.subject); !role.empty()) {
        words.plain("Nobody is ").bold(role).plain(" yet. Take it, or give it to somebody: ");
        words.code(command_in_room(record, incident, "assign " + role + " @USER"));
        return;
    }
    if (const auto* person = asked_for(incident, occasion.subject))
        words.add(who(*person)).plain(": ");
    if (occasion.subject == update_subject) {
        const auto updates = record.updates(incident.id);
        if (const auto* waiting = waiting_update(incident, updates)) {
            const auto number = std::to_string(waiting->number);
            words.plain("update " + number + " waits for approval since ");
            say_minute(words, waiting->at, settings);
            words.plain(", and those outside have heard nothing. Anybody but ")
                .add(who(waiting->author))
                .plain(" can approve it: ")
                .code(command_in_room(record, incident, "update approve " + number));
            return;
        }
        words.plain("an update has been due since ");
        say_minute(words, occasion.due, settings);
        if (const auto* rule = settings.severity(incident.severity))
            words.plain("; " + incident.severity + " promises one every " +
                        every_text(rule->update_interval));
        words.plain(".");
        return;
    }
    words.plain("nothing has happened since ");
    say_minute(words, occasion.due - settings.reminders.stale_after, settings);
    words.plain(incident.status == Status::resolved
                    ? ". It is resolved and still open: close it, or say what is left to do."
                    : ". Say how it stands, or close it.");
}

bool is_among(const std::vector<Occasion>& occasions, std::string_view subject) {
    return std::ranges::find(occasions, subject, &Occasion::subject) != occasions.end();
}

std::vector<Button> buttons_for(const Incident& incident, const std::vector<Occasion>& open,
                                bool quiet) {
    const auto id = to_string(incident.id);
    const bool stale = is_among(open, stale_subject);
    std::vector<Button> buttons;
    const auto add = [&](const char* action, const std::string& text, const std::string& value) {
        buttons.push_back({action, text, value, buttons.empty() ? Style::primary : Style::normal});
    };
    if (is_among(open, update_subject) || stale)
        add("update", "Write an update", button_value(incident));
    for (const auto& occasion : open)
        if (const auto role = role_in(occasion.subject); !role.empty())
            add("claim", role == "commander" ? "Take command" : "Take " + role, id + " " + role);
    if (stale)
        add("close", "Close it", button_value(incident));
    if (!quiet) {
        if (!stale)
            add("snooze", "Snooze 30 min", id + " 30");
        add("snooze", "Snooze 1 h", id + " 60");
        if (stale)
            add("snooze", "Until tomorrow", id + " tomorrow");
    }
    add("stop_reminders", "Stop", id);
    return buttons;
}

void say_quiet(Words& words, const Reminder& reminder, const Settings& settings) {
    words.plain("\nQuiet until ");
    say_minute(words, *reminder.until, settings);
    words.plain(", as ").add(who(reminder.by)).plain(" asked.");
}

std::string day_text(Day day) {
    return weekday_text(day) + " " + date_text(day);
}

ReplyLine line_of(const DueWork& work, Instant now, const Zone& zone) {
    const auto& follow_up = work.follow_up;
    const auto number = std::to_string(follow_up.number);
    ReplyLine line;
    line.words.bold((work.incident.is_drill() ? "DRILL " : "") + to_string(work.incident.id) +
                    " · action " + number);
    line.words.plain("  " + on_one_line(shortened(follow_up.text, text_characters)) + "\n");
    if (work.occasion.overdue)
        line.words.bold("overdue").plain(", it was due " + day_text(*follow_up.due));
    else if (*follow_up.due == day_in(zone, now))
        line.words.plain("due today");
    else
        line.words.plain("due " + day_text(*follow_up.due));
    line.buttons = {
        {"follow_up_done", "Done", to_string(work.incident.id) + " " + number, Style::normal}};
    return line;
}

}  // namespace

std::vector<Occasion> occasions_of(const Record& record, const Incident& incident,
                                   const std::vector<Reminder>& known) {
    const auto newest = record.newest_changes(incident.id, 1);
    const auto last_happened = newest.empty() ? incident.declared_at : newest.front().at;
    return occasions_of(incident, record.updates(incident.id), last_happened, known,
                        record.settings());
}

Notice incident_reminder(const Record& record, IncidentId id, Instant now) {
    Notice notice;
    const auto incident = record.incident(id);
    if (!incident)
        return notice;
    const auto known = record.reminders(id);
    const auto occasions = occasions_of(record, *incident, known);
    const auto open = said_and_open(occasions, known);
    auto& words = notice.says.words;
    words.bold("Reminder · " + headline(*incident));
    const Reminder* quiet = nullptr;
    for (const auto& occasion : open) {
        say_occasion(words, record, *incident, occasion);
        const auto* const one = find_reminder(known, occasion.subject);
        if (one->until && *one->until > now)
            quiet = one;
    }
    if (!open.empty()) {
        notice.is_due = true;
        if (quiet != nullptr)
            say_quiet(words, *quiet, record.settings());
        notice.says.buttons = buttons_for(*incident, open, quiet != nullptr);
        return notice;
    }
    const auto stopped = std::ranges::find_if(known, [&](const Reminder& one) {
        return one.stopped && is_among(occasions, one.subject);
    });
    if (stopped == known.end()) {
        notice.is_over = true;
        words.plain("\n✓ Nothing of it is due any more.");
        return notice;
    }
    words.plain("\n").add(who(stopped->by)).plain(" stopped these reminders.");
    notice.says.buttons = {{"resume_reminders", "Remind again", to_string(id), Style::normal}};
    return notice;
}

Zone zone_of(const Record& record, const UserId& person) {
    if (const auto profile = record.profile(person))
        if (const auto zone = Zone::named(profile->zone))
            return *zone;
    return record.settings().zone;
}

std::vector<DueWork> due_work(const Record& record, const std::vector<PromisedWork>& open,
                              const UserId& person, Instant now) {
    const auto& hours = record.settings().reminders.working;
    const auto zone = zone_of(record, person);
    std::map<IncidentId, std::vector<Reminder>> known;
    std::vector<DueWork> due;
    for (const auto& work : open) {
        if (work.follow_up.owner.user != person || person.empty())
            continue;
        const auto occasion = follow_up_occasion(work.follow_up, zone, hours, now);
        if (!occasion)
            continue;
        auto incident = record.incident(work.incident);
        if (!incident || (incident->is_private() &&
                          !record.is_member(record.places(work.incident).channel, person)))
            continue;
        auto& reminders = known[work.incident];
        if (reminders.empty())
            reminders = record.reminders(work.incident);
        const auto* const one = find_reminder(reminders, follow_up_subject(work.follow_up.number));
        due.push_back({*std::move(incident), work.follow_up, *occasion,
                       one == nullptr ? std::nullopt : std::optional(*one)});
    }
    std::ranges::sort(due, {}, [](const DueWork& work) {
        return std::tuple(std::chrono::sys_days(*work.follow_up.due), work.incident.id,
                          work.follow_up.number);
    });
    return due;
}

Notice follow_up_reminder(const Record& record, const UserId& person, Instant now,
                          const std::optional<PromisedWork>& without) {
    Notice notice;
    auto work = due_work(record, record.open_follow_ups(), person, now);
    std::erase_if(work, [&](const DueWork& one) {
        const bool quiet =
            one.known && (one.known->stopped || (one.known->until && *one.known->until > now));
        return quiet || (without && without->incident == one.incident.id &&
                         without->follow_up.number == one.follow_up.number);
    });
    auto documents = due_documents(record, now);
    std::erase_if(documents, [&](const DueDocument& one) {
        return one.person != person || is_quiet(one, now);
    });
    auto& reply = notice.says;
    notice.is_due = !work.empty() || !documents.empty();
    notice.is_over = !notice.is_due;
    if (notice.is_over)
        return notice;
    const auto zone = zone_of(record, person);
    if (work.empty())
        reply.words.bold(documents.size() == 1 ? "A postmortem waits for you"
                                               : "Postmortems wait for you");
    else
        reply.words.bold(work.size() == 1 ? "A follow-up of yours is due"
                                          : "Follow-ups of yours are due");
    for (std::size_t i = 0; i < std::min(work.size(), most_follow_ups); ++i)
        reply.lines.push_back(line_of(work[i], now, zone));
    if (work.size() > most_follow_ups)
        reply.lines.push_back({Words("… and " + std::to_string(work.size() - most_follow_ups) +
                                     " more: Muster's Home tab has all of them."),
                               {}});
    if (!work.empty() && !documents.empty())
        reply.lines.push_back({Words().bold("Postmortems wait for you, too"), {}});
    for (std::size_t i = 0; i < std::min(documents.size(), most_follow_ups); ++i)
        reply.lines.push_back(line_of(record, documents[i]));
    reply.buttons = {{"snooze_follow_ups", "Tomorrow", "tomorrow", Style::normal},
                     {"snooze_follow_ups", "Next week", "week", Style::normal},
                     {"stop_follow_ups", "Stop", "stop", Style::normal}};
    return notice;
}

Words digest_words(const Record& record, Instant now) {
    struct Overdue {
        std::string owner;
        std::chrono::sys_days due;
        std::string text;
    };
    const auto today = std::chrono::sys_days(day_in(record.settings().zone, now));
    std::vector<Overdue> overdue;
    for (const auto& [id, follow_up] : record.open_follow_ups()) {
        if (id.series == Series::private_incident || !follow_up.due ||
            std::chrono::sys_days(*follow_up.due) >= today)
            continue;
        overdue.push_back({follow_up.owner.name, std::chrono::sys_days(*follow_up.due),
                           (id.series == Series::drill ? "DRILL " : "") + to_string(id) +
                               " · action " + std::to_string(follow_up.number) + "  " +
                               on_one_line(shortened(follow_up.text, digest_characters)) +
                               " (due " + date_text(*follow_up.due) + ")"});
    }
    if (overdue.empty())
        return unfinished_words(record, now);
    std::ranges::sort(overdue, {},
                      [](const Overdue& one) { return std::tie(one.owner, one.due, one.text); });
    Words words;
    words.bold("Overdue follow-ups: " + std::to_string(overdue.size()));
    std::string owner;
    for (std::size_t i = 0; i < std::min(overdue.size(), most_digest_lines); ++i) {
        if (i == 0 || overdue[i].owner != owner) {
            owner = overdue[i].owner;
            words.plain("\n").bold(shortened(owner, title_characters));
        }
        words.plain("\n• " + overdue[i].text);
    }
    if (overdue.size() > most_digest_lines)
        words.plain("\n… and " + std::to_string(overdue.size() - most_digest_lines) + " more.");
    words.plain("\nWhen one is done: ")
        .code(record.settings().command + " INC-N action done N")
        .plain(", or Done in Muster's Home tab.");
    if (const auto unfinished = unfinished_words(record, now); !unfinished.empty())
        words.plain("\n\n").add(unfinished);
    return words;
}

}  // namespace muster
