#include "status/encode.hpp"
#include "status/snapshot.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace muster;
using namespace muster::status;

namespace {

std::string page(const Snapshot& snapshot, const std::string& path) {
    const auto* document = snapshot.find(path);
    REQUIRE(document != nullptr);
    return std::string(document->body());
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the page lists the parts of the service, group by group, with their state in words") {
    auto settings = shop();
    settings.components = {{"Checkout <API>", "Shop", "Placing & paying"}, {"Mail", "", ""}};
    SnapshotBuilder builder(settings);
    auto snapshot = builder.build(nullptr, at("2026-11-21T09:00:00Z"));
    auto index = page(*snapshot, "/");
    CHECK(has(index, "Parts of the service"));
    CHECK(has(index, "<h3><bdi>Shop</bdi></h3>"));
    CHECK(has(index, "<bdi>Checkout &lt;API&gt;</bdi><small dir=\"auto\">Placing &amp; paying"));
    CHECK(has(index, "All Systems Operational"));
    CHECK_FALSE(has(index, "Last changed"));
    CHECK_FALSE(has(index, "1970"));

    auto dossier = checkout();
    say(dossier, "Checkout <API>", ComponentState::major, "2026-11-20T14:10:00Z");
    builder.update(dossier.incident.id, public_incident(dossier, settings));
    snapshot = builder.build(snapshot.get(), at("2026-11-21T09:00:01Z"));
    index = page(*snapshot, "/");
    CHECK(has(index, "</svg>Major outage</span>"));
    CHECK(has(index, "Partial System Outage"));
    CHECK(has(page(*snapshot, "/incidents/INC-7"),
              "<dt>Affects</dt><dd><bdi>Checkout &lt;API&gt;</bdi></dd>"));

    builder.update(dossier.incident.id, public_incident(resolved_checkout(), settings));
    snapshot = builder.build(snapshot.get(), at("2026-11-21T09:00:02Z"));
    CHECK_FALSE(has(page(*snapshot, "/"), "</svg>Major outage</span>"));
}

TEST_CASE("a page without components says nothing of parts") {
    SnapshotBuilder builder(shop());
    CHECK_FALSE(has(page(*builder.build(nullptr, at("2026-11-21T09:00:00Z")), "/"), "Parts of"));
}

namespace {

Settings with_parts(std::vector<ComponentRule> components) {
    auto settings = shop();
    settings.components = std::move(components);
    return settings;
}

// The page of those incidents, on the day of `now`.
std::string index_of(const Settings& settings, const std::vector<Dossier>& record,
                     const char* now) {
    SnapshotBuilder builder(settings);
    for (const auto& dossier : record)
        builder.update(dossier.incident.id, public_incident(dossier, settings));
    return page(*builder.build(nullptr, at(now)), "/");
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

}  // namespace

TEST_CASE("a part's last 90 days stand below it as bars, with what they amount to in words") {
    const auto settings = with_parts({{"Checkout", "", ""}, {"Mail", "", ""}});
    auto dossier = resolved_checkout();  // from 14:02:05 to 14:40:01
    say(dossier, "Checkout", ComponentState::major, "2026-11-20T14:10:01Z");
    const auto index = index_of(settings, {dossier}, "2026-11-29T09:00:00Z");
    // Known from the 20th on: half an hour of nine days is out.
    CHECK(has(index, "aria-label=\"99.76 % over 10 days; 1 day with an outage\""));
    CHECK(has(index, "aria-label=\"100 % over 10 days; no day with an outage\""));
    CHECK(has(index, "<details><summary>1 day with an outage</summary>"));
    CHECK(has(index,
              "<time datetime=\"2026-11-20\">Friday, 20 November 2026</time>: "
              "major outage for 30m"));
    CHECK(has(index, "<time datetime=\"2026-09-01\">1 Sep 2026</time>"));
    CHECK(has(index, "a partial outage for three tenths"));
    CHECK(count(index, "role=\"img\"") == 2);
    CHECK(count(index, "<details>") == 1);
    CHECK(has(index, "class=\"unknown\""));  // the days before
    CHECK_FALSE(has(index, "style=\""));
}

TEST_CASE("a day whose outage goes on says so, and counts no longer than the record tells") {
    const auto settings = with_parts({{"Checkout", "", ""}});
    auto dossier = checkout();
    say(dossier, "Checkout", ComponentState::partial, "2026-11-20T14:02:05Z");
    auto index = index_of(settings, {dossier}, "2026-11-20T20:00:00Z");
    CHECK(has(index, "100 % over 1 day; 1 day with an outage"));
    CHECK(has(index, ": partial outage, and going on"));
    index = index_of(settings, {dossier}, "2026-11-22T00:00:00Z");
    CHECK(has(index, "over 3 days; 3 days with an outage"));
    CHECK(has(index, ": partial outage for 24h 0m</li>"));
    CHECK(has(index, "20 November 2026</time>: partial outage for 9h 57m</li>"));
}

TEST_CASE("where records had not begun there is no data, and nothing is green") {
    auto settings = with_parts({{"Checkout", "", ""}});
    CHECK(has(index_of(settings, {}, "2026-11-20T09:00:00Z"), "aria-label=\"No data yet\""));
    settings.components[0].since = Day(std::chrono::year(2026) / 11 / 11);
    const auto index = index_of(settings, {}, "2026-11-20T09:00:00Z");
    CHECK(has(index, "100 % over 10 days; no day with an outage"));
    CHECK_FALSE(has(index, "Last changed"));
}

TEST_CASE("a part without bars has none, and one that is shown when it matters comes then") {
    auto settings = with_parts({{"Checkout", "", ""}, {"Mail", "", ""}});
    settings.components[0].bars = false;
    settings.components[1].only_if_degraded = true;
    auto index = index_of(settings, {}, "2026-11-20T09:00:00Z");
    CHECK_FALSE(has(index, "role=\"img\""));
    CHECK_FALSE(has(index, "Uptime is"));
    CHECK(has(index, "<bdi>Checkout</bdi>"));
    CHECK_FALSE(has(index, "<bdi>Mail</bdi>"));
    auto dossier = checkout();
    say(dossier, "Mail", ComponentState::degraded, "2026-11-20T14:10:00Z");
    index = index_of(settings, {dossier}, "2026-11-20T15:00:00Z");
    CHECK(has(index, "<bdi>Mail</bdi>"));
    CHECK(has(index, "</svg>Degraded performance</span>"));
    settings.components = {{"Mail", "Post", "", true, true}};
    CHECK_FALSE(has(index_of(settings, {}, "2026-11-20T15:00:00Z"), "Parts of the service"));
}

TEST_CASE("twenty parts with their days stay a small page") {
    std::vector<ComponentRule> rules;
    std::vector<Dossier> record;
    for (int i = 1; i <= 20; ++i) {
        const auto name = "Part number " + std::to_string(i);
        rules.push_back({name, i % 2 == 0 ? "First" : "Second", "What it does for whom"});
        auto dossier = resolved_checkout(i);
        dossier.incident.declared_at = at("2026-08-01T00:00:00Z") + std::chrono::days(4 * i);
        for (auto& update : dossier.updates)
            update.at += dossier.incident.declared_at - at("2026-11-20T14:02:05Z");
        const auto moment = to_rfc3339(dossier.incident.declared_at + std::chrono::minutes(5));
        say(dossier, name, i % 3 == 0 ? ComponentState::partial : ComponentState::major,
            moment.c_str());
        record.push_back(std::move(dossier));
    }
    SnapshotBuilder builder(with_parts(rules));
    for (const auto& dossier : record)
        builder.update(dossier.incident.id, public_incident(dossier, with_parts(rules)));
    const auto snapshot = builder.build(nullptr, at("2026-11-20T09:00:00Z"));
    const auto* const index = snapshot->find("/");
    REQUIRE(index != nullptr);
    CHECK(count(std::string(index->body()), "role=\"img\"") == 20);
    MESSAGE("the page has ", index->body().size(), " bytes, compressed ",
            gzip(index->body()).size());
    CHECK(gzip(index->body()).size() < 30'000);
}

TEST_CASE("the days move with the page's midnight, and within a day no byte does") {
    auto settings = with_parts({{"Checkout", "", ""}});
    settings.zone = Zone::named("America/New_York").value();
    SnapshotBuilder builder(settings);
    builder.update({Series::incident, 7}, public_incident(resolved_checkout(), settings));
    const auto first = builder.build(nullptr, at("2026-11-20T15:00:00Z"));
    CHECK(builder.next_day() == at("2026-11-21T05:00:00Z"));
    CHECK_FALSE(builder.dirty(at("2026-11-21T04:59:59Z")));
    const auto second = builder.build(first.get(), at("2026-11-21T04:59:59Z"));
    CHECK(second->find("/") == first->find("/"));
    CHECK(builder.dirty(at("2026-11-21T05:00:00Z")));
    const auto third = builder.build(second.get(), at("2026-11-21T05:00:00Z"));
    CHECK(third->find("/") != first->find("/"));
    CHECK(has(page(*third, "/"), "2026-11-21"));
    CHECK(third->find("/api/v2/summary.json") == first->find("/api/v2/summary.json"));
    // Another program with the same record makes the same page that day.
    SnapshotBuilder other(settings);
    other.update({Series::incident, 7}, public_incident(resolved_checkout(), settings));
    CHECK(page(*other.build(nullptr, at("2026-11-21T20:00:00Z")), "/") == page(*third, "/"));
    SnapshotBuilder without(shop());
    (void)without.build(nullptr, at("2026-11-20T15:00:00Z"));
    CHECK_FALSE(without.next_day());
}

TEST_CASE("what is taken off the page puts its parts back, at the moment it goes") {
    const auto settings = with_parts({{"Checkout", "Shop", ""}});
    auto dossier = checkout();
    say(dossier, "Checkout", ComponentState::major, "2026-11-20T14:10:00Z");
    SnapshotBuilder builder(settings);
    builder.update(dossier.incident.id, public_incident(dossier, settings));
    auto snapshot = builder.build(nullptr, at("2026-11-20T14:10:00Z"));
    CHECK(has(page(*snapshot, "/api/v2/components.json"), "major_outage"));
    dossier.incident.published = false;
    builder.update(dossier.incident.id, public_incident(dossier, settings));
    snapshot = builder.build(snapshot.get(), at("2026-11-20T14:30:00Z"));
    const auto json = page(*snapshot, "/api/v2/components.json");
    CHECK_FALSE(has(json, "major_outage"));
    CHECK(has(json, "\"updated_at\":\"2026-11-20T14:30:00.000Z\""));
    const auto index = page(*snapshot, "/");
    CHECK_FALSE(has(index, "with an outage</summary>"));  // nothing of it is left
}
