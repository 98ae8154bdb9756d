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
        auto duration = duration_of(*incident, measure);
        if (duration.length)
            lengths.push_back(*duration.length);
        else
            figure.left_out.push_back({incident->id, std::move(duration.missing)});
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

// Why it is in no figure. A duplicate of a private incident does not name it.
std::string why_apart(const Incident& incident, bool with_private) {
    if (incident.is_drill())
        return "a drill";
    const auto into = incident.folded->into;
    return into.series == Series::private_incident && !with_private
               ? "a duplicate"
               : "a duplicate of " + to_string(into);
}

using Within = std::vector<const Incident*>;

// Of the incidents of one quarter, counted or not.
QuarterFigures figures_over(Quarter quarter, Within within, bool with_private) {
    std::sort(within.begin(), within.end(), [](const Incident* a, const Incident* b) {
        return std::pair(detected_at(*a), a->id) < std::pair(detected_at(*b), b->id);
    });
    QuarterFigures figures{quarter, {}, {}, {}};
    Within counted;
    for (const auto* incident : within) {
        if (!is_counted(*incident)) {
            figures.apart.push_back({incident->id, why_apart(*incident, with_private)});
            continue;
        }
        figures.incidents.push_back(incident->id);
        counted.push_back(incident);
    }
    for (const auto& rule : measures)
        figures.figures.push_back(figure_over(counted, rule.measure));
    return figures;
}

bool is_passed_over(const Incident& incident, bool with_private) {
    return incident.is_window() || (incident.is_private() && !with_private);
}

}  // namespace

bool is_counted(const Incident& incident) {
    return !incident.is_drill() && !incident.folded && !incident.is_window();
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

Quarter before(Quarter quarter) {
    return quarter.number == 1 ? Quarter{quarter.year - 1, 4}
                               : Quarter{quarter.year, quarter.number - 1};
}

Quarter quarter_of(const Incident& incident, const Zone& zone) {
    return quarter_of(detected_at(incident), zone);
}

std::vector<QuarterFigures> figures_by_quarter(const std::vector<Incident>& incidents,
                                               const Zone& zone, bool with_private) {
    std::map<Quarter, Within> quarters;
    Within apart;
    for (const auto& incident : incidents) {
        if (is_passed_over(incident, with_private))
            continue;
        if (is_counted(incident))
            quarters[quarter_of(incident, zone)].push_back(&incident);
        else
            apart.push_back(&incident);
    }
    std::vector<QuarterFigures> all;
    if (quarters.empty())
        return all;
    const Quarter first = quarters.begin()->first;
    const Quarter last = quarters.rbegin()->first;
    for (const auto* incident : apart)
        if (const auto quarter = quarter_of(*incident, zone); quarter >= first && quarter <= last)
            quarters[quarter].push_back(incident);
    for (Quarter quarter = first; quarter <= last; quarter = next(quarter))
        all.push_back(figures_over(quarter, std::move(quarters[quarter]), with_private));
    std::reverse(all.begin(), all.end());
    return all;
}

QuarterFigures figures_of(Quarter quarter, const std::vector<Incident>& incidents, const Zone& zone,
                          bool with_private) {
    Within within;
    for (const auto& incident : incidents)
        if (!is_passed_over(incident, with_private) && quarter_of(incident, zone) == quarter)
            within.push_back(&incident);
    return figures_over(quarter, std::move(within), with_private);
}

}  // namespace muster
