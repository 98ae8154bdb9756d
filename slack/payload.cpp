#include "slack/payload.hpp"

#include "slack/blocks.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/read_message.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace muster::slack {
namespace {

using nlohmann::json;

constexpr std::size_t most_details = 128;
constexpr int most_detail_depth = 4;
constexpr std::size_t most_listed = 1000;

Incoming not_for_us(std::string why) {
    return {std::nullopt, std::move(why)};
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// What people entered, made clean; ids and names alike.
std::string clean_at(const json& object, std::string_view member) {
    return without_controls(text_at(object, member));
}

Person person_of(const json& user) {
    auto name = clean_at(user, "name");
    if (name.empty())
        name = clean_at(user, "username");
    return {UserId(clean_at(user, "id")), {}, std::move(name)};
}

// The state of an input, whatever its kind; what was not entered is "".
std::string entered(const json& state) {
    for (const auto* const member : {"value", "selected_user", "selected_conversation",
                                     "selected_channel", "selected_date", "selected_time"})
        if (const auto& value = at(state, member); value.is_string())
            return without_controls(value.get<std::string>());
    if (const auto& chosen = at(state, "selected_options"); chosen.is_array()) {
        std::string values;
        std::size_t count = 0;
        for (const auto& option : chosen)
            if (++count <= most_listed)
                values += (values.empty() ? "" : " ") + clean_at(option, "value");
        return values;
    }
    return clean_at(at(state, "selected_option"), "value");
}

std::map<std::string, std::string> entered_fields(const json& values) {
    std::map<std::string, std::string> fields;
    if (!values.is_object())
        return fields;
    for (const auto& [block, actions] : values.items())
        if (actions.is_object() && !actions.empty()) {
            // What did not fit into one block went on in "messages#2".
            auto& field = fields[without_controls(block.substr(0, block.find('#')))];
            const auto value = entered(actions.front());
            field += (field.empty() || value.empty() ? "" : " ") + value;
        }
    return fields;
}

bool is_other_team(const Self& self, const std::string& team) {
    return !self.team.empty() && !team.empty() && team != self.team;
}

Incoming read_command(const json& payload, const Self& self, Request request) {
    const auto command = text_at(payload, "command");
    if (!same_word(command, self.command))
        return not_for_us("the command " + cut(command, 40) + " is not ours");
    request.kind = Request::Kind::command;
    request.user = {UserId(clean_at(payload, "user_id")), {}, clean_at(payload, "user_name")};
    request.place = ChannelId(clean_at(payload, "channel_id"));
    request.text = to_request_text(text_at(payload, "text"));
    return {std::move(request), {}};
}

Incoming read_submission(const json& payload, Request request) {
    const auto& view = at(payload, "view");
    request.kind = Request::Kind::form;
    request.user = person_of(at(payload, "user"));
    request.name = clean_at(view, "callback_id");
    request.value = clean_at(view, "private_metadata");
    request.fields = entered_fields(at(at(view, "state"), "values"));
    return {std::move(request), {}};
}

Incoming read_click(const json& payload, Request request) {
    const auto& actions = at(payload, "actions");
    if (!actions.is_array() || actions.empty())
        return not_for_us("a click without an action");
    const auto& action = actions.front();
    if (at(action, "url").is_string() || action_of(text_at(action, "action_id")) == "link")
        return not_for_us("a link was opened");
    const auto& view = at(payload, "view");
    const auto& container = at(payload, "container");
    request.kind = Request::Kind::button;
    request.user = person_of(at(payload, "user"));
    request.place = ChannelId(clean_at(at(payload, "channel"), "id"));
    if (request.place.empty())
        request.place = ChannelId(clean_at(container, "channel_id"));
    request.name = action_of(clean_at(action, "action_id"));
    request.value = entered(action);
    request.fields = entered_fields(at(at(payload, "state"), "values"));
    if (request.fields.empty())
        request.fields = entered_fields(at(at(view, "state"), "values"));
    for (const auto* const member : {"message_ts", "thread_ts", "view_id"})
        if (auto value = clean_at(container, member); !value.empty())
            request.details[member] = std::move(value);
    if (const auto& ephemeral = at(container, "is_ephemeral"); ephemeral.is_boolean())
        request.details["ephemeral"] = ephemeral.get<bool>() ? "true" : "false";
    return {std::move(request), {}};
}

// A shortcut in a message's menu: it brings the whole message along (CONTRACT 4.3).
Incoming read_message_action(const json& payload, const Self& self, Request request) {
    request.kind = Request::Kind::shortcut;
    request.user = person_of(at(payload, "user"));
    request.name = clean_at(payload, "callback_id");
    request.place = ChannelId(clean_at(at(payload, "channel"), "id"));
    auto message = read_message(at(payload, "message"), request.place, self);
    if (message.place.ts.empty())
        message.place.ts = MessageTs(clean_at(payload, "message_ts"));
    if (request.place.empty() || message.place.ts.empty())
        return not_for_us("a shortcut without a message");
    if (message.link.empty())
        message.link = permalink(clean_at(at(payload, "team"), "domain"), message);
    request.messages.push_back(std::move(message));
    return {std::move(request), {}};
}

std::string scalar_text(const json& value, bool is_message_text) {
    if (value.is_string())
        return is_message_text ? to_readable_text(value.get<std::string>())
                               : without_controls(value.get<std::string>());
    if (value.is_boolean() || value.is_number())
        return value.dump();
    return {};
}

// Members as plain texts, by their path; lists of texts with "," between; of anything else nothing.
void add_details(std::map<std::string, std::string>& details, const std::string& path,
                 const json& value, int depth) {
    if (details.size() >= most_details || depth > most_detail_depth)
        return;
    if (value.is_object()) {
        for (const auto& [member, inner] : value.items()) {
            if (member == "blocks" || member == "attachments")
                continue;  // the same as text, in more words
            const auto name = without_controls(member);
            add_details(details, path.empty() ? name : path + "." + name, inner, depth + 1);
        }
    } else if (value.is_array()) {
        std::string listed;
        std::size_t count = 0;
        for (const auto& item : value) {
            if (!item.is_string() || ++count > most_listed)
                return;
            listed += (listed.empty() ? "" : ",") + scalar_text(item, false);
        }
        details[path] = listed;
    } else if (!value.is_null()) {
        details[path] = scalar_text(value, path == "text" || path.ends_with(".text"));
    }
}

// A member that is an id, or an object with one.
std::string id_at(const json& event, std::string_view member) {
    const auto& value = at(event, member);
    return value.is_object() ? clean_at(value, "id") : clean_at(event, member);
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& text : texts)
        if (!text.empty())
            return text;
    return {};
}

// One message may come under several event ids (CONTRACT 7.2): who did what to which message, when.
std::string event_identity(const json& event, const std::string& type, const std::string& place) {
    const auto ts = first_of({clean_at(event, "event_ts"), clean_at(event, "ts")});
    if (place.empty() || ts.empty())
        return {};
    if (type == "message" || type == "app_mention")
        return "message:" + place + ":" + first_of({clean_at(event, "ts"), ts}) + ":" + type;
    constexpr std::array<std::string_view, 4> about_a_message{"reaction_added", "reaction_removed",
                                                              "pin_added", "pin_removed"};
    if (std::ranges::find(about_a_message, type) == about_a_message.end())
        return {};
    return type + ":" + place + ":" + clean_at(at(event, "item"), "ts") + ":" +
           id_at(event, "user") + ":" + clean_at(event, "reaction") + ":" + ts;
}

bool is_our_own(const json& event, const std::string& type, const Self& self) {
    const auto is = [](const std::string& ours, const std::string& theirs) {
        return !ours.empty() && ours == theirs;
    };
    if (is(self.bot, text_at(event, "bot_id")))
        return true;
    // Who is in a channel, and under which name, is worth knowing of ourselves too.
    const bool is_deed = type == "message" || type == "app_mention" ||
                         type.starts_with("reaction_") || type.starts_with("pin_");
    return is_deed && is(self.bot_user, id_at(event, "user"));
}

// What a message of that subtype tells, as the event that tells the same; "" when it is nothing to
// us. A deleted message that has replies becomes a tombstone (CONTRACT 4.4).
std::string deed_of(const json& event, const std::string& subtype) {
    if (subtype == "message_deleted" ||
        (subtype == "message_changed" && text_at(at(event, "message"), "subtype") == "tombstone"))
        return "message_deleted";
    if (subtype == "message_changed")
        return "message_edited";
    if (subtype == "channel_name" || subtype == "group_name")
        return subtype.substr(0, subtype.find('_')) + "_rename";
    constexpr std::array<std::string_view, 4> archiving{"channel_archive", "channel_unarchive",
                                                        "group_archive", "group_unarchive"};
    return std::ranges::find(archiving, subtype) == archiving.end() ? std::string() : subtype;
}

// The message as it is after the edit, and by whom. A preview of a link or a new reply changes a
// message too, and is no edit.
void add_edited(Request& request, const json& event, const Self& self) {
    const auto& after = at(event, "message");
    auto message = read_message(after, request.place, self);
    if (message.edited.empty() &&
        text_at(after, "text") != text_at(at(event, "previous_message"), "text"))
        message.edited = MessageTs(first_of({clean_at(event, "event_ts"), clean_at(event, "ts")}));
    request.details["editor"] =
        first_of({clean_at(at(after, "edited"), "user"), message.author.user.str()});
    request.messages.push_back(std::move(message));
}

bool is_about_ours(const json& event, const Self& self) {
    const auto is = [](const std::string& ours, const std::string& theirs) {
        return !ours.empty() && ours == theirs;
    };
    return is(self.bot_user, text_at(event, "item_user")) ||
           is(self.bot, text_at(at(at(event, "item"), "message"), "bot_id"));
}

Incoming read_event(const json& payload, const Self& self, Request request) {
    if (const auto kind = text_at(payload, "type"); kind != "event_callback")
        return not_for_us("an events payload of type " + cut(kind, 40));
    const auto& event = at(payload, "event");
    const auto type = clean_at(event, "type");
    if (type.empty())
        return not_for_us("an event without a type");
    if (is_our_own(event, type, self))
        return not_for_us("an event of our own");
    request.kind = Request::Kind::event;
    request.name = type;
    if (const auto subtype = text_at(event, "subtype"); type == "message" && !subtype.empty()) {
        request.name = deed_of(event, subtype);
        if (request.name.empty())
            return not_for_us("a message of subtype " + cut(subtype, 40));
    }
    request.user = at(event, "user").is_object() ? person_of(at(event, "user"))
                                                 : Person{UserId(clean_at(event, "user")), {}, {}};
    request.place = ChannelId(first_of({id_at(event, "channel"), clean_at(event, "channel_id"),
                                        clean_at(at(event, "item"), "channel")}));
    add_details(request.details, "", event, 0);
    if (request.name == "message_deleted")
        request.details["deleted_ts"] =
            first_of({clean_at(event, "deleted_ts"), clean_at(at(event, "message"), "ts")});
    if (request.name == "message_edited") {
        add_edited(request, event, self);
        if (request.messages.front().by_us || request.messages.front().edited.empty())
            return not_for_us("a message changed that no person edited");
    }
    if (is_about_ours(event, self))
        request.details["item_is_ours"] = "true";
    if (!self.bot_user.empty() && id_at(event, "user") == self.bot_user)
        request.details["is_us"] = "true";
    if (const auto id = clean_at(payload, "event_id"); !id.empty())
        request.identities.push_back("event:" + id);
    if (auto identity = event_identity(event, type, request.place.str()); !identity.empty())
        request.identities.push_back(std::move(identity));
    return {std::move(request), {}};
}

std::string team_of(const json& payload) {
    return first_of({text_at(payload, "team_id"), text_at(at(payload, "team"), "id"),
                     text_at(at(payload, "user"), "team_id"),
                     text_at(at(payload, "view"), "app_installed_team_id")});
}

}  // namespace

Incoming read_request(const Envelope& envelope, const Self& self) {
    if (envelope.id.empty())
        return not_for_us("a frame without an envelope");
    const auto& payload = envelope.payload;
    if (!payload.is_object())
        return not_for_us("an envelope without a payload");
    if (is_other_team(self, team_of(payload)))
        return not_for_us("another team's envelope");
    Request request;
    request.identities.push_back("envelope:" + without_controls(envelope.id));
    request.home = TeamId(self.team);
    request.trigger = clean_at(payload, "trigger_id");
    request.response_url = clean_at(payload, "response_url");
    if (envelope.type == "slash_commands")
        return read_command(payload, self, std::move(request));
    if (envelope.type == "events_api")
        return read_event(payload, self, std::move(request));
    if (envelope.type != "interactive")
        return not_for_us("an envelope of type " + cut(envelope.type, 40));
    const auto type = text_at(payload, "type");
    if (type == "view_submission")
        return read_submission(payload, std::move(request));
    if (type == "block_actions")
        return read_click(payload, std::move(request));
    if (type == "message_action")
        return read_message_action(payload, self, std::move(request));
    return not_for_us("an interaction of type " + cut(type, 40));
}

}  // namespace muster::slack
