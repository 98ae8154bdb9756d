#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

const IncidentId prv_3{Series::private_incident, 3};
constexpr int messages_of_ours = 9;
constexpr int messages_of_others = 3;

// What INC-7 left in the workspace: its channel with a card, a note and a postmortem in whose
// thread its document is, the announcement and its thread, the postmortem's copy; people wrote in
// all.
struct Scene {
    Scene() {
        auto& room = slack.add_channel("C0INC7", "inc-7-checkout-latency", "U0BOT", true);
        room.topic = "sev2 · Checkout latency";
        room.purpose = "The room for INC-7";
        room.bookmarks.push_back(
            {{"id", "Bk1"}, {"title", "Incident card"}, {"link", "https://example.com/p1"}});
        room.bookmarks.push_back(
            {{"id", "Bk2"}, {"title", "Dashboard"}, {"link", "https://example.com/d"}});
        slack.channels.at("C0POSTMORTEMS").member = true;
        former.channel = ChannelId("C0INC7");
        former.channel_name = room.name;
        former.bookmark = "Bk1";
        former.card = say("C0INC7");
        say("C0INC7");  // a note
        say("C0INC7", "", "U0ADA");
        former.postmortem = say("C0INC7");
        former.announce_channel = ChannelId("C0INCIDENTS");
        former.announcement = say("C0INCIDENTS");
        say("C0INCIDENTS", former.announcement.str());
        say("C0INCIDENTS", former.announcement.str());
        say("C0INCIDENTS", former.announcement.str(), "U0GRACE");
        former.postmortem_channel = ChannelId("C0POSTMORTEMS");
        former.postmortem_copy = say("C0POSTMORTEMS");
        say("C0POSTMORTEMS", former.postmortem_copy.str());
        say("C0POSTMORTEMS", former.postmortem_copy.str(), "U0ADA");
        say("C0INCIDENTS");  // of another incident
        slack.files["F1"] = {"F1",     "INC-7 postmortem.md",   "All of it",
                             "C0INC7", former.postmortem.str(), 1};
    }
    MessageTs say(const std::string& channel, const std::string& thread = "",
                  const std::string& user = "U0BOT") {
        const auto ts = std::to_string(1'795'180'000 + ++said) + ".000100";
        slack.messages.push_back(
            {channel, ts, thread, "words", "mark" + std::to_string(said), true, 0, user});
        return MessageTs(ts);
    }
    Play play(Kind kind, int number, const std::string& words) {
        Play made(slack, kind, number);
        made.parcel.view.dossier.incident.id = prv_3;
        made.parcel.effect.incident = prv_3;
        made.parcel.effect.words = Words(words);
        made.places().former = {former};
        return made;
    }
    Play take_back(int number) { return play(Kind::show_taken_back, number, "INC-7"); }
    [[nodiscard]] int written_by(bool us) const {
        return static_cast<int>(std::ranges::count_if(slack.messages, [us](const auto& message) {
            return message.subtype != "tombstone" && (message.user == "U0BOT") == us;
        }));
    }
    void check_taken_back() {
        CHECK(written_by(true) == 1);  // of the other incident
        CHECK(written_by(false) == messages_of_others);
        CHECK(slack.files.empty());
        const auto& room = slack.channels.at("C0INC7");
        CHECK(room.name == "inc-7");
        CHECK(room.topic == "");
        CHECK(room.purpose == "");
        CHECK(room.archived);
        REQUIRE(room.bookmarks.size() == 1);
        CHECK(room.bookmarks[0]["title"] == "Dashboard");
    }

    DeliverySlack slack;
    Places former;
    int said = 0;
};

}  // namespace

TEST_CASE("what was public of a private incident is taken back, and what people wrote stays") {
    Scene scene;
    CHECK(scene.written_by(true) == messages_of_ours);
    for (const int number : {1, 2, 3}) {
        auto play = scene.take_back(number);
        CHECK(play.finish().end == End::delivered);
        CHECK(play.refusals.empty());
    }
    scene.check_taken_back();
    CHECK(std::ranges::count(scene.slack.messages, "tombstone", &DeliverySlack::Message::subtype) ==
          2);  // others answered the announcement and the postmortem's copy
    // Once more, after a crash that nobody remembers.
    for (const int number : {1, 2, 3})
        CHECK(scene.take_back(number).finish().end == End::delivered);
    scene.check_taken_back();
}

TEST_CASE("any mixture of faults and crashes leaves nothing of what was public") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 60; ++round) {
        CAPTURE(round);
        Scene scene;
        for (const int number : {1, 2, 3}) {
            auto play = scene.take_back(number);
            for (int count = 0; count < 8; ++count)
                scene.slack.faults.push_back(
                    random() % 2 == 0 ? DeliverySlack::Fault::none
                                      : static_cast<DeliverySlack::Fault>(1 + random() % 4));
            for (int crashes = static_cast<int>(random() % 3); crashes > 0; --crashes)
                play.attempt(1 + static_cast<int>(random() % 8), random() % 2 == 0);
            play.finish();
        }
        scene.check_taken_back();
    }
}

TEST_CASE(
    "a channel that is gone is no trouble; one that somebody archived is cleared once it is back") {
    Scene scene;
    scene.slack.channels.erase("C0INC7");
    auto gone = scene.take_back(1);
    CHECK(gone.finish().end == End::delivered);
    CHECK(gone.refusals.empty());
    Scene other;
    auto& channel = other.slack.channels.at("C0INC7");
    channel.archived = true;
    auto play = other.take_back(1);
    const auto ending = play.attempt();
    REQUIRE(ending.has_value());
    CHECK(ending->waits_for == "C0INC7");
    REQUIRE(play.refusals.size() == 1);
    CHECK(play.refusals[0].find("still shows its title (is_archived)") != std::string::npos);
    CHECK(other.slack.posted("C0INC7").size() == 1);  // Ada's
    channel.archived = false;
    CHECK(play.finish().end == End::delivered);
    CHECK(channel.archived);
    CHECK(channel.topic.empty());
}

TEST_CASE("what Slack does not let Muster take back is told") {
    const struct {
        const char* method;
        const char* code;
        const char* told;
    } rows[] = {
        {"chat.delete", "cant_delete_message",
         "Muster's messages in the channel it had could not be deleted, 4 of them"},
        {"files.delete", "cant_delete_file", "could not be deleted, 1 of them"},
        {"conversations.rename", "not_authorized",
         "The title stays in the name of the channel it had (not_authorized)"},
        {"conversations.setTopic", "user_is_restricted",
         "The topic of the channel it had could not be cleared"},
        {"conversations.archive", "restricted_action",
         "The channel it had could not be archived (restricted_action)"},
        {"bookmarks.remove", "permission_denied",
         "The bookmark in the channel it had could not be removed"},
        {"conversations.history", "missing_scope", "Muster's messages in the channel it had"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.method);
        Scene scene;
        scene.slack.refusals[row.method] = row.code;
        auto play = scene.take_back(1);
        CHECK(play.finish().end == End::refused);
        REQUIRE(play.refusals.size() == 1);
        CAPTURE(play.refusals[0]);
        CHECK(play.refusals[0].find(row.told) != std::string::npos);
    }
}

TEST_CASE("what may have been sent just before is looked for, and goes when it is there") {
    const struct {
        const char* was;
        Kind kind;
        int call;  // the one that sends it
    } rows[] = {{"post_announcement INC-7", Kind::post_announcement, 2},
                {"post_note INC-7", Kind::post_note, 1},
                {"post_update INC-7", Kind::post_update, 1},
                {"post_postmortem INC-7", Kind::post_postmortem, 1}};
    for (const auto& row : rows)
        for (const bool arrived : {false, true}) {
            CAPTURE(row.was);
            CAPTURE(arrived);
            Scene scene;
            const auto before = scene.slack.messages.size();
            Play sent(scene.slack, row.kind, row.kind == Kind::post_update ? 2 : 0);
            sent.places() = scene.former;
            if (row.kind == Kind::post_announcement)
                sent.places().announcement = {};
            if (row.kind == Kind::post_postmortem)
                sent.places().postmortem = sent.places().postmortem_copy = {};
            sent.attempt(row.call, arrived);  // and then it ended
            CHECK(scene.slack.messages.size() == before + (arrived ? 1U : 0U));
            auto unsay = scene.play(Kind::unsay, sent.parcel.effect.number, row.was);
            unsay.parcel.mark = sent.parcel.mark;
            unsay.parcel.outcome_unknown = true;
            unsay.parcel.first_try = sent.parcel.first_try;
            unsay.parcel.progress = sent.parcel.progress;
            CHECK(unsay.finish().end == End::delivered);
            CHECK(scene.slack.messages.size() == before);
            CHECK(unsay.refusals.empty());
        }
}

TEST_CASE("a public channel that may have been made just before is looked for, and cleared") {
    for (const bool arrived : {false, true}) {
        CAPTURE(arrived);
        DeliverySlack slack;
        Play create(slack, Kind::create_channel);
        create.attempt(1, arrived);
        Play unsay(slack, Kind::unsay);
        unsay.parcel.view.dossier.incident.id = prv_3;
        unsay.parcel.effect.incident = prv_3;
        unsay.parcel.effect.words = Words("create_channel INC-7");
        unsay.parcel.outcome_unknown = true;
        unsay.parcel.first_try = create.parcel.first_try;
        unsay.parcel.progress = create.parcel.progress;
        const auto ending = unsay.finish();
        CHECK(ending.end == End::delivered);
        CHECK(ending.made.channel.empty());
        const auto made = slack.made_by("U0BOT");
        REQUIRE(made.size() == (arrived ? 1 : 0));
        if (arrived) {
            CHECK(made[0].archived);
            CHECK(made[0].name == "inc-7");
        }
    }
}
