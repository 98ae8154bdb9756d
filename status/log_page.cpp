#include "status/log_page.hpp"

#include "domain/metrics.hpp"
#include "domain/text.hpp"
#include "status/dates.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace muster::status {
namespace {

using kainjow::mustache::data;

data yes_or_no(bool value) {
    return {value ? data::type::bool_true : data::type::bool_false};
}

std::string shown(const std::optional<std::chrono::seconds>& length) {
    return length ? duration_text(*length) : "–";
}

std::string capital(std::string_view word) {
    std::string text(word);
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

// As the rules of figures know it: the times alone.
Incident counted_as(const PublicIncident& shown_one) {
    Incident incident;
    incident.id = shown_one.id;
    incident.closed = shown_one.closed;
    incident.declared_at = shown_one.created_at;
    for (const auto& [key, time] : shown_one.times)
        incident.times[key] = {time.at, time.approximate, false, {}};
    for (const auto& [key, time] : shown_one.first_times)
        incident.first_times[key] = {time.at, time.approximate, false, {}};
    return incident;
}

data figure_values(const Figure& figure) {
    data values;
    values.set("name", std::string(rule_of(figure.measure).name));
    values.set("definition", definition_of(figure.measure));
    values.set("mean", shown(figure.mean));
    values.set("median", shown(figure.median));
    values.set("percentile", shown(figure.percentile_90));
    values.set("over", std::to_string(figure.count));
    if (!figure.left_out.empty())
        values.set("left_out", std::to_string(figure.left_out.size()));
    return values;
}

data time_values(const std::string& name, const PublicTime& time, const Zone& zone) {
    data values;
    values.set("name", name);
    values.set("about", yes_or_no(time.approximate));
    values.set("machine", to_rfc3339(time.at));
    values.set("human", moment_text(time.at, zone));
    return values;
}

data incident_values(const PublicIncident& incident, const Zone& zone) {
    constexpr std::array<KeyTime, 5> keys{KeyTime::started, KeyTime::detected,
                                          KeyTime::acknowledged, KeyTime::repaired,
                                          KeyTime::resolved};
    data values;
    values.set("path", path_of(incident));
    values.set("title", incident.title);
    data times{data::type::list};
    for (const auto key : keys) {
        if (const auto first = incident.first_times.find(key); first != incident.first_times.end())
            times << time_values("First " + std::string(to_string(key)), first->second, zone);
        if (const auto last = incident.times.find(key); last != incident.times.end())
            times << time_values(capital(to_string(key)), last->second, zone);
    }
    values.set("times", times);
    data durations{data::type::list};
    for (const auto& duration : durations_of(counted_as(incident))) {
        data line;
        line.set("name", std::string(rule_of(duration.measure).name));
        line.set("value", (duration.approximate ? "about " : "") + shown(duration.length));
        const auto& note = duration.length ? duration.remark : duration.missing;
        if (!note.empty())
            line.set("note", note);
        durations << line;
    }
    values.set("durations", durations);
    return values;
}

}  // namespace

data log_values(const PublicRecord& record) {
    std::vector<Incident> counted;
    std::map<IncidentId, const PublicIncident*> by_id;
    for (const auto& incident : record.incidents) {
        counted.push_back(counted_as(incident));
        by_id[incident.id] = &incident;
    }
    data quarters{data::type::list};
    for (const auto& figures : figures_by_quarter(counted, record.page.zone, false)) {
        data quarter;
        const auto name = to_string(figures.quarter);
        quarter.set("quarter", name);
        quarter.set("key", "q" + name);
        quarter.set("count",
                    figures.incidents.empty()
                        ? "no incident"
                        : muster::counted(std::ssize(figures.incidents), "incident", "incidents"));
        data lines{data::type::list};
        for (const auto& figure : figures.figures)
            lines << figure_values(figure);
        quarter.set("figures", lines);
        data incidents{data::type::list};
        for (auto id = figures.incidents.rbegin(); id != figures.incidents.rend(); ++id)
            incidents << incident_values(*by_id.at(*id), record.page.zone);
        quarter.set("incidents", incidents);
        quarters << quarter;
    }
    data values;
    values.set("zone", record.page.zone.name());
    values.set("any", yes_or_no(!counted.empty()));
    values.set("quarters", quarters);
    return values;
}

}  // namespace muster::status
