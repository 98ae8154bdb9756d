// A published postmortem, as the public reads it.
#include "domain/publication.hpp"
#include "status/api_v2.hpp"
#include "status/feed.hpp"
#include "status/page.hpp"
#include "tests/status/fixture.hpp"
#include "tests/status/xml_check.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace muster;
using namespace muster::status;

namespace {

constexpr const char* document =
    "# Checkout is slow\n\n## Overview\n\nOrders *waited* <b>long</b> & failed.\n\n"
    "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n[a page](https://example.com/) "
    "[bad](javascript:alert(1)) "
    "![a picture](https://example.com/p.png)\n\n<script>alert(1)</script>\n";

Dossier with_postmortem() {
    auto dossier = resolved_checkout();
    dossier.incident.closed = true;
    dossier.updates.push_back(made(4, "2026-11-27T09:00:00Z", Status::resolved, document));
    dossier.updates.back().postmortem = true;
    return dossier;
}

PublicRecord record_of(const Dossier& dossier) {
    PublicRecord record;
    record.page = public_page(shop());
    record.incidents = {public_incident(dossier, shop()).value()};
    return record;
}

nlohmann::json first_incident(const PublicRecord& record) {
    for (const auto& made : api_documents(record))
        if (made.path == "/api/v2/incidents.json")
            return nlohmann::json::parse(made.body)["incidents"].at(0);
    return {};
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

}  // namespace

TEST_CASE("a published postmortem is the incident's last update, with its Markdown, in the JSON") {
    const auto incident = first_incident(record_of(with_postmortem()));
    CHECK(incident["status"] == "postmortem");
    CHECK(incident["resolved_at"] == "2026-11-20T14:40:01.000Z");
    CHECK(incident["incident_updates"].size() == 4);
    const auto& newest = incident["incident_updates"][0];
    CHECK(newest["status"] == "postmortem");
    CHECK(newest["body"] == document);
    CHECK(newest["display_at"] == "2026-11-27T09:00:00.000Z");
    CHECK(incident["updated_at"] == "2026-11-27T09:00:00.000Z");
}

TEST_CASE("its page shows it below the page's own headings, and nothing in it can do harm") {
    const Pages pages({});
    const auto record = record_of(with_postmortem());
    const auto page = pages.incident(record, record.incidents.front());
    CHECK(count(page, "<h1") == 1);
    for (const auto* part :
         {"<h3>Postmortem</h3>", "<h4>Checkout is slow</h4>", "<h5>Overview</h5>",
          "<em>waited</em> &lt;b&gt;long&lt;/b&gt; &amp; failed",
          "&lt;script&gt;alert(1)&lt;/script&gt;", "<td>1</td>", "href=\"https://example.com/\"",
          "<a href=\"https://example.com/p.png\">a picture</a>"})
        CHECK(page.find(part) != std::string::npos);
    for (const auto* harm : {"<b>long", "<script>alert", "javascript:", "<img"})
        CHECK(page.find(harm) == std::string::npos);
    // Lists say in one line what is new; a whole document is none.
    CHECK(pages.history(record).find("Overview") == std::string::npos);
    CHECK(pages.index(record).find("Overview") == std::string::npos);
}

TEST_CASE("it is one more item of the feeds, under a guid of its own that an edit keeps") {
    const auto before = rss(record_of([] {
        auto dossier = with_postmortem();
        dossier.updates.pop_back();
        return dossier;
    }()));
    auto dossier = with_postmortem();
    const auto feed = rss(record_of(dossier));
    CHECK(count(feed, "<item>") == count(before, "<item>") + 1);
    CHECK(
        feed.find("&lt;p&gt;&lt;strong&gt;Postmortem&lt;/strong&gt;&lt;/p&gt;&lt;h4&gt;Checkout") !=
        std::string::npos);
    CHECK(feed.find("Fri, 27 Nov 2026 09:00:00 +0000") != std::string::npos);
    const auto guid = anchor(dossier.incident.id, 4);
    CHECK(count(feed, guid) == 1);
    dossier.updates.back().text = "# Other words";
    CHECK(count(rss(record_of(dossier)), guid) == 1);
    CHECK(atom(record_of(dossier)).find("Other words") != std::string::npos);
}

TEST_CASE("a postmortem that was taken down leaves its place, and the incident is resolved") {
    auto dossier = with_postmortem();
    dossier.updates.back().withdrawn = true;
    const auto incident = first_incident(record_of(dossier));
    CHECK(incident["status"] == "resolved");
    CHECK(incident["incident_updates"][0]["body"] == "This update was withdrawn.");
    CHECK(incident["incident_updates"][0]["status"] == "resolved");
    const auto page = Pages({}).incident(record_of(dossier), record_of(dossier).incidents.front());
    CHECK(page.find("Overview") == std::string::npos);
}

TEST_CASE("a reopened incident is open, whatever was published of it") {
    auto dossier = with_postmortem();
    dossier.incident.closed = false;
    dossier.incident.status = Status::investigating;
    dossier.updates.push_back(made(5, "2026-11-28T09:00:00Z", Status::investigating, "Back."));
    const auto incident = first_incident(record_of(dossier));
    CHECK(incident["status"] == "investigating");
    CHECK(incident["resolved_at"].is_null());
    dossier.incident.closed = true;
    dossier.incident.status = Status::resolved;
    dossier.updates.push_back(made(6, "2026-11-28T10:00:00Z", Status::resolved, "Well."));
    CHECK(first_incident(record_of(dossier))["status"] == "resolved");
}
