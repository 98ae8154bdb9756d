#pragma once

#include "storage/database.hpp"
#include "storage/outbox.hpp"
#include "storage/record_lines.hpp"
#include "storage/rewriting.hpp"
#include "storage/sqlite_record.hpp"
#include "storage/store.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// The Store over SQLite. Requests, and all that is one transaction, are here; the record, the
// outbox and the lines of an export have files of their own.
class SqliteStore : public Store {
public:
    SqliteStore(const std::filesystem::path& file, Settings settings, Database::Access access);

    std::vector<Result<Outcome>> perform(const std::vector<Job>& jobs) override;

    [[nodiscard]] const Record& record() const override { return record_; }
    [[nodiscard]] std::optional<Dossier> dossier(IncidentId id) const override {
        return record_.dossier(id);
    }
    [[nodiscard]] std::optional<Dossier> newest(IncidentId id, int entries) const override {
        return record_.newest(id, entries);
    }

    [[nodiscard]] std::vector<Owed> owed(Instant now, Slots slots,
                                         const std::vector<long long>& under_way) const override {
        return outbox_.owed(now, slots, under_way);
    }
    [[nodiscard]] int backlog() const override { return outbox_.backlog(); }
    [[nodiscard]] std::optional<Instant> next_due(const std::vector<long long>& under_way,
                                                  Slots slots) const override {
        return outbox_.next_due(under_way, slots);
    }
    [[nodiscard]] Waiting waiting() const override { return outbox_.waiting(); }
    void move_owed(std::chrono::seconds by, long long newest, Instant now) override;
    void owe_by(Instant latest) override;
    [[nodiscard]] std::vector<StandingProblem> problems() const override;
    void keep_problems(const std::vector<StandingProblem>& standing,
                       const std::vector<Effect>& messages, Instant now) override;
    bool begin(const Owed& owed, Instant first_try, const std::string& progress) override;
    void settle(const Owed& owed, const Settlement& settlement, Instant now) override;

    void learn(const std::vector<Told>& told) override;
    [[nodiscard]] std::string note(std::string_view name) const override;
    void keep_note(std::string_view name, const std::string& value) override;

    std::string export_record(bool with_private, int& left_out) const override;
    Result<int> import_record(const std::string& lines) override;
    Result<int> import_changes(const std::function<std::vector<Change>()>& next) override;
    [[nodiscard]] std::vector<std::string> check_rebuild() const override;
    void forget_requests(Instant before) override;
    [[nodiscard]] std::vector<ChannelId> channels() const override;
    [[nodiscard]] std::vector<ChannelId> private_channels() const override;
    void rest() override;

private:
    // One job in its savepoint. Throws only when the whole transaction is lost.
    Result<Outcome> attempt(const Job& job);
    Outcome carry_out(const Job& job, std::vector<IncidentId>& touched);
    [[nodiscard]] std::optional<std::string> answered(const Job& job) const;
    void keep(const std::vector<Change>& changes, std::vector<IncidentId>& touched);
    // What was redacted is gone from the rest of the record too; whose changed by that is touched.
    void redact(const Change& change, std::vector<IncidentId>& touched);
    void scrub_if_due();
    // An incident that becomes private has another id from the first change on.
    void move(const std::vector<Change>& changes, std::vector<IncidentId>& touched);
    void keep_answer(const Job& job, const std::string& answer);
    void add_change(IncidentId id, int version, const std::string& body);
    Result<void> keep_imported(const ImportedIncident& imported);
    // All that `read` keeps, in one transaction, or nothing.
    Result<int> import_with(const std::function<Result<int>()>& read);

    Settings settings_;
    mutable Database database_;
    SqliteRecord record_;
    Outbox outbox_;
    Rewriting rewriting_;
};

}  // namespace muster
