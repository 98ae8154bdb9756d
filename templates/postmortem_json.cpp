#include "templates/postmortem_json.hpp"

#include "domain/postmortem.hpp"

#include <nlohmann/json.hpp>

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json minutes(const std::optional<std::chrono::seconds>& length) {
    return length ? Json(std::chrono::floor<std::chrono::minutes>(*length).count()) : Json(nullptr);
}

Json timeline(const Postmortem& made) {
    auto rows = Json::array();
    for (const auto& day : made.days)
        for (const auto& row : day.rows)
            rows.push_back(
                {{"number", row.number},
                 {"at", to_rfc3339(row.when.at)},
                 {"until", row.when.until ? Json(to_rfc3339(*row.when.until)) : Json(nullptr)},
                 {"approximate", row.when.approximate},
                 {"date", date_text(day.day)},
                 {"time", row.time},
                 {"author", or_null(row.author)},
                 {"text", row.text},
                 {"link", or_null(row.link)}});
    return rows;
}

std::string_view state_name(FollowUp::State state) {
    switch (state) {
        case FollowUp::State::done:
            return "done";
        case FollowUp::State::dropped:
            return "dropped";
        case FollowUp::State::open:
            break;
    }
    return "to do";
}

Json parts(const Postmortem& made) {
    auto all = Json::object();
    for (const auto part : {Part::summary, Part::impact, Part::trigger, Part::detection,
                            Part::cause, Part::resolution, Part::recovery, Part::lesson}) {
        const auto found = made.parts.find(part);
        const std::string name(to_string(part));
        if (is_list(part))
            all[name] = found == made.parts.end() ? Json::array() : Json(found->second);
        else
            all[name] = found == made.parts.end() ? Json(nullptr) : Json(found->second.front());
    }
    return all;
}

}  // namespace

std::string postmortem_json(const Dossier& dossier, const Settings& settings) {
    const auto made = make_postmortem(dossier, settings);
    Json out{{"id", made.id},
             {"title", made.title},
             {"severity", made.severity},
             {"status", to_string(dossier.incident.status)},
             {"closed", dossier.incident.closed},
             {"document_status", made.document_status},
             {"date", made.date},
             {"zone", settings.zone.name()},
             {"reporter", or_null(made.reporter)},
             {"authors", made.authors}};
    out["roles"] = Json::object();
    for (const auto& role : made.roles)
        out["roles"][role.role] = role.name;
    out["key_times"] = Json::object();
    for (const auto& line : made.key_times) {
        const auto& incident = dossier.incident;
        const auto last = incident.times.find(line.key);
        const auto first = incident.first_times.find(line.key);
        const auto& moment = last != incident.times.end() ? last->second : first->second;
        out["key_times"][std::string(to_string(line.key))] = {{"at", to_rfc3339(line.at)},
                                                              {"approximate", moment.approximate},
                                                              {"note", or_null(line.note)}};
    }
    out["durations"] = Json::array();
    for (const auto& line : made.durations)
        out["durations"].push_back({{"name", line.name},
                                    {"definition", line.definition},
                                    {"minutes", minutes(line.length)},
                                    {"note", or_null(line.note)}});
    out["parts"] = parts(made);
    out["closing_words"] = or_null(made.closing_words);
    out["timeline"] = timeline(made);
    out["actions"] = Json::array();
    for (const auto& action : made.actions)
        out["actions"].push_back({{"number", action.number},
                                  {"state", state_name(action.state)},
                                  {"text", action.text},
                                  {"owner", or_null(action.owner)},
                                  {"due", or_null(action.due)},
                                  {"ticket", or_null(action.ticket)},
                                  {"state_text", action.state_name}});
    out["updates"] = Json::array();
    for (const auto& update : made.updates)
        out["updates"].push_back({{"number", update.number},
                                  {"at", to_rfc3339(update.at)},
                                  {"status", update.status},
                                  {"author", or_null(update.author)},
                                  {"text", update.text}});
    constexpr int indent = 2;
    return out.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace muster
