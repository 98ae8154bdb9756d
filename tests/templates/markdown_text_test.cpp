#include "templates/markdown_text.hpp"

#include "domain/postmortem.hpp"
#include "domain/text.hpp"
#include "templates/markdown.hpp"

#include <doctest/doctest.h>

#include <random>

namespace muster {
namespace {

void replace_all(std::string& text, std::string_view part, std::string_view by) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size()))
        text.replace(at, part.size(), by);
}

// What a reader sees of the HTML, with any tag other than the given ones left in it.
std::string read_from(std::string html) {
    for (auto at = html.find("<a href=\""); at != std::string::npos;
         at = html.find("<a href=\"", at))
        html.erase(at, html.find('>', at) - at + 1);
    for (const auto* tag : {"<p>", "</p>", "<br />", "</a>", "<li>", "</li>", "<ul>", "</ul>"})
        replace_all(html, tag, "");
    const auto has_tag = html.find('<') != std::string::npos;
    replace_all(html, "&lt;", "<");
    replace_all(html, "&gt;", ">");
    replace_all(html, "&quot;", "\"");
    replace_all(html, "&amp;", "&");
    return (has_tag ? "A TAG IN: " : "") + on_one_line(trimmed(html));
}

}  // namespace

TEST_CASE("whatever is put together from Markdown's marks reads as it was typed") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const std::string_view pieces[] = {
        "#",     "##",        "-",       "+",          "*",
        "**",    "_",         "__",      "`",          "```",
        "~",     "~~",        "[",       "]",          "(",
        ")",     "!",         "<",       ">",          "&",
        "&amp;", "&#35;",     "\\",      "|",          ":",
        "=",     "==",        "---",     "1.",         "2)",
        "a",     "b c",       " ",       "  ",         "\t",
        "\n",    "\n\n",      "\n    ",  "http://x.y", "https://x.y/a_b",
        "www.",  "www.x.y",   "mailto:", "a@b.c",      "javascript:",
        "{{x}}", "<b>",       "</p>",    "<!--",       "-->",
        "<?",    "<![CDATA[", "[x](y)",  "![x](y)",    "[^1]",
        "[x]:",  "\"",        "'",       "é",          "日本",
        "xmpp:", "ftp://",    "\u00a0"};
    for (int round = 0; round < 4000; ++round) {
        std::string typed;
        for (auto count = 1 + random() % 12; count > 0; --count)
            typed += pieces[random() % std::size(pieces)];
        CAPTURE(seed);
        CAPTURE(typed);
        const auto meant = document_text(typed);
        const auto expected = on_one_line(trimmed(meant));
        const auto block = markdown_text(meant);
        CAPTURE(block);
        CHECK(read_from(markdown_to_html(block)) == expected);
        const auto line = markdown_text(on_one_line(trimmed(meant)));
        CHECK(read_from(markdown_to_html("- 14:02 – " + line + "\n")) ==
              on_one_line(trimmed("14:02 – " + expected)));
        const auto table = markdown_to_html("| A | B |\n| --- | --- |\n| " + line + " | end |\n");
        CHECK(table.find("<td>end</td>") != std::string::npos);
    }
}

TEST_CASE("addresses stay links, to where they were meant") {
    const std::pair<std::string, std::string> rows[] = {
        {"see https://x.example/a_b_c, please", "<a href=\"https://x.example/a_b_c\">"},
        {"https://x.example/*a*~b~?c=1&d=[2]", "<a href=\"https://x.example/*a*~b~?c=1"},
        {"(https://x.example/a)", "<a href=\"https://x.example/a\">"},
        {"http://x.example.", "<a href=\"http://x.example\">"},
    };
    for (const auto& [typed, link] : rows) {
        CAPTURE(typed);
        CHECK(markdown_to_html(markdown_text(typed)).find(link) != std::string::npos);
    }
}

TEST_CASE("everyday text is left as it is") {
    for (const std::string text :
         {"payment_service restarted (3 of 5)", "Rate: 14.5% - still high", "C# and F# are fine",
          "Ada's fix, v1.2.3", "a - b", "error: \"no route\"", "What? Yes!", "x = y + 1"})
        CHECK(markdown_text(text) == text);
}

}  // namespace muster
