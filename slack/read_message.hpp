#pragma once

#include "domain/capture.hpp"
#include "slack/payload.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace muster::slack {

// A message as events, shortcuts and conversations.history describe one (CONTRACT 4.4), in that
// channel. Its files are named in the text, each with its permalink, which shows a file only to
// those who may see it. What is not said is empty.
SlackMessage read_message(const nlohmann::json& message, const ChannelId& channel,
                          const Self& self);

// The address of a message in the workspace of that domain, as chat.getPermalink writes it
// (CONTRACT 3); "" where the domain is not known.
std::string permalink(const std::string& domain, const SlackMessage& message);
// The address of another message of the same channel, made from that of one; "" when it is not of
// the known form.
std::string permalink_like(const std::string& known, const SlackMessage& its_message,
                           const SlackMessage& message);

}  // namespace muster::slack
