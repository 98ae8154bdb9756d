#pragma once

#include "domain/id.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace muster {

// What a severity demands of the people who handle it.
struct SeverityRule {
    std::string name;     // "sev1": what people type
    std::string meaning;  // "Everybody is affected": one line for forms and help
    std::chrono::minutes update_interval{60};
    std::vector<std::string> invite;  // user ids, @handles of groups; whom a declare invites
    std::string impact = "minor";     // on the status page: none, minor, major, critical
};

// A part that somebody plays in an incident.
struct RoleRule {
    std::string name;                  // "commander"
    std::vector<std::string> aliases;  // "owner", "lead", "ic"
    std::string meaning;               // what whoever gets it is told to do
};

enum class PublicationRule { all, manual, severities };

// What the rules need to know of the configuration (muster.toml). Values that work are the default.
struct Settings {
    std::string command = "/incident";               // as people type it
    Zone zone;                                       // of documents and quarters
    std::string announce_channel = "incidents";      // name or id
    std::string postmortem_channel = "postmortems";  // name or id
    std::string channel_pattern = "{id}-{title}";    // an incident channel's name
    std::string postmortem_shape = "standard";
    // Those there are: the shapes that ship and the team's own.
    std::vector<std::string> postmortem_shapes{"narrative", "overview", "review", "standard"};
    std::vector<SeverityRule> severities = default_severities();
    std::string default_severity = "sev3";
    std::vector<RoleRule> roles = default_roles();
    PublicationRule publication = PublicationRule::all;
    std::vector<std::string> published_severities;  // for PublicationRule::severities
    std::string page_name = "Status";               // who the status page speaks for
    std::string page_url =
        "http://127.0.0.1:8080";  // its public address, without a slash at the end

    // The rule of that name in any case, or null.
    [[nodiscard]] const SeverityRule* severity(std::string_view name) const;
    // The role of that name or alias in any case, or null.
    [[nodiscard]] const RoleRule* role(std::string_view name) const;

    static std::vector<SeverityRule> default_severities();
    static std::vector<RoleRule> default_roles();
};

}  // namespace muster
