#include "domain/id.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("an incident's id is read in any case, and nothing else is taken for one") {
    struct Row {
        const char* text;
        std::optional<IncidentId> id;
    };
    const Row rows[] = {
        {"INC-7", IncidentId{Series::incident, 7}},
        {"inc-7", IncidentId{Series::incident, 7}},
        {"Prv-12", IncidentId{Series::private_incident, 12}},
        {"DRL-1", IncidentId{Series::drill, 1}},
        {"INC-999999999", IncidentId{Series::incident, 999'999'999}},
        {"INC-0", std::nullopt},
        {"INC-07", std::nullopt},
        {"INC-1000000000", std::nullopt},
        {"INC--1", std::nullopt},
        {"INC-", std::nullopt},
        {"INC7", std::nullopt},
        {"INC-7 ", std::nullopt},
        {"", std::nullopt},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(read_incident_id(row.text) == row.id);
        if (row.id)
            CHECK(read_incident_id(to_string(*row.id)) == row.id);
    }
}
