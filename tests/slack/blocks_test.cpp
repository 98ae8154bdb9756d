#include "slack/blocks.hpp"

#include "slack/text.hpp"
#include "tests/slack/block_check.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

TEST_CASE("plain text objects are escaped, never empty, and cut with a mark") {
    CHECK(plain_text_object("a < b", 75)["text"] == "a &lt; b");
    CHECK(plain_text_object("", 75)["text"] == "–");
    CHECK(plain_text_object(" \n", 75)["text"] == "–");
    const auto text = plain_text_object(std::string(200, 'x'), 75)["text"].get<std::string>();
    CHECK(characters(text) == 75);
    CHECK(text.ends_with("…"));
    CHECK(plain_text_object(":fire:", 75)["emoji"] == false);
}

TEST_CASE("mrkdwn objects stay within their limit after escaping") {
    for (const char c : {'x', '&', '*', ' '}) {
        const auto object = mrkdwn_object(Words(std::string(40000, c)));
        CHECK(characters(object["text"].get<std::string>()) <= most_text_object);
        CHECK(object["verbatim"] == true);
    }
}

TEST_CASE("buttons that do the same have ids of their own and one action") {
    std::vector<Button> many(40, Button{"undo", "Undo", "1", Button::Style::danger});
    const auto block = actions_block(many);
    CHECK(block["elements"].size() == most_actions);
    for (const auto& element : block["elements"])
        CHECK(action_of(element["action_id"].get<std::string>()) == "undo");
    CHECK(action_of("undo#x") == "undo#x");
    CHECK(action_of("undo#") == "undo#");
    CHECK(action_of("") == "");
}

TEST_CASE("a layout is text and blocks of the same content") {
    Layout layout;
    layout.header("Head & foot").prose(Words("One\nTwo").bold("!")).divider();
    layout.context("small print").buttons({{"go", "Go", "", Button::Style::primary}});
    CHECK(layout.text() == "Head &amp; foot\nOne\nTwo!\nsmall print");
    CHECK(check_message(layout.text(), layout.blocks()) == Faults{});
    CHECK(layout.blocks().size() == 5);
}

TEST_CASE("a layout cuts what Slack would refuse, says so, and keeps its buttons") {
    Layout layout("… (the page has the rest)");
    for (int i = 0; i < 100; ++i)
        layout.prose(std::string(1000, 'x'));
    layout.buttons({{"go", "Go", "", Button::Style::normal}});
    CHECK(check_message(layout.text(), layout.blocks()) == Faults{});
    const auto read = read_blocks(layout.blocks());
    CHECK(read.find("the page has the rest") != std::string::npos);
    CHECK(read.ends_with("Go\n"));
    CHECK(layout.text().ends_with("… (the page has the rest)"));

    Layout lines;
    for (int i = 0; i < 100; ++i)
        lines.prose("x").divider();
    lines.buttons({{"go", "Go", "", Button::Style::normal}});
    CHECK(check_message(lines.text(), lines.blocks()) == Faults{});
    CHECK(read_blocks(lines.blocks()).ends_with("Go\n"));
}

TEST_CASE("a link button opens a page of the web and nothing else") {
    CHECK(Layout().link_button("Read", "https://example.com").blocks().size() == 1);
    for (const auto& url :
         {std::string("javascript:alert(1)"), std::string(), "https://" + std::string(3000, 'x')})
        CHECK(Layout().link_button("Read", url).blocks().empty());
}

TEST_CASE("escaped text is cut before an entity, not in it") {
    CHECK(cut_mrkdwn("hello", 5) == "hello");
    CHECK(cut_mrkdwn("hi <@U024BE7LH> there", 10) == "hi …");
    CHECK(cut_mrkdwn("a &amp; b", 5) == "a …");
    CHECK(cut_mrkdwn("<@U1> and more", 9) == "<@U1> an…");
}
