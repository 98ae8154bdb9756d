#include "domain/incident.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace muster {
namespace {

constexpr std::array<std::pair<Status, std::string_view>, 7> statuses{{
    {Status::investigating, "investigating"},
    {Status::identified, "identified"},
    {Status::monitoring, "monitoring"},
    {Status::resolved, "resolved"},
    {Status::scheduled, "scheduled"},
    {Status::in_progress, "in progress"},
    {Status::completed, "completed"},
}};
constexpr std::array<std::pair<KeyTime, std::string_view>, 6> key_times{{
    {KeyTime::started, "started"},
    {KeyTime::detected, "detected"},
    {KeyTime::acknowledged, "acknowledged"},
    {KeyTime::repaired, "repaired"},
    {KeyTime::resolved, "resolved"},
    {KeyTime::closed, "closed"},
}};
constexpr std::array<std::pair<Part, std::string_view>, 8> part_names{{
    {Part::summary, "summary"},
    {Part::impact, "impact"},
    {Part::trigger, "trigger"},
    {Part::detection, "detection"},
    {Part::cause, "cause"},
    {Part::resolution, "resolution"},
    {Part::recovery, "recovery"},
    {Part::lesson, "lesson"},
}};

constexpr std::array<std::pair<ComponentState, std::string_view>, 5> component_states{{
    {ComponentState::operational, "operational"},
    {ComponentState::degraded, "degraded"},
    {ComponentState::partial, "partial"},
    {ComponentState::major, "major"},
    {ComponentState::maintenance, "maintenance"},
}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
    for (const auto& [known, name] : table)
        if (known == value)
            return name;
    return "";
}

template <class Value, std::size_t size>
std::optional<Value> value_in(const std::array<std::pair<Value, std::string_view>, size>& table,
                              std::string_view text) {
    for (const auto& [value, name] : table)
        if (std::ranges::equal(name, text,
                               [](char a, unsigned char b) { return a == std::tolower(b); }))
            return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(Status status) {
    return name_in(statuses, status);
}
std::optional<Status> read_status(std::string_view text) {
    const auto status = value_in(statuses, text);
    return status && *status <= Status::resolved ? status : std::nullopt;
}
std::string_view to_string(DocumentState state) {
    switch (state) {
        case DocumentState::documenting:
            return "documenting";
        case DocumentState::in_review:
            return "in review";
        case DocumentState::done:
            return "done";
        case DocumentState::published:
            return "published";
    }
    return "documenting";
}

std::string_view to_string(KeyTime key) {
    return name_in(key_times, key);
}
std::optional<KeyTime> read_key_time(std::string_view text) {
    return value_in(key_times, text);
}
std::string_view to_string(Part part) {
    return name_in(part_names, part);
}
std::optional<Part> read_part(std::string_view text) {
    return value_in(part_names, text);
}
std::string_view to_string(ComponentState state) {
    return name_in(component_states, state);
}
std::optional<ComponentState> read_component_state(std::string_view text) {
    return value_in(component_states, text);
}
bool is_list(Part part) {
    return part == Part::cause || part == Part::lesson;
}

}  // namespace muster
