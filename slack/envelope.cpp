#include "slack/envelope.hpp"

#include "slack/text.hpp"

namespace muster::slack {

std::string text_at(const nlohmann::json& object, std::string_view member) {
    if (!object.is_object())
        return {};
    const auto found = object.find(member);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const nlohmann::json& at(const nlohmann::json& object, std::string_view member) {
    static const nlohmann::json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(member);
    return found == object.end() ? none : *found;
}

std::string to_text(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<nlohmann::json> read_frame(std::string_view text) {
    if (text.size() > most_frame_bytes || json_depth(text) > most_frame_depth)
        return std::nullopt;
    auto frame = nlohmann::json::parse(repair_json(text), nullptr, false);
    if (!frame.is_object())
        return std::nullopt;
    return frame;
}

Result<Envelope> envelope_of(nlohmann::json frame) {
    Envelope envelope;
    envelope.type = text_at(frame, "type");
    if (envelope.type.empty())
        return invalid("a frame has no type");
    envelope.id = text_at(frame, "envelope_id");
    const auto& accepts = at(frame, "accepts_response_payload");
    envelope.accepts_payload = accepts.is_boolean() && accepts.get<bool>();
    if (const auto& attempt = at(frame, "retry_attempt"); attempt.is_number_unsigned())
        envelope.retry_attempt = static_cast<int>(attempt.get<std::uint64_t>() % 1000);
    envelope.retry_reason = text_at(frame, "retry_reason");
    if (envelope.id.empty())
        envelope.payload = std::move(frame);
    else if (const auto payload = frame.find("payload"); payload != frame.end())
        envelope.payload = std::move(*payload);
    return envelope;
}

Result<Envelope> read_envelope(std::string_view text) {
    auto frame = read_frame(text);
    if (!frame)
        return invalid("a frame is too long, nested too deep, or no JSON object");
    return envelope_of(std::move(*frame));
}

std::string acknowledgement(const Envelope& envelope,
                            const std::optional<nlohmann::json>& payload) {
    nlohmann::json frame{{"envelope_id", envelope.id}};
    if (payload && envelope.accepts_payload)
        frame["payload"] = *payload;
    return to_text(frame);
}

}  // namespace muster::slack
