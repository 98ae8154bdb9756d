#include "status/text.hpp"

#include <doctest/doctest.h>

using namespace muster::status;

TEST_CASE("text becomes UTF-8 that XML allows") {
    struct Row {
        std::string typed;
        std::string clean;
    };
    const Row rows[] = {
        {"plain", "plain"},
        {"caf\xC3\xA9", "caf\xC3\xA9"},
        {std::string("a\0b\x01\x1F", 5), "ab"},
        {"a\tb\nc", "a\tb\nc"},
        {"a\r\nb\rc", "a\nb\nc"},
        {"\xFF", "\xEF\xBF\xBD"},
        {"\xC3", "\xEF\xBF\xBD"},
        {"a\xE2\x82z", "a\xEF\xBF\xBDz"},
        {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                  // overlong
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // a lone surrogate
        {"\xEF\xBF\xBE", "\xEF\xBF\xBD"},                          // U+FFFE
        {"\xEF\xBF\xBF", "\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF0\x9F\x94\xA5", "\xF0\x9F\x94\xA5"},
        {"a\x7F\xC2\x85z", "az"},  // delete and a C1 control
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        CHECK(clean_text(row.typed) == row.clean);
    }
}

TEST_CASE("Slack's mark-up becomes plain words that name nobody") {
    struct Row {
        std::string typed;
        std::string plain;
    };
    const Row rows[] = {
        {"we ask <@U024BE7LH>", "we ask a responder"},
        {"<@U024BE7LH|ada> looks. <@U1> too", "A responder looks. A responder too"},
        {"we ask \x01@U024BE7LH|ada\x01 now", "we ask a responder now"},
        {"@sam.n has it, with @U024BE7LH.", "A responder has it, with a responder."},
        {"see \x01#C1|ops\x01", "see a channel"},
        {"we ask <!subteam^S1|@ops>", "we ask a responder"},
        {"hello <!channel> and @here", "hello everyone and everyone"},
        {"see <#C1|inc-7-checkout> and #inc-7-checkout", "see a channel and a channel"},
        {"ticket #1234", "ticket #1234"},
        {"at <!date^1767225600^{time}|14:02 UTC>", "at 14:02 UTC"},
        {"see <https://example.com/help|the help page>",
         "see the help page (https://example.com/help)"},
        {"see <https://example.com/help>", "see https://example.com/help"},
        {"see <https://example.slack.com/archives/C1/p1>", "see a link"},
        {"see https://Example.Slack.com/archives/C1/p1 now", "see a link now"},
        {"see https://example.com/@ada/#ops:x:", "see https://example.com/@ada/#ops:x:"},
        {"see <https://notslack.com/|us>", "see us (https://notslack.com/)"},
        {"<mailto:help@example.com|help@example.com>", "help@example.com"},
        {"write to help@example.com", "write to help@example.com"},
        {"@ada is on it", "A responder is on it"},
        {"Ada asked @grace.hopper, too", "Ada asked a responder, too"},
        {"with @Grace Hopper and @Margaret", "with a responder and a responder"},
        {"with @Linus van Dyke now", "with a responder now"},
        {"wait\xE2\x80\x94@ada knows",
         "wait\xE2\x80\x94"
         "a responder knows"},
        {"(@ada)", "(a responder)"},
        {"at @ 14:00", "at @ 14:00"},
        {":tada: it works :white_check_mark:", "tada it works white check mark"},
        {":+1::skin-tone-3:", "+1"},
        {"from 14:02:05 to 15:30:00", "from 14:02:05 to 15:30:00"},
        {"a:b:c", "a:b:c"},
        {"1 < 2 > 0", "1 < 2 > 0"},
        {"<script>alert(1)</script>", "<script>alert(1)</script>"},
        {"<@", "<@"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        CHECK(plain_words(row.typed, {"Linus van Dyke"}) == row.plain);
    }
}

TEST_CASE("mark-up characters are escaped for HTML and XML") {
    CHECK(escape_markup("<a href=\"x\">'&'</a>") ==
          "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST_CASE("JSON documents are harmless inside HTML") {
    CHECK(escape_json_document("{\"a\":\"</b>&\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xA6\"}") ==
          "{\"a\":\"\\u003c/b\\u003e\\u0026\\u2028\\u2029\xE2\x80\xA6\"}");
}
