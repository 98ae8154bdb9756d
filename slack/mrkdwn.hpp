#pragma once

#include "domain/words.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

// The one place that escapes for Slack, and the one that reads Slack's own text (CONTRACT 5.1).
namespace muster::slack {

// Complete text for notifications and screen readers, beside blocks. Nothing typed can mention
// anybody: & < > are escaped; only user and channel spans become <@U…> and <#C…>; a group is its
// name, for a fallback should not wake up a whole group.
std::string to_mrkdwn(const Words& words);

// As to_mrkdwn, for mrkdwn objects that are shown: in typed text a zero-width space after each of
// * _ ~ ` keeps it from pairing up.
std::string to_shown_mrkdwn(const Words& words);

// The inline elements of a rich_text section: typed text is text there and needs no escaping, so
// that * _ ~ ` < > & are shown as they were typed.
nlohmann::json inline_elements(const Words& words);

// How many characters of a message's budget these words take.
std::size_t words_size(const Words& words);
// The first `most` characters of the words and then `mark`, or the words whole.
Words cut_words(const Words& words, std::size_t most, const Words& mark);
// Pieces of at most `most` characters (1 or more) each, in order, cut at a line's end or a space
// where possible.
std::vector<Words> split_words(const Words& words, std::size_t most);

// Text that Slack sent, as the text of a request: mentions Slack vouches for become
// commands/mention.hpp's, links "https://…" or "label (https://…)", <!channel> "@channel", which
// notifies nobody; then &amp; &lt; &gt; are decoded once, so that a typed "<@U1>" stays text.
std::string to_request_text(std::string_view slack_text);
// The same as it is read and kept: mentions as "@ada" and "#checkout".
std::string to_readable_text(std::string_view slack_text);

// Whether that can be an id of Slack's: capitals and digits, at most 32.
bool is_slack_id(std::string_view text);

}  // namespace muster::slack
