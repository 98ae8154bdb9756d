#pragma once

#include "domain/script.hpp"
#include "slack/delivery.hpp"
#include "slack/web_api.hpp"

namespace muster::slack {

// A delivery is a script whose steps are calls to Slack.
using ScriptPort = muster::ScriptPort<Step, Answer>;
using muster::Script;

}  // namespace muster::slack
