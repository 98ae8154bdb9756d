#pragma once

#include <string>

namespace muster {

// The first http or https address in a text, or "": what a follow-up takes for its ticket.
std::string first_link(const std::string& text);

}  // namespace muster
