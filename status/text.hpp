#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::status {

// Valid UTF-8 that XML 1.0 allows: broken sequences, surrogates, U+FFFE and U+FFFF become U+FFFD,
// line ends become "\n", and control characters but tab and line feed go.
std::string clean_text(std::string_view text);

// What people typed, as the public may read it: Slack's mark-up and whatever names a person or a
// place of the workspace turned to plain words, then cleaned. `names`: people who are known to be
// part of it, whose names may hold spaces ("Ada Lovelace").
std::string plain_words(std::string_view typed, const std::vector<std::string>& names);

// For HTML text and attributes, and for XML: & < > " ' escaped.
std::string escape_markup(std::string_view text);

// JSON that is harmless inside HTML as well: takes a whole document, in which these characters can
// only stand within strings, and writes <, >, &, U+2028 and U+2029 as \u escapes.
std::string escape_json_document(std::string_view json);

}  // namespace muster::status
