#pragma once

#include "sandbox/workspace.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace muster::sandbox {

// What the page shows to the person it acts as. Refuses user_not_found, channel_not_found.
nlohmann::json client_state(Workspace& workspace, const std::string& as);
// A channel's messages, oldest first, with the ephemeral ones of `as`; of a thread the parent and
// its replies.
nlohmann::json client_messages(Workspace& workspace, const std::string& as,
                               const std::string& channel, const std::string& thread_ts);
// Everything there is, for comparisons in tests.
nlohmann::json dump(Workspace& workspace);

}  // namespace muster::sandbox
