#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

Play private_play(DeliverySlack& slack, Kind kind, int number = 0) {
    Play play(slack, kind, number);
    play.parcel.view.dossier.incident.id = {Series::private_incident, 1};
    play.parcel.effect.incident = play.parcel.view.dossier.incident.id;
    return play;
}

}  // namespace

TEST_CASE("a private channel that cannot be made is told to whoever declared it, directly") {
    DeliverySlack slack;
    slack.refusals["conversations.create"] = "restricted_action";
    auto create = private_play(slack, Kind::create_channel);
    const auto ending = create.finish();
    CHECK(ending.end == End::refused);
    REQUIRE(ending.more.size() == 1);
    const auto& tell = ending.more.front();
    CHECK(tell.people == std::vector<std::string>{"U0ADA"});
    const auto words = plain_text(tell.words);
    CHECK(words.find("The private channel could not be made (restricted_action): a setting of") !=
          std::string::npos);
    CHECK(words.find("/incident PRV-1 log TEXT") != std::string::npos);
    CHECK(words.find("thread") == std::string::npos);

    auto told = private_play(slack, tell.kind);
    told.parcel.effect = tell;
    CHECK(told.finish().end == End::delivered);
    REQUIRE(slack.messages.size() == 1);
    CHECK(slack.messages.front().channel == "DU0ADA");
}

TEST_CASE("without its channel nothing of a private incident is posted, and nothing waits") {
    for (const auto kind :
         {Kind::post_card, Kind::post_note, Kind::post_announcement, Kind::post_update,
          Kind::post_postmortem, Kind::upload_document, Kind::show_card, Kind::show_announcement,
          Kind::show_postmortem, Kind::show_update, Kind::show_topic, Kind::show_members}) {
        CAPTURE(to_string(kind));
        DeliverySlack slack;
        auto play = private_play(slack, kind, 2);
        CHECK(play.finish().end == End::delivered);
        CHECK(slack.calls.empty());
    }
}
