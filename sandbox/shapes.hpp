#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace muster::sandbox {

class Workspace;
struct Person;
struct UserGroup;
struct Channel;
struct Message;
struct Pin;
struct Bookmark;
struct Canvas;
struct File;
struct View;

// How Slack writes each thing in answers, events and interactions (contract, sections 3 and 4).
nlohmann::json person_json(const Workspace& workspace, const Person& person);
nlohmann::json group_json(const UserGroup& group, bool include_users);
nlohmann::json channel_json(const Workspace& workspace, const Channel& channel,
                            const std::string& viewer);
// `all_metadata`: with the payload of the metadata, else its event_type alone.
nlohmann::json message_json(const Workspace& workspace, const Channel& channel,
                            const Message& message, bool all_metadata = true);
nlohmann::json pin_json(const Workspace& workspace, const Channel& channel, const Pin& pin);
nlohmann::json bookmark_json(const Workspace& workspace, const Channel& channel,
                             const Bookmark& bookmark);
nlohmann::json file_json(const Workspace& workspace, const File& file);
nlohmann::json canvas_json(const Workspace& workspace, const Canvas& canvas);
nlohmann::json view_json(const Workspace& workspace, const View& view);

// Blocks as they come back from Slack: each block with a block_id, each element with an action_id.
// `seed` makes the ids given here differ from those of other messages.
nlohmann::json with_ids(nlohmann::json blocks, const std::string& seed);

// The rich_text form of a person's message, from its mrkdwn with entities.
nlohmann::json rich_text_of(const std::string& text);

}  // namespace muster::sandbox
