#pragma once

#include "domain/time.hpp"

#include <string>
#include <string_view>

namespace muster {

// A span that lies ahead, as somebody typed it at the beginning of a text.
struct SpanAhead {
    Instant start{};
    Instant end{};
    std::string rest;    // what follows it, trimmed
    std::string remark;  // something its writer should be told, or empty

    friend bool operator==(const SpanAhead&, const SpanAhead&) = default;
};

// Reads START to END forward: "22:00 to 23:30", "tomorrow 02:00 for 2h", "2026-12-05 22:00 UTC to
// 2026-12-06 01:00", "friday 22:00 - 23:00", "in 2h for 30m". A bare clock time is the next one,
// and an END's the first one after START; "in" and "now" count in whole minutes. An Error that says
// how to write it for anything else, for a START that has passed, a time in a daylight-saving gap,
// an END before its START and a span of over 90 days.
Result<SpanAhead> read_span_ahead(std::string_view text, const TimeContext& context);

}  // namespace muster
