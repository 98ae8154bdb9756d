#include "status/feed.hpp"

#include "status/dates.hpp"
#include "tests/status/fixture.hpp"
#include "tests/status/xml_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace muster;
using namespace muster::status;

namespace {

PublicRecord record_of(const std::vector<Dossier>& dossiers) {
    PublicRecord record;
    record.page = public_page(shop());
    for (const auto& dossier : dossiers)
        record.incidents.push_back(public_incident(dossier, shop()).value());
    std::ranges::sort(record.incidents, newer);
    return record;
}

// What stands between each <name> and </name>.
std::vector<std::string> all(const std::string& xml, const std::string& name) {
    std::vector<std::string> found;
    for (auto begin = xml.find("<" + name + ">"); begin != std::string::npos;
         begin = xml.find("<" + name + ">", begin + 1)) {
        const auto from = begin + name.size() + 2;
        found.push_back(xml.substr(from, xml.find("</" + name + ">", from) - from));
    }
    return found;
}

std::vector<Instant> dates(const std::string& xml) {
    std::vector<Instant> found;
    for (const auto& date : all(xml, "pubDate")) {
        REQUIRE(date.ends_with("+0000"));
        found.push_back(read_http_date(date.substr(0, date.size() - 5) + "GMT").value());
    }
    return found;
}

}  // namespace

TEST_CASE("a record gives exactly this feed") {
    const std::string page = "https://status.example.com/incidents/INC-7";
    const auto item = [&](int update, const std::string& date, const std::string& text) {
        return "    <item>\n      <title>Checkout is slow</title>\n      <link>" + page +
               "</link>\n      <guid isPermaLink=\"true\">" + page + "#" +
               anchor({Series::incident, 7}, update) + "</guid>\n      <pubDate>" + date +
               "</pubDate>\n      <description>&lt;p&gt;&lt;strong&gt;" + text +
               "&lt;/p&gt;</description>\n    </item>\n";
    };
    auto dossier = resolved_checkout();
    dossier.updates[0].text = "Orders take > 20 s.\nWe look.";
    dossier.updates[2].text = "It's well.";
    CHECK(rss(record_of({dossier})) ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n"
          "  <channel>\n"
          "    <title>Incidents | Example Shop</title>\n"
          "    <link>https://status.example.com/</link>\n"
          "    <description>Incidents reported on status page for Example Shop</description>\n"
          "    <language>en</language>\n"
          "    <lastBuildDate>Fri, 20 Nov 2026 14:40:01 +0000</lastBuildDate>\n"
          "    <atom:link href=\"https://status.example.com/history.rss\" rel=\"self\" "
          "type=\"application/rss+xml\"/>\n" +
              item(3, "Fri, 20 Nov 2026 14:40:01 +0000",
                   "Resolved&lt;/strong&gt; - It&amp;#39;s well.") +
              item(2, "Fri, 20 Nov 2026 14:20:00 +0000",
                   "Monitoring&lt;/strong&gt; - A fix is out &amp;amp; we watch it.") +
              item(1, "Fri, 20 Nov 2026 14:02:05 +0000",
                   "Investigating&lt;/strong&gt; - Orders take &amp;gt; 20 s.&lt;br&gt;We look.") +
              "  </channel>\n</rss>\n");
}

TEST_CASE("dates strictly descend even where updates share a second") {
    std::vector<Dossier> dossiers;
    for (int number = 1; number <= 5; ++number)
        dossiers.push_back(resolved_checkout(number));
    const auto found = dates(rss(record_of(dossiers)));
    REQUIRE(found.size() == 15);
    for (std::size_t i = 1; i < found.size(); ++i)
        CHECK(found[i - 1] > found[i]);
}

TEST_CASE("an edit keeps the guid; another update brings exactly one new item") {
    auto dossier = checkout();
    const auto before = all(rss(record_of({dossier})), "pubDate").size();
    auto edited = dossier;
    edited.updates[0].text = "Other words.";
    const auto guids = [](const std::string& xml) {
        std::set<std::string> found;
        for (auto at = xml.find("<guid"); at != std::string::npos; at = xml.find("<guid", at + 1))
            found.insert(xml.substr(at, xml.find("</guid>", at) - at));
        return found;
    };
    CHECK(guids(rss(record_of({edited}))) == guids(rss(record_of({dossier}))));
    dossier.updates.push_back(made(2, "2026-11-20T14:30:00Z", Status::identified, "Found."));
    CHECK(guids(rss(record_of({dossier}))).size() == before + 1);
}

TEST_CASE("the feed holds the 50 newest updates and all of open incidents") {
    std::vector<Dossier> dossiers{checkout(1)};  // open, and the oldest
    for (int number = 2; number <= 40; ++number) {
        auto dossier = resolved_checkout(number);
        dossier.incident.declared_at += std::chrono::hours(number);
        for (auto& update : dossier.updates)
            update.at += std::chrono::hours(number);
        dossiers.push_back(dossier);
    }
    const auto xml = rss(record_of(dossiers));
    CHECK(all(xml, "item").size() == 51);
    CHECK(xml.find("incidents/INC-1#") != std::string::npos);
}

TEST_CASE("an empty feed is still a feed, and says no time of its own") {
    const auto xml = rss(record_of({}));
    CHECK(XmlCheck::problem(xml).empty());
    CHECK(xml.find("lastBuildDate") == std::string::npos);
    CHECK(XmlCheck::problem(atom(record_of({}))).empty());
}

TEST_CASE("Atom has one entry an incident, first published when it was declared") {
    const auto xml = atom(record_of({resolved_checkout(7), checkout(8)}));
    CHECK(XmlCheck::problem(xml).empty());
    CHECK(all(xml, "entry").size() == 2);
    CHECK(xml.find("<id>tag:status.example.com,2005:Incident/INC-7</id>") != std::string::npos);
    CHECK(all(xml, "published")[0] == "2026-11-20T14:02:05Z");
    CHECK(all(xml, "updated")[0] == "2026-11-20T14:40:01Z");
}

TEST_CASE("the check of XML finds what is wrong") {
    const std::string head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    CHECK(XmlCheck::problem(head + "<a x=\"1\"><b/>&amp;</a>\n").empty());
    for (const auto* wrong : {"<a>", "<a></b>", "<a>&x;</a>", "<a>&</a>", "<a>]]></a>", "<a x=1/>",
                              "<a/><b/>", "<a>\x01</a>", "<a x=\"1\" x=\"2\"/>"}) {
        CAPTURE(wrong);
        CHECK_FALSE(XmlCheck::problem(head + wrong).empty());
    }
}
