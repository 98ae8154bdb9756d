#include "status/dates.hpp"
#include "status/negotiate.hpp"
#include "status/snapshot.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::status;

TEST_CASE("the best coding a client takes is chosen, and q=0 is honoured") {
    struct Row {
        const char* field;
        Coding coding;
    };
    const Row rows[] = {
        {"", Coding::identity},
        {"identity", Coding::identity},
        {"gzip, deflate, br", Coding::br},
        {"gzip, deflate", Coding::gzip},
        {"x-gzip", Coding::gzip},
        {"GZIP", Coding::gzip},
        {"br;q=0.1, gzip;q=1.0", Coding::br},
        {"br;q=0, gzip", Coding::gzip},
        {"br; q=0.000 , gzip;q=0", Coding::identity},
        {"*", Coding::br},
        {"*;q=0", Coding::identity},
        {"br;q=0, *", Coding::gzip},
        {"gzip;q=0, *;q=0.5", Coding::br},
        {"gzip;q=1;q=0", Coding::gzip},
        {"gzip;level=9;q=0", Coding::identity},
        {"gzip;q=", Coding::gzip},
        {",,;, ,", Coding::identity},
        {"brotli, gzipped", Coding::identity},
        {"identity;q=0", Coding::identity},
    };
    for (const auto& row : rows) {
        CAPTURE(row.field);
        CHECK(best_coding(row.field) == row.coding);
    }
}

TEST_CASE("an If-None-Match is a list, weakly compared") {
    struct Row {
        const char* field;
        bool names;
    };
    const Row rows[] = {
        {"\"h\"", true},
        {"W/\"h\"", true},
        {"\"a\", W/\"h\"", true},
        {"*", true},
        {" * ", true},
        {"\"h-gz\"", false},
        {"h", false},
        {"", false},
        {"\"a\",\"b\"", false},
        {"\"a\" , \"h\"", true},
        {"w/\"h\"", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.field);
        CHECK(names_etag(row.field, "\"h\"") == row.names);
    }
}

TEST_CASE("dates are written and read as HTTP and RSS have them") {
    const auto moment = at("2025-02-05T11:41:55Z");
    CHECK(http_date(moment) == "Wed, 05 Feb 2025 11:41:55 GMT");
    CHECK(rss_date(moment) == "Wed, 05 Feb 2025 11:41:55 +0000");
    CHECK(iso_milliseconds(moment) == "2025-02-05T11:41:55.000Z");
    CHECK(read_http_date("Wed, 05 Feb 2025 11:41:55 GMT") == moment);
    for (const auto* wrong : {"", "Thu, 05 Feb 2025 11:41:55 GMT", "Wed, 05 Feb 2025 11:41:55 UTC",
                              "Wed, 31 Feb 2025 11:41:55 GMT", "Wed, 05 Feb 2025 25:41:55 GMT",
                              "Wednesday, 05-Feb-25 11:41:55", "Wed, 0x Feb 2025 11:41:55 GMT"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read_http_date(wrong));
    }
}

TEST_CASE("page times are in the page's zone, and name it") {
    const auto london = Zone::named("Europe/London").value();
    CHECK(moment_text(at("2026-07-01T23:30:00Z"), london) == "2 Jul 2026, 00:30 BST");
    CHECK(moment_text(at("2026-11-20T14:02:05Z"), Zone()) == "20 Nov 2026, 14:02 UTC");
    CHECK(day_text(local_day(at("2026-07-01T23:30:00Z"), london)) == "Thursday, 2 July 2026");
}

TEST_CASE("a date decides only where there is no ETag to compare") {
    const Document document({200, "text/plain", "public", "", false, {}}, "body",
                            at("2026-11-20T14:00:00Z"));
    const auto& plain = document.in(Coding::identity);
    const auto date = http_date(at("2026-11-20T14:00:00Z"));
    const auto before = http_date(at("2026-11-20T13:59:59Z"));
    CHECK(not_modified({{}, date}, document, plain));
    CHECK_FALSE(not_modified({{}, before}, document, plain));
    CHECK_FALSE(not_modified({"\"other\"", date}, document, plain));
    CHECK(not_modified({plain.etag, before}, document, plain));
    CHECK_FALSE(not_modified({{}, {}}, document, plain));
    CHECK_FALSE(not_modified({{}, "yesterday"}, document, plain));
}

TEST_CASE("each coding has an ETag of its own, and what does not shrink is sent plain") {
    const std::string text(1000, 'a');
    const Document document({200, "text/plain", "public", "", false, {}}, text, Instant{});
    const auto& plain = document.in(Coding::identity);
    const auto& zipped = document.in(Coding::gzip);
    const auto& brotlied = document.in(Coding::br);
    CHECK(zipped.etag == plain.etag.substr(0, plain.etag.size() - 1) + "-gz\"");
    CHECK(brotlied.etag == plain.etag.substr(0, plain.etag.size() - 1) + "-br\"");
    CHECK(zipped.ok.size() < plain.ok.size());
    CHECK(plain.ok.substr(plain.head_size) == text);
    for (const auto* shown : {&plain, &zipped, &brotlied}) {
        CHECK(shown->ok.find("Vary: Accept-Encoding\r\n") != std::string::npos);
        CHECK(shown->not_modified.find("Vary: Accept-Encoding\r\n") != std::string::npos);
        CHECK(shown->not_modified.find("ETag: " + shown->etag) != std::string::npos);
        CHECK(shown->not_modified.find("Cache-Control: public\r\n") != std::string::npos);
    }
    const Document small({200, "text/plain", "public", "", false, {}}, "x", Instant{});
    CHECK(&small.in(Coding::br) == &small.in(Coding::identity));
}

TEST_CASE("the same record gives the same bytes, whatever the day") {
    const auto built = [](const char* now) {
        SnapshotBuilder builder(shop());
        for (const auto& dossier : {checkout(8), resolved_checkout(7)})
            builder.update(dossier.incident.id, public_incident(dossier, shop()));
        return builder.build(nullptr, at(now));
    };
    const auto one = built("2026-11-21T09:00:00Z");
    const auto two = built("2031-01-01T00:00:00Z");
    CHECK(one->documents().size() == 18);
    for (const auto& [path, document] : one->documents()) {
        CAPTURE(path);
        REQUIRE(two->find(path) != nullptr);
        for (const auto coding : {Coding::identity, Coding::gzip, Coding::br}) {
            const auto& a = document->in(coding);
            const auto& b = two->find(path)->in(coding);
            CHECK(a.etag == b.etag);
            CHECK(a.ok.substr(a.head_size) == b.ok.substr(b.head_size));
        }
    }
}

TEST_CASE("a rebuild makes only what changed") {
    SnapshotBuilder builder(shop());
    CHECK(builder.dirty(at("2026-11-20T14:02:05Z")));
    builder.update({Series::incident, 7}, public_incident(resolved_checkout(7), shop()));
    builder.update({Series::incident, 8}, public_incident(checkout(8), shop()));
    const auto first = builder.build(nullptr, at("2026-11-21T09:00:00Z"));
    CHECK_FALSE(builder.dirty(at("2026-11-20T14:02:05Z")));

    SUBCASE("nothing, when nothing did") {
        builder.update({Series::incident, 8}, public_incident(checkout(8), shop()));
        CHECK_FALSE(builder.dirty(at("2026-11-20T14:02:05Z")));
        const auto second = builder.build(first.get(), at("2026-11-21T10:00:00Z"));
        for (const auto& [path, document] : first->documents())
            CHECK(second->find(path) == document.get());
        CHECK(&second->missing("/x") == &first->missing("/x"));
    }
    SUBCASE("the lists and that incident's page, when an incident did") {
        auto changed = checkout(8);
        changed.updates.push_back(made(2, "2026-11-20T14:30:00Z", Status::identified, "Found."));
        builder.update({Series::incident, 8}, public_incident(changed, shop()));
        const auto second = builder.build(first.get(), at("2026-11-21T10:00:00Z"));
        for (const auto* same : {"/incidents/INC-7", "/favicon.ico", "/robots.txt",
                                 "/api/v2/scheduled-maintenances/active.json"}) {
            CAPTURE(same);
            if (std::string(same).find("api") == std::string::npos)
                CHECK(second->find(same) == first->find(same));
        }
        for (const auto* other :
             {"/", "/incidents/INC-8", "/history.rss", "/api/v2/summary.json"}) {
            CAPTURE(other);
            CHECK(second->find(other)->in(Coding::gzip).etag !=
                  first->find(other)->in(Coding::gzip).etag);
            CHECK(second->find(other)->changed_at() == at("2026-11-21T10:00:00Z"));
        }
    }
    SUBCASE("and takes away what is no longer published") {
        builder.update({Series::incident, 8}, std::nullopt);
        const auto second = builder.build(first.get(), at("2026-11-21T10:00:00Z"));
        CHECK(second->find("/incidents/INC-8") == nullptr);
        CHECK(second->find("/")->body().find("INC-8") == std::string_view::npos);
    }
}

TEST_CASE("two versions of the same second have no date to be told apart by") {
    SnapshotBuilder builder(shop());
    const auto first = builder.build(nullptr, at("2026-11-21T09:00:00Z"));
    CHECK(first->find("/")->changed_at());
    builder.update({Series::incident, 8}, public_incident(checkout(8), shop()));
    const auto second = builder.build(first.get(), at("2026-11-21T09:00:00Z"));
    CHECK_FALSE(second->find("/")->changed_at());
    CHECK(second->find("/")->in(Coding::identity).ok.find("Last-Modified") == std::string::npos);
    builder.update({Series::incident, 8}, std::nullopt);
    const auto third = builder.build(second.get(), at("2026-11-21T09:00:01Z"));
    CHECK(third->find("/")->changed_at() == at("2026-11-21T09:00:01Z"));
}

TEST_CASE("history goes by month, newest first, and says which months were quiet") {
    SnapshotBuilder builder(shop());
    auto old = resolved_checkout(3);
    old.incident.declared_at = at("2026-08-31T23:59:00Z");
    builder.update({Series::incident, 3}, public_incident(old, shop()));
    builder.update({Series::incident, 8}, public_incident(checkout(8), shop()));
    const std::string page(
        builder.build(nullptr, at("2026-11-21T09:00:00Z"))->find("/history")->body());
    std::size_t position = 0;
    for (const auto* month :
         {"November 2026</h2>", "October 2026</h2>", "September 2026</h2>", "August 2026</h2>"}) {
        CAPTURE(month);
        const auto found = page.find(month, position);
        CHECK(found != std::string::npos);
        position = found;
    }
    CHECK(page.find("No incidents.") != std::string::npos);
    CHECK(page.find("July 2026") == std::string::npos);
}

TEST_CASE("an incident's page has an anchor for each update, where the feed points") {
    SnapshotBuilder builder(shop());
    builder.update({Series::incident, 7}, public_incident(resolved_checkout(), shop()));
    const auto snapshot = builder.build(nullptr, at("2026-11-21T09:00:00Z"));
    for (int update = 1; update <= 3; ++update) {
        const auto mark = anchor({Series::incident, 7}, update);
        CHECK(snapshot->find("/incidents/INC-7")->body().find("id=\"" + mark + "\"") !=
              std::string_view::npos);
        CHECK(snapshot->find("/history.rss")->body().find("INC-7#" + mark) !=
              std::string_view::npos);
    }
}
