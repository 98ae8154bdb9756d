#include "status/encode.hpp"
#include "status/snapshot.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;
using namespace muster::status;

namespace {

std::shared_ptr<const Snapshot> snapshot_with(const PageLook& look) {
    auto settings = shop();
    settings.page_look = look;
    SnapshotBuilder builder(settings);
    for (const auto& dossier : {checkout(8), resolved_checkout(7)})
        builder.update(dossier.incident.id, public_incident(dossier, settings));
    return builder.build(nullptr, at("2026-11-21T09:00:00Z"));
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto i = text.find(part); i != std::string_view::npos; i = text.find(part, i + 1))
        ++found;
    return found;
}

}  // namespace

TEST_CASE("a team's look is on every page, and the policy names the very style that stands there") {
    PageLook look;
    look.logo = "data:image/png;base64,AAAA";
    look.accent = "#1a56db";
    look.intro = "How <we> are.";
    look.footer = "Example & Sons";
    look.support_url = "https://example.com/help?a&b";
    look.home_url = "https://example.com/";
    look.embedded_by = {"https://example.com", "https://shop.example.com"};
    const auto snapshot = snapshot_with(look);
    for (const auto* path : {"/", "/history", "/log", "/incidents/INC-7"}) {
        CAPTURE(path);
        const auto* document = snapshot->find(path);
        const auto body = document->body();
        CHECK(has(body,
                  "<a href=\"https://example.com/\"><img src=\"data:image/png;base64,AAAA\" "
                  "alt=\"\"><bdi>Example Shop</bdi></a>"));
        CHECK(has(body, "Example &amp; Sons"));
        CHECK(has(body, "href=\"https://example.com/help?a&amp;b\""));
        CHECK(has(body, "How &lt;we&gt; are.") == (std::string(path) == "/"));
        const auto from = body.find("<style>") + 7;
        const auto style = body.substr(from, body.find("</style>") - from);
        CHECK(has(style, ":root{--link:#1a56db}"));
        CHECK(has(style, "dark){:root{--link:#86b7ff}}"));
        const auto& policy = document->kind().policy;
        CHECK(has(policy, "style-src 'sha256-" + sha256_base64(style) + "'"));
        CHECK(has(policy, "frame-ancestors https://example.com https://shop.example.com"));
    }
    CHECK(has(snapshot->find("/api/v2/status.json")->kind().policy, "frame-ancestors 'none'"));
}

TEST_CASE("without a look of one's own nothing of it is there, and nobody may frame the page") {
    const auto snapshot = snapshot_with({});
    const auto body = snapshot->find("/")->body();
    CHECK(has(body, "<p class=\"brand\"><a href=\"/\"><bdi>Example Shop</bdi></a></p>"));
    CHECK_FALSE(has(body, "Get help"));
    CHECK(has(snapshot->find("/")->kind().policy, "frame-ancestors 'none'"));
}

TEST_CASE(
    "every page has one head line, its landmarks, its state first, and what a link to it shows") {
    const auto snapshot = snapshot_with({});
    struct Row {
        const char* path;
        const char* title;
    };
    const Row rows[] = {
        {"/", "<title>Partial System Outage – Example Shop</title>"},
        {"/history", "<title>Incident history – Example Shop</title>"},
        {"/log", "<title>Incident log – Example Shop</title>"},
        {"/incidents/INC-7", "<title>Resolved: Checkout is slow – Example Shop</title>"},
        {"/incidents/INC-8", "<title>Investigating: Checkout is slow – Example Shop</title>"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        const auto body = snapshot->find(row.path)->body();
        CHECK(has(body, row.title));
        CHECK(count(body, "<h1") == 1);
        for (const auto* once :
             {"<main id=\"main\">", "<header class=\"top\">", "<footer>", "<html lang=\"en\">",
              "<a class=\"skip\" href=\"#main\">", "og:title", "og:description", "og:url"}) {
            CAPTURE(once);
            CHECK(count(body, once) == 1);
        }
        CHECK(has(body, "content=\"https://status.example.com" + std::string(row.path) + "\""));
        CHECK(has(body, "/feed subscribe https://status.example.com/history.rss"));
        CHECK(has(body, "type=\"application/rss+xml\""));
        CHECK(has(body, "type=\"application/atom+xml\""));
        CHECK(count(body, "<time") == count(body, "<time datetime=\"2026-"));
        CHECK(snapshot->find(row.path)->in(Coding::gzip).ok.size() < 30'000);
    }
    const auto index = snapshot->find("/")->body();
    const auto main = index.substr(index.find("<main"));
    // The overall sentence comes before anything else people read there.
    CHECK(main.find("<h1>Partial System Outage</h1>") < main.find("<h2"));
    CHECK(main.find("<h1>") < main.find("<time"));
}
