#pragma once

#include "slack/messages.hpp"

namespace muster::slack {

// Update `number` in the incident's channel: while it waits, the whole of it and what can be
// decided; then what became of it.
Message approval_message(const View& view, int number);

}  // namespace muster::slack
