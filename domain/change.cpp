#include "domain/change.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

// One overload for each kind of change: what it does to the head.
struct Applier {
    Incident& incident;
    const Change& change;

    void set_severity(const std::string& severity) const {
        incident.severity = severity;
        if (std::ranges::find(incident.severities_had, severity) == incident.severities_had.end())
            incident.severities_had.push_back(severity);
    }

    void operator()(const Declared& what) const {
        incident = Incident{};
        incident.id = change.incident;
        incident.title = what.title;
        if (!what.severity.empty())  // a maintenance window has none
            set_severity(what.severity);
        incident.reporter = change.by;
        incident.declared_at = change.at;
    }
    void operator()(const Renamed& what) const { incident.title = what.title; }
    void operator()(const SeveritySet& what) const { set_severity(what.severity); }
    void operator()(const StatusSet& what) const { incident.status = what.status; }
    void operator()(const RoleGiven& what) const { incident.roles[what.role] = what.holder; }
    void operator()(const RoleTaken& what) const { incident.roles.erase(what.role); }
    void operator()(const EntryAdded& what) const {
        incident.entries = std::max(incident.entries, what.entry.number);
    }
    void operator()(const EntryEdited& /*what*/) const {}
    void operator()(const EntryRemoved& /*what*/) const {}
    void operator()(const MessageDeleted& /*what*/) const {}
    void operator()(const UpdateMade& what) const {
        incident.updates = std::max(incident.updates, what.update.number);
    }
    void operator()(const UpdateEdited& /*what*/) const {}
    void operator()(const UpdateWithdrawn& /*what*/) const {}
    void operator()(const PartSet& what) const {
        if (what.texts.empty())
            incident.parts.erase(what.part);
        else
            incident.parts[what.part] = what.texts;
    }
    void operator()(const TimeSet& what) const {
        if (what.moment)
            incident.times[what.key] = *what.moment;
        else
            incident.times.erase(what.key);
    }
    void operator()(const FollowUpMade& what) const {
        incident.follow_ups = std::max(incident.follow_ups, what.follow_up.number);
    }
    void operator()(const FollowUpEnded& /*what*/) const {}
    void operator()(const Closed& what) const {
        incident.closed = true;
        if (!what.words.empty())
            incident.closing_words = what.words;
    }
    // What ended it the first time is kept; the end itself is open again.
    void operator()(const Reopened& /*what*/) const {
        incident.closed = false;
        incident.status = Status::investigating;
        incident.document.reset();
        incident.reviews.clear();
        ++incident.reopened;
        for (const auto key : {KeyTime::repaired, KeyTime::resolved, KeyTime::closed}) {
            const auto ended = incident.times.find(key);
            if (ended == incident.times.end())
                continue;
            incident.first_times.emplace(key, ended->second);
            incident.times.erase(ended);
        }
    }
    void operator()(const WindowSet& what) const { incident.window = what.window; }
    void operator()(const PublishedSet& what) const { incident.published = what.published; }
    void operator()(const RevisionMade& what) const {
        incident.revisions = std::max(incident.revisions, what.revision.number);
    }
    void operator()(const ComponentSet& what) const {
        if (what.state)
            incident.components[what.name] = *what.state;
        else
            incident.components.erase(what.name);
        incident.components_since[what.name] = change.at;
        auto& moves = incident.component_moves;
        if (!what.taken_back) {
            moves.push_back({what.name, what.state, change.at});
            return;
        }
        const auto last =
            std::find_if(moves.rbegin(), moves.rend(),
                         [&](const ComponentMove& move) { return move.name == what.name; });
        if (last != moves.rend())
            moves.erase(std::next(last).base());
    }
    void operator()(const FollowUpRemoved& /*what*/) const {}
    void operator()(const Folded& what) const {
        incident.folded = what.fold;
        incident.closed = true;
    }
    // Everything else was left as it was.
    void operator()(const Unfolded& /*what*/) const {
        incident.folded.reset();
        incident.closed = false;
    }
    void operator()(const FoldTaken& /*what*/) const {}
    void operator()(const FoldReturned& /*what*/) const {}
    void operator()(const EntryRedacted& /*what*/) const {}
    void operator()(const UpdateRedacted& /*what*/) const {}
    // What was published of it is not any more.
    void operator()(const MadePrivate& /*what*/) const {
        incident.id = change.incident;
        if (incident.document == DocumentState::published)
            incident.document = DocumentState::done;
    }
    void operator()(const Archived& /*what*/) const {}
    void operator()(const DocumentSet& what) const { incident.document = what.state; }
    // Whoever is asked again has not read it as it is now.
    void operator()(const ReviewAsked& what) const {
        for (const auto& reviewer : what.reviewers) {
            std::erase_if(incident.reviews,
                          [&](const Review& review) { return review.reviewer == reviewer; });
            incident.reviews.push_back({reviewer, change.by, change.at, std::nullopt});
        }
    }
    void operator()(const ReviewGiven& what) const {
        for (auto& review : incident.reviews)
            if (review.reviewer == what.reviewer && !review.done_at)
                review.done_at = change.at;
    }
    void operator()(const UpdateApproved& /*what*/) const {}
    void operator()(const AlertHeard& what) const {
        incident.alerts[what.alert.fingerprint] = what.alert;
    }
};

}  // namespace

void apply(Incident& incident, const Change& change) {
    std::visit(Applier{incident, change}, change.what);
    ++incident.version;
}

}  // namespace muster
