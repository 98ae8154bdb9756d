#include "templates/markdown.hpp"
#include "templates/postmortem.hpp"
#include "tests/templates/examples.hpp"

#include <doctest/doctest.h>

#include <regex>

namespace muster {
namespace {

std::string rendered(const Dossier& dossier, std::string_view shape,
                     Readers readers = Readers::team) {
    const auto made = render_postmortem(dossier, examples::london(), shape, {}, readers);
    REQUIRE_MESSAGE(made.has_value(), made.error().message);
    return *made;
}

int occurrences(const std::string& text, const std::string& part) {
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

std::vector<std::string> headings(const std::string& html) {
    std::vector<std::string> all;
    static const std::regex heading("<h2>([^<]*)</h2>");
    for (auto at = std::sregex_iterator(html.begin(), html.end(), heading);
         at != std::sregex_iterator(); ++at)
        all.push_back((*at)[1]);
    return all;
}

// The full example, its people those of the workspace.
Dossier with_members() {
    auto dossier = examples::full();
    const auto join = [](Person& person) {
        if (!person.name.empty() && person.name.find('(') == std::string::npos)
            person.user = UserId("U" + person.name);
    };
    join(dossier.incident.reporter);
    for (auto& [role, holder] : dossier.incident.roles)
        join(holder);
    for (auto& [key, moment] : dossier.incident.times)
        join(moment.set_by);
    for (auto& entry : dossier.entries)
        join(entry.author);
    for (auto& update : dossier.updates)
        join(update.author);
    for (auto& follow_up : dossier.follow_ups)
        join(follow_up.owner);
    for (auto& revision : dossier.revisions)
        join(revision.author);
    dossier.entries[0].text += ", by Grace";
    dossier.incident.times[KeyTime::detected].remark = "Linus called";
    dossier.incident.parts[Part::recovery] = {"Ada and @linus sent waiting payments again."};
    dossier.incident.parts[Part::lesson] = {"Wednesday: Ask Linus first."};
    return dossier;
}

}  // namespace

TEST_CASE("each shape has its sections, as CommonMark reads them") {
    const std::pair<std::string, std::vector<std::string>> rows[] = {
        {"standard",
         {"Summary", "Impact", "Key times", "Durations", "Trigger", "Detection", "Root causes",
          "Resolution", "Recovery", "Lessons learned", "Follow-ups", "Timeline", "Updates",
          "Closing words"}},
        {"overview",
         {"1. Overview", "2. Details", "3. Response", "4. Root cause analysis",
          "5. Impact and consequences", "6. Lessons learned", "7. Preventive action",
          "8. Closure"}},
        {"narrative",
         {"Incident summary", "Impact", "Detection", "Response", "Recovery", "Remedial actions",
          "Closing words", "Timeline"}},
        {"review",
         {"Non-technical description", "Trigger", "Detection", "Resolution", "Timeline",
          "Root causes", "Action items", "Lessons learned", "Closing words"}},
        {"log-entry",
         {"Key events", "Durations", "Identified", "Impact", "Context", "Resolution",
          "Review actions", "Closing words"}},
        {"public",
         {"Who was affected", "Day by day", "Why it happened", "How it was put right",
          "Lessons learned", "What follows", "Conclusion"}},
    };
    CHECK(std::size(rows) == postmortem_shapes().size());
    for (const auto& [shape, sections] : rows) {
        CAPTURE(shape);
        CHECK(headings(markdown_to_html(rendered(examples::full(), shape))) == sections);
    }
}

TEST_CASE("lists are lists and tables are tables, with and without anything in them") {
    for (const auto& shape : postmortem_shapes()) {
        CAPTURE(shape);
        for (const auto& dossier : {examples::full(), examples::bare()}) {
            const auto html = markdown_to_html(rendered(dossier, shape));
            CAPTURE(html);
            CHECK(occurrences(html, "<p>- ") == 0);
            CHECK(occurrences(html, "\n- ") == 0);
            CHECK(occurrences(html, "| ") == 0);
            CHECK(occurrences(html, "---") == 0);
            CHECK(occurrences(html, "<li></li>") == 0);
            CHECK(occurrences(html, "<h1>") == 1);
            // Seven entries at least, each an item of a list.
            CHECK((dossier.entries.empty() || occurrences(html, "<li>") >= 7));
            const int tables = shape == "review"     ? (dossier.follow_ups.empty() ? 1 : 2)
                               : shape == "standard" ? 1
                                                     : 0;
            CHECK(occurrences(html, "<table>") == tables);
        }
    }
}

TEST_CASE("the public account tells times in twelve hours, and lessons by day") {
    auto dossier = examples::full();
    dossier.incident.parts[Part::lesson] = {"Wednesday: Ask first.", "2024-06-11: Prompts.",
                                            "Copies."};
    const auto text = rendered(dossier, "public");
    CAPTURE(text);
    CHECK(text.find("- **Tuesday, 2024-06-11:** Prompts.\n"
                    "- **Wednesday, 2024-06-12:** Ask first.\n"
                    "- Copies.\n") != std::string::npos);
    static const std::regex in_24_hours(R"(\b\d\d?:\d\d(?![\dap:]))");
    CHECK_FALSE(std::regex_search(text, in_24_hours));
    CHECK(text.starts_with("# Orders cannot be paid (2024-06-11 to 2024-06-12)\n"));
}

TEST_CASE("the public account names people by their roles") {
    const auto text = rendered(with_members(), "public");
    CAPTURE(text);
    for (const auto* name : {"Ada", "Grace", "Linus", "linus", "slack.com"})
        CHECK(text.find(name) == std::string::npos);
    CHECK(text.find("- 5:28pm – Communications lead: The vendor has") != std::string::npos);
    CHECK(text.find("Clean-up script starts, by a responder\n") != std::string::npos);
    CHECK(text.find("The commander and the communications lead sent") != std::string::npos);
    CHECK(text.find("- **Wednesday, 2024-06-12:** Ask the communications lead first.\n") !=
          std::string::npos);
    // Whoever is not of the workspace was named by choice.
    CHECK(rendered(examples::full(), "public").find("Linus: The vendor") != std::string::npos);
}

TEST_CASE("what everybody reads asks nobody for anything, in any shape") {
    for (const auto& shape : postmortem_shapes()) {
        CAPTURE(shape);
        CHECK(rendered(examples::bare(), shape).find("/incident") != std::string::npos);
        const auto bare = rendered(examples::bare(), shape, Readers::everybody);
        CHECK(bare.find("/incident") == std::string::npos);
        CHECK(bare.find("Not written yet") == std::string::npos);
    }
}

TEST_CASE("a key time's remark stands in brackets beside it, and is text") {
    auto dossier = examples::full();
    dossier.incident.times[KeyTime::detected].remark = "a [customer](x) *called*";
    for (const auto* shape : {"standard", "overview", "narrative", "review", "log-entry"}) {
        CAPTURE(shape);
        const auto html = markdown_to_html(rendered(dossier, shape));
        CHECK(html.find("(a [customer](x) *called*)") != std::string::npos);
    }
    CHECK(
        rendered(dossier, "log-entry")
            .find("- First detected: 2024-06-11 14:03 BST (a \\[customer\\](x) \\*called\\*)\n") !=
        std::string::npos);
}

TEST_CASE("a date on a page is marked as one, in texts alone") {
    const std::pair<const char*, const char*> rows[] = {
        {"on 2024-06-11, say", "on <time>2024-06-11</time>, say"},
        {"2024-06-31 and 12024-06-11 and 2024-06-111",
         "2024-06-31 and 12024-06-11 and 2024-06-111"},
        {"https://x.example/2024-06-11/a",
         "<a "
         "href=\"https://x.example/2024-06-11/a\">https://x.example/<time>2024-06-11</time>/a</a>"},
        {"2024-06-1", "2024-06-1"},
    };
    for (const auto& [markdown, html] : rows) {
        const auto page = html_document("2024-06-11", markdown);
        CHECK_MESSAGE(page.find(std::string("<p>") + html + "</p>") != std::string::npos, page);
        CHECK(page.find("<title>2024-06-11</title>") != std::string::npos);
    }
}

TEST_CASE("ten thousand entries all stand in the document") {
    auto dossier = examples::bare();
    constexpr int count = 10'000;
    for (int number = 1; number <= count; ++number) {
        auto entry = examples::entry(number, "2024-12-11T13:05:00Z",
                                     "mark" + std::to_string(number) + "x happened");
        entry.when.at += std::chrono::minutes{number};
        dossier.entries.push_back(entry);
    }
    for (const auto& shape : postmortem_shapes()) {
        CAPTURE(shape);
        const auto text = rendered(dossier, shape);
        CHECK(occurrences(text, "x happened\n") == count);
        CHECK(text.find("mark1x ") < text.find("mark10000x "));
    }
}

}  // namespace muster
