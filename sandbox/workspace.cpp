#include "sandbox/workspace.hpp"

#include "sandbox/shapes.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace muster::sandbox {

std::string to_ts(Moment moment) {
    const auto micros = moment.time_since_epoch().count();
    char text[40];
    std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(micros / 1'000'000),
                  static_cast<long long>(micros % 1'000'000));
    return text;
}

Workspace::Workspace(Clock clock)
    : scopes{"app_mentions:read", "bookmarks:read",   "bookmarks:write",   "canvases:read",
             "canvases:write",    "channels:history", "channels:join",     "channels:manage",
             "channels:read",     "chat:write",       "chat:write.public", "commands",
             "files:read",        "files:write",      "groups:history",    "groups:read",
             "groups:write",      "im:history",       "im:read",           "im:write",
             "mpim:read",         "mpim:write",       "pins:read",         "pins:write",
             "reactions:read",    "reactions:write",  "team:read",         "usergroups:read",
             "users:read",        "users:read.email"},
      events{"app_home_opened",     "app_mention",
             "app_uninstalled",     "channel_archive",
             "channel_rename",      "channel_unarchive",
             "group_archive",       "group_rename",
             "group_unarchive",     "member_joined_channel",
             "member_left_channel", "message.channels",
             "message.groups",      "message.im",
             "pin_added",           "pin_removed",
             "reaction_added",      "reaction_removed",
             "subteam_created",     "subteam_members_changed",
             "subteam_updated",     "team_join",
             "tokens_revoked",      "user_change"},
      clock_(std::move(clock)) {}

void Workspace::touch() {
    ++version_;
    if (on_change)
        on_change(version_);
}

std::string Workspace::new_id(std::string_view prefix) {
    char digits[24];
    std::snprintf(digits, sizeof digits, "%08llu", static_cast<unsigned long long>(++last_id_));
    return std::string(prefix) + digits;
}

std::string Workspace::new_ts() {
    last_ts_ = std::max(now(), last_ts_ + std::chrono::microseconds(1));
    return to_ts(last_ts_);
}

void Workspace::tell(nlohmann::json event) {
    if (!on_event)
        return;
    const std::string type = event.value("type", "");
    std::string subscription = type;
    if (type == "message") {
        const std::string kind = event.value("channel_type", "");
        subscription = kind == "channel" ? "message.channels"
                       : kind == "group" ? "message.groups"
                                         : "message." + kind;
    }
    if (!events.contains(subscription))
        return;
    if (!event.contains("event_ts"))
        event["event_ts"] = new_ts();
    on_event(std::move(event));
}

Person& Workspace::add_person(Person person) {
    if (person.id.empty())
        person.id = new_id("U");
    people_.push_back(std::move(person));
    touch();
    return people_.back();
}

UserGroup& Workspace::add_group(UserGroup group) {
    if (group.id.empty())
        group.id = new_id("S");
    groups_.push_back(std::move(group));
    touch();
    return groups_.back();
}

const Person* Workspace::find_person(std::string_view id) const {
    const auto found = std::ranges::find(people_, id, &Person::id);
    return found == people_.end() ? nullptr : &*found;
}

const Person* Workspace::find_handle(std::string_view handle) const {
    const auto found = std::ranges::find(people_, handle, &Person::handle);
    return found == people_.end() ? nullptr : &*found;
}

const Person& Workspace::person(std::string_view id) const {
    if (const Person* found = find_person(id))
        return *found;
    throw Refusal("user_not_found");
}

const UserGroup* Workspace::find_group(std::string_view id_or_handle) const {
    const auto found = std::ranges::find_if(groups_, [&](const UserGroup& group) {
        return group.id == id_or_handle || group.handle == id_or_handle;
    });
    return found == groups_.end() ? nullptr : &*found;
}

void Workspace::change_person(std::string_view id, const std::function<void(Person&)>& change) {
    for (auto& person : people_) {
        if (person.id != id)
            continue;
        change(person);
        touch();
        tell({{"type", "user_change"},
              {"user", person_json(*this, person)},
              {"cache_ts", seconds()}});
        return;
    }
    throw Refusal("user_not_found");
}

void Workspace::change_group(std::string_view id, const std::function<void(UserGroup&)>& change) {
    const auto group = std::ranges::find(groups_, id, &UserGroup::id);
    if (group == groups_.end())
        throw Refusal("no_such_subteam");
    change(*group);
    touch();
    tell({{"type", "subteam_updated"}, {"subteam", group_json(*group, true)}});
}

void Workspace::set_group_members(std::string_view id, std::vector<std::string> users) {
    const auto group = std::ranges::find(groups_, id, &UserGroup::id);
    if (group == groups_.end())
        throw Refusal("no_such_subteam");
    nlohmann::json added = nlohmann::json::array();
    nlohmann::json removed = nlohmann::json::array();
    for (const auto& user : users)
        if (std::ranges::find(group->users, user) == group->users.end())
            added.push_back(user);
    for (const auto& user : group->users)
        if (std::ranges::find(users, user) == users.end())
            removed.push_back(user);
    group->users = std::move(users);
    touch();
    tell({{"type", "subteam_members_changed"},
          {"subteam_id", group->id},
          {"team_id", team_id},
          {"added_users", added},
          {"added_users_count", added.size()},
          {"removed_users", removed},
          {"removed_users_count", removed.size()},
          {"date_update", seconds()}});
}

Workspace demo_workspace(Clock clock, const std::string& command) {
    Workspace workspace(std::move(clock));
    Person people[] = {
        {"U0ADA", "ada", "Ada", "ada@example.com", "Europe/London"},
        {"U0GRACE", "grace", "Grace", "grace@example.com", "America/New_York", -18000},
        {"U0LINUS", "linus", "Linus", "linus@example.com", "Europe/Helsinki", 7200},
        {"U0MARGARET", "margaret", "Margaret", "margaret@example.com", "America/Los_Angeles",
         -28800},
    };
    std::vector<std::string> everybody;
    for (auto& person : people) {
        person.display_name = person.real_name;
        everybody.push_back(workspace.add_person(person).id);
    }
    Person bot;
    bot.id = workspace.bot_user;
    bot.handle = "muster";
    bot.real_name = "Muster";
    bot.is_bot = true;
    bot.bot_id = workspace.bot_id;
    workspace.add_person(bot);
    workspace.add_group({"S0SRE", "sre", "Site reliability", {"U0ADA", "U0LINUS"}});
    const std::pair<const char*, const char*> channels[] = {
        {"C0GENERAL", "general"},
        {"C0INCIDENTS", "incidents"},
        {"C0POSTMORTEMS", "postmortems"},
    };
    for (const auto& [id, name] : channels) {
        Channel& channel = workspace.create_channel(name, false, "U0ADA", id);
        channel.members = everybody;
        channel.is_general = std::string_view(name) == "general";
        if (!channel.is_general)
            channel.members.push_back(workspace.bot_user);
    }
    workspace.commands.push_back(
        {command, "Declare and run incidents", "declare TITLE | log TEXT | close | help", {}});
    workspace.shortcuts = {{"add_to_timeline", "Add to timeline", true},
                           {"declare_from_message", "Declare from message", true}};
    return workspace;
}

}  // namespace muster::sandbox
