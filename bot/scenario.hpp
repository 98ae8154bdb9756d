#pragma once

#include "domain/result.hpp"
#include "domain/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Something a person does at a moment: types into a channel.
struct ScenarioStep {
    Instant at{};
    std::string person;   // a handle: "ada"
    std::string channel;  // a name without #; "inc" is that of the incident declared last
    std::string text;     // as typed, with @handles; several lines are kept as such
    int line = 0;         // where it stands in the file
};

// An incident to be played: tests/scenarios/README.md describes the file.
struct Scenario {
    Zone zone;                           // of documents
    std::vector<ScenarioStep> steps;     // their instants never go back
    std::vector<std::string> documents;  // the shapes it is meant for
};

// Reads a scenario's text; an error names the line and what would be right. At most 10,000 steps.
Result<Scenario> read_scenario(std::string_view text);

}  // namespace muster
