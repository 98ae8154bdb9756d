#include "templates/log.hpp"

#include "domain/postmortem.hpp"
#include "domain/text.hpp"
#include "templates/log_data.hpp"
#include "templates/markdown.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace muster {
namespace {

using kainjow::mustache::data;
using Json = nlohmann::ordered_json;

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

data left_out_lines(const QuarterFigures& figures) {
    auto lines = list();
    for (const auto& figure : figures.figures) {
        if (figure.left_out.empty())
            continue;
        std::string all;
        for (const auto& left_out : figure.left_out)
            all += (all.empty() ? "" : ", ") + to_string(left_out.id) + " (" + left_out.why + ")";
        auto line = object();
        line.set("name", small(rule_of(figure.measure).name));
        line.set("value", all);
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
        if (line.key != KeyTime::detected && line.key != KeyTime::repaired &&
            line.key != KeyTime::resolved)
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
        if (line.measure != Measure::repair && line.measure != Measure::resolve)
            continue;
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
        "zone",      "quarters",   "quarter",   "count",      "figures",  "left_out",
        "incidents", "id",         "title",     "date",       "severity", "name",
        "value",     "how",        "key_times", "time",       "note",     "durations",
        "text",      "identified", "impact",    "resolution", "context",  "by",
        "entry",     "actions",    "action",    "state",      "owner"};
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

Json minutes(const std::optional<std::chrono::seconds>& length) {
    return length ? Json(std::chrono::floor<std::chrono::minutes>(*length).count()) : Json(nullptr);
}

std::string key_of(Measure measure) {
    return "minutes_to_" +
           std::string(rule_of(measure).name.substr(std::string_view("Time to ").size()));
}

std::string instant_of(const Incident& incident, KeyTime key) {
    const auto* moment = moment_of(incident, key);
    return moment ? to_rfc3339(moment->at) : "";
}

constexpr std::array<KeyTime, 6> all_keys{KeyTime::started,      KeyTime::detected,
                                          KeyTime::acknowledged, KeyTime::repaired,
                                          KeyTime::resolved,     KeyTime::closed};

std::string log_json(const std::vector<LoggedQuarter>& quarters, const Settings& settings) {
    Json out{{"zone", settings.zone.name()}, {"quarters", Json::array()}};
    for (const auto& quarter : quarters) {
        Json value{{"quarter", to_string(quarter.figures.quarter)},
                   {"figures", Json::array()},
                   {"incidents", Json::array()}};
        for (const auto& figure : quarter.figures.figures) {
            Json left_out = Json::array();
            for (const auto& each : figure.left_out)
                left_out.push_back({{"id", to_string(each.id)}, {"why", each.why}});
            value["figures"].push_back({{"name", rule_of(figure.measure).name},
                                        {"definition", definition_of(figure.measure)},
                                        {"count", figure.count},
                                        {"mean_minutes", minutes(figure.mean)},
                                        {"median_minutes", minutes(figure.median)},
                                        {"percentile_90_minutes", minutes(figure.percentile_90)},
                                        {"left_out", std::move(left_out)}});
        }
        for (const auto& logged : quarter.incidents) {
            const auto& incident = logged.dossier->incident;
            Json row{{"id", logged.made.id},
                     {"title", logged.made.title},
                     {"severity", logged.made.severity}};
            for (const auto key : all_keys) {
                const auto at = instant_of(incident, key);
                row[std::string(to_string(key))] = at.empty() ? Json(nullptr) : Json(at);
            }
            for (const auto& rule : measures)
                row[key_of(rule.measure)] = minutes(duration_of(incident, rule.measure).length);
            value["incidents"].push_back(std::move(row));
        }
        out["quarters"].push_back(std::move(value));
    }
    constexpr int indent = 2;
    return out.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

// RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it.
std::string csv_cell(std::string_view text) {
    const bool formula =
        !text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos;
    std::string cell = formula ? "'" : "";
    cell += text;
    if (cell.find_first_of(",\"\n\r") == std::string::npos)
        return cell;
    std::string quoted = "\"";
    for (const char c : cell)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string log_csv(const std::vector<LoggedQuarter>& quarters) {
    std::string out = "quarter,id,title,severity";
    for (const auto key : all_keys)
        out += "," + std::string(to_string(key));
    for (const auto& rule : measures)
        out += "," + key_of(rule.measure);
    out += "\r\n";
    for (const auto& quarter : quarters) {
        for (const auto& logged : quarter.incidents) {
            const auto& incident = logged.dossier->incident;
            out += to_string(quarter.figures.quarter) + "," + logged.made.id + "," +
                   csv_cell(logged.made.title) + "," + csv_cell(logged.made.severity);
            for (const auto key : all_keys)
                out += "," + instant_of(incident, key);
            for (const auto& rule : measures) {
                const auto length = duration_of(incident, rule.measure).length;
                out +=
                    "," +
                    (length
                         ? std::to_string(std::chrono::floor<std::chrono::minutes>(*length).count())
                         : "");
            }
            out += "\r\n";
        }
    }
    return out;
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
    return html_document("Incident log", *markdown);
}

}  // namespace muster
