#pragma once

#include "domain/workspace.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace muster {

// What is known of the workspace, in its tables. `database` outlives it.
class KnownWorkspace {
public:
    explicit KnownWorkspace(Database& database) : database_(database) {}

    // Keeps what is newer than what is known. A channel that moved takes its members and name
    // along; whose incident it is, is the record's to change.
    void learn(const Told& told);

    [[nodiscard]] std::optional<Profile> profile(const UserId& user) const;
    [[nodiscard]] std::vector<Profile> people_named(std::string_view name) const;
    [[nodiscard]] std::optional<UserGroup> group(const GroupId& group) const;
    [[nodiscard]] std::vector<UserGroup> groups_named(std::string_view name) const;
    [[nodiscard]] std::optional<ChannelName> channel(const ChannelId& channel) const;
    [[nodiscard]] bool is_member(const ChannelId& channel, const UserId& user) const;
    [[nodiscard]] bool is_in_group(const GroupId& group, const UserId& user) const;

private:
    void keep(const Profile& profile, ToldAt at);
    void keep(const UserGroup& group, ToldAt at);
    void keep(const ChannelName& channel, ToldAt at);
    void keep(const Membership& membership, ToldAt at);
    void keep(const MemberList& list, ToldAt at);
    void keep(const ChannelMoved& moved, ToldAt at);
    void keep(const GroupMembership& membership, ToldAt at);
    void keep(const GroupMemberList& list, ToldAt at);
    // `of`: a channel's or a group's id; the two never look alike (C…, G…, D… and S…).
    void keep_member(const std::string& of, const UserId& user, bool present, ToldAt at);
    void keep_members(const std::string& of, const std::vector<UserId>& users, ToldAt at);
    [[nodiscard]] bool has_member(const std::string& of, const UserId& user) const;
    // When its members were last read as a whole, in microseconds; 0 if never.
    [[nodiscard]] long long listed_at(const std::string& of) const;

    Database& database_;
};

}  // namespace muster
