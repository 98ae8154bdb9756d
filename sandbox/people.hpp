#pragma once

#include <string>
#include <vector>

namespace muster::sandbox {

// Somebody in the workspace: a person, a guest or a bot.
struct Person {
    std::string id;         // "U0ADA"
    std::string handle;     // "ada": what is typed after @
    std::string real_name;  // "Ada"
    std::string email;
    std::string tz = "Europe/London";
    int tz_offset = 0;  // seconds east of UTC, now; Slack sends it beside the name
    bool deactivated = false;
    bool is_bot = false;
    bool is_guest = false;         // multi-channel guest: is_restricted
    bool is_single_guest = false;  // single-channel guest: is_ultra_restricted as well
    std::string bot_id{};          // of a bot: "B0MUSTER"
    std::string display_name{};    // how people want to be called; the handle when empty
};

// A user group: @sre.
struct UserGroup {
    std::string id;      // "S0SRE"
    std::string handle;  // "sre"
    std::string name;
    std::vector<std::string> users;
    bool disabled = false;
};

}  // namespace muster::sandbox
