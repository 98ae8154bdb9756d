#pragma once

#include "commands/command.hpp"

namespace muster {

// Whether by_hand() may have anything to say to such an event.
bool is_by_hand(const Request& event);

// What follows when somebody changes by hand, at Slack, what Muster made there: a channel renamed,
// archived, brought back or deleted, Muster taken out of it, a message of ours or its pin removed.
// Only Shows follow: each asks Slack how it stands now, so that events may come late, twice, or in
// any order. Nothing for all other events.
Decision by_hand(const Record& record, const Request& event);

}  // namespace muster
