#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

namespace muster {

// Whether the status page shows this incident: never a private one, a drill or a duplicate;
// otherwise as a person said (publish, unpublish), and by the publication rule where nobody did.
bool is_published(const Incident& incident, const Settings& settings);

}  // namespace muster
