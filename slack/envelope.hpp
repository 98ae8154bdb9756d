#pragma once

#include "domain/result.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster::slack {

// The longest frame that is read, in bytes (CONTRACT 1.8).
constexpr std::size_t most_frame_bytes = std::size_t{4} * 1024 * 1024;
// Slack nests a dozen deep.
constexpr std::size_t most_frame_depth = 100;

// One frame of Socket Mode (CONTRACT 1.3). `type` is "slash_commands", "interactive", "events_api",
// or anything new; all of these are acknowledged by their id. "hello" and "disconnect" have no id,
// and their payload is the whole frame.
struct Envelope {
    std::string id;
    std::string type;
    bool accepts_payload = false;
    int retry_attempt = 0;
    std::string retry_reason;
    nlohmann::json payload = nlohmann::json::object();
};

// The JSON object of a text frame; lone surrogates and invalid UTF-8 in it are repaired. Nothing
// when it is none, too long or nested too deep.
std::optional<nlohmann::json> read_frame(std::string_view text);
// The envelope of such an object; an error when it has no type.
Result<Envelope> envelope_of(nlohmann::json frame);
// Both.
Result<Envelope> read_envelope(std::string_view text);

// The frame that acknowledges (CONTRACT 1.4). A payload is left out where none is accepted.
std::string acknowledgement(const Envelope& envelope,
                            const std::optional<nlohmann::json>& payload = {});

// JSON on one line; never throws for text that is no UTF-8.
std::string to_text(const nlohmann::json& json);

// A member, or a null value where there is none.
const nlohmann::json& at(const nlohmann::json& object, std::string_view member);
// A member that is text, or "" when it is missing or anything else.
std::string text_at(const nlohmann::json& object, std::string_view member);

}  // namespace muster::slack
