#include "slack/canvas_document.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace muster::slack;

TEST_CASE("a document becomes sections of one level, and blocks that can be found by their words") {
    const auto sections = canvas_sections(
        "# INC-7: Checkout\\_latency\n\n| Incident | INC-7 |\n| --- | --- |\n| Status | resolved "
        "|\n\n"
        "## Summary\n\nOrders took up to **a whole minute**,\nand more.\n\n## Timeline\n\n"
        "### Monday 14 October\n\n- 14:02 – Ada: failover started\n- 14:09 – it works\n  again\n\n"
        "> - quoted\n\n```\n# no heading\n```\n");
    REQUIRE(sections.size() == 3);
    CHECK(sections[0].heading == "INC-7: Checkout_latency");
    REQUIRE(sections[0].blocks.size() == 1);
    CHECK(sections[1].heading == "Summary");
    REQUIRE(sections[1].blocks.size() == 1);
    CHECK(sections[1].blocks[0].probe == "Orders took up to");
    REQUIRE(sections[2].blocks.size() == 5);
    CHECK(sections[2].blocks[0].markdown == "**Monday 14 October**");
    CHECK(sections[2].blocks[1].probe == "14:02 – Ada: failover started");
    CHECK(sections[2].blocks[2].markdown == "- 14:09 – it works\n  again");
    CHECK(sections[2].blocks[3].markdown == "> • quoted");
    CHECK(sections[2].blocks[4].markdown == "```\n# no heading\n```");
    CHECK(canvas_markdown(sections[2]) ==
          "## Timeline\n\n**Monday 14 October**\n\n- 14:02 – Ada: failover started\n- 14:09 – it "
          "works\n  again\n\n> • quoted\n\n```\n# no heading\n```\n");
    CHECK(canvas_markdown(sections).starts_with("## INC-7: Checkout\\_latency\n\n| Incident"));
}

TEST_CASE("what is searched for is what people read, without marks and pictures") {
    const struct {
        const char* markdown;
        const char* probe;
    } rows[] = {
        {"a \\*star\\* is born", "a *star* is born"},
        {"see [the dashboard](https://x.example/a_b_c_d_e_f_g_h) now", "the dashboard"},
        {"fine :tada: then", "fine"},
        {"abc", ""},
        {"`code` and words", "and words"},
    };
    for (const auto& row : rows) {
        const auto sections = canvas_sections(row.markdown);
        REQUIRE(sections.size() == 1);
        CHECK(sections[0].heading == "Postmortem");
        CHECK(sections[0].blocks[0].probe == row.probe);
    }
    CHECK(canvas_sections("## One\n\n## One\n")[1].heading == "One (2)");
}

TEST_CASE("a heading keeps every character that somebody typed") {
    const struct {
        const char* markdown;
        const char* heading;
        const char* written;
    } rows[] = {
        {"# INC-1: Größe & \\<b>Form\\</b>", "INC-1: Größe & <b>Form</b>",
         "## INC-1: Größe \\& \\<b\\>Form\\</b\\>\n"},
        {"# a > b, c\\#, \\&amp; d\\_e", "a > b, c#, &amp; d_e",
         "## a \\> b, c\\#, \\&amp; d\\_e\n"},
        {"## the *new* [pool](https://x.example/a_b)", "the new pool", "## the new pool\n"},
    };
    for (const auto& row : rows) {
        const auto sections = canvas_sections(row.markdown);
        REQUIRE(sections.size() == 1);
        CHECK(sections[0].heading == row.heading);
        CHECK(canvas_markdown(sections[0]) == row.written);
    }
}

TEST_CASE("what was written is kept as text and read back; what is gone is named") {
    WrittenCanvas canvas;
    canvas.seen = "U0BOT 17";
    canvas.own = true;
    canvas.sections["Impact"] = {"Impact (revision 2)", {{"a1", "many \"orders\""}}, true, false};
    canvas.sections["left 2 Impact"] = {"Impact", {{"b2", ""}}, false, true};
    const auto kept = keep_written(canvas, {{"Gone", "x"}});
    CHECK(kept.at("Gone").empty());
    CHECK(read_written(kept) == canvas);
    CHECK(read_written({{"Impact", "{\"blocks\":3}"}, {"", "no"}}) == WrittenCanvas{});
}

TEST_CASE("differences lead from what stood there to what is wanted, and touch nothing else") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 500; ++round) {
        std::vector<WrittenBlock> before;
        std::vector<CanvasBlock> now;
        for (auto count = random() % 9; count > 0; --count)
            before.push_back({std::to_string(random() % 5), ""});
        for (auto count = random() % 9; count > 0; --count)
            now.push_back({"", std::to_string(random() % 5), "", false});
        std::vector<std::string> made;
        std::size_t at = 0;
        for (const auto& run : differences(before, now)) {
            for (; at < run.old_begin; ++at)
                made.push_back(before[at].print);
            at = run.old_end;
            for (auto each = run.new_begin; each < run.new_end; ++each)
                made.push_back(now[each].print);
        }
        for (; at < before.size(); ++at)
            made.push_back(before[at].print);
        std::vector<std::string> wanted;
        for (const auto& block : now)
            wanted.push_back(block.print);
        CHECK(made == wanted);
    }
}
