#include "slack/manifest.hpp"

#include <array>
#include <utility>

namespace muster::slack {
namespace {

struct Scope {
    std::string_view name;
    std::string_view reason;
};
// Sorted by name.
constexpr std::array<Scope, 24> scopes{{
    {"bookmarks:read", "find its bookmark in an incident's channel again"},
    {"bookmarks:write", "bookmark the status page in an incident's channel"},
    {"canvases:read", "find the parts of a postmortem in its canvas again"},
    {"canvases:write", "keep the postmortem as the channel's canvas"},
    {"channels:history",
     "read messages that were marked for the timeline, find its own after an interruption"},
    {"channels:join", "join the announcements and postmortems channels"},
    {"channels:manage", "create an incident's channel, set its topic, invite people, archive it"},
    {"channels:read", "know who is in an incident's channel"},
    {"chat:write", "post and update messages"},
    {"chat:write.public", "announce in a channel it was not invited to"},
    {"commands", "the slash command"},
    {"files:read",
     "find a postmortem again after an interruption, and know who changed its canvas"},
    {"files:write", "upload postmortems"},
    {"groups:history", "the same in private incidents"},
    {"groups:read", "know who is in a private incident's channel"},
    {"groups:write", "create a private incident's channel"},
    {"im:history", "find its own messages again in what it told somebody directly"},
    {"im:write", "tell people directly: a follow-up is due, a role is theirs, Muster cannot work"},
    {"pins:read", "find the pinned card again"},
    {"pins:write", "pin the incident's card"},
    {"reactions:read", "add messages to the timeline by a reaction"},
    {"team:read", "say which workspace it speaks for"},
    {"usergroups:read", "know user groups: whom a severity invites, who owns an action"},
    {"users:read", "names and time zones of people"},
}};

constexpr std::array<std::string_view, 27> events{
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "subteam_created",
    "subteam_members_changed",
    "subteam_updated",
    "team_join",
    "tokens_revoked",
    "user_change",
};

}  // namespace

const std::vector<std::string>& bot_scopes() {
    static const auto names = [] {
        std::vector<std::string> all;
        for (const auto& scope : scopes)
            all.emplace_back(scope.name);
        return all;
    }();
    return names;
}

std::string_view reason_for(std::string_view scope) {
    for (const auto& [name, reason] : scopes)
        if (name == scope)
            return reason;
    return {};
}

bool is_optional(std::string_view scope) {
    return scope.starts_with("canvases:");
}

const std::vector<std::string>& bot_events() {
    static const std::vector<std::string> names(events.begin(), events.end());
    return names;
}

nlohmann::ordered_json manifest(std::string_view command) {
    using nlohmann::ordered_json;
    ordered_json slash_command{
        {"command", command},
        {"description", "Declare, run and record incidents"},
        {"usage_hint", "declare TITLE | log TEXT | update TEXT | assign ROLE @USER | close | help"},
        {"should_escape", true},
    };
    ordered_json json;
    json["_metadata"] = {{"major_version", 2}, {"minor_version", 1}};
    json["display_information"] = {
        {"name", "Muster"},
        {"description", "Runs incidents in Slack, from declare to postmortem"},
        {"long_description",
         "Muster runs incidents where people already talk. Declaring one opens its channel, pins a "
         "card that shows how it stands, and keeps the record while people work: who does what, "
         "what happened when, what was promised. Closing it posts a postmortem made from that "
         "record, and a status page tells everybody else."},
        {"background_color", "#1d2a3a"},
    };
    // Without the messages tab Slack lets the app tell nobody anything directly.
    json["features"]["app_home"] = {{"home_tab_enabled", true},
                                    {"messages_tab_enabled", true},
                                    {"messages_tab_read_only_enabled", true}};
    json["features"]["bot_user"] = {{"display_name", "Muster"}, {"always_online", true}};
    json["features"]["shortcuts"] = ordered_json::array({
        {{"name", "Add to timeline"},
         {"type", "message"},
         {"callback_id", "add_to_timeline"},
         {"description", "Add this message to an incident's timeline"}},
        {{"name", "Declare from message"},
         {"type", "message"},
         {"callback_id", "declare_from_message"},
         {"description", "Declare an incident that begins with this message"}},
    });
    json["features"]["slash_commands"] = ordered_json::array({std::move(slash_command)});
    json["oauth_config"]["scopes"]["bot"] = bot_scopes();
    json["settings"] = {
        {"event_subscriptions", {{"bot_events", bot_events()}}},
        {"interactivity", {{"is_enabled", true}}},
        {"org_deploy_enabled", false},
        {"socket_mode_enabled", true},
        {"token_rotation_enabled", false},
    };
    return json;
}

}  // namespace muster::slack
