#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/mention.hpp"
#include "domain/metrics.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace muster {
namespace {

constexpr int most_incidents = 20'000;
constexpr int a_page = 1'000;
constexpr std::size_t most_left_out = 10;

std::string shown(const std::optional<std::chrono::seconds>& length) {
    return length ? duration_text(*length) : "–";
}

// "2026-Q4", or "Q4" of this year.
std::optional<Quarter> read_asked_quarter(std::string_view text, Quarter present) {
    if (const auto quarter = read_quarter(text))
        return quarter;
    if (text.size() == 2 && (text[0] == 'q' || text[0] == 'Q'))
        return read_quarter(std::to_string(present.year) + "-" + std::string(text));
    return std::nullopt;
}

Quarter before(Quarter quarter) {
    return quarter.number == 1 ? Quarter{quarter.year - 1, 4}
                               : Quarter{quarter.year, quarter.number - 1};
}

// Of everybody: what a few may see is in no figure.
std::vector<Incident> all_incidents(const Record& record) {
    std::vector<Incident> all;
    for (int offset = 0; offset < most_incidents; offset += a_page) {
        auto page = record.incidents(IncidentFilter::all, offset, a_page);
        const bool last = page.size() < static_cast<std::size_t>(a_page);
        for (auto& incident : page)
            if (!incident.is_private())
                all.push_back(std::move(incident));
        if (last)
            break;
    }
    return all;
}

QuarterFigures figures_of(const std::vector<Incident>& incidents, Quarter quarter,
                          const Zone& zone) {
    for (auto& figures : figures_by_quarter(incidents, zone, false))
        if (figures.quarter == quarter)
            return figures;
    QuarterFigures none{quarter, {}, {}};
    for (const auto& rule : measures)
        none.figures.push_back({rule.measure, 0, {}, {}, {}, {}});
    return none;
}

// "4 incidents, 1 of them open: 1 sev1, 3 sev2".
std::string count_words(const std::vector<const Incident*>& within, const Settings& settings) {
    if (within.empty())
        return "No incident";
    const auto open =
        std::ranges::count_if(within, [](const Incident* incident) { return !incident->closed; });
    std::string text = counted(std::ssize(within), "incident", "incidents") +
                       (open > 0 ? ", " + std::to_string(open) + " of them open" : std::string());
    std::string severities;
    for (const auto& rule : settings.severities) {
        const auto count = std::ranges::count_if(
            within, [&](const Incident* incident) { return incident->severity == rule.name; });
        if (count > 0)
            severities +=
                (severities.empty() ? ": " : ", ") + std::to_string(count) + " " + rule.name;
    }
    return text + severities;
}

// Each reason once, with whom it concerns: "no time repaired: INC-3, INC-5".
void say_left_out(const Figure& figure, Words& words) {
    std::map<std::string, std::vector<IncidentId>> by_reason;
    for (const auto& left_out : figure.left_out)
        by_reason[left_out.why].push_back(left_out.id);
    for (const auto& [why, ids] : by_reason) {
        words.plain("\n    left out, " + why + ": ");
        for (std::size_t i = 0; i < std::min(ids.size(), most_left_out); ++i)
            words.plain((i == 0 ? "" : ", ") + to_string(ids[i]));
        if (ids.size() > most_left_out)
            words.plain(" and " + std::to_string(ids.size() - most_left_out) + " more");
    }
}

void say_figure(const Figure& figure, Words& words) {
    const auto name = lower(rule_of(figure.measure).name);
    words.plain("\nMean " + name + ": ").bold(shown(figure.mean));
    if (figure.count > 0)
        words.plain(", median " + shown(figure.median) + ", 90th percentile " +
                    shown(figure.percentile_90));
    words.plain(" (" + definition_of(figure.measure) + ", " +
                (figure.count == 0 ? "no incident"
                                   : "over " + counted(figure.count, "incident", "incidents")) +
                ")");
    say_left_out(figure, words);
}

}  // namespace

Result<Decision> stats_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    const auto present = quarter_of(asked.request.at, settings.zone);
    auto rest = asked.arguments;
    auto quarter = present;
    if (const auto word = take_word(rest); !word.empty()) {
        const auto read = read_asked_quarter(word, present);
        if (!read || !rest.empty())
            return invalid("Which quarter? “" + shortened(without_mentions(asked.arguments), 40) +
                           "” is none. Write: " + settings.command + " stats " +
                           to_string(present));
        quarter = *read;
    }
    if (quarter > present)
        return invalid(to_string(quarter) + " has not begun. Write: " + settings.command +
                       " stats " + to_string(present));
    const auto incidents = all_incidents(asked.record);
    const auto figures = figures_of(incidents, quarter, settings.zone);
    std::vector<const Incident*> within;
    for (const auto& incident : incidents)
        if (is_counted(incident) && quarter_of(incident, settings.zone) == quarter)
            within.push_back(&incident);
    Reply reply;
    reply.words.bold(to_string(quarter))
        .plain(": " + count_words(within, settings) + ". Detected in the quarter, in " +
               settings.zone.name() + ".");
    for (const auto& figure : figures.figures)
        say_figure(figure, reply.words);
    reply.words.plain("\nThe quarter before: ")
        .code(settings.command + " stats " + to_string(before(quarter)));
    return only(std::move(reply));
}

}  // namespace muster
