#pragma once

#include "domain/capture.hpp"
#include "domain/change.hpp"
#include "domain/incident.hpp"
#include "domain/places.hpp"
#include "domain/reminder.hpp"
#include "domain/settings.hpp"
#include "domain/workspace.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class IncidentFilter { open, closed, all };

// How much of an incident somebody has seen. Not part of the record: an export has none of it.
struct Look {
    IncidentId incident;
    UserId user;
    int version = 0;  // Incident::version as it then was
    Instant at{};

    friend bool operator==(const Look&, const Look&) = default;
};

// What a decision may look at: the record as the transaction sees it. Reads only; a reference is
// valid while the decision runs.
class Record {
public:
    virtual ~Record() = default;

    [[nodiscard]] virtual const Settings& settings() const = 0;
    [[nodiscard]] virtual std::optional<Incident> incident(IncidentId id) const = 0;
    // The incident whose channel this is.
    [[nodiscard]] virtual std::optional<IncidentId> incident_in(const ChannelId& channel) const = 0;
    // The number the next incident of that series will have.
    [[nodiscard]] virtual int next_number(Series series) const = 0;
    // Newest first, `limit` from `offset`.
    [[nodiscard]] virtual std::vector<Incident> incidents(IncidentFilter filter, int offset,
                                                          int limit) const = 0;
    [[nodiscard]] virtual int count(IncidentFilter filter) const = 0;

    // Maintenance windows, by their start, the last first; they are in no other list.
    [[nodiscard]] virtual std::vector<Incident> windows(IncidentFilter filter, int offset,
                                                        int limit) const = 0;

    [[nodiscard]] virtual std::optional<Entry> entry(IncidentId id, int number) const = 0;
    // Those not removed, by instant, then number; `limit` from `offset`.
    [[nodiscard]] virtual std::vector<Entry> entries(IncidentId id, int offset,
                                                     int limit) const = 0;
    [[nodiscard]] virtual int entry_count(IncidentId id) const = 0;
    [[nodiscard]] virtual std::vector<Update> updates(IncidentId id) const = 0;
    [[nodiscard]] virtual std::vector<FollowUp> follow_ups(IncidentId id) const = 0;
    [[nodiscard]] virtual std::vector<Revision> revisions(IncidentId id) const = 0;

    // What was done to it, newest first; at most `limit`.
    [[nodiscard]] virtual std::vector<Change> newest_changes(IncidentId id, int limit) const = 0;
    // What was done to one timeline entry, oldest first.
    [[nodiscard]] virtual std::vector<Change> entry_changes(IncidentId id, int number) const = 0;

    // The follow-ups of all incidents that are open, by incident, then number.
    [[nodiscard]] virtual std::vector<PromisedWork> open_follow_ups() const = 0;
    // What was reminded of, snoozed or stopped about that incident; number 0: about none.
    [[nodiscard]] virtual std::vector<Reminder> reminders(IncidentId id) const = 0;
    // Closed ones with a channel of their own that Muster never archived since; at most `limit`.
    [[nodiscard]] virtual std::vector<Incident> not_archived(int limit) const = 0;
    // Closed ones that were declared since then and whose postmortem is neither done nor published,
    // the newest first; at most `limit`.
    [[nodiscard]] virtual std::vector<Incident> unfinished_documents(Instant since,
                                                                     int limit) const = 0;
    [[nodiscard]] virtual std::optional<HomeTab> home(const UserId& user) const = 0;
    // Whoever opened it since then, the newest first; at most `limit`.
    [[nodiscard]] virtual std::vector<UserId> home_readers(Instant since, int limit) const = 0;

    [[nodiscard]] virtual Places places(IncidentId id) const = 0;
    // What is known of a message as an entry of that incident.
    [[nodiscard]] virtual std::optional<Capture> capture(IncidentId id,
                                                         const MessagePlace& message) const = 0;
    // The same for all incidents that know it.
    [[nodiscard]] virtual std::vector<Capture> captures(const MessagePlace& message) const = 0;
    // The message that an entry came from.
    [[nodiscard]] virtual std::optional<Capture> capture_of(IncidentId id, int entry) const = 0;
    // A message that somebody was shown in a form to choose from, as it was then; for a day or two.
    [[nodiscard]] virtual std::optional<SlackMessage> shown_message(
        const MessagePlace& message) const = 0;
    [[nodiscard]] virtual std::optional<Profile> profile(const UserId& user) const = 0;
    // Those whose handle, display name or name is that, in any case; gone ones left out.
    [[nodiscard]] virtual std::vector<Profile> people_named(std::string_view name) const = 0;
    [[nodiscard]] virtual std::optional<UserGroup> group(const GroupId& group) const = 0;
    // Those whose handle or name is that, in any case; gone ones left out.
    [[nodiscard]] virtual std::vector<UserGroup> groups_named(std::string_view name) const = 0;
    [[nodiscard]] virtual std::optional<ChannelName> channel(const ChannelId& channel) const = 0;
    // Whether that user is in that channel, as far as is known; unknown means no.
    [[nodiscard]] virtual bool is_member(const ChannelId& channel, const UserId& user) const = 0;
    // The same for a user group.
    [[nodiscard]] virtual bool is_in_group(const GroupId& group, const UserId& user) const = 0;
    // When that user last looked at what had happened; nothing: never.
    [[nodiscard]] virtual std::optional<Look> last_look(IncidentId id,
                                                        const UserId& user) const = 0;
};

}  // namespace muster
