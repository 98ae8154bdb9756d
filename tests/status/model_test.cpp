#include "status/model.hpp"

#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace muster;
using namespace muster::status;

TEST_CASE("what must not be published is nothing at all") {
    auto settings = shop();
    auto dossier = checkout();
    CHECK(public_incident(dossier, settings));

    SUBCASE("a private incident, even if somebody publishes it") {
        dossier.incident.id = {Series::private_incident, 3};
        dossier.incident.published = true;
        CHECK_FALSE(public_incident(dossier, settings));
    }
    SUBCASE("a drill") {
        dossier.incident.id = {Series::drill, 2};
        dossier.incident.published = true;
        CHECK_FALSE(public_incident(dossier, settings));
    }
    SUBCASE("what somebody took off the page") {
        dossier.incident.published = false;
        CHECK_FALSE(public_incident(dossier, settings));
    }
    SUBCASE("anything by the manual rule, until somebody publishes it") {
        settings.publication = PublicationRule::manual;
        CHECK_FALSE(public_incident(dossier, settings));
        dossier.incident.published = true;
        CHECK(public_incident(dossier, settings));
    }
    SUBCASE("other severities, but one that was published stays") {
        settings.publication = PublicationRule::severities;
        settings.published_severities = {"sev1"};
        CHECK_FALSE(public_incident(dossier, settings));
        dossier.incident.severities_had = {"sev1", "sev2"};
        CHECK(public_incident(dossier, settings));
    }
}

TEST_CASE("the impact is the worst the incident has had") {
    struct Row {
        std::vector<std::string> had;
        std::string now;
        Impact impact;
    };
    const Row rows[] = {
        {{}, "sev1", Impact::critical},
        {{}, "sev2", Impact::major},
        {{}, "sev3", Impact::minor},
        {{}, "sev4", Impact::none},
        {{"sev4", "sev1", "sev3"}, "sev3", Impact::critical},
        {{"sev4"}, "sev2", Impact::major},
        {{}, "gone", Impact::minor},  // a severity that is no longer configured
    };
    for (const auto& row : rows) {
        auto dossier = checkout();
        dossier.incident.severities_had = row.had;
        dossier.incident.severity = row.now;
        CAPTURE(row.now);
        CHECK(public_incident(dossier, shop())->impact == row.impact);
    }
}

TEST_CASE("an update without words has a neutral sentence, and one that was withdrawn says so") {
    auto dossier = resolved_checkout();
    dossier.updates.push_back(made(4, "2026-11-20T15:00:00Z", Status::investigating));
    dossier.updates[1].withdrawn = true;
    dossier.updates[1].why_withdrawn = "secret";
    dossier.incident.status = Status::investigating;
    const auto shown = public_incident(dossier, shop()).value();
    REQUIRE(shown.updates.size() == 4);
    CHECK(shown.updates[3].text == neutral_sentence(Status::investigating, true, false));
    CHECK(shown.updates[2].text == "This update was withdrawn.");
    CHECK(shown.updates[1].text == neutral_sentence(Status::resolved, false, false));
    CHECK(shown.updates[0].text == neutral_sentence(Status::investigating, false, true));
}

TEST_CASE("an incident always has an update") {
    auto dossier = checkout();
    dossier.updates.clear();
    CHECK(public_incident(dossier, shop())->updates.size() == 1);
}

TEST_CASE("times follow from the updates, and from what people set") {
    auto dossier = resolved_checkout();
    auto shown = public_incident(dossier, shop()).value();
    CHECK(shown.started_at == at("2026-11-20T14:02:05Z"));
    CHECK(shown.monitoring_at == at("2026-11-20T14:20:00Z"));
    CHECK(shown.resolved_at == at("2026-11-20T14:40:01Z"));
    CHECK(shown.updated_at == at("2026-11-20T14:40:01Z"));

    dossier.incident.times[KeyTime::started].at = at("2026-11-20T13:50:00Z");
    dossier.incident.times[KeyTime::resolved].at = at("2026-11-20T14:35:00Z");
    shown = public_incident(dossier, shop()).value();
    CHECK(shown.started_at == at("2026-11-20T13:50:00Z"));
    CHECK(shown.resolved_at == at("2026-11-20T14:35:00Z"));

    dossier.updates.push_back(made(4, "2026-11-20T15:00:00Z", Status::investigating));
    dossier.incident.status = Status::investigating;
    shown = public_incident(dossier, shop()).value();
    CHECK_FALSE(shown.resolved_at);
    CHECK_FALSE(shown.monitoring_at);
    CHECK(shown.open());
}

TEST_CASE("an update that moves nothing is called an update") {
    auto dossier = checkout();
    dossier.updates.push_back(made(2, "2026-11-20T14:10:00Z", Status::investigating, "Still."));
    const auto shown = public_incident(dossier, shop()).value();
    CHECK(label(shown.updates[0]) == "Update");
    CHECK(label(shown.updates[1]) == "Investigating");
}

TEST_CASE("an update's anchor depends on nothing that can change") {
    std::set<std::string> anchors;
    for (int incident = 1; incident <= 20; ++incident)
        for (int update = 1; update <= 20; ++update)
            anchors.insert(anchor({Series::incident, incident}, update));
    CHECK(anchors.size() == 400);
    CHECK(anchor({Series::incident, 7}, 1).size() == 64);
    CHECK(anchor({Series::incident, 7}, 1) ==
          "dd1d39297451578864516893a12603a087f699c995c6e6961c79e7006f346fc9");
}
