#include "sandbox/block_rules.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace muster::sandbox;
using nlohmann::json;

namespace {

json text(const std::string& words, const char* type = "mrkdwn") {
    return {{"type", type}, {"text", words}};
}

json section(const std::string& words) {
    return {{"type", "section"}, {"text", text(words)}};
}

json button(const std::string& id = "go") {
    return {{"type", "button"}, {"action_id", id}, {"text", text("Go", "plain_text")}};
}

json option(const std::string& value) {
    return {{"text", text(value, "plain_text")}, {"value", value}};
}

// One block or element alone stands for a list of it.
json listed(const json& some) {
    return some.is_object() ? json::array({some}) : some;
}

json select(const json& options) {
    return {{"type", "static_select"}, {"action_id", "s"}, {"options", listed(options)}};
}

json actions(const json& elements) {
    return {{"type", "actions"}, {"elements", listed(elements)}};
}

json input(const json& element, const std::string& id = "i") {
    return {{"type", "input"},
            {"block_id", id},
            {"label", text("Label", "plain_text")},
            {"element", element}};
}

json with(json value, const char* name, json member) {
    value[name] = std::move(member);
    return value;
}

json without(json value, const char* name) {
    value.erase(name);
    return value;
}

json many(const json& value, std::size_t count) {
    json list = json::array();
    for (std::size_t n = 0; n < count; ++n)
        list.push_back(value);
    return list;
}

json modal(const json& blocks) {
    return {{"type", "modal"},
            {"title", text("Title", "plain_text")},
            {"submit", text("Send", "plain_text")},
            {"blocks", listed(blocks)}};
}

std::string first_fault(const json& blocks, Surface surface = Surface::message) {
    const auto faults = check_blocks(blocks, surface);
    return faults.empty() ? "" : faults.front();
}

const json field = {{"type", "plain_text_input"}, {"action_id", "v"}};

}  // namespace

TEST_CASE("blocks are taken and refused as Slack does, and the place is named") {
    struct Row {
        const char* what;
        json blocks;
        const char* fault;  // "" when it is taken
    };
    const std::string long_text(3001, 'x');
    const Row rows[] = {
        {"a section", {section("hi")}, ""},
        {"no blocks", json::array(), ""},
        {"not an array", json("hi"), "must be an array [json-pointer:/blocks]"},
        {"a text too long",
         {section(long_text)},
         "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
        {"characters, not bytes",
         {section([] {
             std::string letters;
             for (int n = 0; n < 3000; ++n)
                 letters += "é";
             return letters;
         }())},
         ""},
        {"an empty text",
         {section("")},
         "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
        {"an unknown block",
         {{{"type", "sektion"}}},
         "unsupported type: sektion [json-pointer:/blocks/0/type]"},
        {"a section of nothing",
         {{{"type", "section"}}},
         "must have one of: text, fields [json-pointer:/blocks/0]"},
        {"an unknown member",
         {with(section("a"), "colour", "red")},
         "invalid additional property: colour [json-pointer:/blocks/0]"},
        {"fifty-one blocks", many(json{{"type", "divider"}}, 51),
         "no more than 50 items allowed [json-pointer:/blocks]"},
        {"fifty blocks", many(json{{"type", "divider"}}, 50), ""},
        {"eleven fields",
         {{{"type", "section"}, {"fields", many(text("f"), 11)}}},
         "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
        {"a field too long",
         {{{"type", "section"}, {"fields", {text(std::string(2001, 'x'))}}}},
         "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
        {"a header in mrkdwn",
         {{{"type", "header"}, {"text", text("h")}}},
         "must be a plain_text object [json-pointer:/blocks/0/text/type]"},
        {"a header too long",
         {{{"type", "header"}, {"text", text(std::string(151, 'h'), "plain_text")}}},
         "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
        {"two blocks of one id",
         {with(section("a"), "block_id", "x"), with(section("b"), "block_id", "x")},
         "`block_id` already exists: x [json-pointer:/blocks/1/block_id]"},
        {"two elements of one id in a block",
         {actions({button(), button()})},
         "`action_id` already exists: go [json-pointer:/blocks/0/elements/1/action_id]"},
        {"one id in two blocks", {actions({button()}), actions({button()})}, ""},
        {"twenty-six buttons",
         {actions(many(button(), 26))},
         "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
        {"no buttons",
         {actions(json::array())},
         "no less than 1 items allowed [json-pointer:/blocks/0/elements]"},
        {"a button's text too long",
         {actions({with(button(), "text", text(std::string(76, 'b'), "plain_text"))})},
         "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
        {"a button's value too long",
         {actions({with(button(), "value", std::string(2001, 'v'))})},
         "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
        {"a button of another style",
         {actions({with(button(), "style", "green")})},
         "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
        {"an input in actions",
         {actions({field})},
         "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"},
        {"a text as a button",
         {actions({text("x")})},
         "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/type]"},
        {"a hundred and one options",
         {actions({select(many(option("o"), 101))})},
         "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"},
        {"an option too long",
         {actions({select({option(std::string(76, 'o'))})})},
         "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"},
        {"a select without options",
         {actions({without(select({}), "options")})},
         "must have exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]"},
        {"a first choice that is not offered",
         {actions({with(select({option("a")}), "initial_option", option("b"))})},
         "must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]"},
        {"a first choice that is offered",
         {actions({with(select({option("a")}), "initial_option", option("a"))})},
         ""},
        {"eleven context texts",
         {{{"type", "context"}, {"elements", many(text("c"), 11)}}},
         "no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
        {"a button in a context",
         {{{"type", "context"}, {"elements", {button()}}}},
         "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"},
        {"an alert in a message",
         {{{"type", "alert"}, {"text", text("a")}}},
         "alert blocks are not allowed in a message [json-pointer:/blocks/0/type]"},
        {"two tables",
         many(json{{"type", "table"}, {"rows", {{{{"type", "raw_text"}, {"text", "c"}}}}}}, 2),
         "only_one_table_allowed [json-pointer:/blocks/1]"},
        {"markdown too long in all",
         many(json{{"type", "markdown"}, {"text", std::string(6001, 'm')}}, 2),
         "markdown blocks together must be less than 12001 characters "
         "[json-pointer:/blocks/1/text]"},
        {"a date that is none",
         {actions({{{"type", "datepicker"}, {"action_id", "d"}, {"initial_date", "1 May"}}})},
         "must be a date, YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"},
        {"rich text",
         {json::parse(R"({"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
            {"type":"text","text":"a","style":{"bold":true}},{"type":"user","user_id":"U1"}]},
            {"type":"rich_text_list","style":"bullet","elements":[
             {"type":"rich_text_section","elements":[]}]}]})")},
         ""},
        {"rich text with a list of no style",
         {json::parse(R"({"type":"rich_text","elements":[{"type":"rich_text_list","elements":[
             {"type":"rich_text_section","elements":[]}]}]})")},
         "missing required field: style [json-pointer:/blocks/0/elements/0]"},
        {"rich text with an unknown inline",
         {json::parse(R"({"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
             {"type":"image"}]}]})")},
         "unsupported type: image [json-pointer:/blocks/0/elements/0/elements/0/type]"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(first_fault(listed(row.blocks)) == row.fault);
    }
}

TEST_CASE("views are taken and refused as Slack does") {
    struct Row {
        const char* what;
        json view;
        const char* fault;
    };
    const Row rows[] = {
        {"a form", modal({input(field)}), ""},
        {"no object", json::array(), "must be an object [json-pointer:/view]"},
        {"an unknown type",
         {{"type", "popup"}},
         "unsupported type: popup [json-pointer:/view/type]"},
        {"a title too long",
         with(modal({input(field)}), "title", text(std::string(25, 't'), "plain_text")),
         "must be less than 25 characters [json-pointer:/view/title/text]"},
        {"no title", without(modal({input(field)}), "title"),
         "missing required field: title [json-pointer:/view]"},
        {"an input and nothing to send it with", without(modal({input(field)}), "submit"),
         "missing required field: submit (a view with an input block needs it) "
         "[json-pointer:/view]"},
        {"no input and nothing to send", without(modal({section("read")}), "submit"), ""},
        {"no blocks", modal(json::array()),
         "no less than 1 items allowed [json-pointer:/view/blocks]"},
        {"a hundred and one blocks", modal(many(section("s"), 101)),
         "no more than 100 items allowed [json-pointer:/view/blocks]"},
        {"a table in a form", modal({{{"type", "table"}, {"rows", json::array()}}}),
         "table blocks are not allowed in a modal [json-pointer:/view/blocks/0/type]"},
        {"private metadata too long",
         with(modal({section("s")}), "private_metadata", std::string(3001, 'p')),
         "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
        {"two that want the focus",
         modal({input(with(field, "focus_on_load", true), "a"),
                input(with(field, "focus_on_load", true), "b")}),
         "only one element may have focus_on_load "
         "[json-pointer:/view/blocks/1/element/focus_on_load]"},
        {"a home", {{"type", "home"}, {"blocks", {section("s")}}}, ""},
        {"a home with a title",
         {{"type", "home"}, {"blocks", {section("s")}}, {"title", text("t", "plain_text")}},
         "invalid additional property: title [json-pointer:/view]"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto faults = check_view(row.view);
        CHECK((faults.empty() ? "" : faults.front()) == row.fault);
    }
}

TEST_CASE("whatever the JSON is, it is judged and not stumbled over") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const json good[] = {
        modal({input(field), section("s"), actions({button(), select({option("a")})})}),
        {{"type", "home"}, {"blocks", {section("s")}}}};
    const json junk[] = {nullptr,
                         7,
                         -1.5,
                         true,
                         "x",
                         json::array(),
                         json::object(),
                         json::array({1, nullptr}),
                         {{"type", 3}},
                         {{"type", "section"}}};
    for (int round = 0; round < 2000; ++round) {
        json view = good[random() % std::size(good)];
        const json flat = view.flatten();
        auto place = flat.begin();
        std::advance(place, static_cast<std::ptrdiff_t>(random() % flat.size()));
        json::json_pointer where(place.key());
        for (unsigned up = random() % 3; up > 0 && !where.empty(); --up)
            where.pop_back();
        view[where] = junk[random() % std::size(junk)];
        CHECK_NOTHROW((void)check_view(view));
        if (view.is_object() && view.contains("blocks"))
            CHECK_NOTHROW((void)check_blocks(view["blocks"], Surface::message));
    }
}
