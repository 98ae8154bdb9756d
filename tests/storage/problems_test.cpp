#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace muster;
using namespace muster::sample;

namespace {

Effect message(const std::string& person) {
    Effect effect;
    effect.kind = Effect::Kind::tell_administrators;
    effect.words = Words("Slack could not be reached.");
    effect.people = {person};
    return effect;
}

}  // namespace

TEST_CASE("what is wrong for a while is kept, with the messages it leads to") {
    const auto store = memory_store();
    const std::vector<StandingProblem> two{{"database", at(3), true}, {"slack", at(1), false}};
    store->keep_problems(two, {message("U0ADA"), message("U0BOB")}, at(5));
    CHECK(store->problems() == two);
    const auto owed = store->owed(at(5), 10, {});
    REQUIRE(owed.size() == 2);
    CHECK(owed[0].effect.people == std::vector<std::string>{"U0ADA"});
    CHECK(owed[0].effect.incident.number == 0);
    CHECK(owed[0].mark != owed[1].mark);
    store->keep_problems({}, {}, at(6));
    CHECK(store->problems().empty());
    CHECK(store->backlog() == 2);
}

TEST_CASE("a message of no incident is settled like all else, and waits for nobody") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {effect(Effect::Kind::create_channel)}));
    store->keep_problems({}, {message("U0ADA")}, at(0));
    const auto owed = store->owed(at(0), 10, {});
    REQUIRE(owed.size() == 2);
    for (const auto& one : owed) {
        if (one.effect.kind != Effect::Kind::tell_administrators)
            continue;
        store->begin(one, at(0), "{}");
        Settlement refused;
        refused.end = Settlement::End::refused;
        refused.places.emplace().refusals = {{"tell_administrators", Words("Nobody is there.")}};
        store->settle(one, refused, at(1));
    }
    CHECK(store->backlog() == 1);
}

TEST_CASE("what waits is counted: messages, and since when") {
    const auto store = memory_store();
    CHECK_FALSE(store->waiting().since);
    perform(*store, job({declared(inc_1)},
                        {effect(Effect::Kind::create_channel), effect(Effect::Kind::show_topic)}));
    store->keep_problems({}, {message("U0ADA")}, at(9));
    CHECK(store->waiting().messages == 2);
    CHECK(store->waiting().since == at(0));
}

TEST_CASE("when the clock is set, what was owed before moves with it") {
    for (const auto by : {-std::chrono::seconds(3'600), std::chrono::seconds(3'600)}) {
        CAPTURE(by.count());
        const auto store = memory_store();
        store->keep_problems({}, {message("U0ADA")}, at(0));
        const auto before = store->waiting().newest;
        const auto now = at(0) + by;
        store->keep_problems({}, {message("U0BOB")}, now);  // since then
        store->move_owed(by, before, now);
        const auto owed = store->owed(now, 10, {});
        REQUIRE(owed.size() == 2);
        for (const auto& one : owed) {
            CHECK(one.due == now);
            CHECK(one.next_try == now);
        }
    }
}

TEST_CASE("what was asked for just before the clock was set back is not of the future") {
    const auto store = memory_store();
    store->keep_problems({}, {message("U0ADA")}, at(3'600));
    store->move_owed(-std::chrono::seconds(3'600), 0, at(0));
    REQUIRE(store->owed(at(0), 10, {}).size() == 1);
    CHECK(store->waiting().since == at(0));
}

TEST_CASE("after a restart nothing waits for longer than it would have to") {
    const auto store = memory_store();
    store->keep_problems({}, {message("U0ADA")}, at(0));
    Settlement later;
    later.end = Settlement::End::later;
    later.next_try = at(86'400);
    store->settle(store->owed(at(0), 1, {}).at(0), later, at(0));
    store->owe_by(at(60));
    CHECK(store->next_due() == at(60));
    store->owe_by(at(90));
    CHECK(store->next_due() == at(60));
}
