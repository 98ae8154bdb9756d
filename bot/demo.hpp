#pragma once

#include "bot/config.hpp"

#include <optional>
#include <ostream>
#include <string>

namespace muster {

struct DemoOptions {
    std::string listen = "127.0.0.1:8000";  // of the workspace's page
    std::optional<std::string> replay;      // a scenario file
    double speed = 0;  // the scenario's seconds in one real second; 0: as fast as it goes
    // For whoever wants the record afterwards: where it is kept, and to end once all is played.
    std::optional<std::string> database;
    bool once = false;
};

// Muster and a workspace of its own in one process, until a signal. The record lives in a folder
// of its own that goes with it. Says the address on `out`. Throws where it cannot start.
bool run_demo(const DemoOptions& options, const Config& config, std::ostream& out);

}  // namespace muster
