#include "storage/known_workspace.hpp"

#include <string>

namespace muster {
namespace {

constexpr std::string_view profile_columns =
    "SELECT id, handle, name, zone, gone, bot, guest, stranger, team FROM people ";

long long number_of(ToldAt at) {
    return static_cast<long long>(at.time_since_epoch().count());
}

Profile profile_in(const Query& row) {
    Profile profile;
    profile.person.user = UserId(row.text(0));
    profile.handle = row.text(1);
    profile.person.name = row.text(2);
    profile.zone = row.text(3);
    profile.gone = row.flag(4);
    profile.bot = row.flag(5);
    profile.guest = row.flag(6);
    profile.stranger = row.flag(7);
    profile.team = TeamId(row.text(8));
    return profile;
}

UserGroup group_in(const Query& row) {
    return {GroupId(row.text(0)), row.text(1), row.text(2), row.flag(3)};
}

}  // namespace

void KnownWorkspace::learn(const Told& told) {
    std::visit([&](const auto& fact) { keep(fact, told.at); }, told.fact);
}

void KnownWorkspace::keep(const Profile& profile, ToldAt at) {
    database_.run(
        "INSERT INTO people (id, handle, name, zone, gone, bot, guest, stranger, team, told_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO UPDATE "
        "SET handle = ?2, name = ?3, zone = ?4, gone = ?5, bot = ?6, guest = ?7, stranger = ?8, "
        "team = ?9, told_at = ?10 WHERE told_at <= ?10",
        profile.person.user.str(), profile.handle, profile.person.name, profile.zone, profile.gone,
        profile.bot, profile.guest, profile.stranger, profile.team.str(), number_of(at));
}

void KnownWorkspace::keep(const UserGroup& group, ToldAt at) {
    database_.run(
        "INSERT INTO user_groups (id, handle, name, gone, told_at) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (id) DO UPDATE SET handle = ?2, name = ?3, gone = ?4, told_at = ?5 "
        "WHERE told_at <= ?5",
        group.id.str(), group.handle, group.name, group.gone, number_of(at));
}

void KnownWorkspace::keep(const ChannelName& channel, ToldAt at) {
    database_.run(
        "INSERT INTO channels (id, name, private, told_at) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (id) DO UPDATE SET name = ?2, private = ?3, told_at = ?4 WHERE told_at <= ?4",
        channel.id.str(), channel.name, channel.is_private, number_of(at));
}

void KnownWorkspace::keep(const Membership& membership, ToldAt at) {
    keep_member(membership.channel.str(), membership.user, membership.present, at);
}

void KnownWorkspace::keep(const MemberList& list, ToldAt at) {
    keep_members(list.channel.str(), list.users, at);
}

void KnownWorkspace::keep(const GroupMembership& membership, ToldAt at) {
    keep_member(membership.group.str(), membership.user, membership.present, at);
}

void KnownWorkspace::keep(const GroupMemberList& list, ToldAt at) {
    keep_members(list.group.str(), list.users, at);
}

// Of two events of one instant, who left has left: unknown means no.
void KnownWorkspace::keep_member(const std::string& of, const UserId& user, bool present,
                                 ToldAt at) {
    if (number_of(at) < listed_at(of))
        return;
    database_.run(
        "INSERT INTO members (channel, person, present, told_at) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (channel, person) DO UPDATE SET present = ?3, told_at = ?4 "
        "WHERE told_at < ?4 OR (told_at = ?4 AND ?3 = 0)",
        of, user.str(), present, number_of(at));
}

void KnownWorkspace::keep_members(const std::string& of, const std::vector<UserId>& users,
                                  ToldAt at) {
    const auto when = number_of(at);
    if (when < listed_at(of))
        return;
    database_.run("DELETE FROM members WHERE channel = ?1 AND told_at <= ?2", of, when);
    for (const auto& user : users)  // whoever joined or left since is there already
        database_.run(
            "INSERT OR IGNORE INTO members (channel, person, present, told_at) "
            "VALUES (?1, ?2, 1, ?3)",
            of, user.str(), when);
    database_.run(
        "INSERT INTO member_lists (channel, told_at) VALUES (?1, ?2) "
        "ON CONFLICT (channel) DO UPDATE SET told_at = ?2",
        of, when);
}

void KnownWorkspace::keep(const ChannelMoved& moved, ToldAt /*at*/) {
    const auto& from = moved.from.str();
    const auto& to = moved.to.str();
    database_.run("UPDATE OR IGNORE members SET channel = ?2 WHERE channel = ?1", from, to);
    database_.run("DELETE FROM members WHERE channel = ?1", from);
    database_.run("UPDATE OR IGNORE member_lists SET channel = ?2 WHERE channel = ?1", from, to);
    database_.run("DELETE FROM member_lists WHERE channel = ?1", from);
    database_.run("UPDATE OR IGNORE channels SET id = ?2 WHERE id = ?1", from, to);
    database_.run("DELETE FROM channels WHERE id = ?1", from);
}

long long KnownWorkspace::listed_at(const std::string& of) const {
    auto query = database_.query("SELECT told_at FROM member_lists WHERE channel = ?1", of);
    return query.step() ? query.number(0) : 0;
}

std::optional<Profile> KnownWorkspace::profile(const UserId& user) const {
    static const std::string sql = std::string(profile_columns) + "WHERE id = ?1";
    auto query = database_.query(sql, user.str());
    if (!query.step())
        return std::nullopt;
    return profile_in(query);
}

std::vector<Profile> KnownWorkspace::people_named(std::string_view name) const {
    static const std::string sql =
        std::string(profile_columns) + "WHERE gone = 0 AND (handle = ?1 OR name = ?1) ORDER BY id";
    std::vector<Profile> people;
    auto query = database_.query(sql, name);
    while (query.step())
        people.push_back(profile_in(query));
    return people;
}

std::optional<UserGroup> KnownWorkspace::group(const GroupId& group) const {
    auto query = database_.query("SELECT id, handle, name, gone FROM user_groups WHERE id = ?1",
                                 group.str());
    if (!query.step())
        return std::nullopt;
    return group_in(query);
}

std::vector<UserGroup> KnownWorkspace::groups_named(std::string_view name) const {
    std::vector<UserGroup> groups;
    auto query = database_.query(
        "SELECT id, handle, name, gone FROM user_groups "
        "WHERE gone = 0 AND (handle = ?1 OR name = ?1) ORDER BY id",
        name);
    while (query.step())
        groups.push_back(group_in(query));
    return groups;
}

std::optional<ChannelName> KnownWorkspace::channel(const ChannelId& channel) const {
    auto query =
        database_.query("SELECT id, name, private FROM channels WHERE id = ?1", channel.str());
    if (!query.step())
        return std::nullopt;
    return ChannelName{ChannelId(query.text(0)), query.text(1), query.flag(2)};
}

bool KnownWorkspace::is_member(const ChannelId& channel, const UserId& user) const {
    return has_member(channel.str(), user);
}

bool KnownWorkspace::is_in_group(const GroupId& group, const UserId& user) const {
    return has_member(group.str(), user);
}

bool KnownWorkspace::has_member(const std::string& of, const UserId& user) const {
    return database_
        .query("SELECT 1 FROM members WHERE channel = ?1 AND person = ?2 AND present = 1", of,
               user.str())
        .step();
}

}  // namespace muster
