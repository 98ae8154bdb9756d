#pragma once

#include "slack/envelope.hpp"
#include "slack/messages.hpp"
#include "slack/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What Slack would refuse, by its published limits, told apart from the code that keeps them.
namespace muster::slack::testing {

using nlohmann::json;
using Faults = std::vector<std::string>;

// One member of a block or element: how long its text may be.
struct TextLimit {
    std::string_view type;    // of the block, element or object
    std::string_view member;  // "text" that is an object is measured by its own "text"
    std::size_t most;
    bool required;
};
inline constexpr std::array<TextLimit, 24> text_limits{{
    {"plain_text", "text", 3000, true},
    {"mrkdwn", "text", 3000, true},
    {"header", "text", 150, true},
    {"button", "text", 75, true},
    {"button", "value", 2000, false},
    {"button", "url", 3000, false},
    {"button", "action_id", 255, false},
    {"input", "label", 2000, true},
    {"input", "hint", 2000, false},
    {"input", "block_id", 255, false},
    {"plain_text_input", "action_id", 255, false},
    {"plain_text_input", "placeholder", 150, false},
    {"static_select", "action_id", 255, false},
    {"users_select", "action_id", 255, false},
    {"option", "text", 75, true},
    {"option", "value", 150, true},
    {"option_group", "label", 75, true},
    {"modal", "title", 24, true},
    {"modal", "submit", 24, false},
    {"modal", "close", 24, false},
    {"modal", "private_metadata", 3000, false},
    {"modal", "callback_id", 255, false},
    {"link", "url", 3000, true},
    {"date", "format", 3000, true},
}};

struct ListLimit {
    std::string_view type;
    std::string_view member;
    std::size_t least;
    std::size_t most;
    std::vector<std::string_view> of;
};
inline const std::vector<ListLimit>& list_limits() {
    static const std::vector<ListLimit> limits{
        {"actions", "elements", 1, 25, {"button", "static_select", "users_select"}},
        {"context", "elements", 1, 10, {"mrkdwn", "plain_text", "image"}},
        {"rich_text", "elements", 1, 100, {"rich_text_section"}},
        {"rich_text_section",
         "elements",
         1,
         10000,
         {"text", "link", "user", "usergroup", "channel", "date"}},
        {"modal",
         "blocks",
         1,
         100,
         {"input", "rich_text", "context", "actions", "divider", "header"}},
    };
    return limits;
}

inline const std::set<std::string>& message_blocks() {
    static const std::set<std::string> types{"header",  "rich_text", "context",
                                             "actions", "divider",   "section"};
    return types;
}

class Checker {
public:
    Faults faults;

    void fault(const std::string& where, const std::string& what) {
        faults.push_back(where + ": " + what);
    }

    void object(const json& value, const std::string& type, const std::string& where) {
        for (const auto& limit : text_limits)
            if (limit.type == type)
                text(value, limit, where);
        for (const auto& limit : list_limits())
            if (limit.type == type)
                list(value, limit, where);
        if (type == "text" && text_at(value, "text").empty())
            fault(where, "a text element without a character");
        if (type == "user" || type == "usergroup" || type == "channel")
            id(value, type + "_id", where);
        if (type == "date" &&
            (!at(value, "timestamp").is_number_integer() || text_at(value, "fallback").empty()))
            fault(where, "a date without timestamp or fallback");
        if (type == "static_select")
            select(value, where);
        if (type == "input")
            object(at(value, "element"), text_at(at(value, "element"), "type"), where + "/element");
        if (type == "plain_text_input")
            input(value, where);
        if (type == "users_select" && value.contains("initial_user"))
            id(value, "initial_user", where);
        if (type == "button" && value.contains("style") && value["style"] != "primary" &&
            value["style"] != "danger")
            fault(where, "a style nobody knows");
        if (type == "actions")
            unique_actions(value, where);
    }

    void blocks(const json& list, const std::string& where) {
        std::set<std::string> ids;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto at_block = where + "/" + std::to_string(i);
            object(list[i], text_at(list[i], "type"), at_block);
            const auto id_text = text_at(list[i], "block_id");
            if (!id_text.empty() && !ids.insert(id_text).second)
                fault(at_block, "block_id twice");
        }
    }

private:
    void text(const json& value, const TextLimit& limit, const std::string& where) {
        const auto path = where + "/" + std::string(limit.member);
        const auto& member = at(value, limit.member);
        const auto whole =
            member.is_object() ? text_at(member, "text") : text_at(value, limit.member);
        if (member.is_object())
            object(member, text_at(member, "type"), path);
        if (limit.required && whole.empty())
            fault(path, "is required");
        if (characters(whole) > limit.most)
            fault(path, "has " + std::to_string(characters(whole)) + " characters");
    }
    void list(const json& value, const ListLimit& limit, const std::string& where) {
        const auto& items = at(value, limit.member);
        const auto path = where + "/" + std::string(limit.member);
        if (!items.is_array() || items.size() < limit.least || items.size() > limit.most) {
            fault(path, "is no list of the right length");
            return;
        }
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto type = text_at(items[i], "type");
            if (std::ranges::find(limit.of, type) == limit.of.end())
                fault(path, type + " does not belong there");
            object(items[i], type, path + "/" + std::to_string(i));
        }
    }
    void id(const json& value, const std::string& member, const std::string& where) {
        const auto text_id = text_at(value, member);
        if (text_id.empty() ||
            text_id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos)
            fault(where, member + " is no id");
    }
    void select(const json& value, const std::string& where) {
        if (value.contains("options") == value.contains("option_groups"))
            fault(where, "wants options or groups of them");
        std::vector<json> all;
        const auto add = [&](const json& options) {
            if (options.empty() || options.size() > 100)
                fault(where, "has no options or over 100");
            for (const auto& option : options) {
                object(option, "option", where + "/option");
                all.push_back(option);
            }
        };
        if (value.contains("options"))
            add(value["options"]);
        if (value.contains("option_groups"))
            for (const auto& group : value["option_groups"]) {
                object(group, "option_group", where + "/group");
                add(group["options"]);
            }
        if (value.contains("initial_option") &&
            std::ranges::find(all, value["initial_option"]) == all.end())
            fault(where, "its initial option is none of its options");
    }
    void input(const json& value, const std::string& where) {
        const auto most = value.value("max_length", 3000);
        if (most < 1 || most > 3000)
            fault(where, "max_length");
        if (characters(text_at(value, "initial_value")) > static_cast<std::size_t>(most))
            fault(where, "initial_value is longer than max_length");
    }
    void unique_actions(const json& value, const std::string& where) {
        std::set<std::string> seen;
        for (const auto& element : value["elements"])
            if (!seen.insert(text_at(element, "action_id")).second)
                fault(where, "action_id twice");
    }
};

inline std::size_t shown_characters(const json& value) {
    if (value.is_string())
        return characters(value.get<std::string>());
    std::size_t count = 0;
    if (value.is_array())
        for (const auto& item : value)
            count += shown_characters(item);
    if (value.is_object())
        for (const auto& [name, inner] : value.items())
            if (name == "text" || name == "elements" || name == "fallback" || inner.is_object())
                count += shown_characters(inner);
    return count;
}

inline Faults check_message(const std::string& text, const json& blocks) {
    Checker checker;
    if (text.empty() || characters(text) > 4000)
        checker.fault("text", "has " + std::to_string(characters(text)) + " characters");
    if (!blocks.is_array() || blocks.empty() || blocks.size() > 50)
        checker.fault("blocks", "are " + std::to_string(blocks.size()));
    for (const auto& block : blocks)
        if (!message_blocks().contains(text_at(block, "type")))
            checker.fault("blocks", text_at(block, "type") + " does not belong in a message");
    if (shown_characters(blocks) > 13200)
        checker.fault("blocks", "have " + std::to_string(shown_characters(blocks)) + " characters");
    checker.blocks(blocks, "blocks");
    return checker.faults;
}

inline Faults check_message(const Message& message) {
    return check_message(message.text, message.blocks);
}

inline Faults check_modal(const json& view) {
    Checker checker;
    checker.object(view, "modal", "view");
    checker.blocks(at(view, "blocks"), "view/blocks");
    for (const auto& block : at(view, "blocks"))
        if (text_at(block, "type") == "input" && !view.contains("submit"))
            checker.fault("view", "a form without a submit button");
    if (view.dump().size() > 250000)
        checker.fault("view", "is too large");
    return checker.faults;
}

// What somebody reads in the blocks: rich text as text, mentions as their entity.
inline std::string read_blocks(const json& value) {
    std::string read;
    if (value.is_array())
        for (const auto& item : value)
            read += read_blocks(item);
    if (!value.is_object())
        return read;
    const auto type = text_at(value, "type");
    if (type == "text" || type == "link")
        return text_at(value, "text");
    if (type == "plain_text" || type == "mrkdwn")
        return decode_entities(text_at(value, "text")) + "\n";
    if (type == "user")
        return "<@" + text_at(value, "user_id") + ">";
    if (type == "usergroup")
        return "<!subteam^" + text_at(value, "usergroup_id") + ">";
    if (type == "channel")
        return "<#" + text_at(value, "channel_id") + ">";
    if (type == "date")
        return text_at(value, "fallback");
    for (const auto* const member : {"text", "elements"})
        read += read_blocks(at(value, member));
    return type == "rich_text" ? read + "\n" : read;
}

// What typed text must never become, wherever it goes.
inline const std::vector<std::string>& hostile_texts() {
    static const std::vector<std::string> texts{
        "<!channel>",
        "<!here|here> <@U0000000A> <#C0000000A> <!subteam^S0000000A|@all>",
        "&lt;!channel&gt; &amp;lt;",
        "<script>alert('x')</script>",
        "{{x}} {{{y}}} {{#z}}",
        "*bold* _italic_ ~strike~ `code` ```block``` > quote",
        "<https://example.com|click> https://example.com/?a=1&b=<2>",
        "<!date^1767225600^{time}^https://example.com|now>",
        "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 \xE2\x80\xAEright to left\xE2\x80\xAC",
        "\xF0\x9F\x94\xA5 :fire: \xE2\x98\x83",
        "\"quotes\" 'single' \\backslash \\u0000",
        "one\ntwo\tthree",
    };
    return texts;
}

}  // namespace muster::slack::testing
