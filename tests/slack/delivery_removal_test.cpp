#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

// A channel with a postmortem, three revisions of its document, and what others said about it.
struct Scene {
    Scene() : play(slack, Kind::show_documents, 3) {
        slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
        play.places().channel = ChannelId("C0INC7");
        play.places().postmortem = say("", "U0BOT");
        for (int revision = 1; revision <= 3; ++revision) {
            const auto id = "F" + std::to_string(revision);
            slack.files[id] = {id, title(revision), "", "C0INC7", "200.1", 1};
            slack.files.at(id).thread = play.places().postmortem.str();
        }
    }
    static std::string title(int revision) {
        return "INC-7 postmortem" + (revision > 1 ? ", revision " + std::to_string(revision) : "") +
               ".md";
    }
    MessageTs say(const std::string& thread, const std::string& user, const std::string& mark = "x",
                  long long seconds = 1'795'180'000) {
        const auto ts = std::to_string(seconds + ++said) + ".000100";
        slack.messages.push_back({"C0INC7", ts, thread, "words", mark, true, 0, user});
        return MessageTs(ts);
    }

    DeliverySlack slack;
    Play play;
    int said = 0;
};

}  // namespace

TEST_CASE("documents of before a redaction go, those of after it and what people said stay") {
    Scene scene;
    const auto thread = scene.play.places().postmortem.str();
    scene.say(thread, "U0ADA");
    const auto piece = scene.say(thread, "U0BOT", "mark6-m12");
    const auto fresh = scene.say(thread, "U0BOT", "mark6-m1", 1'895'183'320);
    CHECK(scene.play.finish().end == End::delivered);
    CHECK(scene.slack.files.size() == 1);
    CHECK(scene.slack.files.contains("F3"));
    const auto left = scene.slack.posted("C0INC7", thread);
    REQUIRE(left.size() == 2);
    CHECK(left[0].user == "U0ADA");
    CHECK(left[1].ts == fresh.str());
    CHECK(scene.slack.posted("C0INC7").size() == 1);
    CHECK(scene.play.refusals.empty());
    CHECK(piece.str() != fresh.str());
}

TEST_CASE("whatever happens meanwhile, documents of before a redaction go in the end") {
    for (int call = 1; call <= 8; ++call)
        for (const bool after : {false, true}) {
            CAPTURE(call);
            CAPTURE(after);
            Scene scene;
            if (!scene.play.attempt(call, after))
                CHECK(scene.play.finish().end == End::delivered);
            CHECK(scene.slack.files.size() == 1);
        }
    for (const auto fault : {DeliverySlack::Fault::cut_before, DeliverySlack::Fault::cut_after,
                             DeliverySlack::Fault::busy, DeliverySlack::Fault::rate_limited}) {
        Scene scene;
        scene.slack.faults = {DeliverySlack::Fault::none, fault, DeliverySlack::Fault::none, fault};
        CHECK(scene.play.finish().end == End::delivered);
        CHECK(scene.slack.files.size() == 1);
    }
}

TEST_CASE("a document that Slack does not let Muster delete is told, with who can") {
    Scene scene;
    scene.slack.refusals["files.delete"] = "cant_delete_file";
    CHECK(scene.play.finish().end == End::refused);
    REQUIRE(scene.play.refusals.size() == 1);
    CHECK(scene.play.refusals[0] ==
          "Documents from before the redaction could not be deleted, 2 of them "
          "(cant_delete_file): Muster may not delete it; an admin of the workspace can.");
}

namespace {

// What was told of entry 4 among other things, and what it says since it was redacted.
struct ToldNotes {
    ToldNotes() : play(slack, Kind::show_note, 4) {
        slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
        play.places().channel = ChannelId("C0INC7");
        play.parcel.effect.words = Words("Redacted by Ada: it held a password");
        play.parcel.effect.details["since"] = to_rfc3339(play.now - std::chrono::hours(1));
        for (int entry = 2; entry <= 6; ++entry) {
            Play note(slack, Kind::post_note, entry);
            note.places().channel = ChannelId("C0INC7");
            note.parcel.mark = EffectId("note" + std::to_string(entry));
            REQUIRE(note.finish().end == End::delivered);
            slack.clock += 60;
        }
    }
    [[nodiscard]] std::vector<std::string> redacted() const {
        std::vector<std::string> found;
        for (const auto& message : slack.posted("C0INC7"))
            if (message.text.starts_with("Redacted"))
                found.push_back(message.mark);
        return found;
    }

    DeliverySlack slack;
    Play play;
};

}  // namespace

TEST_CASE("what was told of an entry says what the redaction left of it, and nothing else does") {
    ToldNotes told;
    CHECK(told.play.finish().end == End::delivered);
    CHECK(told.redacted() == std::vector<std::string>{"note4"});
    CHECK(told.play.refusals.empty());
}

TEST_CASE("of an entry that was never told nothing is changed, and nothing is amiss") {
    ToldNotes told;
    told.play.parcel.effect.number = 9;
    CHECK(told.play.finish().end == End::delivered);
    CHECK(told.redacted().empty());
    CHECK(told.play.refusals.empty());
}

TEST_CASE("what was told of an entry is changed in the end, whatever Slack answers meanwhile") {
    for (const auto fault : {DeliverySlack::Fault::cut_before, DeliverySlack::Fault::cut_after,
                             DeliverySlack::Fault::busy, DeliverySlack::Fault::rate_limited}) {
        ToldNotes told;
        told.slack.faults = {fault, DeliverySlack::Fault::none, DeliverySlack::Fault::none, fault};
        CHECK(told.play.finish().end == End::delivered);
        CHECK(told.redacted().size() == 1);
    }
    ToldNotes told;
    told.slack.refusals["conversations.history"] = "missing_scope";
    CHECK(told.play.finish().end == End::refused);
    REQUIRE(told.play.refusals.size() == 1);
    CHECK(told.play.refusals[0].find("could not be changed") != std::string::npos);
}
