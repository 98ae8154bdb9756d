#include "slack/views.hpp"

#include "slack/text.hpp"
#include "tests/slack/block_check.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

Field field(Field::Kind kind, const std::string& value = {}) {
    Field made;
    made.id = "field";
    made.label = "Label";
    made.kind = kind;
    made.value = value;
    return made;
}

muster::Form form(std::vector<Field> fields) {
    return {"close", "INC-7|closed=0", "Close INC-7", "Close", std::move(fields)};
}

nlohmann::json element(const Field& made) {
    const auto view = modal(form({made}));
    CHECK(check_modal(view) == Faults{});
    return view["blocks"][0]["element"];
}

}  // namespace

TEST_CASE("a form becomes a view whose answers come back by block id") {
    auto title = field(Field::Kind::line, "Checkout");
    title.required = true;
    title.hint = "What is wrong";
    title.most = 200;
    const auto view = modal(form({title}));
    CHECK(check_modal(view) == Faults{});
    CHECK(view["callback_id"] == "close");
    CHECK(view["private_metadata"] == "INC-7|closed=0");
    CHECK(view["title"]["text"] == "Close INC-7");
    const auto& block = view["blocks"][0];
    CHECK(block["block_id"] == "field");
    CHECK(block["optional"] == false);
    CHECK(block["hint"]["text"] == "What is wrong");
    CHECK(block["element"]["action_id"] == "v");
    CHECK(block["element"]["initial_value"] == "Checkout");
    CHECK(block["element"]["max_length"] == 200);
    CHECK(block["element"]["multiline"] == false);
    CHECK(element(field(Field::Kind::text))["multiline"] == true);
}

TEST_CASE("a choice shows what is chosen, if it is one of the options") {
    auto severity = field(Field::Kind::choice, "sev2");
    severity.options = {{"sev1", "sev1: bad"}, {"sev2", std::string(100, '&')}};
    CHECK(element(severity)["initial_option"]["value"] == "sev2");
    severity.value = "sev9";
    CHECK_FALSE(element(severity).contains("initial_option"));
    severity.options.clear();
    CHECK(element(severity)["type"] == "plain_text_input");
}

TEST_CASE("over a hundred options come in groups") {
    auto many = field(Field::Kind::choice, "204");
    for (int i = 0; i < 250; ++i)
        many.options.emplace_back(std::to_string(i), "option " + std::to_string(i));
    const auto select = element(many);
    CHECK(select["option_groups"].size() == 3);
    CHECK(select["initial_option"]["value"] == "204");
}

TEST_CASE("a person is chosen from all people") {
    CHECK(element(field(Field::Kind::user, "U0ADA"))["initial_user"] == "U0ADA");
    CHECK_FALSE(element(field(Field::Kind::user, "ada")).contains("initial_user"));
}

TEST_CASE("a value too long for a form stays out of it, and the hint says so") {
    auto summary = field(Field::Kind::text, std::string(5000, 'x'));
    summary.most = 40000;
    const auto view = modal(form({summary}));
    CHECK(check_modal(view) == Faults{});
    CHECK_FALSE(view["blocks"][0]["element"].contains("initial_value"));
    CHECK(view["blocks"][0]["hint"]["text"].get<std::string>().find("5000 characters") !=
          std::string::npos);
}

TEST_CASE("a view keeps Slack's limits whatever is in it") {
    auto texts = hostile_texts();
    texts.emplace_back(40000, '&');
    texts.emplace_back();
    for (const auto& typed : texts) {
        std::vector<Field> fields;
        for (const auto kind :
             {Field::Kind::line, Field::Kind::text, Field::Kind::choice, Field::Kind::user}) {
            auto made = field(kind, typed);
            made.id = "field-" + std::to_string(fields.size());
            made.label = typed;
            made.hint = typed;
            made.options = {{"a", typed}, {typed, typed}};
            fields.push_back(made);
        }
        CHECK(check_modal(modal({"name", cut(typed, 3000), typed, typed, fields})) == Faults{});
        CHECK(check_modal(message_modal(typed, typed, {{"undo", typed, typed, {}}})) == Faults{});
    }
}

TEST_CASE("a form's context that Slack would refuse is our mistake") {
    CHECK_THROWS_AS(modal({"name", std::string(3001, 'x'), "Title", "Go", {}}), std::logic_error);
}

TEST_CASE("check boxes stand ten to a block, each with its small print") {
    auto choice = field(Field::Kind::checkboxes);
    choice.label = "Messages";
    for (int i = 0; i < 200; ++i) {
        choice.options.emplace_back(std::to_string(i) + ".000100", std::string(300, '&'));
        choice.notes.emplace_back("Ada · 14:02");
    }
    auto made = form({choice});
    made.words = Words("Choose.");
    made.filled_by = "scribe 1";
    const auto view = modal(made);
    CHECK(check_modal(view) == Faults{});
    CHECK(view["external_id"] == "scribe 1");
    REQUIRE(view["blocks"].size() == 21);
    CHECK(view["blocks"][0]["type"] == "rich_text");
    CHECK(view["blocks"][1]["block_id"] == "field");
    CHECK(view["blocks"][2]["block_id"] == "field#2");
    CHECK(view["blocks"][20]["label"]["text"] == "Messages 191–200");
    const auto& first = view["blocks"][1]["element"]["options"][0];
    CHECK(first["value"] == "0.000100");
    CHECK(first["description"]["text"] == "Ada · 14:02");
    CHECK(view.dump().size() < 250'000);

    choice.options.resize(3);
    choice.required = true;
    const auto few = modal(form({choice}));
    CHECK(few["blocks"][0]["label"]["text"] == "Messages");
    CHECK(few["blocks"][0]["optional"] == false);
}

TEST_CASE("a form that is still being filled has nothing to submit") {
    muster::Form waiting{"scribe", "INC-7 C1", "Add from the channel", "", {}};
    waiting.words = Words("Reading the channel…");
    const auto view = modal(waiting);
    CHECK(check_modal(view) == Faults{});
    CHECK_FALSE(view.contains("submit"));
    CHECK(view["close"]["text"] == "Close");
    CHECK_FALSE(view.contains("external_id"));
}
