#include "slack/text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace muster::slack;

namespace {

const std::string mark = "\xEF\xBF\xBD";

struct Row {
    std::string from;
    std::string to;
};

}  // namespace

TEST_CASE("bytes that are no UTF-8 become a replacement mark each") {
    const Row rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"caf\xC3\xA9 \xF0\x9F\x94\xA5", "caf\xC3\xA9 \xF0\x9F\x94\xA5"},
        {"\xFF", mark},
        {"a\xC3", "a" + mark},
        {"\xC0\xAF", mark + mark},                        // overlong
        {"\xED\xA0\x80", mark + mark + mark},             // a surrogate
        {"\xF4\x90\x80\x80", mark + mark + mark + mark},  // beyond the last code point
        {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
        {"\xE2\x82", mark + mark},
        {"\x80z", mark + "z"},
    };
    for (const auto& row : rows)
        CHECK(repair_utf8(row.from) == row.to);
}

TEST_CASE("lone surrogate escapes in JSON are replaced, pairs stay") {
    const Row rows[] = {
        {R"({"a":"\ud83d\udd25"})", R"({"a":"\ud83d\udd25"})"},
        {R"({"a":"\ud83d"})", R"({"a":"\ufffd"})"},
        {R"({"a":"\uDD25x"})", R"({"a":"\ufffdx"})"},
        {R"({"a":"\ud83d\ud83d\udd25"})", R"({"a":"\ufffd\ud83d\udd25"})"},
        {R"({"a":"\\ud83d"})", R"({"a":"\\ud83d"})"},  // a backslash and letters
        {R"({"a":"\\\ud83d"})", R"({"a":"\\\ufffd"})"},
        {R"({"a":"\u0041\n"})", R"({"a":"\u0041\n"})"},
        {R"({"a":"\ud8)", R"({"a":"\ud8)"},
        {"\\", "\\"},
    };
    for (const auto& row : rows)
        CHECK(repair_json(row.from) == row.to);
    CHECK_FALSE(nlohmann::json::parse(rows[1].from, nullptr, false).is_object());
    CHECK(nlohmann::json::parse(repair_json(rows[1].from), nullptr, false).is_object());
}

TEST_CASE("the depth of JSON counts brackets outside strings") {
    CHECK(json_depth("{}") == 1);
    CHECK(json_depth(R"({"a":[1,{"b":[]}]})") == 4);
    CHECK(json_depth(R"({"[[[[":"\"[[["})") == 1);
    CHECK(json_depth("]]]") == 0);
    CHECK(json_depth(std::string(50000, '[')) == 50000);
}

TEST_CASE("control characters are replaced, line breaks and tabs stay") {
    const Row rows[] = {
        {std::string("a\0b", 3), "a" + mark + "b"},
        {"\x1B[31mred\x7F", mark + "[31mred" + mark},
        {"\x01@U1|ada\x01", mark + "@U1|ada" + mark},
        {"one\r\ntwo\rthree\nfour\t", "one\ntwo\nthree\nfour\t"},
        {"next\xC2\x85line", "next" + mark + "line"},
        {"no\xC2\xA0"
         "break",
         "no\xC2\xA0"
         "break"},
    };
    for (const auto& row : rows)
        CHECK(without_controls(row.from) == row.to);
}

TEST_CASE("the three entities are escaped and decoded exactly once") {
    const Row rows[] = {
        {"a < b & c > d", "a &lt; b &amp; c &gt; d"},
        {"&lt;", "&amp;lt;"},
        {"&quot; &#39;", "&amp;quot; &amp;#39;"},
    };
    for (const auto& row : rows) {
        CHECK(escape(row.from) == row.to);
        CHECK(decode_entities(row.to) == row.from);
    }
    CHECK(decode_entities("&amp;lt; &quot; & &am") == "&lt; &quot; & &am");
}

TEST_CASE("text is cut at a character, with a mark") {
    CHECK(characters("caf\xC3\xA9") == 4);
    CHECK(cut("hello", 5) == "hello");
    CHECK(cut("hello!", 5) == "hell…");
    CHECK(cut("caf\xC3\xA9s caf\xC3\xA9s", 5) == "caf\xC3\xA9…");
    CHECK(cut("hello!", 0) == "");
    CHECK(cut("hello!", 2, "....") == "..");
    CHECK(cut("hello!", 3, "") == "hel");
}

TEST_CASE("escaped text is cut between entities") {
    CHECK(escape_within("a<b", 6) == "a&lt;b");
    CHECK(escape_within("a<b", 5) == "a…");
    CHECK(escape_within("<<<<", 9) == "&lt;&lt;…");
    const auto long_text = escape_within(std::string(4000, '&'), 3000);
    CHECK(characters(long_text) <= 3000);
    CHECK(characters(long_text) > 2990);
}
