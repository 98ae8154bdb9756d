#include "templates/postmortem.hpp"

#include "domain/text.hpp"
#include "templates/markdown.hpp"
#include "templates/markdown_text.hpp"
#include "templates/postmortem_json.hpp"
#include "tests/templates/examples.hpp"
#include "tests/templates/golden.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>

namespace muster {
namespace {

std::string rendered(const Dossier& dossier, std::string_view shape) {
    const auto made = render_postmortem(dossier, examples::london(), shape, {});
    REQUIRE_MESSAGE(made.has_value(), made.error().message);
    return *made;
}

int occurrences(const std::string& text, const std::string& part) {
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

std::string line_with(const std::string& text, const std::string& part) {
    const auto at = text.find(part);
    if (at == std::string::npos)
        return {};
    const auto begin = text.rfind('\n', at) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
}

// A folder that is there while the test runs.
class Folder {
public:
    Folder()
        : path_(std::filesystem::temp_directory_path() /
                ("muster-templates-" + std::to_string(std::random_device{}()))) {
        std::filesystem::create_directories(path_ / "postmortem");
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace

TEST_CASE("the shapes are as approved") {
    for (const auto& shape : postmortem_shapes()) {
        check_golden(shape + ".md", rendered(examples::full(), shape));
        check_golden(shape + "_bare.md", rendered(examples::bare(), shape));
    }
    check_golden("full.json", postmortem_json(examples::full(), examples::london()));
}

TEST_CASE("the same record gives the same bytes") {
    for (const auto& shape : postmortem_shapes())
        CHECK(rendered(examples::full(), shape) == rendered(examples::full(), shape));
}

TEST_CASE("an unknown shape's answer lists those there are") {
    for (const auto* shape : {"fancy", "", "../standard", "standard.md", "STANDARD "}) {
        const auto made = render_postmortem(examples::bare(), {}, shape, {});
        if (std::string_view(shape) == "STANDARD ") {
            CHECK(made.has_value());
            continue;
        }
        REQUIRE_FALSE(made.has_value());
        CHECK(made.error().kind == Error::Kind::not_found);
        CHECK(
            made.error().message.ends_with("There are: standard, overview, narrative, review, "
                                           "log-entry, public."));
    }
}

TEST_CASE("a team's own template replaces the one that ships, and its faults are named") {
    const Folder folder;
    const auto render = [&] {
        return render_postmortem(examples::full(), {}, "standard", TemplateFolder{folder.path()});
    };
    CHECK(render()->starts_with("# INC-7: Orders"));
    folder.write("postmortem/standard.md", "Ours: {{title}}\n");
    CHECK(*render() == "Ours: Orders cannot be paid\n");
    const std::pair<const char*, const char*> faults[] = {
        {"one\n{{#summary}}\n", "line 2: Unclosed section \"summary\""},
        {"one\ntwo\n{{/summary}}\n", "line 3: Unopened section \"summary\""},
        {"one\n\n\n{{title", "line 4: Unclosed tag"},
        {"one\n{{summry}}\n", "line 2: there is no “summry” to show"},
        {"{{> other}}", "line 1: one template cannot include"},
        {"{{#summary}}{{{txt}}}{{/summary}}", "line 1: there is no “txt” to show. There "}};
    for (const auto& [text, fault] : faults) {
        folder.write("postmortem/standard.md", text);
        const auto made = render();
        REQUIRE_FALSE(made.has_value());
        CHECK_MESSAGE(made.error().message.find(fault) != std::string::npos, made.error().message);
        CHECK(made.error().message.find("standard.md, line") != std::string::npos);
    }
    folder.write("postmortem/short.md", "Short: {{title}}\n");
    CHECK(*render_postmortem(examples::full(), {}, "short", TemplateFolder{folder.path()}) ==
          "Short: Orders cannot be paid\n");
}

TEST_CASE("an action's state stands on its line, and a figure on the line that names it") {
    for (const auto& shape : postmortem_shapes()) {
        CAPTURE(shape);
        const auto text = rendered(examples::full(), shape);
        CHECK(line_with(text, "Try a restore").find("done") != std::string::npos);
        CHECK(line_with(text, "Colour the prompt").find("to do") != std::string::npos);
        CHECK(line_with(text, "Colour the prompt").find("2024-07-01") != std::string::npos);
        CHECK(line_with(text, "Second reader").find("dropped: covered") != std::string::npos);
        CHECK(line_with(text, "Time to repair").find("7h 8m (detected to repaired") !=
              std::string::npos);
        CHECK(line_with(text, "Time to detect").find("about 3m") != std::string::npos);
        CHECK(line_with(text, "Time to acknowledge").find("3m (") != std::string::npos);
        const bool half_days = shape == "public";
        CHECK(line_with(text, "Restores from three")
                  .find(half_days ? "2:30pm–8:30pm" : "14:30–20:30") != std::string::npos);
        CHECK(line_with(text, "Waiting payments are")
                  .find(half_days ? "11:15pm to 3:15am on 2024-06-12"
                                  : "23:15 to 03:15 on 2024-06-12") != std::string::npos);
        CHECK(line_with(text, "The vendor has")
                  .find(shape == "overview" ? "Linus (communications): " : "Linus: ") !=
              std::string::npos);
        CHECK(text.find("Everything is lost") == std::string::npos);
    }
}

TEST_CASE("where clocks change within a document each time names its offset") {
    auto dossier = examples::bare();
    auto before = examples::entry(1, "2024-10-27T00:30:00Z", "The night begins");
    before.when.until = examples::at("2024-10-27T01:10:00Z");
    dossier.entries = {before, examples::entry(2, "2024-10-27T01:30:00Z", "The night goes on")};
    const auto text = rendered(dossier, "standard");
    CHECK(line_with(text, "The night begins").find("01:30 BST–01:10 GMT – ") != std::string::npos);
    CHECK(line_with(text, "The night goes").find("01:30 GMT – ") != std::string::npos);
    CHECK(text.find("All times") == std::string::npos);
}

TEST_CASE("what people type is text everywhere") {
    const std::string hostile[] = {"# no heading",
                                   "- no list",
                                   "1. no list",
                                   "10) no list",
                                   "> no quote",
                                   "* x *y* **z**",
                                   "_a_ __b__ a_b_c",
                                   "`code` ```fence```",
                                   "~~~",
                                   "~~gone~~",
                                   "<script>alert(1)</script>",
                                   "<!-- hidden -->",
                                   "a | b | c",
                                   "[link](javascript:alert(1))",
                                   "![image](http://x.y/z.png)",
                                   "<https://x.example|text> stays",
                                   "{{title}} {{{title}}} {{#days}}",
                                   "<!channel> <!here>",
                                   "&lt;b&gt; &amp; &copy;",
                                   "\\*not bold\\*",
                                   "---",
                                   "===",
                                   "+ no list",
                                   "a\\",
                                   "C#",
                                   "a #",
                                   "[ ] no task",
                                   "[^1] no note",
                                   "\u202Eright to left\u202C",
                                   "====",
                                   "- - -",
                                   "***",
                                   "|---|",
                                   "www.example.com/_a_*b*",
                                   "https://x.example/a_b*c~d&e=f_",
                                   "<b>bold</b>",
                                   "  indented",
                                   "x\n    code?\n- y",
                                   "<a href=\"javascript:alert(1)\">",
                                   "Zürich – naïve ✓ 日本語"};
    for (const auto& text : hostile) {
        CAPTURE(text);
        const auto markdown = markdown_text(document_text(text));
        const auto html = markdown_to_html(markdown);
        // Nothing but paragraphs, line breaks and links.
        std::string left = html;
        for (const std::string tag : {"<p>", "</p>", "<br />", "</a>"})
            for (auto i = left.find(tag); i != std::string::npos; i = left.find(tag))
                left.erase(i, tag.size());
        for (auto i = left.find("<a href=\"http"); i != std::string::npos;
             i = left.find("<a href=\"http"))
            left.erase(i, left.find('>', i) - i + 1);
        CHECK_MESSAGE(left.find('<') == std::string::npos, html);
        CHECK(html.find("javascript:alert(1)\">") == std::string::npos);
        // And what is read is what was typed.
        for (const auto& [entity, character] : {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"},
                                                std::pair{"&quot;", "\""}, std::pair{"&amp;", "&"}})
            for (auto i = left.find(entity); i != std::string::npos; i = left.find(entity, i + 1))
                left.replace(i, std::string_view(entity).size(), character);
        CHECK(on_one_line(trimmed(left)) == on_one_line(trimmed(document_text(text))));
    }
}

TEST_CASE("hostile text in every place leaves every shape in one piece") {
    const std::string hostile =
        "| `x` <script>alert(1)</script> {{title}} *b* [l](javascript:x) \xff\xfe " +
        std::string(1, '\0') + "<!channel>";
    auto dossier = examples::full();
    auto& incident = dossier.incident;
    incident.title = hostile;
    incident.severity = hostile;
    for (auto& [role, holder] : incident.roles)
        holder.name = hostile;
    for (auto& [part, texts] : incident.parts)
        for (auto& text : texts)
            text = hostile + "\n# " + hostile;
    incident.closing_words = hostile;
    for (auto& entry : dossier.entries)
        entry.text = hostile + "\n\n- " + hostile;
    for (auto& action : dossier.follow_ups)
        action.text = action.owner.name = action.why_dropped = hostile;
    for (auto& update : dossier.updates)
        update.text = hostile;
    const auto count = [](const std::string& html, const std::string& tag) {
        return occurrences(html, tag);
    };
    for (const auto& shape : postmortem_shapes()) {
        CAPTURE(shape);
        const auto plain = markdown_to_html(rendered(examples::full(), shape));
        const auto html = markdown_to_html(rendered(dossier, shape));
        for (const auto* tag : {"<h1>", "<h2>", "<h3>", "<table>", "<tr>", "<td>", "<li>", "<em>",
                                "<blockquote>", "<pre>", "<del>", "<strong>", "<code>"}) {
            CAPTURE(tag);
            CHECK(count(html, tag) == count(plain, tag));
        }
        CHECK(html.find("<script") == std::string::npos);
        CHECK(html.find("{{title}}") != std::string::npos);
    }
    const auto page = html_document(hostile, rendered(dossier, "standard"));
    CHECK(page.find("<script") == std::string::npos);
    CHECK(postmortem_json(dossier, {}).find("\\u0000") == std::string::npos);
}

TEST_CASE("every entry stands once and every part that was filled stands in every shape") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    int marks = 0;
    const auto mark = [&] { return "mark" + std::to_string(++marks) + "x"; };
    for (int round = 0; round < 60; ++round) {
        Dossier dossier = examples::bare();
        auto& incident = dossier.incident;
        incident.closed = random() % 2 == 0;
        std::vector<std::string> once;
        std::vector<std::string> present;
        const auto entries = random() % 12;
        for (unsigned number = 1; number <= entries; ++number) {
            auto entry = examples::entry(static_cast<int>(number), "2024-03-30T00:00:00Z", mark());
            entry.when.at += std::chrono::seconds{random() % (4 * 86400)};
            if (random() % 3 == 0)
                entry.when.until = entry.when.at + std::chrono::minutes{1 + random() % 3000};
            entry.when.approximate = random() % 3 == 0;
            entry.source = random() % 2 == 0 ? Entry::Source::message : Entry::Source::typed;
            entry.removed = random() % 8 == 0;
            if (!entry.removed)
                once.push_back(entry.text);
            if (random() % 4 == 0)
                entry.text += "\nand *more*";
            dossier.entries.push_back(entry);
        }
        for (const auto part : {Part::summary, Part::impact, Part::trigger, Part::detection,
                                Part::cause, Part::resolution, Part::recovery, Part::lesson}) {
            for (unsigned count = is_list(part) ? random() % 4 : random() % 2; count > 0; --count) {
                incident.parts[part].push_back(mark());
                present.push_back(incident.parts[part].back());
            }
        }
        if (random() % 2 == 0) {
            incident.closing_words = mark();
            once.push_back(incident.closing_words);
        }
        for (unsigned number = random() % 4; number > 0; --number) {
            const auto state = static_cast<FollowUp::State>(random() % 3);
            dossier.follow_ups.push_back(
                examples::action(static_cast<int>(number), "Ada", mark(), state));
            once.push_back(dossier.follow_ups.back().text);
        }
        for (const auto& shape : postmortem_shapes()) {
            CAPTURE(seed);
            CAPTURE(shape);
            const auto text = rendered(dossier, shape);
            for (const auto& each : once) {
                CAPTURE(each);
                CHECK(occurrences(text, each) == 1);
            }
            for (const auto& each : present) {
                CAPTURE(each);
                CHECK(occurrences(text, each) >= 1);
            }
            for (const auto& entry : dossier.entries) {
                if (entry.removed)
                    continue;
                const auto zone = examples::london().zone;
                const auto minute = std::chrono::floor<std::chrono::minutes>(entry.when.at);
                auto time =
                    shape == "public" ? clock_text_12h(minute, zone) : clock_text(minute, zone);
                if (shape == "public")
                    time.resize(time.size() - 2);  // seconds stand before "am"
                const auto first_words = entry.text.substr(0, entry.text.find('\n'));
                CHECK(line_with(text, first_words).find(time) != std::string::npos);
                const auto date = date_text(entry.when.at, zone);
                const auto heading = text.rfind("\n### ", text.find(first_words));
                CHECK(
                    (line_with(text, first_words).find(date) != std::string::npos ||
                     text.substr(heading, text.find('\n', heading + 1) - heading).ends_with(date)));
            }
        }
    }
}

}  // namespace muster
