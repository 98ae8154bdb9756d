#include "domain/past_fields.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

using enum PastField;

struct Heading {
    std::string_view name;
    PastField field;
};
// The first name of each is how it is called in answers.
constexpr std::array<Heading, 52> headings{{
    {"id", id},
    {"incident", id},
    {"incident id", id},
    {"title", title},
    {"name", title},
    {"severity", severity},
    {"sev", severity},
    {"started", started},
    {"start", started},
    {"detected", detected},
    {"first detected", detected},
    {"acknowledged", acknowledged},
    {"repaired", repaired},
    {"mitigated", repaired},
    {"resolved", resolved},
    {"closed", closed},
    {"first repaired", first_repaired},
    {"first resolved", first_resolved},
    {"summary", summary},
    {"impact", impact},
    {"trigger", trigger},
    {"identified by", identified},
    {"identified", identified},
    {"how identified", identified},
    {"how it was identified", identified},
    {"detection", identified},
    {"cause", cause},
    {"causes", cause},
    {"root cause", cause},
    {"root causes", cause},
    {"resolution", resolution},
    {"recovery", recovery},
    {"lesson", lesson},
    {"lessons", lesson},
    {"lessons learned", lesson},
    {"context", context},
    {"timeline", context},
    {"actions", actions},
    {"action", actions},
    {"action items", actions},
    {"review actions", actions},
    {"follow ups", actions},
    {"reporter", reporter},
    {"reported by", reporter},
    {"commander", commander},
    {"lead", commander},
    {"owner", commander},
    {"published", published},
    {"public", published},
    {"detected at", detected},
    {"repaired at", repaired},
    {"resolved at", resolved},
}};

// "First_Detected:" as "first detected".
std::string plain_heading(std::string_view heading) {
    auto plain = lower(trimmed(heading));
    std::ranges::replace_if(plain, [](char c) { return c == '_' || c == '-'; }, ' ');
    while (plain.ends_with(':') || plain.ends_with(' '))
        plain.pop_back();
    return on_one_line(plain);
}

}  // namespace

std::optional<PastField> read_past_field(std::string_view heading) {
    const auto found = std::ranges::find(headings, plain_heading(heading), &Heading::name);
    return found == headings.end() ? std::nullopt : std::optional(found->field);
}

bool is_computed_field(std::string_view heading) {
    const auto plain = plain_heading(heading);
    return plain == "quarter" || plain == "remark" || plain.starts_with("time to ") ||
           plain.starts_with("minutes to ") || plain == "ttd" || plain == "tta" || plain == "ttr" ||
           plain == "mttr" || plain == "duration";
}

std::string past_fields() {
    std::string all;
    for (int field = 0; field <= static_cast<int>(published); ++field)
        all += (all.empty() ? "" : ", ") + std::string(to_string(static_cast<PastField>(field)));
    return all;
}

std::string_view to_string(PastField field) {
    return std::ranges::find(headings, field, &Heading::field)->name;
}

}  // namespace muster
