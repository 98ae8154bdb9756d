#pragma once

#include "tests/status/push_play.hpp"

namespace muster::status {

// Statuspage's management API, as far as it is documented.
class FakeStatuspage : public FakeTarget {
public:
    std::pair<int, Json> answer(const std::string& method, const std::string& path,
                                const Json& body) override {
        const std::string root = "/v1/pages/page1/";
        if (!path.starts_with(root))
            return {404, {{"error", "Not found"}}};
        const auto rest = path.substr(root.size());
        if (method == "GET" && rest == "incidents/unresolved")
            return {200, listed([](const Json& each) { return each["status"] != "resolved"; })};
        if (method == "GET" && rest.starts_with("incidents?")) {
            const auto q = rest.find("q=Checkout");
            return {200, listed([&](const Json&) { return q != std::string::npos; })};
        }
        if (method == "POST" && rest == "incidents")
            return made(body);
        if (method == "PATCH" && rest.starts_with("components/")) {
            components[rest.substr(11)] = body["component"]["status"];
            return {200, Json::object()};
        }
        for (auto& incident : incidents) {
            const auto one = "incidents/" + incident["id"].get<std::string>();
            if (rest == one && method == "GET")
                return {200, incident};
            if (rest == one && method == "PATCH")
                return changed(incident, body);
            if (rest == one + "/postmortem" && method == "PUT") {
                draft = body["postmortem"]["body_draft"];
                return {200, Json::object()};
            }
            if (rest == one + "/postmortem/publish" && method == "PUT") {
                incident["postmortem_published_at"] = "2026-11-20T16:00:00.000Z";
                incident["postmortem"] = draft;
                ++published;
                return {200, Json::object()};
            }
            const auto updates = one + "/incident_updates/";
            if (rest.starts_with(updates) && method == "PATCH")
                for (auto& update : incident["incident_updates"])
                    if (update["id"] == rest.substr(updates.size())) {
                        update["body"] = body["incident_update"]["body"];
                        return {200, update};
                    }
        }
        return {404, {{"error", "Not found"}}};
    }

    [[nodiscard]] std::string seen() const override {
        std::string text;
        for (const auto& incident : incidents) {
            text += (text.empty() ? "" : "\n") + incident["name"].get<std::string>() + " | ";
            const auto& updates = incident["incident_updates"];
            for (auto update = updates.rbegin(); update != updates.rend(); ++update)
                text += (update == updates.rbegin() ? "" : " · ") +
                        (*update)["status"].get<std::string>() + ": " +
                        (*update)["body"].get<std::string>();
        }
        return text;
    }

    std::vector<Json> incidents;  // newest first
    std::map<std::string, std::string> components;
    Json draft;
    int published = 0;
    // How it keeps a text: with HTML in it, as it is known to do.
    std::function<std::string(std::string)> stores = [](std::string text) { return text; };

private:
    template <class Wanted>
    [[nodiscard]] Json listed(Wanted wanted) const {
        auto list = Json::array();
        for (const auto& each : incidents)
            if (wanted(each))
                list.push_back(each);
        return list;
    }
    std::pair<int, Json> made(const Json& body) {
        const auto& given = body.at("incident");
        if (given["name"] == "" || !given.contains("deliver_notifications"))
            return {422, {{"error", {{"name", {"can't be blank"}}}}}};
        Json incident{{"id", "i" + std::to_string(incidents.size() + 1)},
                      {"metadata", given["metadata"]},
                      {"incident_updates", Json::array()},
                      {"postmortem_published_at", nullptr}};
        incidents.insert(incidents.begin(), incident);
        changed(incidents.front(), body);
        return {201, incidents.front()};
    }
    std::pair<int, Json> changed(Json& incident, const Json& body) {
        const auto& given = body.at("incident");
        for (const auto* key : {"name", "status", "impact_override", "scheduled_for"})
            if (given.contains(key))
                incident[key] = given[key];
        if (given.contains("components"))
            for (const auto& [id, state] : given["components"].items())
                components[id] = state;
        if (given.contains("body")) {
            auto& updates = incident["incident_updates"];
            Json update{{"id", "u" + std::to_string(updates.size() + 1)},
                        {"status", incident["status"]},
                        {"body", stores(given["body"])},
                        {"deliver_notifications", given["deliver_notifications"]}};
            updates.insert(updates.begin(), update);
        }
        return {200, incident};
    }
};

inline PushTarget statuspage_target() {
    PushTarget target;
    target.name = "public";
    target.kind = PushTarget::Kind::statuspage;
    target.url = "https://api.statuspage.io/v1";
    target.page = "page1";
    target.components = {{"Checkout", "c1"}, {"Search", "c2"}};
    return target;
}

}  // namespace muster::status
