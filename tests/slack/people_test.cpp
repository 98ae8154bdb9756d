#include "slack/people.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using namespace muster::slack;
using nlohmann::json;

namespace {

// What an event tells, in a line.
std::string told(const std::string& payload) {
    std::string all;
    for (const auto& one : told_by_event(json::parse(payload), UserId("U0BOT"))) {
        struct {
            std::string operator()(const Profile& fact) const {
                return fact.person.user.str() + " is " + fact.person.name + " in " + fact.zone +
                       (fact.gone ? ", gone" : "");
            }
            std::string operator()(const UserGroup& fact) const {
                return fact.id.str() + " is @" + fact.handle + (fact.gone ? ", gone" : "");
            }
            std::string operator()(const ChannelName& fact) const {
                return fact.id.str() + " is #" + fact.name + (fact.is_private ? ", private" : "");
            }
            std::string operator()(const Membership& fact) const {
                return fact.user.str() + (fact.present ? " is in " : " is not in ") +
                       fact.channel.str();
            }
            std::string operator()(const MemberList& fact) const {
                return fact.channel.str() + " has " + std::to_string(fact.users.size());
            }
            std::string operator()(const GroupMembership& fact) const {
                return fact.user.str() + (fact.present ? " is in " : " is not in ") +
                       fact.group.str();
            }
            std::string operator()(const GroupMemberList& fact) const {
                return fact.group.str() + " has " + std::to_string(fact.users.size());
            }
            std::string operator()(const ChannelMoved& fact) const {
                return fact.from.str() + " is " + fact.to.str();
            }
        } words;
        all += std::visit(words, one.fact) + " at " +
               std::to_string(one.at.time_since_epoch().count()) + ";";
    }
    return all;
}

std::string event(const std::string& members) {
    return R"({"type":"event_callback","event_time":1767225600,"event":{)" + members + "}}";
}

}  // namespace

TEST_CASE("an event tells who is who, as of its own time") {
    const struct {
        const char* event;
        const char* told;
    } rows[] = {
        {R"("type":"member_joined_channel","user":"U1","channel":"C1","event_ts":"1767225830.001600")",
         "U1 is in C1 at 1767225830001600;"},
        {R"("type":"member_left_channel","user":"U1","channel":"C1","event_ts":"1767225830.001600")",
         "U1 is not in C1 at 1767225830001600;"},
        // Of a channel it was taken out of, the bot hears nothing more.
        {R"("type":"member_left_channel","user":"U0BOT","channel":"C1","event_ts":"1767225830.001600")",
         "C1 has 0 at 1767225830001600;"},
        // The wrapper's time, to the second, where the event has none.
        {R"("type":"member_joined_channel","user":"U1","channel":"C1")",
         "U1 is in C1 at 1767225600000000;"},
        {R"("type":"user_change","user":{"id":"U1","name":"ada","tz":"Europe/London","profile":{"display_name":"Ada L"}},"event_ts":"1767225840.5")",
         "U1 is Ada L in Europe/London at 1767225840500000;"},
        {R"("type":"team_join","user":{"id":"U1","name":"ada","deleted":true},"event_ts":"1767225840")",
         "U1 is ada in , gone at 1767225840000000;"},
        {R"("type":"subteam_updated","subteam":{"id":"S1","handle":"sre","name":"Reliability","date_delete":0},"event_ts":"1767225850.000001")",
         "S1 is @sre at 1767225850000001;"},
        {R"("type":"subteam_created","subteam":{"id":"S1","handle":"sre","date_delete":1767225849},"event_ts":"1767225850.000001")",
         "S1 is @sre, gone at 1767225850000001;"},
        {R"("type":"channel_rename","channel":{"id":"C1","name":"checkout"},"event_ts":"1767225850.001800")",
         "C1 is #checkout at 1767225850001800;"},
        {R"("type":"group_rename","channel":{"id":"G1","name":"layoffs"},"event_ts":"1767225850.001800")",
         "G1 is #layoffs, private at 1767225850001800;"},
        {R"("type":"channel_id_changed","old_channel_id":"G1","new_channel_id":"C1","event_ts":"1767225870.002100")",
         "G1 is C1 at 1767225870002100;"},
        {R"("type":"subteam_updated","subteam":{"id":"S1","handle":"sre","users":["U1","U2"]},"event_ts":"1767225850.000001")",
         "S1 is @sre at 1767225850000001;S1 has 2 at 1767225850000001;"},
        {R"("type":"subteam_members_changed","subteam_id":"S1","added_users":["U1"],"removed_users":["U2",""],"event_ts":"1767225851.5")",
         "U1 is in S1 at 1767225851500000;U2 is not in S1 at 1767225851500000;"},
        // Nothing that could be used.
        {R"("type":"subteam_members_changed","added_users":["U1"])", ""},
        {R"("type":"subteam_members_changed","subteam_id":"S1","added_users":"U1")", ""},
        {R"("type":"member_joined_channel","user":"U1")", ""},
        {R"("type":"member_left_channel","channel":"C1")", ""},
        {R"("type":"user_change","user":"U1")", ""},
        {R"("type":"user_change","user":{"name":"no id"})", ""},
        {R"("type":"subteam_updated","subteam":7)", ""},
        {R"("type":"channel_rename","channel":"C1")", ""},
        {R"("type":"channel_id_changed","old_channel_id":"C1","new_channel_id":"C1")", ""},
        {R"("type":"reaction_added","user":"U1","event_ts":"1767225850.001800")", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.event);
        CHECK(told(event(row.event)) == row.told);
    }
    for (const auto* const payload : {"{}", "[]", "null", "7", R"({"event":[]})"})
        CHECK(told(payload).empty());
}

TEST_CASE("a timestamp is read to the microsecond, and nothing else is one") {
    const struct {
        const char* text;
        long long micros;
    } good[] = {
        {"1767225600.000100", 1'767'225'600'000'100},
        {"1767225600", 1'767'225'600'000'000},
        {"1767225600.5", 1'767'225'600'500'000},
        {"0.000000", 0},
    };
    for (const auto& row : good) {
        CAPTURE(row.text);
        REQUIRE(read_ts(row.text));
        CHECK(read_ts(row.text)->time_since_epoch().count() == row.micros);
    }
    for (const auto* const text :
         {"", ".", ".1", "-1.0", "1.-1", "1e9", "1767225600.0001001", "now",
          "99999999999999999999.0", "1767225600.00 1", " 1767225600"}) {
        CAPTURE(text);
        CHECK_FALSE(read_ts(text));
    }
}

TEST_CASE("what a page says was so before it was asked for") {
    Answer answer;
    CHECK(told_at(answer, std::chrono::seconds(1)) == ToldAt{});
    answer.slack_date = Instant(std::chrono::seconds(1'767'225'600));
    CHECK(told_at(answer, std::chrono::milliseconds(200)).time_since_epoch().count() ==
          1'767'225'599'000'000);
    CHECK(told_at(answer, std::chrono::milliseconds(2'001)).time_since_epoch().count() ==
          1'767'225'597'000'000);
}

TEST_CASE("pages give what can be used of them") {
    const auto people = read_people(json::parse(R"({"members":[
        {"id":"U1","name":"ada","tz":"Europe/London","profile":{"real_name":"Ada\u0001 L"}},
        {"name":"no id"}, null, 7, "U2",
        {"id":"USLACKBOT","name":"slackbot","is_bot":false},
        {"id":"U3","name":"grace","deleted":true,"real_name":"Grace"}]})"));
    REQUIRE(people.size() == 3);
    CHECK(people[0].person.name.find('\x01') == std::string::npos);
    CHECK(people[1].bot);
    CHECK(people[2].gone);
    CHECK(people[2].person.name == "Grace");

    const auto groups = read_groups(json::parse(R"({"usergroups":[
        {"id":"S1","handle":"sre","name":"Reliability","date_delete":0,"user_count":"3"},
        {"id":"S2","name":"No handle","date_delete":1767225600}, {"handle":"no id"}, []]})"));
    REQUIRE(groups.size() == 2);
    CHECK_FALSE(groups[0].gone);
    CHECK(groups[1].gone);
    CHECK(groups[1].handle == "S2");

    const auto in_groups = read_members_of_groups(json::parse(R"({"usergroups":[
        {"id":"S1","users":["U1",null,"U2"]}, {"id":"S2","users":[]}, {"id":"S3"},
        {"users":["U1"]}]})"));
    REQUIRE(in_groups.size() == 2);
    CHECK(in_groups[0].users.size() == 2);
    CHECK(in_groups[1].users.empty());

    const auto channels = read_channels(json::parse(R"({"channels":[
        {"id":"C1","name":"checkout","is_private":false}, {"id":"G1","name":"x","is_private":true},
        {"id":"D1","is_im":true,"user":"U1"}, {"id":"C2"}, "C3"]})"));
    REQUIRE(channels.size() == 2);
    CHECK(channels[1].is_private);

    const auto members = read_members(json::parse(R"({"members":["U1", null, "", 7, "U2"]})"));
    REQUIRE(members.size() == 2);
    CHECK(members[1].str() == "U2");

    for (const auto* const body : {"null", "{}", "[]", R"({"members":{},"usergroups":"S1"})"}) {
        CHECK(read_people(json::parse(body)).empty());
        CHECK(read_groups(json::parse(body)).empty());
        CHECK(read_channels(json::parse(body)).empty());
        CHECK(read_members(json::parse(body)).empty());
        CHECK(next_cursor(json::parse(body)).empty());
    }
}

TEST_CASE("a profile tells guests and people of other workspaces") {
    const struct {
        const char* user;
        bool guest;
        bool stranger;
        const char* team;
    } rows[] = {
        {R"({"id":"U1","team_id":"T1"})", false, false, "T1"},
        {R"({"id":"U1","team_id":"T1","is_restricted":true})", true, false, "T1"},
        {R"({"id":"U1","is_ultra_restricted":true})", true, false, ""},
        {R"({"id":"U1","team_id":"T2","is_stranger":true})", false, true, "T2"},
        // One of several workspaces of the same organisation.
        {R"({"id":"U1","team_id":"T3","enterprise_user":{"teams":["T1","T3"]}})", false, false, ""},
        {R"({"id":"U1","is_restricted":"yes","team_id":7})", false, false, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.user);
        const auto profile = read_profile(json::parse(row.user));
        REQUIRE(profile);
        CHECK(profile->guest == row.guest);
        CHECK(profile->stranger == row.stranger);
        CHECK(profile->team.str() == row.team);
    }
}
