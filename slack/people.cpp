#include "slack/people.hpp"

#include "slack/envelope.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <charconv>

namespace muster::slack {
namespace {

using nlohmann::json;

constexpr std::size_t most_listed = 1'000;  // Slack pages have fewer
constexpr std::size_t most_in_group = 10'000;

bool flag_at(const json& object, std::string_view member) {
    const auto found = object.find(member);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

bool is_not_zero(const json& number) {
    return number.is_number() && number != 0;
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& text : texts)
        if (!text.empty())
            return text;
    return {};
}

std::string clean_at(const json& object, std::string_view member) {
    return without_controls(text_at(object, member));
}

// Each item of a list, read by `read`, which gives nothing for what it cannot read.
template <class T, class Read>
std::vector<T> each_of(const json& body, std::string_view list, Read read) {
    std::vector<T> all;
    const auto& items = at(body, list);
    if (!items.is_array())
        return all;
    for (const auto& item : items) {
        if (all.size() == most_listed)
            break;
        if (auto one = read(item))
            all.push_back(*std::move(one));
    }
    return all;
}

// Ids of people, as a list has them.
std::vector<UserId> people_in(const json& list) {
    std::vector<UserId> people;
    if (!list.is_array())
        return people;
    for (const auto& one : list)
        if (people.size() < most_in_group && one.is_string() &&
            !one.get_ref<const std::string&>().empty())
            people.emplace_back(without_controls(one.get<std::string>()));
    return people;
}

// Who is in a group, where that is said.
std::optional<GroupMemberList> read_group_members(const json& group) {
    const auto& users = at(group, "users");
    GroupMemberList list{GroupId(clean_at(group, "id")), people_in(users)};
    if (list.group.empty() || !users.is_array())
        return std::nullopt;
    return list;
}

std::optional<ChannelName> read_channel(const json& channel) {
    if (!channel.is_object() || flag_at(channel, "is_im"))
        return std::nullopt;
    ChannelName named{ChannelId(clean_at(channel, "id")), clean_at(channel, "name"),
                      flag_at(channel, "is_private")};
    if (named.id.empty() || named.name.empty())
        return std::nullopt;
    return named;
}

}  // namespace

std::optional<Profile> read_profile(const json& user) {
    if (!user.is_object())
        return std::nullopt;
    const auto id = clean_at(user, "id");
    if (id.empty())
        return std::nullopt;
    const auto& details = at(user, "profile");
    Profile profile;
    profile.handle = clean_at(user, "name");
    profile.person.user = UserId(id);
    profile.person.name =
        first_of({clean_at(details, "display_name"), clean_at(details, "real_name"),
                  clean_at(user, "real_name"), profile.handle, id});
    profile.zone = clean_at(user, "tz");
    profile.gone = flag_at(user, "deleted");
    // Slack's own bot says it is none.
    profile.bot = flag_at(user, "is_bot") || id == "USLACKBOT";
    profile.guest = flag_at(user, "is_restricted") || flag_at(user, "is_ultra_restricted");
    profile.stranger = flag_at(user, "is_stranger");
    // In an organisation of several workspaces one's own says nothing: Slack tells who is foreign.
    if (const auto& teams = at(at(user, "enterprise_user"), "teams"); !teams.is_array())
        profile.team = TeamId(clean_at(user, "team_id"));
    return profile;
}

std::optional<UserGroup> read_group(const json& group) {
    if (!group.is_object())
        return std::nullopt;
    UserGroup read{GroupId(clean_at(group, "id")), clean_at(group, "handle"),
                   clean_at(group, "name"), is_not_zero(at(group, "date_delete"))};
    if (read.id.empty())
        return std::nullopt;
    read.handle = first_of({read.handle, read.id.str()});
    read.name = first_of({read.name, read.handle});
    return read;
}

std::vector<Profile> read_people(const json& users_list) {
    return each_of<Profile>(users_list, "members", read_profile);
}

std::vector<UserGroup> read_groups(const json& usergroups_list) {
    return each_of<UserGroup>(usergroups_list, "usergroups", read_group);
}

std::vector<GroupMemberList> read_members_of_groups(const json& usergroups_list) {
    return each_of<GroupMemberList>(usergroups_list, "usergroups", read_group_members);
}

std::vector<ChannelName> read_channels(const json& users_conversations) {
    return each_of<ChannelName>(users_conversations, "channels", read_channel);
}

std::vector<UserId> read_members(const json& conversations_members) {
    return each_of<UserId>(
        conversations_members, "members", [](const json& member) -> std::optional<UserId> {
            if (!member.is_string() || member.get_ref<const std::string&>().empty())
                return std::nullopt;
            return UserId(without_controls(member.get<std::string>()));
        });
}

std::string next_cursor(const json& body) {
    return text_at(at(body, "response_metadata"), "next_cursor");
}

std::optional<ToldAt> read_ts(std::string_view ts) {
    constexpr std::size_t most_digits = 12;
    const auto dot = ts.find('.');
    const auto whole = ts.substr(0, dot);
    std::string fraction(dot == std::string_view::npos ? "" : ts.substr(dot + 1));
    if (whole.empty() || whole.size() > most_digits || fraction.size() > 6)
        return std::nullopt;
    fraction.resize(6, '0');
    const auto number = [](std::string_view digits) -> std::optional<long long> {
        long long value = 0;
        const auto [stop, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (failure != std::errc{} || stop != digits.data() + digits.size() || value < 0)
            return std::nullopt;
        return value;
    };
    const auto seconds = number(whole);
    const auto micros = number(fraction);
    if (!seconds || !micros)
        return std::nullopt;
    return ToldAt(std::chrono::seconds(*seconds) + std::chrono::microseconds(*micros));
}

ToldAt told_at(const Answer& answer, std::chrono::steady_clock::duration took) {
    if (!answer.slack_date)
        return {};
    return ToldAt(answer.slack_date->time_since_epoch()) -
           std::chrono::ceil<std::chrono::seconds>(took);
}

std::vector<Told> told_by_event(const json& payload, const UserId& bot_user) {
    const auto& event = at(payload, "event");
    const auto type = text_at(event, "type");
    ToldAt when;
    if (const auto ts = read_ts(text_at(event, "event_ts")))
        when = *ts;
    else if (const auto& seconds = at(payload, "event_time"); seconds.is_number_unsigned())
        when = read_ts(seconds.dump()).value_or(when);

    if (type == "user_change" || type == "team_join") {
        if (auto profile = read_profile(at(event, "user")))
            return {{*std::move(profile), when}};
    } else if (type == "subteam_created" || type == "subteam_updated") {
        std::vector<Told> told;
        if (auto group = read_group(at(event, "subteam")))
            told.push_back({*std::move(group), when});
        if (auto members = read_group_members(at(event, "subteam")))
            told.push_back({*std::move(members), when});
        return told;
    } else if (type == "subteam_members_changed") {
        const GroupId group(clean_at(event, "subteam_id"));
        std::vector<Told> told;
        if (group.empty())
            return told;
        for (const bool present : {true, false})
            for (auto& user : people_in(at(event, present ? "added_users" : "removed_users")))
                told.push_back({GroupMembership{group, std::move(user), present}, when});
        return told;
    } else if (type == "channel_rename" || type == "group_rename") {
        if (auto channel = read_channel(at(event, "channel"))) {
            channel->is_private = type == "group_rename";
            return {{*std::move(channel), when}};
        }
    } else if (type == "channel_id_changed") {
        ChannelMoved moved{ChannelId(clean_at(event, "old_channel_id")),
                           ChannelId(clean_at(event, "new_channel_id"))};
        if (!moved.from.empty() && !moved.to.empty() && moved.from != moved.to)
            return {{std::move(moved), when}};
    } else if (type == "member_joined_channel" || type == "member_left_channel") {
        Membership membership{ChannelId(clean_at(event, "channel")),
                              UserId(clean_at(event, "user")), type == "member_joined_channel"};
        if (membership.channel.empty() || membership.user.empty())
            return {};
        if (!membership.present && membership.user == bot_user)
            return {{MemberList{std::move(membership.channel), {}}, when}};
        return {{std::move(membership), when}};
    }
    return {};
}

}  // namespace muster::slack
