#include "commands/capture.hpp"

#include "tests/commands/messages_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace muster;
using namespace muster::tests;

TEST_CASE("a reaction has the message read, and it becomes an entry of its own time and author") {
    MessagesWorld world;
    world.reacts("U1ADA", "10.000100", "11.000001");
    const auto asked = world.asked();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].kind == Effect::Kind::ask_message);
    CHECK(asked[0].incident == world.id);
    CHECK(asked[0].people == std::vector<std::string>{"U1ADA"});
    CHECK(asked[0].details.at("message") == "10.000100");
    CHECK(world.timeline().empty());

    auto message = world.message("10.000100", "failover by " + World::at("U1ADA", "") + "\ndone");
    const auto reply = world.answers(asked[0], {message});
    CHECK(reply.words.empty());
    CHECK(world.timeline() == "1 Grace: failover by @ada\ndone");
    const auto entry = world.entries().at(0);
    CHECK(entry.when.at == message.sent);
    CHECK(entry.author.user == UserId("U2GRACE"));
    CHECK(entry.link == message.link);
    CHECK(entry.source == Entry::Source::message);
    CHECK(entry.logged_at == world.now);
    REQUIRE(world.changes.size() == 1);
    CHECK(world.changes[0].by.user == UserId("U1ADA"));
    CHECK(world.owes(Effect::Kind::show_card));
    // The same answer again, as after a crash, finds it there.
    world.answers(asked[0], {message});
    CHECK(world.changes.empty());
}

TEST_CASE("only the configured reaction counts, in any skin tone, and only people's") {
    struct Row {
        const char* who;
        const char* reaction;
        const char* ours;
        bool counts;
    };
    const Row rows[] = {
        {"U1ADA", "pushpin", "", true},      {"U1ADA", "pushpin::skin-tone-3", "", true},
        {"U1ADA", "thumbsup", "", false},    {"U1ADA", "round_pushpin", "", false},
        {"U9APP", "pushpin", "", false},     {"U1ADA", "pushpin", "true", false},
        {"U8STRANGER", "pushpin", "", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.who);
        CAPTURE(row.reaction);
        MessagesWorld world;
        auto event = world.event("reaction_added", row.who, "11.000001",
                                 {{"item.ts", "10.000100"}, {"reaction", row.reaction}});
        if (*row.ours != '\0')
            event.details["item_is_ours"] = row.ours;
        world.asks(event);
        CHECK(world.asked().size() == (row.counts ? 1 : 0));
        event.place = ChannelId("C0ELSEWHERE");
        event.identities = {"event:elsewhere"};
        world.asks(event);
        CHECK(world.asked().empty());
    }
    Settings settings;
    settings.timeline_reaction = "eyes";
    MessagesWorld world;
    const auto event = world.event("reaction_added", "U1ADA", "11.000001", {{"reaction", "eyes"}});
    CHECK(is_about_timeline(event, settings));
    CHECK_FALSE(is_about_timeline(event, Settings{}));
}

TEST_CASE("the entry goes with the last mark and returns under its number") {
    MessagesWorld world;
    const auto message = world.message("10.000100", "failover");
    world.reacts("U1ADA", "10.000100", "11.000001");
    world.answers(world.asked().at(0), {message});
    world.reacts("U3LINUS", "10.000100", "12.000001");
    CHECK(world.asked().empty());
    world.pins("U2GRACE", "10.000100", "13.000001");
    CHECK(world.timeline() == "1 Grace: failover");  // two people and a pin make one entry

    world.reacts("U1ADA", "10.000100", "14.000001", false);
    world.reacts("U3LINUS", "10.000100", "15.000001", false);
    CHECK(world.timeline() == "1 Grace: failover");
    world.pins("U3LINUS", "10.000100", "16.000001", false);  // whoever wishes takes a pin off
    CHECK(world.timeline().empty());
    CHECK(world.answer("history 1").find("Linus removed entry 1: its message is no longer") !=
          std::string::npos);

    world.types("log something else");
    world.reacts("U1ADA", "10.000100", "17.000001");
    world.answers(world.asked().at(0), {world.message("10.000100", "failover, really")});
    CHECK(world.timeline() == "1 Grace: failover, really | 2 Ada: something else");
    CHECK(world.answer("history 1").find("Ada put back entry 1") != std::string::npos);
}

TEST_CASE("events that come late, twice and in any order end in the same timeline") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    struct Deed {
        const char* who;
        bool on;
        const char* at;
    };
    const Deed deeds[] = {{"U1ADA", true, "11.000001"},   {"U1ADA", false, "11.000002"},
                          {"U3LINUS", true, "11.000003"}, {"U3LINUS", false, "11.000004"},
                          {"U1ADA", true, "11.000005"},   {"U1ADA", false, "11.000006"}};
    for (int round = 0; round < 30; ++round) {
        std::vector<Deed> order(std::begin(deeds), std::end(deeds));
        order.insert(order.end(), std::begin(deeds), std::end(deeds));
        std::ranges::shuffle(order, random);
        MessagesWorld world;
        for (const auto& deed : order) {
            world.reacts(deed.who, "10.000100", deed.at, deed.on);
            for (const auto& ask : world.asked())
                world.answers(ask, {world.message("10.000100", "failover")});
        }
        CHECK(world.timeline().empty());
        world.reacts("U2GRACE", "10.000100", "12.000001");
        for (const auto& ask : world.asked())
            world.answers(ask, {world.message("10.000100", "failover")});
        CHECK(world.timeline().ends_with(" Grace: failover"));
        CHECK(world.timeline().find('|') == std::string::npos);
    }
}

TEST_CASE("what was taken off while it was being read does not become an entry") {
    MessagesWorld world;
    world.reacts("U1ADA", "10.000100", "11.000001");
    const auto ask = world.asked().at(0);
    world.reacts("U1ADA", "10.000100", "11.000002", false);
    world.answers(ask, {world.message("10.000100", "failover")});
    CHECK(world.timeline().empty());
    // Nor does what was deleted, or is Muster's own.
    world.reacts("U1ADA", "20.000100", "21.000001");
    const auto second = world.asked().at(0);
    world.deletes("20.000100");
    world.answers(second, {world.message("20.000100", "gone")});
    world.reacts("U1ADA", "30.000100", "31.000001");
    auto ours = world.message("30.000100", "the card");
    ours.by_us = true;
    world.answers(world.asked().at(0), {ours});
    CHECK(world.timeline().empty());
}

TEST_CASE("a message that Slack does not let Muster read is said to whoever marked it") {
    MessagesWorld world;
    world.reacts("U1ADA", "10.000100", "11.000001");
    const auto reply = world.answers(world.asked().at(0), {}, "It could not be read (x): do y.");
    CHECK(reply.refused);
    CHECK(plain_text(reply.words) ==
          "It could not be read (x): do y. It is not in the timeline. To write it down yourself: "
          "/incident log [TIME] TEXT");
    // The next one who marks it has it read again.
    world.reacts("U3LINUS", "10.000100", "12.000001");
    CHECK(world.asked().size() == 1);
}

TEST_CASE("an entry follows its message until somebody edits it or the incident closes") {
    MessagesWorld world;
    const auto said = [&](const std::string& text) { return world.message("10.000100", text); };
    world.captures(said("failover"));
    world.edits(said("failover started"), "30.000001");
    CHECK(world.timeline() == "1 Grace: failover started");
    REQUIRE(world.changes.size() == 1);
    CHECK(world.changes[0].by.user == UserId("U2GRACE"));
    CHECK(world.answer("history 1").find("“failover” became “failover started”") !=
          std::string::npos);
    // An older edit that comes late, and the same again.
    world.edits(said("failover (?)"), "29.000001");
    world.edits(said("failover started"), "30.000001");
    CHECK(world.changes.empty());
    CHECK(world.timeline() == "1 Grace: failover started");

    world.types("edit 1 failover of the database");
    world.edits(said("failover ended"), "31.000001");
    CHECK(world.timeline() == "1 Grace: failover of the database");
    world.deletes("10.000100");
    CHECK(world.timeline() == "1 Grace: failover of the database");
    REQUIRE(world.changes.size() == 1);
    CHECK(std::holds_alternative<MessageDeleted>(world.changes[0].what));
    CHECK(world.answer("history 1").find("Somebody in Slack deleted the message that entry 1") !=
          std::string::npos);
    world.deletes("10.000100");
    CHECK(world.changes.empty());

    world.captures(world.message("40.000100", "all is well"));
    world.types("close Rolled back");
    world.edits(world.message("40.000100", "all is ill"), "41.000001");
    CHECK(world.changes.empty());
    world.deletes("40.000100");
    REQUIRE(world.changes.size() == 1);  // and no revision of the document for it
    CHECK(std::holds_alternative<MessageDeleted>(world.changes[0].what));
    CHECK(world.timeline().ends_with("2 Grace: all is well"));
}

TEST_CASE("an entry goes with its message, and no late edit brings it back") {
    MessagesWorld world;
    world.captures(world.message("10.000100", "failover"));
    world.deletes("10.000100");
    CHECK(world.timeline().empty());
    CHECK(world.answer("history 1").find("its message was deleted") != std::string::npos);
    world.edits(world.message("10.000100", "failover!"), "30.000001");
    CHECK(world.changes.empty());
    world.reacts("U3LINUS", "10.000100", "31.000001");
    CHECK(world.asked().empty());
    CHECK(world.timeline().empty());
}

TEST_CASE("a message that was edited while it was read is read once more") {
    MessagesWorld world;
    world.reacts("U1ADA", "10.000100", "11.000001");
    const auto ask = world.asked().at(0);
    world.edits(world.message("10.000100", "failover ended"), "12.000001");
    world.answers(ask, {world.message("10.000100", "failover")});  // as it was before
    CHECK(world.timeline().empty());
    const auto again = world.asked().at(0);
    auto edited = world.message("10.000100", "failover ended");
    edited.edited = MessageTs("12.000001");
    world.answers(again, {edited});
    CHECK(world.timeline() == "1 Grace: failover ended");
    // What Slack does not date is not read for ever.
    world.reacts("U1ADA", "20.000100", "21.000001");
    const auto second = world.asked().at(0);
    world.edits(world.message("20.000100", "x"), "22.000001");
    world.answers(second, {world.message("20.000100", "x")});
    world.answers(world.asked().at(0), {world.message("20.000100", "x")});
    CHECK(world.timeline().ends_with("2 Grace: x"));
}

TEST_CASE("what somebody edited by hand returns with their words") {
    MessagesWorld world;
    world.captures(world.message("10.000100", "failover"));
    world.types("edit 1 failover of the database");
    world.reacts("U1ADA", "10.000100", "30.000001", false);
    CHECK(world.timeline().empty());
    world.reacts("U1ADA", "10.000100", "31.000001");
    CHECK(world.asked().empty());
    CHECK(world.timeline() == "1 Grace: failover of the database");
    // What was removed by hand is back when somebody marks it anew.
    world.types("remove 1");
    world.reacts("U3LINUS", "10.000100", "32.000001");
    CHECK(world.timeline() == "1 Grace: failover of the database");
}

TEST_CASE("a message of an app is its own author, and one without text says so") {
    MessagesWorld world;
    auto alert = world.message("10.000100", "");
    alert.author = {{}, {}, "Pager"};
    alert.by_app = true;
    world.captures(alert);
    CHECK(world.timeline() == "1 Pager: (a message without text)");
}
