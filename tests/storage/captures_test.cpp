#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using namespace muster::sample;

namespace {

const MessagePlace place{ChannelId("C1"), MessageTs("10.000100")};

Capture capture(int entry) {
    Capture made{inc_1, place, entry, {}, MessageTs("11.000001"), false};
    made.marks = {{Mark::Kind::reaction, UserId("U1"), true, MessageTs("10.5")},
                  {Mark::Kind::pin, {}, false, MessageTs("10.6")}};
    return made;
}

SlackMessage message(const std::string& text) {
    SlackMessage made;
    made.place = place;
    made.thread = MessageTs("9.000001");
    made.sent = at(1);
    made.author = ada;
    made.by_app = true;
    made.text = text;
    made.link = "https://example.com/p10000100";
    made.edited = MessageTs("11.000001");
    return made;
}

Job keeps(std::vector<Capture> captures, std::vector<SlackMessage> shown = {}, int second = 0) {
    Job job;
    job.at = at(second);
    job.decide = [captures, shown](const Record&) {
        Kept kept;
        kept.captures = captures;
        kept.shown = shown;
        return kept;
    };
    return job;
}

}  // namespace

TEST_CASE("a marked message is found by itself, by its entry, and in every incident") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(inc_2)}));
    CHECK_FALSE(store->record().capture(inc_1, place));
    perform(*store, keeps({capture(0)}));
    CHECK(store->record().capture(inc_1, place) == capture(0));
    CHECK_FALSE(store->record().capture_of(inc_1, 0));
    auto other = capture(7);
    other.incident = inc_2;
    other.deleted = true;
    perform(*store, keeps({capture(3), other}));
    CHECK(store->record().capture_of(inc_1, 3) == capture(3));
    CHECK_FALSE(store->record().capture_of(inc_1, 7));
    CHECK(store->record().captures(place) == std::vector<Capture>{capture(3), other});
    CHECK(store->record().captures({ChannelId("C2"), place.ts}).empty());
}

TEST_CASE("marks go with a channel that has another id, and are in no export") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}));
    int left_out = 0;
    const auto before = store->export_record(true, left_out);
    perform(*store, keeps({capture(1)}, {message("failover")}));
    CHECK(store->export_record(true, left_out) == before);
    CHECK(store->check_rebuild().empty());
    store->learn({{ChannelMoved{place.channel, ChannelId("C9")}}});
    CHECK(store->record().captures(place).empty());
    CHECK(store->record().captures({ChannelId("C9"), place.ts}).size() == 1);
}

TEST_CASE("a message shown in a form is kept until it is chosen, or too old") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}));
    perform(*store, keeps({}, {message("failover")}));
    CHECK(store->record().shown_message(place) == message("failover"));
    perform(*store, keeps({}, {message("failover ended")}, 10));
    CHECK(store->record().shown_message(place) == message("failover ended"));
    perform(*store, keeps({capture(0)}));
    CHECK(store->record().shown_message(place));
    perform(*store, keeps({capture(1)}));
    CHECK_FALSE(store->record().shown_message(place));
    perform(*store, keeps({}, {message("failover")}, 10));
    store->forget_requests(at(10));
    CHECK(store->record().shown_message(place));
    store->forget_requests(at(11));
    CHECK_FALSE(store->record().shown_message(place));
}

TEST_CASE("an Ask waits in the outbox with what it reads, and nothing waits for it") {
    const auto store = memory_store();
    Effect ask = effect(Effect::Kind::ask_message);
    ask.people = {"U1"};
    ask.details = {{"channel", "C1"}, {"message", "10.000100"}};
    auto other = ask;
    other.details["message"] = "20.000100";
    perform(*store, job({declared(inc_1)}, {ask, other, effect(Effect::Kind::post_note)}));
    const auto owed = store->owed(at(1), 10, {});
    REQUIRE(owed.size() == 3);
    CHECK(owed[0].effect.details == ask.details);
    CHECK(owed[1].effect.details == other.details);
    CHECK(owed[0].rank == 0);
    CHECK(owed[2].effect.details.empty());
    Settlement done;
    store->settle(owed[0], done, at(2));
    CHECK(store->owed(at(2), 10, {}).size() == 2);
}
