// Databases that earlier versions wrote.
#include "storage/database.hpp"
#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

namespace muster::storage_files {
std::string_view find(std::string_view path);
}

using namespace muster;
using namespace muster::sample;

namespace {

// What version 9 of the schema was made of.
constexpr std::array<std::string_view, 9> of_version_9{
    "0001_incidents", "0002_entries_by_time", "0003_problems", "0004_workspace", "0005_waiting",
    "0006_who",       "0007_rewriting",       "0008_captures", "0009_reminders"};

// The record of `from` as that version had it: no head knew how its components had moved.
void write_version_9(const std::filesystem::path& from, const std::filesystem::path& to) {
    SQLite::Database older(to.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const auto name : of_version_9)
        older.exec(
            std::string(storage_files::find("storage/migrations/" + std::string(name) + ".sql")));
    older.exec("PRAGMA application_id = " + std::to_string(database_application_id));
    older.exec("PRAGMA user_version = 9");
    SQLite::Statement attach(older, "ATTACH ?1 AS newer");
    attach.bind(1, from.string());
    attach.exec();
    older.exec(
        "INSERT INTO incidents (id, declared_at, closed, head) SELECT id, declared_at, closed, "
        "json_remove(head, '$.component_moves') FROM newer.incidents");
    for (const std::string table : {"changes", "entries", "updates", "follow_ups", "revisions"})
        older.exec("INSERT INTO " + table + " SELECT * FROM newer." + table);
}

}  // namespace

TEST_CASE("a database of an earlier version gets what its changes tell of the components") {
    const Folder folder;
    const auto newer = folder.path() / "newer.db";
    const auto older = folder.path() / "older.db";
    std::string lines;
    int left_out = 0;
    {
        const auto store = open_store(newer, {});
        perform(
            *store,
            job({declared(inc_1),
                 change(inc_1, ComponentSet{"Checkout", ComponentState::major, {}}, 10),
                 change(inc_1, ComponentSet{"Search \"new\"", ComponentState::degraded, {}}, 20)}));
        perform(*store, job({declared(inc_2, R"(He said "kind":"component_set")")}));
        perform(
            *store,
            job({change(inc_1,
                        ComponentSet{"Checkout", ComponentState::partial, ComponentState::major},
                        30),
                 change(inc_1, ComponentSet{"Checkout", std::nullopt, ComponentState::partial},
                        40)}));
        lines = store->export_record(true, left_out);
    }
    write_version_9(newer, older);
    {
        const auto store = open_store(older, {});
        const std::vector<ComponentMove> expected{
            {"Checkout", ComponentState::major, at(10)},
            {"Search \"new\"", ComponentState::degraded, at(20)},
            {"Checkout", ComponentState::partial, at(30)},
            {"Checkout", std::nullopt, at(40)}};
        CHECK(store->record().incident(inc_1)->component_moves == expected);
        CHECK(store->record().incident(inc_2)->component_moves.empty());
        CHECK(store->check_rebuild().empty());
        CHECK(store->export_record(true, left_out) == lines);
    }
    const auto again = open_store(older, {});
    CHECK(again->record().incident(inc_1)->component_moves.size() == 4);
}
