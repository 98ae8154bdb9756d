#include "sandbox/web_api.hpp"

#include "sandbox/api_call.hpp"
#include "sandbox/methods.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view manage = "public_channel=channels:manage private_channel=groups:write";
constexpr std::string_view invite =
    "public_channel=channels:manage,channels:write.invites "
    "private_channel=groups:write,groups:write.invites";
constexpr std::string_view topic =
    "public_channel=channels:manage,channels:write.topic "
    "private_channel=groups:write,groups:write.topic im=im:write,im:write.topic "
    "mpim=mpim:write,mpim:write.topic";
constexpr std::string_view read =
    "public_channel=channels:read private_channel=groups:read im=im:read mpim=mpim:read";
constexpr std::string_view history =
    "public_channel=channels:history private_channel=groups:history im=im:history "
    "mpim=mpim:history";
constexpr std::string_view open = "im=im:write mpim=mpim:write";

constexpr int unlimited = 600;  // "hundreds per minute"

std::string joined(const std::set<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

ApiAnswer refused(const std::string& error, json details = json::object()) {
    details["ok"] = false;
    details["error"] = error;
    return {200, std::move(details), {}};
}

}  // namespace

// One row a method: scopes, calls a minute, whether JSON and GET are taken. Contract, section 3.
const std::vector<Method>& methods() {
    static const std::vector<Method> table = {
        {"apps.connections.open", "", 50, true, false, connections_open},
        {"auth.test", "", unlimited, true, false, auth_test},
        {"bookmarks.add", "bookmarks:write", 20, true, false, bookmarks_add},
        {"bookmarks.edit", "bookmarks:write", 20, true, false, bookmarks_edit},
        {"bookmarks.list", "bookmarks:read", 50, true, false, bookmarks_list},
        {"bookmarks.remove", "bookmarks:write", 20, true, false, bookmarks_remove},
        {"canvases.access.delete", "canvases:write", 50, true, false, canvases_access_delete},
        {"canvases.access.set", "canvases:write", 50, true, false, canvases_access_set},
        {"canvases.create", "canvases:write", 20, true, false, canvases_create},
        {"canvases.edit", "canvases:write", 50, true, false, canvases_edit},
        {"canvases.sections.lookup", "canvases:read", 50, true, false, canvases_sections_lookup},
        {"chat.delete", "chat:write", 50, true, false, chat_delete},
        {"chat.getPermalink", "", unlimited, false, true, chat_get_permalink},
        {"chat.postEphemeral", "chat:write", 100, true, false, chat_post_ephemeral},
        {"chat.postMessage", "chat:write", unlimited, true, false, chat_post_message},
        {"chat.update", "chat:write", 50, true, false, chat_update},
        {"conversations.archive", manage, 20, true, false, conversations_archive},
        {"conversations.canvases.create", "canvases:write", 20, true, false,
         conversations_canvases_create},
        {"conversations.create", manage, 20, true, false, conversations_create},
        {"conversations.history", history, 50, true, true, conversations_history},
        {"conversations.info", read, 50, false, true, conversations_info},
        {"conversations.invite", invite, 50, true, false, conversations_invite},
        {"conversations.join", "public_channel=channels:join", 50, true, false, conversations_join},
        {"conversations.leave", manage, 50, true, false, conversations_leave},
        {"conversations.list", read, 20, false, true, conversations_list},
        {"conversations.members", read, 100, false, true, conversations_members},
        {"conversations.open", open, 50, true, false, conversations_open},
        {"conversations.rename", manage, 20, true, false, conversations_rename},
        {"conversations.replies", history, 50, false, true, conversations_replies},
        {"conversations.setPurpose", topic, 20, true, false, conversations_set_purpose},
        {"conversations.setTopic", topic, 20, true, false, conversations_set_topic},
        {"conversations.unarchive", manage, 20, true, false, conversations_unarchive},
        {"files.completeUploadExternal", "files:write", 100, true, false,
         files_complete_upload_external},
        {"files.delete", "files:write", 50, true, false, files_delete},
        {"files.getUploadURLExternal", "files:write", 100, false, true,
         files_get_upload_url_external},
        {"files.info", "files:read", 100, false, true, files_info},
        {"pins.add", "pins:write", 20, true, false, pins_add},
        {"pins.list", "pins:read", 20, false, true, pins_list},
        {"pins.remove", "pins:write", 20, true, false, pins_remove},
        {"reactions.add", "reactions:write", 50, true, false, reactions_add},
        {"reactions.get", "reactions:read", 50, false, true, reactions_get},
        {"reactions.remove", "reactions:write", 50, true, false, reactions_remove},
        {"team.info", "team:read", 50, true, true, team_info},
        {"usergroups.list", "usergroups:read", 20, false, true, usergroups_list},
        {"usergroups.users.list", "usergroups:read", 20, false, true, usergroups_users_list},
        {"users.conversations", read, 20, false, true, users_conversations},
        {"users.info", "users:read", 100, false, true, users_info},
        {"users.list", "users:read", 20, false, true, users_list},
        {"users.lookupByEmail", "users:read.email", 50, false, true, users_lookup_by_email},
        {"views.open", "", 100, true, false, views_open},
        {"views.publish", "", 100, true, false, views_publish},
        {"views.push", "", 100, true, false, views_push},
        {"views.update", "", 100, true, false, views_update},
    };
    return table;
}

std::vector<std::string_view> method_names() {
    std::vector<std::string_view> names;
    for (const auto& method : methods())
        names.push_back(method.name);
    return names;
}

ApiAnswer WebApi::call(const ApiCall& asked) {
    try {
        return run(asked);
    } catch (const Refusal& refusal) {
        return refused(refusal.code, refusal.details);
    } catch (const json::exception& wrong_type) {
        // A member of a JSON argument that is not what it should be.
        return refused(
            "invalid_arguments",
            {{"response_metadata", {{"messages", {std::string("[ERROR] ") + wrong_type.what()}}}}});
    }
}

ApiAnswer WebApi::run(const ApiCall& asked) {
    const auto found = std::ranges::find(methods(), std::string_view(asked.method), &Method::name);
    if (found == methods().end())
        return refused("unknown_method", {{"req_method", asked.method}});
    const Method& method = *found;
    if (asked.token.empty())
        return refused("not_authed");
    const bool wants_app_token = method.run == connections_open;
    const bool is_app_token = asked.token == workspace_.app_token;
    if (!is_app_token && asked.token != workspace_.bot_token)
        return refused("invalid_auth");
    if (is_app_token != wants_app_token)
        return refused("not_allowed_token_type");
    if (asked.is_get && !method.takes_get)
        return refused("invalid_post_type");

    if (rate_limits) {
        const auto wait = limits_.take(asked.method, method.per_minute, workspace_.now());
        if (wait)
            return {429,
                    {{"ok", false}, {"error", "ratelimited"}},
                    {{"Retry-After", std::to_string(wait->count())}}};
    }

    // JSON sent to a method that reads forms: its arguments are not seen (contract 2.1).
    ApiCall seen = asked;
    if (asked.is_json && !method.takes_json)
        seen.args = json::object();

    Call call(workspace_, seen, method, *this);
    const auto scopes = all_scopes(method.scopes);
    const bool granted = scopes.empty() || std::ranges::any_of(scopes, [&](const auto& scope) {
                             return workspace_.scopes.contains(scope);
                         });
    if (!granted)
        throw Refusal("missing_scope",
                      {{"needed", scopes.front()}, {"provided", joined(workspace_.scopes)}});
    if (rate_limits && method.run == chat_post_message) {
        const auto wait = limits_.take_post(call.text("channel"), workspace_.now());
        if (wait)
            return {429,
                    {{"ok", false}, {"error", "ratelimited"}},
                    {{"Retry-After", std::to_string(wait->count())}}};
    }

    ApiAnswer answer{200, method.run(call), {}};
    answer.body["ok"] = true;
    if (!call.warnings.empty()) {
        std::string list;
        for (const auto& warning : call.warnings)
            list += (list.empty() ? "" : ",") + warning;
        answer.body["warning"] = list;
        answer.body["response_metadata"]["warnings"] = call.warnings;
    }
    if (!wants_app_token)
        answer.headers.emplace_back("X-OAuth-Scopes", joined(workspace_.scopes));
    if (!scopes.empty())
        answer.headers.emplace_back("X-Accepted-OAuth-Scopes", scopes.front());
    return answer;
}

}  // namespace muster::sandbox
