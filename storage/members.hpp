#pragma once

#include "domain/capture.hpp"
#include "domain/change.hpp"
#include "domain/record.hpp"
#include "domain/words.hpp"

#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

namespace muster {

// What each value is made of, once, for writing and for reading. The structured bindings make a
// member that was added to a struct and forgotten here a compile error.
// `Archive` is JsonWriter (over const values) or JsonReader.
template <class T, class Value>
concept Like = std::is_same_v<std::remove_const_t<T>, Value>;

// The names of enumerators in stored text; those that the domain names itself are not here.
template <class Enum>
struct StoredNames;

template <>
struct StoredNames<ComponentState> {
    static constexpr std::array<std::string_view, 5> names{"operational", "degraded", "partial",
                                                           "major", "maintenance"};
};
template <>
struct StoredNames<Entry::Source> {
    static constexpr std::array<std::string_view, 4> names{"typed", "automatic", "message",
                                                           "alert"};
};
template <>
struct StoredNames<FollowUp::State> {
    static constexpr std::array<std::string_view, 3> names{"open", "done", "dropped"};
};
template <>
struct StoredNames<DocumentState> {
    static constexpr std::array<std::string_view, 4> names{"documenting", "in_review", "done",
                                                           "published"};
};
template <>
struct StoredNames<RoomState> {
    static constexpr std::array<std::string_view, 4> names{"open", "archived", "left", "gone"};
};
template <>
struct StoredNames<Mark::Kind> {
    static constexpr std::array<std::string_view, 3> names{"reaction", "pin", "added"};
};
template <>
struct StoredNames<Status> {
    static constexpr std::array<std::string_view, 7> names{
        "investigating", "identified",  "monitoring", "resolved",
        "scheduled",     "in_progress", "completed"};
};
template <>
struct StoredNames<KeyTime> {
    static constexpr std::array<std::string_view, 6> names{"started",  "detected", "acknowledged",
                                                           "repaired", "resolved", "closed"};
};
template <>
struct StoredNames<Part> {
    static constexpr std::array<std::string_view, 8> names{
        "summary", "impact", "trigger", "detection", "cause", "resolution", "recovery", "lesson"};
};
template <>
struct StoredNames<Span::Kind> {
    static constexpr std::array<std::string_view, 9> names{
        "plain", "bold", "italic", "code", "user", "group", "channel", "instant", "link"};
};

template <class Archive, Like<Person> T>
void members(Archive& archive, T& value) {
    auto& [user, group, name] = value;
    archive("user", user);
    archive("group", group);
    archive("name", name);
}
template <class Archive, Like<When> T>
void members(Archive& archive, T& value) {
    auto& [at, until, approximate, remark] = value;
    archive("at", at);
    archive("until", until);
    archive("approximate", approximate);
    (void)remark;  // for its writer, at that moment
}
template <class Archive, Like<KeyMoment> T>
void members(Archive& archive, T& value) {
    auto& [at, approximate, automatic, set_by, remark] = value;
    archive("at", at);
    archive("approximate", approximate);
    archive("automatic", automatic);
    archive("set_by", set_by);
    archive("remark", remark);
}
template <class Archive, Like<Entry> T>
void members(Archive& archive, T& value) {
    auto& [number, when, author, source, text, link, logged_at, removed, edited] = value;
    archive("number", number);
    archive("when", when);
    archive("author", author);
    archive("source", source);
    archive("text", text);
    archive("link", link);
    archive("logged_at", logged_at);
    archive("removed", removed);
    archive("edited", edited);
}
template <class Archive, Like<Update> T>
void members(Archive& archive, T& value) {
    auto& [number, at, author, status, text, neutral, withdrawn, why_withdrawn, edited, postmortem,
           waiting, approved_by] = value;
    archive("number", number);
    archive("at", at);
    archive("author", author);
    archive("status", status);
    archive("text", text);
    archive("neutral", neutral);
    archive("withdrawn", withdrawn);
    archive("why_withdrawn", why_withdrawn);
    archive("edited", edited);
    archive("postmortem", postmortem);
    archive("waiting", waiting);
    archive("approved_by", approved_by);
}
template <class Archive, Like<FollowUp> T>
void members(Archive& archive, T& value) {
    auto& [number, owner, text, ticket, due, state, why_dropped, made_at, ended_at] = value;
    archive("number", number);
    archive("owner", owner);
    archive("text", text);
    archive("ticket", ticket);
    archive("due", due);
    archive("state", state);
    archive("why_dropped", why_dropped);
    archive("made_at", made_at);
    archive("ended_at", ended_at);
}
template <class Archive, Like<Revision> T>
void members(Archive& archive, T& value) {
    auto& [number, shape, author, at, reason] = value;
    archive("number", number);
    archive("shape", shape);
    archive("author", author);
    archive("at", at);
    archive("reason", reason);
}
template <class Archive, Like<Review> T>
void members(Archive& archive, T& value) {
    auto& [reviewer, asked_by, asked_at, done_at] = value;
    archive("reviewer", reviewer);
    archive("asked_by", asked_by);
    archive("asked_at", asked_at);
    archive("done_at", done_at);
}
template <class Archive, Like<Window> T>
void members(Archive& archive, T& value) {
    auto& [start, end, cancelled, components] = value;
    archive("start", start);
    archive("end", end);
    archive("cancelled", cancelled);
    archive("components", components);
}
template <class Archive, Like<Fold> T>
void members(Archive& archive, T& value) {
    auto& [into, first_entry, entries] = value;
    archive("into", into);
    archive("first_entry", first_entry);
    archive("entries", entries);
}
template <class Archive, Like<ComponentMove> T>
void members(Archive& archive, T& value) {
    auto& [name, state, at] = value;
    archive("name", name);
    archive("state", state);
    archive("at", at);
}
template <class Archive, Like<Alert> T>
void members(Archive& archive, T& value) {
    auto& [fingerprint, name, firing, at] = value;
    archive("fingerprint", fingerprint);
    archive("name", name);
    archive("firing", firing);
    archive("at", at);
}
template <class Archive, Like<Incident> T>
void members(Archive& archive, T& value) {
    auto& [id, title, severity, severities_had, status, closed, reporter, declared_at, roles, times,
           first_times, components, components_since, component_moves, alerts, parts, closing_words,
           published, folded, reopened, entries, updates, follow_ups, revisions, version, window,
           document, reviews] = value;
    archive("id", id);
    archive("title", title);
    archive("severity", severity);
    archive("severities_had", severities_had);
    archive("status", status);
    archive("closed", closed);
    archive("reporter", reporter);
    archive("declared_at", declared_at);
    archive("roles", roles);
    archive("times", times);
    archive("first_times", first_times);
    archive("components", components);
    archive("components_since", components_since);
    archive("component_moves", component_moves);
    archive("alerts", alerts);
    archive("parts", parts);
    archive("closing_words", closing_words);
    archive("published", published);
    archive("folded", folded);
    archive("reopened", reopened);
    archive("entries", entries);
    archive("updates", updates);
    archive("follow_ups", follow_ups);
    archive("revisions", revisions);
    archive("version", version);
    archive("window", window);
    archive("document", document);
    archive("reviews", reviews);
}
template <class Archive, Like<Span> T>
void members(Archive& archive, T& value) {
    auto& [kind, text, target, at] = value;
    archive("kind", kind);
    archive("text", text);
    archive("target", target);
    archive("at", at);
}
template <class Archive, Like<Refusal> T>
void members(Archive& archive, T& value) {
    auto& [about, words] = value;
    archive("about", about);
    archive("words", words);
}
template <class Archive, Like<PushedPlaces> T>
void members(Archive& archive, T& value) {
    auto& [incident, updates] = value;
    archive("incident", incident);
    archive("updates", updates);
}
template <class Archive, Like<CanvasPlace> T>
void members(Archive& archive, T& value) {
    auto& [id, link, revision, sections] = value;
    archive("id", id);
    archive("link", link);
    archive("revision", revision);
    archive("sections", sections);
}
template <class Archive, Like<Places> T>
void members(Archive& archive, T& value) {
    auto& [channel, channel_name, room, card, announce_channel, announcement, bookmark, postmortem,
           postmortem_channel, postmortem_copy, document, document_link, document_revision, updates,
           room_updates, late, again, reminder, approvals, pushed, canvas, refusals, former] =
        value;
    archive("channel", channel);
    archive("channel_name", channel_name);
    archive("room", room);
    archive("card", card);
    archive("announce_channel", announce_channel);
    archive("announcement", announcement);
    archive("bookmark", bookmark);
    archive("postmortem", postmortem);
    archive("postmortem_channel", postmortem_channel);
    archive("postmortem_copy", postmortem_copy);
    archive("document", document);
    archive("document_link", document_link);
    archive("document_revision", document_revision);
    archive("updates", updates);
    archive("room_updates", room_updates);
    archive("late", late);
    archive("again", again);
    archive("reminder", reminder);
    archive("approvals", approvals);
    archive("pushed", pushed);
    archive("canvas", canvas);
    archive("refused", refusals);
    archive("former", former);
    std::vector<std::string> wordings;  // in databases from before a refusal had a subject
    archive("refusals", wordings);
    if constexpr (!std::is_const_v<T>)
        for (const auto& words : wordings)
            refusals.push_back({"", Words(words)});
}
template <class Archive, Like<SlackMessage> T>
void members(Archive& archive, T& value) {
    auto& [place, thread, sent, author, by_app, by_us, is_line, text, link, edited] = value;
    archive("channel", place.channel);
    archive("ts", place.ts);
    archive("thread", thread);
    archive("sent", sent);
    archive("author", author);
    archive("by_app", by_app);
    archive("by_us", by_us);
    archive("is_line", is_line);
    archive("text", text);
    archive("link", link);
    archive("edited", edited);
}
template <class Archive, Like<Mark> T>
void members(Archive& archive, T& value) {
    auto& [kind, person, present, at] = value;
    archive("kind", kind);
    archive("person", person);
    archive("present", present);
    archive("at", at);
}
// What has no column of its own.
template <class Archive, Like<Capture> T>
void members(Archive& archive, T& value) {
    auto& [incident, message, entry, marks, edited, deleted] = value;
    (void)incident;
    (void)message;
    (void)entry;
    archive("marks", marks);
    archive("edited", edited);
    archive("deleted", deleted);
}

}  // namespace muster
