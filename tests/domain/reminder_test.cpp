#include "domain/reminder.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using namespace std::chrono_literals;

namespace {

Instant at(const std::string& text) {
    return read_rfc3339(text).value();
}

const Instant two = at("2026-11-20T14:00:00Z");
const IncidentId inc_1{Series::incident, 1};

Incident declared() {
    Incident incident;
    incident.id = inc_1;
    incident.severity = "sev2";  // an update every 60 minutes
    incident.declared_at = two;
    return incident;
}

// "update 60 · stale 1440": what it waits for, and when, in minutes after 14:00.
std::string occasions_text(const Incident& incident, const std::vector<Update>& updates = {},
                           const std::vector<Reminder>& known = {}, const Settings& settings = {}) {
    std::string text;
    for (const auto& one : occasions_of(incident, updates, two, known, settings))
        text += (text.empty() ? "" : " · ") + one.subject + " " +
                std::to_string((one.due - two) / 1min);
    return text;
}

Update update_at(std::chrono::minutes after) {
    Update update;
    update.at = two + after;
    return update;
}

// Says what is due at that minute, and keeps it. How it reads: "update 1, stale 1" with how often.
struct Talk {
    Incident incident = declared();
    std::vector<Update> updates;
    std::vector<Reminder> known;
    Settings settings;
    Instant last_happened = two;

    std::string at_minute(int minute) {
        const auto occasions = occasions_of(incident, updates, last_happened, known, settings);
        const auto said =
            say_now(incident.id, occasions, known, two + std::chrono::minutes(minute));
        std::string text;
        for (const auto& one : said) {
            std::erase_if(known, [&](const Reminder& old) { return old.subject == one.subject; });
            known.push_back(one);
            text += (text.empty() ? "" : ", ") + one.subject + " " + std::to_string(one.times);
        }
        return text;
    }
};

FollowUp promised(unsigned day, const std::string& made = "2026-11-01T10:00:00Z") {
    FollowUp follow_up;
    follow_up.number = 3;
    follow_up.due = Day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(day)};
    follow_up.made_at = at(made);
    return follow_up;
}

}  // namespace

TEST_CASE("an open incident waits for an update, for a commander, and for anything at all") {
    auto incident = declared();
    CHECK(occasions_text(incident) == "update 60 · role commander 10 · stale 1440");
    CHECK(occasions_text(incident, {update_at(30min)}) ==
          "update 90 · role commander 10 · stale 1440");
    auto withdrawn = update_at(30min);
    withdrawn.withdrawn = true;
    CHECK(occasions_text(incident, {withdrawn}).starts_with("update 60 "));
    incident.roles["commander"] = {UserId("U1"), {}, "Ada"};
    CHECK(occasions_text(incident) == "update 60 · stale 1440");
    incident.status = Status::resolved;  // nobody outside waits any more
    CHECK(occasions_text(incident) == "stale 1440");
    incident.closed = true;
    CHECK(occasions_text(incident).empty());
}

TEST_CASE("each kind can be switched off, and other roles be chased") {
    Settings settings;
    settings.reminders.updates = false;
    settings.reminders.stale = false;
    settings.roles[3].chased = true;
    CHECK(occasions_text(declared(), {}, {}, settings) == "role commander 10 · role scribe 10");
    settings.reminders.roles = false;
    CHECK(occasions_text(declared(), {}, {}, settings).empty());
}

TEST_CASE("a role that somebody gave back is chased from then on") {
    Reminder since;
    since.subject = role_subject("commander");
    since.due = two + 100min;
    CHECK(occasions_text(declared(), {}, {since}) == "update 60 · role commander 100 · stale 1440");
}

TEST_CASE("what is due is said once, together, and again after a pause that doubles") {
    Talk talk;
    CHECK(talk.at_minute(9).empty());
    CHECK(talk.at_minute(10) == "role commander 1");
    CHECK(talk.at_minute(11).empty());
    CHECK(talk.at_minute(20) == "role commander 2");
    CHECK(talk.at_minute(39).empty());
    CHECK(talk.at_minute(40) == "role commander 3");
    CHECK(talk.at_minute(60) == "update 1, role commander 4");
    CHECK(talk.at_minute(100).empty());
    CHECK(talk.at_minute(120) == "update 2, role commander 5");
    CHECK(talk.at_minute(5'000) == "update 3, role commander 6, stale 1");
}

TEST_CASE("what came due while nobody looked is said once") {
    Talk talk;
    CHECK(talk.at_minute(20'000) == "update 1, role commander 1, stale 1");
    CHECK(talk.at_minute(20'001).empty());
    CHECK(talk.at_minute(20'009).empty());
}

TEST_CASE("two never come within minutes of each other") {
    Talk talk;
    talk.settings.severities[1].update_interval = 12min;
    CHECK(talk.at_minute(10) == "role commander 1");
    CHECK(talk.at_minute(12).empty());
    CHECK(talk.at_minute(14).empty());
    CHECK(talk.at_minute(15) == "update 1, role commander 2");
}

TEST_CASE("an update ends the occasion, and the next one begins anew") {
    Talk talk;
    talk.incident.roles["commander"] = {UserId("U1"), {}, "Ada"};
    CHECK(talk.at_minute(60) == "update 1");
    CHECK(talk.at_minute(120) == "update 2");
    talk.updates.push_back(update_at(130min));
    const auto occasions =
        occasions_of(talk.incident, talk.updates, talk.last_happened, talk.known, talk.settings);
    CHECK(said_and_open(occasions, talk.known).empty());
    CHECK(talk.at_minute(180).empty());
    CHECK(talk.at_minute(190) == "update 1");
}

TEST_CASE("what is snoozed is said when it ends, and what is stopped is not said") {
    Talk talk;
    talk.incident.roles["commander"] = {UserId("U1"), {}, "Ada"};
    CHECK(talk.at_minute(60) == "update 1");
    talk.known[0].until = two + 75min;
    CHECK(talk.at_minute(74).empty());
    CHECK(talk.at_minute(75) == "update 2");
    CHECK_FALSE(talk.known[0].until);
    talk.known[0].stopped = true;
    CHECK(talk.at_minute(1'000).empty());
    CHECK(talk.at_minute(1'440) == "stale 1");
}

TEST_CASE("a follow-up is due on its day, and overdue when the next working day begins") {
    struct Row {
        unsigned day;
        const char* made;
        const char* now;
        const char* occasion;
    };
    const char* early = "2026-11-01T10:00:00Z";
    const Row rows[] = {
        {20, early, "2026-11-20T08:59:59Z", ""},
        {20, early, "2026-11-20T09:00:00Z", "due 2026-11-20T09:00:00Z"},
        {20, early, "2026-11-22T12:00:00Z", "due 2026-11-20T09:00:00Z"},
        {20, early, "2026-11-23T09:00:00Z", "overdue 2026-11-23T09:00:00Z"},
        {21, early, "2026-11-20T10:00:00Z", "due 2026-11-20T09:00:00Z"},  // a Saturday
        {20, "2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", ""},         // made that very day
        {20, "2026-11-20T10:00:00Z", "2026-11-23T11:00:00Z", "overdue 2026-11-23T09:00:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.now);
        const auto occasion =
            follow_up_occasion(promised(row.day, row.made), Zone(), {}, at(row.now));
        const auto text =
            occasion ? (occasion->overdue ? "overdue " : "due ") + to_rfc3339(occasion->due)
                     : std::string();
        CHECK(text == row.occasion);
    }
    auto done = promised(20);
    done.state = FollowUp::State::done;
    CHECK_FALSE(follow_up_occasion(done, Zone(), {}, at("2026-11-23T12:00:00Z")));
    done.state = FollowUp::State::open;
    done.due.reset();
    CHECK_FALSE(follow_up_occasion(done, Zone(), {}, at("2026-11-23T12:00:00Z")));
}

TEST_CASE("an owner hears of a follow-up when it is due, when it is overdue, and then each week") {
    const FollowUpOccasion due{two, false};
    const FollowUpOccasion overdue{two + 72h, true};
    CHECK(is_to_say(due, nullptr, two));
    Reminder known;
    known.due = due.due;
    known.said = two;
    CHECK_FALSE(is_to_say(due, &known, two + 48h));
    CHECK(is_to_say(overdue, &known, two + 72h));
    known.due = overdue.due;
    known.said = two + 72h;
    CHECK_FALSE(is_to_say(overdue, &known, two + 72h + 6 * 24h));
    CHECK(is_to_say(overdue, &known, two + 72h + 7 * 24h));
    known.until = two + 100 * 24h;
    CHECK_FALSE(is_to_say(overdue, &known, two + 99 * 24h));
    CHECK(is_to_say(overdue, &known, two + 100 * 24h));
    known.stopped = true;
    CHECK_FALSE(is_to_say(overdue, &known, two + 200 * 24h));
}

TEST_CASE("a digest has one moment each week, by the organisation's clock") {
    struct Row {
        const char* zone;
        const char* now;
        const char* moment;
    };
    const Row rows[] = {
        {"UTC", "2026-11-20T12:00:00Z", "2026-11-16T09:00:00Z"},
        {"UTC", "2026-11-16T08:59:59Z", "2026-11-09T09:00:00Z"},
        {"UTC", "2026-11-16T09:00:00Z", "2026-11-16T09:00:00Z"},
        {"Europe/London", "2026-03-30T08:00:00Z", "2026-03-30T08:00:00Z"},
        {"Europe/London", "2026-03-30T07:59:00Z", "2026-03-23T09:00:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.now);
        CHECK(to_rfc3339(digest_moment({}, Zone::named(row.zone).value(), at(row.now))) ==
              row.moment);
    }
}

TEST_CASE("a channel is archived its time after the close, and not while the incident is open") {
    auto incident = declared();
    incident.closed = true;
    incident.times[KeyTime::closed].at = two;
    CHECK_FALSE(is_to_archive(incident, {}, two + 29 * 24h));
    CHECK(is_to_archive(incident, {}, two + 30 * 24h));
    ReminderRules never;
    never.archive = false;
    CHECK_FALSE(is_to_archive(incident, never, two + 300 * 24h));
    incident.closed = false;
    CHECK_FALSE(is_to_archive(incident, {}, two + 30 * 24h));
}
