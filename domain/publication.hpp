#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

namespace muster {

// Whether the status page shows this incident: never a private one, a drill or a duplicate;
// otherwise as a person said (publish, unpublish), and by the publication rule where nobody did.
bool is_published(const Incident& incident, const Settings& settings);

// Whether the status page shows it: a severity that once brought it there keeps it there, for pages
// do not vanish because somebody judged anew.
bool is_on_page(const Incident& incident, const Settings& settings);

}  // namespace muster
