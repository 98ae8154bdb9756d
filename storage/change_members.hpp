#pragma once

#include "storage/members.hpp"

#include <array>
#include <string_view>
#include <variant>

// What each kind of change is made of, as members.hpp has it for the values.
namespace muster {

// The kinds of change, in the order of What; `members` follow.
inline constexpr std::array<std::string_view, std::variant_size_v<What>> change_names{
    "declared",        "renamed",           "severity_set",    "status_set",
    "role_given",      "role_taken",        "entry_added",     "entry_edited",
    "entry_removed",   "update_made",       "update_edited",   "update_withdrawn",
    "part_set",        "time_set",          "follow_up_made",  "follow_up_ended",
    "closed",          "reopened",          "published_set",   "revision_made",
    "component_set",   "follow_up_removed", "folded",          "unfolded",
    "fold_taken",      "fold_returned",     "window_set",      "entry_redacted",
    "update_redacted", "made_private",      "message_deleted", "archived",
    "document_set",    "review_asked",      "review_given",    "update_approved",
    "alert_heard"};

template <class Archive, Like<Declared> T>
void members(Archive& archive, T& value) {
    auto& [title, severity] = value;
    archive("title", title);
    archive("severity", severity);
}
template <class Archive, Like<Renamed> T>
void members(Archive& archive, T& value) {
    auto& [title, before] = value;
    archive("title", title);
    archive("before", before);
}
template <class Archive, Like<SeveritySet> T>
void members(Archive& archive, T& value) {
    auto& [severity, before, why] = value;
    archive("severity", severity);
    archive("before", before);
    archive("why", why);
}
template <class Archive, Like<StatusSet> T>
void members(Archive& archive, T& value) {
    auto& [status, before] = value;
    archive("status", status);
    archive("before", before);
}
template <class Archive, Like<RoleGiven> T>
void members(Archive& archive, T& value) {
    auto& [role, holder, before] = value;
    archive("role", role);
    archive("holder", holder);
    archive("before", before);
}
template <class Archive, Like<RoleTaken> T>
void members(Archive& archive, T& value) {
    auto& [role, before] = value;
    archive("role", role);
    archive("before", before);
}
template <class Archive, Like<EntryAdded> T>
void members(Archive& archive, T& value) {
    auto& [entry] = value;
    archive("entry", entry);
}
template <class Archive, Like<EntryEdited> T>
void members(Archive& archive, T& value) {
    auto& [entry, before] = value;
    archive("entry", entry);
    archive("before", before);
}
template <class Archive, Like<EntryRemoved> T>
void members(Archive& archive, T& value) {
    auto& [number, why] = value;
    archive("number", number);
    archive("why", why);
}
template <class Archive, Like<MessageDeleted> T>
void members(Archive& archive, T& value) {
    auto& [number] = value;
    archive("number", number);
}
template <class Archive, Like<UpdateMade> T>
void members(Archive& archive, T& value) {
    auto& [update] = value;
    archive("update", update);
}
template <class Archive, Like<UpdateEdited> T>
void members(Archive& archive, T& value) {
    auto& [number, text, before] = value;
    archive("number", number);
    archive("text", text);
    archive("before", before);
}
template <class Archive, Like<UpdateWithdrawn> T>
void members(Archive& archive, T& value) {
    auto& [number, why] = value;
    archive("number", number);
    archive("why", why);
}
template <class Archive, Like<PartSet> T>
void members(Archive& archive, T& value) {
    auto& [part, texts, before] = value;
    archive("part", part);
    archive("texts", texts);
    archive("before", before);
}
template <class Archive, Like<TimeSet> T>
void members(Archive& archive, T& value) {
    auto& [key, moment, before] = value;
    archive("key", key);
    archive("moment", moment);
    archive("before", before);
}
template <class Archive, Like<FollowUpMade> T>
void members(Archive& archive, T& value) {
    auto& [follow_up] = value;
    archive("follow_up", follow_up);
}
template <class Archive, Like<FollowUpEnded> T>
void members(Archive& archive, T& value) {
    auto& [number, state, why] = value;
    archive("number", number);
    archive("state", state);
    archive("why", why);
}
template <class Archive, Like<Closed> T>
void members(Archive& archive, T& value) {
    auto& [words] = value;
    archive("words", words);
}
template <class Archive, Like<Reopened> T>
void members(Archive& archive, T& value) {
    auto& [why] = value;
    archive("why", why);
}
template <class Archive, Like<PublishedSet> T>
void members(Archive& archive, T& value) {
    auto& [published, why] = value;
    archive("published", published);
    archive("why", why);
}
template <class Archive, Like<RevisionMade> T>
void members(Archive& archive, T& value) {
    auto& [revision] = value;
    archive("revision", revision);
}
template <class Archive, Like<WindowSet> T>
void members(Archive& archive, T& value) {
    auto& [window, before] = value;
    archive("window", window);
    archive("before", before);
}
template <class Archive, Like<EntryRedacted> T>
void members(Archive& archive, T& value) {
    auto& [number, why] = value;
    archive("number", number);
    archive("why", why);
}
template <class Archive, Like<UpdateRedacted> T>
void members(Archive& archive, T& value) {
    auto& [number, why] = value;
    archive("number", number);
    archive("why", why);
}
template <class Archive, Like<MadePrivate> T>
void members(Archive& archive, T& value) {
    auto& [before, why] = value;
    archive("before", before);
    archive("why", why);
}

template <class Archive, Like<ComponentSet> T>
void members(Archive& archive, T& value) {
    auto& [name, state, before, taken_back] = value;
    archive("name", name);
    archive("state", state);
    archive("before", before);
    archive("taken_back", taken_back);
}
template <class Archive, Like<FollowUpRemoved> T>
void members(Archive& archive, T& value) {
    auto& [number] = value;
    archive("number", number);
}
template <class Archive, Like<Folded> T>
void members(Archive& archive, T& value) {
    auto& [fold] = value;
    archive("fold", fold);
}
template <class Archive, Like<Unfolded> T>
void members(Archive& archive, T& value) {
    auto& [from, why] = value;
    archive("from", from);
    archive("why", why);
}
template <class Archive, Like<FoldTaken> T>
void members(Archive& archive, T& value) {
    auto& [from, entries] = value;
    archive("from", from);
    archive("entries", entries);
}
template <class Archive, Like<FoldReturned> T>
void members(Archive& archive, T& value) {
    auto& [from, entries] = value;
    archive("from", from);
    archive("entries", entries);
}
template <class Archive, Like<Archived> T>
void members(Archive& archive, T& value) {
    auto& [days] = value;
    archive("days", days);
}
template <class Archive, Like<DocumentSet> T>
void members(Archive& archive, T& value) {
    auto& [state, before, why] = value;
    archive("state", state);
    archive("before", before);
    archive("why", why);
}
template <class Archive, Like<ReviewAsked> T>
void members(Archive& archive, T& value) {
    auto& [reviewers] = value;
    archive("reviewers", reviewers);
}
template <class Archive, Like<ReviewGiven> T>
void members(Archive& archive, T& value) {
    auto& [reviewer] = value;
    archive("reviewer", reviewer);
}

template <class Archive, Like<UpdateApproved> T>
void members(Archive& archive, T& value) {
    auto& [number] = value;
    archive("number", number);
}
template <class Archive, Like<AlertHeard> T>
void members(Archive& archive, T& value) {
    auto& [alert] = value;
    archive("alert", alert);
}

}  // namespace muster
