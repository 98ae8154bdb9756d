#pragma once

#include "domain/time.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::slack {

// The arguments of a call: a form, in the order they were set. Structured ones travel as JSON text.
//     Form().text("channel", id).json("blocks", blocks).flag("unfurl_links", false)
class Form {
public:
    Form& text(std::string_view name, std::string_view value);
    Form& json(std::string_view name, const nlohmann::json& value);
    Form& flag(std::string_view name, bool value);
    Form& number(std::string_view name, long long value);

    // The value set last under that name, or null.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& fields() const {
        return fields_;
    }
    // As application/x-www-form-urlencoded.
    [[nodiscard]] std::string encoded() const;

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

// How a call ended, in the terms of what to do next.
struct Answer {
    enum class Kind {
        ok,
        benign,           // refused because it is so already: a success
        transient,        // nothing happened, or nothing that a repetition would double: try again
        rate_limited,     // try again after `retry_after`
        refused,          // permanent: trying again changes nothing
        token_dead,       // nothing works any more until an operator acts
        unknown_outcome,  // it may or may not have happened: look before trying again
    };
    Kind kind = Kind::transient;
    std::string error;   // Slack's code; "http_503", "no_answer", "not_json" … where there was none
    std::string detail;  // the readable cause, one line; may be empty
    std::string needed;  // missing_scope: the scopes that would be needed
    std::string provided;  // and those the token has
    nlohmann::json body;   // what Slack said; null when it was no JSON
    std::chrono::seconds retry_after{0};
    std::optional<Instant> slack_date;  // by Slack's clock
    std::string request_id;             // Slack's own, for its support
    std::string scopes;                 // those the token has: header x-oauth-scopes; may be empty

    // Whether the wished state holds now.
    [[nodiscard]] bool good() const { return kind == Kind::ok || kind == Kind::benign; }
    // "name_taken: …" for a log line.
    [[nodiscard]] std::string words() const;
};
std::string_view to_string(Answer::Kind kind);

// An HTTP response as it came.
struct HttpAnswer {
    int status = 0;
    std::string body;
    std::string retry_after;  // headers; empty where there was none
    std::string date;
    std::string request_id;
    std::string scopes;
    std::string location;
};

// Reads the response to `method` ("upload_url.post" and "response_url.post" for those addresses):
// slack/methods_table.hpp and, where it lists nothing, the common codes. A code that nobody knows
// is a refusal. After a 5xx, a body that is no JSON, or a code that leaves it open, a write that
// must not happen twice has an unknown outcome.
Answer read_answer(std::string_view method, HttpAnswer response);

// No whole response came. `sent`: whether any of the request may have reached Slack.
Answer no_answer(std::string_view method, bool sent, std::string_view why);

// A JSON text, or nothing when it is none, nests deeper than 200, or is no UTF-8. Never throws.
std::optional<nlohmann::json> read_json(std::string_view text);

// "Sat, 21 Nov 2026 09:12:00 GMT", the form HTTP prescribes.
std::optional<Instant> read_http_date(std::string_view text);

}  // namespace muster::slack
