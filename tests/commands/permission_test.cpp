#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

Settings with(std::vector<std::string> otherwise,
              std::map<std::string, std::vector<std::string>> commands = {}) {
    Settings settings;
    settings.permissions.otherwise = std::move(otherwise);
    settings.permissions.commands = std::move(commands);
    return settings;
}

// INC-1 in C1, declared by Ada, with Grace as commander; Linus is in @sre. Who asks next is `user`,
// elsewhere.
World world_for(const Settings& settings, const char* user) {
    World world(settings);
    world.store->learn({{GroupMemberList{GroupId("S1SRE"), {UserId("U3LINUS")}}}});
    world.declare_in("C1");
    world.types("assign @grace");
    world.place = ChannelId("C0GENERAL");
    world.user = UserId(user);
    return world;
}

bool refused(const Reply& reply) {
    return reply.refused;
}

}  // namespace

TEST_CASE("a command is for whom the configuration says, however it is given") {
    const struct {
        std::vector<std::string> who;
        const char* user;
        const char* place;
        bool may;
    } rows[] = {
        {{"anyone"}, "U4SAM", "C0GENERAL", true},
        {{"roles"}, "U1ADA", "C0GENERAL", true},    // declared it
        {{"roles"}, "U2GRACE", "C0GENERAL", true},  // commander
        {{"roles"}, "U4SAM", "C1", false},
        {{"members"}, "U4SAM", "C1", true},
        {{"members"}, "U4SAM", "C0GENERAL", false},
        {{"@sre"}, "U3LINUS", "C0GENERAL", true},
        {{"@sre"}, "U2GRACE", "C1", false},
        {{"@nobody"}, "U3LINUS", "C1", false},
        {{"roles", "@sre"}, "U3LINUS", "C0GENERAL", true},
        {{"roles", "@sre"}, "U2GRACE", "C0GENERAL", true},
        {{"roles", "@sre"}, "U4SAM", "C1", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.user);
        CAPTURE(row.place);
        CAPTURE(row.who.front());
        const auto settings = with({"anyone"}, {{"severity", row.who}});
        auto typing = world_for(settings, row.user);
        typing.place = ChannelId(row.place);
        CHECK(refused(typing.types("INC-1 severity sev1")) == !row.may);
        CHECK(typing.changes.empty() == !row.may);
        auto clicking = world_for(settings, row.user);
        clicking.place = ChannelId(row.place);
        CHECK(refused(clicking.asks(clicking.button("severity", "INC-1"))) == !row.may);
        if (row.place != std::string("C1")) {  // a form knows no place
            auto sending = world_for(settings, row.user);
            CHECK(refused(sending.asks(
                      sending.form("severity", "INC-1", {{"severity", "sev1"}}))) == !row.may);
        }
        // Other commands are as before, and looking is everybody's.
        auto other = world_for(settings, row.user);
        CHECK_FALSE(refused(other.types("INC-1 log words")));
        CHECK_FALSE(refused(other.types("INC-1 timeline")));
    }
}

TEST_CASE("whoever may not is told who could") {
    auto world = world_for(with({"anyone"}, {{"close", {"roles", "@sre"}}}), "U4SAM");
    const auto reply = world.types("INC-1 close done");
    CHECK(reply.refused);
    CHECK(plain_text(reply.words) ==
          "“close” is not yours to do here. It is for whoever has a role in INC-1: Grace "
          "(commander), Ada (declared it), or the group @sre. Nothing changed.");
    CHECK_FALSE(world.incident().closed);
}

TEST_CASE("the default holds for every command that changes something, and for undo of none") {
    auto world = world_for(with({"roles"}, {{"log", {"anyone"}}}), "U4SAM");
    for (const auto* typed : {"INC-1 update words", "INC-1 assign @sam", "INC-1 rename Other",
                              "INC-1 summary text", "INC-1 close done", "INC-1 duplicate INC-1"}) {
        CAPTURE(typed);
        CHECK(world.answer(typed).find("is not yours to do here") != std::string::npos);
    }
    for (const auto* typed : {"help", "list", "show INC-1", "INC-1", "INC-1 roles", "INC-1 actions",
                              "INC-1 history", "INC-1 catchup", "stats", "declare Another one"}) {
        CAPTURE(typed);
        CHECK_FALSE(refused(world.types(typed)));
    }
    const auto logged = world.types("INC-1 log words");
    REQUIRE(logged.buttons.size() == 1);
    CHECK_FALSE(refused(world.asks(world.button("undo", logged.buttons[0].value))));
}

TEST_CASE("declaring can be a group's, in the channel of another incident, too") {
    World world(with({"anyone"}, {{"declare", {"@sre"}}}));
    world.store->learn({{GroupMemberList{GroupId("S1SRE"), {UserId("U3LINUS")}}}});
    world.user = UserId("U3LINUS");
    world.declare_in("C1");
    for (const auto* place : {"C0GENERAL", "C1"}) {
        CAPTURE(place);
        world.place = ChannelId(place);
        world.user = UserId("U3LINUS");
        CHECK_FALSE(refused(world.types("declare Another")));
        world.user = UserId("U1ADA");
        CHECK(refused(world.types("declare Another")));
        CHECK(refused(world.asks(world.form("declare", "", {{"title", "Another"}}))));
    }
    world.place = ChannelId("C0GENERAL");
    CHECK(refused(world.types("")));  // which would open the form
}

TEST_CASE(
    "guests and people of other workspaces may do nothing, unless the configuration lets them") {
    const struct {
        bool guest;
        bool stranger;
        const char* team;
        bool guests;
        bool others;
        bool may;
    } rows[] = {
        {false, false, "", false, false, true},  // nobody knows more of them
        {false, false, "T1", false, false, true},  {true, false, "T1", false, false, false},
        {true, false, "T1", true, false, true},    {false, true, "T2", false, false, false},
        {false, false, "T2", false, false, false}, {false, false, "T2", true, false, false},
        {false, true, "T2", false, true, true},    {true, true, "T2", false, true, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.guest);
        CAPTURE(row.team);
        Settings settings;
        settings.permissions.guests = row.guests;
        settings.permissions.other_workspaces = row.others;
        World world(settings);
        world.declare_in("C1");
        auto profile = world.store->record().profile(UserId("U4SAM")).value();
        profile.guest = row.guest;
        profile.stranger = row.stranger;
        profile.team = TeamId(row.team);
        world.store->learn({{profile, ToldAt(std::chrono::seconds(1))}});
        world.user = UserId("U4SAM");
        for (auto request :
             {world.request("log words"), world.request("help"), world.button("log", "INC-1"),
              world.form("log", "INC-1", {{"text", "words"}})}) {
            request.home = TeamId("T1");
            const auto reply = world.asks(request);
            CHECK(reply.refused == !row.may);
            if (reply.refused)
                CHECK(plain_text(reply.words).find("Ask a member of this workspace") !=
                      std::string::npos);
        }
    }
}

TEST_CASE("somebody nobody has heard of yet is no guest") {
    World world;
    world.declare_in("C1");
    auto request = world.request("log words");
    request.user = {UserId("U9NEW"), {}, "New"};
    request.home = TeamId("T1");
    CHECK_FALSE(world.asks(request).refused);
}
