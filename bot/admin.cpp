#include "bot/admin.hpp"

#include <nlohmann/json.hpp>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace muster {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Label = std::pair<std::string, std::string>;

// One family after another, in the order they are added.
class Families {
public:
    void gauge(const std::string& name, const std::string& help, double value) {
        family(name, help, MetricType::Gauge).metric.push_back(gauge_of(value));
    }
    void gauge(const std::string& name, const std::string& help, double value, const Label& label) {
        auto& metrics = family(name, help, MetricType::Gauge).metric;
        metrics.push_back(gauge_of(value));
        metrics.back().label.push_back({label.first, label.second});
    }
    void counter(const std::string& name, const std::string& help, double value,
                 const std::vector<Label>& labels = {}) {
        auto& metrics = family(name, help, MetricType::Counter).metric;
        ClientMetric metric;
        metric.counter.value = value;
        for (const auto& [label, text] : labels)
            metric.label.push_back({label, text});
        metrics.push_back(std::move(metric));
    }
    [[nodiscard]] std::string text() const {
        return prometheus::TextSerializer().Serialize(families_);
    }

private:
    static ClientMetric gauge_of(double value) {
        ClientMetric metric;
        metric.gauge.value = value;
        return metric;
    }
    MetricFamily& family(const std::string& name, const std::string& help, MetricType type) {
        if (families_.empty() || families_.back().name != name) {
            MetricFamily added;
            added.name = name;
            added.help = help;
            added.type = type;
            families_.push_back(std::move(added));
        }
        return families_.back();
    }

    std::vector<MetricFamily> families_;
};

bool stands(const Health& health, ProblemKind kind) {
    return std::ranges::any_of(
        health.problems, [kind](const LastingProblem& problem) { return problem.kind == kind; });
}

bool outbox_moves(const Health& health) {
    return !health.record || health.record->oldest_wait < stuck_after;
}

}  // namespace

AdminAnswer readiness(const Health& health) {
    const bool slack = health.slack.ready > 0;
    const bool tokens = !stands(health, ProblemKind::token_refused);
    const bool database =
        health.record && health.database_problem.empty() && !stands(health, ProblemKind::database);
    const bool outbox = outbox_moves(health);
    nlohmann::ordered_json body;
    const bool ready = slack && tokens && database && outbox;
    body["ready"] = ready;
    body["slack"] = {{"ok", slack},
                     {"connections", health.slack.ready},
                     {"wished", health.wished_connections},
                     {"problem", health.slack.problem}};
    body["database"] = {{"ok", database},
                        {"problem", health.record ? health.database_problem
                                                  : "the disk did not answer within a second"}};
    body["outbox"] = {
        {"ok", outbox},
        {"backlog", health.record ? nlohmann::ordered_json(health.record->backlog) : nullptr},
        {"oldest_seconds",
         health.record ? nlohmann::ordered_json(health.record->oldest_wait.count()) : nullptr},
        {"problem",
         outbox ? ""
                : "what was asked for over 5 minutes ago is not delivered: see the log for why"}};
    body["problems"] = nlohmann::ordered_json::array();
    for (const auto& problem : health.problems)
        body["problems"].push_back({{"kind", to_string(problem.kind)},
                                    {"since", to_rfc3339(problem.since)},
                                    {"what", problem.what},
                                    {"advice", problem.advice}});
    AdminAnswer answer;
    answer.status = ready ? 200 : 503;
    answer.type = "application/json; charset=utf-8";
    answer.body = body.dump(2) + "\n";
    return answer;
}

AdminAnswer metrics(const Health& health) {
    Families families;
    families.gauge("muster_slack_connections", "Socket Mode connections that said hello.",
                   health.slack.ready);
    families.gauge("muster_slack_connections_wished", "Socket Mode connections to keep.",
                   health.wished_connections);
    families.counter("muster_slack_hellos_total", "Connections that came up.",
                     static_cast<double>(health.slack.hellos));
    families.counter("muster_slack_opens_total", "Connections that were asked for.",
                     static_cast<double>(health.slack.opens));
    families.counter("muster_envelopes_total", "Envelopes received.",
                     static_cast<double>(health.slack.envelopes));
    families.counter("muster_envelopes_unknown_total",
                     "Envelopes of a type nobody knows; acknowledged.",
                     static_cast<double>(health.slack.unknown_envelopes));
    families.counter("muster_frames_ignored_total", "Frames that were no envelope.",
                     static_cast<double>(health.slack.ignored_frames));
    const auto& requests = health.requests;
    const std::string name = "muster_requests_total";
    const std::string help = "Requests by what became of them.";
    families.counter(name, help,
                     static_cast<double>(requests.requests - requests.repeated - requests.refused),
                     {{"outcome", "kept"}});
    families.counter(name, help, static_cast<double>(requests.repeated), {{"outcome", "repeated"}});
    families.counter(name, help, static_cast<double>(requests.refused), {{"outcome", "not_kept"}});
    families.counter(name, help, static_cast<double>(requests.not_for_us),
                     {{"outcome", "not_for_us"}});
    families.counter("muster_requests_late_total", "Requests answered \"not kept yet\".",
                     static_cast<double>(requests.late));
    for (const auto& [outcome, count] : health.alerts)
        families.counter("muster_alerts_total", "Alerts by what became of them.",
                         static_cast<double>(count), {{"outcome", outcome}});
    for (const auto& [method, counts] : health.calls.methods) {
        const auto calls = [&](const std::string& outcome, std::uint64_t count) {
            families.counter("muster_slack_calls_total", "Web API calls by how they ended.",
                             static_cast<double>(count),
                             {{"method", method}, {"outcome", outcome}});
        };
        calls("ok", counts.ok);
        calls("transient", counts.transient);
        calls("rate_limited", counts.rate_limited);
        calls("refused", counts.refused);
        calls("unknown", counts.unknown_outcome);
    }
    families.gauge("muster_slack_calls_waiting", "Calls that wait for a rate or a connection.",
                   static_cast<double>(health.calls.waiting));
    for (const auto& [target, counts] : health.pushes) {
        const auto pushes = [&](const std::string& outcome, std::uint64_t count) {
            families.counter("muster_push_total",
                             "Attempts to tell a target of pushes something, by how they ended.",
                             static_cast<double>(count),
                             {{"target", target}, {"outcome", outcome}});
        };
        pushes("delivered", counts.delivered);
        pushes("refused", counts.refused);
        pushes("put_off", counts.put_off);
        pushes("unknown", counts.in_doubt);
    }
    if (health.record) {  // a figure that nobody knows is left out
        const auto& record = *health.record;
        families.gauge("muster_outbox_backlog",
                       "Effects owed to Slack, and to the targets of pushes.", record.backlog);
        families.gauge("muster_outbox_oldest_seconds",
                       "Since the oldest of those for Slack was asked for.",
                       static_cast<double>(record.oldest_wait.count()));
        families.gauge("muster_incidents_open", "Open incidents, private ones and drills apart.",
                       record.open_incidents);
        families.gauge("muster_page_behind", "Changes that the status page does not show yet.",
                       static_cast<double>(record.page_behind));
    }
    for (const auto kind : problem_kinds)
        families.gauge("muster_problem", "1 while something is wrong that somebody must see to.",
                       stands(health, kind) ? 1 : 0, {"kind", std::string(to_string(kind))});
    families.gauge("muster_page_connections", "Open connections to the status page.",
                   static_cast<double>(health.page_connections));
    families.counter("muster_failed_tasks_total", "Tasks that ended by an exception.",
                     static_cast<double>(health.failed_tasks));
    AdminAnswer answer;
    answer.type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = families.text();
    return answer;
}

}  // namespace muster
