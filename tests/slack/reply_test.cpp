#include "slack/reply.hpp"

#include "slack/text.hpp"
#include "tests/slack/block_check.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

Envelope envelope(const char* type, nlohmann::json payload = nlohmann::json::object()) {
    Envelope made;
    made.id = "env-1";
    made.type = type;
    made.accepts_payload = true;
    made.payload = std::move(payload);
    return made;
}

Envelope submission() {
    return envelope("interactive", {{"type", "view_submission"},
                                    {"view",
                                     {{"id", "V0"},
                                      {"blocks",
                                       {{{"type", "rich_text"}, {"block_id", "words"}},
                                        {{"type", "input"}, {"block_id", "title"}},
                                        {{"type", "input"}, {"block_id", "severity"}}}}}}});
}

Envelope click() {
    return envelope("interactive", {{"type", "block_actions"}});
}

Envelope click_in_view() {
    return envelope("interactive", {{"type", "block_actions"}, {"view", {{"id", "V0"}}}});
}

Reply says(const std::string& words) {
    Reply reply;
    reply.words = Words(words);
    return reply;
}

Reply refuses(const std::string& words) {
    auto reply = says(words);
    reply.refused = true;
    return reply;
}

Reply opens_form() {
    Reply reply;
    Field title;
    title.id = "title";
    title.label = "Title";
    reply.form = muster::Form{"declare", "", "Declare an incident", "Declare", {title}};
    return reply;
}

}  // namespace

TEST_CASE("a command is answered in its acknowledgement, to its asker alone") {
    auto reply = says("14:02 failover started, entry 6");
    reply.buttons = {{"undo_entry", "Undo", "INC-7 6", Button::Style::normal},
                     {"undo_entry", "Undo this too", "INC-7 5", Button::Style::danger}};
    const auto payloads = payloads_of(reply, envelope("slash_commands"));
    REQUIRE(payloads.ack);
    CHECK_FALSE((payloads.open_view || payloads.update_view || payloads.respond));
    const auto& ack = *payloads.ack;
    CHECK(ack["response_type"] == "ephemeral");
    CHECK(ack["text"] == "14:02 failover started, entry 6");
    CHECK(check_message(ack["text"], ack["blocks"]) == Faults{});
    CHECK(ack["blocks"][1]["elements"][0]["action_id"] == "undo_entry");
    CHECK(ack["blocks"][1]["elements"][1]["action_id"] == "undo_entry#2");
}

TEST_CASE("a command whose acknowledgement may carry nothing is answered by its response URL") {
    auto bare = envelope("slash_commands");
    bare.accepts_payload = false;
    const auto payloads = payloads_of(says("done"), bare);
    CHECK_FALSE(payloads.ack);
    REQUIRE(payloads.respond);
    CHECK((*payloads.respond)["text"] == "done");
}

TEST_CASE("a form is opened, with words beside it or without") {
    const auto payloads = payloads_of(opens_form(), envelope("slash_commands"));
    REQUIRE(payloads.open_view);
    CHECK_FALSE(payloads.ack);
    CHECK(check_modal(*payloads.open_view) == Faults{});
    auto both = opens_form();
    both.words = "Fill in the form.";
    CHECK(payloads_of(both, envelope("slash_commands")).ack);
    CHECK(payloads_of(opens_form(), click()).open_view);
}

TEST_CASE("a click is answered beside the message it was in, which stays") {
    const auto payloads = payloads_of(says("done"), click());
    REQUIRE(payloads.respond);
    CHECK((*payloads.respond)["replace_original"] == false);
    CHECK((*payloads.respond)["response_type"] == "ephemeral");
    CHECK_FALSE(payloads.ack);
    CHECK_FALSE(payloads_of({}, click()).respond);
}

TEST_CASE("a click in a view is answered in that view") {
    const auto payloads = payloads_of(says("done"), click_in_view());
    REQUIRE(payloads.update_view);
    CHECK((*payloads.update_view)["view_id"] == "V0");
    CHECK(check_modal((*payloads.update_view)["view"]) == Faults{});
    CHECK(payloads_of(opens_form(), click_in_view()).update_view);
}

TEST_CASE("a mistake in a form stands below its field") {
    auto reply = refuses("That title is too long.");
    reply.field_errors = {{"title", "That title is too long."}, {"unknown", "x"}};
    const auto payloads = payloads_of(reply, submission());
    REQUIRE(payloads.ack);
    CHECK(*payloads.ack == nlohmann::json{{"response_action", "errors"},
                                          {"errors", {{"title", "That title is too long."}}}});
}

TEST_CASE("a mistake of no field stands below the first") {
    const auto expected =
        nlohmann::json{{"response_action", "errors"}, {"errors", {{"title", "INC-7 is closed."}}}};
    CHECK(payloads_of(refuses("INC-7 is closed."), submission()).ack == expected);
    Reply unknown;
    unknown.field_errors = {{"unknown", "INC-7 is closed."}};
    CHECK(payloads_of(unknown, submission()).ack == expected);
}

TEST_CASE("a mistake in a view without fields is told in its place") {
    auto bare = submission();
    bare.payload["view"]["blocks"] = nlohmann::json::array();
    const auto payloads = payloads_of(refuses("INC-7 is closed."), bare);
    REQUIRE(payloads.ack);
    CHECK((*payloads.ack)["response_action"] == "update");
    CHECK(read_blocks((*payloads.ack)["view"]["blocks"]) == "INC-7 is closed.\n");
}

TEST_CASE("a form that was taken closes, or shows what came of it") {
    CHECK_FALSE(payloads_of({}, submission()).ack);
    const auto payloads = payloads_of(says("Declared INC-7."), submission());
    REQUIRE(payloads.ack);
    CHECK((*payloads.ack)["response_action"] == "update");
    CHECK(check_modal((*payloads.ack)["view"]) == Faults{});
    CHECK((*payloads_of(opens_form(), submission()).ack)["view"]["callback_id"] == "declare");
}

TEST_CASE("an event has nobody to answer") {
    const auto payloads = payloads_of(says("x"), envelope("events_api"));
    CHECK_FALSE((payloads.ack || payloads.open_view || payloads.update_view || payloads.respond));
}

TEST_CASE("a stored answer gives the same bytes again") {
    auto reply = says("done <!channel> \xF0\x9F\x94\xA5");
    reply.buttons = {{"undo_entry", "Undo", "INC-7 6", Button::Style::normal}};
    for (const auto& asked : {envelope("slash_commands"), click(), click_in_view(), submission()}) {
        const auto stored = encode_answer(reply, asked);
        CHECK(stored == encode_answer(reply, asked));
        const auto again = decode_answer(stored);
        const auto first = payloads_of(reply, asked);
        CHECK(again.ack == first.ack);
        CHECK(again.open_view == first.open_view);
        CHECK(again.update_view == first.update_view);
        CHECK(again.respond == first.respond);
        CHECK(acknowledgement(asked, again.ack) == acknowledgement(asked, first.ack));
    }
    for (const auto* const text : {"", "x", "[]", R"({"ack":7})"})
        CHECK_FALSE(decode_answer(text).ack);
}

TEST_CASE("whatever was typed comes back in a reply as text, within Slack's limits") {
    auto texts = hostile_texts();
    texts.emplace_back(40000, 'x');
    texts.emplace_back(40000, '<');
    texts.emplace_back(std::string("NUL \0 here", 10));
    for (const auto& typed : texts) {
        CAPTURE(typed.substr(0, 100));
        auto reply = says(typed);
        reply.buttons = {{"undo_entry", typed, typed, Button::Style::normal}};
        const auto ack = *payloads_of(reply, envelope("slash_commands")).ack;
        CHECK(check_message(ack["text"], ack["blocks"]) == Faults{});
        CHECK(ack["text"].get<std::string>().find('<') == std::string::npos);
        const auto view = (*payloads_of(reply, submission()).ack)["view"];
        CHECK(check_modal(view) == Faults{});
        if (characters(typed) < 4000)
            CHECK(read_blocks(ack["blocks"]).find(without_controls(typed)) == 0);
        reply.refused = true;
        CHECK(to_text(*payloads_of(reply, submission()).ack).size() < 5000);
    }
}

TEST_CASE("what an Ask found out is told in the form that waits for it, or alone") {
    Request ask;
    CHECK_FALSE(payloads_of(Reply{}, ask).respond);
    const auto alone = payloads_of(refuses("It cannot be read."), ask);
    REQUIRE(alone.respond);
    CHECK((*alone.respond)["text"] == "It cannot be read.");
    CHECK_FALSE(alone.update_view);

    ask.details["view"] = "scribe 1";
    const auto filled = payloads_of(opens_form(), ask);
    REQUIRE(filled.update_view);
    CHECK((*filled.update_view)["external_id"] == "scribe 1");
    CHECK((*filled.update_view)["view"]["callback_id"] == "declare");
    CHECK(check_modal((*filled.update_view)["view"]) == Faults{});
    const auto refused = payloads_of(refuses("It cannot be read."), ask);
    CHECK((*refused.update_view)["view"]["title"]["text"] == "That did not work");
    CHECK_FALSE(refused.respond);
    const auto stored = decode_answer(encode_answer(opens_form(), ask));
    CHECK(stored.update_view == filled.update_view);
}

TEST_CASE("in the Home tab forms and words open above it, and what is done shows by itself") {
    const auto click_at_home = envelope(
        "interactive", {{"type", "block_actions"}, {"view", {{"id", "V0"}, {"type", "home"}}}});
    const auto form = payloads_of(opens_form(), click_at_home);
    REQUIRE(form.open_view);
    CHECK_FALSE(form.update_view);
    const auto refused = payloads_of(refuses("Grace is commander."), click_at_home);
    REQUIRE(refused.open_view);
    CHECK(check_modal(*refused.open_view) == Faults{});
    CHECK_FALSE(refused.update_view);
    const auto silent = payloads_of(Reply(), click_at_home);
    CHECK_FALSE((silent.open_view || silent.update_view || silent.respond || silent.ack));
}

TEST_CASE("a click may turn the message it stands in into what is left to do") {
    auto reply = says("Action 1 is done.");
    reply.in_place = true;
    reply.lines = {{Words("INC-7 · action 2"),
                    {{"follow_up_done", "Done", "INC-7 2", Button::Style::normal}}}};
    const auto payloads = payloads_of(reply, click());
    REQUIRE(payloads.respond);
    CHECK((*payloads.respond)["replace_original"] == true);
    CHECK_FALSE(payloads.respond->contains("response_type"));
    CHECK((*payloads.respond)["text"] == "Action 1 is done.\nINC-7 · action 2");
    CHECK(check_message((*payloads.respond)["text"], (*payloads.respond)["blocks"]) == Faults{});
}

TEST_CASE("more lines than a message holds are left out, and the buttons stay") {
    auto reply = says("Follow-ups of yours are due");
    for (int i = 0; i < 200; ++i)
        reply.lines.push_back({Words(std::string(300, 'x')),
                               {{"follow_up_done", "Done", "INC-7 2", Button::Style::normal}}});
    reply.buttons = {{"stop_follow_ups", "Stop", "stop", Button::Style::normal}};
    const auto message = ephemeral(reply);
    CHECK(check_message(message["text"], message["blocks"]) == Faults{});
    CHECK(message["blocks"].back()["type"] == "actions");
}
