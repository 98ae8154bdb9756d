#pragma once

#include "bot/config.hpp"

#include <ostream>

namespace muster {

// Says on `out`, one line each, whether the database, both tokens, the scopes and the channels are
// right, and what to do about each that is not. True when all are.
bool check_everything(const Config& config, std::ostream& out);

// Asks the running bot's /readyz, within 3 s: for a container's health check.
bool check_ready(const Config& config, std::ostream& out);

}  // namespace muster
