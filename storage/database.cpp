#include "storage/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <random>
#include <stdexcept>

namespace muster::storage_files {
std::string_view find(std::string_view path);
}

namespace muster {
namespace {

constexpr std::array<std::string_view, 11> migrations{
    "storage/migrations/0001_incidents.sql",      "storage/migrations/0002_entries_by_time.sql",
    "storage/migrations/0003_problems.sql",       "storage/migrations/0004_workspace.sql",
    "storage/migrations/0005_waiting.sql",        "storage/migrations/0006_who.sql",
    "storage/migrations/0007_rewriting.sql",      "storage/migrations/0008_captures.sql",
    "storage/migrations/0009_reminders.sql",      "storage/migrations/0010_documents.sql",
    "storage/migrations/0011_component_moves.sql"};
constexpr long long series_span = 1'000'000'000;
constexpr int patience_ms = 5'000;  // for another process that has the file for a moment

// SQLite would make the file readable for all; its log and index take after it.
void make_private(const std::filesystem::path& file) {
    const auto handle = open_file(file, O_RDWR | O_CREAT);
    if (!handle.is_open())
        throw std::runtime_error(file.string() + " cannot be opened: " + std::strerror(errno) +
                                 ". MUSTER_DATABASE names another file.");
    if (fchmod(handle.number(), 0600) != 0)
        throw std::runtime_error(file.string() +
                                 " belongs to another user, and its mode cannot be set to 0600.");
}

std::string new_run() {
    std::random_device random;
    return std::to_string(random()) + "-" + std::to_string(random());
}

}  // namespace

Database::Database(const std::filesystem::path& file, Access access) {
    try {
        open(file, access);
        migrate(file, access);
        if (lock_)
            sign();
    } catch (const SQLite::Exception& error) {
        const int code = error.getErrorCode();
        if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
            throw std::runtime_error(file.string() + " is not a database, or is damaged (" +
                                     error.what() +
                                     "). Restore it from a backup, or name another file with "
                                     "MUSTER_DATABASE.");
        throw std::runtime_error(file.string() + " cannot be used: " + error.what() + ".");
    }
}

Database::~Database() {
    try {
        if (lock_)
            sign();
    } catch (const std::exception&) {
        // The next run then takes the file for a copy, and looks before it sends.
        is_copy_ = true;
    }
    statements_.clear();
}

void Database::open(const std::filesystem::path& file, Access access) {
    const bool in_memory = file == ":memory:";
    if (!in_memory) {
        const auto folder = std::filesystem::absolute(file).parent_path();
        if (!std::filesystem::is_directory(folder))
            throw std::runtime_error("The folder " + folder.string() +
                                     " is not there. Make it, or name another file with "
                                     "MUSTER_DATABASE.");
        if (access == Access::own) {
            lock_ = std::make_unique<DatabaseLock>(file);
            make_private(file);
        } else if (!std::filesystem::exists(file)) {
            throw std::runtime_error(file.string() +
                                     " is not there yet: start Muster once, or name another file "
                                     "with MUSTER_DATABASE.");
        }
    }
    database_ = std::make_unique<SQLite::Database>(
        file.string(),
        SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX | (in_memory ? SQLite::OPEN_CREATE : 0));
    database_->setBusyTimeout(patience_ms);
    if (access == Access::read) {
        database_->exec("PRAGMA query_only = ON");
        return;
    }
    // A request changes a little on several pages, and each goes whole into the log: small ones
    // make a commit about a sixth faster than SQLite's usual 4,096 bytes. Of new files alone.
    database_->exec("PRAGMA page_size = 1024");
    database_->exec("PRAGMA journal_mode = WAL");
    database_->exec("PRAGMA synchronous = FULL");
    database_->exec("PRAGMA foreign_keys = ON");
    database_->exec("PRAGMA temp_store = MEMORY");
    database_->exec("PRAGMA wal_autocheckpoint = 0");  // empty_log() does it when nobody waits
    sqlite3_wal_hook(database_->getHandle(), &Database::count_pages, this);
}

void Database::migrate(const std::filesystem::path& file, Access access) {
    const int version = database_->execAndGet("PRAGMA user_version").getInt();
    const int newest = static_cast<int>(migrations.size());
    const bool ours =
        database_->execAndGet("PRAGMA application_id").getInt() == database_application_id;
    const bool blank = database_->execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (!ours && !blank)
        throw std::runtime_error(file.string() +
                                 " is another program's database. Name another file with "
                                 "MUSTER_DATABASE.");
    if (version > newest)
        throw std::runtime_error(file.string() + " was written by a newer Muster (schema " +
                                 std::to_string(version) + ", this one knows " +
                                 std::to_string(newest) +
                                 "). Start that version, or restore a backup from before it.");
    if (access == Access::read && version < newest)
        throw std::runtime_error(file.string() +
                                 " was written by an older Muster. Start this version's \"muster "
                                 "run\" once: it brings the file up to date.");
    if (version == newest)
        return;
    SQLite::Transaction transaction(*database_);
    for (int number = version; number < newest; ++number)
        database_->exec(
            std::string(storage_files::find(migrations.at(static_cast<std::size_t>(number)))));
    database_->exec("PRAGMA application_id = " + std::to_string(database_application_id));
    database_->exec("PRAGMA user_version = " + std::to_string(newest));
    transaction.commit();
}

// Writes the same new word into the database and beside it. A copy of the file, or an older state
// put back in its place, has another word than the one beside it.
void Database::sign() {
    std::string known;
    if (auto query = this->query("SELECT value FROM facts WHERE name = 'run'"); query.step())
        known = query.text(0);
    is_copy_ = known != lock_->last_run() && !known.empty();
    const auto run_name = new_run();
    run("INSERT INTO facts (name, value) VALUES ('run', ?1) "
        "ON CONFLICT (name) DO UPDATE SET value = ?1",
        run_name);
    lock_->write_run(run_name);
}

SQLite::Statement& Database::prepared(std::string_view sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end())
        return found->second;
    return statements_.try_emplace(sql, *database_, std::string(sql)).first->second;
}

void Database::run_once(const std::string& sql) {
    database_->exec(sql);
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(database_->getHandle()) == 0;
}

int Database::count_pages(void* self, sqlite3* /*handle*/, const char* /*name*/, int pages) {
    static_cast<Database*>(self)->log_pages_ = pages;
    return SQLITE_OK;
}

void Database::empty_log() {
    database_->exec("PRAGMA wal_checkpoint(PASSIVE)");
    log_pages_ = 0;
}

bool Database::scrub() {
    database_->exec("VACUUM");
    database_->setBusyTimeout(0);  // nobody is to wait until somebody else has read to the end
    SQLite::Statement checkpoint(*database_, "PRAGMA wal_checkpoint(TRUNCATE)");
    const bool done = checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0;
    database_->setBusyTimeout(patience_ms);
    if (done)
        log_pages_ = 0;
    return done;
}

Transaction::Transaction(Database& database)
    : database_(database), outermost_(!database.in_transaction()) {
    if (outermost_)
        database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // A full disk makes SQLite roll back by itself.
    if (done_ || !outermost_ || !database_.in_transaction())
        return;
    try {
        database_.run("ROLLBACK");
    } catch (const SQLite::Exception&) {
        done_ = true;  // nothing to roll back any more
    }
}

void Transaction::commit() {
    if (outermost_)
        database_.run("COMMIT");
    done_ = true;
}

long long key_of(IncidentId id) {
    return static_cast<long long>(id.series) * series_span + id.number;
}

IncidentId id_of(long long key) {
    return {static_cast<Series>(key / series_span), static_cast<int>(key % series_span)};
}

}  // namespace muster
