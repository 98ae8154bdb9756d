#pragma once

#include "tests/bench/load.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace muster::bench {

// What one run of one app showed.
struct Run {
    double hello_ms = 0;      // from its start until it was connected and greeted
    double first_ack_ms = 0;  // from its start until its first acknowledgement
    double idle_mb = 0;
    double loaded_mb = 0;
    double cpu_us = 0;  // processor time per command, at `cpu_rate`
    Outcome alone;      // one command at a time
    std::map<int, Outcome> rates;
    double steady_rate = 0;  // the highest that it kept
};

constexpr int cpu_rate = 500;  // commands a second while processor time is counted

using Runs = std::map<std::string, std::vector<Run>>;  // by app: limit, bolt, muster

// The median of each figure over the runs of each app, what Muster's are beside the others', and
// what is wanted of them.
std::string table(const Runs& runs);
nlohmann::json as_json(const Runs& runs);

}  // namespace muster::bench
