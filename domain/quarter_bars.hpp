#pragma once

#include "domain/metrics.hpp"
#include "domain/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What the picture of the figures shows of one quarter: bars of count by severity, and of the mean
// times to repair and to resolve.
struct QuarterBar {
    Quarter quarter;
    std::vector<int> counts;                     // one for each of QuarterBars::severities
    std::optional<std::chrono::seconds> repair;  // nothing: there is no mean
    std::optional<std::chrono::seconds> resolve;

    [[nodiscard]] int count() const;
    friend bool operator==(const QuarterBar&, const QuarterBar&) = default;
};

struct QuarterBars {
    std::vector<std::string> severities;  // the gravest first
    std::vector<QuarterBar> quarters;     // the oldest first

    friend bool operator==(const QuarterBars&, const QuarterBars&) = default;
};

// The quarters up to `last`, at most `most`, none before the first incident's. Severities are the
// configured ones, then those that incidents still have.
QuarterBars quarter_bars(const std::vector<Incident>& incidents, const Settings& settings,
                         Quarter last, int most, bool with_private);

// As a line of text for each quarter, and back; nothing when it cannot be read.
std::string to_text(const QuarterBars& bars);
std::optional<QuarterBars> read_quarter_bars(std::string_view text);

// What the picture says, for those who cannot see it; at most 1,000 characters.
std::string words_for(const QuarterBars& bars);

}  // namespace muster
