#include "commands/by_hand.hpp"

#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::tests;
using Kind = Effect::Kind;

namespace {

struct Scene : World {
    Scene() {
        id = declare_in("C1ROOM");
        Settlement made;
        auto& places = made.places.emplace();
        places.card = MessageTs("10.1");
        places.announce_channel = ChannelId("C0NEWS");
        places.announcement = MessageTs("20.1");
        places.postmortem_channel = ChannelId("C0DOCS");
        places.postmortem_copy = MessageTs("30.1");
        places.updates[2] = MessageTs("20.2");
        places.refusals = {{"show_members U9", Words("no")}};
        for (const auto& owed : store->owed(now, 1'000, {}))
            if (owed.effect.kind == Kind::show_members)
                store->settle(owed, made, now);
    }

    // What follows, as "show_card", and what can be used again, as "C0NEWS #".
    std::string follows(const std::string& name, const std::string& channel,
                        std::map<std::string, std::string> details = {},
                        const std::string& who = "U1ADA") {
        Request event;
        event.kind = Request::Kind::event;
        event.name = name;
        event.place = ChannelId(channel);
        event.user.user = UserId(who);
        event.details = std::move(details);
        const auto decision = decide(store->record(), event);
        std::string text;
        for (const auto& effect : decision.effects) {
            CHECK(is_show(effect.kind));
            CHECK(effect.incident == id);
            text += (text.empty() ? "" : " ") + about_of(effect);
        }
        for (const auto& back : decision.places_back)
            text += (text.empty() ? "" : " ") + back;
        CHECK((is_by_hand(event) || text.empty()));
        return text;
    }

    IncidentId id;
};

}  // namespace

TEST_CASE("what people do to a channel by hand is looked at, and what waits for it is freed") {
    Scene scene;
    const std::map<std::string, std::string> us{{"is_us", "true"}};
    for (const auto* name :
         {"channel_archive", "group_archive", "channel_deleted", "channel_left", "group_left"})
        CHECK(scene.follows(name, "C1ROOM") == "show_channel");
    for (const auto* name :
         {"channel_unarchive", "group_unarchive", "channel_rename", "group_rename"})
        CHECK(scene.follows(name, "C1ROOM") == "show_channel C1ROOM");
    CHECK(scene.follows("member_left_channel", "C1ROOM", us) == "show_channel");
    CHECK(scene.follows("member_joined_channel", "C1ROOM", us) == "show_channel C1ROOM");
    CHECK(scene.follows("member_left_channel", "C1ROOM").empty());
    CHECK(scene.follows("member_joined_channel", "C1ROOM").empty());
    CHECK(scene.follows("member_joined_channel", "C1ROOM", {}, "U9") == "show_members");
    CHECK(scene.follows("reaction_added", "C1ROOM").empty());
    // Others' channels: those that the configuration names may be waited for.
    CHECK(scene.follows("channel_unarchive", "C0NEWS") == "C0NEWS #");
    CHECK(scene.follows("member_joined_channel", "C0NEWS", us) == "C0NEWS #");
    CHECK(scene.follows("channel_created", "C0NEW", {{"channel.name", "incidents"}}) == "C0NEW #");
    CHECK(scene.follows("channel_created", "C0NEW", {{"channel.name", "lunch"}}) == "C0NEW");
    CHECK(scene.follows("channel_archive", "C0NEWS").empty());
}

TEST_CASE("a message of ours that somebody deleted is looked for by what shows it") {
    Scene scene;
    const auto deleted = [&](const std::string& channel, const std::string& ts) {
        return scene.follows("message_deleted", channel, {{"deleted_ts", ts}});
    };
    CHECK(deleted("C1ROOM", "10.1") == "show_card");
    CHECK(deleted("C0NEWS", "20.1") == "show_announcement");
    CHECK(deleted("C0NEWS", "20.2") == "show_update 2");
    CHECK(deleted("C0DOCS", "30.1") == "show_postmortem");
    CHECK(deleted("C1ROOM", "99.9").empty());
    CHECK(deleted("C0NEWS", "10.1").empty());
    CHECK(deleted("C1ROOM", "").empty());
    CHECK(scene.follows("pin_removed", "C1ROOM", {{"item.message.ts", "10.1"}}) == "show_pin");
    CHECK(scene.follows("pin_removed", "C1ROOM", {{"item.message.ts", "11.1"}}).empty());
}
