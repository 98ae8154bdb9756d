#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;
using Kind = Effect::Kind;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("redact takes an entry's text out of all that can be asked for") {
    World world;
    world.declare_in("C1");
    world.types("log the password is XYZZY-1");
    world.types("log nothing special");
    world.types("edit 1 the password was XYZZY-2");
    world.types("update identified Somebody wrote: the password was XYZZY-2");
    const auto answer = world.answer("redact 1 pasted a password");
    CHECK(has(answer, "Entry 1 is redacted."));
    CHECK(has(answer, "should be changed"));
    CHECK_FALSE(has(answer, "XYZZY"));
    CHECK(world.owes(Kind::show_card));
    CHECK(world.owes(Kind::show_update));
    CHECK_FALSE(world.owes(Kind::show_documents));  // there are none
    for (const auto* text : {"timeline", "history", "history 1", "show", "show INC-1"}) {
        CAPTURE(text);
        CHECK_FALSE(has(world.answer(text), "XYZZY"));
    }
    CHECK(has(world.answer("timeline"), "Redacted by Ada: pasted a password"));
    CHECK(has(world.answer("history 1"), "@Ada redacted entry 1: pasted a password"));
    CHECK(has(world.answer("timeline"), "nothing special"));
}

TEST_CASE("redact says what it needs, and does nothing twice") {
    World world;
    world.declare_in("C1");
    world.types("log the password is XYZZY-1");
    world.types("update Orders fail");
    world.types("redact update 2 it named a customer");
    const struct {
        const char* typed;
        const char* answer;
    } rows[] = {
        {"redact",
         "What is to be redacted? Write: /incident redact N WHY for an entry, /incident redact "
         "update N WHY for an update. /incident timeline shows the entries' numbers."},
        {"redact the password",
         "What is to be redacted? Write: /incident redact N WHY for an entry, /incident redact "
         "update N WHY for an update. /incident timeline shows the entries' numbers."},
        {"redact 1", "The text is missing. Write: /incident redact 1 WHY"},
        {"redact 9 why", "INC-1 has no entry 9. /incident timeline shows the numbers."},
        {"redact update 2", "The text is missing. Write: /incident redact update 2 WHY"},
        {"redact update 9 why", "INC-1 has no update 9; its newest is 2."},
        {"redact update 1 why",
         "Update 1 is Muster's own sentence about the status: nobody wrote it, and nothing in it "
         "can be redacted."},
        {"redact update 2 again", "Update 2 is redacted already."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        CHECK(world.answer(row.typed) == row.answer);
        CHECK(world.changes.empty());
    }
    world.types("redact 1 a password");
    CHECK(world.answer("redact 1 a password") == "Entry 1 is redacted already.");
    // Whoever pastes it once more gets it out once more.
    world.types("edit 1 the password is XYZZY-3");
    CHECK(has(world.answer("redact 1 again"), "Entry 1 is redacted."));
    CHECK_FALSE(has(world.answer("history 1"), "XYZZY"));
}

TEST_CASE("a removed entry can be redacted, and a closed incident's, which has documents") {
    World world;
    world.declare_in("C1");
    world.types("log the password is XYZZY-1");
    world.types("remove 1");
    world.types("close All well");
    world.types("redact 1 a password");
    CHECK(world.owes(Kind::upload_document));
    CHECK(world.owes(Kind::show_postmortem));
    for (const auto& effect : world.effects)
        if (effect.kind == Kind::show_documents)
            CHECK(effect.number == 2);
    CHECK(world.owes(Kind::show_documents));
    CHECK(world.entries().empty());
    CHECK_FALSE(has(world.answer("history 1"), "XYZZY"));
    // Open again, it has documents all the same.
    world.types("reopen It came back");
    world.types("log the password is XYZZY-2");
    world.types("redact 3 a password");
    CHECK(world.owes(Kind::show_documents));
    CHECK(world.incident().revisions == 3);
}

TEST_CASE("the message that an entry came from is named, for Muster cannot delete it") {
    World world;
    const auto id = world.declare_in("C1");
    Entry entry;
    entry.number = 1;
    entry.author = {UserId("U2GRACE"), {}, "Grace"};
    entry.source = Entry::Source::message;
    entry.text = "the password is XYZZY-1";
    entry.link = "https://example.slack.com/archives/C1/p1";
    Job job;
    job.at = world.now;
    job.decide = [&](const Record&) {
        return Kept{{{id, world.now, entry.author, EntryAdded{entry}}}, {}, ""};
    };
    world.store->perform({job});
    const auto reply = world.types("redact 1 a password");
    bool linked = false;
    for (const auto& span : reply.words.spans())
        linked = linked || span.target == entry.link;
    CHECK(linked);
    CHECK(world.entries().at(0).link.empty());
    CHECK(world.entries().at(0).author.name == "Grace");
}

TEST_CASE("a redacted update is withdrawn wherever it stands") {
    World world;
    world.declare_in("C1");
    world.types("update The password XYZZY-1 is out");
    world.types("update edit 2 The password XYZZY-2 is out");
    const auto answer = world.answer("redact update 2 a password");
    CHECK(has(answer, "Update 2 is redacted, and withdrawn by that."));
    CHECK(world.owes(Kind::show_update));
    CHECK(world.owes(Kind::show_announcement));
    const auto updates = world.store->record().updates(world.incident().id);
    CHECK(updates.at(1).withdrawn);
    CHECK(updates.at(1).text == "Redacted by Ada: a password");
    CHECK_FALSE(has(world.answer("history"), "XYZZY"));
    world.types("close All well");
    CHECK_FALSE(has(world.answer("redact update 2 x"), "reopen"));
}
