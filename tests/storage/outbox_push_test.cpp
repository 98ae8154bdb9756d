// What is owed to other status pages stands in the same outbox, and holds up nothing of Slack's.
#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::sample;
using Kind = Effect::Kind;
using End = Settlement::End;

namespace {

const IncidentId prv_1{Series::private_incident, 1};

Effect push(Kind kind, const std::string& target, IncidentId id = inc_1, int number = 0) {
    auto made = effect(kind, id, number);
    made.subject = target;
    return made;
}

std::vector<Owed> owed_to(const Store& store, const std::string& target, Instant now = at(0)) {
    Slots slots(100);
    slots.target = target;
    return store.owed(now, slots, {});
}

// "push_update 1#2 · show_push 2".
std::string text_of(const std::vector<Owed>& all) {
    std::string text;
    for (const auto& owed : all)
        text += (text.empty() ? "" : " · ") + std::string(to_string(owed.effect.kind)) + " " +
                std::to_string(owed.effect.incident.number) +
                (owed.effect.number == 0 ? "" : "#" + std::to_string(owed.effect.number));
    return text;
}

std::unique_ptr<Store> store_with(std::vector<Effect> effects) {
    auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(inc_2)}, std::move(effects)));
    return store;
}

void settle(Store& store, const std::string& target, Settlement settlement = {}) {
    const auto all = owed_to(store, target);
    REQUIRE_FALSE(all.empty());
    store.settle(all.front(), settlement, at(0));
}

Settlement refused() {
    Settlement settlement;
    settlement.end = End::later;
    settlement.next_try = at(0);
    settlement.waits_for = "push";
    return settlement;
}

}  // namespace

TEST_CASE("pushes go one after the other for each incident and target, and no target waits") {
    const auto store =
        store_with({push(Kind::push_update, "a", inc_1, 1), push(Kind::push_update, "b", inc_1, 1),
                    push(Kind::push_update, "a", inc_1, 2), push(Kind::show_push, "a"),
                    push(Kind::push_update, "a", inc_2, 1)});
    CHECK(text_of(store->owed(at(0), 100, {})).empty());  // nothing of it is for Slack
    CHECK(text_of(owed_to(*store, "a")) == "push_update 1#1 · push_update 2#1");
    CHECK(text_of(owed_to(*store, "b")) == "push_update 1#1");
    settle(*store, "a");
    CHECK(text_of(owed_to(*store, "a")) == "push_update 1#2 · push_update 2#1");
    settle(*store, "a");
    CHECK(text_of(owed_to(*store, "a")) == "push_update 2#1 · show_push 1");
    CHECK(store->next_due() == std::nullopt);
}

TEST_CASE("what is pushed waits for no channel, and no channel waits for it") {
    const auto store = store_with({effect(Kind::create_channel), push(Kind::push_update, "a"),
                                   effect(Kind::post_card), effect(Kind::show_archived)});
    CHECK(text_of(owed_to(*store, "a")) == "push_update 1");
    CHECK(text_of(store->owed(at(0), 100, {})) == "create_channel 1");
}

TEST_CASE("what a target refused waits for somebody, and only its own incident there with it") {
    const auto store = store_with(
        {push(Kind::push_update, "a", inc_1, 1), push(Kind::push_update, "a", inc_1, 2),
         push(Kind::push_update, "a", inc_2, 1), push(Kind::push_update, "b", inc_1, 1)});
    settle(*store, "a", refused());
    CHECK(text_of(owed_to(*store, "a", at(1'000'000))) == "push_update 2#1");
    CHECK(text_of(owed_to(*store, "b")) == "push_update 1#1");
    // A start after the configuration was changed.
    Job start = job({});
    start.decide = [](const Record&) {
        Kept kept;
        kept.places_back = {"push"};
        return kept;
    };
    CHECK(perform(*store, start).owes);
    CHECK(text_of(owed_to(*store, "a")) == "push_update 1#1 · push_update 2#1");
}

TEST_CASE(
    "a target that is away does not make the outbox look stuck, nor Slack's return hurry it") {
    const auto store = store_with({push(Kind::push_update, "a", inc_1, 1)});
    CHECK_FALSE(store->waiting().since.has_value());
    CHECK(store->waiting().messages == 0);
    CHECK(store->backlog() == 1);
    Settlement later;
    later.end = End::later;
    later.next_try = at(600);
    settle(*store, "a", later);
    store->owe_by(at(2));
    CHECK(owed_to(*store, "a", at(3)).empty());
    CHECK(owed_to(*store, "a", at(600)).size() == 1);
}

TEST_CASE("ids that a target gave are kept with the incident's places, piece by piece") {
    const auto store = store_with(
        {push(Kind::push_update, "a", inc_1, 1), push(Kind::push_update, "a", inc_1, 2)});
    Settlement made;
    made.places.emplace().pushed["a"] = {"i9", {{1, "u1"}}};
    settle(*store, "a", made);
    made.places->pushed["a"] = {"", {{2, "u2"}}};
    settle(*store, "a", made);
    const auto known = store->record().places(inc_1).pushed.at("a");
    CHECK(known.incident == "i9");
    CHECK(known.updates == std::map<int, std::string>{{1, "u1"}, {2, "u2"}});
}

TEST_CASE(
    "of one that becomes private nothing more is pushed, and what may be there is taken back") {
    const auto store =
        store_with({push(Kind::push_update, "a", inc_1, 1), push(Kind::push_update, "b", inc_1, 1),
                    push(Kind::push_update, "c", inc_1, 1)});
    const auto begun = owed_to(*store, "a").front();
    CHECK(store->begin(begun, at(0), "{}"));
    const auto under_way = owed_to(*store, "c").front();
    perform(*store, job({change(prv_1, MadePrivate{inc_1, "about a customer"})}, {}, {"e:1"}));
    CHECK(text_of(owed_to(*store, "a")) == "show_push 1");
    CHECK(owed_to(*store, "a").front().effect.incident == prv_1);
    CHECK(plain_text(owed_to(*store, "a").front().effect.words) == "INC-1");
    CHECK(owed_to(*store, "b").empty());
    CHECK_FALSE(store->begin(under_way, at(0), "{}"));
    // An attempt that ends only now has made something.
    Settlement made;
    made.places.emplace().pushed["c"] = {"i9", {{1, "u1"}}};
    store->settle(under_way, made, at(0));
    CHECK(text_of(owed_to(*store, "c")) == "show_push 1");
    CHECK(store->record().places(prv_1).former.front().pushed.at("c").incident == "i9");
}
