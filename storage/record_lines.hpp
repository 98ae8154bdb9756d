#pragma once

#include "domain/document.hpp"
#include "domain/result.hpp"
#include "storage/database.hpp"
#include "storage/sqlite_record.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// The record as JSON Lines: a header, then every change, incident by incident, in order.
std::string write_record(Database& database, bool with_private, int& left_out);

// What import takes: the incidents that the lines amount to, and the lines of each. An Error names
// the line.
struct ImportedIncident {
    Dossier dossier;
    std::vector<std::string> changes;  // as write_change writes them
};
Result<std::vector<ImportedIncident>> read_record(std::string_view lines);

// What differs between the current state and a replay of all changes; empty when nothing does.
std::vector<std::string> compare_with_replay(Database& database, const SqliteRecord& record);

}  // namespace muster
