#pragma once

#include "commands/command.hpp"

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace muster::slack {

// The one input's action id in every block of a form: fields are told apart by block id.
constexpr std::string_view input_action = "v";

// A modal view for views.open, or for a submission's acknowledgement. Within Slack's limits; a
// value too long for its input stays out, and the hint says so. Throws std::logic_error when the
// form's context exceeds 3,000 characters, which is a bug in the form.
nlohmann::json modal(const muster::Form& form);

// A modal view that only tells something, with a Close button.
nlohmann::json message_modal(std::string_view title, const Words& words,
                             const std::vector<Button>& buttons = {});

}  // namespace muster::slack
