#pragma once

#include <string_view>

namespace muster {

// Whether two titles seem to speak of the same thing: "Checkout is slow" and "Latency in checkout".
// What is affected counts, not how it fails; a suggestion for people, who decide.
bool look_alike(std::string_view a, std::string_view b);

}  // namespace muster
