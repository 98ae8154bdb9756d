// Maintenance windows, as the public reads them.
#include "domain/maintenance.hpp"
#include "domain/publication.hpp"
#include "status/api_v2.hpp"
#include "status/calendar.hpp"
#include "status/feed.hpp"
#include "status/page.hpp"
#include "storage/lists.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace muster;
using namespace muster::status;

namespace {

const Person ada{UserId("U1"), {}, "Ada Lovelace"};

Settings parts() {
    auto settings = shop();
    settings.components = {{"Checkout", "Shop", ""}, {"Search", "Shop", ""}, {"Mail", "", ""}};
    return settings;
}

// What the rules make of a window of that number, from one moment on.
class Planned {
public:
    explicit Planned(int number, const char* title, const char* start, const char* end,
                     std::vector<std::string> components = {}) {
        id_.number = number;
        keep(plan_window(title, {at(start), at(end), false, std::move(components)}, ada, parts(),
                         now_));
    }
    void step(Result<Whats> whats) {
        REQUIRE(whats.has_value());
        now_ += std::chrono::minutes(10);
        keep(*std::move(whats));
    }
    Dossier dossier;

    [[nodiscard]] PublicIncident shown() const { return public_incident(dossier, parts()).value(); }
    // Of the next step.
    [[nodiscard]] Instant now() const { return now_ + std::chrono::minutes(10); }

private:
    void keep(Whats whats) {
        for (auto& what : whats)
            REQUIRE(replay(dossier, {id_, now_, ada, std::move(what)}).has_value());
    }
    IncidentId id_{Series::maintenance, 1};
    Instant now_ = at("2026-11-20T14:00:00Z");
};

nlohmann::json document(const PublicRecord& record, const std::string& path) {
    for (const auto& made : api_documents(record))
        if (made.path == "/api/v2/" + path + ".json")
            return nlohmann::json::parse(made.body);
    return {};
}

PublicRecord record_of(std::vector<PublicIncident> windows) {
    PublicRecord record;
    record.page = public_page(shop());
    record.windows = std::move(windows);
    record.components = public_components(parts(), {}, record.windows);
    return record;
}

}  // namespace

TEST_CASE("a window stands in the documents of its state, with its times") {
    Planned ahead(1, "Database upgrade", "2026-11-22T02:00:00Z", "2026-11-22T04:00:00Z");
    Planned active(2, "Network move", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z");
    active.step(start_window(active.dossier.incident, "", ada, shop(), active.now()));
    Planned over(3, "Old one", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z");
    over.step(cancel_window(over.dossier.incident, "", ada, shop(), over.now()));
    const auto record = record_of({over.shown(), active.shown(), ahead.shown()});

    const auto ids = [&](const std::string& path) {
        std::string found;
        const auto whole = document(record, path);
        for (const auto& each : whole["scheduled_maintenances"])
            found += each["id"].get<std::string>() + " ";
        return found;
    };
    CHECK(ids("scheduled-maintenances") == "MNT-3 MNT-2 MNT-1 ");
    CHECK(ids("scheduled-maintenances/upcoming") == "MNT-1 ");
    CHECK(ids("scheduled-maintenances/active") == "MNT-2 ");
    CHECK(ids("summary") == "MNT-2 MNT-1 ");
    CHECK(document(record, "incidents").at("incidents").empty());

    const auto shown =
        document(record, "scheduled-maintenances/upcoming")["scheduled_maintenances"][0];
    CHECK(shown["impact"] == "maintenance");
    CHECK(shown["status"] == "scheduled");
    CHECK(shown["scheduled_for"] == "2026-11-22T02:00:00.000Z");
    CHECK(shown["scheduled_until"] == "2026-11-22T04:00:00.000Z");
    CHECK(shown["shortlink"] == "https://status.example.com/maintenances/MNT-1");
    CHECK(shown["resolved_at"].is_null());
    const auto cancelled = document(record, "scheduled-maintenances")["scheduled_maintenances"][0];
    CHECK(cancelled["status"] == "completed");  // clients know no word for it
    CHECK(cancelled["incident_updates"][0]["body"] == "This maintenance was cancelled.");
    CHECK_FALSE(cancelled["resolved_at"].is_null());
}

TEST_CASE("a window's steps are items of the feed, none of them in the future") {
    Planned window(1, "Database upgrade", "2026-11-22T02:00:00Z", "2026-11-22T04:00:00Z");
    window.step(start_window(window.dossier.incident, "", ada, shop(), window.now()));
    window.step(complete_window(window.dossier.incident, "All done.", ada, shop(), window.now()));
    const auto feed = rss(record_of({window.shown()}));
    for (const auto* const part :
         {"Scheduled", "In progress", "Completed", "2026-11-22 02:00 to 04:00 UTC", "All done.",
          "https://status.example.com/maintenances/MNT-1#"})
        CHECK_MESSAGE(feed.find(part) != std::string::npos, part);
    CHECK(feed.find("22 Nov 2026") == std::string::npos);
}

TEST_CASE("the page shows what is active and what comes next, in words and times") {
    Planned ahead(1, "Database <b>upgrade</b>", "2026-11-22T02:00:00Z", "2026-11-22T04:00:00Z");
    Planned active(2, "Network move", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z");
    active.step(start_window(active.dossier.incident, "", ada, shop(), active.now()));
    const auto record = record_of({active.shown(), ahead.shown()});
    const Pages pages;
    const auto index = pages.index(record);
    const auto first = index.find("Network move");
    const auto second = index.find("Database &lt;b&gt;upgrade&lt;/b&gt;");
    CHECK(first != std::string::npos);
    CHECK(second != std::string::npos);
    CHECK(first < second);
    CHECK(index.find("2026-11-22T02:00:00Z") != std::string::npos);
    const auto own = pages.maintenance(record, ahead.shown());
    CHECK(own.find("<dt>From</dt>") != std::string::npos);
    CHECK(own.find("<dt>Started</dt>") == std::string::npos);
}

TEST_CASE("a calendar keeps each event's name, raises its sequence and folds its lines") {
    Planned window(
        1, "Upgrade; step 1, of a database whose name is long enough: Größenwahn und so weiter",
        "2026-11-22T02:00:00Z", "2026-11-22T04:00:00Z");
    const auto before = calendar(record_of({window.shown()}));
    CHECK(before.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    CHECK(before.find("UID:mnt-1@status.example.com\r\n") != std::string::npos);
    CHECK(before.find("DTSTART:20261122T020000Z\r\n") != std::string::npos);
    CHECK(before.find("SEQUENCE:0\r\n") != std::string::npos);
    CHECK(before.find("STATUS:CONFIRMED\r\n") != std::string::npos);
    CHECK(before.find("SUMMARY:Upgrade\\; step 1\\, of") != std::string::npos);
    window.step(cancel_window(window.dossier.incident, "", ada, shop(), window.now()));
    const auto after = calendar(record_of({window.shown()}));
    CHECK(after.find("UID:mnt-1@status.example.com\r\n") != std::string::npos);
    CHECK(after.find("SEQUENCE:1\r\n") != std::string::npos);
    CHECK(after.find("STATUS:CANCELLED\r\n") != std::string::npos);
    std::string_view rest = after;
    while (!rest.empty()) {
        const auto end = rest.find("\r\n");
        REQUIRE(end != std::string_view::npos);
        CHECK(end <= 75);
        CHECK((static_cast<unsigned char>(rest[0]) & 0xC0U) != 0x80U);
        rest.remove_prefix(end + 2);
    }
}

TEST_CASE("a window's components stand in its JSON, its event and its page from the beginning") {
    Planned window(1, "Upgrade", "2026-11-22T02:00:00Z", "2026-11-22T04:00:00Z",
                   {"Checkout", "Mail"});
    auto record = record_of({window.shown()});
    auto json = document(record, "summary")["scheduled_maintenances"][0]["components"];
    REQUIRE(json.size() == 2);
    CHECK(json[0]["name"] == "Checkout");
    CHECK(json[0]["status"] == "operational");
    CHECK(json[1]["name"] == "Mail");
    CHECK(calendar(record).find("Affects Checkout\\, Mail") != std::string::npos);
    const Pages pages;
    CHECK(pages.index(record).find("Affects <bdi>Checkout, Mail</bdi>") != std::string::npos);
    CHECK(pages.maintenance(record, record.windows[0])
              .find("<dt>Affects</dt><dd><bdi>Checkout, Mail</bdi>") != std::string::npos);

    window.step(start_window(window.dossier.incident, "", ada, parts(), window.now()));
    record = record_of({window.shown()});
    json = document(record, "scheduled-maintenances/active")["scheduled_maintenances"][0];
    CHECK(json["components"][1]["status"] == "under_maintenance");
    CHECK(json["components"][1]["updated_at"] == "2026-11-20T14:10:00.000Z");
    CHECK(document(record, "status")["status"]["indicator"] == "maintenance");

    window.step(complete_window(window.dossier.incident, "", ada, parts(), window.now()));
    record = record_of({window.shown()});
    json = document(record, "scheduled-maintenances")["scheduled_maintenances"][0];
    REQUIRE(json["components"].size() == 2);  // what it was on, as that is now
    CHECK(json["components"][1]["status"] == "operational");
    CHECK(json["components"][1]["updated_at"] == "2026-11-20T14:20:00.000Z");
    CHECK(record.components[1].past.size() == 2);
}

TEST_CASE("a window that is over stands among what is past, by when it was to be") {
    Planned over(1, "Network move", "2026-11-20T14:00:00Z", "2026-11-20T15:00:00Z");
    over.step(start_window(over.dossier.incident, "", ada, parts(), over.now()));
    over.step(complete_window(over.dossier.incident, "", ada, parts(), over.now()));
    Planned called_off(2, "Never done", "2027-01-22T02:00:00Z", "2027-01-22T04:00:00Z");
    called_off.step(cancel_window(called_off.dossier.incident, "", ada, parts(), called_off.now()));
    Planned ahead(3, "Database upgrade", "2026-11-22T02:00:00Z", "2026-11-22T04:00:00Z");
    auto record = record_of({over.shown(), called_off.shown(), ahead.shown()});
    record.incidents = {public_incident(resolved_checkout(), parts()).value()};
    const Pages pages;
    for (const auto& text : {pages.index(record), pages.history(record)}) {
        CHECK(text.find("/maintenances/MNT-1") != std::string::npos);
        CHECK(text.find("Completed") != std::string::npos);
        CHECK(text.find("Cancelled") != std::string::npos);
        CHECK(text.find("Checkout is slow") != std::string::npos);
    }
    const auto history = pages.history(record);
    CHECK(history.find("Database upgrade") == std::string::npos);
    CHECK(history.find("January 2027") == std::string::npos);
}
