#include "sandbox/workspace.hpp"

#include "tests/sandbox/fixture.hpp"

#include <set>

using namespace muster::sandbox;
using nlohmann::json;
using Types = std::vector<std::string>;

TEST_CASE("a timestamp is never given twice, and never goes back with the clock") {
    Fixture slack;
    const std::string first = slack.post("one");
    const std::string second = slack.post("two");
    *slack.time -= std::chrono::hours(1);
    const std::string third = slack.post("three");
    CHECK(first == "1767225600.000000");
    CHECK(second == "1767225600.000001");
    CHECK(third > second);
}

TEST_CASE("a message by a person reaches the app in two forms, escaped and as rich text") {
    Fixture slack;
    slack.post("cpu &gt; 90, <@U0GRACE>");
    REQUIRE(slack.events.size() == 1);
    const json& event = slack.events[0];
    CHECK(event["type"] == "message");
    CHECK(event["channel_type"] == "channel");
    CHECK(event["event_ts"] == event["ts"]);
    CHECK(event["blocks"][0]["elements"][0]["elements"] ==
          json::parse(
              R"([{"type":"text","text":"cpu > 90, "},{"type":"user","user_id":"U0GRACE"}])"));
}

TEST_CASE("the app hears only of conversations it is in") {
    Fixture slack;
    Post post;
    post.channel = "C0GENERAL";
    post.text = "lunch? <@U0MUSTER>";
    slack.workspace.post(post, "U0ADA");
    CHECK(slack.take_events() == Types{});
    slack.post("<@U0MUSTER> help");
    CHECK(slack.take_events() == Types{"app_mention", "message"});
}

TEST_CASE("an event that is not subscribed to is not sent") {
    Fixture slack;
    slack.workspace.events.erase("message.channels");
    slack.post("quiet");
    CHECK(slack.take_events() == Types{});
}

TEST_CASE("an edit and a deletion tell what was and what is") {
    Fixture slack;
    const std::string ts = slack.post("build 412");
    slack.take_events();
    Edit edit;
    edit.text = "build 411";
    slack.workspace.edit(slack.incidents(), ts, edit, "U0ADA");
    REQUIRE(slack.events.size() == 1);
    CHECK(slack.events[0]["message"]["text"] == "build 411");
    CHECK(slack.events[0]["previous_message"]["text"] == "build 412");
    CHECK(slack.events[0]["message"]["ts"] == ts);
    CHECK(slack.events[0]["ts"] != ts);
    slack.workspace.remove(slack.incidents(), ts, "U0ADA");
    CHECK(slack.events.back()["deleted_ts"] == ts);
    CHECK(slack.events.back()["previous_message"]["text"] == "build 411");
}

TEST_CASE("only the author changes or deletes a message") {
    Fixture slack;
    const std::string ts = slack.post("mine");
    Edit edit;
    edit.text = "yours";
    CHECK(refusal([&] { slack.workspace.edit(slack.incidents(), ts, edit, "U0GRACE"); }) ==
          "cant_update_message");
    CHECK(refusal([&] { slack.workspace.remove(slack.incidents(), ts, "U0GRACE"); }) ==
          "cant_delete_message");
    CHECK(refusal([&] { slack.workspace.remove(slack.incidents(), "1.000000", "U0ADA"); }) ==
          "message_not_found");
}

TEST_CASE("a deleted head of a thread leaves a tombstone, and its replies") {
    Fixture slack;
    const std::string head = slack.post("head");
    Post reply;
    reply.channel = "C0INCIDENTS";
    reply.text = "reply";
    reply.thread_ts = head;
    slack.workspace.post(reply, "U0GRACE");
    slack.take_events();
    slack.workspace.remove(slack.incidents(), head, "U0ADA");
    CHECK(slack.take_events() == Types{"message/message_changed"});
    CHECK(slack.incidents().messages.at(head).subtype == "tombstone");
    CHECK(slack.incidents().replies(head).size() == 1);
}

TEST_CASE("names that Slack does not take are refused with its codes") {
    const std::pair<std::string, const char*> rows[] = {
        {"", "invalid_name_required"},
        {std::string(81, 'a'), "invalid_name_maxlength"},
        {"Incident", "invalid_name_specials"},
        {"two words", "invalid_name_specials"},
        {"a.b", "invalid_name_specials"},
        {"vorfall-größe", "invalid_name_specials"},
        {"--_", "invalid_name_punctuation"},
        {"incidents", "name_taken"},
        {"sre", "name_taken"},
        {"grace", "name_taken"},
        {std::string(80, 'a'), ""},
        {"inc-7_checkout", ""},
    };
    Fixture slack;
    for (const auto& [name, code] : rows) {
        CAPTURE(name);
        CHECK(refusal([&] { slack.workspace.create_channel(name, false, "U0MUSTER"); }) == code);
    }
}

TEST_CASE("the name of an archived channel stays taken") {
    Fixture slack;
    Channel& channel = slack.workspace.create_channel("inc-1", false, "U0MUSTER");
    slack.workspace.archive(channel, "U0MUSTER");
    CHECK(refusal([&] { slack.workspace.create_channel("inc-1", false, "U0MUSTER"); }) ==
          "name_taken");
}

TEST_CASE("a topic posts a line, unless it is unchanged") {
    Fixture slack;
    slack.workspace.set_topic(slack.incidents(), "SEV2", "U0MUSTER");
    CHECK(slack.take_events() == Types{"message/channel_topic"});
    slack.workspace.set_topic(slack.incidents(), "SEV2", "U0MUSTER");
    CHECK(slack.take_events() == Types{});
}

TEST_CASE("an invitation fails as a whole unless it is forced") {
    Fixture slack;
    Person left;
    left.handle = "left";
    left.deactivated = true;
    const std::string gone = slack.workspace.add_person(left).id;
    Person guest;
    guest.handle = "guest";
    guest.is_guest = true;
    const std::string visitor = slack.workspace.add_person(guest).id;
    Channel& channel = slack.workspace.create_channel("inc-1", false, "U0MUSTER");
    json errors;
    const std::vector<std::string> some = {"U0ADA", gone, visitor, "U0NOBODY", "U0MUSTER"};
    CHECK(refusal([&] { slack.workspace.invite(channel, some, false, "U0MUSTER", errors); }) ==
          "cant_invite");
    CHECK_FALSE(channel.has("U0ADA"));
    slack.take_events();
    slack.workspace.invite(channel, some, true, "U0MUSTER", errors);
    CHECK(channel.has("U0ADA"));
    CHECK(errors.size() == 4);
    CHECK(slack.take_events() == Types{"message/channel_join", "member_joined_channel"});
}

TEST_CASE("a private channel is not there for those outside") {
    Fixture slack;
    Channel& channel = slack.workspace.create_channel("secret", true, "U0ADA");
    CHECK(refusal([&] { slack.workspace.visible_channel(channel.id, "U0MUSTER"); }) ==
          "channel_not_found");
    CHECK(refusal([&] { slack.workspace.joined_channel("C0GENERAL", "U0MUSTER"); }) ==
          "not_in_channel");
}

TEST_CASE("a trigger works once and for three seconds") {
    Fixture slack;
    const json view = {{"type", "modal"}, {"blocks", json::array()}};
    const std::string used = slack.workspace.new_trigger("U0ADA");
    const std::string late = slack.workspace.new_trigger("U0ADA");
    slack.workspace.open_view(used, view);
    CHECK(refusal([&] { slack.workspace.open_view(used, view); }) == "exchanged_trigger_id");
    slack.pass(std::chrono::seconds(3));
    slack.pass(std::chrono::microseconds(1));
    CHECK(refusal([&] { slack.workspace.open_view(late, view); }) == "expired_trigger_id");
    CHECK(refusal([&] { slack.workspace.open_view("nonsense", view); }) == "invalid_trigger_id");
}

TEST_CASE("at most three views stand on one another") {
    Fixture slack;
    const json view = {{"type", "modal"}, {"blocks", json::array()}};
    const std::string root =
        slack.workspace.open_view(slack.workspace.new_trigger("U0ADA"), view).id;
    slack.workspace.push_view(slack.workspace.new_trigger("U0ADA"), view);
    const View& third = slack.workspace.push_view(slack.workspace.new_trigger("U0ADA"), view);
    CHECK(third.root == root);
    CHECK(refusal([&] { slack.workspace.push_view(slack.workspace.new_trigger("U0ADA"), view); }) ==
          "push_limit_reached");
    slack.workspace.pop_view("U0ADA");
    CHECK(slack.workspace.top_view("U0ADA")->id == third.previous);
}

TEST_CASE("an updated view keeps what was typed where block and action keep their ids") {
    Fixture slack;
    json view = json::parse(R"({"type":"modal","blocks":[
        {"type":"input","block_id":"a","element":{"type":"plain_text_input","action_id":"v"}},
        {"type":"input","block_id":"b","element":{"type":"plain_text_input","action_id":"v",
         "initial_value":"known"}}]})");
    View& open = slack.workspace.open_view(slack.workspace.new_trigger("U0ADA"), view);
    CHECK(open.values["b"]["v"]["value"] == "known");
    open.values["a"]["v"]["value"] = "typed";
    const std::string hash = open.hash;
    view["blocks"][1]["block_id"] = "c";
    const View& updated = slack.workspace.update_view(open.id, "", hash, view);
    CHECK(updated.values["a"]["v"]["value"] == "typed");
    CHECK_FALSE(updated.values.contains("b"));
    CHECK(refusal([&] { slack.workspace.update_view(open.id, "", hash, view); }) ==
          "hash_conflict");
}

TEST_CASE("a response URL answers five times within thirty minutes") {
    Fixture slack;
    ResponseUrl url;
    url.user = "U0ADA";
    url.channel = "C0GENERAL";  // where the bot is not a member: it works all the same
    const std::string address = slack.workspace.new_response_url(url);
    const std::string id = address.substr(address.rfind('/') + 1);
    const json body = {{"text", "done"}};
    CHECK(refusal([&] { slack.workspace.respond(id, json::object()); }) == "no_text");
    for (int use = 0; use < 5; ++use)
        slack.workspace.respond(id, body);
    CHECK(refusal([&] { slack.workspace.respond(id, body); }) == "used_url");
    slack.pass(std::chrono::minutes(31));
    CHECK(refusal([&] { slack.workspace.respond(id, body); }) == "expired_url");
    CHECK(slack.workspace.find_channel("C0GENERAL")->messages.size() == 5);
}

TEST_CASE("a response URL replaces the message it came from only when told to") {
    Fixture slack;
    const std::string ts = slack.post("card", "U0MUSTER");
    ResponseUrl url;
    url.user = "U0ADA";
    url.channel = "C0INCIDENTS";
    url.message_ts = ts;
    const std::string address = slack.workspace.new_response_url(url);
    const std::string id = address.substr(address.rfind('/') + 1);
    slack.workspace.respond(id, {{"text", "aside"}});
    CHECK(slack.incidents().messages.at(ts).text == "card");
    slack.workspace.respond(id, {{"text", "new"}, {"replace_original", true}});
    CHECK(slack.incidents().messages.at(ts).text == "new");
    slack.workspace.respond(id, {{"delete_original", true}});
    CHECK_FALSE(slack.incidents().messages.contains(ts));
}

TEST_CASE("a file is shared once, and only when it was uploaded") {
    Fixture slack;
    File file;
    file.name = "log.md";
    file.length = 3;
    File& promised = slack.workspace.promise_file(file);
    const std::string id = promised.id;
    Post comment;
    const auto share = [&] {
        slack.workspace.complete_files({{id, "Log"}}, {"C0INCIDENTS"}, comment);
    };
    CHECK(refusal(share) == "file_not_found");
    promised.content = "abc";
    promised.state = File::State::uploaded;
    share();
    CHECK(slack.take_events() == Types{"message/file_share"});
    CHECK(refusal(share) == "file_not_found");
}
