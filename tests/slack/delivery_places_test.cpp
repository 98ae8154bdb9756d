#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// An incident with a channel of its own.
void settle_in(DeliverySlack& slack, Play& play) {
    slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
    play.places().channel = ChannelId("C0INC7");
    play.places().channel_name = "inc-7";
    play.places().announce_channel = ChannelId("C0INCIDENTS");
}

MessageTs post(DeliverySlack& slack, const std::string& channel, const std::string& ts) {
    slack.messages.push_back({channel, ts, "", "", "mark", true, 0});
    return MessageTs(ts);
}

}  // namespace

TEST_CASE("what became of a channel is asked of Slack, and Muster goes back in where it may") {
    struct Row {
        const char* what;
        std::function<void(DeliverySlack&)> happens;
        RoomState state;
    };
    using Change = DeliverySlack&;
    const Row rows[] = {
        {"renamed", [](Change slack) { slack.channels.at("C0INC7").name = "fire"; },
         RoomState::open},
        {"archived", [](Change slack) { slack.channels.at("C0INC7").archived = true; },
         RoomState::archived},
        {"deleted", [](Change slack) { slack.channels.erase("C0INC7"); }, RoomState::gone},
        {"taken out", [](Change slack) { slack.channels.at("C0INC7").member = false; },
         RoomState::open},
        {"taken out for good",
         [](Change slack) {
             slack.channels.at("C0INC7").member = false;
             slack.refusals["conversations.join"] = "restricted_action";
         },
         RoomState::left},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        DeliverySlack slack;
        Play play(slack, Kind::show_channel);
        settle_in(slack, play);
        row.happens(slack);
        const auto ending = play.finish();
        CHECK(ending.end == End::delivered);
        CHECK(ending.made.room == row.state);
        const bool renamed = std::string_view(row.what) == "renamed";
        CHECK((ending.made.channel_name == "fire") == renamed);
        CHECK(ending.more.empty() != renamed);  // the announcement gets the new name
        if (row.state == RoomState::open)
            CHECK(slack.channels.at("C0INC7").member);
    }
}

TEST_CASE("a private channel that cannot be seen was left, for all that Muster knows") {
    DeliverySlack slack;
    Play play(slack, Kind::show_channel);
    play.parcel.view.dossier.incident.id = {Series::private_incident, 1};
    play.places().channel = ChannelId("C0SECRET");
    CHECK(play.finish().made.room == RoomState::left);
}

TEST_CASE("an incident whose channel was deleted goes on in the thread of its announcement") {
    DeliverySlack slack;
    Play play(slack, Kind::post_card);
    settle_in(slack, play);
    play.places().room = RoomState::gone;
    play.places().announcement = post(slack, "C0INCIDENTS", "100.1");
    CHECK(play.finish().end == End::delivered);
    REQUIRE(slack.posted("C0INCIDENTS", "100.1").size() == 1);
    const auto text = slack.posted("C0INCIDENTS", "100.1")[0].text;
    CHECK(has(text, "/incident INC-7 log"));
    CHECK(has(text, "#inc-7 was deleted"));
    CHECK(has(announcement(play.parcel.view).text, "was deleted"));
}

TEST_CASE("what must be said in an archived channel waits for it, and says later that it is late") {
    DeliverySlack slack;
    Play play(slack, Kind::post_note);
    settle_in(slack, play);
    slack.channels.at("C0INC7").archived = true;
    const auto start = play.now;
    auto ending = *play.attempt();
    CHECK(ending.end == End::later);
    CHECK(ending.waits_for == "C0INC7");
    CHECK(ending.next_try - start >= std::chrono::minutes(10));
    slack.channels.at("C0INC7").archived = false;
    play.places().room = RoomState::archived;
    ending = play.finish();
    CHECK(ending.end == End::delivered);
    CHECK(ending.made.room == RoomState::open);
    REQUIRE(slack.posted("C0INC7").size() == 1);
    CHECK(has(slack.posted("C0INC7")[0].text, "Sent late"));
}

TEST_CASE("a channel that does not come back within a week is not waited for any longer") {
    DeliverySlack slack;
    Play play(slack, Kind::post_announcement);
    play.parcel.view.settings.announce_channel = "nowhere";
    const auto start = play.now;
    CHECK(play.finish().end == End::refused);
    CHECK(play.now - start >= std::chrono::days(7));
    CHECK(play.attempts < 50);
    CHECK(has(play.refusals.back(), "did not come back within a week"));
}

TEST_CASE("a configured channel that was deleted and made anew is found by its name") {
    DeliverySlack slack;
    Play play(slack, Kind::post_announcement);
    play.channels["incidents"] = ChannelId("C0INCIDENTS");
    slack.channels.erase("C0INCIDENTS");
    slack.add_channel("C0NEWONE", "incidents", "U0OTHER", false);
    const auto ending = play.finish();
    CHECK(ending.end == End::delivered);
    CHECK(ending.made.announce_channel == ChannelId("C0NEWONE"));
    CHECK(play.channels.at("incidents") == ChannelId("C0NEWONE"));
    CHECK(play.refusals.empty());
    CHECK(slack.posted("C0NEWONE").size() == 1);
}

TEST_CASE("an archived announcements channel is waited for by id and by name") {
    DeliverySlack slack;
    Play play(slack, Kind::post_announcement);
    play.channels["incidents"] = ChannelId("C0INCIDENTS");
    slack.channels.at("C0INCIDENTS").archived = true;
    auto ending = *play.attempt();
    CHECK(has(ending.waits_for, "#incidents"));
    REQUIRE(play.refusals.size() == 1);
    CHECK(has(play.refusals[0], "bring it back from the archive"));
    slack.channels.at("C0INCIDENTS").archived = false;
    ending = play.finish();
    CHECK(ending.end == End::delivered);
    REQUIRE(slack.posted("C0INCIDENTS").size() == 1);
    CHECK(has(slack.posted("C0INCIDENTS")[0].text, "Sent late"));
    // And keeps saying so when it is brought up to date.
    const auto ts = ending.made.announcement;
    REQUIRE(ending.made.late.contains(ts.str()));
    Play show(slack, Kind::show_announcement);
    show.places() = ending.made;
    show.finish();
    CHECK(slack.posted("C0INCIDENTS")[0].edits == 1);
    CHECK(has(slack.posted("C0INCIDENTS")[0].text, "Sent late"));
}

TEST_CASE("a message that somebody deleted is told as missing by whatever needs it") {
    for (const auto kind : {Kind::show_card, Kind::show_pin, Kind::show_bookmark}) {
        CAPTURE(to_string(kind));
        DeliverySlack slack;
        Play play(slack, kind);
        settle_in(slack, play);
        play.parcel.view.settings.page_url.clear();
        play.places().card = MessageTs("1.1");
        const auto ending = play.finish();
        CHECK(ending.end == End::delivered);
        REQUIRE(ending.missing.size() == 1);
        CHECK(ending.missing[0].ts == MessageTs("1.1"));
        CHECK(slack.messages.empty());
        CHECK(play.refusals.empty());
    }
}

TEST_CASE("a bookmark that somebody removed is added again; one that stands is made to agree") {
    DeliverySlack slack;
    Play play(slack, Kind::show_bookmark);
    settle_in(slack, play);
    play.places().bookmark = "Bk9";
    CHECK(play.finish().made.bookmark == "Bk1");
    auto& bookmarks = slack.channels.at("C0INC7").bookmarks;
    REQUIRE(bookmarks.size() == 1);
    bookmarks[0]["link"] = "https://elsewhere.example";
    Play again(slack, Kind::show_bookmark);
    again.places() = play.places();
    again.places().bookmark = "Bk1";
    again.finish();
    REQUIRE(slack.channels.at("C0INC7").bookmarks.size() == 1);
    CHECK(slack.channels.at("C0INC7").bookmarks[0]["link"] ==
          "https://status.example/incidents/INC-7");
}

TEST_CASE("the pieces of a document come from one rendering, whatever changes meanwhile") {
    DeliverySlack slack;
    slack.refusals["files.getUploadURLExternal"] = "missing_scope";
    Play play(slack, Kind::upload_document, 1);
    settle_in(slack, play);
    play.places().postmortem = post(slack, "C0INC7", "200.1");
    for (int line = 0; line < 900; ++line)
        play.parcel.document += "line " + std::to_string(line) + " as it was\n";
    const auto first = play.parcel.document;
    slack.faults = {DeliverySlack::Fault::none, DeliverySlack::Fault::none,
                    DeliverySlack::Fault::rate_limited};
    CHECK(play.attempt()->end == End::later);
    play.parcel.document = "# Another revision\n";
    play.parcel.view.dossier.incident.revisions = 2;
    CHECK(play.finish().end == End::delivered);
    std::string all;
    for (const auto& message : slack.posted("C0INC7", "200.1"))
        all += message.text;
    CHECK(all == first);
}

TEST_CASE("in a copy each part is looked for, also after an attempt that failed on the way") {
    using Fault = DeliverySlack::Fault;
    DeliverySlack slack;
    Play original(slack, Kind::post_update, 2);
    settle_in(slack, original);
    original.places().announcement = post(slack, "C0INCIDENTS", "100.1");
    Play copy(slack, Kind::post_update, 2);
    copy.places() = original.places();
    copy.parcel.outcome_unknown = true;
    copy.parcel.first_try = copy.now;
    original.finish();
    // The first part is found; then Slack is busy, which says nothing of the second.
    slack.faults = {Fault::none, Fault::rate_limited};
    CHECK(copy.attempt()->end == End::unknown);
    CHECK(copy.finish().end == End::delivered);
    CHECK(slack.posted("C0INCIDENTS", "100.1").size() == 1);
    CHECK(slack.posted("C0INC7").size() == 1);
}

TEST_CASE("when Slack takes nobody because of one, the others are invited by themselves") {
    DeliverySlack slack;
    slack.refuse_bad_invitations_whole = true;
    Play play(slack, Kind::show_members);
    settle_in(slack, play);
    play.parcel.effect.people = {"U0ADA", "U0BAD", "U0GRACE"};
    const auto ending = play.finish();
    CHECK(ending.end == End::refused);
    CHECK(slack.channels.at("C0INC7").members == std::vector<std::string>{"U0ADA", "U0GRACE"});
    REQUIRE(ending.made.refusals.size() == 1);
    CHECK(ending.made.refusals[0].about == "show_members U0BAD");
}
