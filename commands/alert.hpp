#pragma once

#include "commands/command.hpp"
#include "domain/alert.hpp"

namespace muster {

// An alert as a request; `read_alert` is the way back. Its identities are what makes a delivery the
// same as an earlier one: the alert, whether it fires, and since when.
Request alert_request(const HeardAlert& heard, Instant now);
HeardAlert read_alert(const Request& request);

// What follows from an alert: one that fires declares an incident or joins the one it belongs to,
// one that ended is noted there. The reply's words are what became of it, for its sender and the
// metrics: "declared INC-7", "joined", "reopened", "recovered", "flapping", "repeated", "ignored"
// or "unknown"; without the id where it is private.
Decision alert_heard(const Record& record, const Request& request);

}  // namespace muster
