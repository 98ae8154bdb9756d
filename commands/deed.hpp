#pragma once

#include "domain/change.hpp"
#include "domain/words.hpp"

#include <cstddef>

namespace muster {

// What somebody did, as it stands behind their name: "set the severity from sev3 to sev2". Typed
// texts are shortened to `most` characters.
Words deed_of(const What& what, const Zone& zone, std::size_t most);

}  // namespace muster
