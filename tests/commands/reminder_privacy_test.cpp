// A private incident is reminded of in its channel, and told to its members alone.
#include "commands/home.hpp"
#include "commands/reminder_words.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using muster::tests::World;
using namespace std::chrono_literals;
using Kind = Effect::Kind;

namespace {

const IncidentId prv_1{Series::private_incident, 1};

// PRV-1 in its channel G1PRIVATE, which Grace is in: she and Linus promised something in it.
World secret() {
    World world;
    const Person ada{UserId("U1ADA"), {}, "Ada"};
    std::vector<Change> changes{{prv_1, world.now, ada, Declared{"CANARY title", "sev1"}}};
    for (const auto* owner : {"U2GRACE", "U3LINUS"}) {
        FollowUp follow_up;
        follow_up.number = static_cast<int>(changes.size());
        follow_up.owner = world.store->record().profile(UserId(owner))->person;
        follow_up.text = "CANARY promise";
        follow_up.due = Day{std::chrono::year(2026), std::chrono::month(11), std::chrono::day(24)};
        follow_up.made_at = world.now;
        changes.push_back({prv_1, world.now, ada, FollowUpMade{follow_up}});
    }
    Job job;
    job.at = world.now;
    job.decide = [changes](const Record&) {
        Kept kept;
        kept.changes = changes;
        kept.effects = {{Kind::create_channel, prv_1, 0, {}, {}}};
        return kept;
    };
    world.store->perform({job}).at(0).value();
    Settlement made;
    made.places.emplace().channel = ChannelId("G1PRIVATE");
    world.store->settle(world.store->owed(world.now, 10, {}).at(0), made, world.now);
    world.store->learn({{MemberList{ChannelId("G1PRIVATE"), {UserId("U2GRACE")}}, world.now}});
    return world;
}

std::string all_of(const Home& home) {
    auto text = plain_text(home.greeting) + plain_text(home.footnote);
    for (const auto& section : home.sections) {
        text += section.title + plain_text(section.more);
        for (const auto& line : section.lines)
            text += plain_text(line.words);
    }
    return text;
}

}  // namespace

TEST_CASE("a private incident is on the Home tabs of its members, and of nobody else") {
    const auto world = secret();
    for (const auto* person : {"U1ADA", "U3LINUS", "U4SAM"}) {
        CAPTURE(person);
        const auto text = all_of(home_of(world.store->record(), UserId(person), world.now));
        CHECK(text.find("CANARY") == std::string::npos);
        CHECK(text.find("PRV") == std::string::npos);
        CHECK(text.find("Open incidents:") == std::string::npos);  // nor counted
    }
    CHECK(all_of(home_of(world.store->record(), UserId("U2GRACE"), world.now)).find("PRV-1") !=
          std::string::npos);
}

TEST_CASE("its follow-ups are told to members alone, and the digest leaves them out") {
    auto world = secret();
    world.reminds();
    for (int day = 1; day < 20; ++day) {
        world.now += 24h;
        world.reminds();
        for (const auto& effect : world.effects) {
            CHECK(effect.kind != Kind::post_digest);
            if (effect.kind == Kind::remind_owner)
                CHECK(effect.subject == "U2GRACE");
        }
    }
    CHECK(
        follow_up_reminder(world.store->record(), UserId("U3LINUS"), world.now).says.lines.empty());
}

TEST_CASE("who is given a role in it hears of it there, unless they are in it already") {
    auto world = secret();
    world.user = UserId("U2GRACE");
    world.place = ChannelId("G1PRIVATE");
    world.types("assign @linus");
    CHECK_FALSE(world.owes(Kind::tell_person));
    CHECK(world.owes(Kind::post_note));
    world.store->learn({{Membership{ChannelId("G1PRIVATE"), UserId("U4SAM"), true}, world.now}});
    world.types("assign ops " + World::at("U4SAM", "sam"));
    CHECK(world.owes(Kind::tell_person));
}

TEST_CASE("outsiders' clicks on what names it are answered like those on what does not exist") {
    auto world = secret();
    for (const auto* action : {"snooze", "stop_reminders", "claim", "follow_up_done"}) {
        CAPTURE(action);
        const auto real = world.asks(world.button(action, "PRV-1 1"));
        const auto none = world.asks(world.button(action, "PRV-99 1"));
        CHECK(real.refused);
        CHECK(plain_text(real.words) == plain_text(none.words));
    }
}
