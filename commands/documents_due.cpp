#include "commands/documents_due.hpp"

#include "commands/arguments.hpp"
#include "commands/reminder_words.hpp"
#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

using std::chrono::days;

constexpr int most_unfinished = 500;
constexpr days longest_incident{120};
constexpr days given_up_after{90};  // after the close
constexpr std::size_t title_characters = 120;
constexpr std::size_t most_digest_lines = 15;

// The same time of day, so many working days on.
Instant working_days_after(Instant at, int count, const WorkingHours& hours, const Zone& zone) {
    auto day = day_in(zone, at);
    const auto time = std::chrono::floor<std::chrono::minutes>(at - moment_on(day, {}, zone));
    for (int i = 0; i < count; ++i)
        day = working_day_after(day, hours);
    return moment_on(day, time, zone);
}

bool can_be_told(const Record& record, const UserId& person) {
    const auto profile = record.profile(person);
    return !person.empty() && (!profile || (!profile->gone && !profile->bot));
}

// Whoever leads it; else whoever declared it.
UserId chased(const Record& record, const Incident& incident) {
    if (const auto* commander = incident.holder("commander");
        commander != nullptr && can_be_told(record, commander->user))
        return commander->user;
    return can_be_told(record, incident.reporter.user) ? incident.reporter.user : UserId();
}

// Closed ones whose postmortem is posted and still written on, with when they closed.
std::vector<std::pair<Incident, Instant>> unfinished(const Record& record, Instant now) {
    std::vector<std::pair<Incident, Instant>> waiting;
    for (auto& incident :
         record.unfinished_documents(now - longest_incident - given_up_after, most_unfinished)) {
        const auto closed = incident.times.find(KeyTime::closed);
        if (incident.folded || incident.is_window() || incident.revisions == 0 ||
            closed == incident.times.end() || closed->second.at + given_up_after <= now)
            continue;
        const auto places = record.places(incident.id);
        const auto at = closed->second.at;
        if (!places.postmortem.empty() || !places.postmortem_copy.empty())
            waiting.emplace_back(std::move(incident), at);
    }
    return waiting;
}

std::string review_subject(const UserId& person) {
    return "review " + person.str();
}

}  // namespace

std::vector<DueDocument> due_documents(const Record& record, Instant now) {
    const auto& settings = record.settings();
    const auto& rules = settings.reminders;
    std::vector<DueDocument> due;
    if (!rules.postmortems)
        return due;
    for (const auto& [incident, closed] : unfinished(record, now)) {
        const auto known = record.reminders(incident.id);
        const auto channel = record.places(incident.id).channel;
        const auto add = [&](const UserId& person, std::optional<Review> review, Instant at,
                             const std::string& subject) {
            if (at > now || person.empty() ||
                (incident.is_private() && !record.is_member(channel, person)))
                return;
            const auto* const one = find_reminder(known, subject);
            due.push_back({incident, person, std::move(review), at,
                           one == nullptr ? std::nullopt : std::optional(*one)});
        };
        add(chased(record, incident), std::nullopt,
            working_days_after(closed, rules.postmortem_days, rules.working, settings.zone),
            std::string(postmortem_subject));
        for (const auto& review : incident.reviews)
            if (!review.done_at && can_be_told(record, review.reviewer.user))
                add(review.reviewer.user, review,
                    working_days_after(review.asked_at, rules.review_days, rules.working,
                                       settings.zone),
                    review_subject(review.reviewer.user));
    }
    return due;
}

Reminder said_of(const DueDocument& document, Instant now) {
    Reminder said;
    said.incident = document.incident.id;
    said.subject =
        document.review ? review_subject(document.person) : std::string(postmortem_subject);
    said.due = document.due;
    said.said = now;
    said.times = document.known && document.known->due == said.due ? document.known->times + 1 : 1;
    return said;
}

bool is_to_say(const DueDocument& document, Instant now) {
    return is_to_say(FollowUpOccasion{document.due, true},
                     document.known ? &*document.known : nullptr, now);
}

bool is_quiet(const DueDocument& document, Instant now) {
    return document.known &&
           (document.known->stopped || (document.known->until && *document.known->until > now));
}

ReplyLine line_of(const Record& record, const DueDocument& document) {
    const auto& incident = document.incident;
    const auto& zone = record.settings().zone;
    const auto id = to_string(incident.id);
    const auto places = record.places(incident.id);
    const auto on_day = [&](Instant at) {
        const auto day = day_in(zone, at);
        return weekday_text(day) + " " + date_text(day);
    };
    ReplyLine line;
    line.words
        .bold((incident.is_drill() ? "DRILL " : "") + id +
              (document.review ? " · a review" : " · postmortem"))
        .plain("  " + shortened(incident.title, title_characters) + "\n");
    if (document.review)
        line.words.add(who(document.review->asked_by))
            .plain(" asked you on " + on_day(document.review->asked_at) +
                   " to read the postmortem.");
    else
        line.words.bold(to_string(incident.document_state()))
            .plain(", closed " + on_day(incident.times.at(KeyTime::closed).at) +
                   "; neither published nor marked as done.");
    if (!places.document_link.empty())
        line.words.plain(" ").link(places.document_link, "The document");
    line.buttons = {document.review ? Button{"postmortem_reviewed", "I have read it", id}
                                    : Button{"postmortem_done", "Reviewed, done", id}};
    return line;
}

Words unfinished_words(const Record& record, Instant now) {
    std::vector<std::pair<Instant, Words>> lines;
    const auto& settings = record.settings();
    const auto& rules = settings.reminders;
    if (!rules.postmortems)
        return {};
    for (const auto& [incident, closed] : unfinished(record, now)) {
        if (incident.is_private() ||
            working_days_after(closed, rules.postmortem_days, rules.working, settings.zone) > now)
            continue;
        const auto* const commander = incident.holder("commander");
        Words line("\n• " + std::string(incident.is_drill() ? "DRILL " : "") +
                   to_string(incident.id) + "  " +
                   on_one_line(shortened(incident.title, title_characters)) + " (" +
                   std::string(to_string(incident.document_state())) + ", closed " +
                   date_text(closed, settings.zone) + ")");
        line.plain(" · " + (commander != nullptr ? *commander : incident.reporter).name);
        lines.emplace_back(closed, std::move(line));
    }
    if (lines.empty())
        return {};
    std::ranges::sort(lines, {}, [](const std::pair<Instant, Words>& line) {
        return std::pair(line.first, plain_text(line.second));
    });
    Words words;
    words.bold("Unfinished postmortems: " + std::to_string(lines.size()));
    for (std::size_t i = 0; i < std::min(lines.size(), most_digest_lines); ++i)
        words.add(lines[i].second);
    if (lines.size() > most_digest_lines)
        words.plain("\n… and " + std::to_string(lines.size() - most_digest_lines) + " more.");
    words.plain("\nWhen one is as it should be: ")
        .code(settings.command + " INC-N postmortem done")
        .plain(", or ")
        .code(settings.command + " INC-N postmortem publish")
        .plain(".");
    return words;
}

}  // namespace muster
