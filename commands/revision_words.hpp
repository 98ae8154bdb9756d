#pragma once

#include "domain/record.hpp"
#include "domain/words.hpp"

namespace muster {

// What came into the document after revision `from` up to revision `to`, line by line, with who did
// it: plain words, in which nobody is mentioned. Empty when there is nothing to say.
Words what_changed(const Record& record, IncidentId id, int from, int to);

}  // namespace muster
