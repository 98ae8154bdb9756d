#include "domain/difference.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;

TEST_CASE("a difference shows what changed with a few words around it") {
    struct Row {
        std::string before;
        std::string after;
        Difference shown;
    };
    const Row rows[] = {
        {"a b c", "a x c", {"a b c", "a x c"}},
        {"one two three four five six seven eight nine ten",
         "one two three four five SIX seven eight nine ten",
         {"… two three four five six seven eight nine ten",
          "… two three four five SIX seven eight nine ten"}},
        {"a b c", "a b c d", {"", "a b c d"}},
        {"a b c d", "a b c", {"a b c d", ""}},
        {"a  b\nc", "a b c", {"", ""}},
        {"", "new words", {"", "new words"}},
        {"a a", "a a a", {"", "a a a"}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.after);
        CHECK(difference_between(row.before, row.after, 100) == row.shown);
    }
    CHECK(difference_between("", std::string(200, 'x'), 50).after == std::string(49, 'x') + "…");
}
