#pragma once

#include "status/model.hpp"

#include <string>

namespace muster::status {

// /history.rss, RSS 2.0: one item for each update, newest first, so that a reader which never shows
// an item twice shows every update. Dates strictly descend, and the same record gives the same
// bytes.
std::string rss(const PublicRecord& record);

// /history.atom, Atom 1.0: one entry for each incident, with all its updates.
std::string atom(const PublicRecord& record);

}  // namespace muster::status
