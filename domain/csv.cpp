#include "domain/csv.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace muster {
namespace {

constexpr std::size_t most_named = 20;
constexpr std::size_t most_cells = 200;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// What parts the cells: the mark that the first line has most of, outside quotes.
char separator_of(std::string_view text) {
    constexpr std::array<char, 3> marks{',', ';', '\t'};
    std::array<int, 3> counts{};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r'))
            break;
        for (std::size_t i = 0; i < marks.size(); ++i)
            counts.at(i) += !quoted && c == marks.at(i) ? 1 : 0;
    }
    return marks.at(static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin()));
}

std::string without_guard(std::string cell) {
    constexpr std::string_view signs = "=+-@\t\r\n\xEF";  // the last begins the full-width ones
    if (cell.size() > 1 && cell[0] == '\'' && signs.find(cell[1]) != std::string_view::npos)
        cell.erase(0, 1);
    return cell;
}

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {
        if (rest_.starts_with(byte_order_mark))
            rest_.remove_prefix(byte_order_mark.size());
        separator_ = separator_of(rest_);
    }

    CsvTable read() && {
        while (!rest_.empty())
            read_row();
        return std::move(table_);
    }

private:
    void read_row() {
        CsvRow row;
        row.line = line_;
        bool whole = true;
        for (bool more = true; more;) {
            std::string cell;
            whole = read_cell(row, cell) && whole;
            row.cells.push_back(without_guard(std::move(cell)));
            more = !rest_.empty() && rest_.front() == separator_;
            if (more)
                rest_.remove_prefix(1);
            if (more && row.cells.size() >= most_cells) {
                fault(row.line, "", "it has more than 200 cells");
                skip_line();
                whole = false;
                break;
            }
        }
        end_line();
        const bool blank = row.cells.size() == 1 && trimmed(row.cells.front()).empty();
        if (whole && !blank)
            table_.rows.push_back(std::move(row));
    }

    // False when the line cannot be read on; the fault is noted and the line passed over.
    bool read_cell(const CsvRow& row, std::string& cell) {
        if (rest_.empty() || rest_.front() != '"') {
            const auto end =
                std::min(rest_.find_first_of(std::string{separator_, '\r', '\n'}), rest_.size());
            cell = rest_.substr(0, end);
            rest_.remove_prefix(end);
            return true;
        }
        const int begun = line_;
        rest_.remove_prefix(1);
        for (;;) {
            const auto quote = rest_.find('"');
            if (quote == std::string_view::npos) {
                fault(begun, column(row),
                      "a quoted text begins here and never ends; end it with \"");
                rest_ = {};
                return false;
            }
            cell.append(rest_.substr(0, quote));
            count_lines(rest_.substr(0, quote));
            rest_.remove_prefix(quote + 1);
            if (rest_.empty() || rest_.front() != '"')
                break;
            cell += '"';
            rest_.remove_prefix(1);
        }
        if (rest_.empty() || rest_.front() == separator_ || rest_.front() == '\r' ||
            rest_.front() == '\n')
            return true;
        fault(begun, column(row),
              "something stands behind the closing quote; write \"\" for a "
              "quote within a quoted text");
        skip_line();
        return false;
    }

    static std::string column(const CsvRow& row) {
        return "column " + std::to_string(row.cells.size() + 1);
    }

    void skip_line() { rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size())); }

    void end_line() {
        if (rest_.starts_with("\r\n"))
            rest_.remove_prefix(2);
        else if (!rest_.empty())
            rest_.remove_prefix(1);
        ++line_;
    }

    void count_lines(std::string_view text) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n' ||
                (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')))
                ++line_;
    }

    void fault(int line, std::string where, std::string message) {
        table_.faults.add({line, std::move(where), std::move(message)});
    }

    std::string_view rest_;
    char separator_ = ',';
    int line_ = 1;
    CsvTable table_;
};

}  // namespace

void LineFaults::add(LineFault fault) {
    ++count_;
    if (named_.size() < most_named)
        named_.push_back(std::move(fault));
}

void LineFaults::add(const LineFaults& more) {
    for (const auto& fault : more.named_)
        if (named_.size() < most_named)
            named_.push_back(fault);
    count_ += more.count_;
}

std::string LineFaults::text() const {
    auto faults = named_;
    std::ranges::sort(faults, [](const LineFault& a, const LineFault& b) {
        return std::tie(a.line, a.where) < std::tie(b.line, b.where);
    });
    std::string all;
    for (const auto& fault : faults)
        all += (all.empty() ? "Line " : "\nLine ") + std::to_string(fault.line) +
               (fault.where.empty() ? "" : ", " + fault.where) + ": " + fault.message + ".";
    if (const auto more = count_ - std::ssize(named_); more > 0)
        all += "\nAnd " + std::to_string(more) + " more of the kind.";
    return all;
}

CsvTable read_csv(std::string_view text) {
    return Reader(text).read();
}

}  // namespace muster
