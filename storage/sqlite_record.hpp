#pragma once

#include "domain/document.hpp"
#include "domain/record.hpp"
#include "storage/captures.hpp"
#include "storage/database.hpp"
#include "storage/kept_reminders.hpp"
#include "storage/known_workspace.hpp"
#include "storage/lists.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace muster {

// The current state in its tables: what a decision reads, and what a change leaves. Both `database`
// and `settings` outlive it.
class SqliteRecord : public Record, public Lists {
public:
    SqliteRecord(Database& database, const Settings& settings)
        : database_(database),
          settings_(settings),
          workspace_(database),
          captures_(database),
          reminders_(database) {}

    [[nodiscard]] const Settings& settings() const override { return settings_; }
    [[nodiscard]] std::optional<Incident> incident(IncidentId id) const override;
    [[nodiscard]] std::optional<IncidentId> incident_in(const ChannelId& channel) const override;
    [[nodiscard]] int next_number(Series series) const override;
    [[nodiscard]] std::vector<Incident> incidents(IncidentFilter filter, int offset,
                                                  int limit) const override;
    [[nodiscard]] int count(IncidentFilter filter) const override;
    [[nodiscard]] std::vector<Incident> windows(IncidentFilter filter, int offset,
                                                int limit) const override;
    [[nodiscard]] std::optional<Entry> entry(IncidentId id, int number) const override;
    [[nodiscard]] std::vector<Entry> entries(IncidentId id, int offset, int limit) const override;
    [[nodiscard]] int entry_count(IncidentId id) const override;
    [[nodiscard]] std::vector<Update> updates(IncidentId id) const override;
    [[nodiscard]] std::vector<FollowUp> follow_ups(IncidentId id) const override;
    [[nodiscard]] std::vector<Revision> revisions(IncidentId id) const override;
    [[nodiscard]] std::vector<Change> newest_changes(IncidentId id, int limit) const override;
    [[nodiscard]] std::vector<Change> entry_changes(IncidentId id, int number) const override;
    [[nodiscard]] std::vector<PromisedWork> open_follow_ups() const override;
    [[nodiscard]] std::vector<Reminder> reminders(IncidentId id) const override {
        return reminders_.reminders(id);
    }
    [[nodiscard]] std::vector<Incident> not_archived(int limit) const override;
    [[nodiscard]] std::vector<Incident> unfinished_documents(Instant since,
                                                             int limit) const override;
    [[nodiscard]] std::optional<HomeTab> home(const UserId& user) const override {
        return reminders_.home(user);
    }
    [[nodiscard]] std::vector<UserId> home_readers(Instant since, int limit) const override {
        return reminders_.home_readers(since, limit);
    }
    [[nodiscard]] Places places(IncidentId id) const override;
    [[nodiscard]] std::optional<Capture> capture(IncidentId id,
                                                 const MessagePlace& message) const override {
        return captures_.of(id, message);
    }
    [[nodiscard]] std::vector<Capture> captures(const MessagePlace& message) const override {
        return captures_.of(message);
    }
    [[nodiscard]] std::optional<Capture> capture_of(IncidentId id, int entry) const override {
        return captures_.of(id, entry);
    }
    [[nodiscard]] std::optional<SlackMessage> shown_message(
        const MessagePlace& message) const override {
        return captures_.shown(message);
    }
    [[nodiscard]] std::optional<Profile> profile(const UserId& user) const override {
        return workspace_.profile(user);
    }
    [[nodiscard]] std::vector<Profile> people_named(std::string_view name) const override {
        return workspace_.people_named(name);
    }
    [[nodiscard]] std::optional<UserGroup> group(const GroupId& group) const override {
        return workspace_.group(group);
    }
    [[nodiscard]] std::vector<UserGroup> groups_named(std::string_view name) const override {
        return workspace_.groups_named(name);
    }
    [[nodiscard]] std::optional<ChannelName> channel(const ChannelId& channel) const override {
        return workspace_.channel(channel);
    }
    [[nodiscard]] bool is_member(const ChannelId& channel, const UserId& user) const override {
        return workspace_.is_member(channel, user);
    }
    [[nodiscard]] bool is_in_group(const GroupId& group, const UserId& user) const override {
        return workspace_.is_in_group(group, user);
    }
    [[nodiscard]] std::optional<Look> last_look(IncidentId id, const UserId& user) const override;

    // Everything of one incident; nothing when there is none of that id.
    [[nodiscard]] std::optional<Dossier> dossier(IncidentId id) const;
    [[nodiscard]] std::optional<Dossier> newest(IncidentId id, int entries) const;
    // Ids of all incidents, by series, then number.
    [[nodiscard]] std::vector<IncidentId> ids() const;

    void keep_head(const Incident& incident);
    // All of it: the head and what its lists hold.
    void keep(const Dossier& dossier);
    // The head was kept in a savepoint that was undone.
    void forget_head(IncidentId id) { heads_.erase(key_of(id)); }
    void forget_heads() { heads_.clear(); }
    void keep_places(IncidentId id, const Places& places);
    void keep_look(const Look& look);
    // The number is nobody's any more, and never will be: the incident is private under that id.
    void retire(IncidentId id, IncidentId became);
    // What an incident is now that was made private; nothing for any other.
    [[nodiscard]] std::optional<IncidentId> became(IncidentId id) const;
    void learn(const Told& told);
    void keep(const Capture& capture) { captures_.keep(capture); }
    void show(const SlackMessage& message, Instant now) { captures_.show(message, now); }
    void forget_shown(Instant before) { captures_.forget_shown(before); }
    void keep(const Reminder& reminder) { reminders_.keep(reminder); }
    void keep(const HomeTab& home) { reminders_.keep(home); }
    void keep_home_hash(const UserId& user, const std::string& hash) {
        reminders_.keep_hash(user, hash);
    }

    // Lists
    std::optional<Entry> entry(IncidentId id, int number) override {
        return std::as_const(*this).entry(id, number);
    }
    std::optional<Update> update(IncidentId id, int number) override;
    std::optional<FollowUp> follow_up(IncidentId id, int number) override;
    void keep(IncidentId id, const Entry& entry) override;
    void keep(IncidentId id, const Update& update) override;
    void keep(IncidentId id, const FollowUp& follow_up) override;
    void keep(IncidentId id, const Revision& revision) override;
    void drop_follow_up(IncidentId id, int number) override;

private:
    Database& database_;
    const Settings& settings_;
    KnownWorkspace workspace_;
    Captures captures_;
    KeptReminders reminders_;
    // Parsed heads, since nearly every request needs one; as the current transaction sees them.
    mutable std::unordered_map<long long, Incident> heads_;
};

}  // namespace muster
