#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What is wrong with one line of a file that somebody gave us, and what would be right.
struct LineFault {
    int line = 0;       // from 1
    std::string where;  // "column 5 (detected)"; empty: the whole line
    std::string message;

    friend bool operator==(const LineFault&, const LineFault&) = default;
};

// The faults of a file: the first ones by name, the rest counted.
class LineFaults {
public:
    void add(LineFault fault);
    // Those of another reading of the same file.
    void add(const LineFaults& more);
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] const std::vector<LineFault>& named() const { return named_; }
    // "Line 3, column 5 (detected): …", a line of text for each, by line; then how many more.
    [[nodiscard]] std::string text() const;

private:
    std::vector<LineFault> named_;
    long long count_ = 0;
};

// One line of a table. `line` is where it begins: quoted cells may hold line breaks.
struct CsvRow {
    int line = 0;
    std::vector<std::string> cells;
};

// CSV as RFC 4180 has it and as spreadsheets write it: commas, semicolons or tabs, whichever the
// first line has most of; any line breaks; a byte order mark is no text. Empty lines are passed
// over. An apostrophe before a formula's sign, which keeps spreadsheets from running it, goes.
struct CsvTable {
    std::vector<CsvRow> rows;
    LineFaults faults;
};
CsvTable read_csv(std::string_view text);

}  // namespace muster
