#pragma once

#include <string>

namespace muster::status {

// A small picture for a browser's tab, in the ICO format: a ring around a dot, as a beacon.
std::string favicon();

}  // namespace muster::status
