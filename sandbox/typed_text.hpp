#pragma once

#include "sandbox/workspace.hpp"

#include <string>
#include <string_view>

namespace muster::sandbox {

// What Slack sends for what a person typed: & < > escaped; @ada, @sre, #incidents, @here and web
// addresses as entities (contract 4.1 and 5.1). In a command a person is `<@U0ADA|ada>` and a
// channel `<#C0INCIDENTS|incidents>`; in a message `<@U0ADA>` and `<#C0INCIDENTS>`. Of channels
// only those that `author` can see.
std::string as_command_text(const Workspace& workspace, std::string_view typed,
                            const std::string& author);
std::string as_message_text(const Workspace& workspace, std::string_view typed,
                            const std::string& author);

}  // namespace muster::sandbox
