#pragma once

#include "domain/change.hpp"
#include "storage/database.hpp"
#include "storage/outbox.hpp"
#include "storage/sqlite_record.hpp"

#include <string>
#include <vector>

namespace muster {

// The only way in which changes that are kept become other ones. Everything here runs inside the
// caller's transaction; afterwards the current state is what a replay of the changes gives.
class Rewriting {
public:
    Rewriting(Database& database, SqliteRecord& record, Outbox& outbox)
        : database_(database), record_(record), outbox_(outbox) {}

    // Carries out an EntryRedacted or UpdateRedacted that was just kept; does nothing for any other
    // change. What the entry or update ever said goes from all changes, from what is owed and from
    // the answers that were given, and the file is scrubbed when there is time. Returns the other
    // incidents in which it stood, too.
    std::vector<IncidentId> redact(const Change& change);

    // The incident gets another id from its first change on, in every table, and the old one is
    // nobody's any more. Nothing of it stands anywhere that is known under the new one, and nothing
    // that was owed is sent.
    void move(IncidentId from, IncidentId to, Instant now);

private:
    void take_out(IncidentId id, const Change* redaction, const std::vector<std::string>& secrets);
    void rebuild(IncidentId id);
    [[nodiscard]] std::vector<std::string> tables_of_incidents() const;
    [[nodiscard]] std::vector<IncidentId> others_with(const std::vector<std::string>& secrets,
                                                      IncidentId id) const;

    Database& database_;
    SqliteRecord& record_;
    Outbox& outbox_;
};

}  // namespace muster
