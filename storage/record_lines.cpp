#include "storage/record_lines.hpp"

#include "storage/change_json.hpp"
#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

constexpr std::string_view header = R"({"format":"muster-record","version":1})";

Error at_line(int line, const std::string& message) {
    return invalid("Line " + std::to_string(line) + ": " + message + ". Nothing was imported.");
}

// Reads the lines one by one into incidents; each incident's stand together.
class RecordReader {
public:
    Result<void> take(std::string_view line) {
        auto change = read_change(line);
        if (!change)
            return change.error();
        const auto id = change->incident;
        const bool declares = std::holds_alternative<Declared>(change->what);
        if (incidents_.empty() || incidents_.back().dossier.incident.id != id) {
            if (!declares)
                return invalid(to_string(id) + " must begin with being declared");
            if (!seen_.insert(id).second)
                return invalid("the lines of " + to_string(id) + " must stand together");
            incidents_.emplace_back();
        } else if (declares) {
            return invalid(to_string(id) + " is declared twice");
        }
        auto& incident = incidents_.back();
        if (auto replayed = replay(incident.dossier, *change); !replayed)
            return replayed.error();
        incident.changes.push_back(write_change(*change));
        return {};
    }
    std::vector<ImportedIncident> incidents() && { return std::move(incidents_); }

private:
    std::vector<ImportedIncident> incidents_;
    std::set<IncidentId> seen_;
};

template <class T>
void compare_list(const std::string& id, std::string_view name, const std::vector<T>& kept,
                  const std::vector<T>& replayed, std::vector<std::string>& differences) {
    std::map<int, std::pair<std::string, std::string>> both;
    for (const auto& item : kept)
        both[item.number].first = JsonWriter::object(item);
    for (const auto& item : replayed)
        both[item.number].second = JsonWriter::object(item);
    for (const auto& [number, texts] : both)
        if (texts.first != texts.second)
            differences.push_back(id + ": " + std::string(name) + " " + std::to_string(number));
}

// Removed entries too, unlike SqliteRecord::entries.
std::vector<Entry> all_entries(Database& database, IncidentId id) {
    std::vector<Entry> entries;
    auto query =
        database.query("SELECT body FROM entries WHERE incident = ?1 ORDER BY number", key_of(id));
    while (query.step())
        entries.push_back(JsonReader::value<Entry>(query.text(0)));
    return entries;
}

}  // namespace

std::string write_record(Database& database, bool with_private, int& left_out) {
    std::string lines(header);
    lines += '\n';
    left_out = 0;
    long long last = 0;
    auto query = database.query("SELECT incident, body FROM changes ORDER BY incident, version");
    while (query.step()) {
        const auto incident = query.number(0);
        if (!with_private && id_of(incident).series == Series::private_incident) {
            left_out += incident != last ? 1 : 0;
            last = incident;
            continue;
        }
        lines += query.text(1);
        lines += '\n';
    }
    return lines;
}

Result<std::vector<ImportedIncident>> read_record(std::string_view lines) {
    RecordReader reader;
    int number = 0;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (++number == 1) {
            if (line != header)
                return at_line(1, "an export of Muster begins with " + std::string(header));
            continue;
        }
        if (line.empty())
            return at_line(number, "there is nothing in it");
        if (auto taken = reader.take(line); !taken)
            return at_line(number, taken.error().message);
    }
    if (number == 0)
        return at_line(1, "an export of Muster begins with " + std::string(header));
    return std::move(reader).incidents();
}

std::vector<std::string> compare_with_replay(Database& database, const SqliteRecord& record) {
    std::vector<std::string> differences;
    std::map<IncidentId, Dossier> replayed;
    {
        auto query =
            database.query("SELECT incident, body FROM changes ORDER BY incident, version");
        while (query.step()) {
            const auto id = id_of(query.number(0));
            const auto change = read_change(query.text(1));
            if (!change)
                differences.push_back(to_string(id) +
                                      ": a change cannot be read: " + change.error().message);
            else if (const auto done = replay(replayed[id], *change); !done)
                differences.push_back(to_string(id) +
                                      ": a change cannot be replayed: " + done.error().message);
        }
    }
    for (const auto id : record.ids())
        if (!replayed.contains(id))
            differences.push_back(to_string(id) + ": has no changes");
    for (const auto& [id, dossier] : replayed) {
        const auto name = to_string(id);
        const auto kept = record.dossier(id);
        if (!kept) {
            differences.push_back(name + ": is not among the incidents");
            continue;
        }
        if (JsonWriter::object(kept->incident) != JsonWriter::object(dossier.incident))
            differences.push_back(name + ": the head");
        compare_list(name, "entry", all_entries(database, id), dossier.entries, differences);
        compare_list(name, "update", kept->updates, dossier.updates, differences);
        compare_list(name, "follow-up", kept->follow_ups, dossier.follow_ups, differences);
        compare_list(name, "revision", kept->revisions, dossier.revisions, differences);
    }
    return differences;
}

}  // namespace muster
