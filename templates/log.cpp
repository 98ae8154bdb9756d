#include "templates/log.hpp"

#include "domain/postmortem.hpp"
#include "domain/quarter_bars.hpp"
#include "domain/text.hpp"
#include "templates/log_data.hpp"
#include "templates/log_tables.hpp"
#include "templates/markdown.hpp"
#include "templates/quarter_picture.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr int quarters_in_picture = 8;  // two years

using kainjow::mustache::data;

data object() {
    return data{data::type::object};
}
data list() {
    return data{data::type::list};
}
data maybe(const std::string& text) {
    auto values = list();
    if (!text.empty())
        values << data{"text", text};
    return values;
}

std::string small(std::string_view name) {
    return lower(name);
}

std::string shown(const std::optional<std::chrono::seconds>& length) {
    return length ? duration_text(*length) : "–";
}

std::string counted_incidents(int count) {
    return count == 0 ? "no incident" : "over " + counted(count, "incident", "incidents");
}

data figure_lines(const QuarterFigures& figures) {
    auto lines = list();
    const auto add = [&](const std::string& name, const std::string& value,
                         const std::string& how) {
        auto line = object();
        line.set("name", name);
        line.set("value", value);
        line.set("how", how);
        lines << line;
    };
    for (const auto& figure : figures.figures) {
        const auto name = small(rule_of(figure.measure).name);
        const auto how = definition_of(figure.measure) + ", " + counted_incidents(figure.count);
        add("Mean " + name, shown(figure.mean), how);
        if (figure.count == 0)
            continue;
        add("Median " + name, shown(figure.median), how);
        add("90th percentile of " + name, shown(figure.percentile_90), how);
    }
    return lines;
}

// "DRL-1 (a drill), INC-3 (a duplicate of INC-1)".
std::string named(const std::vector<LeftOut>& all) {
    std::string text;
    for (const auto& left_out : all)
        text += (text.empty() ? "" : ", ") + to_string(left_out.id) + " (" + left_out.why + ")";
    return text;
}

data left_out_lines(const QuarterFigures& figures) {
    auto lines = list();
    for (const auto& figure : figures.figures) {
        if (figure.left_out.empty())
            continue;
        auto line = object();
        line.set("name", small(rule_of(figure.measure).name));
        line.set("value", named(figure.left_out));
        lines << line;
    }
    return lines;
}

data part(const Postmortem& made, Part which) {
    const auto found = made.parts.find(which);
    std::string all;
    if (found != made.parts.end())
        for (const auto& text : found->second)
            all += (all.empty() ? "" : "\n\n") + text;
    return maybe(all);
}

data incident_data(const LoggedIncident& logged) {
    const auto& made = logged.made;
    auto value = object();
    value.set("id", made.id);
    value.set("title", made.title);
    value.set("date", logged.date);
    value.set("severity", made.severity);
    auto times = list();
    for (const auto& line : made.key_times) {
        if (line.key == KeyTime::closed)
            continue;
        auto time = object();
        time.set("name", line.key == KeyTime::detected ? "First detected" : line.name);
        time.set("time", line.time);
        time.set("note", maybe(line.note));
        times << time;
    }
    value.set("key_times", times);
    auto durations = list();
    for (const auto& line : made.durations) {
        const bool always = line.measure == Measure::repair || line.measure == Measure::resolve;
        if (!always && !line.length)
            continue;  // few logs know when it began or who took it
        auto duration = object();
        duration.set("name", line.name);
        duration.set("value", line.value);
        duration.set("how", line.definition + (line.note.empty() ? "" : "; " + line.note));
        durations << duration;
    }
    value.set("durations", durations);
    value.set("identified", part(made, Part::detection));
    value.set("impact", part(made, Part::impact));
    value.set("resolution", part(made, Part::resolution));
    auto context = list();
    for (const auto& day : made.days) {
        for (const auto& row : day.rows) {
            auto entry = object();
            entry.set("time", date_text(day.day) + " " + row.time);
            entry.set("by", maybe(row.author));
            entry.set("entry", row.text);
            context << entry;
        }
    }
    value.set("context", context);
    auto actions = list();
    for (const auto& line : made.actions) {
        auto action = object();
        action.set("action", line.text);
        action.set("state", line.state_name);
        action.set("owner", line.owner);
        actions << action;
    }
    value.set("actions", actions);
    return value;
}

const std::set<std::string>& known_names() {
    static const std::set<std::string> names{
        "zone",      "quarters",  "quarter",    "count",     "figures",    "left_out",
        "apart",     "incidents", "id",         "title",     "date",       "severity",
        "name",      "value",     "how",        "key_times", "time",       "note",
        "durations", "text",      "identified", "impact",    "resolution", "context",
        "by",        "entry",     "actions",    "action",    "state",      "owner"};
    return names;
}

Result<std::string> log_markdown(const std::vector<LoggedQuarter>& quarters,
                                 const Settings& settings, const TemplateFolder& overrides) {
    auto values = object();
    values.set("zone", settings.zone.name());
    auto all = list();
    for (const auto& quarter : quarters) {
        auto value = object();
        value.set("quarter", to_string(quarter.figures.quarter));
        value.set("count",
                  quarter.incidents.empty() ? "None" : std::to_string(quarter.incidents.size()));
        value.set("figures", figure_lines(quarter.figures));
        value.set("left_out", left_out_lines(quarter.figures));
        value.set("apart", maybe(named(quarter.figures.apart)));
        auto incidents = list();
        for (const auto& logged : quarter.incidents)
            incidents << incident_data(logged);
        value.set("incidents", incidents);
        all << value;
    }
    values.set("quarters", all);
    const auto file = read_template(overrides, "log.md");
    if (!file)
        return file.error();
    return fill(*file, values, known_names());
}

// The picture stands below the page's heading: the eight quarters up to the one asked for, or to
// the newest. By night it has another palette; on paper the one for light.
std::string with_picture(std::string page, const std::vector<Dossier>& dossiers,
                         const Settings& settings, const LogRequest& request) {
    std::vector<Incident> incidents;
    incidents.reserve(dossiers.size());
    for (const auto& dossier : dossiers)
        incidents.push_back(dossier.incident);
    auto last = request.quarter;
    if (!last) {
        const auto all = figures_by_quarter(incidents, settings.zone, request.with_private);
        if (all.empty())
            return page;
        last = all.front().quarter;
    }
    const auto bars =
        quarter_bars(incidents, settings, *last, quarters_in_picture, request.with_private);
    const auto heading = page.find("</h1>\n");
    if (heading != std::string::npos)
        page.insert(heading + std::string_view("</h1>\n").size(), bars_as_html(bars));
    return page;
}

}  // namespace

std::optional<LogFormat> read_log_format(std::string_view text) {
    const auto name = lower(text);
    if (name == "md" || name == "markdown")
        return LogFormat::markdown;
    if (name == "html")
        return LogFormat::html;
    if (name == "json")
        return LogFormat::json;
    if (name == "csv")
        return LogFormat::csv;
    return std::nullopt;
}

Result<std::string> render_log(const std::vector<Dossier>& dossiers, const Settings& settings,
                               const LogRequest& request, const TemplateFolder& overrides) {
    const auto quarters =
        logged_quarters(dossiers, settings, request.quarter, request.with_private);
    if (request.format == LogFormat::json)
        return log_json(quarters, settings);
    if (request.format == LogFormat::csv)
        return log_csv(quarters);
    auto markdown = log_markdown(quarters, settings, overrides);
    if (!markdown || request.format == LogFormat::markdown)
        return markdown;
    return with_picture(html_document("Incident log", *markdown), dossiers, settings, request);
}

}  // namespace muster
