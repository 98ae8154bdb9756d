#include "domain/lifecycle.hpp"

#include "commands/button.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;
using Kind = Effect::Kind;

TEST_CASE("declaring opens a channel, pins a card, announces, and proposes when it was detected") {
    World world;
    const auto reply = world.types("declare sev2 Checkout is slow");
    CHECK_FALSE(reply.refused);
    CHECK(plain_text(reply.words).starts_with("Declared INC-1 Checkout is slow (sev2)."));
    const auto incident = world.incident();
    CHECK(incident.title == "Checkout is slow");
    CHECK(incident.severity == "sev2");
    CHECK(incident.status == Status::investigating);
    CHECK(incident.times.at(KeyTime::detected).automatic);
    CHECK(incident.times.at(KeyTime::detected).at == world.now);
    for (const auto kind :
         {Kind::create_channel, Kind::post_card, Kind::post_announcement, Kind::show_topic,
          Kind::show_purpose, Kind::show_pin, Kind::show_bookmark, Kind::show_members}) {
        CAPTURE(to_string(kind));
        CHECK(world.owes(kind));
    }
    CHECK(world.store->record().updates(incident.id).size() == 1);
}

TEST_CASE("the words before a title are a severity, a drill, or the title itself") {
    struct Row {
        std::string typed;
        std::string id;
        std::string severity;
        std::string title;
    };
    const Row rows[] = {
        {"declare Disk is full", "INC-1", "sev3", "Disk is full"},
        {"DECLARE SEV1 Disk is full", "INC-1", "sev1", "Disk is full"},
        {"declare drill sev4 Disk is full", "DRL-1", "sev4", "Disk is full"},
        {"declare sev1 drill Disk is full", "DRL-1", "sev1", "Disk is full"},
        {"declare severe latency", "INC-1", "sev3", "severe latency"},
        {"declare sev2\u00A0Disk\n is   full", "INC-1", "sev2", "Disk is full"},
        {"declare 12 servers down", "INC-1", "sev3", "12 servers down"},
        {"declare drilling stopped", "INC-1", "sev3", "drilling stopped"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        World world;
        world.types(row.typed);
        const auto incident = world.store->record().incident(read_incident_id(row.id).value());
        REQUIRE(incident);
        CHECK(incident->severity == row.severity);
        CHECK(incident->title == row.title);
    }
}

TEST_CASE("without a title declare opens the form, whose submission declares") {
    World world;
    const auto reply = world.types("declare sev1");
    REQUIRE(reply.form);
    CHECK(reply.form->name == "declare");
    CHECK(reply.form->fields[1].value == "sev1");
    CHECK(world.store->record().count(IncidentFilter::all) == 0);
    world.asks(world.form("declare", "", {{"title", "Search is empty"}, {"severity", "sev2"}}));
    CHECK(world.incident().title == "Search is empty");
    CHECK(world.incident().severity == "sev2");
    const auto empty = world.asks(world.form("declare", "", {{"title", "  "}}));
    CHECK(empty.field_errors.contains("title"));
    CHECK(world.store->record().count(IncidentFilter::all) == 1);
}

TEST_CASE("a closed incident's severity stays, and the answer says how to reopen it") {
    World world;
    world.declare_in("C1");
    world.types("close All well");
    for (const auto* typed : {"severity sev1", "status identified", "update more", "assign @grace",
                              "rename Other", "unassign commander"}) {
        CAPTURE(typed);
        const auto before = world.incident();
        const auto reply = world.types(typed);
        CHECK(reply.refused);
        CHECK(plain_text(reply.words) ==
              "INC-1 is closed. Reopen it first: /incident INC-1 reopen WHY");
        CHECK(world.incident() == before);
    }
}

TEST_CASE("closing resolves, posts the postmortem, and later work makes new revisions") {
    World world;
    world.declare_in("C1");
    world.types("close Rolled back");
    CHECK(world.owes(Kind::post_postmortem));
    CHECK(world.owes(Kind::upload_document));
    CHECK(world.incident().closed);
    CHECK(world.incident().status == Status::resolved);
    CHECK(world.incident().closing_words == "Rolled back");
    CHECK(world.incident().times.at(KeyTime::resolved).at == world.now);
    CHECK(world.incident().revisions == 1);
    const auto updates = world.store->record().updates(world.incident().id);
    CHECK(updates.back().status == Status::resolved);
    CHECK(updates.back().neutral);

    struct Row {
        std::string typed;
        std::string reason;
    };
    const Row rows[] = {
        {"log yesterday 10:00 it began", "entry 1 added"},
        {"edit 1 it really began", "entry 1 edited"},
        {"impact 312 orders lost", "impact written"},
        {"time started 13:00", "time started set"},
        {"action @grace fix it by tomorrow", "action 1 added"},
        {"action done 1", "action 1 done"},
        {"remove 1", "entry 1 removed"},
        {"postmortem narrative", "asked for"},
    };
    int revision = 1;
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto reply = world.types(row.typed);
        CHECK_FALSE(reply.refused);
        CHECK(world.incident().revisions == ++revision);
        CHECK(world.store->record().revisions(world.incident().id).back().reason == row.reason);
        CHECK(world.owes(Kind::show_postmortem));
        CHECK_FALSE(world.owes(Kind::post_postmortem));
    }
    world.types("log one more");
    CHECK(world.store->record().revisions(world.incident().id).back().shape == "narrative");
}

TEST_CASE("the answer to close names what is unwritten, with one of them as the example") {
    World world;
    world.declare_in("C1");
    world.types("summary Orders failed");
    world.types("impact 312 orders lost");
    const auto closed = world.answer("close Rolled back");
    CHECK(closed.find("Still unwritten: cause, resolution. Each is one command, like "
                      "/incident cause TEXT") != std::string::npos);
}

TEST_CASE("reopening keeps the first times and begins again") {
    World world;
    world.declare_in("C1");
    world.types("close All well");
    const auto first_end = world.now;
    world.now += std::chrono::hours(5);
    world.types("reopen Errors are back");
    CHECK_FALSE(world.incident().closed);
    CHECK(world.incident().status == Status::investigating);
    CHECK(world.incident().first_times.at(KeyTime::closed).at == first_end);
    CHECK_FALSE(world.incident().times.contains(KeyTime::closed));
    CHECK(world.entries().back().text == "Reopened: Errors are back");
    world.types("close Now for good");
    CHECK(world.incident().first_times.at(KeyTime::closed).at == first_end);
    CHECK(world.incident().times.at(KeyTime::closed).at == world.now);
    CHECK(world.types("reopen").refused);
}

TEST_CASE("a log entry stands at the time its writer meant, in the writer's zone") {
    World world;
    world.declare_in("C1");
    world.types("log failover started");
    world.types("log 13:45 it began");
    world.types("log ~13:30 perhaps earlier");
    world.user = UserId("U2GRACE");
    world.types("log 08:50 seen from New York");
    const auto entries = world.entries();
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].text == "perhaps earlier");
    CHECK(entries[0].when.approximate);
    CHECK(entries[1].text == "it began");
    CHECK(entries[2].when.at == World::instant("2026-11-20T13:50:00Z"));
    CHECK(entries[3].when.at == world.now);
    CHECK(entries[3].number == 1);
}

TEST_CASE("undo takes an entry out for its author alone, unless it was edited since") {
    World world;
    world.declare_in("C1");
    const auto reply = world.types("log failover started");
    REQUIRE(reply.buttons.size() == 1);
    const auto undo = world.button(reply.buttons[0].action, reply.buttons[0].value);
    auto by_grace = undo;
    by_grace.identities = {"envelope:other"};
    by_grace.user = world.store->record().profile(UserId("U2GRACE"))->person;
    CHECK(world.asks(by_grace).refused);
    CHECK(world.entries().size() == 1);
    world.asks(undo);
    CHECK(world.entries().empty());
    const auto second = world.types("log another");
    world.types("edit 2 another, edited");
    CHECK(world.asks(world.button("undo", second.buttons[0].value)).refused);
    CHECK(world.entries().size() == 1);
}

TEST_CASE("a role is given, handed over and taken back, and the first one acknowledges") {
    World world;
    world.declare_in("C1");
    world.now += std::chrono::minutes(4);
    world.types("assign " + World::at("U2GRACE", "grace"));
    CHECK(world.incident().roles.at("commander").name == "Grace");
    CHECK(world.incident().times.at(KeyTime::acknowledged).at == world.now);
    CHECK(world.entries().empty());
    world.types("assign owner @linus");
    CHECK(world.incident().roles.at("commander").name == "Linus");
    CHECK(world.entries().back().text == "Linus took over as commander from Grace");
    world.types(R"(assign “Margaret (supplier)” comms)");
    CHECK(world.incident().roles.at("communications").name == "Margaret (supplier)");
    world.types("unassign IC");
    CHECK_FALSE(world.incident().roles.contains("commander"));
}

TEST_CASE("times that people set keep their order, and guesses give way") {
    World world;
    world.declare_in("C1");
    CHECK_FALSE(world.types("time started 13:40").refused);
    CHECK_FALSE(world.types("time repaired 13:50").refused);
    // The guess that it was detected when it was declared, at 14:00, no longer fits.
    CHECK_FALSE(world.incident().times.contains(KeyTime::detected));
    CHECK_FALSE(world.types("time detected 13:40").refused);
    const auto refused = world.types("time detected 13:30");
    CHECK(refused.refused);
    CHECK(plain_text(refused.words).find("started") != std::string::npos);
    CHECK(world.types("time resolved 13:45").refused);
    CHECK(world.incident().times.at(KeyTime::detected).at ==
          World::instant("2026-11-20T13:40:00Z"));
}

TEST_CASE("a key time takes a remark in brackets") {
    World world;
    world.declare_in("C1");
    const auto reply = world.types("time detected 13:40 (a customer called, then (twice) more)");
    CHECK(plain_text(reply.words).find("(a customer called, then (twice) more).") !=
          std::string::npos);
    const auto detected = world.incident().times.at(KeyTime::detected);
    CHECK(detected.at == World::instant("2026-11-20T13:40:00Z"));
    CHECK(detected.remark == "a customer called, then (twice) more");
    CHECK(plain_text(world.types("time").words).find("(a customer called") != std::string::npos);
    CHECK_FALSE(world.types("time detected 13:40 (our alarm)").refused);
    CHECK(world.types("time detected 13:40 (our alarm)").refused);
    CHECK_FALSE(world.types("time detected 13:41").refused);
    CHECK(world.incident().times.at(KeyTime::detected).remark.empty());
    CHECK(world.types("time detected 13:42 a customer called").refused);
    CHECK(world.types("time detected (a customer called)").refused);
    const auto long_one = world.types("time detected 13:42 (" + std::string(201, 'x') + ")");
    CHECK(plain_text(long_one.words).find("up to 200 characters; this one has 201") !=
          std::string::npos);
}

TEST_CASE("an out of date button says so and acts on nothing") {
    World world;
    world.declare_in("C1");
    const auto drawn = button_value(world.incident());
    world.types("severity sev1");
    const auto stale = world.asks(world.button("severity", drawn));
    CHECK(stale.refused);
    CHECK_FALSE(stale.form);
    CHECK(world.asks(world.button("update", drawn)).form);
    world.types("log entries do not count");
    CHECK(world.asks(world.button("log", drawn)).form);
    world.types("close All well");
    CHECK(world.asks(world.button("close", drawn)).refused);
    // And a form that was open meanwhile is as out of date as its button.
    const auto late = world.asks(world.form("severity", drawn, {{"severity", "sev4"}}));
    CHECK(late.field_errors.contains("severity"));
    CHECK(world.incident().severity == "sev1");
}

TEST_CASE("a command outside the incident's channel takes its id first") {
    World world;
    world.types("declare One");
    CHECK(world.types("log lost").refused);
    CHECK(world.answer("log lost").find("INC-1 One") != std::string::npos);
    CHECK_FALSE(world.types("inc-1 log found").refused);
    CHECK(world.entries().front().text == "found");
    CHECK(world.types("INC-9 log nowhere").refused);
}

TEST_CASE("the same request twice is one effect and the same answer") {
    World world;
    world.declare_in("C1");
    const auto request = world.request("log once");
    Job job;
    job.identities = request.identities;
    job.at = request.at;
    job.decide = [&](const Record& record) {
        auto decision = decide(record, request);
        return Kept{decision.changes, decision.effects, plain_text(decision.reply.words)};
    };
    const auto first = world.store->perform({job, job});
    const auto later = world.store->perform({job});
    CHECK_FALSE(first[0]->repeated);
    CHECK(first[1]->repeated);
    CHECK(later[0]->repeated);
    CHECK(first[0]->answer == later[0]->answer);
    CHECK(world.entries().size() == 1);
}

TEST_CASE("what somebody typed twice is said once more and not done again") {
    World world;
    world.declare_in("C1");
    world.types("severity sev2");
    world.types("impact 312 orders");
    world.types("time started 13:00");
    for (const auto* typed : {"severity sev2", "impact 312 orders", "time started 13:00",
                              "rename Checkout is slow", "status investigating"}) {
        CAPTURE(typed);
        const auto before = world.incident();
        CHECK(world.types(typed).refused);
        CHECK(world.incident() == before);
    }
}

TEST_CASE("a follow-up has an owner, a ticket and a due date only if it reads as one") {
    World world;
    world.declare_in("C1");
    world.types(
        "action @grace Alert on pool use, see https://tickets.example.com/OPS-7. by friday");
    world.types("action @linus roll back by hand");
    world.types("action \"Margaret (supplier)\" send the report");
    const auto all = world.store->record().follow_ups(world.incident().id);
    REQUIRE(all.size() == 3);
    CHECK(all[0].ticket == "https://tickets.example.com/OPS-7");
    REQUIRE(all[0].due);
    CHECK(date_text(*all[0].due) == "2026-11-27");
    CHECK(all[1].text == "roll back by hand");
    CHECK_FALSE(all[1].due);
    CHECK(all[2].owner.name == "Margaret (supplier)");
    CHECK(world.types("action done 9").refused);
    CHECK_FALSE(world.types("action done 1").refused);
    CHECK(world.types("action done 1").refused);
    CHECK_FALSE(world.types("action drop 2 not needed").refused);
}

TEST_CASE("replaying all changes gives the current state") {
    World world;
    world.declare_in("C1", "sev1 Everything at once");
    for (const auto* typed : {"log one",
                              "log 13:10 two",
                              "edit 1 one and a half",
                              "remove 2",
                              "assign @grace",
                              "assign @linus",
                              "severity sev2 it got better",
                              "status identified",
                              "update words",
                              "summary short",
                              "summary shorter",
                              "cause first",
                              "cause second",
                              "lesson learned",
                              "time started 13:00",
                              "action @ada do it",
                              "action drop 1 why",
                              "close done",
                              "reopen again",
                              "publish",
                              "unpublish not theirs",
                              "rename Something else",
                              "close at last"})
        world.types(typed);
    CHECK(world.store->check_rebuild().empty());
}
