#include "slack/approval_message.hpp"
#include "tests/slack/block_check.hpp"
#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

// Update 2 waits for somebody else than Grace.
void let_wait(View& view) {
    auto& update = view.dossier.updates.at(1);
    update.waiting = true;
    update.status = Status::monitoring;
    view.dossier.incident.status = Status::monitoring;
}

struct Scene {
    explicit Scene(Kind kind) : play(slack, kind, 2) {
        slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
        auto& places = play.places();
        places.channel = ChannelId("C0INC7");
        places.channel_name = "inc-7";
        places.announce_channel = ChannelId("C0INCIDENTS");
        slack.messages.push_back({"C0INCIDENTS", "100.1", "", "", "old", true, 0});
        places.announcement = MessageTs("100.1");
        let_wait(play.parcel.view);
    }
    DeliverySlack slack;
    Play play;
};

std::size_t posts_in(const DeliverySlack& slack, const std::string& channel) {
    return static_cast<std::size_t>(std::ranges::count_if(
        slack.messages, [&](const auto& message) { return message.channel == channel; }));
}

}  // namespace

TEST_CASE("what waits is shown whole, in blocks and in plain text, with what can be decided") {
    auto view = open_view();
    view.settings.page_url = "https://status.example";
    add_update(view, "We are looking into it.");
    add_update(view, std::string(2'800, 'x') + " & <!channel> end");
    let_wait(view);
    const auto message = approval_message(view, 2);
    CHECK(check_message(message).empty());
    CHECK(message.text.find("end") != std::string::npos);
    CHECK(message.text.find("<!channel>") == std::string::npos);
    CHECK(message.text.size() <= 4'000);
    CHECK(message.text.find("wants to tell everybody outside that") != std::string::npos);
    const auto blocks = message.blocks.dump();
    for (const auto* action : {"approve_update", "change_update", "withdraw_update"})
        CHECK(blocks.find(action) != std::string::npos);
    CHECK(blocks.find("shortened") == std::string::npos);

    // Nobody outside the room can read it, nor how it would stand then.
    const auto outside = announcement(view);
    CHECK(outside.text.find("xxx") == std::string::npos);
    CHECK(outside.text.find("monitoring") == std::string::npos);
    CHECK(outside.text.find("investigating") != std::string::npos);
    CHECK(card(view).text.find("Update 2 waits for approval") != std::string::npos);

    view.dossier.updates[1].waiting = false;
    view.dossier.updates[1].approved_by = person("U0ADA", "ada");
    const auto out = approval_message(view, 2);
    CHECK(check_message(out).empty());
    CHECK(out.text.find("approved by") != std::string::npos);
    CHECK(out.blocks.dump().find("approve_update") == std::string::npos);
    CHECK(announcement(view).text.find("monitoring") != std::string::npos);
}

TEST_CASE("what can no longer be approved says why, and has no buttons") {
    auto view = open_view();
    add_update(view, "We are looking into it.");
    add_update(view, "CANARY");
    let_wait(view);
    const auto ends = [&](auto change) {
        auto other = view;
        change(other.dossier);
        const auto message = approval_message(other, 2);
        CHECK(message.blocks.dump().find("approve_update") == std::string::npos);
        CHECK(message.text.find("CANARY") == std::string::npos);
        return message.text;
    };
    CHECK(ends([](Dossier& one) { one.incident.closed = true; }).find("was closed first") !=
          std::string::npos);
    CHECK(ends([](Dossier& one) {
              one.incident.closed = true;
              one.incident.folded = Fold{{Series::incident, 3}, 1, 0};
          }).find("duplicate of INC-3") != std::string::npos);
    CHECK(ends([](Dossier& one) {
              one.updates[1].withdrawn = true;
              one.updates[1].why_withdrawn = "another fault";
          }).find("another fault") != std::string::npos);
}

TEST_CASE("what waits is posted once, in the incident's own channel alone, through any crash") {
    for (int crash_at = 0; crash_at < 4; ++crash_at)
        for (const bool after : {false, true}) {
            CAPTURE(crash_at);
            CAPTURE(after);
            Scene scene(Kind::post_approval);
            if (crash_at > 0)
                (void)scene.play.attempt(crash_at, after);
            const auto ending = scene.play.finish();
            CHECK(ending.end == End::delivered);
            CHECK_FALSE(ending.made.approvals.at(2).empty());
            CHECK(posts_in(scene.slack, "C0INC7") == 1);
            CHECK(posts_in(scene.slack, "C0INCIDENTS") == 1);
        }
    Scene homeless(Kind::post_approval);
    homeless.play.places().channel = {};
    CHECK(homeless.play.finish().end == End::delivered);
    CHECK(posts_in(homeless.slack, "C0INCIDENTS") == 1);
}

TEST_CASE("an approved update stands in the channel where it was approved, not twice") {
    Scene scene(Kind::post_update);
    scene.slack.messages.push_back({"C0INC7", "500.1", "", "", "old", true, 0});
    scene.play.places().approvals[2] = MessageTs("500.1");
    scene.play.parcel.view.dossier.updates[1].waiting = false;
    const auto ending = scene.play.finish();
    CHECK(ending.end == End::delivered);
    CHECK(posts_in(scene.slack, "C0INCIDENTS") == 2);
    CHECK(posts_in(scene.slack, "C0INC7") == 1);
    CHECK(ending.made.room_updates.at(2) == MessageTs("500.1"));

    Scene shown(Kind::show_approval);
    shown.slack.messages.push_back({"C0INC7", "500.1", "", "", "old", true, 0});
    shown.play.places().approvals[2] = MessageTs("500.1");
    CHECK(shown.play.finish().end == End::delivered);
    CHECK(shown.slack.messages.back().text.find("wants to tell") != std::string::npos);
}
