#pragma once

#include "status/document.hpp"

#include <optional>
#include <string_view>

namespace muster::status {

// The best coding an Accept-Encoding field allows: br before gzip before identity, each where its
// q is above 0; "*" speaks for what is not named. No field allows identity alone, and so does one
// that allows nothing of ours: an answer in plain beats no answer.
Coding best_coding(std::string_view accept_encoding);

// Whether an If-None-Match names this ETag, compared weakly; "*" names all.
bool names_etag(std::string_view if_none_match, std::string_view etag);

// What a client that asks conditionally has already.
struct Conditions {
    std::optional<std::string_view> if_none_match;
    std::optional<std::string_view> if_modified_since;  // counts only without the other
};
bool not_modified(const Conditions& conditions, const Document& document,
                  const Representation& representation);

}  // namespace muster::status
