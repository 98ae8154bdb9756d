#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster::slack;
using namespace muster::slack::testing;
using namespace muster;
using Fault = DeliverySlack::Fault;

namespace {

// A message to one administrator, of no incident.
Play message_to_ada(DeliverySlack& slack) {
    Play play(slack, Kind::tell_administrators);
    play.parcel.effect.incident = {};
    play.parcel.view.dossier = {};
    play.parcel.effect.people = {"U0ADA"};
    play.parcel.effect.words = Words("From 14:02 to 14:31 UTC Slack could not be reached.");
    return play;
}

}  // namespace

TEST_CASE("an administrator is told directly, and finds the same words in the notification") {
    DeliverySlack slack;
    auto play = message_to_ada(slack);
    CHECK(play.finish().end == End::delivered);
    const auto said = slack.posted("DU0ADA");
    REQUIRE(said.size() == 1);
    CHECK(said[0].text.find("Slack could not be reached") != std::string::npos);
    CHECK(slack.calls == std::vector<std::string>{"conversations.open", "chat.postMessage"});
}

TEST_CASE("whatever cuts it off, the message is there once") {
    const Fault ways[] = {Fault::cut_before, Fault::cut_after, Fault::busy, Fault::rate_limited};
    for (const auto way : ways)
        for (int at = 0; at < 4; ++at) {
            CAPTURE(static_cast<int>(way));
            CAPTURE(at);
            DeliverySlack slack;
            slack.faults.assign(static_cast<std::size_t>(at), Fault::none);
            slack.faults.push_back(way);
            auto play = message_to_ada(slack);
            CHECK(play.finish().end == End::delivered);
            CHECK(slack.posted("DU0ADA").size() == 1);
        }
}

TEST_CASE("wherever the program dies, the message is there once") {
    for (const bool after : {false, true})
        for (int at = 1; at <= 2; ++at) {
            CAPTURE(at);
            CAPTURE(after);
            DeliverySlack slack;
            auto play = message_to_ada(slack);
            CHECK_FALSE(play.attempt(at, after));
            CHECK(play.finish().end == End::delivered);
            CHECK(slack.posted("DU0ADA").size() == 1);
        }
}

TEST_CASE("who cannot be told is named with what to do about it, and nothing follows from it") {
    struct Row {
        const char* method;
        const char* code;
        const char* advice;
    };
    const Row rows[] = {
        {"conversations.open", "missing_scope", "install the app again"},
        {"conversations.open", "user_not_found", "U0ADA"},
        {"conversations.open", "user_disabled", "U0ADA"},
        {"chat.postMessage", "messages_tab_disabled", "Messages tab"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.code);
        DeliverySlack slack;
        slack.refusals[row.method] = row.code;
        auto play = message_to_ada(slack);
        const auto ending = play.finish();
        CHECK(ending.end == End::refused);
        REQUIRE(ending.made.refusals.size() == 1);
        CHECK(plain_text(ending.made.refusals[0].words).find(row.advice) != std::string::npos);
        CHECK(ending.more.empty());
        CHECK(slack.posted("DU0ADA").empty());
    }
}
