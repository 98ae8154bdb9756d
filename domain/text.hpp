#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster {

// Characters (code points) of a UTF-8 text.
std::size_t length(std::string_view text);
// The first `most` characters; when anything was left out, the last of them is "…".
std::string shortened(std::string_view text, std::size_t most);
// Bytes of the white-space character that `text` begins with; 0 when it begins with another.
std::size_t space_at_front(std::string_view text);
// Without white space at both ends; a no-break space counts as white space.
std::string_view trimmed(std::string_view text);
// The letters A–Z in lower case; all else as it is.
std::string lower(std::string_view text);
// Each run of white space, line breaks included, as one space.
std::string on_one_line(std::string_view text);
// "1 entry", "2 entries".
std::string counted(long long count, std::string_view one, std::string_view many);

}  // namespace muster
