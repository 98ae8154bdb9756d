#include "slack/mrkdwn.hpp"

#include "commands/mention.hpp"
#include "slack/text.hpp"
#include "tests/slack/block_check.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;

namespace {

const Instant at_two = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) +
                       std::chrono::hours(14) + std::chrono::minutes(2);

struct Row {
    std::string slack;
    std::string request;  // with mentions spelled out by their marks
    std::string readable;
};

}  // namespace

TEST_CASE("Muster's own spans become entities, typed text never does") {
    Words words;
    words.user(UserId("U024BE7LH"), "ada")
        .plain(" <!channel> in ")
        .channel(ChannelId("C0INC"), "inc-7")
        .plain(" & ")
        .link("https://example.com/?a=1&b=<|>", "a | <label>")
        .plain(" ")
        .instant(at_two, "2026-11-20 14:02 UTC")
        .plain(" ")
        .group(GroupId("S0615G0KT"), "sre");
    CHECK(to_mrkdwn(words) ==
          "<@U024BE7LH> &lt;!channel&gt; in <#C0INC> &amp; "
          "<https://example.com/?a=1&amp;b=%3C%7C%3E|a / &lt;label&gt;> "
          "<!date^1795183320^{date_short_pretty} {time}|2026-11-20 14:02 UTC> @sre");
}

TEST_CASE("an id that is none of Slack's is text") {
    Words words;
    words.user(UserId("U1> <!channel"), "ada").plain(" ").channel(ChannelId("c 1"), "x");
    CHECK(to_mrkdwn(words) == "@ada #x");
    CHECK(inline_elements(words)[0] == nlohmann::json{{"type", "text"}, {"text", "@ada"}});
    for (const auto* const id : {"", "u1", "U1|x", "U 1", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"})
        CHECK_FALSE(is_slack_id(id));
}

TEST_CASE("a link of another scheme than the web's is text") {
    const auto words = Words().link("javascript:alert(1)", "click");
    CHECK(to_mrkdwn(words) == "click");
    CHECK(inline_elements(words)[0]["type"] == "text");
}

TEST_CASE("rich text shows typed text as it was typed") {
    for (const auto& typed : slack::testing::hostile_texts()) {
        const auto elements = inline_elements(Words(typed));
        REQUIRE(elements.size() == 1);
        CHECK(elements[0]["type"] == "text");
        CHECK(elements[0]["text"] == typed);
    }
}

TEST_CASE("the text beside blocks has no entity that was typed") {
    for (const auto& typed : slack::testing::hostile_texts()) {
        CAPTURE(typed);
        const auto text = to_mrkdwn(Words(typed));
        CHECK(text.find('<') == std::string::npos);
        CHECK(text.find('>') == std::string::npos);
        CHECK(decode_entities(text) == typed);
        // What Slack gives back of it reads as it was typed.
        CHECK(to_readable_text(text) == typed);
    }
}

TEST_CASE("shown mrkdwn keeps typed formatting characters apart") {
    const std::string space = "\xE2\x80\x8B";
    CHECK(to_shown_mrkdwn("a *b* `c`") ==
          "a *" + space + "b*" + space + " `" + space + "c`" + space);
    CHECK(to_shown_mrkdwn(Words().bold("now").plain(" ").code("/incident log TEXT")) ==
          "*now* `/incident log TEXT`");
}

TEST_CASE("Slack's text becomes a request's, with mentions nobody can forge") {
    const auto user = [](const char* id, const char* name) {
        return to_string(Mention{Mention::Kind::user, id, name});
    };
    const Row rows[] = {
        {"plain", "plain", "plain"},
        {"assign <@U1|ada> now", "assign " + user("U1", "ada") + " now", "assign @ada now"},
        {"<@U1>", user("U1", ""), "@U1"},
        {"<@U1|ada lovelace>", user("U1", "ada lovelace"), "@ada lovelace"},
        {"<#C1|inc-7> <#C2|>",
         to_string(Mention{Mention::Kind::channel, "C1", "inc-7"}) + " " +
             to_string(Mention{Mention::Kind::channel, "C2", ""}),
         "#inc-7 #C2"},
        {"<!subteam^S1|@sre>", to_string(Mention{Mention::Kind::group, "S1", "@sre"}), "@sre"},
        {"<!channel> <!here|here> <!everyone>", "@channel here @everyone",
         "@channel here @everyone"},
        {"see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2",
         "see https://example.com/a?b=1&c=2"},
        {"<https://example.com|example.com>", "https://example.com", "https://example.com"},
        {"<https://example.com|the page>", "the page (https://example.com)",
         "the page (https://example.com)"},
        {"<mailto:ada@example.com|ada@example.com>", "ada@example.com", "ada@example.com"},
        {"<!date^1767225600^{time}|14:02>", "14:02", "14:02"},
        {"a &lt; b &amp;&amp; c &gt; d", "a < b && c > d", "a < b && c > d"},
        {"&lt;@U1&gt; &amp;lt;", "<@U1> &lt;", "<@U1> &lt;"},
        {"\x01@U1|ada\x01", "\xEF\xBF\xBD@U1|ada\xEF\xBF\xBD", "\xEF\xBF\xBD@U1|ada\xEF\xBF\xBD"},
        {"<@U1|a\x01"
         "da>",
         user("U1",
              "a\xEF\xBF\xBD"
              "da"),
         "@a\xEF\xBF\xBD"
         "da"},
        {"<@u1> <", "<@u1> <", "<@u1> <"},
        {"a < b > c", "a < b > c", "a < b > c"},
        {"<<@U1|ada>", "<" + user("U1", "ada"), "<@ada"},
        {"\xE2\x80\x9Csmart\xE2\x80\x9D", "\xE2\x80\x9Csmart\xE2\x80\x9D",
         "\xE2\x80\x9Csmart\xE2\x80\x9D"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.slack);
        CHECK(to_request_text(row.slack) == row.request);
        CHECK(to_readable_text(row.slack) == row.readable);
    }
}

TEST_CASE("words are split at lines and spaces, and lose nothing") {
    std::string text;
    for (int i = 0; i < 2000; ++i)
        text += "word" + std::to_string(i) + (i % 17 == 0 ? "\n" : " ");
    Words words;
    words.bold("head ").plain(text).user(UserId("U1"), "ada").plain(text);
    const auto pieces = split_words(words, 500);
    std::string together;
    for (const auto& piece : pieces) {
        CHECK(words_size(piece) <= 500);
        together += plain_text(piece);
    }
    CHECK(together == plain_text(words));
    CHECK(pieces.size() < 2 * characters(text) / 400 + 4);
    CHECK(plain_text(pieces.front()).back() != 'w');
}

TEST_CASE("words without a seam are split all the same") {
    const auto pieces = split_words(Words(std::string(1000, 'x')), 300);
    CHECK(pieces.size() == 4);
    const auto flags = split_words(Words("\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5"), 2);
    REQUIRE(flags.size() == 2);
    CHECK(plain_text(flags[1]) == "\xF0\x9F\x94\xA5");
}

TEST_CASE("words that are too long end in the mark") {
    CHECK(plain_text(cut_words("hello world", 11, "…")) == "hello world");
    CHECK(plain_text(cut_words("hello world", 10, "…")) == "hello wor…");
    CHECK(plain_text(cut_words("hello world", 8, "…")) == "hello …");
    const auto cut = cut_words(Words().user(UserId("U1"), "ada").plain(" hello"), 5, "…");
    CHECK(plain_text(cut) == "@ada …");
}
