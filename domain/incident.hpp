#pragma once

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Whoever does or owns something: a person or a group of the workspace, or somebody outside it
// ("Name (role)"), who has a name alone. The name is the one of that moment, kept for documents.
struct Person {
    UserId user;
    GroupId group;
    std::string name;

    // Names change; whoever has an id is who the id says.
    friend bool operator==(const Person& a, const Person& b) {
        return a.user == b.user && a.group == b.group &&
               (!a.user.empty() || !a.group.empty() || a.name == b.name);
    }
};

// The first four are an incident's, the others a maintenance window's.
enum class Status {
    investigating,
    identified,
    monitoring,
    resolved,
    scheduled,
    in_progress,
    completed
};
std::string_view to_string(Status status);  // "investigating", "in progress"
// One of an incident's, in any case.
std::optional<Status> read_status(std::string_view text);

// The six moments from which every duration is computed, in the order they happen.
enum class KeyTime { started, detected, acknowledged, repaired, resolved, closed };
std::string_view to_string(KeyTime key);
std::optional<KeyTime> read_key_time(std::string_view text);  // in any case

struct KeyMoment {
    Instant at{};
    bool approximate = false;
    bool automatic = false;  // proposed by Muster; a person's time always wins over it
    Person set_by;
    std::string remark = {};  // what whoever set it said of it: "a customer called"; may be empty

    friend bool operator==(const KeyMoment&, const KeyMoment&) = default;
};

// The parts of a postmortem that people fill. `cause` and `lesson` are lists, the rest one text
// each.
enum class Part { summary, impact, trigger, detection, cause, resolution, recovery, lesson };
std::string_view to_string(Part part);
std::optional<Part> read_part(std::string_view text);  // in any case
bool is_list(Part part);

enum class ComponentState { operational, degraded, partial, major, maintenance };
std::string_view to_string(ComponentState state);
std::optional<ComponentState> read_component_state(std::string_view text);  // in any case

// What happened, when, by whose account. Numbers start at 1 in each incident and are never reused.
struct Entry {
    enum class Source { typed, automatic, message, alert };
    int number = 0;
    When when;      // its remark is not kept
    Person author;  // who wrote it down, or who wrote the message it came from
    Source source = Source::typed;
    std::string text;  // as typed
    std::string link;  // of the message it came from
    Instant logged_at{};
    bool removed = false;
    bool edited = false;

    friend bool operator==(const Entry&, const Entry&) = default;
};

// Words for everybody outside the room. The first one is made by declaring.
struct Update {
    int number = 0;
    Instant at{};
    Person author;
    Status status = Status::investigating;  // the state after it
    std::string text;
    bool neutral = false;  // nobody wrote it: Muster's own neutral sentence
    bool withdrawn = false;
    std::string why_withdrawn;
    bool edited = false;
    bool postmortem = false;  // the text is the postmortem as it was published, in Markdown
    bool waiting = false;     // for a second person's approval: nobody outside the room has it
    std::optional<Person> approved_by = {};

    friend bool operator==(const Update&, const Update&) = default;
};

// Promised work. Lives until done or dropped, after the close too.
struct FollowUp {
    enum class State { open, done, dropped };
    int number = 0;
    Person owner;
    std::string text;
    std::string ticket;  // the first link in the text, or empty
    std::optional<Day> due;
    State state = State::open;
    std::string why_dropped;
    Instant made_at{};
    std::optional<Instant> ended_at;

    friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

// One making of the postmortem document. The text is rendered from the record as it then stood.
struct Revision {
    int number = 0;
    std::string shape;
    Person author;
    Instant at{};
    std::string reason;  // "closed", "entry 4 edited"

    friend bool operator==(const Revision&, const Revision&) = default;
};

// How far people are with the postmortem.
enum class DocumentState { documenting, in_review, done, published };
std::string_view to_string(DocumentState state);  // "in review"

// That somebody was asked to read the postmortem.
struct Review {
    Person reviewer;
    Person asked_by;
    Instant asked_at{};
    std::optional<Instant> done_at;  // when they said they had

    friend bool operator==(const Review&, const Review&) = default;
};

// When maintenance is to be done.
struct Window {
    Instant start{};
    Instant end{};
    bool cancelled = false;
    std::vector<std::string> components = {};  // by ComponentRule name: what it is done on

    friend bool operator==(const Window&, const Window&) = default;
};

// That an incident is the same as another one, which has its timeline now.
struct Fold {
    IncidentId into;
    int first_entry = 0;  // what came over has this number there, and the ones after it
    int entries = 0;

    friend bool operator==(const Fold&, const Fold&) = default;
};

// How a part of the service became, by one incident's account.
struct ComponentMove {
    std::string name;                     // a ComponentRule's
    std::optional<ComponentState> state;  // nothing: the incident does not speak of it any more
    Instant at{};

    friend bool operator==(const ComponentMove&, const ComponentMove&) = default;
};

// What a monitoring system said last of one of its alerts.
struct Alert {
    std::string fingerprint;  // the same for the same labels
    std::string name;
    bool firing = true;
    Instant at{};  // by its own account: when it began to fire, or ended

    friend bool operator==(const Alert&, const Alert&) = default;
};

// An incident without its lists: what is needed to decide. Lists are loaded by number or page.
struct Incident {
    IncidentId id;
    std::string title;
    std::string severity;                     // a SeverityRule's name
    std::vector<std::string> severities_had;  // every one it has had, in order, each once
    Status status = Status::investigating;
    bool closed = false;
    Person reporter;
    Instant declared_at{};
    std::map<std::string, Person> roles;  // by RoleRule name
    std::map<KeyTime, KeyMoment> times;
    // Of a reopened incident: what repaired, resolved and closed were the first time.
    std::map<KeyTime, KeyMoment> first_times;
    std::map<std::string, ComponentState> components;  // by name
    std::map<std::string, Instant> components_since;   // when each was last set
    std::vector<ComponentMove> component_moves;        // all of them, as they happened
    std::map<std::string, Alert> alerts;               // by fingerprint
    std::map<Part, std::vector<std::string>> parts;
    std::string closing_words;
    std::optional<bool> published;  // a person's word against the publication rule
    std::optional<Fold> folded;     // a duplicate: closed, and counted nowhere
    int reopened = 0;               // how often

    // The highest number given so far, for each list.
    int entries = 0;
    int updates = 0;
    int follow_ups = 0;
    int revisions = 0;
    // How many changes it has seen: what a button was drawn from.
    int version = 0;
    // A maintenance window is kept like an incident: announced, kept up to date, put on the page.
    std::optional<Window> window;
    std::optional<DocumentState> document;  // nothing: documenting
    std::vector<Review> reviews;            // who was asked last for one comes last

    [[nodiscard]] DocumentState document_state() const {
        return document.value_or(DocumentState::documenting);
    }
    [[nodiscard]] bool is_private() const { return id.series == Series::private_incident; }
    [[nodiscard]] bool is_drill() const { return id.series == Series::drill; }
    [[nodiscard]] bool is_window() const { return id.series == Series::maintenance; }
    [[nodiscard]] const Person* holder(const std::string& role) const {
        const auto found = roles.find(role);
        return found == roles.end() ? nullptr : &found->second;
    }
    friend bool operator==(const Incident&, const Incident&) = default;
};

}  // namespace muster
