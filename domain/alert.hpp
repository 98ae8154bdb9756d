#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What a monitoring system says of one of its alerts, as it was read at the door.
struct HeardAlert {
    std::string source;       // who says so: "Alertmanager"; nobody of the workspace
    std::string fingerprint;  // the same for the same labels; 1 to 100 of 0-9 a-z A-Z - _ . :
    bool firing = true;
    std::optional<Instant> started;  // by its own account
    std::optional<Instant> ended;
    std::string name;         // "HighLatency": on one line, never empty
    std::string summary;      // what is wrong, in a line; may be empty
    std::string description;  // may be empty
    std::string url;          // where to look at it; http or https, or empty
    std::string group;        // what its sender puts together with it; may be empty
    // All labels; "severity" and "component" may name what is configured here.
    std::map<std::string, std::string> labels;
};

// What an alert is to Muster, as the configuration has it.
struct AlertMeaning {
    AlertRule rule;              // the first that fits; without one, a rule that says nothing
    std::string severity;        // of the incident it would declare
    std::string title;           // the same
    bool machine_title = false;  // a machine typed it: nobody outside reads it
    std::vector<std::string> components;           // by ComponentRule name
    ComponentState state = ComponentState::major;  // how they are while it fires
    std::string group;  // Alert::fingerprint begins with it; may be empty
};
AlertMeaning meaning_of(const HeardAlert& heard, const Settings& settings);

// An alert's key in Incident::alerts: its own fingerprint, behind that of its group where it has
// one.
std::string alert_key(const AlertMeaning& meaning, const HeardAlert& heard);
// What the incident knows of it, whatever group it was in; null when nothing.
const Alert* find_alert(const Incident& incident, std::string_view fingerprint);
// Whether one of the incident's alerts is of that group.
bool has_group(const Incident& incident, std::string_view group);
// What Alert::name holds: the title that a machine typed, else what the alert speaks of.
std::string kept_name(const AlertMeaning& meaning, const HeardAlert& heard);
// Whether another of the incident's alerts fires that says the same of this component.
bool is_held_down(const Incident& incident, const std::string& component, std::string_view key,
                  const Settings& settings);

// Whether the incident's title is still the one that a machine typed: it may hold names of hosts
// and the like, so those outside read another one.
bool has_machine_title(const Incident& incident);

// "Checkout API and Search".
std::string together(const std::vector<std::string>& names);
// "Checkout API went down.", "Checkout API is degraded.", "Checkout API recovered."
std::string component_sentence(const std::vector<std::string>& components, ComponentState state,
                               bool firing);

// Whether a rule's title takes something from the labels; and whether it is written as it must be.
bool has_insertions(std::string_view title);
bool is_well_written(std::string_view title);
// With the labels' values in their places; nothing stands where there is no such label.
std::string title_with(std::string_view title, const std::map<std::string, std::string>& labels);

}  // namespace muster
