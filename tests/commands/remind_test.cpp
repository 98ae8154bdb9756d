#include "commands/reminder_words.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using muster::tests::World;
using namespace std::chrono_literals;
using Kind = Effect::Kind;

namespace {

// Slack does all that it is owed; a reminder's message gets the next ts.
void deliver(World& world) {
    static int messages = 0;
    for (int round = 0; round < 20; ++round)
        for (const auto& owed : world.store->owed(world.now + 24h, 1'000, {})) {
            Settlement settlement;
            if (owed.effect.kind == Kind::post_reminder)
                settlement.places.emplace().reminder = MessageTs("1." + std::to_string(++messages));
            world.store->settle(owed, settlement, world.now);
        }
}

void at(World& world, const std::string& instant) {
    world.now = World::instant(instant);
}

// INC-1, declared at 14:00 UTC on a Friday, which Grace leads.
World led() {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("assign @grace");
    deliver(world);
    return world;
}

std::string reminder(const World& world, IncidentId id = {Series::incident, 1}) {
    return plain_text(incident_reminder(world.store->record(), id, world.now).says.words);
}

std::vector<std::string> actions(const Reply& reply) {
    std::vector<std::string> all;
    for (const auto& button : reply.buttons)
        all.push_back(button.action + " " + button.text);
    return all;
}

Reply follow_ups_of(const World& world, const char* person) {
    return follow_up_reminder(world.store->record(), UserId(person), world.now).says;
}

const Effect* owed(const World& world, Kind kind) {
    const auto found = std::ranges::find(world.effects, kind, &Effect::kind);
    return found == world.effects.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("an update that is due is asked for where people are, once") {
    auto world = led();
    at(world, "2026-11-20T14:59:59Z");
    world.reminds();
    CHECK(world.effects.empty());
    at(world, "2026-11-20T15:00:10Z");
    world.reminds();
    REQUIRE(world.effects.size() == 1);
    CHECK(world.owes(Kind::post_reminder));
    CHECK(reminder(world) ==
          "Reminder · INC-1 Checkout is slow\n"
          "• @Grace: an update has been due since 2026-11-20 15:00 UTC; sev2 promises one every "
          "hour.");
    const auto says = incident_reminder(world.store->record(), {Series::incident, 1}, world.now);
    CHECK(actions(says.says) ==
          std::vector<std::string>{"update Write an update", "snooze Snooze 30 min",
                                   "snooze Snooze 1 h", "stop_reminders Stop"});
    deliver(world);
    world.now += 60s;
    world.reminds();
    CHECK(world.effects.empty());
}

TEST_CASE("what a reminder asked for is marked done in it, and nothing is posted again") {
    auto world = led();
    at(world, "2026-11-20T15:00:10Z");
    world.reminds();
    deliver(world);
    world.types("log a note is no update");
    CHECK_FALSE(world.owes(Kind::show_reminder));
    world.types("update Orders go through again");
    CHECK(world.owes(Kind::show_reminder));
    const auto notice = incident_reminder(world.store->record(), {Series::incident, 1}, world.now);
    CHECK(notice.is_over);
    CHECK(reminder(world).ends_with("Nothing of it is due any more."));
    world.now += 5min;
    world.reminds();
    CHECK(world.effects.empty());
}

TEST_CASE("an empty commander is chased, and whoever takes it is told what it entails") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    deliver(world);
    at(world, "2026-11-20T14:10:00Z");
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
    CHECK(reminder(world).find("• Nobody is commander yet. Take it, or give it to somebody: "
                               "/incident assign commander @USER") != std::string::npos);
    const auto says =
        incident_reminder(world.store->record(), {Series::incident, 1}, world.now).says;
    CHECK(actions(says).front() == "claim Take command");
    deliver(world);
    const auto taken = world.asks(world.button("claim", says.buttons.front().value));
    CHECK_FALSE(taken.refused);
    CHECK(plain_text(taken.words).find("Keep the overview") != std::string::npos);
    CHECK(world.incident().holder("commander")->name == "Ada");
    CHECK_FALSE(world.owes(Kind::tell_person));
    CHECK(world.owes(Kind::show_reminder));
    CHECK(plain_text(owed(world, Kind::post_note)->words) == "@Ada is commander now.");
}

TEST_CASE("a role that is given back is chased as long after as one that nobody took") {
    auto world = led();
    at(world, "2026-11-20T14:30:00Z");
    world.types("unassign commander");
    deliver(world);
    world.now += 9min;
    world.reminds();
    CHECK(world.effects.empty());
    world.now += 1min;
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
}

TEST_CASE("who is given a role hears directly what it entails; a group in the channel") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("assign @grace");
    const auto* told = owed(world, Kind::tell_person);
    REQUIRE(told != nullptr);
    CHECK(told->people == std::vector<std::string>{"U2GRACE"});
    CHECK(plain_text(told->words) ==
          "@Ada made you commander of INC-1 Checkout is slow (sev2).\n"
          "Keep the overview, decide, and hand out the work. You need not fix anything yourself.\n"
          "Its channel: #inc-1\n"
          "To hand it on: /incident INC-1 assign commander @USER");
    CHECK(plain_text(owed(world, Kind::post_note)->words) == "@Grace is commander now.");
    world.types("assign ops @sre");
    CHECK(owed(world, Kind::tell_person) == nullptr);
    CHECK(plain_text(owed(world, Kind::post_note)->words).find("Find the cause") !=
          std::string::npos);
}

TEST_CASE("roles are claimed by button, and a claim that came too late says who has it") {
    auto world = led();
    const auto roles = world.types("roles");
    REQUIRE(roles.buttons.size() == 3);  // all but the commander's
    CHECK(roles.buttons[2].text == "Take scribe");
    CHECK_FALSE(world.asks(world.button("claim", roles.buttons[2].value)).refused);
    CHECK(world.incident().holder("scribe")->name == "Ada");
    CHECK(plain_text(world.asks(world.button("claim", roles.buttons[2].value)).words) ==
          "You are scribe already.");
    const auto late = world.asks(world.button("claim", "INC-1 commander"));
    CHECK(late.refused);
    CHECK(plain_text(late.words).starts_with("Grace is commander since this button was drawn."));
    CHECK(world.asks(world.button("claim", "INC-1 chief")).refused);
    world.types("close All well");
    CHECK(world.asks(world.button("claim", "INC-1 operations")).refused);
}

TEST_CASE("snoozed, a reminder says until when and by whom, and comes back then") {
    auto world = led();
    at(world, "2026-11-20T15:00:10Z");
    world.reminds();
    deliver(world);
    const auto reply = world.asks(world.button("snooze", "INC-1 30"));
    CHECK(plain_text(reply.words) == "No reminder of this until 2026-11-20 15:30 GMT.");
    CHECK(world.owes(Kind::show_reminder));
    CHECK(reminder(world).ends_with("Quiet until 2026-11-20 15:30 UTC, as @Ada asked."));
    deliver(world);
    at(world, "2026-11-20T15:29:00Z");
    world.reminds();
    CHECK(world.effects.empty());
    at(world, "2026-11-20T15:30:10Z");
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
}

TEST_CASE("stopped, it does not come again until somebody wants it back") {
    auto world = led();
    at(world, "2026-11-20T15:00:10Z");
    world.reminds();
    deliver(world);
    world.asks(world.button("stop_reminders", "INC-1"));
    CHECK(reminder(world).ends_with("@Ada stopped these reminders."));
    deliver(world);
    world.now += 12h;
    world.reminds();
    CHECK(world.effects.empty());
    const auto notice = incident_reminder(world.store->record(), {Series::incident, 1}, world.now);
    CHECK(actions(notice.says) == std::vector<std::string>{"resume_reminders Remind again"});
    world.asks(world.button("resume_reminders", "INC-1"));
    world.now += 1h;
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
    CHECK(world.asks(world.button("resume_reminders", "INC-1")).refused);
}

TEST_CASE("reopening brings reminders back that were stopped, and no follow-up's") {
    auto world = led();
    world.types("action @ada Write it down by 2026-11-23");
    at(world, "2026-11-23T09:00:00Z");
    world.reminds();
    CHECK(world.owes(Kind::remind_owner));
    CHECK(world.owes(Kind::post_reminder));
    deliver(world);
    world.asks(world.button("stop_reminders", "INC-1"));
    world.asks(world.button("stop_follow_ups", "stop"));
    world.types("close All well");
    world.types("reopen It is back");
    deliver(world);
    at(world, "2026-12-07T09:00:00Z");
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
    CHECK_FALSE(world.owes(Kind::remind_owner));
    world.asks(world.button("resume_follow_ups", "again"));
    deliver(world);
    world.asks(world.button("stop_reminders", "INC-1"));
    world.asks(world.button("stop_follow_ups", "stop"));
    world.asks(world.button("resume_reminders", "INC-1"));
    for (const auto& one : world.store->record().reminders({Series::incident, 1}))
        CHECK(one.stopped == one.subject.starts_with("follow_up"));
}

TEST_CASE("a button of a reminder whose matter is settled says so and changes nothing") {
    auto world = led();
    at(world, "2026-11-20T15:00:10Z");
    world.reminds();
    deliver(world);
    world.types("update All good");
    for (const auto* action : {"snooze", "stop_reminders"}) {
        const auto reply = world.asks(world.button(action, "INC-1 60"));
        CHECK(reply.refused);
        CHECK(world.effects.empty());
    }
}

TEST_CASE("nothing happened for a day: it asks to close or to say how it stands") {
    auto world = led();
    world.types("status resolved");
    deliver(world);
    at(world, "2026-11-21T14:00:00Z");
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
    CHECK(reminder(world).find("nothing has happened since 2026-11-20 14:00 UTC. It is resolved "
                               "and still open: close it") != std::string::npos);
    deliver(world);
    world.types("log still watching");
    CHECK(world.owes(Kind::show_reminder));
    CHECK(incident_reminder(world.store->record(), {Series::incident, 1}, world.now).is_over);
}

TEST_CASE("a drill reminds too and says that it is one; a private one in its channel alone") {
    World world;
    world.types("declare drill sev1 Lost data centre");
    for (const auto& one : world.store->owed(world.now, 100, {}))
        if (one.effect.kind == Kind::create_channel) {
            Settlement made;
            made.places.emplace().channel = ChannelId("C7");
            world.store->settle(one, made, world.now);
        }
    deliver(world);
    world.now += 30min;
    world.reminds();
    CHECK(world.owes(Kind::post_reminder));
    CHECK(reminder(world, {Series::drill, 1}).starts_with("Reminder · DRILL DRL-1 Lost"));
}

TEST_CASE("an incident without any place is not reminded of until it has one") {
    World world;
    world.types("declare sev1 Nowhere to go");
    world.now += 2h;
    world.reminds();
    CHECK_FALSE(world.owes(Kind::post_reminder));
}

TEST_CASE("owners hear directly of what is due, all in one message, in their working hours") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("action @grace Alert on queue depth by 2026-11-25");
    world.types("action @grace Write it down by 2026-11-25");
    world.types("action @linus Add a disk by 2026-11-27");
    world.types("action \"Network team\" Check the cable by 2026-11-25");
    world.types("close All well");
    deliver(world);
    at(world, "2026-11-25T13:59:00Z");  // 08:59 in New York
    world.reminds();
    CHECK_FALSE(world.owes(Kind::remind_owner));
    at(world, "2026-11-25T14:00:00Z");
    world.reminds();
    REQUIRE(owed(world, Kind::remind_owner) != nullptr);
    CHECK(owed(world, Kind::remind_owner)->subject == "U2GRACE");
    CHECK(std::ranges::count(world.effects, Kind::remind_owner, &Effect::kind) == 1);
    const auto says = follow_ups_of(world, "U2GRACE");
    REQUIRE(says.lines.size() == 2);
    CHECK(plain_text(says.lines[0].words) == "INC-1 · action 1  Alert on queue depth\ndue today");
    CHECK(says.lines[0].buttons[0].action == "follow_up_done");
    deliver(world);
    world.now += 1h;
    world.reminds();
    CHECK_FALSE(world.owes(Kind::remind_owner));
    // The next working day it is overdue, which is said once more.
    at(world, "2026-11-26T14:00:00Z");
    world.reminds();
    CHECK(world.owes(Kind::remind_owner));
    CHECK(plain_text(follow_ups_of(world, "U2GRACE").lines[0].words)
              .ends_with("overdue, it was due Wednesday 2026-11-25"));
}

TEST_CASE("Done in the message leaves what is left to do in its place") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("action @grace Alert on queue depth by 2026-11-25");
    world.types("action @grace Write it down by 2026-11-25");
    deliver(world);
    at(world, "2026-11-25T14:00:00Z");
    world.reminds();
    world.user = UserId("U2GRACE");
    world.place = ChannelId("D2GRACE");
    const auto first = world.asks(world.button("follow_up_done", "INC-1 1"));
    CHECK(first.in_place);
    CHECK(plain_text(first.words).starts_with("Action 1 is done: Alert on queue depth"));
    REQUIRE(first.lines.size() == 1);
    CHECK(plain_text(first.lines[0].words).find("Write it down") != std::string::npos);
    const auto second = world.asks(world.button("follow_up_done", "INC-1 2"));
    CHECK(second.in_place);
    CHECK(second.lines.empty());
    CHECK(second.buttons.empty());
    const auto again = world.asks(world.button("follow_up_done", "INC-1 2"));
    CHECK(again.refused);
    CHECK_FALSE(again.in_place);
    CHECK(world.store->record().open_follow_ups().empty());
}

TEST_CASE("follow-ups are snoozed to a working morning, stopped, and brought back") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("action @linus Alert on queue depth by 2026-11-27");  // a Friday
    world.types("close All well");
    deliver(world);
    at(world, "2026-11-27T08:00:00Z");  // 10:00 in Helsinki
    world.reminds();
    CHECK(world.owes(Kind::remind_owner));
    deliver(world);
    world.user = UserId("U3LINUS");
    world.place = ChannelId("D3LINUS");
    const auto snoozed = world.asks(world.button("snooze_follow_ups", "tomorrow"));
    CHECK(snoozed.in_place);
    CHECK(plain_text(snoozed.words).find("2026-11-30 09:00 EET") != std::string::npos);
    CHECK(follow_ups_of(world, "U3LINUS").lines.empty());
    at(world, "2026-11-30T07:00:00Z");
    world.reminds();
    CHECK(world.owes(Kind::remind_owner));
    deliver(world);
    const auto stopped = world.asks(world.button("stop_follow_ups", "stop"));
    CHECK(actions(stopped) == std::vector<std::string>{"resume_follow_ups Remind again"});
    at(world, "2026-12-14T08:00:00Z");
    world.reminds();
    CHECK_FALSE(world.owes(Kind::remind_owner));
    world.asks(world.button("resume_follow_ups", "again"));
    at(world, "2026-12-21T08:00:00Z");
    world.reminds();
    CHECK(world.owes(Kind::remind_owner));
}

TEST_CASE("each week the announcements channel reads what is overdue, by owner; never private") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("action @grace Alert on queue depth by 2026-11-24");
    world.types("action \"Network team\" Check the cable by 2026-11-25");
    world.types("action @ada Much later by 2027-05-05");
    world.types("close All well");
    deliver(world);
    world.reminds();  // the first look: nothing of the past is said
    CHECK_FALSE(world.owes(Kind::post_digest));
    at(world, "2026-11-23T09:00:00Z");
    world.reminds();
    CHECK_FALSE(world.owes(Kind::post_digest));  // nothing is overdue yet
    at(world, "2026-12-01T03:00:00Z");           // Monday's is late, and comes once
    world.reminds();
    const auto* digest = owed(world, Kind::post_digest);
    REQUIRE(digest != nullptr);
    CHECK(plain_text(digest->words) ==
          "Overdue follow-ups: 2\n"
          "Grace\n"
          "• INC-1 · action 1  Alert on queue depth (due 2026-11-24)\n"
          "Network team\n"
          "• INC-1 · action 2  Check the cable (due 2026-11-25)\n"
          "When one is done: /incident INC-N action done N, or Done in Muster's Home tab.");
    deliver(world);
    world.now += 1h;
    world.reminds();
    CHECK_FALSE(world.owes(Kind::post_digest));
}

TEST_CASE("a channel is archived a month after the close, once, and the record says so") {
    World world;
    world.declare_in("C1", "sev2 Checkout is slow");
    world.types("close All well");
    deliver(world);
    const auto revisions = world.incident().revisions;
    world.now += 30 * 24h - 1s;
    world.reminds({"archive"});
    CHECK_FALSE(world.owes(Kind::show_archived));
    world.now += 1s;
    world.reminds();  // only now and then
    CHECK_FALSE(world.owes(Kind::show_archived));
    world.reminds({"archive"});
    CHECK(world.owes(Kind::show_archived));
    CHECK(world.incident().revisions == revisions);
    CHECK(world.answer("history").find("Muster archived its channel, 30 days after it closed") !=
          std::string::npos);
    deliver(world);
    world.reminds({"archive"});
    CHECK(world.effects.empty());
    world.types("reopen It is back");
    world.types("close Again");
    deliver(world);
    world.now += 31 * 24h;
    world.reminds({"archive"});
    CHECK(world.owes(Kind::show_archived));
}
