#include "slack/manifest.hpp"

#include "slack/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>

using namespace muster::slack;

TEST_CASE("the manifest is one that Slack takes: its command, scopes and events") {
    const auto json = manifest("/incident");
    CHECK(json["_metadata"]["major_version"] == 2);
    CHECK(json["settings"]["socket_mode_enabled"] == true);
    CHECK(json["settings"]["interactivity"]["is_enabled"] == true);
    const auto& command = json["features"]["slash_commands"][0];
    CHECK(command["command"] == "/incident");
    CHECK(command["should_escape"] == true);
    CHECK_FALSE(command.contains("url"));
    CHECK(json["oauth_config"]["scopes"]["bot"] == bot_scopes());
    CHECK(json["settings"]["event_subscriptions"]["bot_events"] == bot_events());
    CHECK(manifest("/fire")["features"]["slash_commands"][0]["command"] == "/fire");

    const auto length = [](const nlohmann::ordered_json& text) {
        return characters(text.get<std::string>());
    };
    const auto& display = json["display_information"];
    CHECK(length(display["name"]) <= 35);
    CHECK(length(display["description"]) <= 140);
    CHECK(length(display["long_description"]) >= 175);
    CHECK(length(display["long_description"]) <= 4000);
    CHECK(length(command["usage_hint"]) <= 100);
}

TEST_CASE("every scope has a reason, and every event the scope it needs") {
    CHECK(std::ranges::is_sorted(bot_scopes()));
    CHECK(std::ranges::is_sorted(bot_events()));
    for (const auto& scope : bot_scopes())
        CHECK_FALSE(reason_for(scope).empty());
    CHECK(reason_for("admin").empty());
    const std::map<std::string, std::string> needs{
        {"message.channels", "channels:history"},
        {"message.groups", "groups:history"},
        {"reaction_added", "reactions:read"},
        {"reaction_removed", "reactions:read"},
        {"pin_added", "pins:read"},
        {"member_joined_channel", "channels:read"},
        {"member_left_channel", "groups:read"},
        {"channel_rename", "channels:read"},
        {"group_rename", "groups:read"},
        {"channel_archive", "channels:read"},
        {"group_archive", "groups:read"},
        {"team_join", "users:read"},
        {"user_change", "users:read"},
        {"subteam_created", "usergroups:read"},
        {"subteam_members_changed", "usergroups:read"},
        {"subteam_updated", "usergroups:read"},
    };
    for (const auto& [event, scope] : needs)
        if (std::ranges::find(bot_events(), event) != bot_events().end())
            CHECK(std::ranges::find(bot_scopes(), scope) != bot_scopes().end());
}
