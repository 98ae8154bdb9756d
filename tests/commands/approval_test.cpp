#include "commands/corrections.hpp"
#include "commands/reminder_words.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

using Kind = Effect::Kind;
using namespace std::chrono_literals;

// INC-1, a sev1 of Ada's whose updates need a second person, in its channel.
struct Approving : World {
    Approving() : World(rules()) { declare_in("C1", "sev1 Checkout is slow"); }

    static Settings rules() {
        Settings settings;
        settings.approved_severities = {"sev1"};
        return settings;
    }
    [[nodiscard]] Update update(int number) const {
        return store->record().updates(incident().id).at(static_cast<std::size_t>(number - 1));
    }
    void as(const char* id) { user = UserId(id); }
    [[nodiscard]] std::string value(int number) const {
        return approval_value(incident().id, update(number));
    }
};

bool leaves(const World& world) {
    return world.owes(Kind::post_update) || world.owes(Kind::show_update);
}

}  // namespace

TEST_CASE("what somebody writes of such a severity waits, and the status moves inside") {
    Approving world;
    const auto reply = world.types("update identified A switch failed");
    CHECK_FALSE(reply.refused);
    const auto words = plain_text(reply.words);
    CHECK(words.find("somebody else than you has to approve it") != std::string::npos);
    CHECK(words.find("/incident update approve 2") != std::string::npos);
    CHECK(words.find("Posted") == std::string::npos);
    CHECK(world.update(2).waiting);
    CHECK(world.incident().status == Status::identified);
    CHECK(world.owes(Kind::post_approval));
    CHECK(world.owes(Kind::show_card));
    CHECK_FALSE(leaves(world));

    world.now += 1min;
    CHECK(world.answer("update approve 2").find("You wrote update 2") == 0);
    CHECK(world.changes.empty());
    world.as("U2GRACE");
    CHECK(world.answer("update approve 2").find("Update 2 is out: A switch failed") == 0);
    const auto update = world.update(2);
    CHECK_FALSE(update.waiting);
    CHECK(update.approved_by->user == UserId("U2GRACE"));
    CHECK(update.author.user == UserId("U1ADA"));
    CHECK(update.at == world.now);
    CHECK(world.owes(Kind::post_update));
    CHECK(world.owes(Kind::show_announcement));
    CHECK(world.owes(Kind::show_approval));
    CHECK(world.answer("update approve 2") ==
          "Update 2 waits for nobody: it is out, approved by Grace.");
    CHECK(world.answer("history").find("approved update 2") != std::string::npos);
}

TEST_CASE("every way of writing for those outside waits, and Muster's own sentences do not") {
    Approving world;
    const auto form = [&](const std::string& text) {
        world.asks(world.form("update", "INC-1", {{"update", text}, {"status", ""}}));
    };
    form("By form");
    CHECK(world.update(2).waiting);
    world.types("status identified In words");
    CHECK(world.update(3).waiting);
    world.types("status monitoring");
    CHECK_FALSE(world.update(4).waiting);
    CHECK(world.owes(Kind::post_update));
    world.types("severity sev3 it is not that bad");
    world.types("update Without anybody else");
    CHECK_FALSE(world.update(5).waiting);
    const auto long_text = std::string(2'801, 'x');
    world.types("severity sev1 it is");
    CHECK(world.types("update " + long_text).refused);
    CHECK(world.incident().updates == 5);
}

TEST_CASE("private incidents have nobody outside, and so nobody to approve") {
    Approving world;
    world.place = {};
    world.types("declare private sev1 A laptop was stolen");
    world.store->learn({});
    const IncidentId id{Series::private_incident, 1};
    Places places;
    for (const auto& owed : world.store->owed(world.now, 1'000, {}))
        if (owed.effect.kind == Kind::create_channel && owed.effect.incident == id) {
            places.channel = ChannelId("G1");
            Settlement settlement;
            settlement.places = places;
            world.store->settle(owed, settlement, world.now);
        }
    world.place = ChannelId("G1");
    world.types("update We look for it");
    CHECK_FALSE(world.store->record().updates(id).back().waiting);
}

TEST_CASE("what is approved is what was shown") {
    Approving world;
    world.types("update identified A switch failed");
    const auto shown = world.value(2);
    world.types("update edit 2 Two switches failed");
    CHECK(world.owes(Kind::show_approval));
    CHECK_FALSE(leaves(world));
    world.as("U2GRACE");
    const auto stale = world.asks(world.button("approve_update", shown));
    CHECK(stale.refused);
    CHECK(plain_text(stale.words).find("has changed since you read it") != std::string::npos);
    CHECK(world.changes.empty());
    CHECK(world.update(2).waiting);
    CHECK_FALSE(world.asks(world.button("approve_update", world.value(2))).refused);
    CHECK(world.update(2).text == "Two switches failed");
    CHECK_FALSE(world.update(2).waiting);
    CHECK(world.asks(world.button("approve_update", shown)).refused);
}

TEST_CASE("whoever changes the words cannot approve them, and their first writer can") {
    Approving world;
    world.types("update identified A switch failed");
    world.as("U2GRACE");
    const auto opened = world.asks(world.button("change_update", world.value(2)));
    REQUIRE(opened.form);
    CHECK(opened.form->fields.front().value == "A switch failed");
    world.asks(world.form("change_update", opened.form->context, {{"update", "Grace's words"}}));
    CHECK(world.update(2).text == "Grace's words");
    CHECK(world.update(2).waiting);
    CHECK(world.asks(world.button("approve_update", world.value(2))).refused);
    // The form was drawn from words that are gone.
    CHECK_FALSE(world.asks(world.form("change_update", opened.form->context, {{"update", "Late"}}))
                    .field_errors.empty());
    world.as("U1ADA");
    CHECK_FALSE(world.asks(world.button("approve_update", world.value(2))).refused);
}

TEST_CASE("what is withdrawn before it was approved never leaves") {
    Approving world;
    world.types("update monitoring All well");
    world.as("U2GRACE");
    const auto reply = world.asks(world.button("withdraw_update", world.value(2)));
    CHECK(plain_text(reply.words).find("nobody outside has read it") != std::string::npos);
    CHECK(plain_text(reply.words).find("Outside it is still investigating") != std::string::npos);
    CHECK(world.update(2).withdrawn);
    CHECK(world.owes(Kind::show_approval));
    CHECK_FALSE(leaves(world));
    CHECK(world.answer("update approve 2") == "Update 2 was withdrawn already.");
}

TEST_CASE("what is out gets other words as a new update, or is withdrawn") {
    Approving world;
    world.types("update identified A switch failed");
    world.as("U2GRACE");
    world.types("update approve 2");
    const auto reply = world.types("update edit 2 Something else");
    CHECK(reply.refused);
    CHECK(plain_text(reply.words).find("need a second person") != std::string::npos);
    CHECK(world.update(2).text == "A switch failed");
    CHECK_FALSE(world.types("update withdraw 2 it was another fault").refused);
    CHECK(world.owes(Kind::show_update));
}

TEST_CASE("a close says what stays inside, and tells those outside by itself") {
    Approving world;
    world.types("update resolved Orders go through again");
    CHECK(world.incident().status == Status::resolved);
    const auto answer = world.answer("close All well");
    CHECK(answer.find("Update 2 waited for approval; it stays inside.") != std::string::npos);
    CHECK(world.update(3).neutral);
    CHECK(world.update(3).status == Status::resolved);
    CHECK_FALSE(world.update(3).waiting);
    CHECK(world.owes(Kind::show_approval));
    world.as("U2GRACE");
    CHECK(world.types("update approve 2").refused);
    world.types("reopen Errors are back");
    CHECK(world.owes(Kind::show_approval));
}

TEST_CASE("who looks sees that one waits, and the reminder says so") {
    Approving world;
    world.types("update identified A switch failed");
    CHECK(world.answer("catchup").find("Update 2 waits for approval: /incident update approve 2") !=
          std::string::npos);
    CHECK(world.answer("catchup").find("update approve") != std::string::npos);
    world.now += 31min;
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
    const auto says = [&] {
        const auto notice =
            incident_reminder(world.store->record(), world.incident().id, world.now);
        return plain_text(notice.says.words);
    };
    CHECK(says().find("update 2 waits for approval since 2026-11-20 14:00 UTC") !=
          std::string::npos);
    CHECK(says().find("/incident update approve 2") != std::string::npos);
    world.as("U2GRACE");
    world.types("update approve 2");
    CHECK(says().find("approve") == std::string::npos);
}
