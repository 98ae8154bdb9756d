#include "domain/csv.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells(std::string_view text) {
    const auto table = read_csv(text);
    CHECK(table.faults.text().empty());
    std::vector<Cells> all;
    for (const auto& row : table.rows)
        all.push_back(row.cells);
    return all;
}

}  // namespace

TEST_CASE("a table is read as RFC 4180 has it, and as spreadsheets write it") {
    struct Row {
        std::string_view text;
        std::vector<Cells> cells;
    };
    const Row rows[] = {
        {"", {}},
        {"a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
        {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
        {"a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
        {"\xEF\xBB\xBF"
         "a;b\n1,5;2\n",
         {{"a", "b"}, {"1,5", "2"}}},
        {"a\tb\n1\t\n", {{"a", "b"}, {"1", ""}}},
        {"\"a,;\tb\",c\n", {{"a,;\tb", "c"}}},
        {"a,b\n\"one\r\ntwo \"\"three\"\"\",\"\"\n", {{"a", "b"}, {"one\r\ntwo \"three\"", ""}}},
        {"a\n\n \n1\n", {{"a"}, {"1"}}},
        {"a\n'=1+1\n'plain\n'\n", {{"a"}, {"=1+1"}, {"'plain"}, {"'"}}},
        {"a,b\n,\n", {{"a", "b"}, {"", ""}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(cells(row.text) == row.cells);
    }
}

TEST_CASE("each row knows the line it begins on, whatever stands in its cells") {
    const auto table = read_csv("a,b\r\n\"1\n2\r\n3\",x\r\n\r\n4,y\n");
    REQUIRE(table.rows.size() == 3);
    CHECK(table.rows[1].line == 2);
    CHECK(table.rows[2].line == 6);
}

TEST_CASE("what is no table is named by line and column") {
    struct Row {
        std::string_view text;
        std::string_view faults;
    };
    const Row rows[] = {
        {"a,b\n1,\"2\n3,4\n",
         "Line 2, column 2: a quoted text begins here and never ends; end it with \"."},
        {"a,b\n\"1\"x,2\n3,4\n5,\"6\"7\n",
         "Line 2, column 1: something stands behind the closing quote; write \"\" for a quote "
         "within "
         "a quoted text.\nLine 4, column 2: something stands behind the closing quote; write \"\" "
         "for "
         "a quote within a quoted text."},
    };
    for (const auto& row : rows)
        CHECK(read_csv(row.text).faults.text() == row.faults);
    const auto wide = read_csv("a\n" + std::string(500, ',') + "\n1\n");
    CHECK(wide.faults.text() == "Line 2: it has more than 200 cells.");
    CHECK(wide.rows.size() == 2);
}

TEST_CASE("the first faults are named by line, the others counted") {
    LineFaults faults;
    for (int line = 30; line > 0; --line)
        faults.add({line, "column 1", "it is wrong"});
    LineFaults more;
    more.add({1, "", "so is this"});
    faults.add(more);
    const auto text = faults.text();
    CHECK(text.starts_with("Line 11, column 1: it is wrong.\nLine 12,"));
    CHECK(text.ends_with("Line 30, column 1: it is wrong.\nAnd 11 more of the kind."));
}

}  // namespace muster
