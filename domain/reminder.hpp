#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What became of reminding people of one thing. Not part of the record: an export has none of it.
struct Reminder {
    IncidentId incident;           // number 0: of none
    std::string subject;           // "update", "stale", "role commander", "follow_up 3", "digest",
                                   // "archive", "postmortem", "review U024BE7LH"
    Instant due{};                 // when it became due, which tells this occasion from the next
    std::optional<Instant> said;   // when last
    int times = 0;                 // how often, on this occasion
    std::optional<Instant> until;  // snoozed; it is said again then
    bool stopped = false;
    Person by;  // who snoozed or stopped it

    friend bool operator==(const Reminder&, const Reminder&) = default;
};

// Somebody's Home tab, as far as it must be known to keep it in step. Not part of the record.
struct HomeTab {
    UserId person;
    Instant opened{};
    int page = 1;      // of the open incidents
    std::string hash;  // Slack's name for what it shows

    friend bool operator==(const HomeTab&, const HomeTab&) = default;
};

// A follow-up, and the incident that it came from.
struct PromisedWork {
    IncidentId incident;
    FollowUp follow_up;

    friend bool operator==(const PromisedWork&, const PromisedWork&) = default;
};

// Something that an open incident waits for.
struct Occasion {
    std::string subject;
    Instant due{};
    std::chrono::seconds pause{0};  // before it is said again; longer each time

    friend bool operator==(const Occasion&, const Occasion&) = default;
};

inline constexpr std::string_view update_subject = "update";
inline constexpr std::string_view stale_subject = "stale";
inline constexpr std::string_view archive_subject = "archive";
inline constexpr std::string_view digest_subject = "digest";
inline constexpr std::string_view postmortem_subject = "postmortem";
std::string role_subject(std::string_view role);
std::string follow_up_subject(int number);
// Whether it is said in the incident's channel, to everybody in it.
bool is_said_in_channel(std::string_view subject);

// All that the incident waits for, due or not yet; nothing once it is closed. `last_happened`: the
// newest change to it.
std::vector<Occasion> occasions_of(const Incident& incident, const std::vector<Update>& updates,
                                   Instant last_happened, const std::vector<Reminder>& known,
                                   const Settings& settings);

// What is to be said now about one incident, all in one message; empty when nothing new is due, or
// something was said only minutes ago. What is returned is how its reminders stand afterwards.
std::vector<Reminder> say_now(IncidentId incident, const std::vector<Occasion>& occasions,
                              const std::vector<Reminder>& known, Instant now);

// What was said of them and still holds, neither done nor stopped: what the message shows.
std::vector<Occasion> said_and_open(const std::vector<Occasion>& occasions,
                                    const std::vector<Reminder>& known);

// A promise has come due, or is overdue since the next working day began.
struct FollowUpOccasion {
    Instant due{};
    bool overdue = false;
};
// The newest of the two that has come by now; nothing before the first. A promise for a day off is
// due on the working day before; one that was made on the very day is not said to be due.
std::optional<FollowUpOccasion> follow_up_occasion(const FollowUp& follow_up, const Zone& zone,
                                                   const WorkingHours& hours, Instant now);
// Whether its owner should hear of it now, once in each working time; overdue ones every week.
bool is_to_say(const FollowUpOccasion& occasion, const Reminder* known, Instant now);

// The newest moment, by now, at which a digest was to be sent.
Instant digest_moment(const ReminderRules& rules, const Zone& zone, Instant now);
// Whether the channel of a closed incident has been left open for long enough.
bool is_to_archive(const Incident& incident, const ReminderRules& rules, Instant now);

// The reminder of that subject, or null.
const Reminder* find_reminder(const std::vector<Reminder>& known, std::string_view subject);

}  // namespace muster
