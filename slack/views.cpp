#include "slack/views.hpp"

#include "slack/blocks.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace muster::slack {
namespace {

constexpr std::size_t most_title = 24;
constexpr std::size_t most_label = 2000;
constexpr std::size_t most_input = 3000;
constexpr std::size_t most_metadata = 3000;
constexpr std::size_t most_external_id = 255;
constexpr std::size_t most_option_text = 75;
constexpr std::size_t most_option_value = 150;
constexpr std::size_t most_options = 100;  // and as many groups of them
constexpr std::size_t most_boxes = 10;     // of one element

std::size_t most_of(const Field& field) {
    return static_cast<std::size_t>(std::clamp(field.most, 1, static_cast<int>(most_input)));
}

bool is_written(const Field& field) {
    return field.kind == Field::Kind::line || field.kind == Field::Kind::text ||
           (field.kind == Field::Kind::choice && field.options.empty());
}

nlohmann::json option(const std::pair<std::string, std::string>& choice) {
    return {{"text", plain_text_object(choice.second, most_option_text)},
            {"value", cut(choice.first, most_option_value, "")}};
}

nlohmann::json choice_element(const Field& field) {
    nlohmann::json element{{"type", "static_select"}, {"action_id", input_action}};
    auto options = nlohmann::json::array();
    for (const auto& choice : field.options) {
        if (choice.first.empty())
            continue;  // Slack refuses an option without a value; nothing chosen means the same
        options.push_back(option(choice));
        if (choice.first == field.value)
            element["initial_option"] = options.back();
    }
    if (options.size() <= most_options) {
        element["options"] = std::move(options);
        return element;
    }
    auto groups = nlohmann::json::array();
    for (std::size_t from = 0; from < options.size() && groups.size() < most_options;
         from += most_options) {
        const auto to = std::min(from + most_options, options.size());
        auto part = nlohmann::json::array();
        for (std::size_t i = from; i < to; ++i)
            part.push_back(options[i]);
        const auto label = std::to_string(from + 1) + "–" + std::to_string(to);
        groups.push_back(
            {{"label", plain_text_object(label, most_option_text)}, {"options", std::move(part)}});
    }
    element["option_groups"] = std::move(groups);
    return element;
}

nlohmann::json written_element(const Field& field) {
    nlohmann::json element{{"type", "plain_text_input"},
                           {"action_id", input_action},
                           {"multiline", field.kind == Field::Kind::text},
                           {"max_length", most_of(field)}};
    if (!field.value.empty() && characters(field.value) <= most_of(field))
        element["initial_value"] = field.value;
    return element;
}

nlohmann::json labelled(const Field& field, std::string_view label, bool optional,
                        nlohmann::json element) {
    return {{"type", "input"},
            {"block_id", field.id},
            {"label", plain_text_object(label, most_label)},
            {"optional", optional},
            {"element", std::move(element)}};
}

// Ten to a block, which Slack takes; those that follow are "id#2", "id#3".
void add_checkboxes(nlohmann::json& blocks, const Field& field) {
    const auto count = field.options.size();
    for (std::size_t from = 0; from < count && blocks.size() < most_modal_blocks;
         from += most_boxes) {
        const auto to = std::min(from + most_boxes, count);
        auto boxes = nlohmann::json::array();
        for (std::size_t i = from; i < to; ++i) {
            boxes.push_back(option(field.options[i]));
            if (i < field.notes.size() && !field.notes[i].empty())
                boxes.back()["description"] = plain_text_object(field.notes[i], most_option_text);
        }
        nlohmann::json element{
            {"type", "checkboxes"}, {"action_id", input_action}, {"options", std::move(boxes)}};
        const auto label = count <= most_boxes ? field.label
                                               : field.label + " " + std::to_string(from + 1) +
                                                     "–" + std::to_string(to);
        // Slack counts each block by itself, so only a single one can be required.
        blocks.push_back(
            labelled(field, label, count > most_boxes || !field.required, std::move(element)));
        if (from > 0)
            blocks.back()["block_id"] = field.id + "#" + std::to_string(from / most_boxes + 1);
    }
}

nlohmann::json element_of(const Field& field) {
    if (is_written(field))
        return written_element(field);
    if (field.kind == Field::Kind::choice)
        return choice_element(field);
    nlohmann::json element{{"type", "users_select"}, {"action_id", input_action}};
    if (is_slack_id(field.value))
        element["initial_user"] = field.value;
    return element;
}

std::string hint_of(const Field& field) {
    const auto count = characters(field.value);
    if (!is_written(field) || count <= most_of(field))
        return field.hint;
    return field.hint + (field.hint.empty() ? "" : " ") + "What stands there now has " +
           std::to_string(count) +
           " characters, too many for a form. It stays if this stays empty.";
}

nlohmann::json input_block(const Field& field) {
    auto block = labelled(field, field.label, !field.required, element_of(field));
    if (const auto hint = hint_of(field); !hint.empty())
        block["hint"] = plain_text_object(hint, most_label);
    return block;
}

}  // namespace

nlohmann::json modal(const muster::Form& form) {
    if (characters(form.context) > most_metadata)
        throw std::logic_error("the context of form " + form.name + " is over 3000 characters");
    auto blocks = nlohmann::json::array();
    if (!form.words.empty())
        blocks.push_back(rich_text_block(form.words));
    for (const auto& field : form.fields)
        if (field.kind == Field::Kind::checkboxes)
            add_checkboxes(blocks, field);
        else
            blocks.push_back(input_block(field));
    // Slack wants it where there is anything to enter.
    const bool can_submit = !form.submit.empty() || !form.fields.empty();
    nlohmann::json view{{"type", "modal"},
                        {"callback_id", form.name},
                        {"private_metadata", form.context},
                        {"title", plain_text_object(form.title, most_title)},
                        {"close", plain_text_object(can_submit ? "Cancel" : "Close", most_title)},
                        {"blocks", std::move(blocks)}};
    if (can_submit)
        view["submit"] = plain_text_object(form.submit, most_title);
    if (!form.filled_by.empty())
        view["external_id"] = cut(form.filled_by, most_external_id, "");
    return view;
}

nlohmann::json message_modal(std::string_view title, const Words& words,
                             const std::vector<Button>& buttons) {
    Layout layout("… (shortened)", most_modal_blocks);
    layout.prose(words.empty() ? Words("Done.") : words).buttons(buttons);
    return {{"type", "modal"},
            {"title", plain_text_object(title, most_title)},
            {"close", plain_text_object("Close", most_title)},
            {"blocks", layout.blocks()}};
}

}  // namespace muster::slack
