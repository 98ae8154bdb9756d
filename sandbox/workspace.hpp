#pragma once

#include "sandbox/canvas.hpp"
#include "sandbox/channel.hpp"
#include "sandbox/clock.hpp"
#include "sandbox/file.hpp"
#include "sandbox/people.hpp"
#include "sandbox/refusal.hpp"
#include "sandbox/view.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

// A word that may follow a slash command. Slack knows none of them: the page offers them while one
// types.
struct CommandWord {
    std::string word;   // "log"
    std::string usage;  // "log [TIME] TEXT"
    std::string help;   // one line
};

// A slash command of the app, as the manifest names it.
struct SlashCommand {
    std::string command;  // "/incident"
    std::string description;
    std::string usage_hint;
    std::vector<CommandWord> words;
};

struct Shortcut {
    std::string callback_id;
    std::string name;
    bool on_message = false;  // a message shortcut; else global
};

struct Link {
    std::string title;
    std::string url;
};

// What somebody posts. Text is mrkdwn, already escaped.
struct Post {
    std::string channel;
    std::string text;
    nlohmann::json blocks = nlohmann::json::array();
    nlohmann::json metadata;
    std::string thread_ts;
    bool broadcast = false;
    std::string username;
    std::vector<std::string> files;
};

// What changes in a message: what is not set stays. Metadata `{}` takes it away.
struct Edit {
    std::optional<std::string> text;
    std::optional<nlohmann::json> blocks;
    std::optional<nlohmann::json> metadata;
};

// One Slack workspace with one app installed, as plain state: no sockets, no threads, no clock of
// its own. What Slack would not do throws Refusal with Slack's code. Whatever happens is told by
// `on_event` (what the app has subscribed to and may see) and counted by `version`.
// Facts: Slack's contract, sections 2 to 5.
class Workspace {
public:
    explicit Workspace(Clock clock = system_now);

    // ----- who it is
    std::string team_id = "T0MUSTER";
    std::string team_name = "Muster demo";
    std::string team_domain = "muster-demo";
    std::string app_id = "A0MUSTER";
    std::string bot_user = "U0MUSTER";
    std::string bot_id = "B0MUSTER";
    std::string bot_token = "xoxb-sandbox";
    std::string app_token = "xapp-sandbox";
    std::set<std::string> scopes;     // granted to the bot token; all that Muster asks for at first
    std::set<std::string> events;     // subscribed to, as in the manifest: "message.channels", …
    bool may_create_channels = true;  // else restricted_action, as by a workspace's preference
    bool home_tab = true;             // else views.publish answers not_enabled
    bool paid_plan = true;            // else usergroups.* answer plan_upgrade_required
    std::string canvases_refused;     // the code with which every call about canvases is, or ""
    CanvasReading canvas_reading = CanvasReading::block;
    std::vector<SlashCommand> commands;
    std::vector<Shortcut> shortcuts;
    std::vector<Link> links;  // shown beside the page: the status page
    std::string base_url;     // "http://127.0.0.1:1234": where links into this Slack lead

    // Called with each event the app is to be told, as `{"type":…}`, after it took effect.
    std::function<void(nlohmann::json)> on_event;
    // Called after each change, with the new version.
    std::function<void(std::uint64_t)> on_change;

    Moment now() const { return clock_(); }
    std::uint64_t version() const { return version_; }
    // Something that readers of the page should see has changed.
    void touch();
    // An id never given before: prefix and a count, "C00000007".
    std::string new_id(std::string_view prefix);
    // A message timestamp never given before, not before now.
    std::string new_ts();

    // ----- people
    Person& add_person(Person person);
    UserGroup& add_group(UserGroup group);
    const std::vector<Person>& people() const { return people_; }
    const std::vector<UserGroup>& groups() const { return groups_; }
    const Person* find_person(std::string_view id) const;
    const Person* find_handle(std::string_view handle) const;
    // Refuses with user_not_found; a deactivated one is found.
    const Person& person(std::string_view id) const;
    const UserGroup* find_group(std::string_view id_or_handle) const;
    // Changes a profile and tells the app: user_change.
    void change_person(std::string_view id, const std::function<void(Person&)>& change);
    // Changes a group and tells the app: subteam_updated.
    void change_group(std::string_view id, const std::function<void(UserGroup&)>& change);
    void set_group_members(std::string_view id, std::vector<std::string> users);

    // ----- channels
    const std::map<std::string, Channel>& channels() const { return channels_; }
    Channel* find_channel(std::string_view id);
    const Channel* find_channel(std::string_view id) const;
    Channel* find_channel_named(std::string_view name);
    // The channel if `viewer` may know of it (public, or theirs); else refuses channel_not_found.
    Channel& visible_channel(std::string_view id, std::string_view viewer);
    // The same, and `viewer` must be in it: not_in_channel.
    Channel& joined_channel(std::string_view id, std::string_view viewer);
    Channel& create_channel(const std::string& name, bool is_private, const std::string& creator,
                            std::string id = {});
    // The direct message of these people with `opener`; made when there is none.
    Channel& open_conversation(std::vector<std::string> users, const std::string& opener,
                               bool* already_open = nullptr);
    void join(Channel& channel, const std::string& user, const std::string& inviter = {});
    void leave(Channel& channel, const std::string& user);
    void invite(Channel& channel, const std::vector<std::string>& users, bool force,
                const std::string& inviter, nlohmann::json& errors);
    void set_topic(Channel& channel, const std::string& topic, const std::string& user);
    void set_purpose(Channel& channel, const std::string& purpose, const std::string& user);
    void rename(Channel& channel, const std::string& name, const std::string& user);
    void archive(Channel& channel, const std::string& user);
    void unarchive(Channel& channel, const std::string& user);

    // ----- messages
    // Posts as `author`; of the app's bot user the message carries bot_id. Lengths and blocks are
    // the caller's to check.
    Message& post(const Post& post, const std::string& author);
    Message& post_ephemeral(const Post& post, const std::string& author, const std::string& to);
    // Refuses with message_not_found, and cant_update_message unless `user` wrote it.
    Message& edit(Channel& channel, const std::string& ts, const Edit& edit,
                  const std::string& user);
    void remove(Channel& channel, const std::string& ts, const std::string& user);
    // A message everybody can see; null when there is none.
    Message* find_message(Channel& channel, const std::string& ts);
    void react(Channel& channel, const std::string& ts, const std::string& name,
               const std::string& user);
    void unreact(Channel& channel, const std::string& ts, const std::string& name,
                 const std::string& user);
    void pin(Channel& channel, const std::string& ts, const std::string& user);
    void unpin(Channel& channel, const std::string& ts, const std::string& user);
    Bookmark& add_bookmark(Channel& channel, Bookmark bookmark);
    // Posts a line of Slack's own ("… set the channel topic"), with the members of `extra`.
    void say(Channel& channel, const std::string& subtype, const std::string& user,
             const std::string& text, nlohmann::json extra);
    std::string permalink(const Channel& channel, const Message& message) const;

    // ----- files
    File& promise_file(File file);
    File* find_file(const std::string& id);
    const std::map<std::string, File>& files() const { return files_; }
    // Shares uploaded files as one message; without a channel they stay the bot's own.
    void complete_files(const std::vector<std::pair<std::string, std::string>>& ids_and_titles,
                        const std::vector<std::string>& channels, const Post& comment);
    // Takes it out of the messages that share it; one that was nothing but the file goes with it.
    // Refuses file_not_found, and cant_delete_file unless `user` uploaded it.
    void delete_file(const std::string& id, const std::string& user);

    // ----- canvases
    Canvas& create_canvas(const std::string& channel, const std::string& title,
                          const std::string& markdown, const std::string& user);
    // Refuses canvas_not_found.
    Canvas& open_canvas(const std::string& id);
    // The channel's own; null when it has none.
    const Canvas* canvas_of(const std::string& channel) const;
    const std::map<std::string, Canvas>& canvases() const { return canvases_; }
    // One change, as in canvases.edit; people's own touch single blocks.
    void edit_canvas(const std::string& id, const nlohmann::json& change, const std::string& user);
    // What a person makes of one piece; nothing: it goes.
    void type_in_canvas(const std::string& id, const std::string& part, const std::string& markdown,
                        const std::string& user);
    void delete_canvas(const std::string& id);

    // ----- views, triggers, response URLs
    std::string new_trigger(const std::string& user, const std::string& view_id = {});
    // What a trigger stands for, once, within 3 seconds; refuses invalid_trigger_id,
    // expired_trigger_id, exchanged_trigger_id.
    Trigger use_trigger(const std::string& id);
    View& open_view(const std::string& trigger_id, nlohmann::json body);
    View& push_view(const std::string& trigger_id, nlohmann::json body);
    View& push_view_for(const std::string& user, nlohmann::json body);
    // By id, or by external_id where that is not "". Refuses not_found, hash_conflict.
    View& update_view(const std::string& id, const std::string& external_id,
                      const std::string& hash, nlohmann::json body);
    View& publish_home(const std::string& user, const std::string& hash, nlohmann::json body);
    View* find_view(const std::string& id);
    // The modal `user` sees, or null.
    View* top_view(const std::string& user);
    const View* home_of(const std::string& user) const;
    void pop_view(const std::string& user);
    void clear_views(const std::string& user);
    // The address an app may answer to, five times within 30 minutes.
    std::string new_response_url(ResponseUrl url);
    // What was posted to it takes effect; refuses expired_url, used_url, no_text.
    void respond(const std::string& id, const nlohmann::json& body);

    // An event the app is subscribed to and may see goes to `on_event`.
    void tell(nlohmann::json event);

private:
    Message& store(Channel& channel, Message message);
    void tell_message(const Channel& channel, const Message& message);
    void tell_changed(const Channel& channel, const Message& before, const Message& after);
    View& place_view(View& view, nlohmann::json body);
    void check_name(const std::string& name, const std::string& own_id) const;
    std::int64_t seconds() const { return unix_seconds(now()); }

    Clock clock_;
    std::uint64_t version_ = 1;
    std::uint64_t last_id_ = 0;
    Moment last_ts_{};
    std::vector<Person> people_;
    std::vector<UserGroup> groups_;
    std::map<std::string, Channel> channels_;
    std::map<std::string, File> files_;
    std::map<std::string, Canvas> canvases_;
    std::map<std::string, std::vector<View>> modals_;  // by person; the last one is on top
    std::map<std::string, View> homes_;
    std::map<std::string, Trigger> triggers_;
    std::map<std::string, ResponseUrl> response_urls_;
};

// The workspace a newcomer meets: Ada, Grace, Linus and Margaret, each in a zone of their own, the
// group @sre, the channels general, incidents and postmortems, and the app in the last two.
Workspace demo_workspace(Clock clock = system_now, const std::string& command = "/incident");

}  // namespace muster::sandbox
