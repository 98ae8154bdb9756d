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

namespace {

Settings shop_with_components() {
    auto settings = shop();
    settings.components = {
        {"Checkout", "Shop", "Placing orders"}, {"Mail", "", ""}, {"Search", "Shop", ""}};
    return settings;
}

PublicIncident affecting(int number, ComponentState state, const char* since, bool resolved) {
    auto dossier = resolved ? resolved_checkout(number) : checkout(number);
    say(dossier, "Checkout", state, since);
    say(dossier, "Not configured any more", ComponentState::major, since);
    return public_incident(dossier, shop_with_components()).value();
}

const PublicComponent& named(const std::vector<PublicComponent>& all, const std::string& name) {
    return *std::ranges::find(all, name, &PublicComponent::name);
}

}  // namespace

TEST_CASE("a component is as the worst open incident says, and well when none is left") {
    const auto settings = shop_with_components();
    const auto open = affecting(7, ComponentState::degraded, "2026-11-20T14:10:00Z", false);
    const auto worse = affecting(8, ComponentState::partial, "2026-11-20T14:20:00Z", false);
    const auto over = affecting(9, ComponentState::major, "2026-11-20T14:15:00Z", true);
    const struct {
        std::vector<PublicIncident> incidents;
        ComponentStatus status;
        Instant updated_at;
    } rows[] = {
        {{}, ComponentStatus::operational, Instant{}},
        {{open}, ComponentStatus::degraded_performance, at("2026-11-20T14:10:00Z")},
        {{open, worse}, ComponentStatus::partial_outage, at("2026-11-20T14:20:00Z")},
        {{over}, ComponentStatus::operational, at("2026-11-20T14:40:01Z")},
        {{open, over}, ComponentStatus::degraded_performance, at("2026-11-20T14:40:01Z")},
    };
    for (const auto& row : rows) {
        const auto all = public_components(settings, row.incidents);
        CHECK(named(all, "Checkout").status == row.status);
        CHECK(named(all, "Checkout").updated_at == row.updated_at);
        CHECK(named(all, "Shop").status == row.status);  // the worst of its parts
        CHECK(named(all, "Search").status == ComponentStatus::operational);
    }
    CHECK(open.components.size() == 1);
}

TEST_CASE("components stand group by group, with ids that stay") {
    const auto all = public_components(shop_with_components(), {});
    std::string order;
    for (const auto& component : all)
        order += component.name + " " + std::to_string(component.position) +
                 (component.group ? " group;" : ";");
    CHECK(order == "Shop 1 group;Checkout 1;Search 2;Mail 2;");
    CHECK(all[0].children == std::vector<std::string>{all[1].id, all[2].id});
    CHECK(all[1].group_id == all[0].id);
    CHECK(all[1].description == "Placing orders");
    CHECK_FALSE(all[3].group_id);
    auto fewer = shop_with_components();
    fewer.components = {{"SEARCH", "", ""}};
    CHECK(public_components(fewer, {}).front().id == all[2].id);
}

TEST_CASE("a duplicate is not the public's to see") {
    auto dossier = checkout();
    dossier.incident.folded = Fold{{Series::incident, 8}, 1, 0};
    dossier.incident.published = true;
    CHECK_FALSE(public_incident(dossier, shop()));
}

TEST_CASE("what an incident says counts from its word to its end, and again once it is reopened") {
    const auto settings = shop_with_components();
    auto dossier = checkout();
    say(dossier, "Checkout", ComponentState::major, "2026-11-20T14:10:00Z");
    say(dossier, "Search", ComponentState::operational, "2026-11-20T14:11:00Z");
    say(dossier, "Checkout", ComponentState::partial, "2026-11-20T14:15:00Z");
    dossier.updates.push_back(made(2, "2026-11-20T14:20:00Z", Status::resolved));
    dossier.updates.push_back(made(3, "2026-11-20T15:00:00Z", Status::investigating));
    say(dossier, "Checkout", ComponentState::degraded, "2026-11-20T15:10:00Z");
    say(dossier, "Checkout", std::nullopt, "2026-11-20T15:20:00Z");
    const auto stretches = [&] {
        const auto shown = public_incident(dossier, settings).value();
        std::vector<Stretch> all;
        for (const auto& account : shown.accounts)
            all.push_back(account.stretch);
        return all;
    };
    using enum ComponentStatus;
    std::vector<Stretch> expected{
        {at("2026-11-20T14:10:00Z"), at("2026-11-20T14:15:00Z"), major_outage},
        {at("2026-11-20T14:15:00Z"), at("2026-11-20T14:20:00Z"), partial_outage},
        {at("2026-11-20T15:00:00Z"), at("2026-11-20T15:10:00Z"), partial_outage},
        {at("2026-11-20T15:10:00Z"), at("2026-11-20T15:20:00Z"), degraded_performance}};
    CHECK(stretches() == expected);
    // Somebody knew better when it was over.
    dossier.updates.pop_back();
    dossier.incident.status = Status::resolved;
    dossier.incident.times[KeyTime::resolved].at = at("2026-11-20T14:17:00Z");
    expected.resize(2);
    expected[1].to = at("2026-11-20T14:17:00Z");
    CHECK(stretches() == expected);
}

TEST_CASE("nothing of what the public may not see reaches a component or its past") {
    const auto settings = shop_with_components();
    for (const auto series : {Series::private_incident, Series::drill}) {
        auto dossier = checkout();
        dossier.incident.id.series = series;
        say(dossier, "Checkout", ComponentState::major, "2026-11-20T14:10:00Z");
        CHECK_FALSE(public_incident(dossier, settings));
    }
    auto dossier = checkout();
    say(dossier, "Checkout", ComponentState::major, "2026-11-20T14:10:00Z");
    dossier.incident.published = false;
    CHECK_FALSE(public_incident(dossier, settings));
}

TEST_CASE("a component's bars, and from when they count, are as configured") {
    auto settings = shop_with_components();
    settings.components[0].bars = false;
    settings.components[1].since = Day(std::chrono::year(2026) / 3 / 1);
    settings.components[2].only_if_degraded = true;
    const auto all =
        public_components(settings, {public_incident(resolved_checkout(), settings).value()});
    CHECK_FALSE(named(all, "Checkout").showcase);
    CHECK_FALSE(named(all, "Checkout").start_date);
    CHECK(named(all, "Mail").start_date == settings.components[1].since);
    CHECK(named(all, "Mail").showcase);
    CHECK(named(all, "Search").start_date == Day(std::chrono::year(2026) / 11 / 20));
    CHECK(named(all, "Search").only_show_if_degraded);
    CHECK(named(all, "Search").created_at == at("2026-11-20T00:00:00Z"));
    CHECK_FALSE(named(all, "Shop").showcase);
}
