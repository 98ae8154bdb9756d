#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

std::string group(const std::string& id, const std::string& name) {
    return to_string(Mention{Mention::Kind::group, id, name});
}

std::string owner_after(World& world, const std::string& owner) {
    world.declare_in("C1");
    auto answer = world.answer("action " + owner + " check the backups by friday");
    const auto follow_ups = world.store->record().follow_ups(world.incident().id);
    if (follow_ups.empty())
        return answer;
    const auto& made = follow_ups.back().owner;
    return made.user.str() + made.group.str() + " " + made.name;
}

}  // namespace

TEST_CASE("an action's owner is a person, a group or a quoted name, however it is written") {
    const struct {
        std::string owner;
        const char* kept;  // or the answer that refuses it
    } rows[] = {
        {World::at("U2GRACE", "grace"), "U2GRACE Grace"},
        {"@grace", "U2GRACE Grace"},
        {"@GRACE", "U2GRACE Grace"},
        {group("S1SRE", "@sre"), "S1SRE @sre"},
        {group("S1SRE", "sre"), "S1SRE @sre"},
        {group("S1SRE", ""), "S1SRE @sre"},          // Slack left the handle out
        {group("S1SRE", "@was-ops"), "S1SRE @sre"},  // the client was behind
        {group("S9NEW", "@new"), "S9NEW @new"},      // nobody has listed it yet
        {"@sre", "S1SRE @sre"},
        {"@SRE", "S1SRE @sre"},
        {"@Reliability", "S1SRE @sre"},
        {"\"Network team (partner)\"", " Network team (partner)"},
        {group("S9NEW", ""),
         "That group cannot be looked up in Slack just now. Nothing changed; try again in a "
         "minute."},
        {group("S2OLD", "@old"), "@old is switched off in Slack and cannot be chosen."},
        {"@old",
         "Nobody here is called @old. Type @ and choose from the list, or quote somebody outside "
         "Slack: \"Name (role)\"."},
        {"@sam",
         "@sam could be Sam North (@sam), sam (@samw), the group Sam (@team-sam). Type @ and "
         "choose from the list."},
    };
    for (const auto& row : rows) {
        CAPTURE(row.owner);
        World world;
        CHECK(owner_after(world, row.owner) == row.kept);
    }
}

TEST_CASE("a group can hold a role") {
    World world;
    world.declare_in("C1");
    CHECK(world.answer("assign commander @sre").find("@sre is commander") != std::string::npos);
    CHECK(world.incident().holder("commander")->group.str() == "S1SRE");
}

TEST_CASE("who is mentioned without a name is called by it all the same") {
    const auto mention = [](Mention::Kind kind, const char* id) {
        return to_string(Mention{kind, id, ""});
    };
    const struct {
        std::string typed;
        const char* kept;
    } rows[] = {
        {mention(Mention::Kind::user, "U2GRACE"), "@grace"},
        {mention(Mention::Kind::group, "S1SRE"), "@sre"},
        {mention(Mention::Kind::channel, "C5OPEN"), "#checkout"},
        // What a private channel is called is its members' to know.
        {mention(Mention::Kind::channel, "G5SHUT"), "#G5SHUT"},
        {mention(Mention::Kind::user, "U9NEW"), "@U9NEW"},
    };
    for (const auto& row : rows) {
        World world;
        world.declare_in("C1");
        world.types("log it was " + row.typed);
        CHECK(world.entries().back().text == "it was " + std::string(row.kept));
        world.asks(world.form("log", "INC-1", {{"text", "or " + row.typed}}));
        CHECK(world.entries().back().text == "or " + std::string(row.kept));
    }
}
