#include "bot/public_site.hpp"

#include "tests/bot/raw_http.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <atomic>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

namespace {

PublicSite::Options quick() {
    PublicSite::Options options;
    options.http.listen = {"127.0.0.1", 0};
    options.pace = 1ms;
    return options;
}

const IncidentId inc7{Series::incident, 7};

}  // namespace

TEST_CASE("the site shows the record it starts with, and what changes afterwards") {
    PublicSite site(status::shop(), quick(), {status::resolved_checkout()});
    CHECK(get(site.port(), "/incidents/INC-7").status == 200);
    CHECK(get(site.port(), "/").body.find("All Systems Operational") != std::string::npos);

    site.update({Series::incident, 8}, status::checkout(8));
    REQUIRE(site.wait_until_current());
    CHECK(get(site.port(), "/incidents/INC-8").status == 200);
    CHECK(get(site.port(), "/").body.find("Partial System Outage") != std::string::npos);

    auto withdrawn = status::checkout(8);
    withdrawn.incident.published = false;
    site.update({Series::incident, 8}, withdrawn);
    REQUIRE(site.wait_until_current());
    CHECK(get(site.port(), "/incidents/INC-8").status == 404);

    site.update(inc7, std::nullopt);
    REQUIRE(site.wait_until_current());
    CHECK(get(site.port(), "/incidents/INC-7").status == 404);
}

TEST_CASE("a change that the public does not see keeps every ETag") {
    PublicSite site(status::shop(), quick(), {status::resolved_checkout()});
    const auto before = get(site.port(), "/").field("ETag");
    auto changed = status::resolved_checkout();
    changed.incident.parts[Part::cause] = {"nobody outside reads this"};
    site.update(inc7, changed);
    site.update({Series::private_incident, 1}, [] {
        auto secret = status::checkout();
        secret.incident.id = {Series::private_incident, 1};
        return secret;
    }());
    REQUIRE(site.wait_until_current());
    const auto after = get(site.port(), "/", "If-None-Match: " + before + "\r\n");
    CHECK(after.status == 304);
}

TEST_CASE("changes in a rush make few snapshots, and the last state wins") {
    auto options = quick();
    options.pace = 50ms;
    std::atomic<int> made{0};
    options.now = [&] {
        ++made;
        return status::at("2026-11-21T09:00:00Z");
    };
    PublicSite site(status::shop(), options, {});
    for (int i = 1; i <= 200; ++i) {
        auto dossier = status::checkout();
        dossier.incident.title = "Title " + std::to_string(i);
        site.update(inc7, dossier);
    }
    REQUIRE(site.wait_until_current());
    CHECK(made <= 20);
    CHECK(get(site.port(), "/").body.find("Title 200") != std::string::npos);
}

TEST_CASE("a snapshot that cannot be made leaves the last one up, tells why, and is made later") {
    auto options = quick();
    std::atomic<bool> broken{false};
    std::mutex mutex;
    std::condition_variable told;
    std::string problem;
    options.now = [&]() -> Instant {
        if (broken)
            throw std::runtime_error("out of luck");
        return status::at("2026-11-21T09:00:00Z");
    };
    options.on_failure = [&](const std::string& why) {
        const std::lock_guard lock(mutex);
        problem = why;
        told.notify_all();
    };
    PublicSite site(status::shop(), options, {status::resolved_checkout()});
    broken = true;
    site.update({Series::incident, 8}, status::checkout(8));
    {
        std::unique_lock lock(mutex);
        REQUIRE(told.wait_for(lock, 10s, [&] { return !problem.empty(); }));
        CHECK(problem.find("out of luck") != std::string::npos);
    }
    CHECK(get(site.port(), "/").body.find("All Systems Operational") != std::string::npos);
    CHECK(get(site.port(), "/incidents/INC-8").status == 404);
    broken = false;
    site.update(inc7, status::resolved_checkout());
    REQUIRE(site.wait_until_current());
    CHECK(get(site.port(), "/incidents/INC-8").status == 200);
}

TEST_CASE("a template of the team's is used, and one that would read values is refused") {
    auto options = quick();
    options.templates = [](std::string_view name) {
        return name == "message.html" ? std::string("<p>Ours: {{sentence}}</p>") : std::string();
    };
    PublicSite site(status::shop(), options, {});
    CHECK(get(site.port(), "/nothing").body.find("<p>Ours: There is no such page here.</p>") !=
          std::string::npos);
    options.templates = [](std::string_view name) {
        return name == "index.html" ? std::string("{{>title}}") : std::string();
    };
    CHECK_THROWS_WITH((PublicSite(status::shop(), options, {})),
                      doctest::Contains("index.html uses a partial"));
}

TEST_CASE("a stopped site answers no more, and stopping twice is fine") {
    PublicSite site(status::shop(), quick(), {});
    RawHttp open(site.port());
    site.stop();
    CHECK(open.ended());
    site.stop();
}

TEST_CASE("the days of the parts move at the page's midnight, though nothing changes") {
    auto settings = status::shop();
    settings.components = {{"Checkout", "", ""}};
    std::atomic<Instant> now{status::at("2026-11-20T23:59:58Z")};
    auto options = quick();
    options.look = 1ms;
    options.now = [&] { return now.load(); };
    PublicSite site(settings, options, {status::resolved_checkout()});
    const auto before = get(site.port(), "/");
    CHECK(before.body.find("20 Nov 2026</time></p>") != std::string::npos);
    const auto summary = get(site.port(), "/api/v2/summary.json").field("ETag");
    const auto same = get(site.port(), "/", "If-None-Match: " + before.field("ETag") + "\r\n");
    CHECK(same.status == 304);

    now = status::at("2026-11-21T00:00:00Z");
    const auto limit = std::chrono::steady_clock::now() + 10s;
    auto after = before;
    while (after.field("ETag") == before.field("ETag") && std::chrono::steady_clock::now() < limit)
        after = get(site.port(), "/");
    CHECK(after.body.find("21 Nov 2026</time></p>") != std::string::npos);
    CHECK(get(site.port(), "/api/v2/summary.json").field("ETag") == summary);
}
