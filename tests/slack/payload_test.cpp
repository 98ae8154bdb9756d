#include "slack/payload.hpp"

#include "commands/mention.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::slack;
using nlohmann::json;

namespace {

const Self self{"/incident", "T0TEAM", "U0BOT", "B0BOT"};

Envelope envelope(const char* type, json payload) {
    Envelope made;
    made.id = "env-1";
    made.type = type;
    made.accepts_payload = true;
    made.payload = std::move(payload);
    return made;
}

json command(const std::string& text) {
    return {{"team_id", "T0TEAM"},
            {"channel_id", "C0INC"},
            {"channel_name", "inc-7"},
            {"user_id", "U0ADA"},
            {"user_name", "ada"},
            {"command", "/incident"},
            {"text", text},
            {"is_enterprise_install", "false"},
            {"response_url", "https://hooks.example.com/1"},
            {"trigger_id", "1.2.abc"}};
}

json click(json action) {
    return {
        {"type", "block_actions"},
        {"user", {{"id", "U0ADA"}, {"username", "ada"}, {"name", "ada"}, {"team_id", "T0TEAM"}}},
        {"container",
         {{"type", "message"},
          {"message_ts", "1767225600.000100"},
          {"channel_id", "C0INC"},
          {"is_ephemeral", false}}},
        {"trigger_id", "1.2.abc"},
        {"team", {{"id", "T0TEAM"}}},
        {"channel", {{"id", "C0INC"}, {"name", "inc-7"}}},
        {"state", {{"values", json::object()}}},
        {"response_url", "https://hooks.example.com/2"},
        {"actions", json::array({std::move(action)})}};
}

json submission(json values) {
    return {{"type", "view_submission"},
            {"user", {{"id", "U0ADA"}, {"name", "ada"}, {"team_id", "T0TEAM"}}},
            {"team", {{"id", "T0TEAM"}}},
            {"trigger_id", "1.2.abc"},
            {"response_urls", json::array()},
            {"view",
             {{"id", "V0VIEW"},
              {"callback_id", "declare"},
              {"private_metadata", "INC-7"},
              {"state", {{"values", std::move(values)}}}}}};
}

json event(json inner) {
    return {{"team_id", "T0TEAM"},
            {"type", "event_callback"},
            {"event_id", "Ev0001"},
            {"event_time", 1767225600},
            {"event", std::move(inner)}};
}

Request request_of(const char* type, json payload) {
    auto incoming = read_request(envelope(type, std::move(payload)), self);
    REQUIRE_MESSAGE(incoming.request.has_value(), incoming.why_not);
    return std::move(*incoming.request);
}

std::string refusal_of(const char* type, json payload) {
    const auto incoming = read_request(envelope(type, std::move(payload)), self);
    CHECK_FALSE(incoming.request.has_value());
    return incoming.why_not;
}

}  // namespace

TEST_CASE("a slash command becomes a request") {
    const auto request =
        request_of("slash_commands", command("assign <@U0GRACE|grace> a &lt; b\x07"));
    CHECK(request.kind == Request::Kind::command);
    CHECK(request.identities == std::vector<std::string>{"envelope:env-1"});
    CHECK(request.user.user == UserId("U0ADA"));
    CHECK(request.user.name == "ada");
    CHECK(request.place == ChannelId("C0INC"));
    CHECK(request.text == "assign " + to_string(Mention{Mention::Kind::user, "U0GRACE", "grace"}) +
                              " a < b\xEF\xBF\xBD");
    CHECK(request.trigger == "1.2.abc");
    CHECK(request.response_url == "https://hooks.example.com/1");
    CHECK(request.home == TeamId(self.team));
}

TEST_CASE("another name's command and another team's envelope are not for us") {
    auto other = command("x");
    other["command"] = "/deploy";
    CHECK(refusal_of("slash_commands", other) == "the command /deploy is not ours");
    auto foreign = command("x");
    foreign["team_id"] = "T0OTHER";
    CHECK(refusal_of("slash_commands", foreign) == "another team's envelope");
    auto capital = command("x");
    capital["command"] = "/Incident";
    CHECK(request_of("slash_commands", capital).text == "x");
    auto clicked = click({{"action_id", "log"}});
    clicked["team"] = {{"id", "T0OTHER"}};
    CHECK(refusal_of("interactive", clicked) == "another team's envelope");
    auto happened = event({{"type", "message"}, {"channel", "C1"}, {"ts", "1.2"}});
    happened["team_id"] = "T0OTHER";
    CHECK(refusal_of("events_api", happened) == "another team's envelope");
}

TEST_CASE("a button becomes a request with its own value") {
    const auto request = request_of(
        "interactive",
        click({{"type", "button"}, {"action_id", "undo_entry#2"}, {"value", "INC-7 4"}}));
    CHECK(request.kind == Request::Kind::button);
    CHECK(request.name == "undo_entry");
    CHECK(request.value == "INC-7 4");
    CHECK(request.place == ChannelId("C0INC"));
    CHECK(request.response_url == "https://hooks.example.com/2");
    CHECK(request.details.at("message_ts") == "1767225600.000100");
    CHECK(request.details.at("ephemeral") == "false");
}

TEST_CASE("what was selected is the value") {
    const struct {
        json action;
        const char* value;
    } rows[] = {
        {{{"action_id", "a"}, {"selected_option", {{"value", "sev2"}}}}, "sev2"},
        {{{"action_id", "a"}, {"selected_user", "U0GRACE"}}, "U0GRACE"},
        {{{"action_id", "a"}, {"selected_option", nullptr}}, ""},
        {{{"action_id", "a"}}, ""},
    };
    for (const auto& row : rows)
        CHECK(request_of("interactive", click(row.action)).value == row.value);
}

TEST_CASE("a click in a view knows its view and has no place") {
    auto payload = click({{"action_id", "unpublish"}, {"value", "INC-7"}});
    payload.erase("channel");
    payload["container"] = {{"type", "view"}, {"view_id", "V0VIEW"}};
    payload["view"] = {{"id", "V0VIEW"},
                       {"state", {{"values", {{"text", {{"v", {{"value", "typed"}}}}}}}}}};
    const auto request = request_of("interactive", payload);
    CHECK(request.place.empty());
    CHECK(request.details.at("view_id") == "V0VIEW");
    CHECK(request.fields.at("text") == "typed");
}

TEST_CASE("an opened link asks for nothing") {
    CHECK(refusal_of("interactive", click({{"action_id", "link"}})) == "a link was opened");
    CHECK(refusal_of("interactive", click({{"action_id", "x"}, {"url", "https://example.com"}})) ==
          "a link was opened");
}

TEST_CASE("a form's fields come by block id, as they were typed") {
    const auto request = request_of(
        "interactive",
        submission(
            {{"title", {{"v", {{"type", "plain_text_input"}, {"value", "a & <@U1>\r\n\x02"}}}}},
             {"severity", {{"v", {{"selected_option", {{"value", "sev2"}}}}}}},
             {"commander", {{"v", {{"selected_user", "U0GRACE"}}}}},
             {"closing", {{"v", {{"value", nullptr}}}}},
             {"odd", 7}}));
    CHECK(request.kind == Request::Kind::form);
    CHECK(request.name == "declare");
    CHECK(request.value == "INC-7");
    CHECK(request.user.user == UserId("U0ADA"));
    CHECK(request.fields == std::map<std::string, std::string>{{"title", "a & <@U1>\n\xEF\xBF\xBD"},
                                                               {"severity", "sev2"},
                                                               {"commander", "U0GRACE"},
                                                               {"closing", ""}});
}

TEST_CASE("an event is known by its own id and by what it is about") {
    const struct {
        json event;
        std::vector<std::string> identities;
    } rows[] = {
        {{{"type", "message"}, {"channel", "C1"}, {"ts", "1.2"}, {"event_ts", "1.2"}},
         {"envelope:env-1", "event:Ev0001", "message:C1:1.2:message"}},
        {{{"type", "app_mention"}, {"channel", "C1"}, {"ts", "1.2"}, {"event_ts", "1.2"}},
         {"envelope:env-1", "event:Ev0001", "message:C1:1.2:app_mention"}},
        {{{"type", "reaction_added"},
          {"user", "U1"},
          {"reaction", "pushpin"},
          {"item", {{"type", "message"}, {"channel", "C1"}, {"ts", "1.2"}}},
          {"event_ts", "3.4"}},
         {"envelope:env-1", "event:Ev0001", "reaction_added:C1:1.2:U1:pushpin:3.4"}},
        {{{"type", "team_join"}, {"user", {{"id", "U1"}}}, {"event_ts", "3.4"}},
         {"envelope:env-1", "event:Ev0001"}},
    };
    for (const auto& row : rows)
        CHECK(request_of("events_api", event(row.event)).identities == row.identities);
}

TEST_CASE("an event's members are plain texts by their path") {
    const auto message =
        request_of("events_api", event({{"type", "message"},
                                        {"channel", "C1"},
                                        {"channel_type", "channel"},
                                        {"user", "U1"},
                                        {"text", "<@U2> &amp; <!channel>"},
                                        {"ts", "1.2"},
                                        {"thread_ts", "1.1"},
                                        {"blocks", json::array({{{"type", "rich_text"}}})}}));
    CHECK(message.kind == Request::Kind::event);
    CHECK(message.name == "message");
    CHECK(message.user.user == UserId("U1"));
    CHECK(message.place == ChannelId("C1"));
    CHECK(message.details.at("text") == "@U2 & @channel");
    CHECK(message.details.at("thread_ts") == "1.1");
    CHECK_FALSE(message.details.contains("blocks"));

    const auto person =
        request_of("events_api", event({{"type", "user_change"},
                                        {"user",
                                         {{"id", "U1"},
                                          {"name", "ada"},
                                          {"tz", "Europe/London"},
                                          {"deleted", false},
                                          {"profile", {{"display_name", "Ada\x1B"}}}}}}));
    CHECK(person.user.user == UserId("U1"));
    CHECK(person.user.name == "ada");
    CHECK(person.details.at("user.tz") == "Europe/London");
    CHECK(person.details.at("user.deleted") == "false");
    CHECK(person.details.at("user.profile.display_name") == "Ada\xEF\xBF\xBD");

    const auto renamed = request_of(
        "events_api",
        event({{"type", "channel_rename"}, {"channel", {{"id", "C1"}, {"name", "new"}}}}));
    CHECK(renamed.place == ChannelId("C1"));
    CHECK(renamed.details.at("channel.name") == "new");

    const auto group = request_of("events_api", event({{"type", "subteam_members_changed"},
                                                       {"subteam_id", "S1"},
                                                       {"added_users", {"U1", "U2"}}}));
    CHECK(group.details.at("added_users") == "U1,U2");
}

TEST_CASE("our own deeds are not for us, our own membership is") {
    const json own[] = {
        {{"type", "message"}, {"channel", "C1"}, {"ts", "1.2"}, {"bot_id", "B0BOT"}},
        {{"type", "message"}, {"channel", "C1"}, {"ts", "1.2"}, {"user", "U0BOT"}},
        {{"type", "reaction_added"}, {"user", "U0BOT"}},
        {{"type", "pin_added"}, {"user", "U0BOT"}},
    };
    for (const auto& inner : own)
        CHECK(refusal_of("events_api", event(inner)) == "an event of our own");
    CHECK(request_of("events_api",
                     event({{"type", "member_left_channel"}, {"user", "U0BOT"}, {"channel", "C1"}}))
              .place == ChannelId("C1"));
}

TEST_CASE("what is new or not used yet says why it is passed over") {
    CHECK(refusal_of("events_api", event({{"type", "message"}, {"subtype", "channel_topic"}})) ==
          "a message of subtype channel_topic");
    CHECK(refusal_of("events_api", {{"type", "app_rate_limited"}, {"team_id", "T0TEAM"}}) ==
          "an events payload of type app_rate_limited");
    CHECK(refusal_of("events_api", event(json::object())) == "an event without a type");
    CHECK(refusal_of("interactive", {{"type", "view_closed"}}) ==
          "an interaction of type view_closed");
    CHECK(refusal_of("interactive", {{"type", "block_actions"}, {"actions", json::array()}}) ==
          "a click without an action");
    CHECK(refusal_of("gadgets", json::object()) == "an envelope of type gadgets");
    CHECK(refusal_of("slash_commands", nullptr) == "an envelope without a payload");
    Envelope hello;
    hello.type = "hello";
    CHECK_FALSE(read_request(hello, self).request);
}

TEST_CASE("payloads of any shape are read without harm") {
    const json odd[] = {nullptr,
                        7,
                        "x",
                        json::array({1, nullptr}),
                        json::object(),
                        {{"x", json::array({json::object()})}},
                        true};
    const json whole[] = {command("x"), click({{"action_id", "a"}}), submission(json::object()),
                          event({{"type", "message"}, {"user", "U1"}, {"channel", "C1"}})};
    for (const auto* const type : {"slash_commands", "interactive", "events_api", "other"})
        for (const auto& payload : whole)
            for (const auto& [member, value] : payload.items())
                for (const auto& instead : odd) {
                    auto changed = payload;
                    changed[member] = instead;
                    const auto incoming = read_request(envelope(type, changed), self);
                    CHECK(incoming.request.has_value() == incoming.why_not.empty());
                }
}

TEST_CASE("a shortcut in a message's menu brings the message along") {
    const json payload{{"type", "message_action"},
                       {"team", {{"id", "T0TEAM"}, {"domain", "team"}}},
                       {"user", {{"id", "U0ADA"}, {"name", "ada"}}},
                       {"channel", {{"id", "C0GENERAL"}, {"name", "general"}}},
                       {"callback_id", "add_to_timeline"},
                       {"trigger_id", "1.2.abc"},
                       {"response_url", "https://hooks.example.com/3"},
                       {"message_ts", "1767225590.000200"},
                       {"message",
                        {{"type", "message"},
                         {"user", "U0GRACE"},
                         {"text", "checkout fails"},
                         {"ts", "1767225590.000200"}}}};
    const auto incoming = read_request(envelope("interactive", payload), self);
    REQUIRE(incoming.request);
    const auto& request = *incoming.request;
    CHECK(request.kind == Request::Kind::shortcut);
    CHECK(request.name == "add_to_timeline");
    CHECK(request.place == ChannelId("C0GENERAL"));
    CHECK(request.trigger == "1.2.abc");
    CHECK(request.response_url == "https://hooks.example.com/3");
    REQUIRE(request.messages.size() == 1);
    CHECK(request.messages[0].text == "checkout fails");
    CHECK(request.messages[0].author.user == UserId("U0GRACE"));
    CHECK(request.messages[0].link ==
          "https://team.slack.com/archives/C0GENERAL/p1767225590000200");
    auto without = payload;
    without.erase("channel");
    CHECK_FALSE(read_request(envelope("interactive", without), self).request);
}

TEST_CASE("an edit brings the message as it is now; what no person edited is nothing to us") {
    json event{{"type", "message"},
               {"subtype", "message_changed"},
               {"channel", "C0ROOM"},
               {"ts", "1767225600.000900"},
               {"event_ts", "1767225600.000900"},
               {"message",
                {{"user", "U0GRACE"},
                 {"text", "checkout fails for all"},
                 {"ts", "1767225590.000200"},
                 {"edited", {{"user", "U0ADA"}, {"ts", "1767225600.000000"}}}}},
               {"previous_message",
                {{"user", "U0GRACE"}, {"text", "checkout fails"}, {"ts", "1767225590.000200"}}}};
    const auto read = [&] {
        return read_request(
            envelope("events_api",
                     {{"type", "event_callback"}, {"team_id", "T0TEAM"}, {"event", event}}),
            self);
    };
    const auto incoming = read();
    REQUIRE(incoming.request);
    CHECK(incoming.request->name == "message_edited");
    CHECK(incoming.request->place == ChannelId("C0ROOM"));
    CHECK(incoming.request->details.at("editor") == "U0ADA");
    REQUIRE(incoming.request->messages.size() == 1);
    CHECK(incoming.request->messages[0].text == "checkout fails for all");
    CHECK(incoming.request->messages[0].edited == MessageTs("1767225600.000000"));
    event["message"].erase("edited");
    CHECK(read().request->messages[0].edited == MessageTs("1767225600.000900"));
    event["message"]["text"] = "checkout fails";  // a preview came, or a reply
    CHECK_FALSE(read().request);
    event["message"]["text"] = "the card";
    event["message"]["user"] = "U0BOT";
    CHECK_FALSE(read().request);
}

TEST_CASE("what is done to Muster's own messages is told apart") {
    const auto is_ours = [](json event) {
        const auto incoming = read_request(envelope("events_api", {{"type", "event_callback"},
                                                                   {"team_id", "T0TEAM"},
                                                                   {"event", std::move(event)}}),
                                           self);
        REQUIRE(incoming.request);
        return incoming.request->details.contains("item_is_ours");
    };
    json reaction{{"type", "reaction_added"},
                  {"user", "U0ADA"},
                  {"reaction", "pushpin"},
                  {"item", {{"type", "message"}, {"channel", "C0ROOM"}, {"ts", "1.000001"}}},
                  {"item_user", "U0GRACE"},
                  {"event_ts", "2.000001"}};
    CHECK_FALSE(is_ours(reaction));
    reaction["item_user"] = "U0BOT";
    CHECK(is_ours(reaction));
    json pin{
        {"type", "pin_added"},
        {"user", "U0ADA"},
        {"channel_id", "C0ROOM"},
        {"item", {{"type", "message"}, {"message", {{"ts", "1.000001"}, {"bot_id", "B0BOT"}}}}},
        {"event_ts", "2.000001"}};
    CHECK(is_ours(pin));
    pin["item"]["message"]["bot_id"] = "B1";
    CHECK_FALSE(is_ours(pin));
}

TEST_CASE("check boxes that go on in further blocks are one field") {
    const auto chosen = [](std::vector<std::string> values) {
        json options = json::array();
        for (const auto& value : values)
            options.push_back({{"value", value}});
        return json{{"v", {{"type", "checkboxes"}, {"selected_options", options}}}};
    };
    const auto incoming = read_request(
        envelope("interactive", submission({{"messages", chosen({"10.000100", "11.000100"})},
                                            {"messages#2", chosen({})},
                                            {"messages#3", chosen({"31.000100"})}})),
        self);
    REQUIRE(incoming.request);
    CHECK(incoming.request->fields ==
          std::map<std::string, std::string>{{"messages", "10.000100 11.000100 31.000100"}});
}
