#include "slack/reply.hpp"

#include "slack/blocks.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"
#include "slack/views.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::slack {
namespace {

using nlohmann::json;

constexpr std::size_t most_error = 1000;
constexpr std::string_view refused_title = "That did not work";
constexpr std::string_view done_title = "Done";
constexpr std::string_view waiting_title = "Not kept yet";

using Part = std::optional<json> ReplyPayloads::*;
constexpr std::array<std::pair<const char*, Part>, 4> parts{{
    {"ack", &ReplyPayloads::ack},
    {"open_view", &ReplyPayloads::open_view},
    {"update_view", &ReplyPayloads::update_view},
    {"respond", &ReplyPayloads::respond},
}};

std::vector<std::string> input_blocks(const json& view) {
    std::vector<std::string> ids;
    const auto& blocks = at(view, "blocks");
    if (!blocks.is_array())
        return ids;
    for (const auto& block : blocks)
        if (text_at(block, "type") == "input")
            ids.push_back(text_at(block, "block_id"));
    return ids;
}

json update(json view) {
    return {{"response_action", "update"}, {"view", std::move(view)}};
}

// Errors stand below the fields they are about; Slack takes them for fields of that form alone.
std::optional<json> errors(const Reply& reply, const json& view) {
    const auto ids = input_blocks(view);
    auto found = json::object();
    for (const auto& [id, what] : reply.field_errors)
        if (std::ranges::find(ids, id) != ids.end())
            found[id] = cut(what, most_error);
    if (found.empty() && !ids.empty()) {
        const auto words = plain_text(reply.words);
        const auto& what = words.empty() && !reply.field_errors.empty()
                               ? reply.field_errors.begin()->second
                               : words;
        found[ids.front()] = cut(what, most_error);
    }
    if (found.empty())
        return std::nullopt;
    return json{{"response_action", "errors"}, {"errors", std::move(found)}};
}

bool is_submission(const Envelope& envelope) {
    return envelope.type == "interactive" && text_at(envelope.payload, "type") == "view_submission";
}

// What takes the place of a form that was answered "not kept yet".
json late_view(const json& ack) {
    if (const auto& view = at(ack, "view"); view.is_object())
        return view;
    const auto& wrong = at(ack, "errors");
    if (wrong.is_object() && !wrong.empty() && wrong.front().is_string())
        return message_modal(refused_title, Words(wrong.front().get<std::string>()));
    return message_modal(done_title, Words("It is kept now."));
}

ReplyPayloads answer_submission(const Reply& reply, const Envelope& envelope) {
    ReplyPayloads answer;
    const bool refused = reply.refused || !reply.field_errors.empty();
    if (reply.form) {
        answer.ack = update(modal(*reply.form));
    } else if (refused) {
        answer.ack = errors(reply, at(envelope.payload, "view"));
        if (!answer.ack)
            answer.ack = update(message_modal(refused_title, reply.words));
    } else if (!reply.words.empty()) {
        answer.ack = update(message_modal(done_title, reply.words, reply.buttons));
    }
    return answer;
}

ReplyPayloads answer_click(const Reply& reply, const Envelope& envelope) {
    ReplyPayloads answer;
    const auto view = text_at(at(envelope.payload, "view"), "id");
    // A form or words would take the place of the whole Home tab, so they open above it.
    const bool home = text_at(at(envelope.payload, "view"), "type") == "home";
    if (reply.form && (view.empty() || home)) {
        answer.open_view = modal(*reply.form);
    } else if (reply.form) {
        answer.update_view = json{{"view_id", view}, {"view", modal(*reply.form)}};
    } else if (reply.words.empty()) {
        return answer;
    } else if (view.empty()) {
        answer.respond = ephemeral(reply);
        (*answer.respond)["replace_original"] = reply.in_place;
        if (reply.in_place)
            answer.respond->erase("response_type");
    } else {
        auto told =
            message_modal(reply.refused ? refused_title : done_title, reply.words, reply.buttons);
        if (home)
            answer.open_view = std::move(told);
        else
            answer.update_view = json{{"view_id", view}, {"view", std::move(told)}};
    }
    return answer;
}

ReplyPayloads answer_command(const Reply& reply, const Envelope& envelope) {
    ReplyPayloads answer;
    if (reply.form) {
        answer.open_view = modal(*reply.form);
        if (reply.words.empty())
            return answer;
    }
    auto message = ephemeral(reply);
    (envelope.accepts_payload ? answer.ack : answer.respond) = std::move(message);
    return answer;
}

std::string encoded(const ReplyPayloads& answer) {
    auto stored = json::object();
    for (const auto& [name, part] : parts)
        if (answer.*part)
            stored[name] = *(answer.*part);
    return to_text(stored);
}

}  // namespace

json ephemeral(const Words& words, const std::vector<Button>& buttons) {
    Reply reply;
    reply.words = words;
    reply.buttons = buttons;
    return ephemeral(reply);
}

json ephemeral(const Reply& reply) {
    Layout layout;
    layout.prose(reply.words.empty() ? Words("Done.") : reply.words);
    for (const auto& line : reply.lines)
        layout.line(line);
    layout.buttons(reply.buttons);
    return {{"response_type", "ephemeral"}, {"text", layout.text()}, {"blocks", layout.blocks()}};
}

ReplyPayloads payloads_of(const Reply& reply, const Envelope& envelope) {
    if (envelope.type == "slash_commands")
        return answer_command(reply, envelope);
    if (envelope.type != "interactive")
        return {};
    if (is_submission(envelope))
        return answer_submission(reply, envelope);
    return answer_click(reply, envelope);
}

ReplyPayloads payloads_of(const Reply& reply, const Request& answer) {
    ReplyPayloads told;
    if (const auto view = answer.details.find("view"); view != answer.details.end()) {
        auto form = reply.form;
        if (form)
            form->filled_by = view->second;  // it is found by that name once more
        told.update_view =
            json{{"external_id", view->second},
                 {"view", form ? modal(*form)
                               : message_modal(reply.refused ? refused_title : done_title,
                                               reply.words, reply.buttons)}};
    } else if (!reply.words.empty()) {
        told.respond = ephemeral(reply.words, reply.buttons);
    }
    return told;
}

ReplyPayloads waiting_payloads(const Words& words, const Envelope& envelope) {
    if (is_submission(envelope)) {
        ReplyPayloads answer;
        answer.ack = update(message_modal(waiting_title, words));
        return answer;
    }
    Reply reply;
    reply.words = words;
    reply.refused = true;
    return payloads_of(reply, envelope);
}

ReplyPayloads late_payloads(ReplyPayloads answer, const Envelope& envelope) {
    if (is_submission(envelope)) {
        ReplyPayloads late;
        late.update_view = json{{"view_id", text_at(at(envelope.payload, "view"), "id")},
                                {"view", late_view(answer.ack.value_or(json()))}};
        return late;
    }
    if (answer.ack)
        answer.respond = std::exchange(answer.ack, std::nullopt);
    if (std::exchange(answer.open_view, std::nullopt) && !answer.respond)
        answer.respond = ephemeral(
            Words("The disk was too slow for the form: Slack opens one within 3 seconds. Ask for "
                  "it again."));
    return answer;
}

std::string encode_answer(const Reply& reply, const Envelope& envelope) {
    return encoded(payloads_of(reply, envelope));
}

std::string encode_answer(const Reply& reply, const Request& answer) {
    return encoded(payloads_of(reply, answer));
}

ReplyPayloads decode_answer(std::string_view text) {
    ReplyPayloads answer;
    const auto stored = json::parse(text, nullptr, false);
    for (const auto& [name, part] : parts)
        if (const auto& value = at(stored, name); value.is_object())
            answer.*part = value;
    return answer;
}

}  // namespace muster::slack
