#include "slack/blocks.hpp"

#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace muster::slack {
namespace {

constexpr std::size_t most_url = 3000;
// The last blocks are kept for buttons, and for a line that says a message is late.
constexpr std::size_t kept_blocks = 3;

// Slack refuses an empty text object.
std::string at_least_a_dash(std::string text) {
    const bool blank = text.find_first_not_of(" \t\n") == std::string::npos;
    return blank ? "–" : text;
}

const char* style_name(Button::Style style) {
    switch (style) {
        case Button::Style::primary:
            return "primary";
        case Button::Style::danger:
            return "danger";
        case Button::Style::normal:
            break;
    }
    return nullptr;
}

}  // namespace

nlohmann::json plain_text_object(std::string_view text, std::size_t most) {
    const auto shown = escape_within(without_controls(text), most);
    return {{"type", "plain_text"}, {"text", at_least_a_dash(shown)}, {"emoji", false}};
}

nlohmann::json mrkdwn_object(const Words& words, std::size_t most) {
    auto text = to_shown_mrkdwn(words);
    // Escaping makes text longer: shorten what it is made from, never what it became.
    for (auto room = most; characters(text) > most && room > 0; room = room * 4 / 5)
        text = to_shown_mrkdwn(cut_words(words, room, "…"));
    return {{"type", "mrkdwn"}, {"text", at_least_a_dash(text)}, {"verbatim", true}};
}

nlohmann::json header_block(std::string_view text) {
    return {{"type", "header"}, {"text", plain_text_object(text, most_header_text)}};
}

nlohmann::json rich_text_block(const Words& words) {
    auto elements = inline_elements(words);
    if (elements.empty())
        elements.push_back({{"type", "text"}, {"text", "–"}});
    auto section = nlohmann::json{{"type", "rich_text_section"}, {"elements", std::move(elements)}};
    return {{"type", "rich_text"}, {"elements", nlohmann::json::array({std::move(section)})}};
}

nlohmann::json context_block(const Words& words) {
    return {{"type", "context"}, {"elements", nlohmann::json::array({mrkdwn_object(words)})}};
}

nlohmann::json divider_block() {
    return {{"type", "divider"}};
}

std::vector<nlohmann::json> line_blocks(const ReplyLine& line) {
    nlohmann::json section{{"type", "section"}, {"text", mrkdwn_object(line.words)}};
    if (line.buttons.size() == 1)
        section["accessory"] = button_element(line.buttons.front(), line.buttons.front().action);
    std::vector<nlohmann::json> blocks{std::move(section)};
    if (line.buttons.size() > 1)
        blocks.push_back(actions_block(line.buttons));
    return blocks;
}

nlohmann::json button_element(const Button& button, std::string_view action_id) {
    nlohmann::json element{{"type", "button"},
                           {"action_id", action_id},
                           {"text", plain_text_object(button.text, most_button_text)}};
    if (!button.value.empty())
        element["value"] = cut(button.value, most_button_value, "");
    if (const auto* const style = style_name(button.style))
        element["style"] = style;
    return element;
}

nlohmann::json actions_block(const std::vector<Button>& buttons) {
    auto elements = nlohmann::json::array();
    std::map<std::string, int> seen;
    for (const auto& button : buttons) {
        if (elements.size() == most_actions)
            break;
        const int count = ++seen[button.action];
        elements.push_back(button_element(
            button, count == 1 ? button.action : button.action + "#" + std::to_string(count)));
    }
    return {{"type", "actions"}, {"elements", std::move(elements)}};
}

std::string action_of(std::string_view action_id) {
    const auto mark = action_id.rfind('#');
    const auto number = mark == std::string_view::npos ? mark : mark + 1;
    const bool numbered =
        number < action_id.size() &&
        action_id.find_first_not_of("0123456789", number) == std::string_view::npos;
    return std::string(numbered ? action_id.substr(0, mark) : action_id);
}

std::string cut_mrkdwn(std::string_view text, std::size_t most, std::string_view mark) {
    if (characters(text) <= most)
        return std::string(text);
    auto kept = cut(text, most - std::min(most, characters(mark)), "");
    // An entity that was cut in two goes whole.
    for (const auto& [open, close] : {std::pair{'<', '>'}, std::pair{'&', ';'}})
        if (const auto at = kept.rfind(open);
            at != std::string::npos && kept.find(close, at) == std::string::npos)
            kept.resize(at);
    return kept + std::string(mark);
}

Layout::Layout(Words mark, std::size_t most_blocks)
    : mark_(std::move(mark)), most_blocks_(most_blocks) {}

bool Layout::has_room() const {
    return !full_ && blocks_.size() + kept_blocks < most_blocks_;
}

void Layout::say(const std::string& line) {
    if (line.empty())
        return;
    text_ += (text_.empty() ? "" : "\n") + line;
}

Layout& Layout::header(std::string_view text) {
    if (!has_room())
        return *this;
    blocks_.push_back(header_block(text));
    used_ += std::min(characters(text), most_header_text);
    say(escape(without_controls(text)));
    return *this;
}

Layout& Layout::prose(const Words& words) {
    if (words.empty())
        return *this;
    say(to_mrkdwn(words));
    const auto room = most_message_characters - std::min(most_message_characters, used_);
    const bool fits = words_size(words) <= room;
    for (const auto& piece :
         split_words(fits ? words : cut_words(words, room, mark_), most_text_object)) {
        if (!has_room()) {
            full_ = true;
            break;
        }
        blocks_.push_back(rich_text_block(piece));
        used_ += words_size(piece);
    }
    full_ = full_ || !fits;
    return *this;
}

Layout& Layout::context(const Words& words) {
    if (words.empty() || !has_room())
        return *this;
    blocks_.push_back(context_block(words));
    used_ += words_size(words);
    say(to_mrkdwn(words));
    return *this;
}

Layout& Layout::divider() {
    if (has_room())
        blocks_.push_back(divider_block());
    return *this;
}

Layout& Layout::line(const ReplyLine& line) {
    auto blocks = line_blocks(line);
    const auto size = words_size(line.words);
    if (full_ || blocks_.size() + blocks.size() + kept_blocks > most_blocks_ ||
        used_ + size > most_message_characters) {
        full_ = true;
        return *this;
    }
    for (auto& block : blocks)
        blocks_.push_back(std::move(block));
    used_ += size;
    say(to_mrkdwn(line.words));
    return *this;
}

Layout& Layout::buttons(const std::vector<Button>& buttons) {
    if (!buttons.empty() && blocks_.size() + 1 < most_blocks_)
        blocks_.push_back(actions_block(buttons));
    return *this;
}

Layout& Layout::link_button(std::string_view text, std::string_view url) {
    const bool openable = url.starts_with("https://") || url.starts_with("http://");
    if (!openable || url.size() > most_url || blocks_.size() + 1 >= most_blocks_)
        return *this;
    auto element = button_element({"link", std::string(text), {}, {}}, "link");
    element["url"] = url;
    blocks_.push_back(
        {{"type", "actions"}, {"elements", nlohmann::json::array({std::move(element)})}});
    say(to_mrkdwn(Words().link(url, text)));
    return *this;
}

std::string Layout::text() const {
    return cut_mrkdwn(text_, most_message_text, to_mrkdwn(mark_));
}

}  // namespace muster::slack
