#include "bot/alert_payload.hpp"

#include "domain/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;

namespace {

const std::string firing = R"({
  "version": "4", "groupKey": "{}:{alertname=\"HighLatency\"}", "truncatedAlerts": 0,
  "status": "firing", "receiver": "muster", "groupLabels": {"alertname": "HighLatency"},
  "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://alertmanager:9093",
  "alerts": [{
    "status": "firing",
    "labels": {"alertname": "HighLatency", "service": "checkout", "instance": "web-3"},
    "annotations": {"summary": "p99 is\n 9 s", "description": "Look.\n\nSoon."},
    "startsAt": "2026-11-20T15:02:05.123+01:00", "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus:9090/graph?g0.expr=1", "fingerprint": "c0ffee0ddba11"
  }]
})";

std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("what Alertmanager posts is read as it is meant") {
    const auto alerts = read_alertmanager(firing);
    REQUIRE(alerts.has_value());
    REQUIRE(alerts->size() == 1);
    const auto& alert = alerts->front();
    CHECK(alert.source == "Alertmanager");
    CHECK(alert.fingerprint == "c0ffee0ddba11");
    CHECK(alert.firing);
    CHECK(alert.name == "HighLatency");
    CHECK(alert.summary == "p99 is 9 s");
    CHECK(alert.description == "Look.\n\nSoon.");
    CHECK(alert.url == "http://prometheus:9090/graph?g0.expr=1");
    CHECK(alert.group == "{}:{alertname=\"HighLatency\"}");
    CHECK(alert.labels.at("service") == "checkout");
    CHECK(to_rfc3339(alert.started.value()) == "2026-11-20T14:02:05Z");
    CHECK_FALSE(alert.ended);
    // Grouped by nothing, all alerts there are would be one.
    const auto ungrouped = read_alertmanager(with(firing, R"({"alertname": "HighLatency"})", "{}"));
    CHECK(ungrouped->front().group.empty());
    const auto unmarked = read_alertmanager(with(firing, R"("c0ffee0ddba11")", "\"\""));
    CHECK_FALSE(unmarked->front().fingerprint.empty());
    CHECK(read_alertmanager(with(firing, "http://prometheus", "javascript:alert"))
              ->front()
              .url.empty());
}

TEST_CASE("our own shape is one alert, a list, or an object with a list") {
    const std::string one =
        R"({"title": "Checkout is down", "severity": "sev1", "component": "Checkout API",
            "description": "no orders", "url": "https://example.com/x", "source": "Pinger",
            "started_at": "2026-11-20T14:02:05Z", "labels": {"team": "web"}})";
    for (const auto& body : {one, "[" + one + "]", R"({"alerts": [)" + one + "]}"}) {
        const auto alerts = read_generic_alerts(body);
        REQUIRE(alerts.has_value());
        REQUIRE(alerts->size() == 1);
        const auto& alert = alerts->front();
        CHECK(alert.name == "Checkout is down");
        CHECK(alert.source == "Pinger");
        CHECK(alert.firing);
        CHECK(alert.labels.at("severity") == "sev1");
        CHECK(alert.labels.at("component") == "Checkout API");
        CHECK(alert.labels.at("alertname") == "Checkout is down");
        CHECK(alert.labels.at("team") == "web");
    }
    const auto resolved = read_generic_alerts(R"({"title": "Checkout is down", "status": "resolved",
            "severity": "sev1", "component": "Checkout API", "labels": {"team": "web"}})");
    CHECK_FALSE(resolved->front().firing);
    // Without a fingerprint the same labels are the same alert.
    CHECK(resolved->front().fingerprint == read_generic_alerts(one)->front().fingerprint);
    CHECK(read_generic_alerts("[]")->empty());
}

TEST_CASE("a body that is wrong is answered with what would be right") {
    const std::string deep(40, '[');
    const struct {
        std::string body;
        std::string says;
    } bodies[] = {
        {"", "The body must be JSON."},
        {"{", "The body must be JSON."},
        {"{}", "an object with a list"},
        {"[]", "an object with a list"},
        {"null", "an object with a list"},
        {deep, "nests deeper than 16 levels"},
        {with(firing, R"("version": "4")", R"("version": "3")"), "version must be \"4\""},
        {with(firing, R"("version": "4")", R"("version": 4)"), "version must be a text"},
        {R"({"alerts": {}})", "alerts must be a list"},
        {R"({"alerts": [1]})", "alerts[0] must be an object"},
        {R"({"alerts": [{}, {"status": "gone"}]})", "alerts[1].status must be \"firing\""},
        {R"({"alerts": [{"labels": []}]})", "alerts[0].labels must be an object of texts"},
        {R"({"alerts": [{"labels": {"a": 1}}]})", "alerts[0].labels.a must be a text"},
        {R"({"alerts": [{"startsAt": "soon"}]})", "alerts[0].startsAt must be a time like"},
        {R"({"alerts": [{"endsAt": 7}]})", "alerts[0].endsAt must be a text"},
    };
    for (const auto& [body, says] : bodies) {
        CAPTURE(body);
        const auto read = read_alertmanager(body);
        REQUIRE_FALSE(read.has_value());
        CAPTURE(read.error().message);
        CHECK(read.error().message.find(says) != std::string::npos);
    }
    CHECK(read_generic_alerts(R"({"status": "firing"})").error().message.find("title is missing") ==
          0);
    CHECK(read_generic_alerts("7").error().message.find("must be an alert") != std::string::npos);
    std::string many = "[";
    for (std::size_t i = 0; i <= most_alerts; ++i)
        many += (i == 0 ? "" : ",") + std::string("{\"title\":\"x\"}");
    CHECK(read_generic_alerts(many + "]").error().message.find("at most 1000") !=
          std::string::npos);
    std::string labels;
    for (int i = 0; i < 101; ++i)
        labels += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":\"\"";
    CHECK(read_generic_alerts(R"({"title": "x", "labels": {)" + labels + "}}")
              .error()
              .message.find("at most 100") != std::string::npos);
}

TEST_CASE("texts of an alert are made harmless and cut to what a message holds") {
    const auto alerts = read_generic_alerts(R"({"title": "a)" + std::string(500, 'x') +
                                            R"(", "description": "\u0001\ud800 <!channel>",
            "fingerprint": "has a space", "labels": {"a": ")" +
                                            std::string(5'000, 'y') + R"("}})");
    REQUIRE(alerts.has_value());
    const auto& alert = alerts->front();
    CHECK(length(alert.name) == 150);
    CHECK(length(alert.labels.at("a")) == 500);
    CHECK(alert.description.find('\x01') == std::string::npos);
    CHECK(alert.fingerprint.find(' ') == std::string::npos);
}
