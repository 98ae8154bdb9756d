#pragma once

#include <string>
#include <string_view>

namespace muster {

// Tells one text from another, in 16 hex digits and its length: for a button that must know whether
// what it was drawn from still stands, and for names that are the same for the same texts. Not
// against somebody who wants two texts to look alike.
std::string fingerprint_of(std::string_view text);

}  // namespace muster
