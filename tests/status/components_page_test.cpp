#include "status/snapshot.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <string>

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
    dossier.incident.components["Checkout <API>"] = ComponentState::major;
    builder.update(dossier.incident.id, public_incident(dossier, settings));
    snapshot = builder.build(snapshot.get(), at("2026-11-21T09:00:01Z"));
    index = page(*snapshot, "/");
    CHECK(has(index, "Major outage"));
    CHECK(has(index, "Partial System Outage"));
    CHECK(has(page(*snapshot, "/incidents/INC-7"),
              "<dt>Affects</dt><dd><bdi>Checkout &lt;API&gt;</bdi></dd>"));

    builder.update(dossier.incident.id, public_incident(resolved_checkout(), settings));
    snapshot = builder.build(snapshot.get(), at("2026-11-21T09:00:02Z"));
    CHECK_FALSE(has(page(*snapshot, "/"), "Major outage"));
}

TEST_CASE("a page without components says nothing of parts") {
    SnapshotBuilder builder(shop());
    CHECK_FALSE(has(page(*builder.build(nullptr, at("2026-11-21T09:00:00Z")), "/"), "Parts of"));
}
