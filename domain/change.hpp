#pragma once

#include "domain/incident.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace muster {

// Everything that can happen to an incident. The record is the sequence of these: they are only
// ever added, and replaying them gives the current state.
struct Declared {
    std::string title;
    std::string severity;
};
struct Renamed {
    std::string title;
    std::string before;
};
struct SeveritySet {
    std::string severity;
    std::string before;
    std::string why;
};
struct StatusSet {
    Status status = Status::investigating;
    Status before = Status::investigating;
};
struct RoleGiven {
    std::string role;
    Person holder;
    std::optional<Person> before;
};
struct RoleTaken {
    std::string role;
    Person before;
};
struct EntryAdded {
    Entry entry;
};
struct EntryEdited {
    Entry entry;   // as it is now
    Entry before;  // as it was
};
struct EntryRemoved {
    int number = 0;
    std::string why = {};  // empty: somebody took it out
};
// The message that an entry came from is gone from Slack; the entry stays as it is.
struct MessageDeleted {
    int number = 0;  // of the entry
};
struct UpdateMade {
    Update update;
};
struct UpdateEdited {
    int number = 0;
    std::string text;
    std::string before;
};
struct UpdateWithdrawn {
    int number = 0;
    std::string why;
};
// A second person let it out: it leaves the room now.
struct UpdateApproved {
    int number = 0;
};
struct PartSet {
    Part part = Part::summary;
    std::vector<std::string> texts;  // all of them, as they are now
    std::vector<std::string> before;
};
struct TimeSet {
    KeyTime key = KeyTime::started;
    std::optional<KeyMoment> moment;  // nothing: an automatic one that no longer fits was dropped
    std::optional<KeyMoment> before;
};
struct FollowUpMade {
    FollowUp follow_up;
};
struct FollowUpEnded {
    int number = 0;
    FollowUp::State state = FollowUp::State::done;
    std::string why;
};
struct Closed {
    std::string words;
};
struct Reopened {
    std::string why;
};
struct PublishedSet {
    bool published = true;
    std::string why;
};
struct RevisionMade {
    Revision revision;
};
struct ComponentSet {
    std::string name;
    std::optional<ComponentState> state;  // nothing: the incident does not speak of it any more
    std::optional<ComponentState> before;
    bool taken_back = false;  // the last one was a mistake: it counts as if it had never been
};
// It was never promised: somebody took it back at once.
struct FollowUpRemoved {
    int number = 0;
};
// It is the same as another incident: closed, and its entries stand there, too.
struct Folded {
    Fold fold;
};
struct Unfolded {
    IncidentId from;
    std::string why;
};
// The other side of it: `entries` came over from there, or went again.
struct FoldTaken {
    IncidentId from;
    int entries = 0;
};
struct FoldReturned {
    IncidentId from;
    int entries = 0;
};
// A secret was pasted into an entry: what it ever said is nowhere any more, not in these changes
// either (domain/redaction.hpp).
struct EntryRedacted {
    int number = 0;
    std::string why;
};
// The same of an update, which is withdrawn by it.
struct UpdateRedacted {
    int number = 0;
    std::string why;
};
// It was public under another id, which is nobody's any more: all changes before this one have the
// new id now.
struct MadePrivate {
    IncidentId before;
    std::string why;
};
// Its channel, so many days after it closed.
struct Archived {
    int days = 0;
};
// How far people are with the postmortem.
struct DocumentSet {
    DocumentState state = DocumentState::documenting;
    DocumentState before = DocumentState::documenting;
    std::string why = {};
};
struct ReviewAsked {
    std::vector<Person> reviewers;
};
// By whoever was asked, or by somebody who read it unasked.
struct ReviewGiven {
    Person reviewer;
};

// A maintenance window was planned, moved or cancelled.
struct WindowSet {
    Window window;
    std::optional<Window> before;
};
// A monitoring system spoke of one of its alerts, which belongs to this incident.
struct AlertHeard {
    Alert alert;
};

using What =
    std::variant<Declared, Renamed, SeveritySet, StatusSet, RoleGiven, RoleTaken, EntryAdded,
                 EntryEdited, EntryRemoved, UpdateMade, UpdateEdited, UpdateWithdrawn, PartSet,
                 TimeSet, FollowUpMade, FollowUpEnded, Closed, Reopened, PublishedSet, RevisionMade,
                 ComponentSet, FollowUpRemoved, Folded, Unfolded, FoldTaken, FoldReturned,
                 WindowSet, EntryRedacted, UpdateRedacted, MadePrivate, MessageDeleted, Archived,
                 DocumentSet, ReviewAsked, ReviewGiven, UpdateApproved, AlertHeard>;

// One thing that happened to one incident, when, and by whose hand.
struct Change {
    IncidentId incident;
    Instant at{};
    Person by;
    What what;
};

// The incident as the change leaves it. Lists (entries, updates …) are kept by whoever stores them;
// here only their counters move. A Declared makes the incident anew.
void apply(Incident& incident, const Change& change);

}  // namespace muster
