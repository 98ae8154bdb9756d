#pragma once

#include "domain/workspace.hpp"
#include "slack/web_api.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::slack {

// A person as users.info, users.list and user_change describe one (CONTRACT 3, "People"); nothing
// when there is no id. The name is the display name, else the real name, else the handle.
std::optional<Profile> read_profile(const nlohmann::json& user);
// A group as usergroups.list and subteam_updated describe one; nothing when there is no id.
std::optional<UserGroup> read_group(const nlohmann::json& group);

// What one page of a list says. What is no person, group or channel in it is left out.
std::vector<Profile> read_people(const nlohmann::json& users_list);
std::vector<UserGroup> read_groups(const nlohmann::json& usergroups_list);
// Who is in each group; those of which it is not said are left out.
std::vector<GroupMemberList> read_members_of_groups(const nlohmann::json& usergroups_list);
std::vector<ChannelName> read_channels(const nlohmann::json& users_conversations);
std::vector<UserId> read_members(const nlohmann::json& conversations_members);
// The cursor of the page after it; "" at the end.
std::string next_cursor(const nlohmann::json& body);

// "1767225600.000100" as an instant; nothing when it is anything else.
std::optional<ToldAt> read_ts(std::string_view ts);
// When what an answer says was so at the latest: by Slack's clock, `took` before it was sent.
// Zero when the answer has no date.
ToldAt told_at(const Answer& answer, std::chrono::steady_clock::duration took);

// What an event says of the workspace, dated by its own time: who joined and left, who people and
// groups are, what channels are called (CONTRACT 4.4). `payload` is the wrapper with "event" in it.
// Nothing for all other events. That the bot itself left means that nothing more will be heard of
// who is there.
std::vector<Told> told_by_event(const nlohmann::json& payload, const UserId& bot_user);

}  // namespace muster::slack
