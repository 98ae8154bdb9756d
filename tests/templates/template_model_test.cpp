#include "templates/postmortem_model.hpp"
#include "templates/template_file.hpp"
#include "tests/templates/examples.hpp"
#include "tests/templates/golden.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

namespace muster {
namespace {

std::string_view kind_of(ModelName::Kind kind) {
    switch (kind) {
        case ModelName::Kind::text:
            return "text";
        case ModelName::Kind::flag:
            return "yes or no";
        case ModelName::Kind::list:
            break;
    }
    return "list";
}

// "a-timeline-entry": how a heading is linked to.
std::string anchor(std::string_view title) {
    std::string text;
    for (const char c : title)
        text += c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

void describe(std::string& out, const ModelGroup& group, std::set<std::string_view>& described) {
    if (!described.insert(group.title).second)
        return;
    out += "\n## " + std::string(group.title) +
           "\n\n| Name | Kind | What it is |\n| --- | --- | --- |\n";
    for (const auto& name : group.names) {
        out += "| `" + std::string(name.name) + "` | " + std::string(kind_of(name.kind));
        if (name.inside != nullptr)
            out += " of [" + std::string(name.inside->title) + "](#" + anchor(name.inside->title) +
                   ")";
        out += " | " + std::string(name.meaning) + " |\n";
    }
    for (const auto& name : group.names)
        if (name.inside != nullptr)
            describe(out, *name.inside, described);
}

std::string model_document() {
    std::string out =
        "# What a template may ask for\n"
        "\n"
        "Made from the code by `./dev approve`; a test fails when it is not what the code says.\n"
        "\n"
        "The files in `templates/` are [Mustache](https://mustache.github.io). A team replaces one "
        "by a file of the\nsame path in the folder that `templates` in `muster.toml` names: "
        "`postmortem/standard.md` there stands in for\n`templates/postmortem/standard.md` here, "
        "and "
        "`postmortem/ours.md` is a shape of its own, `ours`.\n"
        "\n"
        "- A text: `{{title}}`. What people typed reads as they typed it, whatever marks it holds. "
        "With three braces,\n  `{{{time}}}`, it goes in unchanged: for what Muster itself words, "
        "never for what people type.\n"
        "- Yes or no: `{{#draft}}shown if it is so{{/draft}}{{^draft}}shown if not{{/draft}}`.\n"
        "- A list: `{{#cause}}- {{item}}{{/cause}}` once for each, `{{^cause}}none{{/cause}}` when "
        "it is empty. Inside,\n  the names of its group are there beside those around it.\n"
        "- A line that holds nothing but a tag leaves no line behind; several empty lines become "
        "one.\n"
        "\n"
        "A name that is not there is an error that names file, line and name, and nothing is made "
        "from that file:\n`muster postmortem INC-7 --template ours` shows it.\n"
        "\n"
        "These are the names in `postmortem/*.md`.\n";
    std::set<std::string_view> described;
    describe(out, postmortem_model(), described);
    return out;
}

std::string fault_in(const std::string& text) {
    const auto made = make_postmortem(examples::full(), examples::london());
    const auto filled =
        fill({"ours.md", text}, postmortem_values(made, {}, true), postmortem_model());
    return filled ? "" : filled.error().message;
}

}  // namespace

TEST_CASE("the document of the templates' model is what the code says") {
    check_approved("docs/template-model.md", model_document());
}

TEST_CASE("a name is known where its section is, and not beside it") {
    const std::pair<const char*, const char*> rows[] = {
        {"{{#days}}{{#rows}}{{time}} {{title}} {{entry}}{{/rows}}{{/days}}", ""},
        {"{{^days}}{{title}}{{/days}} {{! a note }}{{&id}} {{{id}}}", ""},
        {"one\n{{entry}}",
         "ours.md, line 2: there is no “entry” to show. It is in {{#rows}}. There"},
        {"{{#days}}\n{{entry}}{{/days}}",
         "line 2: there is no “entry” to show. It is in {{#rows}}"},
        {"{{#days}}{{#rows}}{{/rows}}\n{{entry}}{{/days}}", "line 2: there is no “entry”"},
        {"{{^days}}{{day}}{{/days}}", "there is no “day” to show. It is in {{#days}}"},
        {"{{#draft}}{{item}}{{/draft}}", "there is no “item” to show. It is in {{#summary}}"},
        {"{{days}}", "“days” is no text. Write {{#days}}…{{/days}} around"},
        {"{{approximate}}", "“approximate” is no text"},
        {"{{=<% %>=}}<% title %>", "tags are written with {{ and }} throughout"},
        {"{{}}", "there is no “” to show"},
    };
    for (const auto& [text, fault] : rows) {
        CAPTURE(text);
        const auto message = fault_in(text);
        CHECK_MESSAGE(message.find(fault) != std::string::npos, message);
        CHECK(message.empty() == std::string_view(fault).empty());
    }
}

TEST_CASE("values that the model does not have, or lacks, are a bug") {
    static constexpr std::array names{ModelName{"a", ModelName::Kind::text, "one"},
                                      ModelName{"b", ModelName::Kind::flag, "two"}};
    static constexpr ModelGroup group{"A pair", names};
    CHECK_NOTHROW((void)ModelValues(group).text("a", "x").flag("b", true).done());
    CHECK_THROWS_AS((void)ModelValues(group).text("a", "x").done(), std::logic_error);
    CHECK_THROWS_AS(ModelValues(group).text("c", "x"), std::logic_error);
    CHECK_THROWS_AS(ModelValues(group).text("b", "x"), std::logic_error);
}

TEST_CASE("each name has its meaning, and stands once in its group") {
    std::vector<const ModelGroup*> groups{&postmortem_model()};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::set<std::string_view> seen;
        for (const auto& name : groups[i]->names) {
            CAPTURE(name.name);
            CHECK(seen.insert(name.name).second);
            CHECK_FALSE(name.meaning.empty());
            CHECK((name.inside != nullptr) == (name.kind == ModelName::Kind::list));
            if (name.inside != nullptr)
                groups.push_back(name.inside);
        }
    }
}

}  // namespace muster
