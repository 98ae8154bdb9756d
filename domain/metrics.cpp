#include "domain/metrics.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace muster {
namespace {

using std::chrono::seconds;

Instant detected_at(const Incident& incident) {
    const auto* detected = moment_of(incident, KeyTime::detected);
    return detected ? detected->at : incident.declared_at;
}

bool is_used_from_first(const Incident& incident, KeyTime key) {
    return !incident.times.contains(key) && incident.first_times.contains(key);
}

Figure figure_over(const std::vector<const Incident*>& incidents, Measure measure) {
    Figure figure;
    figure.measure = measure;
    std::vector<seconds> lengths;
    for (const auto* incident : incidents) {
        if (incident->is_drill()) {
            figure.left_out.push_back({incident->id, "a drill"});
            continue;
        }
        if (incident->folded) {
            figure.left_out.push_back(
                {incident->id, "a duplicate of " + to_string(incident->folded->into)});
            continue;
        }
        const auto duration = duration_of(*incident, measure);
        if (duration.length)
            lengths.push_back(*duration.length);
        else
            figure.left_out.push_back({incident->id, duration.missing});
    }
    if (lengths.empty())
        return figure;
    std::sort(lengths.begin(), lengths.end());
    const auto count = lengths.size();
    figure.count = static_cast<int>(count);
    figure.mean =
        std::accumulate(lengths.begin(), lengths.end(), seconds{0}) / static_cast<long long>(count);
    figure.median = (lengths[(count - 1) / 2] + lengths[count / 2]) / 2;
    figure.percentile_90 = lengths[(count * 9 + 9) / 10 - 1];
    return figure;
}

}  // namespace

bool is_counted(const Incident& incident) {
    return !incident.is_drill() && !incident.folded;
}

const MeasureRule& rule_of(Measure measure) {
    return measures.at(static_cast<std::size_t>(measure));
}

std::string definition_of(Measure measure) {
    const auto& rule = rule_of(measure);
    return std::string(to_string(rule.from)) + " to " + std::string(to_string(rule.to));
}

const KeyMoment* moment_of(const Incident& incident, KeyTime key) {
    if (const auto last = incident.times.find(key); last != incident.times.end())
        return &last->second;
    const auto first = incident.first_times.find(key);
    return incident.closed && first != incident.first_times.end() ? &first->second : nullptr;
}

Duration duration_of(const Incident& incident, Measure measure) {
    const auto& rule = rule_of(measure);
    Duration duration;
    duration.measure = measure;
    const auto* from = moment_of(incident, rule.from);
    const auto* to = moment_of(incident, rule.to);
    if (!from || !to) {
        const bool open_again = !to && incident.first_times.contains(rule.to);
        duration.missing = "no time " + std::string(to_string(from ? rule.to : rule.from)) +
                           (from && open_again ? " since it was reopened" : "");
        return duration;
    }
    if (to->at < from->at) {
        duration.missing =
            std::string(to_string(rule.to)) + " lies before " + std::string(to_string(rule.from));
        return duration;
    }
    duration.length = to->at - from->at;
    duration.approximate = from->approximate || to->approximate;
    if (incident.first_times.contains(rule.to))
        duration.remark = is_used_from_first(incident, rule.to)
                              ? "the first time, before it was reopened"
                              : "the last time, after it was reopened";
    return duration;
}

std::vector<Duration> durations_of(const Incident& incident) {
    std::vector<Duration> durations;
    durations.reserve(measures.size());
    for (const auto& rule : measures)
        durations.push_back(duration_of(incident, rule.measure));
    return durations;
}

std::string to_string(Quarter quarter) {
    return std::to_string(quarter.year) + "-Q" + std::to_string(quarter.number);
}

std::optional<Quarter> read_quarter(std::string_view text) {
    if (text.size() != 7 || text[4] != '-' || (text[5] != 'Q' && text[5] != 'q') || text[6] < '1' ||
        text[6] > '4')
        return std::nullopt;
    int year = 0;
    for (const char digit : text.substr(0, 4)) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        year = year * 10 + (digit - '0');
    }
    return Quarter{year, text[6] - '0'};
}

Quarter quarter_of(Instant at, const Zone& zone) {
    const Day day = day_in(zone, at);
    constexpr unsigned months_in_quarter = 3;
    return {static_cast<int>(day.year()),
            static_cast<int>((static_cast<unsigned>(day.month()) - 1) / months_in_quarter + 1)};
}

Quarter next(Quarter quarter) {
    return quarter.number == 4 ? Quarter{quarter.year + 1, 1}
                               : Quarter{quarter.year, quarter.number + 1};
}

Quarter quarter_of(const Incident& incident, const Zone& zone) {
    return quarter_of(detected_at(incident), zone);
}

std::vector<QuarterFigures> figures_by_quarter(const std::vector<Incident>& incidents,
                                               const Zone& zone, bool with_private) {
    std::map<Quarter, std::vector<const Incident*>> quarters;
    for (const auto& incident : incidents)
        if (is_counted(incident) && (with_private || !incident.is_private()))
            quarters[quarter_of(incident, zone)].push_back(&incident);
    std::vector<QuarterFigures> all;
    if (quarters.empty())
        return all;
    const Quarter last = quarters.rbegin()->first;
    // A drill or a duplicate is named where it was left out, but opens no quarter of its own.
    for (const auto& incident : incidents) {
        const auto quarter = quarter_of(incident, zone);
        if (!is_counted(incident) && (with_private || !incident.is_private()) &&
            quarter >= quarters.begin()->first && quarter <= last)
            quarters[quarter].push_back(&incident);
    }
    for (Quarter quarter = quarters.begin()->first; quarter <= last; quarter = next(quarter)) {
        auto& within = quarters[quarter];
        std::sort(within.begin(), within.end(), [](const Incident* a, const Incident* b) {
            return std::pair(detected_at(*a), a->id) < std::pair(detected_at(*b), b->id);
        });
        QuarterFigures figures{quarter, {}, {}};
        for (const auto* incident : within)
            figures.incidents.push_back(incident->id);
        for (const auto& rule : measures)
            figures.figures.push_back(figure_over(within, rule.measure));
        all.push_back(std::move(figures));
    }
    std::reverse(all.begin(), all.end());
    return all;
}

}  // namespace muster
