#include "storage/record_lines.hpp"

#include "domain/csv.hpp"
#include "storage/change_json.hpp"
#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

#include <algorithm>
#include <set>

namespace muster {
namespace {

constexpr std::string_view header = R"({"format":"muster-record","version":1})";

Error refused(const LineFaults& faults) {
    return invalid(faults.text() + (faults.named().size() > 1 ? "\n" : " ") +
                   "Nothing was imported.");
}

// Reads the lines one by one into incidents; each incident's stand together.
class RecordReader {
public:
    explicit RecordReader(const KeepImported& keep) : keep_(keep) {}

    void take(int line, std::string_view text) {
        line_ = line;
        auto change = read_change(text);
        if (!change) {
            fault(change.error().message);
            finish();
            lost_ = true;
            return;
        }
        const auto id = change->incident;
        const bool declares = std::holds_alternative<Declared>(change->what);
        if (id != id_) {
            finish();
            begin(id, declares);
        } else if (declares) {
            return fault(to_string(id) + " is declared twice");
        }
        lost_ = false;
        if (broken_)
            return;  // what is wrong with it was said
        if (auto added = add_change(incident_, *change); !added)
            fault(added.error().message);
    }

    Result<int> end() {
        finish();
        if (!faults_.empty())
            return refused(faults_);
        return count_;
    }

    void fault(std::string message) { fault(line_, std::move(message)); }
    void fault(int line, std::string message) {
        broken_ = true;
        faults_.add({line, "", std::move(message)});
    }

private:
    void begin(IncidentId id, bool declares) {
        id_ = id;
        first_line_ = line_;
        incident_ = {};
        broken_ = false;
        if (!declares && lost_)
            broken_ = true;  // its first line was the one that could not be read
        else if (!seen_.insert(id).second)
            fault("the lines of " + to_string(id) + " must stand together");
        else if (!declares)
            fault(to_string(id) + " must begin with being declared");
    }

    void finish() {
        if (!id_ || broken_)
            return void(id_.reset());
        id_.reset();
        ++count_;
        if (auto kept = keep_(incident_); !kept)
            fault(first_line_, kept.error().message);
    }

    const KeepImported& keep_;
    LineFaults faults_;
    std::set<IncidentId> seen_;
    std::optional<IncidentId> id_;
    ImportedIncident incident_;
    int line_ = 0;
    int first_line_ = 0;  // of the incident
    int count_ = 0;
    bool broken_ = false;  // something is wrong with the incident
    bool lost_ = false;    // the line before could not be read
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

Result<void> add_change(ImportedIncident& incident, const Change& change) {
    if (auto replayed = replay(incident.dossier, change); !replayed)
        return replayed;
    if (const auto* const made = std::get_if<MadePrivate>(&change.what))
        incident.retired.push_back(made->before);
    incident.changes.push_back(write_change(change));
    return {};
}

Result<int> read_record(std::string_view lines, const KeepImported& keep) {
    RecordReader reader(keep);
    int number = 0;
    do {
        const auto end = std::min(lines.find('\n'), lines.size());
        auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (++number == 1) {
            if (line == header)
                continue;
            reader.fault(1, "an export of Muster begins with " + std::string(header));
            break;  // it is something else altogether
        }
        if (line.empty())
            reader.fault(number, "there is nothing in it");
        else
            reader.take(number, line);
    } while (!lines.empty());
    return reader.end();
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
