#include "tests/commands/messages_world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;

namespace {

// What the form shows: "10.000100 failover (Grace · 13:00)", a line each.
std::string boxes(const Reply& reply) {
    std::string text;
    if (!reply.form)
        return text;
    for (const auto& field : reply.form->fields)
        for (std::size_t i = 0; i < field.options.size(); ++i)
            text += field.options[i].first + " " + field.options[i].second + " (" +
                    field.notes.at(i) + ")\n";
    return text;
}

}  // namespace

TEST_CASE("scribe opens a form at once, and has the channel read for it") {
    struct Row {
        const char* span;
        const char* from;
        const char* to;
    };
    const Row rows[] = {
        // it is 14:00 in London
        {"30m", "2026-11-20T13:30:00Z", "2026-11-20T14:00:00Z"},
        {"2 hours", "2026-11-20T12:00:00Z", "2026-11-20T14:00:00Z"},
        {"13:00-13:30", "2026-11-20T13:00:00Z", "2026-11-20T13:30:00Z"},
        {"yesterday 23:50-00:10", "2026-11-19T23:50:00Z", "2026-11-20T00:10:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.span);
        MessagesWorld world;
        const auto reply = world.types(std::string("scribe ") + row.span);
        REQUIRE(reply.form);
        CHECK(plain_text(reply.form->words) == "Reading the channel…");
        CHECK(reply.form->submit.empty());
        const auto asked = world.asked();
        REQUIRE(asked.size() == 1);
        CHECK(asked[0].kind == Effect::Kind::ask_channel);
        CHECK(asked[0].details.at("channel") == "C1ROOM");
        CHECK(asked[0].details.at("from") == row.from);
        CHECK(asked[0].details.at("to") == row.to);
        CHECK(asked[0].details.at("view") == reply.form->filled_by);
    }
}

TEST_CASE("a span that scribe cannot read is refused with how to write one") {
    MessagesWorld world;
    for (const auto* span : {"", "14:02", "soon", "3 days", "0m", "13:00-25:00",
                             "2026-11-18 10:00-2026-11-20 10:00"}) {
        CAPTURE(span);
        const auto reply = world.types(std::string("scribe ") + span);
        CHECK(reply.refused);
        CHECK(plain_text(reply.words).find("/incident scribe 14:00-14:30") != std::string::npos);
        CHECK(world.effects.empty());
    }
    World without_channel;
    without_channel.types("declare Checkout is slow");
    CHECK(without_channel.types("INC-1 scribe 30m").refused);
    // A command from a shell has no form to show.
    auto from_shell = world.request("scribe 30m");
    from_shell.identities.clear();
    CHECK(world.asks(from_shell).refused);
}

TEST_CASE("what people wrote is offered, but what is in the timeline already and what apps wrote") {
    MessagesWorld world;
    world.captures(world.message("10.000100", "failover"));
    world.types("scribe 2h");
    const auto ask = world.asked().at(0);
    auto by_app = world.message("11.000100", "alert");
    by_app.by_app = true;
    auto line = world.message("12.000100", "joined");
    line.is_line = true;
    auto known_app = world.message("13.000100", "page");
    known_app.author.user = UserId("U9APP");
    auto linus = world.message("14.000100", "it is the pool\nof the database");
    linus.author.user = UserId("U3LINUS");
    const auto reply =
        world.answers(ask, {world.message("10.000100", "failover"), by_app, line, known_app, linus,
                            world.message("15.000100", std::string(200, 'x'))});
    CHECK(boxes(reply) == "14.000100 it is the pool (Linus · 13:00)\n15.000100 " +
                              std::string(74, 'x') + "… (Grace · 13:00)\n");
    CHECK(plain_text(reply.form->words).find("1 message is in the timeline already") !=
          std::string::npos);
    CHECK(reply.form->submit == "Add");

    const auto added = world.asks(
        world.form("scribe", reply.form->context, {{"messages", "15.000100 14.000100 14.000100"}}));
    CHECK(plain_text(added.words).starts_with("2 entries added to the timeline: 2, 3."));
    CHECK(world.timeline() ==
          "1 Grace: failover | 2 Linus: it is the pool\nof the database | 3 "
          "Grace: " +
              std::string(200, 'x'));
    CHECK(world.entries().at(1).when.at == linus.sent);
    // Sent again, it adds nothing twice.
    const auto again = world.asks(
        world.form("scribe", reply.form->context, {{"messages", "14.000100 15.000100"}}));
    CHECK(plain_text(again.words) == "All of them are in the timeline already.");
    CHECK(world.changes.empty());
}

TEST_CASE("scribe says when there is more than it shows, nothing, or no reading at all") {
    MessagesWorld world;
    world.types("scribe 2h");
    auto ask = world.asked().at(0);
    ask.details["more"] = "true";
    auto reply = world.answers(ask, {world.message("10.000100", "failover")});
    CHECK(plain_text(reply.form->words).find("choose a span that ends at 13:00") !=
          std::string::npos);
    ask.details.erase("more");
    reply = world.answers(ask, {});
    REQUIRE(reply.form);
    CHECK(reply.form->fields.empty());
    CHECK(reply.form->submit.empty());
    CHECK(plain_text(reply.form->words).find("nothing that could be added") != std::string::npos);
    reply = world.answers(ask, {}, "The channel could not be read (missing_scope): do y.");
    CHECK(reply.refused);
    CHECK_FALSE(reply.form);
    CHECK(plain_text(reply.words).find("do y. Nothing was added.") != std::string::npos);
}

TEST_CASE("nothing chosen, or chosen from an old list, adds nothing and says so") {
    MessagesWorld world;
    const auto context = "INC-1 C1ROOM";
    CHECK(world.asks(world.form("scribe", context, {})).field_errors.contains("messages"));
    const auto old = world.asks(world.form("scribe", context, {{"messages", "10.000100"}}));
    CHECK(old.refused);
    CHECK(plain_text(old.words).find("/incident INC-1 scribe SPAN") != std::string::npos);
    CHECK(world.timeline().empty());
}
