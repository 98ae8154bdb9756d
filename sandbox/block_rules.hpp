#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace muster::sandbox {

enum class Surface { message, modal, home };

// What is wrong with a message's or view's blocks by Slack's rules, in Slack's manner, such as
// "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"; empty when all is well.
// The rules stand in sandbox/blocks.json. Never throws for any JSON; at most 20 faults are named.
std::vector<std::string> check_blocks(const nlohmann::json& blocks, Surface surface,
                                      const std::string& pointer = "/blocks");

// The same for a modal or home view, with its own members.
std::vector<std::string> check_view(const nlohmann::json& view,
                                    const std::string& pointer = "/view");

}  // namespace muster::sandbox
