#include "domain/quarter_bars.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

namespace muster {
namespace {

constexpr int most_quarters = 400;
constexpr std::size_t most_severities = 50;

// The text up to `mark`, taken off with the mark.
std::string_view take_until(std::string_view& text, char mark) {
    const auto end = std::min(text.find(mark), text.size());
    const auto taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0)
        return std::nullopt;
    return number;
}

std::string length_text(const std::optional<std::chrono::seconds>& length) {
    return length ? std::to_string(length->count()) : "-";
}

// False when it is neither a length nor "-".
bool read_length(std::string_view text, std::optional<std::chrono::seconds>& length) {
    if (text == "-")
        return true;
    if (const auto count = read_number<long long>(text))
        length = std::chrono::seconds(*count);
    return length.has_value();
}

// One word in the text: nothing else parts it.
std::string as_one_word(std::string_view name) {
    std::string word(name);
    std::ranges::replace_if(word, [](char c) { return c == '\t' || c == '\n'; }, ' ');
    return word;
}

std::string shown(const std::optional<std::chrono::seconds>& length) {
    return length ? duration_text(*length) : "–";
}

}  // namespace

int QuarterBar::count() const {
    return std::accumulate(counts.begin(), counts.end(), 0);
}

QuarterBars quarter_bars(const std::vector<Incident>& incidents, const Settings& settings,
                         Quarter last, int most, bool with_private) {
    QuarterBars bars;
    for (const auto& rule : settings.severities)
        bars.severities.push_back(as_one_word(rule.name));
    std::map<IncidentId, const Incident*> by_id;
    for (const auto& incident : incidents)
        by_id[incident.id] = &incident;
    const auto column = [&](const std::string& severity) {
        const auto name = as_one_word(severity);
        auto found = std::ranges::find(bars.severities, name);
        if (found == bars.severities.end() && bars.severities.size() < most_severities)
            found = bars.severities.insert(found, name);
        return static_cast<std::size_t>(found - bars.severities.begin());
    };
    const auto all = figures_by_quarter(incidents, settings.zone, with_private);
    Quarter first = last;
    for (int i = 1; i < most; ++i)
        first = before(first);
    for (const auto& figures : all) {
        if (figures.quarter > last || figures.quarter < first)
            continue;
        QuarterBar bar{figures.quarter, {}, {}, {}};
        for (const auto id : figures.incidents) {
            const auto at = column(by_id.at(id)->severity);
            bar.counts.resize(std::max(bar.counts.size(), at + 1));
            ++bar.counts[at];
        }
        bar.repair = figures.figures[static_cast<std::size_t>(Measure::repair)].mean;
        bar.resolve = figures.figures[static_cast<std::size_t>(Measure::resolve)].mean;
        bars.quarters.push_back(std::move(bar));
    }
    std::ranges::reverse(bars.quarters);
    // Up to the quarter that was asked for, also when nothing has happened lately.
    if (bars.quarters.empty())
        bars.quarters.push_back({last, {}, {}, {}});
    while (bars.quarters.back().quarter < last)
        bars.quarters.push_back({next(bars.quarters.back().quarter), {}, {}, {}});
    for (auto& bar : bars.quarters)
        bar.counts.resize(bars.severities.size());
    return bars;
}

std::string to_text(const QuarterBars& bars) {
    std::string text;
    for (const auto& severity : bars.severities)
        text += (text.empty() ? "" : "\t") + severity;
    for (const auto& bar : bars.quarters) {
        text += "\n" + to_string(bar.quarter) + "\t" + length_text(bar.repair) + "\t" +
                length_text(bar.resolve);
        for (const auto count : bar.counts)
            text += "\t" + std::to_string(count);
    }
    return text;
}

std::optional<QuarterBars> read_quarter_bars(std::string_view text) {
    QuarterBars bars;
    for (auto names = take_until(text, '\n'); !names.empty();)
        bars.severities.emplace_back(take_until(names, '\t'));
    if (bars.severities.size() > most_severities)
        return std::nullopt;
    for (int line = 0; !text.empty() && line < most_quarters; ++line) {
        auto rest = take_until(text, '\n');
        const auto quarter = read_quarter(take_until(rest, '\t'));
        if (!quarter)
            return std::nullopt;
        QuarterBar bar{*quarter, {}, {}, {}};
        if (!read_length(take_until(rest, '\t'), bar.repair) ||
            !read_length(take_until(rest, '\t'), bar.resolve))
            return std::nullopt;
        while (!rest.empty()) {
            const auto count = read_number<int>(take_until(rest, '\t'));
            if (!count)
                return std::nullopt;
            bar.counts.push_back(*count);
        }
        if (bar.counts.size() != bars.severities.size())
            return std::nullopt;
        bars.quarters.push_back(std::move(bar));
    }
    return bars;
}

std::string words_for(const QuarterBars& bars) {
    std::string text =
        "Bars by quarter: incidents by severity, mean time to repair, mean time to "
        "resolve.";
    // The newest matter most, should it be too long.
    for (auto bar = bars.quarters.rbegin(); bar != bars.quarters.rend(); ++bar) {
        text += " " + to_string(bar->quarter) + ": " +
                (bar->count() == 0 ? "none" : std::to_string(bar->count()));
        std::string severities;
        for (std::size_t i = 0; i < bar->counts.size(); ++i)
            if (bar->counts[i] > 0)
                severities += (severities.empty() ? "" : ", ") + std::to_string(bar->counts[i]) +
                              " " + bars.severities[i];
        if (!severities.empty())
            text += " (" + severities + "), repair " + shown(bar->repair) + ", resolve " +
                    shown(bar->resolve);
        text += ".";
    }
    constexpr std::size_t most_characters = 1'000;
    return shortened(text, most_characters);
}

}  // namespace muster
