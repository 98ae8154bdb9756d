#include "domain/effect.hpp"

#include <array>
#include <utility>

namespace muster {
namespace {

using Kind = Effect::Kind;
constexpr std::array<std::pair<Kind, std::string_view>, 38> kinds{{
    {Kind::create_channel, "create_channel"},
    {Kind::post_card, "post_card"},
    {Kind::post_announcement, "post_announcement"},
    {Kind::post_update, "post_update"},
    {Kind::post_note, "post_note"},
    {Kind::post_postmortem, "post_postmortem"},
    {Kind::upload_document, "upload_document"},
    {Kind::tell_administrators, "tell_administrators"},
    {Kind::tell_person, "tell_person"},
    {Kind::post_reminder, "post_reminder"},
    {Kind::remind_owner, "remind_owner"},
    {Kind::post_digest, "post_digest"},
    {Kind::post_figures, "post_figures"},
    {Kind::post_approval, "post_approval"},
    {Kind::push_update, "push_update"},
    {Kind::push_component, "push_component"},
    {Kind::show_approval, "show_approval"},
    {Kind::show_push, "show_push"},
    {Kind::show_pushed_update, "show_pushed_update"},
    {Kind::show_channel, "show_channel"},
    {Kind::show_members, "show_members"},
    {Kind::show_topic, "show_topic"},
    {Kind::show_purpose, "show_purpose"},
    {Kind::show_pin, "show_pin"},
    {Kind::show_bookmark, "show_bookmark"},
    {Kind::show_card, "show_card"},
    {Kind::show_announcement, "show_announcement"},
    {Kind::show_update, "show_update"},
    {Kind::show_postmortem, "show_postmortem"},
    {Kind::show_documents, "show_documents"},
    {Kind::show_note, "show_note"},
    {Kind::show_taken_back, "show_taken_back"},
    {Kind::unsay, "unsay"},
    {Kind::ask_message, "ask_message"},
    {Kind::ask_channel, "ask_channel"},
    {Kind::show_reminder, "show_reminder"},
    {Kind::show_archived, "show_archived"},
    {Kind::show_home, "show_home"},
}};

}  // namespace

bool is_show(Effect::Kind kind) {
    return to_string(kind).starts_with("show_");
}

std::string_view to_string(Effect::Kind kind) {
    for (const auto& [known, name] : kinds)
        if (known == kind)
            return name;
    return "";
}

std::optional<Effect::Kind> read_effect_kind(std::string_view text) {
    for (const auto& [kind, name] : kinds)
        if (name == text)
            return kind;
    return std::nullopt;
}

}  // namespace muster
