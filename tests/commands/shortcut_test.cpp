#include "tests/commands/messages_world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;

namespace {

SlackMessage elsewhere(const std::string& text) {
    auto message = MessagesWorld::message("10.000100", text);
    message.place.channel = ChannelId("C0GENERAL");
    return message;
}

}  // namespace

TEST_CASE("Add to timeline in the incident's channel adds at once, and Undo takes it back") {
    MessagesWorld world;
    const auto message = world.message("10.000100", "failover");
    const auto reply = world.asks(world.shortcut("add_to_timeline", message));
    CHECK(plain_text(reply.words) == "Entry 1: 2026-11-20 13:00 GMT Grace: failover");
    CHECK(world.timeline() == "1 Grace: failover");
    CHECK(world.changes.at(0).by.user == UserId("U1ADA"));
    REQUIRE(reply.buttons.size() == 1);

    const auto again = world.asks(world.shortcut("add_to_timeline", message));
    CHECK(plain_text(again.words).starts_with("Entry 1 has it already: "));
    CHECK(world.changes.empty());

    world.user = UserId("U3LINUS");
    const auto other = world.asks(world.button(reply.buttons[0].action, reply.buttons[0].value));
    CHECK(plain_text(other.words) ==
          "Only who added Entry 1 can undo it here. To take it out all the same: /incident remove "
          "1");
    world.user = UserId("U1ADA");
    const auto undone = world.asks(world.button(reply.buttons[0].action, reply.buttons[0].value));
    CHECK(plain_text(undone.words) == "Undone: entry 1 is out of the timeline.");
    CHECK(world.timeline().empty());
    const auto back = world.asks(world.shortcut("add_to_timeline", message));
    CHECK(plain_text(back.words).starts_with("Entry 1 is back: "));
}

TEST_CASE("a person by the shortcut and another by a reaction make one entry, which both keep") {
    MessagesWorld world;
    const auto message = world.message("10.000100", "failover");
    const auto reply = world.asks(world.shortcut("add_to_timeline", message));
    world.reacts("U3LINUS", "10.000100", "11.000001");
    CHECK(world.asked().empty());
    CHECK(world.timeline() == "1 Grace: failover");
    const auto undone = world.asks(world.button(reply.buttons[0].action, reply.buttons[0].value));
    CHECK(plain_text(undone.words).starts_with("Entry 1 stays: somebody else marked"));
    CHECK(world.timeline() == "1 Grace: failover");
    world.reacts("U3LINUS", "10.000100", "12.000001", false);
    CHECK(world.timeline().empty());
    // The other way round: taking the reaction off leaves what was added by the shortcut.
    world.asks(world.shortcut("add_to_timeline", message));
    world.reacts("U3LINUS", "10.000100", "13.000001");
    world.reacts("U3LINUS", "10.000100", "14.000001", false);
    CHECK(world.timeline() == "1 Grace: failover");
}

TEST_CASE("Add to timeline elsewhere asks which open incident, and only those one may see") {
    MessagesWorld world;
    world.declare_in("C2ROOM", "Login fails");
    world.place = ChannelId("C1ROOM");
    world.types("close All well");
    const auto reply = world.asks(world.shortcut("add_to_timeline", elsewhere("mail is slow")));
    REQUIRE(reply.form);
    CHECK(reply.form->name == "add_to_timeline");
    REQUIRE(reply.form->fields.size() == 1);
    const auto& incident = reply.form->fields[0];
    CHECK(incident.value == "INC-2");
    CHECK(incident.options ==
          std::vector<std::pair<std::string, std::string>>{{"INC-2", "INC-2 Login fails"}});

    const auto added =
        world.asks(world.form("add_to_timeline", reply.form->context, {{"incident", "INC-2"}}));
    CHECK(plain_text(added.words) == "Entry 1 of INC-2: 2026-11-20 13:00 GMT Grace: mail is slow");
    CHECK(world.timeline(2) == "1 Grace: mail is slow");
    CHECK(added.buttons.size() == 1);
    // Its edits are followed there too.
    auto edited = world.event("message_edited", "", "30.000001", {{"editor", "U2GRACE"}});
    edited.messages = {elsewhere("mail is slow again")};
    edited.messages[0].edited = MessageTs("30.000001");
    world.asks(edited);
    CHECK(world.timeline(2) == "1 Grace: mail is slow again");

    const auto unknown =
        world.asks(world.form("add_to_timeline", reply.form->context, {{"incident", "PRV-1"}}));
    CHECK(unknown.field_errors.contains("incident"));
    const auto old =
        world.asks(world.form("add_to_timeline", "C0GENERAL 99.000001", {{"incident", "INC-2"}}));
    CHECK(plain_text(old.words).starts_with("That message was offered too long ago."));
}

TEST_CASE("Muster's own messages are not added, and without an open incident there is a way on") {
    MessagesWorld world;
    auto ours = world.message("10.000100", "the card");
    ours.by_us = true;
    CHECK(world.asks(world.shortcut("add_to_timeline", ours)).refused);
    world.types("close All well");
    const auto reply = world.asks(world.shortcut("add_to_timeline", elsewhere("mail is slow")));
    CHECK(reply.refused);
    CHECK(plain_text(reply.words).find("Declare from message") != std::string::npos);
    CHECK(world.asks(world.shortcut("unheard_of", ours)).refused);
    // A closed incident's record may be completed where it was.
    const auto late = world.message("20.000100", "it was the pool");
    CHECK_FALSE(world.asks(world.shortcut("add_to_timeline", late)).refused);
    CHECK(world.timeline() == "1 Grace: it was the pool");
}

TEST_CASE("Declare from message fills in the title, and the timeline begins with the message") {
    MessagesWorld world;
    const auto message = elsewhere("Login fails for everybody\nsince ten o'clock");
    const auto reply = world.asks(world.shortcut("declare_from_message", message));
    REQUIRE(reply.form);
    CHECK(reply.form->name == "declare");
    CHECK(reply.form->fields.at(0).value == "Login fails for everybody");
    const auto declared = world.asks(
        world.form("declare", reply.form->context, {{"title", "Login fails"}, {"severity", ""}}));
    CHECK_FALSE(declared.refused);
    CHECK(plain_text(declared.words).find("Its timeline begins with the message.") !=
          std::string::npos);
    CHECK(world.timeline(2) == "1 Grace: Login fails for everybody\nsince ten o'clock");
    CHECK(world.incident(2).title == "Login fails");
    // Deleted in Slack, it goes from the timeline too.
    auto deleted = world.event("message_deleted", "", "99.000001", {{"deleted_ts", "10.000100"}});
    deleted.place = ChannelId("C0GENERAL");
    world.asks(deleted);
    CHECK(world.timeline(2).empty());
}

TEST_CASE("a message is added by whoever may log, by a shortcut as by a mark") {
    Settings settings;
    settings.permissions.commands["log"] = {"@sre"};
    MessagesWorld world(settings);
    world.store->learn({{GroupMemberList{GroupId("S1SRE"), {UserId("U3LINUS")}}}});
    const auto message = world.message("10.000100", "failover");
    const auto refused = world.asks(world.shortcut("add_to_timeline", message));
    CHECK(refused.refused);
    CHECK(plain_text(refused.words).find("@sre") != std::string::npos);
    world.reacts("U1ADA", "10.000100", "11.000001");
    CHECK(world.asked().empty());
    world.pins("U1ADA", "10.000100", "12.000001");
    CHECK(world.asked().empty());
    CHECK(world.timeline().empty());
    world.reacts("U3LINUS", "10.000100", "13.000001");
    CHECK(world.asked().size() == 1);
}

TEST_CASE(
    "in a duplicate's channel nothing is added any more, and the answer says where it goes on") {
    MessagesWorld world;
    const auto room = world.place;
    world.declare_in("C2ROOM", "Search is slow");
    world.place = room;
    REQUIRE_FALSE(world.types("duplicate INC-2").refused);
    const auto message = world.message("10.000100", "failover");
    const auto refused = world.asks(world.shortcut("add_to_timeline", message));
    CHECK(refused.refused);
    CHECK(plain_text(refused.words).find("INC-2") != std::string::npos);
    world.reacts("U1ADA", "10.000100", "11.000001");
    CHECK(world.asked().empty());
}
