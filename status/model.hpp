#pragma once

#include "domain/document.hpp"
#include "domain/settings.hpp"
#include "status/overall.hpp"
#include "status/uptime.hpp"

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::status {

// What the public may know: a model of its own, filled field by field from the record, so that
// nothing which is not named here can reach a page, a feed or a push. Every text in it is clean
// (status/text.hpp) and plain; each document escapes it in its own way.

// The last three are a maintenance window's.
enum class PublicStatus {
    investigating,
    identified,
    monitoring,
    resolved,
    postmortem,
    scheduled,
    in_progress,
    completed
};
std::string_view to_string(PublicStatus status);  // "investigating"

struct PublicUpdate {
    int number = 0;
    Instant at{};
    PublicStatus status = PublicStatus::investigating;  // the state after it
    bool moved = true;                                  // whether the state before was another
    bool withdrawn = false;  // its text says so; its place is kept, for addresses do not vanish
    std::string text;
    bool markdown = false;  // of a postmortem: the text is Markdown, in which raw HTML is text

    friend bool operator==(const PublicUpdate&, const PublicUpdate&) = default;
};

// When maintenance is planned.
struct PublicWindow {
    Instant start{};
    Instant end{};
    bool cancelled = false;

    friend bool operator==(const PublicWindow&, const PublicWindow&) = default;
};

// How a part of the service is by one incident's account, and since when.
struct AffectedComponent {
    ComponentStatus status = ComponentStatus::operational;
    Instant since{};

    friend bool operator==(const AffectedComponent&, const AffectedComponent&) = default;
};

// How a part of the service was for a while, by one incident's account.
struct AccountOf {
    std::string component;  // a PublicComponent::id
    Stretch stretch;

    friend bool operator==(const AccountOf&, const AccountOf&) = default;
};

// One of the times from which durations are computed, without whose account it is.
struct PublicTime {
    Instant at{};
    bool approximate = false;

    friend bool operator==(const PublicTime&, const PublicTime&) = default;
};

// An incident, or a maintenance window, which clients take for an incident of another kind.
struct PublicIncident {
    IncidentId id;
    std::string title;
    PublicStatus status = PublicStatus::investigating;
    Impact impact = Impact::none;  // the worst it has had
    Instant created_at{};
    Instant started_at{};
    Instant updated_at{};
    std::optional<Instant> monitoring_at;
    std::optional<Instant> resolved_at;  // exactly when it is resolved
    std::vector<PublicUpdate> updates;   // newest first; never empty
    // By PublicComponent::id; of a window all that it is done on.
    std::map<std::string, AffectedComponent> components;
    // What it said of them over time, without what it said was well: from when to when it stood, so
    // nothing after its end, and again from a reopening on.
    std::vector<AccountOf> accounts;
    std::optional<PublicWindow> window;
    // For the incident log; none of a window.
    bool closed = false;
    std::map<KeyTime, PublicTime> times;
    std::map<KeyTime, PublicTime> first_times;  // before it was reopened

    [[nodiscard]] bool open() const { return !resolved_at; }
    friend bool operator==(const PublicIncident&, const PublicIncident&) = default;
};

// A part of the service, or a group of parts.
struct PublicComponent {
    std::string id;
    std::string name;
    std::optional<std::string> description;
    ComponentStatus status = ComponentStatus::operational;
    Instant created_at{};
    Instant updated_at{};
    int position = 1;  // from 1, anew in each group
    bool showcase = false;
    std::optional<Day> start_date;
    std::optional<std::string> group_id;
    bool group = false;
    bool only_show_if_degraded = false;
    std::vector<std::string> children;  // of a group
    std::vector<StateChange> past;      // by all accounts together; none of a group

    friend bool operator==(const PublicComponent&, const PublicComponent&) = default;
};

// Who the page speaks for.
struct PublicPage {
    std::string id;  // 12 of 0-9a-f, from the address
    std::string name;
    std::string url;  // absolute, without a slash at the end
    Zone zone;        // in which times are shown

    friend bool operator==(const PublicPage&, const PublicPage&) = default;
};

// Everything the public sees.
struct PublicRecord {
    PublicPage page;
    std::vector<PublicComponent> components;
    std::vector<PublicIncident> incidents;  // newest first
    std::vector<PublicIncident> windows;    // newest first
    Day day{};  // the page's day, with which the days it shows end; not ok(): it shows none

    // When the public last learned something new; nothing while there is nothing.
    [[nodiscard]] std::optional<Instant> updated_at() const;
    [[nodiscard]] Overall overall() const;
    // How far it tells of the parts' past.
    [[nodiscard]] Instant told_until() const;
};

PublicPage public_page(const Settings& settings);

// What the public may see of an incident, or nothing when it may not see it at all: private ones,
// drills and duplicates never, the rest by the publication rule and by a person's word against it.
std::optional<PublicIncident> public_incident(const Dossier& dossier, const Settings& settings);

// The configured parts of the service, group by group, as the open incidents and the windows in
// progress say they are: the worst where they differ, and well where none speaks of it.
std::vector<PublicComponent> public_components(const Settings& settings,
                                               const std::vector<PublicIncident>& incidents,
                                               const std::vector<PublicIncident>& windows = {});

// PublicComponent::id of the part of that name (ComponentRule::name): the same for life.
std::string component_id(const std::string& name);

// Whether a newer incident: the order of every list.
bool newer(const PublicIncident& a, const PublicIncident& b);

// The maintenance windows in those states, those in progress first, then the earliest.
std::vector<const PublicIncident*> windows_in(const PublicRecord& record,
                                              std::initializer_list<PublicStatus> states);

// The components it affects, by name: "Checkout, Search"; empty where it names none.
std::string affected_names(const PublicRecord& record, const PublicIncident& incident);

// The host of the page's address, which names a feed or an event for ever.
std::string host_of(const PublicPage& page);
// "/incidents/INC-7", "/maintenances/MNT-2".
std::string path_of(const PublicIncident& incident);
// "https://status.example.com/incidents/INC-7".
std::string address(const PublicPage& page, const PublicIncident& incident);
// The name of an update's place on its incident's page, 64 hex digits: the same for ever, whatever
// becomes of its text or of the page's address.
std::string anchor(IncidentId incident, int update);
// What a feed or page calls the update: "Investigating"; "Update" where the state stayed.
std::string_view label(const PublicUpdate& update);
std::string_view label(PublicStatus status);  // "Investigating"

}  // namespace muster::status
