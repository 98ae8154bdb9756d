#include "slack/home_view.hpp"

#include "slack/blocks.hpp"

namespace muster::slack {
namespace {

void add_section(nlohmann::json& blocks, const Home::Section& section) {
    blocks.push_back(divider_block());
    blocks.push_back(header_block(section.title));
    if (section.lines.empty())
        blocks.push_back(context_block(section.empty));
    for (const auto& line : section.lines)
        for (auto& block : line_blocks(line))
            blocks.push_back(std::move(block));
    if (!section.more.empty())
        blocks.push_back(context_block(section.more));
    if (!section.buttons.empty())
        blocks.push_back(actions_block(section.buttons));
}

}  // namespace

nlohmann::json home_view(const Home& home) {
    auto blocks = nlohmann::json::array();
    blocks.push_back(rich_text_block(home.greeting));
    blocks.push_back(actions_block(home.buttons));
    for (const auto& section : home.sections)
        add_section(blocks, section);
    blocks.push_back(divider_block());
    blocks.push_back(context_block(home.footnote));
    return {{"type", "home"}, {"callback_id", "home"}, {"blocks", std::move(blocks)}};
}

}  // namespace muster::slack
