#pragma once

#include "domain/incident.hpp"

#include <array>
#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Whether figures and lists of incidents count it: drills and duplicates are none of their own, and
// a maintenance window is no incident.
bool is_counted(const Incident& incident);

// The four durations by which incidents are compared. Each is defined by two key times.
enum class Measure { detect, acknowledge, repair, resolve };

struct MeasureRule {
    Measure measure;
    std::string_view name;  // "Time to repair"
    KeyTime from;
    KeyTime to;
};
inline constexpr std::array<MeasureRule, 4> measures{{
    {Measure::detect, "Time to detect", KeyTime::started, KeyTime::detected},
    {Measure::acknowledge, "Time to acknowledge", KeyTime::detected, KeyTime::acknowledged},
    {Measure::repair, "Time to repair", KeyTime::detected, KeyTime::repaired},
    {Measure::resolve, "Time to resolve", KeyTime::detected, KeyTime::resolved},
}};
const MeasureRule& rule_of(Measure measure);
// "detected to repaired".
std::string definition_of(Measure measure);

// One duration of one incident.
struct Duration {
    Measure measure = Measure::detect;
    std::optional<std::chrono::seconds> length;  // nothing: `missing` says why
    bool approximate = false;                    // one of its two times is
    std::string remark;   // which of a reopened incident's times it used, or empty
    std::string missing;  // "no time repaired"
};
Duration duration_of(const Incident& incident, Measure measure);
std::vector<Duration> durations_of(const Incident& incident);

// The time that figures use: the last one; of a reopened incident that has been closed again
// without a new one, the first.
const KeyMoment* moment_of(const Incident& incident, KeyTime key);

struct Quarter {
    int year = 1970;
    int number = 1;  // 1 to 4

    friend bool operator==(const Quarter&, const Quarter&) = default;
    friend auto operator<=>(const Quarter&, const Quarter&) = default;
};
std::string to_string(Quarter quarter);                      // "2024-Q4"
std::optional<Quarter> read_quarter(std::string_view text);  // its inverse, in any case
Quarter quarter_of(Instant at, const Zone& zone);
Quarter next(Quarter quarter);
Quarter before(Quarter quarter);
// The quarter in which the incident was detected; where that is not known, declared.
Quarter quarter_of(const Incident& incident, const Zone& zone);

struct LeftOut {
    IncidentId id;
    std::string why;

    friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

// One figure over several incidents: what it counts, and what it leaves out and why.
struct Figure {
    Measure measure = Measure::detect;
    int count = 0;
    std::optional<std::chrono::seconds> mean;  // nothing over no incidents, never 0
    std::optional<std::chrono::seconds> median;
    std::optional<std::chrono::seconds> percentile_90;  // nearest rank
    std::vector<LeftOut> left_out;  // those that lack one of the two times, or have them reversed
};

struct QuarterFigures {
    Quarter quarter;
    std::vector<IncidentId> incidents;  // those that count, by detection, then id
    std::vector<Figure> figures;        // one for each measure, in order; of those that count
    std::vector<LeftOut> apart;         // drills and duplicates, which are in no figure
};

// Newest quarter first, from the first incident's quarter to the last's, those without any
// included; a drill or a duplicate opens none. Private incidents are passed over without a word
// unless `with_private`.
std::vector<QuarterFigures> figures_by_quarter(const std::vector<Incident>& incidents,
                                               const Zone& zone, bool with_private);
// The same of one quarter, also where it has no incident.
QuarterFigures figures_of(Quarter quarter, const std::vector<Incident>& incidents, const Zone& zone,
                          bool with_private);

}  // namespace muster
