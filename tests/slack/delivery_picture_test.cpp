// How a quarter's figures get into Slack: a picture with words where they were asked for, once.
#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

namespace muster::slack {
namespace {

using testing::DeliverySlack;
using testing::End;
using testing::Kind;
using testing::Play;

constexpr const char* bars = "sev1\tsev2\n2026-Q3\t60\t-\t0\t1\n2026-Q4\t-\t-\t1\t0";

Play asked_in(DeliverySlack& slack, const std::string& channel) {
    Play play(slack, Kind::post_figures);
    play.parcel.effect.incident = {};
    play.parcel.effect.people = {"U0ADA"};
    play.parcel.effect.words = Words("Figures of 2026-Q4: 1 incident.");
    play.parcel.effect.details = {{"channel", channel}, {"quarter", "2026-Q4"}, {"bars", bars}};
    play.parcel.document = "PNG";
    return play;
}

std::vector<DeliverySlack::File> shared(const DeliverySlack& slack) {
    std::vector<DeliverySlack::File> files;
    for (const auto& [id, file] : slack.files)
        if (file.shared > 0)
            files.push_back(file);
    return files;
}

}  // namespace

TEST_CASE("figures are posted as a picture with words, where they were asked for") {
    DeliverySlack slack;
    auto play = asked_in(slack, "C0INCIDENTS");
    CHECK(play.finish().end == End::delivered);
    REQUIRE(shared(slack).size() == 1);
    const auto file = shared(slack).front();
    CHECK(file.channel == "C0INCIDENTS");
    CHECK(file.title == "Figures of 2026-Q4");
    CHECK(file.bytes == "PNG");
    CHECK(file.name.ends_with(".png"));
    CHECK(file.alt_text.find("2026-Q4: 1 (1 sev1), repair –, resolve –.") != std::string::npos);
    CHECK(file.comment == "Figures of 2026-Q4: 1 incident.");
    CHECK(slack.messages.empty());
}

TEST_CASE("where Muster is no member the asker alone gets the figures") {
    DeliverySlack slack;
    slack.add_channel("C0OTHER", "other", "U0OTHER", false);
    slack.add_channel("C0HIDDEN", "hidden", "U0OTHER", false).is_private = true;
    for (const auto* channel : {"C0OTHER", "C0HIDDEN", "C0UNKNOWN", ""}) {
        CAPTURE(channel);
        slack.files.clear();
        auto play = asked_in(slack, channel);
        CHECK(play.finish().end == End::delivered);
        REQUIRE(shared(slack).size() == 1);
        CHECK(shared(slack).front().channel == "DU0ADA");
        CHECK(slack.count_calls("conversations.join") == 0);
    }
}

TEST_CASE("where files are refused, or no picture could be drawn, the words stand alone") {
    for (const bool drawn : {true, false}) {
        DeliverySlack slack;
        slack.refusals["files.getUploadURLExternal"] = "missing_scope";
        auto play = asked_in(slack, "C0INCIDENTS");
        if (!drawn)
            play.parcel.document.clear();
        CHECK(play.finish().end == End::delivered);
        CHECK(shared(slack).empty());
        REQUIRE(slack.posted("C0INCIDENTS").size() == 1);
        CHECK(slack.posted("C0INCIDENTS").front().text == "Figures of 2026-Q4: 1 incident.");
    }
}

TEST_CASE("figures stand once, however the attempts at them end") {
    using Fault = DeliverySlack::Fault;
    for (const auto* channel : {"C0INCIDENTS", "C0OTHER"})
        for (const auto fault :
             {Fault::cut_before, Fault::cut_after, Fault::busy, Fault::rate_limited})
            for (std::size_t call = 0; call < 7; ++call) {
                CAPTURE(channel);
                CAPTURE(static_cast<int>(fault));
                CAPTURE(call);
                DeliverySlack slack;
                slack.add_channel("C0OTHER", "other", "U0OTHER", false);
                slack.faults.assign(call, Fault::none);
                slack.faults.push_back(fault);
                auto play = asked_in(slack, channel);
                CHECK(play.finish().end == End::delivered);
                CHECK(shared(slack).size() + slack.messages.size() == 1);
                CHECK((shared(slack).empty() || shared(slack).front().shared == 1));
            }
}

TEST_CASE("figures stand once though Muster dies at any call") {
    for (const auto* channel : {"C0INCIDENTS", "C0OTHER"})
        for (int call = 1; call <= 6; ++call)
            for (const bool after : {false, true}) {
                CAPTURE(channel);
                CAPTURE(call);
                CAPTURE(after);
                DeliverySlack slack;
                slack.add_channel("C0OTHER", "other", "U0OTHER", false);
                auto play = asked_in(slack, channel);
                if (!play.attempt(call, after)) {
                    play.now += std::chrono::seconds(5);
                    slack.clock += 5;
                }
                CHECK(play.finish().end == End::delivered);
                CHECK(shared(slack).size() + slack.messages.size() == 1);
            }
}

}  // namespace muster::slack
