#pragma once

#include "domain/document.hpp"
#include "domain/plain_words.hpp"
#include "domain/record.hpp"

#include <vector>

namespace muster {

// Every name by which the dossier speaks of people of the workspace: of those who have a part in
// the incident, and of all others whose names stand in it.
std::vector<KnownName> public_names(const Record& record, const Dossier& dossier);

}  // namespace muster
