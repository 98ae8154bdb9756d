#include "commands/revision.hpp"

#include <algorithm>

namespace muster {
namespace {

// Whether the document would read differently after it.
struct ChangesDocument {
    bool operator()(const PublishedSet& /*what*/) const { return false; }
    bool operator()(const RevisionMade& /*what*/) const { return false; }
    bool operator()(const Folded& /*what*/) const { return false; }
    bool operator()(const Unfolded& /*what*/) const { return false; }
    bool operator()(const FoldTaken& /*what*/) const { return false; }
    bool operator()(const FoldReturned& /*what*/) const { return false; }
    bool operator()(const MessageDeleted& /*what*/) const { return false; }
    bool operator()(const ReviewAsked& /*what*/) const { return false; }
    bool operator()(const ReviewGiven& /*what*/) const { return false; }
    bool operator()(const AlertHeard& /*what*/) const { return false; }
    bool operator()(const Archived& /*what*/) const { return false; }
    template <class Other>
    bool operator()(const Other& /*what*/) const {
        return true;
    }
};

// Whether the documents there are must not stay as they are, even while it is open again.
struct SpoilsDocument {
    bool operator()(const EntryRedacted& /*what*/) const { return true; }
    bool operator()(const UpdateRedacted& /*what*/) const { return true; }
    bool operator()(const MadePrivate& /*what*/) const { return true; }
    template <class Other>
    bool operator()(const Other& /*what*/) const {
        return false;
    }
};

// Why there is a new revision, in a few words.
struct RevisionReason {
    std::string operator()(const Closed& /*what*/) const { return "closed"; }
    std::string operator()(const EntryAdded& what) const {
        return "entry " + std::to_string(what.entry.number) + " added";
    }
    std::string operator()(const EntryEdited& what) const {
        return "entry " + std::to_string(what.entry.number) +
               (what.before.removed && !what.entry.removed ? " put back" : " edited");
    }
    std::string operator()(const EntryRemoved& what) const {
        return "entry " + std::to_string(what.number) + " removed";
    }
    std::string operator()(const EntryRedacted& what) const {
        return "entry " + std::to_string(what.number) + " redacted";
    }
    std::string operator()(const UpdateRedacted& what) const {
        return "update " + std::to_string(what.number) + " redacted";
    }
    std::string operator()(const MadePrivate& /*what*/) const { return "made private"; }
    std::string operator()(const PartSet& what) const {
        return std::string(to_string(what.part)) + " written";
    }
    std::string operator()(const TimeSet& what) const {
        return "time " + std::string(to_string(what.key)) + " set";
    }
    std::string operator()(const FollowUpMade& what) const {
        return "action " + std::to_string(what.follow_up.number) + " added";
    }
    std::string operator()(const FollowUpEnded& what) const {
        return "action " + std::to_string(what.number) +
               (what.state == FollowUp::State::done      ? " done"
                : what.state == FollowUp::State::dropped ? " dropped"
                                                         : " to do again");
    }
    std::string operator()(const FollowUpRemoved& what) const {
        return "action " + std::to_string(what.number) + " taken back";
    }
    std::string operator()(const DocumentSet& what) const {
        if (what.state == DocumentState::published)
            return what.before == what.state ? "published again" : "published";
        if (what.before == DocumentState::published)
            return "taken off the status page";
        return std::string(to_string(what.state));
    }
    template <class Other>
    std::string operator()(const Other& /*what*/) const {
        return "record changed";
    }
};

}  // namespace

std::optional<Revision> revision_after(const Asked& asked, const Incident& before,
                                       const Whats& whats) {
    const auto& request = asked.request;
    auto after = before;
    std::string reason;
    bool spoilt = false;
    for (const auto& what : whats) {
        if (std::holds_alternative<RevisionMade>(what))
            return std::nullopt;
        spoilt = spoilt || (before.revisions > 0 && std::visit(SpoilsDocument{}, what));
        if (std::visit(ChangesDocument{}, what))
            reason = std::visit(RevisionReason{}, what);
        apply(after, {before.id, request.at, request.user, what});
    }
    if (reason.empty() || after.is_window() || !(after.closed || spoilt))
        return std::nullopt;
    Revision revision;
    revision.number = before.revisions + 1;
    revision.shape = shape_of(asked, before);
    revision.author = request.user;
    revision.at = request.at;
    revision.reason = std::move(reason);
    return revision;
}

std::string shape_of(const Asked& asked, const Incident& incident) {
    if (incident.revisions > 0)
        if (const auto revisions = asked.record.revisions(incident.id); !revisions.empty())
            return revisions.back().shape;
    return asked.record.settings().postmortem_shape;
}

}  // namespace muster
