#pragma once

#include "commands/command.hpp"
#include "domain/words.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster::slack {

// Slack's limits, in characters of the escaped text where it is escaped (CONTRACT 5.2).
constexpr std::size_t most_message_text = 4000;
constexpr std::size_t most_message_blocks = 50;
constexpr std::size_t most_modal_blocks = 100;
constexpr std::size_t most_text_object = 3000;
constexpr std::size_t most_header_text = 150;
constexpr std::size_t most_button_text = 75;
constexpr std::size_t most_button_value = 2000;
constexpr std::size_t most_action_id = 255;
constexpr std::size_t most_actions = 25;
// Slack refuses messages with over about 13,200 characters in all; it does not publish the figure.
constexpr std::size_t most_message_characters = 12000;

// A plain_text object: shown as it is, apart from the three entities, which are escaped. At least
// one character, at most `most`; no :emoji: is drawn.
nlohmann::json plain_text_object(std::string_view text, std::size_t most);
// A mrkdwn object of Muster's own words; nothing in it links by itself.
nlohmann::json mrkdwn_object(const Words& words, std::size_t most = most_text_object);

nlohmann::json header_block(std::string_view text);
nlohmann::json rich_text_block(const Words& words);
nlohmann::json context_block(const Words& words);
nlohmann::json divider_block();
// A line with its button beside it; several buttons stand below it.
std::vector<nlohmann::json> line_blocks(const ReplyLine& line);
// At most 25; buttons that do the same get ids of their own, "undo" and "undo#2".
nlohmann::json actions_block(const std::vector<Button>& buttons);
nlohmann::json button_element(const Button& button, std::string_view action_id);
// "undo#2" is the action "undo".
std::string action_of(std::string_view action_id);

// The beginning of a text that is escaped already, ended by `mark`; no entity is cut in two.
std::string cut_mrkdwn(std::string_view text, std::size_t most, std::string_view mark = "…");

// A message as it grows: blocks, and beside them the same as text. Longer content than Slack takes
// is cut with `mark`, which should say where the whole can be read; the rest then stays out, except
// buttons.
class Layout {
public:
    explicit Layout(Words mark = "… (shortened)", std::size_t most_blocks = most_message_blocks);

    Layout& header(std::string_view text);
    // Paragraphs of anything, typed text included.
    Layout& prose(const Words& words);
    // Small print.
    Layout& context(const Words& words);
    Layout& divider();
    Layout& line(const ReplyLine& line);
    Layout& buttons(const std::vector<Button>& buttons);
    // A button that opens a page in the browser; nothing for a URL Slack would refuse.
    Layout& link_button(std::string_view text, std::string_view url);

    [[nodiscard]] const nlohmann::json& blocks() const { return blocks_; }
    // At most 4,000 characters; one piece a line.
    [[nodiscard]] std::string text() const;

private:
    [[nodiscard]] bool has_room() const;
    void say(const std::string& line);

    nlohmann::json blocks_ = nlohmann::json::array();
    std::string text_;
    Words mark_;
    std::size_t most_blocks_;
    std::size_t used_ = 0;
    bool full_ = false;
};

}  // namespace muster::slack
