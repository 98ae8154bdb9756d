#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"
#include "status/model.hpp"

#include <string>

namespace muster::status {

// A name on one line, clean.
std::string public_name(const std::string& name);

// Fills in what an incident says, and said, of the configured parts of the service. Everything else
// of `shown` is there, its updates oldest first.
void take_accounts(const Incident& incident, const Settings& settings, PublicIncident& shown);

}  // namespace muster::status
