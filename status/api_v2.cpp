#include "status/api_v2.hpp"

#include "status/dates.hpp"
#include "status/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace muster::status {
namespace {

using Json = nlohmann::ordered_json;  // keys stay in the order they are written

constexpr std::size_t most_listed = 50;

Json instant_or_null(const std::optional<Instant>& at) {
    return at ? Json(iso_milliseconds(*at)) : Json(nullptr);
}

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json page_json(const PublicRecord& record) {
    const auto& page = record.page;
    const auto& zone = page.zone.name();
    Json json;
    json["id"] = page.id;
    json["name"] = page.name;
    json["url"] = page.url;
    json["time_zone"] = zone == "UTC" ? "Etc/UTC" : zone;
    json["updated_at"] = iso_milliseconds(record.updated_at().value_or(Instant{}));
    return json;
}

Json status_json(const PublicRecord& record) {
    const auto overall = record.overall();
    Json json;
    json["indicator"] = overall.indicator;
    json["description"] = overall.description;
    return json;
}

Json component_json(const PublicPage& page, const PublicComponent& component) {
    Json json;
    json["id"] = component.id;
    json["name"] = component.name;
    json["status"] = to_string(component.status);
    json["created_at"] = iso_milliseconds(component.created_at);
    json["updated_at"] = iso_milliseconds(std::max(component.updated_at, component.created_at));
    json["position"] = component.position;
    json["description"] = or_null(component.description);
    json["showcase"] = component.showcase;
    json["start_date"] =
        component.start_date ? Json(date_text(*component.start_date)) : Json(nullptr);
    json["group_id"] = or_null(component.group_id);
    json["page_id"] = page.id;
    json["group"] = component.group;
    json["only_show_if_degraded"] = component.only_show_if_degraded;
    if (component.group)
        json["components"] = component.children;
    return json;
}

Json update_json(const PublicIncident& incident, const PublicUpdate& update) {
    const auto at = iso_milliseconds(update.at);
    Json json;
    json["id"] = to_string(incident.id) + "-" + std::to_string(update.number);
    json["status"] = to_string(update.status);
    json["body"] = update.text;
    json["incident_id"] = to_string(incident.id);
    json["created_at"] = at;
    json["updated_at"] = at;
    json["display_at"] = at;
    json["affected_components"] = nullptr;
    json["deliver_notifications"] = true;
    json["custom_tweet"] = nullptr;
    json["tweet_id"] = nullptr;
    return json;
}

// `components`: all of them, as they are now.
Json incident_json(const PublicPage& page, const std::vector<PublicComponent>& components,
                   const PublicIncident& incident) {
    Json json;
    json["id"] = to_string(incident.id);
    json["name"] = incident.title;
    json["status"] = to_string(incident.status);
    json["created_at"] = iso_milliseconds(incident.created_at);
    json["updated_at"] = iso_milliseconds(incident.updated_at);
    json["monitoring_at"] = instant_or_null(incident.monitoring_at);
    json["resolved_at"] = instant_or_null(incident.resolved_at);
    json["impact"] = incident.window ? "maintenance" : to_string(incident.impact);
    json["shortlink"] = address(page, incident);
    json["started_at"] = iso_milliseconds(incident.started_at);
    json["page_id"] = page.id;
    json["incident_updates"] = Json::array();
    for (const auto& update : incident.updates)
        json["incident_updates"].push_back(update_json(incident, update));
    json["components"] = Json::array();
    for (const auto& component : components)
        if (incident.components.contains(component.id))
            json["components"].push_back(component_json(page, component));
    json["reminder_intervals"] = nullptr;
    if (incident.window) {
        json["scheduled_for"] = iso_milliseconds(incident.window->start);
        json["scheduled_until"] = iso_milliseconds(incident.window->end);
    }
    return json;
}

Json components_json(const PublicRecord& record) {
    auto list = Json::array();
    for (const auto& component : record.components)
        list.push_back(component_json(record.page, component));
    return list;
}

Json open_incidents_json(const PublicRecord& record) {
    auto list = Json::array();
    for (const auto& incident : record.incidents)
        if (incident.open())
            list.push_back(incident_json(record.page, record.components, incident));
    return list;
}

Json newest_incidents_json(const PublicRecord& record) {
    auto list = Json::array();
    for (const auto& incident : record.incidents) {
        if (list.size() == most_listed)
            break;
        list.push_back(incident_json(record.page, record.components, incident));
    }
    return list;
}

Json windows_json(const PublicRecord& record, std::initializer_list<PublicStatus> states) {
    auto list = Json::array();
    for (const auto* window : windows_in(record, states))
        list.push_back(incident_json(record.page, record.components, *window));
    return list;
}

Json newest_windows_json(const PublicRecord& record) {
    auto list = Json::array();
    for (const auto& window : record.windows) {
        if (list.size() == most_listed)
            break;
        list.push_back(incident_json(record.page, record.components, window));
    }
    return list;
}

// The texts were cleaned when the model was made; should one not have been, it is repaired here
// rather than thrown at.
std::string written(const Json& json) {
    return escape_json_document(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::vector<ApiDocument> api_documents(const PublicRecord& record) {
    const auto page = page_json(record);
    const auto status = status_json(record);
    const auto components = components_json(record);
    const auto open = open_incidents_json(record);
    const auto newest = newest_incidents_json(record);
    const auto windows = newest_windows_json(record);
    const auto ahead = windows_json(record, {PublicStatus::scheduled});
    const auto active = windows_json(record, {PublicStatus::in_progress});
    const auto standing =
        windows_json(record, {PublicStatus::in_progress, PublicStatus::scheduled});

    std::vector<ApiDocument> documents;
    const auto add = [&](std::string_view name,
                         std::initializer_list<std::pair<std::string_view, const Json*>> parts) {
        Json document;
        document["page"] = page;
        for (const auto& [key, part] : parts)
            document[std::string(key)] = *part;
        documents.push_back({"/api/v2/" + std::string(name) + ".json", written(document)});
    };
    add("summary", {{"components", &components},
                    {"incidents", &open},
                    {"scheduled_maintenances", &standing},
                    {"status", &status}});
    add("status", {{"status", &status}});
    add("components", {{"components", &components}});
    add("incidents", {{"incidents", &newest}});
    add("incidents/unresolved", {{"incidents", &open}});
    add("scheduled-maintenances", {{"scheduled_maintenances", &windows}});
    add("scheduled-maintenances/upcoming", {{"scheduled_maintenances", &ahead}});
    add("scheduled-maintenances/active", {{"scheduled_maintenances", &active}});
    return documents;
}

std::string incident_entry(const PublicRecord& record, const PublicIncident& incident) {
    return written(incident_json(record.page, record.components, incident));
}

std::string component_entry(const PublicRecord& record, const PublicComponent& component) {
    return written(component_json(record.page, component));
}

}  // namespace muster::status
