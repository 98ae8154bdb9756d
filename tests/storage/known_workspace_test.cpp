#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::sample;

namespace {

const ChannelId room("C1");

ToldAt second(int number) {
    return ToldAt(std::chrono::seconds(1'795'183'320 + number));
}

Told joined(const char* user, int at) {
    return {Membership{room, UserId(user), true}, second(at)};
}
Told left(const char* user, int at) {
    return {Membership{room, UserId(user), false}, second(at)};
}
Told listed(std::vector<std::string> users, int at) {
    MemberList list{room, {}};
    for (auto& user : users)
        list.users.emplace_back(std::move(user));
    return {list, second(at)};
}

Profile called(const std::string& name) {
    Profile profile;
    profile.person = {UserId("U1"), {}, name};
    profile.handle = name;
    return profile;
}

std::string members(const Store& store) {
    std::string all;
    for (const auto* const user : {"U1", "U2", "U3"})
        if (store.record().is_member(room, UserId(user)))
            all += std::string(all.empty() ? "" : " ") + user;
    return all;
}

}  // namespace

TEST_CASE("who is in a channel is what was so last, in whatever order it is heard") {
    const struct {
        const char* what;
        std::vector<Told> told;
        const char* members;
    } rows[] = {
        {"unknown means no", {}, ""},
        {"joined", {joined("U1", 1)}, "U1"},
        {"joined and left", {joined("U1", 1), left("U1", 2)}, ""},
        {"a late retry of the join changes nothing", {left("U1", 2), joined("U1", 1)}, ""},
        {"left, then joined again", {left("U1", 1), joined("U1", 2)}, "U1"},
        {"a late retry of the leave neither", {joined("U1", 2), left("U1", 1)}, "U1"},
        {"the same again", {joined("U1", 1), joined("U1", 1)}, "U1"},
        {"both at one instant: who left, left", {left("U1", 1), joined("U1", 1)}, ""},
        {"and the other way round", {joined("U1", 1), left("U1", 1)}, ""},
        {"the whole list", {listed({"U1", "U2"}, 5)}, "U1 U2"},
        {"whoever is not in it is out", {joined("U3", 1), listed({"U1"}, 5)}, "U1"},
        {"who left since stays out", {left("U1", 7), listed({"U1", "U2"}, 5)}, "U2"},
        {"who joined since stays in", {joined("U3", 7), listed({"U1"}, 5)}, "U1 U3"},
        {"the list knows what was before it", {listed({"U1"}, 5), joined("U3", 4)}, "U1"},
        {"and who had left by then", {listed({"U1"}, 5), left("U1", 4)}, "U1"},
        {"an older list changes nothing", {listed({"U1"}, 5), listed({"U2"}, 4)}, "U1"},
        {"a newer one replaces it", {listed({"U1"}, 5), listed({"U2"}, 6)}, "U2"},
        {"a list without a date yields to an event",
         {left("U1", 1), {MemberList{room, {UserId("U1")}}, {}}},
         ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto store = memory_store();
        store->learn(row.told);
        CHECK(members(*store) == row.members);
    }
}

TEST_CASE("any order of the same events leaves the same members") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::vector<Told> told;
    for (int at = 1; at <= 12; ++at) {
        const auto* const user = std::array{"U1", "U2", "U3"}[random() % 3];
        told.push_back(at == 6 ? listed({"U1", "U3"}, at)
                               : (random() % 2 == 0 ? joined(user, at) : left(user, at)));
    }
    const auto in_order = memory_store();
    in_order->learn(told);
    for (int round = 0; round < 50; ++round) {
        std::ranges::shuffle(told, random);
        const auto shuffled = memory_store();
        for (const auto& fact : told)
            shuffled->learn({fact});
        REQUIRE(members(*shuffled) == members(*in_order));
    }
}

TEST_CASE("an older profile, group or channel name never replaces a newer one") {
    const auto store = memory_store();
    const auto name = [&] { return store->record().profile(UserId("U1"))->person.name; };
    store->learn({{called("Ada"), second(5)}});
    store->learn({{called("Augusta"), second(4)}});
    CHECK(name() == "Ada");
    store->learn({{called("Nobody says when")}});
    CHECK(name() == "Ada");
    store->learn({{called("Countess"), second(6)}});
    CHECK(name() == "Countess");

    const GroupId sre("S1");
    store->learn({{UserGroup{sre, "sre", "Reliability", false}, second(5)},
                  {UserGroup{sre, "ops", "Operations", false}, second(4)}});
    CHECK(store->record().group(sre)->handle == "sre");
    CHECK(store->record().groups_named("reliability").size() == 1);
    store->learn({{UserGroup{sre, "sre", "Reliability", true}, second(6)}});
    CHECK(store->record().groups_named("sre").empty());
    CHECK(store->record().group(sre)->gone);

    store->learn({{ChannelName{room, "checkout", false}, second(5)},
                  {ChannelName{room, "old-name", false}, second(4)}});
    CHECK(store->record().channel(room)->name == "checkout");
    CHECK_FALSE(store->record().channel(ChannelId("C9")));
}

TEST_CASE("a channel that moved takes its incident and its members along") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {effect(Effect::Kind::create_channel)}));
    Settlement made;
    made.places = Places{};
    made.places->channel = room;
    store->settle(store->owed(at(0), 1, {}).at(0), made, at(0));
    const ChannelId moved("C2");
    store->learn({joined("U1", 1), left("U2", 2), {ChannelMoved{room, moved}, second(3)}});
    CHECK(store->record().incident_in(moved) == inc_1);
    CHECK_FALSE(store->record().incident_in(room));
    CHECK(store->record().places(inc_1).channel == moved);
    CHECK(store->record().is_member(moved, UserId("U1")));
    CHECK_FALSE(store->record().is_member(room, UserId("U1")));
    store->learn({{Membership{moved, UserId("U2"), true}, second(1)}});
    CHECK_FALSE(store->record().is_member(moved, UserId("U2")));
    // The same again finds nothing to do.
    store->learn({{ChannelMoved{room, moved}, second(3)}});
    CHECK(store->record().incident_in(moved) == inc_1);
}

TEST_CASE("what a request says of the workspace is kept with it, and once") {
    const auto store = memory_store();
    auto first = job({}, {}, {"event:Ev1"}, "");
    first.decide = [](const Record&) { return Kept{{}, {}, "", {joined("U1", 1)}}; };
    CHECK_FALSE(perform(*store, first).repeated);
    CHECK(members(*store) == "U1");
    first.decide = [](const Record&) { return Kept{{}, {}, "", {left("U1", 9)}}; };
    CHECK(perform(*store, first).repeated);
    CHECK(members(*store) == "U1");
}

TEST_CASE("a note is found again after a restart") {
    const Folder folder;
    {
        const auto store = open_store(folder.file(), {});
        CHECK(store->note("people").empty());
        store->keep_note("people", "page 2");
        store->keep_note("people", "page 3");
    }
    CHECK(open_store(folder.file(), {})->note("people") == "page 3");
}

TEST_CASE("who is in a group is what was so last, in whatever order it is heard") {
    const GroupId sre("S1");
    const auto changed = [&](const char* user, bool present, int at) {
        return Told{GroupMembership{sre, UserId(user), present}, second(at)};
    };
    const auto whole = [&](std::vector<UserId> users, int at) {
        return Told{GroupMemberList{sre, std::move(users)}, second(at)};
    };
    const struct {
        std::vector<Told> told;
        bool is_in;
    } rows[] = {
        {{}, false},
        {{changed("U1", true, 1)}, true},
        {{changed("U1", false, 2), changed("U1", true, 1)}, false},
        {{whole({UserId("U1")}, 5), changed("U1", false, 3)}, true},
        {{changed("U1", false, 6), whole({UserId("U1")}, 5)}, false},
        {{whole({UserId("U1")}, 1), whole({UserId("U2")}, 2)}, false},
    };
    for (const auto& row : rows) {
        const auto store = memory_store();
        store->learn(row.told);
        CHECK(store->record().is_in_group(sre, UserId("U1")) == row.is_in);
        CHECK_FALSE(store->record().is_in_group(GroupId("S2"), UserId("U1")));
    }
}

TEST_CASE("a guest and somebody of another workspace are known as such") {
    const auto store = memory_store();
    auto profile = called("ada");
    profile.guest = true;
    profile.stranger = true;
    profile.team = TeamId("T2");
    store->learn({{profile, second(1)}});
    const auto known = store->record().profile(UserId("U1"));
    REQUIRE(known);
    CHECK(known->guest);
    CHECK(known->stranger);
    CHECK(known->team == TeamId("T2"));
}
