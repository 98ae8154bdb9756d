#include "bot/alert_intake.hpp"

#include "domain/text.hpp"
#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <future>
#include <string>

using namespace muster;
using namespace muster::testing;
using nlohmann::json;

namespace {

const std::string token = "s3cret";
const std::string bearer = "Authorization: Bearer s3cret\r\n";
const std::string firing =
    R"({"title": "Checkout is down", "fingerprint": "c0ffee", "component": "checkout api",
        "severity": "sev1", "started_at": "2026-11-20T13:57:10Z",
        "description": "CANARY on web-3", "url": "https://canary.internal/graph",
        "labels": {"instance": "canary-3"}})";

Config with_alerts() {
    Config config;
    config.alert_token = token;
    config.settings.components = {{"Checkout API", "", ""}};
    return config;
}

RawAnswer post(std::uint16_t port, const std::string& path, const std::string& body,
               const std::string& fields = bearer) {
    return ask(port, "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields +
                         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

std::string became(const RawAnswer& answer) {
    return json::parse(answer.body).at("alerts").at(0).at("became");
}

}  // namespace

TEST_CASE("the intake answers each sender as it should") {
    Whole whole(with_alerts());
    const auto port = whole.admin_port();
    const std::string generic = "/alerts/generic";
    for (const auto& fields : {std::string(), std::string("Authorization: Bearer wrong\r\n"),
                               std::string("Authorization: Basic s3cret\r\n"),
                               std::string("Authorization: Bearer s3cre\r\n"),
                               std::string("Authorization: Bearer\r\n")}) {
        CAPTURE(fields);
        const auto refused = post(port, generic, firing, fields);
        CHECK(refused.status == 401);
        CHECK(refused.field("WWW-Authenticate") == "Bearer realm=\"muster\"");
    }
    const auto read = ask(port, "GET " + generic + " HTTP/1.1\r\nHost: x\r\n" + bearer + "\r\n");
    CHECK(read.status == 405);
    CHECK(read.field("Allow") == "POST");
    CHECK(post(port, "/alerts/other", firing).status == 404);
    const auto wrong = post(port, generic, "{}");
    CHECK(wrong.status == 400);
    CHECK(wrong.body == "title is missing: what is wrong, in a few words.\n");
    CHECK(post(port, "/alerts/alertmanager", firing).status == 400);
    CHECK(post(port, generic, std::string(1024 * 1024 + 1, ' ')).status == 413);
    CHECK(post(port, generic, "[]").status == 200);
    CHECK(post(port, generic, firing, "authorization: bearer s3cret\r\n").status == 200);
    // The public listener knows nothing of it.
    CHECK(get(whole.page_port(), generic).status == 404);
}

TEST_CASE("without a token there is no intake") {
    Whole whole;
    CHECK(post(whole.admin_port(), "/alerts/generic", firing).status == 404);
    CHECK(get(whole.admin_port(), "/alerts/generic").status == 404);
}

TEST_CASE("an alert becomes an incident with its channel, and nothing inside reaches the page") {
    Whole whole(with_alerts());
    const auto port = whole.admin_port();
    CHECK(became(post(port, "/alerts/generic", firing)) == "declared INC-1");
    CHECK(became(post(port, "/alerts/generic", firing)) == "repeated");
    whole.settle();
    const auto [name, texts] = whole.in_slack([&](sandbox::Server& server) {
        const auto& workspace = server.workspace();
        for (const auto& [id, channel] : workspace.channels())
            if (channel.name.starts_with("inc-1")) {
                std::string all;
                for (const auto& [ts, message] : channel.messages)
                    all += message.text + message.blocks.dump();
                return std::pair(channel.name, all);
            }
        return std::pair(std::string(), std::string());
    });
    CHECK(name == "inc-1-checkout-api-is-down");
    CHECK(texts.find("Checkout API went down.") != std::string::npos);
    CHECK(texts.find("CANARY on web-3") != std::string::npos);
    Whole::until([&] {
        return get(whole.page_port(), "/history.rss").body.find("went down") != std::string::npos;
    });
    auto resolved = json::parse(firing);
    resolved["status"] = "resolved";
    resolved["ended_at"] = "2026-11-20T13:59:00Z";
    CHECK(became(post(port, "/alerts/generic", resolved.dump())) == "recovered INC-1");
    CHECK(post(port, "/alerts/generic", R"({"title": "CANARY of db-2", "labels": {"canary": "1"}})")
              .status == 200);
    Whole::until([&] {
        const auto page = get(whole.page_port(), "/").body;
        return page.find("Checkout API recovered.") != std::string::npos &&
               page.find("Incident INC-2") != std::string::npos;
    });
    for (const auto* path :
         {"/", "/history", "/history.rss", "/history.atom", "/log", "/incidents/INC-1",
          "/incidents/INC-2", "/api/v2/summary.json", "/api/v2/incidents.json"}) {
        CAPTURE(path);
        auto body = get(whole.page_port(), path).body;
        CHECK(body.size() > 100);
        CHECK(lower(body).find("canary") == std::string::npos);
        CHECK(body.find("Monitoring\"") == std::string::npos);  // who said so is inside, too
    }
    const auto metrics = get(port, "/metrics").body;
    CHECK(metrics.find("muster_alerts_total{outcome=\"declared\"} 2") != std::string::npos);
    CHECK(metrics.find("muster_alerts_total{outcome=\"repeated\"} 1") != std::string::npos);
    CHECK(whole.record().find(token) == std::string::npos);
}

TEST_CASE("while the disk is busy a sender is told to come again, and nothing happens twice") {
    const Folder folder;
    Settings settings;
    StorageThread storage(open_store(folder.path() / "muster.db", settings));
    const ManualClock clock{read_rfc3339("2026-11-20T14:00:00Z").value()};
    Loop loop;
    std::atomic<int> commits{0};
    {
        AlertIntake intake(
            loop.executor(), storage, clock, token,
            [&](const Outcome& outcome) { commits += outcome.touched.empty() ? 0 : 1; },
            std::chrono::milliseconds(20));
        std::promise<void> busy_now;
        std::promise<void> release;
        storage.read([&, waits = release.get_future().share()](Store& /*store*/) {
            busy_now.set_value();
            waits.wait();
        });
        busy_now.get_future().wait();
        const AdminRequest request{
            "POST", "/alerts/generic", {{"authorization", "Bearer " + token}}, firing};
        const auto busy = loop.wait_for(intake.take(request));
        CHECK(busy.status == 503);
        CHECK(busy.fields ==
              std::vector<std::pair<std::string, std::string>>{{"Retry-After", "10"}});
        release.set_value();
        Whole::until([&] { return commits == 1; });
        const auto again = loop.wait_for(intake.take(request));
        CHECK(again.status == 200);
        CHECK(json::parse(again.body).at("alerts").at(0).at("became") == "repeated");
        CHECK(commits == 1);
        storage.stop();
        CHECK(loop.wait_for(intake.take(request)).status == 503);
    }
}
