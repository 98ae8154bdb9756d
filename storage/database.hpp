#pragma once

#include "domain/id.hpp"
#include "domain/time.hpp"
#include "storage/descriptor.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace muster {

// What a database of ours is marked with: "MSTR".
constexpr int database_application_id = 0x4d535452;

// Stands while this process has the database to itself; nothing stands for ":memory:".
class DatabaseLock {
public:
    // Throws std::runtime_error with a sentence when another process has it.
    explicit DatabaseLock(const std::filesystem::path& database);

    // What the last run wrote beside the database; empty when there was none.
    [[nodiscard]] const std::string& last_run() const { return last_run_; }
    void write_run(const std::string& run) const;

private:
    Descriptor file_;
    std::string last_run_;
};

// One use of a prepared statement; ready for the next one when this ends.
class Query {
public:
    explicit Query(SQLite::Statement& statement) : statement_(&statement) {}
    ~Query() {
        if (statement_ != nullptr)
            statement_->tryReset();
    }
    Query(Query&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Query& operator=(Query&&) = delete;

    // Whether there is a (next) row.
    bool step() { return statement_->executeStep(); }
    void run() { statement_->exec(); }

    [[nodiscard]] long long number(int column) const {
        return statement_->getColumn(column).getInt64();
    }
    [[nodiscard]] int integer(int column) const { return statement_->getColumn(column).getInt(); }
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] bool null(int column) const { return statement_->isColumnNull(column); }
    [[nodiscard]] std::string text(int column) const {
        return statement_->getColumn(column).getString();
    }
    [[nodiscard]] Instant instant(int column) const {
        return Instant(std::chrono::seconds(number(column)));
    }

    void bind(int place, long long value) { statement_->bind(place, static_cast<int64_t>(value)); }
    void bind(int place, int value) { statement_->bind(place, value); }
    void bind(int place, bool value) { statement_->bind(place, value ? 1 : 0); }
    void bind(int place, Instant value) {
        bind(place, static_cast<long long>(value.time_since_epoch().count()));
    }
    void bind(int place, const std::string& value) { statement_->bind(place, value); }
    void bind(int place, std::string_view value) { statement_->bind(place, std::string(value)); }
    template <class T>
    void bind(int place, const std::optional<T>& value) {
        if (value)
            bind(place, *value);
        else
            statement_->bind(place);
    }

private:
    SQLite::Statement* statement_;
};

// An open SQLite file of the newest schema, and its prepared statements.
class Database {
public:
    enum class Access {
        own,   // makes it if need be, migrates it, takes the lock
        read,  // beside the owner
    };
    // Throws std::runtime_error with a sentence for the operator.
    Database(const std::filesystem::path& file, Access access);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // `sql` must live as long as the database: a literal.
    template <class... Values>
    Query query(std::string_view sql, const Values&... values) {
        Query query(prepared(sql));
        int place = 0;
        (query.bind(++place, values), ...);
        return query;
    }
    template <class... Values>
    void run(std::string_view sql, const Values&... values) {
        query(sql, values...).run();
    }
    // For what is put together from names of tables and numbers alone; not kept for another time.
    void run_once(const std::string& sql);
    // How many rows the last statement changed.
    [[nodiscard]] int changed() const { return database_->getChanges(); }
    [[nodiscard]] bool in_transaction() const;

    // Whether this file is another than the last run's, or an older state of it: then nobody knows
    // what of the outbox was sent since.
    [[nodiscard]] bool is_copy() const { return is_copy_; }

    // Pages in the write-ahead log since it was last emptied.
    [[nodiscard]] int log_pages() const { return log_pages_; }
    // Brings the log's pages home, so that the log starts anew.
    void empty_log();
    // Writes the file anew without what was deleted in it, and empties its log to the last byte.
    // False when somebody is reading an older state: once more, later. Outside any transaction.
    bool scrub();

private:
    SQLite::Statement& prepared(std::string_view sql);
    void open(const std::filesystem::path& file, Access access);
    void migrate(const std::filesystem::path& file, Access access);
    void sign();
    static int count_pages(void* self, sqlite3* handle, const char* name, int pages);

    std::unique_ptr<DatabaseLock> lock_;
    std::unique_ptr<SQLite::Database> database_;
    std::unordered_map<std::string_view, SQLite::Statement> statements_;
    bool is_copy_ = false;
    int log_pages_ = 0;
};

// BEGIN, and unless commit() is reached, ROLLBACK. Inside another one it is a part of that.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
    bool outermost_;
    bool done_ = false;
};

// The number that stands for an incident in the tables.
long long key_of(IncidentId id);
IncidentId id_of(long long key);

}  // namespace muster
