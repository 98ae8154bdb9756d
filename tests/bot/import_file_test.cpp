#include "bot/import_file.hpp"

#include "templates/log.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace muster {
namespace {

const Instant now = read_rfc3339("2026-11-20T14:00:00Z").value();

std::unique_ptr<Store> empty_store() {
    return open_store(":memory:", {});
}

Result<Imported> import_text(Store& store, const std::string& text, const Settings& settings = {}) {
    return import_file(store, text, settings, now);
}

std::string refusal(const std::string& text) {
    const auto store = empty_store();
    const auto imported = import_text(*store, text);
    CHECK(store->record().count(IncidentFilter::all) == 0);
    return imported ? "taken" : imported.error().message;
}

std::string export_of(const Store& store) {
    int left_out = 0;
    return store.export_record(true, left_out);
}

std::string log_of(const Store& store, LogFormat format) {
    std::vector<Dossier> dossiers;
    for (const auto& incident : store.record().incidents(IncidentFilter::all, 0, 1'000))
        dossiers.push_back(store.dossier(incident.id).value());
    return render_log(dossiers, {}, {.format = format}, {}).value();
}

const std::string csv =
    "Title;Severity;First detected;Repaired;Resolved;Time to repair;Context;Actions\r\n"
    "\"Orders; again\";sev1;2024-10-14 10:30 (a mail);2024-10-14 12:00;2024-10-16 09:00;99h;"
    "\"2024-10-14 10:40 Disk full\r\n2024-12-01 09:00 New disk\";\"done: Larger disk | Ada\"\r\n"
    "Search is slow;;2024-02-01 10:00;;;;;\r\n";

const std::string json_lines =
    "{\"title\":\"Orders; again\",\"severity\":\"sev1\",\"detected\":\"2024-10-14 10:30 (a mail)\","
    "\"repaired\":\"2024-10-14 12:00\",\"resolved\":\"2024-10-16 "
    "09:00\",\"time_to_repair\":\"99h\","
    "\"context\":[\"2024-10-14 10:40 Disk full\",\"2024-12-01 09:00 New disk\"],"
    "\"actions\":\"done: Larger disk | Ada\"}\n\n"
    "{\"title\":\"Search is slow\",\"severity\":null,\"detected\":\"2024-02-01 10:00\"}\n";

}  // namespace

TEST_CASE("a log kept by hand fills the log, as a table or as JSON Lines, and owes nothing") {
    const auto from_table = empty_store();
    const auto imported = import_text(*from_table, csv);
    REQUIRE(imported.has_value());
    CHECK(imported->incidents == 2);
    const auto text = log_of(*from_table, LogFormat::markdown);
    CHECK(text.find("## 2024-Q4\n\n- Incidents: 1\n") != std::string::npos);
    CHECK(text.find("- Mean time to repair: 1h 30m (detected to repaired, over 1 incident)") !=
          std::string::npos);
    CHECK(text.find("- Mean time to resolve: 46h 30m ") != std::string::npos);
    CHECK(text.find("### 2024-10-14: INC-2 Orders; again") != std::string::npos);
    CHECK(text.find("INC-1 Search is slow") != std::string::npos);
    CHECK(text.find("2024-12-01 09:00 – New disk") != std::string::npos);
    CHECK(text.find("- Larger disk — done, Ada") != std::string::npos);
    CHECK(text.find("- Left out of time to repair: INC-1 (no time repaired)") != std::string::npos);
    CHECK(from_table->backlog() == 0);
    CHECK(from_table->check_rebuild().empty());

    const auto from_lines = empty_store();
    REQUIRE(import_text(*from_lines, json_lines).has_value());
    CHECK(export_of(*from_lines) == export_of(*from_table));
}

TEST_CASE("an import says what it did not take, and what the public sees of it") {
    const auto store = empty_store();
    const auto remarks = import_text(*store, csv)->remarks;
    REQUIRE(remarks.size() == 2);
    CHECK(remarks[0] == "Not taken, since Muster computes it: Time to repair.");
    CHECK(remarks[1].starts_with("By the publication rule 2 of them stand on the status page."));
    Settings manual;
    manual.publication = PublicationRule::manual;
    CHECK(import_text(*empty_store(), json_lines, manual)->remarks.size() == 1);
}

TEST_CASE("an import of an export of what was imported has the same bytes") {
    const auto first = empty_store();
    REQUIRE(import_text(*first, csv).has_value());
    const auto second = empty_store();
    const auto imported = import_text(*second, export_of(*first));
    REQUIRE(imported.has_value());
    CHECK(imported->incidents == 2);
    CHECK(export_of(*second) == export_of(*first));
}

TEST_CASE("the log as a table can be imported, and gives the same log again") {
    const auto first = empty_store();
    REQUIRE(
        import_text(*first,
                    "id,title,severity,detected,first_repaired,repaired,resolved\n"
                    "INC-4,\"'=SUM(1), \"\"quoted\"\"\",sev2,2024-10-14 10:30,,2024-10-14 10:31,\n"
                    "DRL-2,A drill,sev1,2024-10-14 10:30,,2024-10-14 10:31,\n"
                    "INC-5,Twice,sev2,2024-10-15 10:30,2024-10-15 11:00,2024-10-15 12:00,"
                    "2024-10-16 10:00\n")
            .has_value());
    const auto table = log_of(*first, LogFormat::csv);
    CHECK(table.find(",\"'=SUM(1), \"\"quoted\"\"\",") != std::string::npos);
    const auto second = empty_store();
    REQUIRE(import_text(*second, table).has_value());
    CHECK(log_of(*second, LogFormat::csv) == table);
    CHECK(second->record().incident({Series::incident, 4})->title == "=SUM(1), \"quoted\"");
}

TEST_CASE("what is wrong with a file is named by line and column, and nothing is taken") {
    struct Row {
        std::string text;
        std::string message;
    };
    const Row rows[] = {
        {"", "Line 1: there is nothing in the file; the first line names the columns, among id, "},
        {"detected\n2024-10-14 10:30\n", "Line 1: there is no column “title”; "},
        {"title,detected,weather\n", "Line 1, column 3 (weather): “weather” is no column that "},
        {"title,name\n",
         "Line 1, column 2 (name): it is the same as column 1; leave one of them out"},
        {"title,detected\na,2024-10-14 10:30,c\n",
         "Line 2, column 3: the line has more cells than there are columns; "},
        {"title,detected\na,2024-10-14 10:30\nb,soon\nc\n,2024-10-14 10:30\n",
         "Line 3, column 2 (detected): “soon” does not begin with a date; "},
        {"title,detected\n\"a,2024-10-14 10:30\n",
         "Line 2, column 1: a quoted text begins here and never ends; "},
        {"{\"title\":\"a\",\"detected\":\"2024-10-14 10:30\"}\n{\"title\":\n",
         "Line 2, column 10: this is not one JSON value; an incident stands on one line"},
        {"{\"title\":\"a\"}\n[1]\n", "Line 1, detected: there is no time; "},
        {"{\"title\":{\"a\":1},\"detected\":\"2024-10-14 10:30\"}\n",
         "Line 1, title: there is no title; "},
        {"{\"title\":\"a\",\"weather\":\"fine\"}\n", "Line 1, detected: there is no time"},
        {"title,detected\nb\xE4"
         "d,2024-10-14 10:30\n",
         "Line 2: its bytes are no text in UTF-8; save the file as UTF-8. Nothing was imported."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto message = refusal(row.text);
        CAPTURE(message);
        CHECK(message.starts_with(row.message));
        CHECK(message.ends_with("Nothing was imported."));
    }
    const auto several = refusal(rows[5].text);
    CHECK(several.find("\nLine 4, detected: there is no time") != std::string::npos);
    CHECK(several.find("\nLine 5, column 1 (title): there is no title") != std::string::npos);
}

TEST_CASE("an id that exists is refused by its line, and nothing else of the file is taken") {
    const auto store = empty_store();
    REQUIRE(import_text(*store, "id,title,detected\nINC-3,One,2024-10-14 10:30\n").has_value());
    const auto again = import_text(
        *store, "id,title,detected\nINC-4,Two,2024-10-14 10:30\nINC-3,Three,2024-10-14 10:30\n");
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().message ==
          "Line 3, column 1 (id): INC-3 is in this database already. Nothing was imported.");
    CHECK(store->record().count(IncidentFilter::all) == 1);
    REQUIRE(import_text(*store, "title,detected\nTwo,2024-10-14 10:30\n").has_value());
    CHECK(store->record().incident({Series::incident, 4})->title == "Two");
}

}  // namespace muster
