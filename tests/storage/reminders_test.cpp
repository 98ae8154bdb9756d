// What was reminded of, whose Home tab shows what, and how both are owed.
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace muster;
using namespace muster::sample;

namespace {

using Kind = Effect::Kind;

Reminder reminder(IncidentId id, const std::string& subject) {
    Reminder one;
    one.incident = id;
    one.subject = subject;
    one.due = at(60);
    return one;
}

Job keeping(std::vector<Reminder> reminders, std::vector<HomeTab> homes = {}) {
    Job job;
    job.at = at(0);
    job.decide = [reminders = std::move(reminders), homes = std::move(homes)](const Record&) {
        Kept kept;
        kept.reminders = reminders;
        kept.homes = homes;
        return kept;
    };
    return job;
}

Effect show_home(const std::string& person) {
    Effect effect;
    effect.kind = Kind::show_home;
    effect.subject = person;
    return effect;
}

std::vector<Owed> owed(const Store& store) {
    return store.owed(at(0), 100, {});
}

std::string kinds_owed(const Store& store) {
    std::string text;
    for (const auto& one : owed(store))
        text += (text.empty() ? "" : " · ") + std::string(to_string(one.effect.kind)) +
                (one.effect.subject.empty() ? "" : " " + one.effect.subject);
    return text;
}

FollowUp promise(int number, FollowUp::State state = FollowUp::State::open) {
    FollowUp follow_up;
    follow_up.number = number;
    follow_up.owner = ada;
    follow_up.text = "Alert on queue depth";
    follow_up.made_at = at(0);
    follow_up.state = state;
    return follow_up;
}

}  // namespace

TEST_CASE("what became of a reminder is kept as it is, over a restart, and in no export") {
    const Folder folder;
    auto said = reminder(inc_1, "update");
    said.said = at(70);
    said.times = 2;
    said.until = at(100);
    said.stopped = true;
    said.by = ada;
    const auto digest = reminder({}, "digest");
    std::string before;
    {
        const auto store = open_store(folder.file(), {});
        perform(*store, job({declared(inc_1)}));
        int left_out = 0;
        before = store->export_record(true, left_out);
        perform(*store, keeping({said, digest}, {{UserId("U1"), at(5), 2, "hash"}}));
        CHECK(store->export_record(true, left_out) == before);
    }
    const auto store = open_store(folder.file(), {});
    CHECK(store->record().reminders(inc_1) == std::vector<Reminder>{said});
    CHECK(store->record().reminders({}) == std::vector<Reminder>{digest});
    CHECK(store->record().reminders(inc_2).empty());
    CHECK(store->record().home(UserId("U1")) == HomeTab{UserId("U1"), at(5), 2, "hash"});
    CHECK_FALSE(store->record().home(UserId("U2")));
    said.stopped = false;
    said.until.reset();
    perform(*store, keeping({said}));
    CHECK(store->record().reminders(inc_1) == std::vector<Reminder>{said});
}

TEST_CASE("open follow-ups of all incidents are found, and none that is done") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(inc_2)}));
    perform(*store,
            job({change(inc_1, FollowUpMade{promise(1)}), change(inc_1, FollowUpMade{promise(2)}),
                 change(inc_2, FollowUpMade{promise(1)}),
                 change(inc_1, FollowUpEnded{1, FollowUp::State::done, {}})}));
    const auto open = store->record().open_follow_ups();
    REQUIRE(open.size() == 2);
    CHECK(open[0] == PromisedWork{inc_1, promise(2)});
    CHECK(open[1] == PromisedWork{inc_2, promise(1)});
}

TEST_CASE("a channel is to be archived once, after each close") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(inc_2), change(inc_1, Closed{}),
                         change(inc_2, Closed{})},
                        {effect(Kind::create_channel)}));
    CHECK(store->record().not_archived(10).empty());  // neither has a channel
    Settlement made;
    made.places.emplace().channel = ChannelId("C1");
    store->settle(owed(*store).at(0), made, at(0));
    REQUIRE(store->record().not_archived(10).size() == 1);
    auto archived = reminder(inc_1, "archive");
    archived.said = at(10);
    perform(*store, keeping({archived}));
    CHECK(store->record().not_archived(10).empty());
    archived.said.reset();  // reopened, and closed again
    perform(*store, keeping({archived}));
    CHECK(store->record().not_archived(10).size() == 1);
}

TEST_CASE("each person's Home tab is owed once, however often it changes") {
    const auto store = memory_store();
    perform(*store, job({}, {show_home("U1"), show_home("U2"), show_home("U1")}));
    perform(*store, job({}, {show_home("U2")}));
    CHECK(kinds_owed(*store) == "show_home U1 · show_home U2");
    perform(*store, keeping({}, {{UserId("U1"), at(0), 1, ""}}));
    Settlement shown;
    shown.home_hash = "1.abc";
    store->settle(owed(*store).at(0), shown, at(1));
    CHECK(store->record().home(UserId("U1"))->hash == "1.abc");
    CHECK(kinds_owed(*store) == "show_home U2");
}

TEST_CASE("who opened their Home tab lately, the newest first") {
    const auto store = memory_store();
    perform(*store, keeping({}, {{UserId("U1"), at(10), 1, ""},
                                 {UserId("U2"), at(30), 1, ""},
                                 {UserId("U3"), at(20), 1, ""}}));
    using People = std::vector<UserId>;
    CHECK(store->record().home_readers(at(20), 10) == People{UserId("U2"), UserId("U3")});
    CHECK(store->record().home_readers(at(0), 1) == People{UserId("U2")});
}

TEST_CASE("while a reminder waits to be sent there is no second one") {
    const auto store = memory_store();
    Effect to_ada;
    to_ada.kind = Kind::remind_owner;
    to_ada.subject = "U1";
    auto to_grace = to_ada;
    to_grace.subject = "U2";
    perform(*store, job({declared(inc_1), declared(inc_2)},
                        {effect(Kind::post_reminder), to_ada, effect(Kind::post_reminder), to_ada,
                         to_grace, effect(Kind::post_reminder, inc_2)}));
    CHECK(kinds_owed(*store) ==
          "post_reminder · remind_owner U1 · remind_owner U2 · post_reminder");
}

TEST_CASE("a channel is archived after all that is to be said in it") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {effect(Kind::show_archived), effect(Kind::post_note),
                                            effect(Kind::show_topic)}));
    CHECK(kinds_owed(*store) == "post_note · show_topic");
    for (const auto& one : owed(*store))
        store->settle(one, Settlement{}, at(0));
    CHECK(kinds_owed(*store) == "show_archived");
}

TEST_CASE("where the reminder stands is known until somebody removes it") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {effect(Kind::create_channel)}));
    Settlement made;
    made.places.emplace().channel = ChannelId("C1");
    store->settle(owed(*store).at(0), made, at(0));
    perform(*store, job({}, {effect(Kind::post_reminder)}));
    Settlement posted;
    posted.places.emplace().reminder = MessageTs("1.1");
    store->settle(owed(*store).at(0), posted, at(0));
    CHECK(store->record().places(inc_1).reminder == MessageTs("1.1"));
    perform(*store, job({}, {effect(Kind::show_reminder)}));
    Settlement gone;
    gone.missing = {{ChannelId("C1"), MessageTs("1.1")}};
    store->settle(owed(*store).at(0), gone, at(0));
    CHECK(store->record().places(inc_1).reminder.empty());
    CHECK(owed(*store).empty());
}
