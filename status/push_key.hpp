#pragma once

#include "domain/id.hpp"
#include "domain/settings.hpp"
#include "domain/time.hpp"
#include "status/push.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::status {

// What a target's key adds to a call, as header fields: the key itself, or for a webhook a
// signature of its id, the attempt's moment and the body (Standard Webhooks, as
// status/CONTRACT.md 5.3 has it), one for each key that the text holds. `key` has passed
// key_problem().
std::vector<std::pair<std::string, std::string>> key_fields(const PushTarget& target,
                                                            std::string_view key,
                                                            const PushRequest& request,
                                                            const EffectId& mark, Instant now);

// Why that text cannot be a target's key, as in "must begin with whsec_"; never the key itself.
std::optional<std::string> key_problem(PushTarget::Kind kind, std::string_view key);

// The text with a key in it blacked out: targets repeat what they were sent.
std::string without_key(std::string text, std::string_view key);

}  // namespace muster::status
