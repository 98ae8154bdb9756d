#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::sample;

namespace {

using Kind = Effect::Kind;
using End = Settlement::End;

std::string owed_text(const Store& store, Instant now = at(0), Slots slots = 100) {
    std::string text;
    for (const auto& owed : store.owed(now, slots, {}))
        text += (text.empty() ? "" : " ") + std::string(to_string(owed.effect.kind));
    return text;
}

Owed first_owed(const Store& store, Kind kind, Instant now = at(0)) {
    for (const auto& owed : store.owed(now, 100, {}))
        if (owed.effect.kind == kind)
            return owed;
    FAIL("not owed: " << std::string(to_string(kind)));
    return {};
}

Settlement made(Places places) {
    Settlement settlement;
    settlement.places = std::move(places);
    return settlement;
}

// An incident that has its channel, its announcement and its card.
std::unique_ptr<Store> store_with(std::vector<Effect> effects) {
    auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {effect(Kind::create_channel)}));
    Places places;
    places.channel = ChannelId("C1");
    places.channel_name = "inc-1";
    places.card = MessageTs("10.1");
    places.announce_channel = ChannelId("C0");
    places.announcement = MessageTs("20.1");
    store->settle(first_owed(*store, Kind::create_channel), made(places), at(0));
    perform(*store, job({}, std::move(effects)));
    return store;
}

void park(Store& store, Kind kind, const std::string& place, Instant until = at(600)) {
    Settlement parked;
    parked.end = End::later;
    parked.next_try = until;
    parked.waits_for = place;
    store.settle(first_owed(store, kind), parked, at(0));
}

void place_is_back(Store& store, std::vector<std::string> places, Instant now = at(5)) {
    Job back;
    back.at = now;
    back.decide = [places](const Record&) { return Kept{{}, {}, {}, {}, places}; };
    CHECK(store.perform({back}).at(0)->owes);
}

}  // namespace

TEST_CASE("what waits for a channel holds up nothing, and keeps its order when it is back") {
    auto first = effect(Kind::post_note);
    first.words = Words("first");
    auto second = first;
    second.words = Words("second");
    const auto store = store_with({first, second, effect(Kind::post_update, inc_1, 2)});
    park(*store, Kind::post_note, "C1");
    CHECK(owed_text(*store) == "post_note");
    park(*store, Kind::post_note, "C1");
    CHECK(owed_text(*store) == "post_update");  // which has the announcement's thread, too
    // Looked at now and then, one after the other.
    CHECK(owed_text(*store, at(600)) == "post_note post_update");
    park(*store, Kind::post_update, "C1");
    place_is_back(*store, {"C1"});
    CHECK(owed_text(*store, at(5)) == "post_note");
    CHECK(plain_text(first_owed(*store, Kind::post_note, at(5)).effect.words) == "first");
}

TEST_CASE("a channel that is back frees what waits for it, by id, by name, or by any name") {
    struct Row {
        std::vector<std::string> back;
        std::string owed;
    };
    const Row rows[] = {
        {{"C1"}, "post_note"},
        {{"#incidents"}, "post_announcement"},
        {{"#"}, "post_announcement post_postmortem"},
        {{"C2", "#post"}, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.owed);
        const auto store = store_with({effect(Kind::post_note), effect(Kind::post_announcement),
                                       effect(Kind::post_postmortem)});
        park(*store, Kind::post_note, "C1");
        park(*store, Kind::post_announcement, "#incidents C0");
        park(*store, Kind::post_postmortem, "#postmortems");
        CHECK(owed_text(*store).empty());
        Job back;
        back.at = at(5);
        back.decide = [&](const Record&) { return Kept{{}, {}, {}, {}, row.back}; };
        CHECK(store->perform({back}).at(0)->owes == !row.owed.empty());
        CHECK(owed_text(*store, at(5)) == row.owed);
    }
}

TEST_CASE("a card that was deleted is posted again exactly once, however often that is noticed") {
    const auto store = store_with({effect(Kind::show_card), effect(Kind::show_pin)});
    Settlement missing;
    missing.missing = {{ChannelId("C1"), MessageTs("10.1")}};
    const auto card = first_owed(*store, Kind::show_card);
    const auto pin = first_owed(*store, Kind::show_pin);
    store->settle(card, missing, at(1));
    store->settle(pin, missing, at(1));
    CHECK(store->record().places(inc_1).card.empty());
    const auto owed = store->owed(at(1), 100, {});
    CHECK(std::ranges::count_if(
              owed, [](const Owed& one) { return one.effect.kind == Kind::post_card; }) == 1);
}

TEST_CASE("what somebody deletes again and again is let go, and that is said") {
    const auto store = store_with({});
    for (int round = 1; round <= 5; ++round) {
        Places places;
        places.card = MessageTs(std::to_string(round) + ".2");
        perform(*store, job({}, {effect(Kind::show_topic)}));
        auto settlement = made(places);
        store->settle(first_owed(*store, Kind::show_topic, at(9)), settlement, at(9));
        perform(*store, job({}, {effect(Kind::show_topic)}));
        Settlement missing;
        missing.missing = {{ChannelId("C1"), places.card}};
        store->settle(first_owed(*store, Kind::show_topic, at(9)), missing, at(9));
        int posts = 0;
        for (const auto& owed : store->owed(at(9), 100, {})) {
            posts += owed.effect.kind == Kind::post_card ? 1 : 0;
            if (owed.effect.kind == Kind::post_card)
                store->settle(owed, Settlement{}, at(9));
        }
        CHECK(posts == (round <= 3 ? 1 : 0));
    }
    const auto refusals = store->record().places(inc_1).refusals;
    REQUIRE(refusals.size() == 1);
    CHECK(plain_text(refusals[0].words).find("again and again") != std::string::npos);
}

TEST_CASE("a refusal stands until the same is done, and the card says both") {
    const auto store = store_with({effect(Kind::show_topic)});
    Settlement refused;
    refused.end = End::refused;
    refused.places.emplace().refusals = {{"show_topic", Words("The topic could not be set.")}};
    store->settle(first_owed(*store, Kind::show_topic), refused, at(0));
    CHECK(store->record().places(inc_1).refusals.size() == 1);
    store->settle(first_owed(*store, Kind::show_card), Settlement{}, at(0));
    perform(*store, job({}, {effect(Kind::show_topic)}));
    store->settle(first_owed(*store, Kind::show_topic), Settlement{}, at(0));
    CHECK(store->record().places(inc_1).refusals.empty());
    CHECK(owed_text(*store) == "show_card");
}

TEST_CASE("a person's refusal goes when that person is in, and nobody else's") {
    auto invite = effect(Kind::show_members);
    invite.people = {"U1", "U2"};
    const auto store = store_with({invite});
    Settlement refused;
    refused.end = End::refused;
    refused.places.emplace().refusals = {{"show_members U1", Words("one")},
                                         {"show_members U2", Words("two")}};
    store->settle(first_owed(*store, Kind::show_members), refused, at(0));
    invite.people = {"U1"};
    perform(*store, job({}, {invite}));
    store->settle(first_owed(*store, Kind::show_members), Settlement{}, at(0));
    const auto refusals = store->record().places(inc_1).refusals;
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].about == "show_members U2");
}

TEST_CASE("what became of the channel is said by announcement and card, once") {
    const auto store = store_with({effect(Kind::post_note), effect(Kind::show_channel)});
    park(*store, Kind::post_note, "C1");
    Places archived;
    archived.room = RoomState::archived;
    store->settle(first_owed(*store, Kind::show_channel), made(archived), at(1));
    CHECK(owed_text(*store, at(1)) == "show_card show_announcement");
    perform(*store, job({}, {effect(Kind::show_channel)}));
    store->settle(first_owed(*store, Kind::show_channel, at(1)), made(archived), at(1));
    CHECK(owed_text(*store, at(1)) == "show_card show_announcement");
    // Back again: what waited for it goes.
    perform(*store, job({}, {effect(Kind::show_channel)}));
    Places open;
    open.room = RoomState::open;
    store->settle(first_owed(*store, Kind::show_channel, at(1)), made(open), at(2));
    CHECK(owed_text(*store, at(2)) == "post_note show_card show_announcement");
}

TEST_CASE("when the channel is gone the card moves to the thread") {
    const auto store = store_with({effect(Kind::show_channel)});
    Places gone;
    gone.room = RoomState::gone;
    store->settle(first_owed(*store, Kind::show_channel), made(gone), at(1));
    CHECK(store->record().places(inc_1).card.empty());
    CHECK(owed_text(*store, at(1)) == "post_card show_announcement");
}

TEST_CASE("a Say shows what its Show would; a change since then is shown by one more") {
    const auto store = store_with({effect(Kind::post_card), effect(Kind::show_card)});
    Settlement now;
    now.current = true;
    auto card = first_owed(*store, Kind::post_card);
    REQUIRE(card.covers);
    store->settle(card, now, at(1));
    CHECK(store->backlog() == 0);

    perform(*store, job({}, {effect(Kind::post_card), effect(Kind::show_card)}));
    card = first_owed(*store, Kind::post_card);
    perform(*store, job({}, {effect(Kind::show_card)}));  // changed while it was under way
    store->settle(card, now, at(1));
    CHECK(owed_text(*store, at(1)) == "show_card");

    // One that stood there already may be older than what was asked for.
    perform(*store, job({}, {effect(Kind::post_card)}));
    store->settle(first_owed(*store, Kind::post_card), Settlement{}, at(1));
    CHECK(owed_text(*store, at(1)) == "show_card");
}

TEST_CASE("slots are kept for what a person waits for, then for messages") {
    std::vector<Effect> effects{effect(Kind::post_note), effect(Kind::post_announcement),
                                effect(Kind::show_topic), effect(Kind::show_announcement)};
    const auto store = store_with(effects);
    CHECK(owed_text(*store, at(0), {4, 4, 0}) == "post_note post_announcement");
    CHECK(owed_text(*store, at(0), {4, 0, 0}) == "post_note");
    CHECK(owed_text(*store, at(0), {4, 2, 2}).find("show_topic") == std::string::npos);
    CHECK(owed_text(*store, at(0), {0, 0, 0}).empty());
    const auto note = first_owed(*store, Kind::post_note);
    CHECK(store->next_due({note.row}, {4, 4, 4}) == at(0));
    CHECK_FALSE(store->next_due({note.row}, {4, 0, 0}));
}
