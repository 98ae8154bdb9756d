#pragma once

#include "domain/document.hpp"
#include "domain/result.hpp"
#include "storage/database.hpp"
#include "storage/sqlite_record.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// The record as JSON Lines: a header, then every change, incident by incident, in order.
std::string write_record(Database& database, bool with_private, int& left_out);

// What import takes: an incident that some lines amount to, and those lines.
struct ImportedIncident {
    Dossier dossier;
    std::vector<std::string> changes;  // as write_change writes them
    std::vector<IncidentId> retired;   // ids that it had before
};
// Adds a change to it; an Error when the change cannot follow on those before.
Result<void> add_change(ImportedIncident& incident, const Change& change);

// Keeps an incident, or says why not.
using KeepImported = std::function<Result<void>(const ImportedIncident&)>;
// Hands over the incidents of an export, one by one, and says how many there were. An Error names
// every line that is wrong, up to a bound; what was handed over must then be undone.
Result<int> read_record(std::string_view lines, const KeepImported& keep);

// What differs between the current state and a replay of all changes; empty when nothing does.
std::vector<std::string> compare_with_replay(Database& database, const SqliteRecord& record);

}  // namespace muster
