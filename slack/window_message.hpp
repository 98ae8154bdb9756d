#pragma once

#include "slack/messages.hpp"

namespace muster::slack {

// What the announcements channel shows of a maintenance window: what, when, how it stands. Kept in
// step; its updates stand in its thread.
Message window_announcement(const View& view);

}  // namespace muster::slack
