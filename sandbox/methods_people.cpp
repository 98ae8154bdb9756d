#include "sandbox/api_call.hpp"
#include "sandbox/methods.hpp"
#include "sandbox/shapes.hpp"

#include <string>

namespace muster::sandbox {

using nlohmann::json;

json auth_test(Call& call) {
    const Workspace& workspace = call.workspace;
    const Person* bot = workspace.find_person(workspace.bot_user);
    return {{"url", "https://" + workspace.team_domain + ".slack.com/"},
            {"team", workspace.team_name},
            {"user", bot ? bot->handle : "muster"},
            {"team_id", workspace.team_id},
            {"user_id", workspace.bot_user},
            {"bot_id", workspace.bot_id},
            {"is_enterprise_install", false}};
}

json connections_open(Call& call) {
    if (!call.api.new_socket_url)
        throw Refusal("internal_error");
    return {{"url", call.api.new_socket_url()}};
}

json team_info(Call& call) {
    const Workspace& workspace = call.workspace;
    return {{"team",
             {{"id", workspace.team_id},
              {"name", workspace.team_name},
              {"domain", workspace.team_domain},
              {"email_domain", ""},
              {"icon", {{"image_default", true}}},
              {"url", "https://" + workspace.team_domain + ".slack.com/"}}}};
}

json users_info(Call& call) {
    json user = person_json(call.workspace, call.workspace.person(call.text("user")));
    if (!call.workspace.scopes.contains("users:read.email"))
        user["profile"].erase("email");
    if (call.flag("include_locale", false))
        user["locale"] = "en-GB";
    return {{"user", user}};
}

json users_list(Call& call) {
    // Without a limit Slack fails for large teams.
    const auto& people = call.workspace.people();
    constexpr std::size_t large = 1'000;
    if (people.size() > large && !call.has("limit"))
        throw Refusal("limit_required");
    json answer = call.page("members", people.size(), [&](std::size_t at) {
        return person_json(call.workspace, people[at]);
    });
    answer["cache_ts"] = unix_seconds(call.workspace.now());
    return answer;
}

json users_lookup_by_email(Call& call) {
    const std::string email = call.text("email");
    for (const auto& person : call.workspace.people())
        if (!person.deactivated && !person.email.empty() && person.email == email)
            return {{"user", person_json(call.workspace, person)}};
    throw Refusal("users_not_found");
}

json usergroups_list(Call& call) {
    if (!call.workspace.paid_plan)
        throw Refusal("plan_upgrade_required");
    const bool with_users = call.flag("include_users", false);
    const bool with_disabled = call.flag("include_disabled", false);
    json groups = json::array();
    for (const auto& group : call.workspace.groups())
        if (with_disabled || !group.disabled)
            groups.push_back(group_json(group, with_users));
    return {{"usergroups", groups}};
}

json usergroups_users_list(Call& call) {
    if (!call.workspace.paid_plan)
        throw Refusal("plan_upgrade_required");
    const std::string id = call.text("usergroup");
    const UserGroup* group = call.workspace.find_group(id);
    if (!group || group->id != id || (group->disabled && !call.flag("include_disabled", false)))
        throw Refusal("no_such_subteam");
    return {{"users", group->users}};
}

}  // namespace muster::sandbox
