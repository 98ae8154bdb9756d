#pragma once

#include "domain/document.hpp"
#include "domain/effect.hpp"
#include "domain/settings.hpp"
#include "status/model.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster::status {

// What may be told of one effect to a target outside: nothing but the public model.
struct PushNews {
    IncidentId id;  // under which it is, or was, public; number 0: it never was
    std::optional<PublicIncident> incident;  // nothing: it is not public, or not any more
    bool window = false;
    PublicRecord record;  // the page, its components, and whatever else is open on it
    // By the target's own ids: how the components are, of which the incident speaks or spoke.
    std::map<std::string, ComponentStatus> components;
};

// Of an effect about the incident in `dossier`; `open`: the heads of everything that is open, this
// one included. An effect of no incident has an empty dossier.
PushNews push_news(const Effect& effect, const Dossier& dossier, const std::vector<Incident>& open,
                   const Settings& settings, const PushTarget& target);

}  // namespace muster::status
