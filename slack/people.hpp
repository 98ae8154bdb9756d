#pragma once

#include "domain/record.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace muster::slack {

// A person as users.info, users.list and user_change describe one (CONTRACT 3, "People"); nothing
// when there is no id. The name is the display name, else the real name, else the handle.
std::optional<Profile> read_profile(const nlohmann::json& user);
// Those of a page of users.list, and the cursor of the next page ("" at the end).
struct PeoplePage {
    std::vector<Profile> people;
    std::string next_cursor;
};
PeoplePage read_people(const nlohmann::json& body);

}  // namespace muster::slack
