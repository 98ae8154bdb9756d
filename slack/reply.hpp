#pragma once

#include "commands/command.hpp"
#include "slack/envelope.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace muster::slack {

// A reply in Slack's words, frozen: stored with the request, so that a repetition of it is answered
// with the same bytes. At most one of each.
struct ReplyPayloads {
    std::optional<nlohmann::json> ack;        // the acknowledgement's payload
    std::optional<nlohmann::json> open_view;  // for views.open, with the request's trigger
    // {"view_id":… or "external_id":…, "view":…} for views.update
    std::optional<nlohmann::json> update_view;
    std::optional<nlohmann::json> respond;  // the body for the request's response_url
};

// How a reply answers what came in that envelope: a command in its acknowledgement (or by its
// response URL where that may carry nothing), a form by errors, another view or closing it, a
// button by the response URL or in its view, an event not at all.
ReplyPayloads payloads_of(const Reply& reply, const Envelope& envelope);

// What whoever asked is told once their Ask was answered: in the form that waits for it, or, in
// `respond`, as a message to them alone.
ReplyPayloads payloads_of(const Reply& reply, const Request& answer);

// What is said while nobody knows yet whether a request is kept. A form gives way to the words, so
// that it is not sent twice.
ReplyPayloads waiting_payloads(const Words& words, const Envelope& envelope);
// An answer that comes too late for the acknowledgement and the trigger: by the response URL, or in
// the form's place.
ReplyPayloads late_payloads(ReplyPayloads answer, const Envelope& envelope);

// A message that only its asker sees, as an acknowledgement's payload or a response URL's body.
nlohmann::json ephemeral(const Words& words, const std::vector<Button>& buttons = {});
nlohmann::json ephemeral(const Reply& reply);

// What is stored as the answer: payloads_of() as text.
std::string encode_answer(const Reply& reply, const Envelope& envelope);
std::string encode_answer(const Reply& reply, const Request& answer);
// Its inverse; nothing at all for any other text.
ReplyPayloads decode_answer(std::string_view text);

}  // namespace muster::slack
