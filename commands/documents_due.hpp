#pragma once

#include "commands/command.hpp"

#include <optional>
#include <vector>

namespace muster {

// A postmortem that waits for somebody: to be published or marked as done, or to be read.
struct DueDocument {
    Incident incident;
    UserId person;
    std::optional<Review> review;  // nothing: all of it is asked for
    Instant due{};
    std::optional<Reminder> known;
};

// All that wait for somebody by now, whoever it is; of private incidents only for members of their
// channel. Those that were closed months ago, or never posted (imported ones), are left alone.
std::vector<DueDocument> due_documents(const Record& record, Instant now);
// Its reminder, as said now.
Reminder said_of(const DueDocument& document, Instant now);
// Whether it is said to that person now, and whether it is not snoozed or stopped.
bool is_to_say(const DueDocument& document, Instant now);
bool is_quiet(const DueDocument& document, Instant now);
ReplyLine line_of(const Record& record, const DueDocument& document);

// For the weekly digest: what is unfinished for too long, of the incidents everybody may know of;
// empty when nothing is.
Words unfinished_words(const Record& record, Instant now);

}  // namespace muster
