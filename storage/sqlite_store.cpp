#include "storage/sqlite_store.hpp"

#include "storage/change_json.hpp"
#include "storage/fault_point.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>

namespace muster {
namespace {

// A log this long is emptied though somebody may wait for it (64 MiB).
constexpr int most_log_pages = 65'536;
constexpr int few_log_pages = 1'024;

// The whole transaction is gone, with all jobs of the batch.
struct BatchLost : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string reason_of(const SQLite::Exception& error) {
    switch (error.getErrorCode()) {
        case SQLITE_FULL:
            return "the disk of Muster's machine is full";
        case SQLITE_IOERR:
            return "the disk of Muster's machine cannot be written";
        case SQLITE_READONLY:
            return "Muster's database is open for reading only";
        default:
            return std::string("Muster's database says: ") + error.what();
    }
}

Error not_kept(const std::string& reason) {
    return unavailable("This was not kept, because " + reason + ". Try again.");
}

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& file, Settings settings,
                         Database::Access access)
    : settings_(std::move(settings)),
      database_(file, access),
      record_(database_, settings_),
      outbox_(database_, record_),
      rewriting_(database_, record_, outbox_) {
    if (database_.is_copy())
        outbox_.doubt_everything();
    if (access == Database::Access::read)
        return;
    try {
        scrub_if_due();
    } catch (const SQLite::Exception&) {
        // A full disk. It stays due.
    }
}

std::vector<Result<Outcome>> SqliteStore::perform(const std::vector<Job>& jobs) {
    std::vector<Result<Outcome>> results;
    results.reserve(jobs.size());
    std::string reason;
    try {
        Transaction transaction(database_);
        fault_point("store.began");
        for (const auto& job : jobs)
            results.push_back(attempt(job));
        fault_point("store.before_commit");
        transaction.commit();
        fault_point("store.committed");
    } catch (const BatchLost& lost) {
        reason = lost.what();
    } catch (const SQLite::Exception& error) {
        reason = reason_of(error);
    }
    if (!reason.empty()) {
        record_.forget_heads();
        results.assign(jobs.size(), not_kept(reason));
    }
    try {
        if (database_.log_pages() > most_log_pages)
            database_.empty_log();
    } catch (const SQLite::Exception&) {
        // What was kept is kept. The log is emptied when the disk allows it again.
    }
    return results;
}

Result<Outcome> SqliteStore::attempt(const Job& job) {
    std::vector<IncidentId> touched;
    Error error;
    try {
        database_.run("SAVEPOINT job");
        auto outcome = carry_out(job, touched);
        database_.run("RELEASE job");
        return outcome;
    } catch (const SQLite::Exception& failure) {
        // A disk that failed has taken the transaction with it, and a statement that cannot be
        // written now will not be written for the next job.
        const int code = failure.getErrorCode();
        if (!database_.in_transaction() || code == SQLITE_FULL || code == SQLITE_IOERR)
            throw BatchLost(reason_of(failure));
        error = not_kept(reason_of(failure));
    } catch (const std::exception& failure) {
        error = unavailable(failure.what());
    }
    for (const auto id : touched)
        record_.forget_head(id);
    database_.run("ROLLBACK TO job");
    database_.run("RELEASE job");
    return error;
}

Outcome SqliteStore::carry_out(const Job& job, std::vector<IncidentId>& touched) {
    if (auto answer = answered(job))
        return {*std::move(answer), true, {}, false};
    auto kept = job.decide(record_);
    fault_point("store.decided");
    keep(kept.changes, touched);
    bool owes = false;
    for (const auto& effect : kept.effects)
        owes = outbox_.owe(effect, job.at) || owes;
    for (const auto& fact : kept.told)
        record_.learn(fact);
    for (const auto& capture : kept.captures)
        record_.keep(capture);
    for (const auto& message : kept.shown)
        record_.show(message, job.at);
    for (const auto& reminder : kept.reminders)
        record_.keep(reminder);
    for (const auto& home : kept.homes)
        record_.keep(home);
    if (!kept.places_back.empty())
        owes = outbox_.place_is_back(kept.places_back, job.at) || owes;
    if (kept.looked)
        record_.keep_look(*kept.looked);
    keep_answer(job, kept.answer);
    fault_point("store.wrote_request");
    return {std::move(kept.answer), false, touched, owes};
}

std::optional<std::string> SqliteStore::answered(const Job& job) const {
    for (const auto& name : job.identities) {
        auto query = database_.query(
            "SELECT answer FROM requests WHERE id = "
            "(SELECT request FROM request_names WHERE name = ?1)",
            name);
        if (query.step())
            return query.text(0);
    }
    return std::nullopt;
}

void SqliteStore::keep_answer(const Job& job, const std::string& answer) {
    if (job.identities.empty())
        return;
    database_.run("INSERT INTO requests (at, answer) VALUES (?1, ?2)", job.at, answer);
    auto last = database_.query("SELECT last_insert_rowid()");
    last.step();
    const auto request = last.number(0);
    for (const auto& name : job.identities)
        database_.run("INSERT OR IGNORE INTO request_names (name, request) VALUES (?1, ?2)", name,
                      request);
}

void SqliteStore::keep(const std::vector<Change>& changes, std::vector<IncidentId>& touched) {
    move(changes, touched);
    std::map<IncidentId, Incident> heads;
    std::vector<int> versions;
    for (const auto& change : changes) {
        const auto id = change.incident;
        const bool declares = std::holds_alternative<Declared>(change.what);
        if (!heads.contains(id)) {
            auto head = record_.incident(id);
            if (head.has_value() == declares)
                throw std::logic_error(to_string(id) +
                                       (declares ? " is there already" : " is not there"));
            heads.emplace(id, std::move(head).value_or(Incident{}));
            touched.push_back(id);
        }
        auto& head = heads.at(id);
        apply(head, change);
        versions.push_back(head.version);
    }
    for (const auto& [id, head] : heads) {
        record_.keep_head(head);
        fault_point("store.wrote_head");
    }
    for (std::size_t index = 0; index < changes.size(); ++index) {
        const auto& change = changes[index];
        add_change(change.incident, versions[index], write_change(change));
        fault_point("store.wrote_change");
        if (const auto listed = apply_to_lists(record_, change); !listed)
            throw std::logic_error(listed.error().message);
        fault_point("store.wrote_list");
    }
    for (const auto& change : changes)
        redact(change, touched);
}

void SqliteStore::move(const std::vector<Change>& changes, std::vector<IncidentId>& touched) {
    for (const auto& change : changes) {
        const auto* const made = std::get_if<MadePrivate>(&change.what);
        if (made == nullptr)
            continue;
        touched.push_back(made->before);
        touched.push_back(change.incident);
        rewriting_.move(made->before, change.incident, change.at);
    }
}

void SqliteStore::redact(const Change& change, std::vector<IncidentId>& touched) {
    using Kind = Effect::Kind;
    for (const auto other : rewriting_.redact(change)) {
        touched.push_back(other);
        for (const auto kind : {Kind::show_card, Kind::show_topic, Kind::show_purpose,
                                Kind::show_announcement, Kind::show_postmortem})
            outbox_.owe({kind, other, 0, {}, {}}, change.at);
        for (const auto& update : record_.updates(other))
            outbox_.owe({Kind::show_update, other, update.number, {}, {}}, change.at);
        for (const auto& [target, pushed] : record_.places(other).pushed) {
            outbox_.owe({Kind::show_push, other, 0, {}, {}, target}, change.at);
            for (const auto& [number, id] : pushed.updates)
                if (number > 0)
                    outbox_.owe({Kind::show_pushed_update, other, number, {}, {}, target},
                                change.at);
        }
    }
}

void SqliteStore::scrub_if_due() {
    if (note("scrub").empty())
        return;
    if (database_.scrub())
        keep_note("scrub", "");
}

void SqliteStore::add_change(IncidentId id, int version, const std::string& body) {
    database_.run("INSERT INTO changes (incident, version, body) VALUES (?1, ?2, ?3)", key_of(id),
                  version, body);
}

bool SqliteStore::begin(const Owed& owed, Instant first_try, const std::string& progress) {
    fault_point("outbox.before_begin");
    const bool begun = outbox_.begin(owed, first_try, progress);  // a transaction of its own
    fault_point("outbox.begun");
    return begun;
}

void SqliteStore::settle(const Owed& owed, const Settlement& settlement, Instant now) {
    fault_point("outbox.before_settle");
    Transaction transaction(database_);
    outbox_.settle(owed, settlement, now);
    transaction.commit();
    fault_point("outbox.settled");
}

void SqliteStore::move_owed(std::chrono::seconds by, long long newest, Instant now) {
    Transaction transaction(database_);
    outbox_.move(by, newest, now);
    transaction.commit();
}

void SqliteStore::owe_by(Instant latest) {
    outbox_.wait_until(latest);
}

std::vector<StandingProblem> SqliteStore::problems() const {
    std::vector<StandingProblem> standing;
    auto query = database_.query("SELECT kind, since, told FROM problems ORDER BY kind");
    while (query.step())
        standing.push_back({query.text(0), query.instant(1), query.flag(2)});
    return standing;
}

void SqliteStore::keep_problems(const std::vector<StandingProblem>& standing,
                                const std::vector<Effect>& messages, Instant now) {
    Transaction transaction(database_);
    database_.run("DELETE FROM problems");
    for (const auto& problem : standing)
        database_.run("INSERT INTO problems (kind, since, told) VALUES (?1, ?2, ?3)", problem.kind,
                      problem.since, problem.told);
    for (const auto& message : messages)
        outbox_.owe(message, now);
    transaction.commit();
}

void SqliteStore::learn(const std::vector<Told>& told) {
    Transaction transaction(database_);
    for (const auto& fact : told)
        record_.learn(fact);
    transaction.commit();
}

std::string SqliteStore::note(std::string_view name) const {
    auto query =
        database_.query("SELECT value FROM facts WHERE name = ?1", "note." + std::string(name));
    return query.step() ? query.text(0) : std::string();
}

void SqliteStore::keep_note(std::string_view name, const std::string& value) {
    database_.run(
        "INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE "
        "SET value = ?2",
        "note." + std::string(name), value);
}

std::string SqliteStore::export_record(bool with_private, int& left_out) const {
    return write_record(database_, with_private, left_out);
}

Result<int> SqliteStore::import_record(const std::string& lines) {
    return import_with([&] {
        return read_record(
            lines, [this](const ImportedIncident& imported) { return keep_imported(imported); });
    });
}

Result<int> SqliteStore::import_changes(const std::function<std::vector<Change>()>& next) {
    return import_with([&]() -> Result<int> {
        int count = 0;
        for (auto changes = next(); !changes.empty(); changes = next()) {
            ImportedIncident imported;
            for (const auto& change : changes)
                if (auto added = muster::add_change(imported, change); !added)
                    return added.error();
            if (auto kept = keep_imported(imported); !kept)
                return kept.error();
            ++count;
        }
        return count;
    });
}

Result<int> SqliteStore::import_with(const std::function<Result<int>()>& read) {
    try {
        Transaction transaction(database_);
        auto imported = read();
        if (imported)
            transaction.commit();
        else
            record_.forget_heads();
        return imported;
    } catch (const SQLite::Exception& error) {
        record_.forget_heads();
        return not_kept(reason_of(error));
    }
}

Result<void> SqliteStore::keep_imported(const ImportedIncident& imported) {
    const auto& dossier = imported.dossier;
    const auto id = dossier.incident.id;
    if (record_.incident(id))
        return conflict(to_string(id) + " is in this database already");
    record_.keep(dossier);
    int version = 0;
    for (const auto& change : imported.changes)
        add_change(id, ++version, change);
    for (const auto before : imported.retired)
        record_.retire(before, id);
    return {};
}

std::vector<std::string> SqliteStore::check_rebuild() const {
    return compare_with_replay(database_, record_);
}

void SqliteStore::forget_requests(Instant before) {
    Transaction transaction(database_);
    database_.run(
        "DELETE FROM request_names WHERE request IN (SELECT id FROM requests WHERE at < ?1)",
        before);
    database_.run("DELETE FROM requests WHERE at < ?1", before);
    record_.forget_shown(before);
    transaction.commit();
}

std::vector<ChannelId> SqliteStore::channels() const {
    std::vector<ChannelId> channels;
    auto query = database_.query("SELECT channel FROM places WHERE channel IS NOT NULL");
    while (query.step())
        channels.emplace_back(query.text(0));
    return channels;
}

std::vector<ChannelId> SqliteStore::private_channels() const {
    std::vector<ChannelId> channels;
    auto query = database_.query(
        "SELECT channel FROM places WHERE channel IS NOT NULL AND incident BETWEEN ?1 AND ?2 "
        "ORDER BY incident DESC",
        key_of({Series::private_incident, 0}), key_of({Series::private_incident, 999'999'999}));
    while (query.step())
        channels.emplace_back(query.text(0));
    return channels;
}

void SqliteStore::rest() {
    scrub_if_due();
    if (database_.log_pages() > few_log_pages)
        database_.empty_log();
}

std::unique_ptr<Store> open_store(const std::filesystem::path& file, const Settings& settings) {
    return std::make_unique<SqliteStore>(file, settings, Database::Access::own);
}

std::unique_ptr<Store> open_store_to_read(const std::filesystem::path& file,
                                          const Settings& settings) {
    return std::make_unique<SqliteStore>(file, settings, Database::Access::read);
}

}  // namespace muster
