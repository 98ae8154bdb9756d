#pragma once

#include "slack/web_api.hpp"

#include <string>
#include <string_view>

namespace muster::slack {

// What Slack would not do and what to do about it, in plain words: "The topic could not be set
// (missing_scope): …". `what` is the first half: "The topic could not be set".
std::string refusal_words(std::string_view what, const Answer& answer);
// The second half, for a code that Muster knows; else empty.
std::string advice_for(const Answer& answer);

// Whether Slack objects to what a message is made of, so that plain text may pass.
bool refuses_content(const Answer& answer);
// Whether it is the channel that cannot be used now: archived, deleted, or without Muster. It may
// come back.
bool is_about_place(std::string_view code);
// Of those: it is there, and nothing can be said in it.
bool is_archived(std::string_view code);
// Whether it is a person that cannot be invited.
bool is_about_people(std::string_view code);

}  // namespace muster::slack
