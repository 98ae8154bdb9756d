#pragma once

#include "slack/web_api.hpp"

#include <string>
#include <string_view>

namespace muster::slack {

// What Slack would not do and what to do about it, in plain words: "The topic could not be set
// (missing_scope): …". `what` is the first half: "The topic could not be set".
std::string refusal_words(std::string_view what, const Answer& answer);

// Whether Slack objects to what a message is made of, so that plain text may pass.
bool refuses_content(const Answer& answer);

}  // namespace muster::slack
