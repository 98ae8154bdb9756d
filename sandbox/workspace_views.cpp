#include "sandbox/shapes.hpp"
#include "sandbox/workspace.hpp"

#include <algorithm>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr auto trigger_life = std::chrono::seconds(3);
constexpr auto response_url_life = std::chrono::minutes(30);
constexpr int response_url_uses = 5;
constexpr std::size_t view_stack_limit = 3;
constexpr std::size_t kept_triggers = 4096;

// What an element holds before anybody touched it, as in view.state.values.
json initial_value(const json& element) {
    const std::string type = element.value("type", "");
    json value = {{"type", type}};
    const auto take = [&](const char* from, const char* to) {
        value[to] = element.contains(from) ? element[from] : json(nullptr);
    };
    if (type == "static_select" || type == "external_select" || type == "radio_buttons")
        take("initial_option", "selected_option");
    else if (type == "multi_static_select" || type == "multi_external_select" ||
             type == "checkboxes")
        value["selected_options"] = element.value("initial_options", json::array());
    else if (type == "users_select")
        take("initial_user", "selected_user");
    else if (type == "multi_users_select")
        value["selected_users"] = element.value("initial_users", json::array());
    else if (type == "channels_select")
        take("initial_channel", "selected_channel");
    else if (type == "multi_channels_select")
        value["selected_channels"] = element.value("initial_channels", json::array());
    else if (type == "conversations_select")
        take("initial_conversation", "selected_conversation");
    else if (type == "multi_conversations_select")
        value["selected_conversations"] = element.value("initial_conversations", json::array());
    else if (type == "datepicker")
        take("initial_date", "selected_date");
    else if (type == "timepicker")
        take("initial_time", "selected_time");
    else if (type == "datetimepicker")
        take("initial_date_time", "selected_date_time");
    else if (type == "rich_text_input")
        take("initial_value", "rich_text_value");
    else if (type == "file_input")
        value["files"] = json::array();
    else if (type == "plain_text_input" || type == "email_text_input" || type == "url_text_input" ||
             type == "number_input")
        take("initial_value", "value");
    else
        return nullptr;
    return value;
}

json initial_values(const json& blocks) {
    json values = json::object();
    const auto add = [&](const json& block, const json& element) {
        const json value = initial_value(element);
        if (!value.is_null())
            values[block.value("block_id", "")][element.value("action_id", "")] = value;
    };
    for (const auto& block : blocks) {
        if (block.contains("element"))
            add(block, block["element"]);
        if (block.contains("accessory"))
            add(block, block["accessory"]);
        if (block.value("type", "") == "actions")
            for (const auto& element : block["elements"])
                add(block, element);
    }
    return values;
}

}  // namespace

std::string Workspace::new_trigger(const std::string& user, const std::string& view_id) {
    if (triggers_.size() > kept_triggers)
        std::erase_if(triggers_, [&](const auto& kept) { return kept.second.expires < now(); });
    const std::string id = new_id("") + ".1234567890123.0123456789abcdef0123456789abcdef";
    triggers_[id] = {user, view_id, now() + trigger_life, false};
    return id;
}

Trigger Workspace::use_trigger(const std::string& id) {
    const auto found = triggers_.find(id);
    if (found == triggers_.end())
        throw Refusal("invalid_trigger_id");
    if (found->second.used)
        throw Refusal("exchanged_trigger_id");
    if (found->second.expires < now())
        throw Refusal("expired_trigger_id");
    found->second.used = true;
    return found->second;
}

View& Workspace::place_view(View& view, json body) {
    body["blocks"] = with_ids(body.value("blocks", json::array()), "v" + new_id("") + "_");
    // What was typed stays where block and action keep their ids.
    json values = initial_values(body["blocks"]);
    for (auto& [block, actions] : values.items())
        for (auto& [action, value] : actions.items())
            if (view.values.contains(block) && view.values[block].contains(action) &&
                view.values[block][action]["type"] == value["type"])
                value = view.values[block][action];
    view.values = std::move(values);
    view.body = std::move(body);
    view.hash = std::to_string(seconds()) + "." + new_id("h");
    touch();
    return view;
}

View& Workspace::open_view(const std::string& trigger_id, json body) {
    const Trigger trigger = use_trigger(trigger_id);
    // A modal opened from a modal replaces the stack.
    auto& stack = modals_[trigger.user];
    stack.clear();
    View view;
    view.id = new_id("V");
    view.user = trigger.user;
    view.root = view.id;
    stack.push_back(std::move(view));
    return place_view(stack.back(), std::move(body));
}

View& Workspace::push_view(const std::string& trigger_id, json body) {
    const auto known = triggers_.find(trigger_id);
    if (known != triggers_.end() && !known->second.used &&
        modals_[known->second.user].size() >= view_stack_limit)
        throw Refusal("push_limit_reached");
    return push_view_for(use_trigger(trigger_id).user, std::move(body));
}

View& Workspace::push_view_for(const std::string& user, json body) {
    auto& stack = modals_[user];
    if (stack.empty())
        throw Refusal("not_found");
    if (stack.size() >= view_stack_limit)
        throw Refusal("push_limit_reached");
    View view;
    view.id = new_id("V");
    view.user = user;
    view.root = stack.front().id;
    view.previous = stack.back().id;
    stack.push_back(std::move(view));
    return place_view(stack.back(), std::move(body));
}

View* Workspace::find_view(const std::string& id) {
    for (auto& [user, stack] : modals_)
        for (auto& view : stack)
            if (view.id == id)
                return &view;
    for (auto& [user, view] : homes_)
        if (view.id == id)
            return &view;
    return nullptr;
}

View& Workspace::update_view(const std::string& id, const std::string& external_id,
                             const std::string& hash, json body) {
    View* view = id.empty() ? nullptr : find_view(id);
    if (id.empty() && !external_id.empty())
        for (auto& [user, stack] : modals_)
            for (auto& candidate : stack)
                if (candidate.body.value("external_id", "") == external_id)
                    view = &candidate;
    if (!view)
        throw Refusal("not_found");
    if (!hash.empty() && hash != view->hash)
        throw Refusal("hash_conflict");
    return place_view(*view, std::move(body));
}

View& Workspace::publish_home(const std::string& user, const std::string& hash, json body) {
    if (!home_tab)
        throw Refusal("not_enabled");
    View& view = homes_[user];
    if (!hash.empty() && hash != view.hash)
        throw Refusal("hash_conflict");
    if (view.id.empty()) {
        view.id = new_id("V");
        view.root = view.id;
        view.user = user;
    }
    return place_view(view, std::move(body));
}

View* Workspace::top_view(const std::string& user) {
    const auto found = modals_.find(user);
    return found == modals_.end() || found->second.empty() ? nullptr : &found->second.back();
}

const View* Workspace::home_of(const std::string& user) const {
    const auto found = homes_.find(user);
    return found == homes_.end() || found->second.id.empty() ? nullptr : &found->second;
}

void Workspace::pop_view(const std::string& user) {
    auto& stack = modals_[user];
    if (!stack.empty())
        stack.pop_back();
    touch();
}

void Workspace::clear_views(const std::string& user) {
    modals_[user].clear();
    touch();
}

std::string Workspace::new_response_url(ResponseUrl url) {
    std::erase_if(response_urls_, [&](const auto& kept) {
        return kept.second.expires + response_url_life < now();
    });
    url.expires = now() + response_url_life;
    const std::string id = new_id("R");
    response_urls_[id] = std::move(url);
    return base_url + "/response/" + id;
}

void Workspace::respond(const std::string& id, const json& body) {
    const auto found = response_urls_.find(id);
    if (found == response_urls_.end() || found->second.expires < now())
        throw Refusal("expired_url");
    ResponseUrl& url = found->second;
    if (url.uses >= response_url_uses)
        throw Refusal("used_url");
    if (!body.is_object())
        throw Refusal("invalid_payload");
    Channel* channel = find_channel(url.channel);
    if (!channel)
        throw Refusal("channel_not_found");
    const auto source = channel->messages.find(url.message_ts);
    const bool has_source = source != channel->messages.end();
    if (body.value("delete_original", false)) {
        if (!has_source)
            throw Refusal("invalid_payload");
        ++url.uses;
        channel->messages.erase(source);
        touch();
        return;
    }
    Post post;
    post.channel = url.channel;
    post.text = body.value("text", "");
    post.blocks = body.value("blocks", json::array());
    post.metadata = body.contains("metadata") ? body["metadata"] : json();
    post.thread_ts = body.value("thread_ts", "");
    if (post.text.empty() && post.blocks.empty())
        throw Refusal("no_text");
    ++url.uses;
    if (body.value("replace_original", false) && has_source) {
        const Message before = source->second;
        source->second.text = post.text;
        source->second.blocks = with_ids(post.blocks, "r" + new_id("") + "_");
        source->second.edited = {{"user", bot_user}, {"ts", new_ts()}};
        touch();
        if (before.ephemeral_to.empty())
            tell_changed(*channel, before, source->second);
        return;
    }
    if (body.value("response_type", "ephemeral") != "in_channel") {
        post_ephemeral(post, bot_user, url.user);
        return;
    }
    // It works even where the bot is not a member, so not through post().
    Message message;
    message.user = bot_user;
    message.bot_id = bot_id;
    message.text = post.text;
    message.blocks = post.blocks;
    message.metadata = post.metadata;
    message.thread_ts = post.thread_ts;
    tell_message(*channel, store(*channel, std::move(message)));
}

}  // namespace muster::sandbox
