#include "domain/likeness.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("titles look alike when they name the same thing, however it fails") {
    const struct {
        const char* a;
        const char* b;
        bool alike;
    } rows[] = {
        {"Checkout is slow", "Checkout latency", true},
        {"Checkout is slow", "Latency in the checkout", true},
        {"CHECKOUT DOWN!", "checkout: high error rate", true},
        {"Payments API down", "Payment API returns errors", true},
        {"Database failover failing", "Failovers of the database are stuck", true},
        {"Queries time out", "Query timeouts", true},
        {"Kasse langsam", "Kasse ausgefallen", true},
        {"決済 が遅い", "決済 停止", true},
        {"Checkout is slow", "Search is slow", false},
        {"Checkout fails", "Login fails", false},
        {"Errors in search", "Errors in billing", false},
        {"Mail delayed for some customers", "Images missing for some customers", false},
        {"Database of billing in eu-west", "Search index rebuild in us-east", false},
        // Where nothing is named, only the same words are the same.
        {"Outage", "outage!", true},
        {"Outage", "Slow", false},
        {"Outage", "Checkout outage", false},
        {"", "", false},
        {"", "Checkout", false},
        {"!!!", "???", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.a);
        CAPTURE(row.b);
        CHECK(look_alike(row.a, row.b) == row.alike);
        CHECK(look_alike(row.b, row.a) == row.alike);
    }
}
