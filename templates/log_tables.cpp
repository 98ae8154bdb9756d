#include "templates/log_tables.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<KeyTime, 6> all_keys{KeyTime::started,      KeyTime::detected,
                                          KeyTime::acknowledged, KeyTime::repaired,
                                          KeyTime::resolved,     KeyTime::closed};
// Those that a reopened incident may have twice.
constexpr std::array<KeyTime, 2> kept_twice{KeyTime::repaired, KeyTime::resolved};

long long whole_minutes(std::chrono::seconds length) {
    return std::chrono::floor<std::chrono::minutes>(length).count();
}

Json minutes(const std::optional<std::chrono::seconds>& length) {
    return length ? Json(whole_minutes(*length)) : Json(nullptr);
}

std::string key_of(Measure measure) {
    return "minutes_to_" +
           std::string(rule_of(measure).name.substr(std::string_view("Time to ").size()));
}

std::string instant_of(const KeyMoment* moment) {
    return moment != nullptr ? to_rfc3339(moment->at) : "";
}

const KeyMoment* first_of(const Incident& incident, KeyTime key) {
    const auto found = incident.first_times.find(key);
    return found == incident.first_times.end() ? nullptr : &found->second;
}

Json or_null(std::string text) {
    return text.empty() ? Json(nullptr) : Json(std::move(text));
}

Json left_out_json(const std::vector<LeftOut>& all) {
    Json list = Json::array();
    for (const auto& each : all)
        list.push_back({{"id", to_string(each.id)}, {"why", each.why}});
    return list;
}

Json figure_json(const Figure& figure) {
    return {{"name", rule_of(figure.measure).name},
            {"definition", definition_of(figure.measure)},
            {"count", figure.count},
            {"mean_minutes", minutes(figure.mean)},
            {"median_minutes", minutes(figure.median)},
            {"percentile_90_minutes", minutes(figure.percentile_90)},
            {"left_out", left_out_json(figure.left_out)}};
}

// Which of a reopened incident's times the figures used, and what stands for a missing one.
Json notes_json(const Incident& incident) {
    Json notes = Json::object();
    for (const auto& duration : durations_of(incident)) {
        auto note = duration.length ? duration.remark : duration.missing;
        if (!note.empty())
            notes[key_of(duration.measure)] = std::move(note);
    }
    return notes;
}

std::string part_text(const Postmortem& made, Part which) {
    std::string all;
    if (const auto found = made.parts.find(which); found != made.parts.end())
        for (const auto& text : found->second)
            all += (all.empty() ? "" : "\n\n") + text;
    return all;
}

Json incident_json(const LoggedIncident& logged) {
    const auto& incident = logged.dossier->incident;
    const auto& made = logged.made;
    Json row{{"id", made.id}, {"title", made.title}, {"severity", made.severity}};
    for (const auto key : all_keys)
        row[std::string(to_string(key))] = or_null(instant_of(moment_of(incident, key)));
    for (const auto key : kept_twice)
        if (const auto* const first = first_of(incident, key))
            row["first_" + std::string(to_string(key))] = instant_of(first);
    for (const auto& rule : measures)
        row[key_of(rule.measure)] = minutes(duration_of(incident, rule.measure).length);
    row["notes"] = notes_json(incident);
    row["identified"] = or_null(part_text(made, Part::detection));
    row["impact"] = or_null(part_text(made, Part::impact));
    row["resolution"] = or_null(part_text(made, Part::resolution));
    row["context"] = Json::array();
    for (const auto& day : made.days)
        for (const auto& entry : day.rows)
            row["context"].push_back({{"at", to_rfc3339(entry.when.at)},
                                      {"approximate", entry.when.approximate},
                                      {"text", entry.text}});
    row["actions"] = Json::array();
    for (const auto& action : made.actions)
        row["actions"].push_back(
            {{"action", action.text}, {"state", action.state_name}, {"owner", action.owner}});
    return row;
}

// The notes of notes_json on one line.
std::string remarks(const Incident& incident) {
    std::string all;
    for (const auto& duration : durations_of(incident))
        if (duration.length && !duration.remark.empty())
            all += (all.empty() ? "" : "; ") +
                   std::string(to_string(rule_of(duration.measure).to)) + ": " + duration.remark;
    return all;
}

}  // namespace

std::string log_json(const std::vector<LoggedQuarter>& quarters, const Settings& settings) {
    Json out{{"zone", settings.zone.name()}, {"quarters", Json::array()}};
    for (const auto& quarter : quarters) {
        Json value{{"quarter", to_string(quarter.figures.quarter)},
                   {"figures", Json::array()},
                   {"left_out_of_all", left_out_json(quarter.figures.apart)},
                   {"incidents", Json::array()}};
        for (const auto& figure : quarter.figures.figures)
            value["figures"].push_back(figure_json(figure));
        for (const auto& logged : quarter.incidents)
            value["incidents"].push_back(incident_json(logged));
        out["quarters"].push_back(std::move(value));
    }
    constexpr int indent = 2;
    return out.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_cell(std::string_view text) {
    // The last three are the full-width signs, which some spreadsheets take for the others.
    constexpr std::array<std::string_view, 11> signs{
        "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    const bool formula =
        std::ranges::any_of(signs, [text](auto sign) { return text.starts_with(sign); });
    std::string cell = formula ? "'" : "";
    cell += text;
    if (cell.find_first_of(",;\t\"\n\r") == std::string::npos)
        return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

std::string log_csv(const std::vector<LoggedQuarter>& quarters) {
    std::string out = "quarter,id,title,severity";
    for (const auto key : all_keys)
        out += "," + std::string(to_string(key));
    for (const auto& rule : measures)
        out += "," + key_of(rule.measure);
    for (const auto key : kept_twice)
        out += ",first_" + std::string(to_string(key));
    out += ",remark\r\n";
    for (const auto& quarter : quarters) {
        for (const auto& logged : quarter.incidents) {
            const auto& incident = logged.dossier->incident;
            out += to_string(quarter.figures.quarter) + "," + logged.made.id + "," +
                   csv_cell(logged.made.title) + "," + csv_cell(logged.made.severity);
            for (const auto key : all_keys)
                out += "," + instant_of(moment_of(incident, key));
            for (const auto& rule : measures) {
                const auto length = duration_of(incident, rule.measure).length;
                out += "," + (length ? std::to_string(whole_minutes(*length)) : "");
            }
            for (const auto key : kept_twice)
                out += "," + instant_of(first_of(incident, key));
            out += "," + csv_cell(remarks(incident)) + "\r\n";
        }
    }
    return out;
}

}  // namespace muster
