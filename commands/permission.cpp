#include "commands/permission.hpp"

#include "commands/arguments.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t most_named = 6;

constexpr auto looking = std::to_array<std::string_view>(
    {"", "help", "list", "show", "timeline", "history", "roles", "actions", "catchup", "stats"});

bool is_in(const std::vector<std::string>& list, std::string_view one) {
    return std::ranges::find(list, one) != list.end();
}

// Whose names stand in a list: "@sre" and the like.
bool is_group(std::string_view one) {
    return one.starts_with('@');
}

std::vector<UserGroup> groups_called(const Record& record, std::string_view name) {
    const auto handle = lower(name.substr(1));
    auto groups = record.groups_named(handle);
    std::erase_if(groups, [&](const UserGroup& group) { return lower(group.handle) != handle; });
    return groups;
}

bool is_in_group(const Asked& asked, std::string_view name) {
    return std::ranges::any_of(groups_called(asked.record, name), [&](const UserGroup& group) {
        return asked.record.is_in_group(group.id, asked.request.user.user);
    });
}

bool has_a_role(const Asked& asked) {
    const auto& user = asked.request.user;
    const auto is_asker = [&](const Person& person) {
        return person == user ||
               (!person.group.empty() && asked.record.is_in_group(person.group, user.user));
    };
    return is_asker(asked.incident->reporter) ||
           std::ranges::any_of(asked.incident->roles,
                               [&](const auto& role) { return is_asker(role.second); });
}

// Whoever types in a channel is in it. An incident without one of its own is everybody's.
bool is_member(const Asked& asked) {
    const auto places = asked.record.places(asked.incident->id);
    return !places.has_channel() || places.channel == asked.request.place ||
           asked.record.is_member(places.channel, asked.request.user.user);
}

bool is_one_of(const Asked& asked, const std::vector<std::string>& who) {
    return std::ranges::any_of(who, [&](const std::string& one) {
        if (is_group(one))
            return is_in_group(asked, one);
        if (one == "roles")
            return has_a_role(asked);
        return one == "anyone" || is_member(asked);
    });
}

// Those who have a role in it, once each.
std::string role_holders(const Incident& incident) {
    std::string names;
    std::size_t count = 0;
    std::set<std::string> told;
    const auto name = [&](const std::string& person, const std::string& as) {
        if (!person.empty() && told.insert(person).second && ++count <= most_named)
            names += (names.empty() ? "" : ", ") + shortened(person, 40) + " (" + as + ")";
    };
    for (const auto& [role, person] : incident.roles)
        name(person.name, role);
    name(incident.reporter.name, "declared it");
    return names;
}

std::string who_may(const Asked& asked, const std::vector<std::string>& who) {
    std::string text;
    const auto add = [&](const std::string& one) { text += (text.empty() ? "" : ", or ") + one; };
    for (const auto& one : who) {
        if (one == "roles")
            add("whoever has a role in " + to_string(asked.incident->id) + ": " +
                role_holders(*asked.incident));
        else if (one == "members")
            add("whoever is in the channel of " + to_string(asked.incident->id));
        else if (groups_called(asked.record, one).empty())
            add("the group " + one + " (which is not known here)");
        else
            add("the group " + one);
    }
    return text;
}

}  // namespace

bool is_looking(std::string_view command) {
    return std::ranges::find(looking, command) != looking.end();
}

Result<void> require_insider(const Record& record, const Request& request) {
    const auto& rules = record.settings().permissions;
    const auto profile = record.profile(request.user.user);
    if (!profile)
        return {};
    const bool elsewhere = profile->stranger || (!profile->team.empty() && !request.home.empty() &&
                                                 profile->team != request.home);
    if (elsewhere && !rules.other_workspaces)
        return conflict("People of other workspaces cannot use " + record.settings().command +
                        " here. Nothing changed. Ask a member of this workspace to do it for you.");
    if (profile->guest && !elsewhere && !rules.guests)
        return conflict("Guests cannot use " + record.settings().command +
                        " here. Nothing changed. Ask a member of this workspace to do it for you.");
    return {};
}

Result<void> require_permission(const Asked& asked, std::string_view command) {
    const auto& rules = asked.record.settings().permissions;
    const auto own = rules.commands.find(std::string(command));
    // Whoever did something may take it back: that is checked where it is done.
    if (own == rules.commands.end() && (is_looking(command) || command == "undo"))
        return {};
    auto who = own == rules.commands.end() ? rules.otherwise : own->second;
    if (!asked.incident) {  // nobody has a role in what does not exist yet
        std::erase_if(who,
                      [](const std::string& one) { return one == "roles" || one == "members"; });
        if (who.empty())
            return {};
    }
    if (who.empty() || is_in(who, "anyone") || is_one_of(asked, who))
        return {};
    return conflict("“" + std::string(command) + "” is not yours to do here. It is for " +
                    who_may(asked, who) + ". Nothing changed.");
}

}  // namespace muster
