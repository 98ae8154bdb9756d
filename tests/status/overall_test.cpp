#include "status/overall.hpp"

#include <doctest/doctest.h>

using namespace muster::status;

TEST_CASE("the overall state follows from the components, first rule that holds") {
    using enum ComponentStatus;
    struct Row {
        std::vector<ComponentStatus> leaves;
        const char* indicator;
        const char* description;
    };
    const Row rows[] = {
        {{}, "none", "All Systems Operational"},
        {{operational, operational}, "none", "All Systems Operational"},
        {{major_outage}, "critical", "Major System Outage"},
        {{major_outage, major_outage}, "critical", "Major System Outage"},
        {{major_outage, operational}, "major", "Partial System Outage"},
        {{major_outage, partial_outage}, "major", "Partial System Outage"},
        {{partial_outage, partial_outage}, "major", "Partial System Outage"},
        {{partial_outage}, "major", "Partial System Outage"},
        {{partial_outage, operational}, "minor", "Minor Service Outage"},
        {{partial_outage, degraded_performance}, "minor", "Minor Service Outage"},
        {{degraded_performance, degraded_performance}, "minor", "Degraded System Service"},
        {{degraded_performance}, "minor", "Partially Degraded Service"},
        {{degraded_performance, operational}, "minor", "Partially Degraded Service"},
        {{degraded_performance, under_maintenance}, "minor", "Partially Degraded Service"},
        {{under_maintenance}, "maintenance", "Service Under Maintenance"},
        {{under_maintenance, operational}, "maintenance", "Service Under Maintenance"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.description);
        CAPTURE(row.leaves.size());
        CHECK(overall(row.leaves, {}) == Overall{row.indicator, row.description});
    }
}

TEST_CASE("without components the worst open incident decides") {
    using enum Impact;
    CHECK(overall({}, {none}).description == "All Systems Operational");
    CHECK(overall({}, {minor}) == Overall{"minor", "Minor Service Outage"});
    CHECK(overall({}, {minor, major, none}) == Overall{"major", "Partial System Outage"});
    CHECK(overall({}, {critical, minor}) == Overall{"critical", "Major System Outage"});
}

TEST_CASE("with components the incidents do not move the overall state") {
    CHECK(overall({ComponentStatus::operational}, {Impact::critical}).indicator == "none");
}
