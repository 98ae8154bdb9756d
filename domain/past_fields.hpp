#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster {

// What a log that was kept by hand has columns for; docs/import.md says how each is written.
enum class PastField {
    id,
    title,
    severity,
    started,
    detected,
    acknowledged,
    repaired,
    resolved,
    closed,
    first_repaired,
    first_resolved,
    summary,
    impact,
    trigger,
    identified,
    cause,
    resolution,
    recovery,
    lesson,
    context,
    actions,
    reporter,
    commander,
    published
};
// The column of that heading ("First detected", "identified_by"), in any case.
std::optional<PastField> read_past_field(std::string_view heading);
// Whether it is a column that Muster computes by itself, such as "Time to repair".
bool is_computed_field(std::string_view heading);
// "id, title, severity …": those there are.
std::string past_fields();
// How that column is called in answers.
std::string_view to_string(PastField field);

}  // namespace muster
