#include "sandbox/interactions.hpp"

#include "sandbox/block_rules.hpp"
#include "sandbox/characters.hpp"
#include "sandbox/shapes.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace muster::sandbox {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

Outcome failed(std::string error) {
    Outcome outcome;
    outcome.ok = false;
    outcome.error = std::move(error);
    return outcome;
}

// The element with that action_id in that block; null when it is not there.
const json* find_element(const json& blocks, const std::string& block_id,
                         const std::string& action_id) {
    for (const auto& block : blocks) {
        if (block.value("block_id", "") != block_id)
            continue;
        for (const char* one : {"accessory", "element"})
            if (block.contains(one) && block[one].value("action_id", "") == action_id)
                return &block[one];
        if (block.contains("elements"))
            for (const auto& element : block["elements"])
                if (element.is_object() && element.value("action_id", "") == action_id)
                    return &element;
    }
    return nullptr;
}

bool is_stateful(const std::string& type) {
    return type != "button" && type != "overflow" && type != "workflow_button";
}

bool is_empty(const json& value) {
    for (const auto& [name, member] : value.items()) {
        if (name == "type")
            continue;
        const bool blank = member.is_null() || (member.is_string() && member == "") ||
                           (member.is_array() && member.empty());
        if (!blank)
            return false;
    }
    return true;
}

// What Slack's own client refuses before the app is asked: required and too long or short.
json client_errors(const View& view) {
    json errors = json::object();
    for (const auto& block : view.body["blocks"]) {
        if (block.value("type", "") != "input")
            continue;
        const std::string id = block.value("block_id", "");
        const json& element = block["element"];
        const json value = view.values.value(id, json::object())
                               .value(element.value("action_id", ""), json::object());
        if (is_empty(value)) {
            if (!block.value("optional", false))
                errors[id] = "Please fill this in.";
            continue;
        }
        if (!value.contains("value") || !value["value"].is_string())
            continue;
        const auto length = count_characters(value["value"].get_ref<const std::string&>());
        const auto longest = element.value("max_length", std::size_t{3000});
        const auto shortest = element.value("min_length", std::size_t{0});
        if (length > longest)
            errors[id] = "At most " + std::to_string(longest) + " characters, please.";
        if (length < shortest)
            errors[id] = "At least " + std::to_string(shortest) + " characters, please.";
    }
    return errors;
}

}  // namespace

json Interactions::user_of(const std::string& user) const {
    const Person& person = workspace_.person(user);
    return {{"id", person.id},
            {"username", person.handle},
            {"name", person.handle},
            {"team_id", workspace_.team_id}};
}

json Interactions::team() const {
    return {{"id", workspace_.team_id}, {"domain", workspace_.team_domain}};
}

json Interactions::payload(const std::string& type, const std::string& user) const {
    return {{"type", type},
            {"user", user_of(user)},
            {"team", team()},
            {"api_app_id", workspace_.app_id},
            {"token", "verification-token-deprecated"},
            {"enterprise", nullptr},
            {"is_enterprise_install", false}};
}

Outcome Interactions::outcome_of(const Delivery& delivery) const {
    Outcome outcome;
    outcome.acknowledged_after = delivery.took;
    outcome.ok = delivery.acknowledged();
    if (delivery.outcome == Delivery::Outcome::no_connection)
        outcome.error = "dispatch_failed";
    if (delivery.outcome == Delivery::Outcome::timed_out)
        outcome.error = "operation_timeout";
    outcome.response = delivery.payload;
    return outcome;
}

asio::awaitable<Outcome> Interactions::slash_command(std::string user, std::string channel,
                                                     std::string command, std::string text) {
    const Channel& place = workspace_.visible_channel(channel, user);
    const bool known = std::ranges::any_of(
        workspace_.commands, [&](const SlashCommand& one) { return one.command == command; });
    if (!known)
        co_return failed(command + " is not a valid command");
    const Person& person = workspace_.person(user);
    ResponseUrl url;
    url.user = user;
    url.channel = channel;
    const json payload = {{"token", "verification-token-deprecated"},
                          {"team_id", workspace_.team_id},
                          {"team_domain", workspace_.team_domain},
                          {"channel_id", channel},
                          {"channel_name", place.is_im()        ? "directmessage"
                                           : place.is_private() ? "privategroup"
                                                                : place.name},
                          {"user_id", user},
                          {"user_name", person.handle},
                          {"command", command},
                          {"text", text},
                          {"api_app_id", workspace_.app_id},
                          {"is_enterprise_install", "false"},
                          {"response_url", workspace_.new_response_url(url)},
                          {"trigger_id", workspace_.new_trigger(user)}};
    const Delivery delivery = co_await sockets_.ask("slash_commands", payload, true);
    Outcome outcome = outcome_of(delivery);
    Post post;
    post.channel = channel;
    if (!outcome.ok) {
        post.text = command + " failed with the error \"" + outcome.error + "\"";
        workspace_.post_ephemeral(post, "USLACKBOT", user);
        co_return outcome;
    }
    const json& answer = outcome.response;
    if (!answer.is_object() || (!answer.contains("text") && !answer.contains("blocks")))
        co_return outcome;
    try {
        post.text = answer.value("text", "");
        post.blocks = answer.value("blocks", json::array());
        const bool in_channel = answer.value("response_type", "ephemeral") == "in_channel";
        if (!check_blocks(post.blocks, Surface::message).empty()) {
            outcome.ok = false;
            outcome.error = "invalid_blocks: " + check_blocks(post.blocks, Surface::message)[0];
        } else if (in_channel) {
            Post echo;
            echo.channel = channel;
            echo.text = command + (text.empty() ? "" : " " + text);
            workspace_.post(echo, user);
            Channel* kept = workspace_.find_channel(channel);
            if (kept->has(workspace_.bot_user))
                workspace_.post(post, workspace_.bot_user);
            else
                workspace_.post_ephemeral(post, workspace_.bot_user, user);
        } else {
            workspace_.post_ephemeral(post, workspace_.bot_user, user);
        }
    } catch (const json::exception& wrong) {
        outcome.ok = false;
        outcome.error = std::string("invalid acknowledgement: ") + wrong.what();
    }
    co_return outcome;
}

asio::awaitable<Outcome> Interactions::click(Click click) {
    json asked = payload("block_actions", click.user);
    const json* element = nullptr;
    if (!click.view_id.empty()) {
        View* view = workspace_.find_view(click.view_id);
        if (!view || view->user != click.user)
            co_return failed("This form is no longer open.");
        element = find_element(view->body["blocks"], click.block_id, click.action_id);
        if (element && is_stateful(element->value("type", ""))) {
            json& value = view->values[click.block_id][click.action_id];
            value["type"] = element->value("type", "");
            value.update(click.chosen);
        }
        asked["container"] = {{"type", "view"}, {"view_id", click.view_id}};
        asked["view"] = view_json(workspace_, *view);
        asked["trigger_id"] = workspace_.new_trigger(click.user, click.view_id);
    } else {
        Channel& channel = workspace_.visible_channel(click.channel, click.user);
        const auto message = channel.messages.find(click.ts);
        const bool seen =
            message != channel.messages.end() &&
            (message->second.ephemeral_to.empty() || message->second.ephemeral_to == click.user);
        if (!seen)
            co_return failed("This message is gone.");
        const bool ephemeral = !message->second.ephemeral_to.empty();
        element = find_element(message->second.blocks, click.block_id, click.action_id);
        asked["container"] = {{"type", "message"},
                              {"message_ts", click.ts},
                              {"channel_id", channel.id},
                              {"is_ephemeral", ephemeral}};
        if (message->second.is_reply())
            asked["container"]["thread_ts"] = message->second.thread_ts;
        asked["channel"] = {{"id", channel.id},
                            {"name", channel.is_im() ? "directmessage" : channel.name}};
        if (!ephemeral)
            asked["message"] = message_json(workspace_, channel, message->second);
        ResponseUrl url;
        url.user = click.user;
        url.channel = channel.id;
        url.message_ts = click.ts;
        url.ephemeral_source = ephemeral;
        asked["response_url"] = workspace_.new_response_url(url);
        asked["state"] = {{"values", json::object()}};
        if (element && is_stateful(element->value("type", ""))) {
            json value = {{"type", element->value("type", "")}};
            value.update(click.chosen);
            asked["state"]["values"][click.block_id][click.action_id] = value;
        }
        asked["trigger_id"] = workspace_.new_trigger(click.user);
    }
    if (!element)
        co_return failed("There is no such button any more.");
    json action = {{"type", element->value("type", "")},
                   {"action_id", click.action_id},
                   {"block_id", click.block_id},
                   {"action_ts", workspace_.new_ts()}};
    for (const char* part : {"text", "value", "style"})
        if (element->contains(part))
            action[part] = (*element)[part];
    action.update(click.chosen);
    asked["actions"] = json::array({std::move(action)});
    const Delivery delivery = co_await sockets_.ask("interactive", std::move(asked), false);
    co_return outcome_of(delivery);
}

asio::awaitable<Outcome> Interactions::suggest(Click click, std::string typed) {
    json asked = payload("block_suggestion", click.user);
    asked["action_id"] = click.action_id;
    asked["block_id"] = click.block_id;
    asked["value"] = typed;
    if (const View* view = workspace_.find_view(click.view_id)) {
        asked["container"] = {{"type", "view"}, {"view_id", click.view_id}};
        asked["view"] = view_json(workspace_, *view);
    } else {
        asked["container"] = {
            {"type", "message"}, {"message_ts", click.ts}, {"channel_id", click.channel}};
    }
    const Delivery delivery = co_await sockets_.ask("interactive", std::move(asked), true);
    co_return outcome_of(delivery);
}

asio::awaitable<Outcome> Interactions::submit_view(std::string user, std::string view_id,
                                                   json values) {
    View* view = workspace_.find_view(view_id);
    if (!view || view->user != user)
        co_return failed("This form is no longer open.");
    if (values.is_object())
        for (const auto& [block, actions] : values.items())
            for (const auto& [action, given] : actions.items())
                if (view->values.contains(block) && view->values[block].contains(action) &&
                    given.is_object()) {
                    const json type = view->values[block][action]["type"];
                    view->values[block][action].update(given);
                    view->values[block][action]["type"] = type;
                    json& value = view->values[block][action];
                    // An input left empty is sent as null.
                    if (value.contains("value") && value["value"] == "")
                        value["value"] = nullptr;
                }
    if (json errors = client_errors(*view); !errors.empty()) {
        Outcome outcome = failed("");
        outcome.errors = std::move(errors);
        co_return outcome;
    }
    json asked = payload("view_submission", user);
    asked["trigger_id"] = workspace_.new_trigger(user, view_id);
    asked["view"] = view_json(workspace_, *view);
    asked["response_urls"] = json::array();
    const Delivery delivery = co_await sockets_.ask("interactive", std::move(asked), true);
    Outcome outcome = outcome_of(delivery);
    if (!outcome.ok)
        co_return outcome;
    co_return apply_view_response(view_id, user, std::move(outcome));
}

// Contract 4.3: what the acknowledgement of a submission does to the stack.
Outcome Interactions::apply_view_response(const std::string& view_id, const std::string& user,
                                          Outcome outcome) {
    const json answer = outcome.response.is_object() ? outcome.response : json::object();
    try {
        const std::string action = answer.value("response_action", "");
        if (action.empty()) {
            const View* top = workspace_.top_view(user);
            if (top && top->id == view_id)
                workspace_.pop_view(user);
        } else if (action == "clear") {
            workspace_.clear_views(user);
        } else if (action == "errors") {
            const View* view = workspace_.find_view(view_id);
            std::set<std::string> inputs;
            if (view)
                for (const auto& block : view->body["blocks"])
                    if (block.value("type", "") == "input")
                        inputs.insert(block.value("block_id", ""));
            outcome.ok = false;
            outcome.errors = answer.value("errors", json::object());
            if (outcome.errors.empty())
                outcome.error = "The app's answer names no errors.";
            for (const auto& [block, sentence] : outcome.errors.items())
                if (!inputs.contains(block) || !sentence.is_string())
                    outcome.error = "The app names an error for \"" + block +
                                    "\", which is no input of this form.";
        } else if (action == "update" || action == "push") {
            const json view = answer.value("view", json());
            const auto faults = check_view(view, "/view");
            if (!faults.empty()) {
                outcome.ok = false;
                outcome.error = "The app answered with a form that Slack refuses: " + faults[0];
            } else if (action == "update") {
                workspace_.update_view(view_id, {}, {}, view);
            } else {
                workspace_.push_view_for(user, view);
            }
        } else {
            outcome.ok = false;
            outcome.error = "The app answered with an unknown response_action.";
        }
    } catch (const Refusal& refusal) {
        outcome.ok = false;
        outcome.error = refusal.code;
    } catch (const json::exception& wrong) {
        outcome.ok = false;
        outcome.error = wrong.what();
    }
    return outcome;
}

asio::awaitable<Outcome> Interactions::close_view(std::string user, std::string view_id) {
    View* view = workspace_.find_view(view_id);
    if (!view || view->user != user)
        co_return failed("This form is no longer open.");
    const bool notify = view->body.value("notify_on_close", false);
    const bool clear = view->body.value("clear_on_close", false);
    json asked = payload("view_closed", user);
    asked["view"] = view_json(workspace_, *view);
    asked["view"]["state"] = {{"values", json::object()}};
    asked["is_cleared"] = clear;
    if (clear)
        workspace_.clear_views(user);
    else
        workspace_.pop_view(user);
    if (!notify)
        co_return Outcome{};
    const Delivery delivery = co_await sockets_.ask("interactive", std::move(asked), false);
    co_return outcome_of(delivery);
}

asio::awaitable<Outcome> Interactions::shortcut(std::string user, std::string callback_id,
                                                std::string channel, std::string ts) {
    const bool known = std::ranges::any_of(workspace_.shortcuts, [&](const Shortcut& one) {
        return one.callback_id == callback_id && one.on_message == !channel.empty();
    });
    if (!known)
        co_return failed("There is no such shortcut.");
    json asked = payload(channel.empty() ? "shortcut" : "message_action", user);
    asked["callback_id"] = callback_id;
    asked["action_ts"] = workspace_.new_ts();
    if (!channel.empty()) {
        Channel& place = workspace_.visible_channel(channel, user);
        const Message* message = workspace_.find_message(place, ts);
        if (!message)
            co_return failed("This message is gone.");
        ResponseUrl url;
        url.user = user;
        url.channel = channel;
        asked["channel"] = {{"id", channel}, {"name", place.name}};
        asked["message"] = message_json(workspace_, place, *message);
        asked["message_ts"] = ts;
        asked["response_url"] = workspace_.new_response_url(url);
    }
    asked["trigger_id"] = workspace_.new_trigger(user);
    const Delivery delivery = co_await sockets_.ask("interactive", std::move(asked), false);
    co_return outcome_of(delivery);
}

void Interactions::open_home(const std::string& user) {
    const Channel& direct = workspace_.open_conversation({user}, workspace_.bot_user);
    json event = {
        {"type", "app_home_opened"}, {"user", user}, {"channel", direct.id}, {"tab", "home"}};
    if (const View* home = workspace_.home_of(user))
        event["view"] = view_json(workspace_, *home);
    workspace_.tell(std::move(event));
}

}  // namespace muster::sandbox
