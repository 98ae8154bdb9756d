#include "domain/publication.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("the rule publishes, a person's word goes before it, and some are never published") {
    struct Row {
        Series series;
        PublicationRule rule;
        std::optional<bool> word;
        bool published;
    };
    const Row rows[] = {
        {Series::incident, PublicationRule::all, std::nullopt, true},
        {Series::incident, PublicationRule::all, false, false},
        {Series::incident, PublicationRule::manual, std::nullopt, false},
        {Series::incident, PublicationRule::manual, true, true},
        {Series::incident, PublicationRule::severities, std::nullopt, true},
        {Series::private_incident, PublicationRule::all, true, false},
        {Series::drill, PublicationRule::all, true, false},
    };
    for (const auto& row : rows) {
        Incident incident;
        incident.id = {row.series, 1};
        incident.severity = "sev2";
        incident.published = row.word;
        Settings settings;
        settings.publication = row.rule;
        settings.published_severities = {"sev1", "sev2"};
        CHECK(is_published(incident, settings) == row.published);
        incident.severity = "sev4";
        if (row.rule == PublicationRule::severities)
            CHECK_FALSE(is_published(incident, settings));
    }
}
