#include "commands/mention.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("a mention is written and read back") {
    const Mention mentions[] = {
        {Mention::Kind::user, "U024BE7LH", "ada"},      {Mention::Kind::user, "U024BE7LH", ""},
        {Mention::Kind::user, "W1", "Ada | Lovelace"},  {Mention::Kind::group, "S0615G0KT", "sre"},
        {Mention::Kind::channel, "C024BE7LR", "inc-7"},
    };
    for (const auto& mention : mentions)
        CHECK(read_mention(to_string(mention)) == mention);
    CHECK(to_string(mentions[0]) == "\x01@U024BE7LH|ada\x01");
}

TEST_CASE("a handle's own sign is not kept twice") {
    CHECK(read_mention("\x01!S1|@sre\x01")->name == "sre");
    CHECK(read_mention("\x01#C1|#inc\x01")->name == "inc");
}

TEST_CASE("what was typed is no mention") {
    for (const auto* const text :
         {"", "@ada", "<@U1|ada>", "@U1|ada", "\x01", "\x01@U1|ada", "\x01\x01", "\x01@|ada\x01",
          "\x01?U1|x\x01", "x\x01@U1|a\x01", "\x01@U1|a\x01x"})
        CHECK_FALSE(read_mention(text));
}

TEST_CASE("a mention is taken off the front") {
    std::string_view text = "\x01@U1|ada\x01 the rest";
    CHECK(take_mention(text)->id == "U1");
    CHECK(text == " the rest");
    CHECK_FALSE(take_mention(text));
    CHECK(text == " the rest");
}

TEST_CASE("a text is kept with names in place of mentions") {
    const struct {
        const char* text;
        const char* kept;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"ask \x01@U1|ada\x01 in \x01#C1|inc-7\x01", "ask @ada in #inc-7"},
        {"\x01@U1|\x01\x01!S1|@sre\x01", "@U1@sre"},
        {"stray \x01 mark \x01", "stray  mark "},
    };
    for (const auto& row : rows) {
        CHECK(without_mentions(row.text) == row.kept);
        CHECK(without_mentions(row.kept) == row.kept);
    }
}
