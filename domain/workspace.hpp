#pragma once

#include "domain/incident.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace muster {

// What a person of the workspace is known by.
struct Profile {
    Person person;
    std::string handle;  // "ada", as typed after @
    std::string zone;    // IANA name, or empty when unknown
    bool gone = false;   // deactivated
    bool bot = false;
    bool guest = false;     // may use some channels alone
    bool stranger = false;  // Slack itself says that they are of another workspace
    TeamId team;            // the workspace they belong to; empty when it is not known
};

// A user group.
struct UserGroup {
    GroupId id;
    std::string handle;  // "sre", as typed after @
    std::string name;
    bool gone = false;  // switched off
};

// A channel's name is everybody's only where the channel is.
struct ChannelName {
    ChannelId id;
    std::string name;  // without #
    bool is_private = false;
};

// That somebody is in a channel, or no longer.
struct Membership {
    ChannelId channel;
    UserId user;
    bool present = true;
};

// All who are in a channel.
struct MemberList {
    ChannelId channel;
    std::vector<UserId> users;
};

// That somebody is in a user group, or no longer.
struct GroupMembership {
    GroupId group;
    UserId user;
    bool present = true;
};

// All who are in a user group.
struct GroupMemberList {
    GroupId group;
    std::vector<UserId> users;
};

// The same channel, under another id from now on.
struct ChannelMoved {
    ChannelId from;
    ChannelId to;
};

using WorkspaceFact = std::variant<Profile, UserGroup, ChannelName, Membership, MemberList,
                                   ChannelMoved, GroupMembership, GroupMemberList>;

// When a fact was so, by the clock of whoever told it.
using ToldAt = std::chrono::sys_time<std::chrono::microseconds>;

// Facts arrive in any order: an event again after minutes, a list that was asked for before one.
// What was so earlier never replaces what was so later, whichever comes first.
struct Told {
    WorkspaceFact fact;
    ToldAt at{};  // zero where nobody said when: replaces nothing that is dated
};

}  // namespace muster
