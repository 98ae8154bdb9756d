#pragma once

#include "domain/change.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What stands where a redacted text stood: who did it and why.
std::string redaction_text(const Person& by, const std::string& why);

// All that an entry (or an update) ever said, as its changes tell; the longest first, each once.
// What a redaction left in its place is not among them, so that nothing is left to redact twice.
std::vector<std::string> texts_of_entry(const std::vector<Change>& changes, int number);
std::vector<std::string> texts_of_update(const std::vector<Change>& changes, int number);

// Whether one of the secrets stands in a text that somebody else wrote. Secrets of fewer than 8
// characters are looked for nowhere but in their own place: "done" is no secret.
bool holds(std::string_view text, const std::vector<std::string>& secrets);
// The same text with "[redacted]" in the place of each of them.
std::string without(std::string text, const std::vector<std::string>& secrets);

}  // namespace muster
