#pragma once

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"
#include "domain/working_hours.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct Dossier;

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
    bool chased = false;               // whether everybody is reminded while nobody has it
};

// What people are reminded of, and when.
struct ReminderRules {
    bool updates = true;  // an update is due by the severity's interval
    bool roles = true;    // a chased role has been empty for so long:
    std::chrono::minutes role_after{10};
    bool stale = true;  // nothing has happened for so long:
    std::chrono::hours stale_after{24};
    bool follow_ups = true;  // one is due or overdue; told to its owner in these hours:
    WorkingHours working;
    // A postmortem that is neither published nor done after so many working days is asked for, of
    // the incident's commander; a review that nobody gave, of whoever was asked for it:
    bool postmortems = true;
    int postmortem_days = 5;
    int review_days = 2;
    bool digest = true;  // each week, what is overdue, by the organisation's clock:
    std::chrono::weekday digest_day = std::chrono::Monday;
    std::chrono::hours digest_hour{9};
    bool maintenance = true;  // a window is about to begin, so long before:
    std::chrono::minutes maintenance_before{60};
    bool archive = true;  // an incident's channel, so long after it closed:
    std::chrono::days archive_after{30};
};

// A part of the service, as the status page shows it.
struct ComponentRule {
    std::string name;               // "Checkout API"
    std::string group;              // those of one group stand together; empty: of none
    std::string description;        // one line for readers outside; may be empty
    bool bars = true;               // whether the page shows how it was, day by day
    bool only_if_degraded = false;  // whether the page shows it only when something is wrong
    std::optional<Day> since = {};  // from when on its days count; nothing: from the record's first
};

// How the status page looks and what it says beside its news. Empty: as it ships.
struct PageLook {
    std::string logo;         // a picture as a data: address, so that one request shows the page
    std::string accent;       // "#1a56db": of links and of the line under the head
    std::string accent_dark;  // the same where the reader likes it dark
    std::string intro;        // one paragraph below the name
    std::string footer;       // one line at the end
    std::string support_url;  // where customers ask for help
    std::string home_url;     // where the logo leads
    std::vector<std::string> embedded_by;  // origins whose pages may show it in a frame

    friend bool operator==(const PageLook&, const PageLook&) = default;
};

// A status page of another make, or a program, that is told what ours says. Its key is elsewhere.
struct PushTarget {
    enum class Kind { statuspage, cachet2, cachet3, webhook };
    std::string name;  // as messages and the outbox name it; unique
    Kind kind = Kind::webhook;
    std::string url;   // of its API, without a slash at the end; a webhook's own
    std::string page;  // Statuspage: the page's id
    std::map<std::string, std::string> components = {};  // its id for each of ours, by name
    bool notify = true;                                  // whether its subscribers are told
};

// What an alert with these labels becomes. The first rule that fits it counts.
struct AlertRule {
    std::map<std::string, std::string> labels;  // every one must be so; none: fits all
    bool ignored = false;                       // it opens nothing
    std::string severity;                       // of the incident; empty: the default one
    std::string title;  // "{{alertname}} on {{instance}}": labels by name; empty: the summary
    std::vector<std::string> components = {};  // which it names as affected
    std::string component_state = "major";     // how they are said to be
    std::vector<std::string> group_by = {};    // labels whose alerts are one incident; none: each
    std::vector<std::string> invite = {};      // user ids, @handles of groups
};
struct AlertRules {
    std::vector<AlertRule> rules;
    bool monitor_when_recovered = false;    // moves to monitoring once all of them recovered
    std::chrono::minutes again_within{60};  // one that fires anew belongs to the same incident
};

// Who may do what: each list holds "anyone" (in the workspace), "members" (of the incident's
// channel), "roles" (whoever has one in it, and who declared it) and "@handle" (a user group);
// being one of them is enough.
struct PermissionRules {
    std::vector<std::string> otherwise{"anyone"};              // commands that are not below
    std::map<std::string, std::vector<std::string>> commands;  // by the command's name
    bool guests = false;                                       // whether they may do anything
    bool other_workspaces = false;                             // whether their people may
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
    // Makes the document of that shape as it is published, in Markdown, or says which template is
    // at fault and why. Not set: nothing can be published.
    std::function<Result<std::string>(const Dossier&, std::string_view shape)> make_document = {};
    // Those there are: the shapes that ship and the team's own.
    std::vector<std::string> postmortem_shapes{"log-entry", "narrative", "overview",
                                               "public",    "review",    "standard"};
    std::vector<SeverityRule> severities = default_severities();
    std::string default_severity = "sev3";
    std::string timeline_reaction = "pushpin";  // puts a message into the timeline; no colons
    std::vector<RoleRule> roles = default_roles();
    ReminderRules reminders;
    PublicationRule publication = PublicationRule::all;
    std::vector<std::string> published_severities;  // for PublicationRule::severities
    std::vector<ComponentRule> components;          // as the status page lists them
    PermissionRules permissions;
    std::vector<std::string> approved_severities;  // whose updates wait for a second person
    AlertRules alerts;
    std::vector<PushTarget> pushes;
    bool canvases = true;  // documents as canvases, where the workspace has them
    PageLook page_look;
    std::string page_name = "Status";  // who the status page speaks for
    std::string page_url =
        "http://127.0.0.1:8080";  // its public address, without a slash at the end

    // The rule of that name in any case, or null.
    [[nodiscard]] const SeverityRule* severity(std::string_view name) const;
    // The role of that name or alias in any case, or null.
    [[nodiscard]] const RoleRule* role(std::string_view name) const;
    // The component of that name in any case, or null.
    [[nodiscard]] const ComponentRule* component(std::string_view name) const;

    static std::vector<SeverityRule> default_severities();
    static std::vector<RoleRule> default_roles();
};

}  // namespace muster
