#include "bot/import_file.hpp"

#include "domain/csv.hpp"
#include "domain/past_incident.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"
#include "slack/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_rows = 1'000'000;
constexpr std::size_t most_remarks = 20;

enum class Kind { record, json_rows, table };

Kind kind_of(std::string_view text) {
    text = trimmed(text.substr(0, std::min<std::size_t>(text.size(), 4'096)));
    if (!text.starts_with('{'))
        return Kind::table;
    return text.substr(0, text.find('\n')).find("\"muster-record\"") != std::string_view::npos
               ? Kind::record
               : Kind::json_rows;
}

// Rows of a file, and what was noticed on the way.
struct Rows {
    std::vector<PastRow> rows;
    LineFaults faults;
    std::set<std::string> computed;  // columns that were not taken
};

std::string at_column(std::size_t index, std::string_view heading) {
    return "column " + std::to_string(index + 1) + " (" + shortened(on_one_line(heading), 40) + ")";
}

void unknown_column(Rows& rows, int line, std::string where, std::string_view heading) {
    rows.faults.add({line, std::move(where),
                     "“" + shortened(on_one_line(heading), 40) +
                         "” is no column that Muster knows; "
                         "there are " +
                         past_fields()});
}

// Which column of a table is which; nothing for those that are passed over.
std::vector<std::optional<PastField>> read_headings(const CsvRow& first, Rows& rows) {
    std::vector<std::optional<PastField>> fields;
    std::map<PastField, std::size_t> seen;
    for (std::size_t i = 0; i < first.cells.size(); ++i) {
        const auto& heading = first.cells[i];
        const auto field = read_past_field(heading);
        fields.push_back(field);
        if (field) {
            const auto [before, is_new] = seen.emplace(*field, i);
            if (!is_new)
                rows.faults.add({first.line, at_column(i, heading),
                                 "it is the same as column " + std::to_string(before->second + 1) +
                                     "; leave one of them out"});
        } else if (is_computed_field(heading)) {
            rows.computed.insert(std::string(trimmed(heading)));
        } else if (!trimmed(heading).empty()) {
            unknown_column(rows, first.line, at_column(i, heading), heading);
        }
    }
    if (!seen.contains(PastField::title))
        rows.faults.add({first.line, "",
                         "there is no column “title”; the first line names the columns, among " +
                             past_fields()});
    return fields;
}

Rows rows_of_table(std::string_view text) {
    auto table = read_csv(text);
    Rows rows;
    rows.faults = std::move(table.faults);
    if (table.rows.empty()) {
        if (rows.faults.empty())
            rows.faults.add({1, "",
                             "there is nothing in the file; the first line names the "
                             "columns, among " +
                                 past_fields()});
        return rows;
    }
    const auto fields = read_headings(table.rows.front(), rows);
    const auto& headings = table.rows.front().cells;
    for (std::size_t r = 1; r < table.rows.size(); ++r) {
        auto& cells = table.rows[r].cells;
        PastRow row{table.rows[r].line, {}};
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i >= fields.size() || !fields[i]) {
                if (i >= fields.size() && !trimmed(cells[i]).empty())
                    rows.faults.add({row.line, "column " + std::to_string(i + 1),
                                     "the line has more cells than there are columns; put a text "
                                     "with separators in quotes"});
                continue;
            }
            row.cells[*fields[i]] = {at_column(i, headings[i]), std::move(cells[i])};
        }
        rows.rows.push_back(std::move(row));
    }
    return rows;
}

// A member of a JSON row as the cell of a table would have it; nothing when it is no such thing.
std::optional<std::string> cell_text(const Json& value) {
    if (value.is_null())
        return std::string();
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean() || value.is_number())
        return value.dump();
    if (!value.is_array())
        return std::nullopt;
    std::string lines;
    for (const auto& item : value) {
        if (!item.is_string())
            return std::nullopt;
        lines += (lines.empty() ? "" : "\n") + item.get<std::string>();
    }
    return lines;
}

void take_members(const Json& json, Rows& rows, int line) {
    PastRow row{line, {}};
    for (const auto& [name, value] : json.items()) {
        const auto where = "“" + shortened(on_one_line(name), 40) + "”";
        const auto field = read_past_field(name);
        if (!field) {
            if (is_computed_field(name))
                rows.computed.insert(name);
            else
                unknown_column(rows, line, where, name);
            continue;
        }
        auto text = cell_text(value);
        if (!text)
            rows.faults.add({line, where, "it must be text, or a list of texts"});
        else if (row.cells.contains(*field))
            rows.faults.add({line, where, "it stands there already under another name"});
        else
            row.cells[*field] = {where, *std::move(text)};
    }
    rows.rows.push_back(std::move(row));
}

Rows rows_of_lines(std::string_view text) {
    Rows rows;
    for (int line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto one = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.empty())
            continue;
        try {
            const auto json = Json::parse(one);
            if (json.is_object())
                take_members(json, rows, line);
            else
                rows.faults.add({line, "", "it must be an object like {\"title\": …}"});
        } catch (const Json::parse_error& error) {
            rows.faults.add({line, "column " + std::to_string(error.byte),
                             "this is not one JSON value; an incident stands on one line"});
        }
    }
    return rows;
}

Error refused(const LineFaults& faults) {
    return invalid(faults.text() + (faults.named().size() > 1 ? "\n" : " ") +
                   "Nothing was imported.");
}

// The first line whose bytes are no text, or 0.
int first_broken_line(const std::string& text) {
    if (slack::repair_utf8(text) == text)
        return 0;
    int line = 1;
    for (std::size_t from = 0; from < text.size(); ++line) {
        const auto end = std::min(text.find('\n', from), text.size());
        const auto one = std::string_view(text).substr(from, end - from);
        if (slack::repair_utf8(one) != one)
            break;
        from = end + 1;
    }
    return line;
}

std::vector<std::string> remarks_on(const Rows& rows, const PastIncidents& past, int published) {
    std::vector<std::string> remarks(
        past.remarks().begin(), past.remarks().begin() + static_cast<std::ptrdiff_t>(std::min(
                                                             past.remarks().size(), most_remarks)));
    if (past.remarks().size() > most_remarks)
        remarks.push_back("And " + std::to_string(past.remarks().size() - most_remarks) +
                          " more times were read so.");
    std::string names;
    for (const auto& name : rows.computed)
        names += (names.empty() ? "" : ", ") + name;
    if (!names.empty())
        remarks.push_back("Not taken, since Muster computes it: " + names + ".");
    if (published > 0)
        remarks.push_back("By the publication rule " +
                          counted(published, "of them stands", "of them stand") +
                          " on the status page. A column “published” with “no” keeps one off it.");
    return remarks;
}

Result<Imported> import_past(Store& store, Rows rows, const Settings& settings, Instant now) {
    PastIncidents past(settings, now,
                       [&](IncidentId id) { return store.record().incident(id).has_value(); });
    if (rows.rows.size() > most_rows)
        return invalid(
            "the file has more than 1,000,000 incidents; import it in parts. Nothing "
            "was imported.");
    for (auto& row : rows.rows)
        past.take(std::move(row));
    rows.rows.clear();
    rows.faults.add(past.faults());
    if (!rows.faults.empty())
        return refused(rows.faults);
    past.number(store.record().next_number(Series::incident));
    int published = 0;
    auto imported = store.import_changes([&] {
        auto changes = past.next();
        Incident incident;
        for (const auto& change : changes)
            apply(incident, change);
        published += !changes.empty() && is_published(incident, settings) ? 1 : 0;
        return changes;
    });
    if (!imported)
        return imported.error();
    return Imported{*imported, remarks_on(rows, past, published)};
}

}  // namespace

Result<Imported> import_file(Store& store, const std::string& text, const Settings& settings,
                             Instant now) {
    if (const auto line = first_broken_line(text); line > 0)
        return invalid("Line " + std::to_string(line) +
                       ": its bytes are no text in UTF-8; save the file as UTF-8. Nothing was "
                       "imported.");
    switch (kind_of(text)) {
        case Kind::record: {
            auto imported = store.import_record(text);
            if (!imported)
                return imported.error();
            return Imported{*imported, {}};
        }
        case Kind::json_rows:
            return import_past(store, rows_of_lines(text), settings, now);
        case Kind::table:
            break;
    }
    return import_past(store, rows_of_table(text), settings, now);
}

}  // namespace muster
