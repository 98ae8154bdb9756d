#pragma once

#include "domain/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

// What a zone's clocks show between two changes of them.
struct ZoneRules {
    Instant begin{};  // the change that brought it
    Instant end{};    // the next change
    std::chrono::seconds offset{0};
    std::string abbreviation;  // "BST", or "+03" where the zone has no letters
};

// The rules in force at that moment, any time from 1970 on. Never throws for a Zone that exists.
ZoneRules rules_at(const Zone& zone, Instant at);

// The instants at which clocks in `zone` show that date and time, earliest first: none in a
// daylight-saving gap, two where the clock was put back. `local` counts as if it were UTC.
std::vector<Instant> instants_of(const Zone& zone, Instant local);

// A change that put clocks forward, past some times of day.
struct Gap {
    Instant change{};
    std::chrono::seconds before{0};  // the offsets on both sides of it
    std::chrono::seconds after{0};
};
// The gap in which `local` falls, if there is no such time in `zone`.
std::optional<Gap> gap_of(const Zone& zone, Instant local);

// The offset that `abbreviation` stands for in `zone` within 400 days of `near` ("BST" in
// Europe/London: one hour), in the case given.
std::optional<std::chrono::seconds> offset_named(const Zone& zone, std::string_view abbreviation,
                                                 Instant near);

}  // namespace muster
