#pragma once

#include "bot/alert_intake.hpp"
#include "bot/http_server.hpp"
#include "bot/intake.hpp"
#include "bot/push_worker.hpp"
#include "bot/slack_client.hpp"
#include "bot/watch.hpp"
#include "slack/session.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// What the storage thread alone knows.
struct RecordHealth {
    int backlog = 0;                      // effects owed, to Slack and elsewhere
    std::chrono::seconds oldest_wait{0};  // since the oldest of them was asked for
    int open_incidents = 0;               // private ones and drills apart
    std::size_t page_behind = 0;          // changes that the status page does not show yet
};

// How the process stands at one moment: what the admin listener says of it.
struct Health {
    slack::SessionState slack;
    int wished_connections = 2;
    std::string database_problem;          // why the last request could not be kept, or empty
    std::optional<RecordHealth> record;    // nothing when the disk did not answer within a second
    std::vector<LastingProblem> problems;  // that stand
    Intake::Counts requests;
    AlertIntake::Counts alerts;
    SlackClient::Metrics calls;
    std::map<std::string, PushWorker::Counts> pushes;  // by target
    std::size_t page_connections = 0;
    std::size_t failed_tasks = 0;
};

// When effects that were asked for so long ago still wait, the process is not ready.
constexpr auto stuck_after = std::chrono::minutes(5);

// 200 when it can serve (Slack connected and taking the tokens, database writable, outbox moving),
// else 503; the body says what is wrong, since when, and what to do about it.
AdminAnswer readiness(const Health& health);
// In Prometheus' text format.
AdminAnswer metrics(const Health& health);

}  // namespace muster
