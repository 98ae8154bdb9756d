#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

// How the parts of the service are: the worst of what the open incidents say that the status page
// shows, and of the maintenance windows in progress. An incident keeps its word on them when it
// ends; it counts no more until it is reopened.

// Whether an incident's or a window's word on the components counts just now.
bool speaks_of_components(const Incident& incident, const Settings& settings);

// From best to worst: operational, maintenance, degraded, partial, major.
bool is_worse(ComponentState a, ComponentState b);

// How a component is, and by whose word; by nobody's where all is well.
struct ComponentWord {
    ComponentState state = ComponentState::operational;
    std::optional<IncidentId> by;

    friend bool operator==(const ComponentWord&, const ComponentWord&) = default;
};
// The worst word on that component; the first of equal ones. `speaking`: those whose word counts.
ComponentWord worst_word(const std::string& component, const std::vector<Incident>& speaking);

// "Checkout", "Checkout and Search", "Checkout, Mail and Search"; long lists end with "7 more".
std::string listed_names(const std::vector<std::string>& names);

}  // namespace muster
