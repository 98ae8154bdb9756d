#include "storage/backup.hpp"

#include "storage/store.hpp"
#include "tests/bot/folder.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

using namespace muster;
using namespace muster::sample;

namespace {

std::string refusal(const std::filesystem::path& database, const std::filesystem::path& copy) {
    try {
        back_up(database, copy);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string exported(const Store& store) {
    int left_out = 0;
    return store.export_record(true, left_out);
}

}  // namespace

TEST_CASE("a copy made while the owner writes opens as the record it was") {
    const muster::testing::Folder folder;
    const auto database = folder.path() / "muster.db";
    const auto copy = folder.path() / "copy of it's.db";
    const auto store = open_store(database, {});
    perform(*store, job({declared(inc_1)}));
    back_up(database, copy);
    const auto then = exported(*store);
    perform(*store, job({declared(inc_2)}));

    struct stat made{};
    REQUIRE(stat(copy.c_str(), &made) == 0);
    CHECK((made.st_mode & 07777) == 0600);
    {
        const auto restored = open_store(copy, {});
        CHECK(exported(*restored) == then);
        CHECK(restored->check_rebuild().empty());
    }
    back_up(database, copy);  // a newer one takes its place
    CHECK(exported(*open_store_to_read(copy, {})) == exported(*store));
    CHECK_FALSE(std::filesystem::exists(copy.string() + ".new"));
}

TEST_CASE("a copy replaces nothing that is not one, and says what would be right") {
    const muster::testing::Folder folder;
    const auto database = folder.path() / "muster.db";
    CHECK(has(refusal(database, folder.path() / "copy.db"), "is not there yet"));
    open_store(database, {});
    const auto letter = folder.path() / "letter.txt";
    std::ofstream(letter) << "Dear Ada";
    std::filesystem::create_hard_link(database, folder.path() / "same.db");
    struct Row {
        std::filesystem::path copy;
        const char* words;
    };
    const Row rows[] = {
        {letter, "no copy of a Muster database"},
        {folder.path(), "is not a file"},
        {database, "is the database itself"},
        {folder.path() / "same.db", "is the database itself"},
        {folder.path() / "missing" / "copy.db", "is not there"},
    };
    for (const auto& row : rows) {
        const auto words = refusal(database, row.copy);
        CAPTURE(words);
        CHECK(has(words, row.words));
    }
    CHECK(std::filesystem::file_size(letter) == 8);
}
