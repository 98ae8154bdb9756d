#include "tests/bench/report.hpp"

#include <cstdio>
#include <functional>
#include <optional>
#include <set>

namespace muster::bench {

namespace {

using Figure = std::function<std::optional<double>(const Run&)>;

struct Row {
    std::string name;
    Figure figure;
    std::string of;      // the app that Muster is held against
    double most = 0;     // the ratio that is wanted at most; 0: nothing is asked
    bool least = false;  // it is wanted at least
};

std::optional<Outcome> outcome_at(const Run& run, int rate) {
    const auto found = run.rates.find(rate);
    if (found == run.rates.end() || !found->second.steady)
        return std::nullopt;
    return found->second;
}

// A figure that a run may have ended before.
std::optional<double> some(double value) {
    return value > 0 ? std::optional(value) : std::nullopt;
}

std::vector<Row> rows_of(const Runs& runs) {
    std::vector<Row> rows = {
        {"one at a time, p50 ms", [](const Run& run) { return run.alone.latency.p50; }, "limit",
         1.3},
        {"one at a time, p99 ms", [](const Run& run) { return run.alone.latency.p99; }, "bolt",
         0.5},
        {"highest steady rate, /s", [](const Run& run) { return some(run.steady_rate); }, "bolt", 1,
         true},
        {"CPU per command, us", [](const Run& run) { return some(run.cpu_us); }, "bolt", 1.0 / 3},
        {"start to hello, ms", [](const Run& run) { return run.hello_ms; }, "bolt", 0.2},
        {"start to first ack, ms", [](const Run& run) { return run.first_ack_ms; }, "bolt", 0.2},
        {"memory idle, MB", [](const Run& run) { return run.idle_mb; }, "bolt", 0.2},
        {"memory after the load, MB", [](const Run& run) { return run.loaded_mb; }, "bolt", 0.2},
    };
    std::set<int> rates;
    for (const auto& [app, several] : runs)
        for (const auto& run : several)
            for (const auto& [rate, outcome] : run.rates)
                rates.insert(rate);
    for (const int rate : rates) {
        const auto name = "at " + std::to_string(rate) + "/s, ";
        const auto at = [rate](double Latency::* part) -> Figure {
            return [rate, part](const Run& run) -> std::optional<double> {
                const auto outcome = outcome_at(run, rate);
                if (!outcome)
                    return std::nullopt;
                return outcome->latency.*part;
            };
        };
        rows.push_back({name + "p50 ms", at(&Latency::p50), "limit", 0, false});
        rows.push_back({name + "p99 ms", at(&Latency::p99), "bolt", 0, false});
    }
    return rows;
}

// Over the runs that have the figure, if most have it.
std::optional<double> median_of(const Runs& runs, const std::string& app, const Figure& figure) {
    const auto found = runs.find(app);
    if (found == runs.end())
        return std::nullopt;
    std::vector<double> values;
    for (const auto& run : found->second)
        if (const auto value = figure(run))
            values.push_back(*value);
    if (values.size() * 2 <= found->second.size())
        return std::nullopt;
    return median(values);
}

std::optional<double> ratio(std::optional<double> ours, std::optional<double> theirs) {
    if (!ours || !theirs || *theirs == 0)
        return std::nullopt;
    return *ours / *theirs;
}

std::string cell(std::optional<double> value) {
    if (!value)
        return "         -";
    char text[32];
    std::snprintf(text, sizeof text, *value < 100 ? "%10.3f" : "%10.0f", *value);
    return text;
}

std::string wanted(const Row& row, std::optional<double> value) {
    if (row.most == 0)
        return "";
    char text[64];
    std::snprintf(text, sizeof text, "  %s %.2f x %s%s", row.least ? "at least" : "at most",
                  row.most, row.of.c_str(),
                  !value                                                  ? ""
                  : (row.least ? *value >= row.most : *value <= row.most) ? ": yes"
                                                                          : ": NO");
    return text;
}

}  // namespace

std::string table(const Runs& runs) {
    std::string text =
        "                                limit      bolt    muster  m/limit    m/bolt  wanted\n";
    for (const auto& row : rows_of(runs)) {
        const auto limit = median_of(runs, "limit", row.figure);
        const auto bolt = median_of(runs, "bolt", row.figure);
        const auto muster = median_of(runs, "muster", row.figure);
        char name[32];
        std::snprintf(name, sizeof name, "%-27s", row.name.c_str());
        const auto to_limit = ratio(muster, limit);
        const auto to_bolt = ratio(muster, bolt);
        text += name + cell(limit) + cell(bolt) + cell(muster) + cell(to_limit) + cell(to_bolt) +
                wanted(row, row.of == "limit" ? to_limit : to_bolt) + "\n";
    }
    return text;
}

nlohmann::json as_json(const Runs& runs) {
    nlohmann::json all = nlohmann::json::object();
    for (const auto& row : rows_of(runs)) {
        auto& figures = all["medians"][row.name];
        for (const char* app : {"limit", "bolt", "muster"}) {
            const auto value = median_of(runs, app, row.figure);
            figures[app] = value ? nlohmann::json(*value) : nlohmann::json();
        }
    }
    for (const auto& [app, several] : runs)
        for (const auto& run : several)
            all["runs"][app].push_back({
                {"hello_ms", run.hello_ms},
                {"first_ack_ms", run.first_ack_ms},
                {"idle_mb", run.idle_mb},
                {"loaded_mb", run.loaded_mb},
                {"cpu_us", run.cpu_us},
                {"p50_ms", run.alone.latency.p50},
                {"p99_ms", run.alone.latency.p99},
                {"most_ms", run.alone.latency.most},
                {"steady_rate", run.steady_rate},
            });
    return all;
}

}  // namespace muster::bench
