#include "status/snapshot.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

namespace muster::status {
namespace {

Dossier timed(int number, const char* detected, int repaired_after_minutes) {
    auto dossier = resolved_checkout(number);
    auto& incident = dossier.incident;
    incident.declared_at = at(detected);
    incident.closed = true;
    incident.times[KeyTime::detected] = {at(detected), false, true, incident.reporter};
    if (repaired_after_minutes >= 0)
        incident.times[KeyTime::repaired] = {
            at(detected) + std::chrono::minutes(repaired_after_minutes), false, false,
            incident.reporter};
    return dossier;
}

std::string log_of(const std::vector<Dossier>& dossiers, const Settings& settings = shop()) {
    SnapshotBuilder builder(settings);
    for (const auto& dossier : dossiers)
        builder.update(dossier.incident.id, public_incident(dossier, settings));
    return std::string(builder.build(nullptr, at("2026-11-21T09:00:00Z"))->find("/log")->body());
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the public log goes by quarter, newest first, with the figures of what is published") {
    auto hidden = timed(5, "2026-02-02T10:00:00Z", 1'000);
    hidden.incident.published = false;
    auto drill = timed(1, "2026-02-03T10:00:00Z", 1'000);
    drill.incident.id.series = Series::drill;
    const auto page =
        log_of({timed(7, "2026-01-01T10:00:00Z", 30), timed(8, "2026-02-01T10:00:00Z", 90),
                timed(9, "2026-03-01T10:00:00Z", -1), timed(10, "2026-08-01T10:00:00Z", 5), hidden,
                drill});
    // With MUSTER_PICTURES naming a folder the page is kept there, to be looked at.
    if (const char* const folder = std::getenv("MUSTER_PICTURES"))
        std::ofstream(std::string(folder) + "/log.html", std::ios::binary) << page;
    const auto third = page.find("2026-Q3: 1 incident<");
    const auto second = page.find("2026-Q2: no incident<");
    const auto first = page.find("2026-Q1: 3 incidents<");
    REQUIRE(first != std::string::npos);
    CHECK(third < second);
    CHECK(second < first);
    CHECK(has(page.substr(second, first - second),
              "Time to repair<small>detected to repaired</small></th><td>–</td><td>–</td><td>–</td>"
              "<td>0</td>"));
    CHECK(has(page.substr(first),
              "Time to repair<small>detected to repaired</small></th><td>1h 0m</td><td>1h 0m</td>"
              "<td>1h 30m</td><td>2<small>1 left out: times missing</small></td>"));
    CHECK_FALSE(has(page, "INC-5"));
    CHECK_FALSE(has(page, "DRL"));
    CHECK_FALSE(has(page, "16h"));
}

TEST_CASE("the public log shows titles, times and durations, and nothing else of an incident") {
    auto dossier = timed(7, "2026-01-01T10:00:00Z", 30);
    dossier.incident.severity = "CANARYSEV";
    dossier.incident.parts[Part::impact] = {"CANARYIMPACT"};
    dossier.incident.times[KeyTime::repaired].approximate = true;
    dossier.updates[1].text = "CANARYUPDATE";
    const auto page = log_of({dossier});
    CHECK(has(page, "<bdi>Checkout is slow</bdi>"));
    CHECK(has(page, "<dt>Detected</dt><dd><time datetime=\"2026-01-01T10:00:00Z\">"));
    CHECK(has(page, "<dt>Repaired</dt><dd>about <time datetime=\"2026-01-01T10:30:00Z\">"));
    CHECK(has(page, "<dt>Time to repair</dt><dd>about 30m</dd>"));
    CHECK(has(page, "<dt>Time to detect</dt><dd>– <small>(no time started)</small></dd>"));
    CHECK_FALSE(has(page, "CANARY"));
    CHECK_FALSE(has(page, "Ada"));
}

TEST_CASE("a reopened incident has its first and its last times in the log") {
    auto dossier = timed(7, "2026-01-01T10:00:00Z", 90);
    dossier.incident.first_times[KeyTime::repaired] = {
        at("2026-01-01T10:10:00Z"), false, false, {}};
    const auto page = log_of({dossier});
    CHECK(has(page, "<dt>First repaired</dt><dd><time datetime=\"2026-01-01T10:10:00Z\">"));
    CHECK(has(page, "1h 30m <small>(the last time, after it was reopened)</small>"));
}

TEST_CASE("a quarter of the public log is the organisation's") {
    auto settings = shop();
    settings.zone = Zone::named("Pacific/Auckland").value();
    CHECK(has(log_of({timed(7, "2026-09-30T12:00:00Z", 5)}, settings), "2026-Q4: 1 incident"));
    CHECK(has(log_of({}), "No incident has been published."));
}

TEST_CASE("the log is made again when a time changes, and not for an update's words") {
    SnapshotBuilder builder(shop());
    const auto now = at("2026-11-21T09:00:00Z");
    auto dossier = timed(7, "2026-01-01T10:00:00Z", 30);
    const auto built = [&](const Snapshot* before) {
        builder.update(dossier.incident.id, public_incident(dossier, shop()));
        return builder.build(before, now);
    };
    const auto first = built(nullptr);
    dossier.updates[1].text = "Other words.";
    const auto second = built(first.get());
    CHECK(second->find("/log") == first->find("/log"));
    dossier.incident.times[KeyTime::repaired].at += std::chrono::hours(1);
    const auto third = built(second.get());
    CHECK(third->find("/log") != second->find("/log"));
    CHECK(has(std::string(third->find("/log")->body()), "1h 30m"));
}

}  // namespace muster::status
