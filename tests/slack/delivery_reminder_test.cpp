#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster::slack;
using namespace muster::slack::testing;
using namespace muster;
using Fault = DeliverySlack::Fault;

namespace {

// INC-7 has its channel C0INC7.
struct Scene {
    explicit Scene(Kind kind) : play(slack, kind) {
        slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
        play.places().channel = ChannelId("C0INC7");
        play.places().channel_name = "inc-7";
        play.parcel.effect.subject = "U0ADA";
        due("An update is due.");
    }
    void due(const std::string& words) {
        play.parcel.notice = {};
        play.parcel.notice.is_due = true;
        play.parcel.notice.says.words = Words(words);
        play.parcel.notice.says.buttons = {
            {"snooze", "Snooze 1 h", "INC-7 60", Button::Style::normal}};
    }
    void over() {
        play.parcel.notice = {};
        play.parcel.notice.is_over = true;
        play.parcel.notice.says.words = Words("Nothing is due any more.");
    }
    void stands(const char* ts) {
        slack.messages.push_back({"C0INC7", ts, "", "An update is due.", "old", true, 0});
        play.places().reminder = MessageTs(ts);
    }

    DeliverySlack slack;
    Play play;
};

}  // namespace

TEST_CASE("a reminder is posted where people are, and the one before it says so") {
    Scene scene(Kind::post_reminder);
    scene.stands("100.1");
    const auto ending = scene.play.finish();
    CHECK(ending.end == End::delivered);
    const auto posted = scene.slack.posted("C0INC7");
    REQUIRE(posted.size() == 2);
    CHECK(posted[0].text == "This reminder comes again below.");
    CHECK(posted[1].text == "An update is due.");
    CHECK(posted[1].has_blocks);
    CHECK(ending.made.reminder == MessageTs(posted[1].ts));
}

TEST_CASE("whatever cuts it off, a reminder is there once") {
    const Fault ways[] = {Fault::cut_before, Fault::cut_after, Fault::busy, Fault::rate_limited};
    for (const auto way : ways)
        for (int at = 0; at < 3; ++at) {
            CAPTURE(static_cast<int>(way));
            CAPTURE(at);
            Scene scene(Kind::post_reminder);
            scene.slack.faults.assign(static_cast<std::size_t>(at), Fault::none);
            scene.slack.faults.push_back(way);
            CHECK(scene.play.finish().end == End::delivered);
            CHECK(scene.slack.posted("C0INC7").size() == 1);
        }
    for (const bool after : {false, true}) {
        Scene scene(Kind::post_reminder);
        CHECK_FALSE(scene.play.attempt(1, after));
        CHECK(scene.play.finish().end == End::delivered);
        CHECK(scene.slack.posted("C0INC7").size() == 1);
    }
}

TEST_CASE("what was done before it could be said is not said") {
    Scene scene(Kind::post_reminder);
    scene.over();
    CHECK(scene.play.finish().end == End::delivered);
    CHECK(scene.slack.calls.empty());
    // Unless it may have been said already: then it is put right where it stands.
    Scene doubtful(Kind::post_reminder);
    CHECK_FALSE(doubtful.play.attempt(1, true));
    doubtful.over();
    const auto ending = doubtful.play.finish();
    REQUIRE(ending.more.size() == 1);
    CHECK(ending.more[0].kind == Kind::show_reminder);
    CHECK(ending.made.reminder == MessageTs(doubtful.slack.posted("C0INC7").at(0).ts));

    Scene owner(Kind::remind_owner);
    owner.over();
    CHECK(owner.play.finish().end == End::delivered);
    CHECK(owner.slack.calls.empty());
}

TEST_CASE("a reminder is edited as it stands, and left alone after its last word") {
    Scene scene(Kind::show_reminder);
    scene.stands("100.1");
    scene.due("Snoozed until 15:30.");
    CHECK(scene.play.finish().missing.empty());
    CHECK(scene.slack.posted("C0INC7")[0].text == "Snoozed until 15:30.");
    scene.over();
    const auto ending = scene.play.finish();
    CHECK(scene.slack.posted("C0INC7")[0].text == "Nothing is due any more.");
    REQUIRE(ending.missing.size() == 1);
    CHECK(ending.missing[0].ts == MessageTs("100.1"));
    Scene none(Kind::show_reminder);
    CHECK(none.play.finish().end == End::delivered);
    CHECK(none.slack.calls.empty());
}

TEST_CASE("an owner is reminded directly, with what can be done beside each line") {
    Scene scene(Kind::remind_owner);
    scene.play.parcel.effect.incident = {};
    scene.play.parcel.view.dossier = {};
    scene.play.parcel.view.places = {};
    scene.play.parcel.notice.says.lines = {
        {Words("INC-7 · action 1  Alert on queue depth"),
         {{"follow_up_done", "Done", "INC-7 1", Button::Style::normal}}}};
    CHECK(scene.play.finish().end == End::delivered);
    const auto said = scene.slack.posted("DU0ADA");
    REQUIRE(said.size() == 1);
    CHECK(said[0].text == "An update is due.\nINC-7 · action 1  Alert on queue depth");
}

TEST_CASE("the digest goes to the announcements channel, once") {
    for (const auto way : {Fault::none, Fault::cut_after}) {
        Scene scene(Kind::post_digest);
        scene.play.parcel.effect.incident = {};
        scene.play.parcel.view.dossier = {};
        scene.play.parcel.view.places = {};
        scene.play.parcel.effect.words = Words("Overdue follow-ups: 2");
        scene.slack.faults = {Fault::none, way};
        CHECK(scene.play.finish().end == End::delivered);
        CHECK(scene.slack.posted("C0INCIDENTS").size() == 1);
    }
}

TEST_CASE("a channel is archived if its incident is still closed and nobody did it by hand") {
    struct Row {
        bool closed;
        std::optional<RoomState> room;
        bool archives;
    };
    const Row rows[] = {
        {true, std::nullopt, true},         {true, RoomState::open, true},
        {true, RoomState::archived, false}, {true, RoomState::left, false},
        {false, std::nullopt, false},
    };
    for (const auto& row : rows) {
        Scene scene(Kind::show_archived);
        scene.play.parcel.view.dossier.incident.closed = row.closed;
        scene.play.places().room = row.room;
        const auto ending = scene.play.finish();
        CHECK(ending.end == End::delivered);
        CHECK(scene.slack.channels.at("C0INC7").archived == row.archives);
        CHECK((ending.made.room == RoomState::archived) == row.archives);
    }
    Scene outside(Kind::show_archived);
    outside.play.parcel.view.dossier.incident.closed = true;
    outside.slack.channels.at("C0INC7").member = false;
    CHECK(outside.play.finish().end == End::delivered);
    CHECK(outside.slack.channels.at("C0INC7").archived);
}

TEST_CASE("a Home tab is shown over whatever it showed, and its hash is kept") {
    Scene scene(Kind::show_home);
    scene.play.parcel.effect.incident = {};
    scene.play.parcel.home.greeting = Words("No incident is open.");
    scene.play.parcel.home.buttons = {
        {"declare", "Declare an incident", "", Button::Style::primary}};
    const auto first = scene.play.finish();
    const auto& home = scene.slack.homes.at("U0ADA");
    CHECK(home.view["type"] == "home");
    CHECK(first.home_hash == home.hash);
    // Something else was shown since: Slack refuses the old hash, and it goes without.
    scene.play.parcel.home_hash = "older";
    scene.play.parcel.home.greeting = Words("One is open.");
    const auto second = scene.play.finish();
    CHECK(second.end == End::delivered);
    CHECK(home.view.dump().find("One is open.") != std::string::npos);
    CHECK(second.home_hash == home.hash);
    CHECK(scene.slack.count_calls("views.publish") == 3);
}

TEST_CASE("somebody who cannot be told is named on the incident, and nothing waits for it") {
    Scene scene(Kind::tell_person);
    scene.play.parcel.effect.people = {"U0ADA"};
    scene.slack.refusals["conversations.open"] = "user_disabled";
    CHECK(scene.play.finish().end == End::refused);
    REQUIRE(scene.play.refusals.size() == 1);
    CHECK(scene.play.refusals[0].find("U0ADA could not be told directly") != std::string::npos);
}
