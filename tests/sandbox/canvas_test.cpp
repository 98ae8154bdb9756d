#include "sandbox/canvas.hpp"

#include "tests/sandbox/fixture.hpp"

using namespace muster::sandbox;
using nlohmann::json;

namespace {

constexpr const char* text =
    "# Notes\n\nby \\*hand\\*\n\n## Time\n\n- one\n- two\n  more\n\n| a | b |\n| --- | --- |\n\n## "
    "End\n\nlast";

struct Made {
    explicit Made(CanvasReading as = CanvasReading::block) : reading(as) {
        canvas.parts = canvas_parts(text, next);
    }
    std::vector<std::string> find(const std::string& words, std::vector<std::string> types = {}) {
        return find_sections(canvas, reading, types, words);
    }
    void change(const std::string& operation, const std::string& id, const std::string& markdown) {
        change_canvas(canvas, reading,
                      {{"operation", operation},
                       {"section_id", id},
                       {"document_content", {{"type", "markdown"}, {"markdown", markdown}}}},
                      next);
    }

    CanvasReading reading;
    int count = 0;
    NewId next = [this] { return std::to_string(++count); };
    Canvas canvas;
};

}  // namespace

TEST_CASE("a canvas is made of pieces, and shows them as they were written") {
    Made made;
    CHECK(made.canvas.parts.size() == 8);
    CHECK(canvas_markdown(made.canvas) == text);
    CHECK(canvas_words("## a \\*b\\* [c](https://x.example) **d**") == " a *b* c d");
}

TEST_CASE("what a section is depends on the reading") {
    Made blocks;
    CHECK(blocks.find("two").size() == 1);
    CHECK(blocks.find("one") != blocks.find("two"));
    CHECK(blocks.find("Time", {"h2"}) != blocks.find("one"));
    CHECK(blocks.find("", {"any_header"}).size() == 3);
    CHECK(blocks.find("", {"h1"}).size() == 1);
    Made lists(CanvasReading::list);
    CHECK(lists.find("one") == lists.find("two"));
    CHECK(lists.find("one") != lists.find("Time"));
    Made headings(CanvasReading::heading);
    CHECK(headings.find("one", {"h2"}) == headings.find("Time", {"h2"}));
    CHECK(headings.find("last", {"h1"}).size() == 1);  // the title holds all
}

TEST_CASE("each operation does what it says to the section of that id, and nothing else") {
    for (const auto reading : {CanvasReading::block, CanvasReading::list}) {
        Made made(reading);
        made.change("insert_after", made.find("one")[0], "- between");
        made.change("delete", made.find("last")[0], "");
        made.change("replace", made.find("by *hand*")[0], "by all");
        made.change("insert_at_start", "", "first");
        made.change("insert_at_end", "", "end");
        made.change("insert_before", made.find("End")[0], "before");
        const auto shown = canvas_markdown(made.canvas);
        CHECK(shown.starts_with("first\n\n# Notes\n\nby all\n\n## Time\n\n- one\n"));
        CHECK(shown.ends_with("before\n\n## End\n\nend"));
        CHECK((shown.find("- between") < shown.find("- two")) == (reading == CanvasReading::block));
    }
    Made whole(CanvasReading::heading);
    whole.change("delete", whole.find("one", {"h2"})[0], "");
    CHECK(canvas_markdown(whole.canvas) == "# Notes\n\nby \\*hand\\*\n\n## End\n\nlast");
    whole.change("replace", "", "all new");
    CHECK(canvas_markdown(whole.canvas) == "all new");
}

TEST_CASE("what Slack refuses of a change is refused, and changes nothing") {
    Made made;
    CHECK(refusal([&] { made.change("delete", "none", ""); }) == "canvas_editing_failed");
    CHECK(refusal([&] { made.change("paint", "none", "x"); }) == "canvas_editing_failed");
    CHECK(refusal([&] { made.change("insert_at_end", "", "> - list"); }) ==
          "canvas_editing_failed");
    CHECK(refusal([&] { made.change("insert_at_end", "", std::string(1'048'577, 'x')); }) ==
          "canvas_too_large");
    CHECK(canvas_markdown(made.canvas) == text);
}

TEST_CASE("a channel has one canvas, which a workspace may not have at all") {
    Fixture slack;
    const json content = {{"type", "markdown"}, {"markdown", "## One\n\ntext"}};
    const json args = {{"channel_id", "C0INCIDENTS"}, {"document_content", content}};
    CHECK(slack.outcome("conversations.canvases.create", args) == "ok");
    CHECK(slack.outcome("conversations.canvases.create", args) == "channel_canvas_already_exists");
    const auto info = slack.call("conversations.info", {{"channel", "C0INCIDENTS"}});
    const std::string id = info.body["channel"]["properties"]["canvas"]["file_id"];
    const json lookup = {{"canvas_id", id}, {"criteria", {{"contains_text", "text"}}}};
    CHECK(slack.call("canvases.sections.lookup", lookup).body["sections"].size() == 1);
    CHECK(slack.outcome("canvases.sections.lookup",
                        {{"canvas_id", "F0"}, {"criteria", {{"contains_text", "x"}}}}) ==
          "canvas_not_found");
    CHECK(slack.outcome("canvases.access.set", {{"canvas_id", id}, {"access_level", "read"}}) ==
          "invalid_arguments");
    slack.pass(std::chrono::seconds(5));
    const auto part = slack.workspace.canvases().begin()->second.parts.back().id;
    slack.workspace.type_in_canvas(id, part, "by hand", "U0ADA");
    const auto file = slack.call("files.info", {{"file", id}}).body["file"];
    CHECK(file["last_editor"] == "U0ADA");
    CHECK(file["updated"] == file["created"].get<int>() + 5);
    CHECK(canvas_markdown(slack.workspace.canvases().begin()->second) == "## One\n\nby hand");
    slack.workspace.canvases_refused = "team_tier_cannot_create_channel_canvases";
    CHECK(slack.outcome("canvases.sections.lookup", lookup) ==
          "team_tier_cannot_create_channel_canvases");
}
