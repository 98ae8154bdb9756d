#include "domain/text.hpp"

#include "domain/words.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace muster;

TEST_CASE("a text is cut between characters, and says so") {
    CHECK(shortened("failover", 8) == "failover");
    CHECK(shortened("failover", 7) == "failov…");
    CHECK(shortened("ééé", 2) == "é…");
    CHECK(shortened("ééé", 3) == "ééé");
    CHECK(shortened("abc", 0).empty());
    CHECK(length("é🔥a") == 3);
}

TEST_CASE("white space of every kind is trimmed and folded") {
    CHECK(trimmed("\u00A0 a b \n") == "a b");
    CHECK(trimmed("   ").empty());
    CHECK(on_one_line(" a\n\n b\u00A0\u00A0c ") == "a b c");
    CHECK(lower("ÉAb") == "Éab");
    CHECK(counted(1, "entry", "entries") == "1 entry");
    CHECK(counted(0, "entry", "entries") == "0 entries");
}

TEST_CASE("words read the same without any mark-up") {
    Words words;
    words.bold("INC-7")
        .plain(" by ")
        .user(UserId("U1"), "Ada")
        .plain(" in ")
        .channel(ChannelId("C1"), "");
    CHECK(plain_text(words) == "INC-7 by @Ada in #C1");
    CHECK(Words("").empty());
}
