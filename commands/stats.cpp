#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/mention.hpp"
#include "domain/metrics.hpp"
#include "domain/quarter_bars.hpp"
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
constexpr int quarters_shown = 8;  // in the picture: two years

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
void say_left_out(std::string_view from, const std::vector<LeftOut>& all, Words& words) {
    std::map<std::string, std::vector<IncidentId>> by_reason;
    for (const auto& left_out : all)
        by_reason[left_out.why].push_back(left_out.id);
    for (const auto& [why, ids] : by_reason) {
        words.plain(std::string(from) + ", " + why + ": ");
        for (std::size_t i = 0; i < std::min(ids.size(), most_left_out); ++i)
            words.plain((i == 0 ? "" : ", ") + to_string(ids[i]));
        if (ids.size() > most_left_out)
            words.plain(" and " + std::to_string(ids.size() - most_left_out) + " more");
    }
}

std::string over(int count) {
    return count == 0 ? "no incident" : "over " + counted(count, "incident", "incidents");
}

void say_figure(const Figure& figure, Words& words) {
    const auto name = lower(rule_of(figure.measure).name);
    words.plain("\nMean " + name + ": ").bold(shown(figure.mean));
    if (figure.count > 0)
        words.plain(", median " + shown(figure.median) + ", 90th percentile " +
                    shown(figure.percentile_90));
    words.plain(" (" + definition_of(figure.measure) + ", " + over(figure.count) + ")");
    say_left_out("\n    left out", figure.left_out, words);
}

// What everybody reads beside the picture: the means alone, each with its definition.
Words post_words(const QuarterFigures& figures, const std::string& counts,
                 const Settings& settings) {
    Words words;
    words.bold("Figures of " + to_string(figures.quarter)).plain(": " + counts + ".");
    for (const auto& figure : figures.figures) {
        words.plain("\nMean " + lower(rule_of(figure.measure).name) + ": ")
            .bold(shown(figure.mean))
            .plain(" (" + definition_of(figure.measure) + ", " + over(figure.count));
        if (const auto without = std::ssize(figure.left_out); without > 0)
            words.plain("; " + std::to_string(without) + " left out");
        words.plain(")");
    }
    if (!figures.apart.empty())
        words.plain("\nCounted in none of them: " + counted(std::ssize(figures.apart),
                                                            "drill or duplicate",
                                                            "drills and duplicates"));
    words.plain("\nAll figures, and what was left out and why: ")
        .code(settings.command + " stats " + to_string(figures.quarter));
    return words;
}

// The same for everybody where it was asked for, with a picture of this quarter and those before.
Effect post_of(const Asked& asked, const QuarterFigures& figures, const std::string& counts,
               const std::vector<Incident>& incidents) {
    const auto& settings = asked.record.settings();
    Effect post;
    post.kind = Effect::Kind::post_figures;
    post.words = post_words(figures, counts, settings);
    post.people = {asked.request.user.user.str()};
    post.details = {{"channel", asked.request.place.str()},
                    {"quarter", to_string(figures.quarter)},
                    {"bars", to_text(quarter_bars(incidents, settings, figures.quarter,
                                                  quarters_shown, false))}};
    return post;
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
    const auto figures = figures_of(quarter, incidents, settings.zone, false);
    std::vector<const Incident*> within;
    for (const auto& incident : incidents)
        if (is_counted(incident) && quarter_of(incident, settings.zone) == quarter)
            within.push_back(&incident);
    const auto counts = count_words(within, settings);
    Decision decision;
    auto& words = decision.reply.words;
    words.bold(to_string(quarter))
        .plain(": " + counts + ". Detected in the quarter, in " + settings.zone.name() + ".");
    for (const auto& figure : figures.figures)
        say_figure(figure, words);
    say_left_out("\nLeft out of all", figures.apart, words);
    words.plain("\nThe quarter before: ")
        .code(settings.command + " stats " + to_string(before(quarter)));
    if (!asked.request.place.empty()) {  // a shell is no place in Slack
        words.plain(
            "\nA picture follows for everybody here, or for you alone where Muster is not a "
            "member.");
        decision.effects.push_back(post_of(asked, figures, counts, incidents));
    }
    return decision;
}

}  // namespace muster
