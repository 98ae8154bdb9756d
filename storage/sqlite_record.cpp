#include "storage/sqlite_record.hpp"

#include "storage/change_json.hpp"
#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_heads = 256;

// Maintenance windows stand behind all incidents.
long long first_window() {
    return key_of({Series::maintenance, 0});
}

template <class T>
std::vector<T> all_of(Query query) {
    std::vector<T> all;
    while (query.step())
        all.push_back(JsonReader::value<T>(query.text(0)));
    return all;
}

template <class T>
std::optional<T> one_of(Query query) {
    if (!query.step())
        return std::nullopt;
    return JsonReader::value<T>(query.text(0));
}

// Which timeline entry a change is about; 0: none.
struct EntryNumber {
    int operator()(const EntryAdded& what) const { return what.entry.number; }
    int operator()(const EntryEdited& what) const { return what.entry.number; }
    int operator()(const EntryRemoved& what) const { return what.number; }
    int operator()(const EntryRedacted& what) const { return what.number; }
    int operator()(const MessageDeleted& what) const { return what.number; }
    template <class Other>
    int operator()(const Other& /*what*/) const {
        return 0;
    }
};

std::vector<Change> changes_of(Query query) {
    std::vector<Change> changes;
    while (query.step())
        changes.push_back(read_change(query.text(0)).value());
    return changes;
}

}  // namespace

std::optional<Incident> SqliteRecord::incident(IncidentId id) const {
    const auto key = key_of(id);
    if (const auto known = heads_.find(key); known != heads_.end())
        return known->second;
    auto head = one_of<Incident>(database_.query("SELECT head FROM incidents WHERE id = ?1", key));
    if (head) {
        if (heads_.size() >= most_heads)
            heads_.clear();
        heads_.emplace(key, *head);
    }
    return head;
}

std::optional<IncidentId> SqliteRecord::incident_in(const ChannelId& channel) const {
    auto query = database_.query("SELECT incident FROM places WHERE channel = ?1", channel.str());
    if (channel.empty() || !query.step())
        return std::nullopt;
    return id_of(query.number(0));
}

int SqliteRecord::next_number(Series series) const {
    const auto first = key_of({series, 0});
    const auto last = key_of({series, 999'999'999});
    auto query = database_.query(
        "SELECT max(id) FROM (SELECT id FROM incidents WHERE id BETWEEN ?1 AND ?2 UNION ALL "
        "SELECT incident FROM retired WHERE incident BETWEEN ?1 AND ?2)",
        first, last);
    query.step();
    return query.null(0) ? 1 : id_of(query.number(0)).number + 1;
}

std::vector<Incident> SqliteRecord::incidents(IncidentFilter filter, int offset, int limit) const {
    if (filter == IncidentFilter::all)
        return all_of<Incident>(
            database_.query("SELECT head FROM incidents WHERE id < ?1 "
                            "ORDER BY declared_at DESC, id DESC LIMIT ?2 OFFSET ?3",
                            first_window(), limit, offset));
    return all_of<Incident>(
        database_.query("SELECT head FROM incidents WHERE closed = ?1 AND id < ?2 "
                        "ORDER BY declared_at DESC, id DESC LIMIT ?3 OFFSET ?4",
                        filter == IncidentFilter::closed, first_window(), limit, offset));
}

int SqliteRecord::count(IncidentFilter filter) const {
    auto query =
        filter == IncidentFilter::all
            ? database_.query("SELECT count(*) FROM incidents WHERE id < ?1", first_window())
            : database_.query("SELECT count(*) FROM incidents WHERE closed = ?1 AND id < ?2",
                              filter == IncidentFilter::closed, first_window());
    query.step();
    return query.integer(0);
}

std::vector<Incident> SqliteRecord::windows(IncidentFilter filter, int offset, int limit) const {
    return all_of<Incident>(database_.query(
        "SELECT head FROM incidents WHERE id >= ?1 AND (?2 OR closed = ?3) "
        "ORDER BY json_extract(head, '$.window.start') DESC, id DESC LIMIT ?4 OFFSET ?5",
        first_window(), filter == IncidentFilter::all, filter == IncidentFilter::closed, limit,
        offset));
}

std::optional<Entry> SqliteRecord::entry(IncidentId id, int number) const {
    return one_of<Entry>(database_.query(
        "SELECT body FROM entries WHERE incident = ?1 AND number = ?2", key_of(id), number));
}

std::vector<Entry> SqliteRecord::entries(IncidentId id, int offset, int limit) const {
    return all_of<Entry>(
        database_.query("SELECT body FROM entries WHERE incident = ?1 AND removed = 0 "
                        "ORDER BY at, number LIMIT ?2 OFFSET ?3",
                        key_of(id), limit, offset));
}

int SqliteRecord::entry_count(IncidentId id) const {
    auto query = database_.query("SELECT count(*) FROM entries WHERE incident = ?1 AND removed = 0",
                                 key_of(id));
    query.step();
    return query.integer(0);
}

std::vector<Update> SqliteRecord::updates(IncidentId id) const {
    return all_of<Update>(database_.query(
        "SELECT body FROM updates WHERE incident = ?1 ORDER BY number", key_of(id)));
}

std::vector<FollowUp> SqliteRecord::follow_ups(IncidentId id) const {
    return all_of<FollowUp>(database_.query(
        "SELECT body FROM follow_ups WHERE incident = ?1 ORDER BY number", key_of(id)));
}

std::vector<PromisedWork> SqliteRecord::open_follow_ups() const {
    std::vector<PromisedWork> open;
    auto query = database_.query(
        "SELECT incident, body FROM follow_ups WHERE json_extract(body, '$.state') = 'open' "
        "ORDER BY incident, number");
    while (query.step())
        open.push_back({id_of(query.number(0)), JsonReader::value<FollowUp>(query.text(1))});
    return open;
}

// The ones that closed first are not found faster, but there are few that wait.
std::vector<Incident> SqliteRecord::not_archived(int limit) const {
    return all_of<Incident>(database_.query(
        "SELECT head FROM incidents WHERE closed = 1 AND EXISTS (SELECT 1 FROM places WHERE "
        "incident = incidents.id AND channel IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM reminders "
        "WHERE incident = incidents.id AND subject = 'archive' AND said IS NOT NULL) "
        "ORDER BY declared_at, id LIMIT ?1",
        limit));
}

std::vector<Incident> SqliteRecord::unfinished_documents(Instant since, int limit) const {
    return all_of<Incident>(database_.query(
        "SELECT head FROM incidents WHERE closed = 1 AND coalesce(json_extract(head, "
        "'$.document'), 'documenting') IN ('documenting', 'in_review') AND declared_at >= ?1 "
        "ORDER BY declared_at DESC, id DESC LIMIT ?2",
        since, limit));
}

std::vector<Revision> SqliteRecord::revisions(IncidentId id) const {
    return all_of<Revision>(database_.query(
        "SELECT body FROM revisions WHERE incident = ?1 ORDER BY number", key_of(id)));
}

std::vector<Change> SqliteRecord::newest_changes(IncidentId id, int limit) const {
    return changes_of(
        database_.query("SELECT body FROM changes WHERE incident = ?1 "
                        "ORDER BY version DESC LIMIT ?2",
                        key_of(id), limit));
}

// A long incident has thousands of changes, and few are worth reading as JSON.
std::vector<Change> SqliteRecord::entry_changes(IncidentId id, int number) const {
    auto changes = changes_of(database_.query(
        "SELECT body FROM changes WHERE incident = ?1 AND instr(body, ?2) > 0 ORDER BY version",
        key_of(id), "\"number\":" + std::to_string(number)));
    std::erase_if(changes, [number](const Change& change) {
        return std::visit(EntryNumber{}, change.what) != number;
    });
    return changes;
}

Places SqliteRecord::places(IncidentId id) const {
    return one_of<Places>(
               database_.query("SELECT body FROM places WHERE incident = ?1", key_of(id)))
        .value_or(Places{});
}

std::optional<Look> SqliteRecord::last_look(IncidentId id, const UserId& user) const {
    auto query =
        database_.query("SELECT version, at FROM looks WHERE incident = ?1 AND person = ?2",
                        key_of(id), user.str());
    if (!query.step())
        return std::nullopt;
    return Look{id, user, query.integer(0), query.instant(1)};
}

std::optional<Dossier> SqliteRecord::dossier(IncidentId id) const {
    auto head = incident(id);
    if (!head)
        return std::nullopt;
    return Dossier{*std::move(head), entries(id, 0, -1), 0,
                   updates(id),      follow_ups(id),     revisions(id)};
}

std::optional<Dossier> SqliteRecord::newest(IncidentId id, int entries) const {
    auto head = incident(id);
    if (!head)
        return std::nullopt;
    auto shown = all_of<Entry>(
        database_.query("SELECT body FROM entries WHERE incident = ?1 AND removed = 0 "
                        "ORDER BY at DESC, number DESC LIMIT ?2",
                        key_of(id), entries));
    std::ranges::reverse(shown);
    const int earlier = entry_count(id) - static_cast<int>(shown.size());
    return Dossier{*std::move(head), std::move(shown), earlier,
                   updates(id),      follow_ups(id),   revisions(id)};
}

std::vector<IncidentId> SqliteRecord::ids() const {
    std::vector<IncidentId> ids;
    auto query = database_.query("SELECT id FROM incidents ORDER BY id");
    while (query.step())
        ids.push_back(id_of(query.number(0)));
    return ids;
}

void SqliteRecord::keep_head(const Incident& incident) {
    const auto key = key_of(incident.id);
    heads_.erase(key);
    database_.run(
        "INSERT INTO incidents (id, declared_at, closed, head) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (id) DO UPDATE SET closed = ?3, head = ?4",
        key, incident.declared_at, incident.closed, JsonWriter::object(incident));
    if (heads_.size() >= most_heads)
        heads_.clear();
    heads_.emplace(key, incident);
}

void SqliteRecord::keep(const Dossier& dossier) {
    const auto id = dossier.incident.id;
    keep_head(dossier.incident);
    for (const auto& entry : dossier.entries)
        keep(id, entry);
    for (const auto& update : dossier.updates)
        keep(id, update);
    for (const auto& follow_up : dossier.follow_ups)
        keep(id, follow_up);
    for (const auto& revision : dossier.revisions)
        keep(id, revision);
}

void SqliteRecord::keep_places(IncidentId id, const Places& places) {
    std::optional<std::string> channel;
    if (!places.channel.empty())
        channel = places.channel.str();
    database_.run(
        "INSERT INTO places (incident, channel, body) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (incident) DO UPDATE SET channel = ?2, body = ?3",
        key_of(id), channel, JsonWriter::object(places));
}

void SqliteRecord::keep_look(const Look& look) {
    database_.run(
        "INSERT INTO looks (incident, person, version, at) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (incident, person) DO UPDATE SET version = ?3, at = ?4 WHERE version <= ?3",
        key_of(look.incident), look.user.str(), look.version, look.at);
}

void SqliteRecord::retire(IncidentId id, IncidentId became) {
    database_.run(
        "INSERT OR IGNORE INTO retired (incident, became) SELECT ?1, ?2 "
        "WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE id = ?1)",
        key_of(id), key_of(became));
}

std::optional<IncidentId> SqliteRecord::became(IncidentId id) const {
    auto query = database_.query("SELECT became FROM retired WHERE incident = ?1", key_of(id));
    if (!query.step())
        return std::nullopt;
    return id_of(query.number(0));
}

void SqliteRecord::learn(const Told& told) {
    workspace_.learn(told);
    const auto* moved = std::get_if<ChannelMoved>(&told.fact);
    if (moved == nullptr)
        return;
    captures_.move(moved->from, moved->to);
    const auto id = incident_in(moved->from);
    if (!id || incident_in(moved->to))
        return;
    auto where = places(*id);
    where.channel = moved->to;
    keep_places(*id, where);
}

std::optional<Update> SqliteRecord::update(IncidentId id, int number) {
    return one_of<Update>(database_.query(
        "SELECT body FROM updates WHERE incident = ?1 AND number = ?2", key_of(id), number));
}

std::optional<FollowUp> SqliteRecord::follow_up(IncidentId id, int number) {
    return one_of<FollowUp>(database_.query(
        "SELECT body FROM follow_ups WHERE incident = ?1 AND number = ?2", key_of(id), number));
}

void SqliteRecord::keep(IncidentId id, const Entry& entry) {
    database_.run(
        "INSERT INTO entries (incident, number, at, removed, body) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (incident, number) DO UPDATE SET at = ?3, removed = ?4, body = ?5",
        key_of(id), entry.number, entry.when.at, entry.removed, JsonWriter::object(entry));
}

void SqliteRecord::keep(IncidentId id, const Update& update) {
    database_.run(
        "INSERT INTO updates (incident, number, body) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (incident, number) DO UPDATE SET body = ?3",
        key_of(id), update.number, JsonWriter::object(update));
}

void SqliteRecord::keep(IncidentId id, const FollowUp& follow_up) {
    database_.run(
        "INSERT INTO follow_ups (incident, number, body) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (incident, number) DO UPDATE SET body = ?3",
        key_of(id), follow_up.number, JsonWriter::object(follow_up));
}

void SqliteRecord::keep(IncidentId id, const Revision& revision) {
    database_.run(
        "INSERT INTO revisions (incident, number, body) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (incident, number) DO UPDATE SET body = ?3",
        key_of(id), revision.number, JsonWriter::object(revision));
}

void SqliteRecord::drop_follow_up(IncidentId id, int number) {
    database_.run("DELETE FROM follow_ups WHERE incident = ?1 AND number = ?2", key_of(id), number);
}

}  // namespace muster
