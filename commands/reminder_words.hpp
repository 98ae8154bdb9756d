#pragma once

#include "commands/command.hpp"

#include <optional>
#include <vector>

namespace muster {

// A message that says what is due as it stands now: rendered whenever it is sent or brought up to
// date.
struct Notice {
    Reply says;
    bool is_due = false;   // something is due, and nobody stopped it
    bool is_over = false;  // nothing is: what it says is its last word
};

// What an open incident waits for, as far as somebody was reminded of it.
Notice incident_reminder(const Record& record, IncidentId id, Instant now);
// All that waits for it, known or not.
std::vector<Occasion> occasions_of(const Record& record, const Incident& incident,
                                   const std::vector<Reminder>& known);

// A follow-up that has come due for its owner, who may know of it.
struct DueWork {
    Incident incident;
    FollowUp follow_up;
    FollowUpOccasion occasion;
    std::optional<Reminder> known;
};
// Whose zone counts for their working hours.
Zone zone_of(const Record& record, const UserId& person);
// Those of one person, the most overdue first; of `open`, which is all that is open.
std::vector<DueWork> due_work(const Record& record, const std::vector<PromisedWork>& open,
                              const UserId& person, Instant now);
// Those that nobody snoozed or stopped, for their owner, who can end or snooze them there, and the
// postmortems that wait for them. Without the one that is just being done.
Notice follow_up_reminder(const Record& record, const UserId& person, Instant now,
                          const std::optional<PromisedWork>& without = {});

// What is overdue in all incidents that everybody may know of, by owner, and the postmortems that
// nobody finished; empty when there is neither.
Words digest_words(const Record& record, Instant now);

}  // namespace muster
