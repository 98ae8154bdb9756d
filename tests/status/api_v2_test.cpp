#include "status/api_v2.hpp"

#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

using namespace muster;
using namespace muster::status;
using Json = nlohmann::ordered_json;

namespace {

PublicRecord record_of(const std::vector<Dossier>& dossiers) {
    PublicRecord record;
    record.page = public_page(shop());
    for (const auto& dossier : dossiers)
        record.incidents.push_back(public_incident(dossier, shop()).value());
    std::ranges::sort(record.incidents, newer);
    return record;
}

std::map<std::string, Json> documents_of(const PublicRecord& record) {
    std::map<std::string, Json> documents;
    for (const auto& document : api_documents(record))
        documents[document.path] = Json::parse(document.body);
    return documents;
}

std::string keys(const Json& json) {
    std::string names;
    for (const auto& [key, value] : json.items())
        names += (names.empty() ? "" : " ") + key;
    return names;
}

}  // namespace

TEST_CASE("every document has its keys in the vendor's order") {
    struct Row {
        const char* path;
        const char* keys;
    };
    const Row rows[] = {
        {"summary", "page components incidents scheduled_maintenances status"},
        {"status", "page status"},
        {"components", "page components"},
        {"incidents", "page incidents"},
        {"incidents/unresolved", "page incidents"},
        {"scheduled-maintenances", "page scheduled_maintenances"},
        {"scheduled-maintenances/upcoming", "page scheduled_maintenances"},
        {"scheduled-maintenances/active", "page scheduled_maintenances"},
    };
    const auto documents = documents_of(record_of({checkout(), resolved_checkout(6)}));
    CHECK(documents.size() == std::size(rows));
    for (const auto& row : rows) {
        CAPTURE(row.path);
        const auto& document = documents.at("/api/v2/" + std::string(row.path) + ".json");
        CHECK(keys(document) == row.keys);
        CHECK(keys(document["page"]) == "id name url time_zone updated_at");
        for (const auto& [key, value] : document.items())
            if (key != "page" && key != "status")
                CHECK(value.is_array());
    }
}

TEST_CASE("an incident and its updates have every key, in order") {
    const auto incident =
        documents_of(record_of({resolved_checkout()})).at("/api/v2/incidents.json")["incidents"][0];
    CHECK(keys(incident) ==
          "id name status created_at updated_at monitoring_at resolved_at impact shortlink "
          "started_at page_id incident_updates components reminder_intervals");
    CHECK(incident["id"] == "INC-7");
    CHECK(incident["status"] == "resolved");
    CHECK(incident["impact"] == "major");
    CHECK(incident["created_at"] == "2026-11-20T14:02:05.000Z");
    CHECK(incident["monitoring_at"] == "2026-11-20T14:20:00.000Z");
    CHECK(incident["resolved_at"] == "2026-11-20T14:40:01.000Z");
    CHECK(incident["shortlink"] == "https://status.example.com/incidents/INC-7");
    CHECK(incident["reminder_intervals"].is_null());
    CHECK(incident["components"] == Json::array());
    const auto& updates = incident["incident_updates"];
    REQUIRE(updates.size() == 3);
    CHECK(keys(updates[0]) ==
          "id status body incident_id created_at updated_at display_at affected_components "
          "deliver_notifications custom_tweet tweet_id");
    CHECK(updates[0]["status"] == "resolved");  // newest first
    CHECK(updates[1]["body"] == "A fix is out & we watch it.");
    CHECK(updates[2]["incident_id"] == "INC-7");
}

TEST_CASE("an open incident has null where it has no time yet") {
    const auto incident =
        documents_of(record_of({checkout()})).at("/api/v2/summary.json")["incidents"][0];
    CHECK(incident["resolved_at"].is_null());
    CHECK(incident["monitoring_at"].is_null());
    CHECK(incident["started_at"] == "2026-11-20T14:02:05.000Z");
}

TEST_CASE("the summary and the unresolved list hold open incidents alone") {
    const auto documents = documents_of(record_of({checkout(8), resolved_checkout(7)}));
    CHECK(documents.at("/api/v2/summary.json")["incidents"].size() == 1);
    CHECK(documents.at("/api/v2/incidents/unresolved.json")["incidents"].size() == 1);
    CHECK(documents.at("/api/v2/incidents.json")["incidents"].size() == 2);
    CHECK(documents.at("/api/v2/status.json")["status"]["indicator"] == "major");
    CHECK(documents.at("/api/v2/status.json")["status"]["description"] == "Partial System Outage");
}

TEST_CASE("the list of incidents holds the 50 newest, newest first") {
    std::vector<Dossier> dossiers;
    for (int number = 1; number <= 60; ++number)
        dossiers.push_back(resolved_checkout(number));
    const auto incidents =
        documents_of(record_of(dossiers)).at("/api/v2/incidents.json")["incidents"];
    REQUIRE(incidents.size() == 50);
    CHECK(incidents[0]["id"] == "INC-60");
    CHECK(incidents[49]["id"] == "INC-11");
}

TEST_CASE("the page is named by an id that stays, and UTC by its full name") {
    const auto page = documents_of(record_of({checkout()})).at("/api/v2/status.json")["page"];
    CHECK(page["id"].get<std::string>().size() == 12);
    CHECK(page["url"] == "https://status.example.com");
    CHECK(page["time_zone"] == "Etc/UTC");
    CHECK(page["updated_at"] == "2026-11-20T14:02:05.000Z");
}

TEST_CASE("components are written with every key, and only groups name their parts") {
    auto record = record_of({});
    PublicComponent group;
    group.id = "g1";
    group.name = "Shop";
    group.group = true;
    group.children = {"c1"};
    PublicComponent part;
    part.id = "c1";
    part.name = "Checkout";
    part.group_id = "g1";
    part.status = ComponentStatus::partial_outage;
    record.components = {group, part};
    const auto documents = documents_of(record);
    const auto& list = documents.at("/api/v2/components.json")["components"];
    const std::string common =
        "id name status created_at updated_at position description showcase start_date group_id "
        "page_id group only_show_if_degraded";
    CHECK(keys(list[0]) == common + " components");
    CHECK(keys(list[1]) == common);
    CHECK(list[1]["status"] == "partial_outage");
    CHECK(documents.at("/api/v2/status.json")["status"]["indicator"] == "major");
}

TEST_CASE("components are listed group by group, and an incident links its own as they are now") {
    auto settings = shop();
    settings.components = {{"Checkout", "Shop", "Placing orders"}, {"Search", "Shop", ""}};
    auto dossier = checkout();
    say(dossier, "Checkout", ComponentState::partial, "2026-11-20T14:10:00Z");
    PublicRecord record;
    record.page = public_page(settings);
    record.incidents = {public_incident(dossier, settings).value()};
    record.components = public_components(settings, record.incidents);
    const auto documents = documents_of(record);
    const auto& listed = documents.at("/api/v2/components.json")["components"];
    REQUIRE(listed.size() == 3);
    CHECK(listed[0]["group"] == true);
    CHECK(listed[0]["components"] == Json::array({listed[1]["id"], listed[2]["id"]}));
    CHECK(listed[0]["status"] == "partial_outage");
    CHECK(listed[1]["name"] == "Checkout");
    CHECK(listed[1]["status"] == "partial_outage");
    CHECK(listed[1]["group_id"] == listed[0]["id"]);
    CHECK(listed[1]["updated_at"] == "2026-11-20T14:10:00.000Z");
    CHECK(listed[1]["description"] == "Placing orders");
    CHECK(listed[2]["status"] == "operational");
    CHECK(listed[2]["description"].is_null());
    CHECK_FALSE(listed[1].contains("components"));
    const auto& summary = documents.at("/api/v2/summary.json");
    CHECK(summary["components"] == listed);
    CHECK(summary["status"]["indicator"] == "minor");
    CHECK(summary["status"]["description"] == "Minor Service Outage");
    REQUIRE(summary["incidents"][0]["components"].size() == 1);
    CHECK(summary["incidents"][0]["components"][0] == listed[1]);
}
