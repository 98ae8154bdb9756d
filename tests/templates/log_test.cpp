#include "templates/log.hpp"

#include "templates/markdown.hpp"
#include "tests/templates/examples.hpp"
#include "tests/templates/golden.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

Dossier short_one(Series series, int number, std::string_view detected, int minutes) {
    Dossier dossier;
    auto& incident = dossier.incident;
    incident.id = {series, number};
    incident.title = "=Login, slow \"again\"";
    incident.severity = "sev2";
    incident.closed = true;
    incident.reporter = examples::person("Grace");
    incident.declared_at = examples::at(detected);
    incident.times[KeyTime::detected] = {incident.declared_at, false, true, incident.reporter};
    incident.times[KeyTime::repaired] = {incident.declared_at + std::chrono::minutes{minutes},
                                         false, false, incident.reporter};
    return dossier;
}

std::vector<Dossier> record() {
    return {examples::full(), examples::bare(),
            short_one(Series::incident, 9, "2024-06-30T22:59:59Z", 20),
            short_one(Series::drill, 1, "2024-12-02T10:00:00Z", 7),
            short_one(Series::private_incident, 1, "2025-02-02T10:00:00Z", 9)};
}

std::string log(const LogRequest& request) {
    return render_log(record(), examples::london(), request, {}).value();
}

}  // namespace

TEST_CASE("the incident log is as approved in every format") {
    check_golden("log.md", log({}));
    check_golden("log.json", log({.format = LogFormat::json}));
    check_golden("log.csv", log({.format = LogFormat::csv}));
}

TEST_CASE("the log's means stand on the lines that name them") {
    const auto text = log({});
    CHECK(text.find("- Mean time to repair: 3h 44m (detected to repaired, over 2 incidents)") !=
          std::string::npos);
    CHECK(text.find("## 2024-Q3\n\n- Incidents: None\n- Mean time to detect: – ") !=
          std::string::npos);
    CHECK(text.find("- Left out of time to repair: INC-8 (no time repaired)") != std::string::npos);
    CHECK(text.find("- Left out of all figures: DRL-1 (a drill)") != std::string::npos);
    CHECK(text.find("## 2024-Q4") < text.find("## 2024-Q3"));
    CHECK(text.find("PRV-1") == std::string::npos);
    CHECK(text.find("2025-Q1") == std::string::npos);
    CHECK(text.find("DRL-1 =Login") == std::string::npos);
}

TEST_CASE("private incidents are in the log only when they are asked for") {
    const auto text = log({.with_private = true});
    CHECK(text.find("PRV-1") != std::string::npos);
    CHECK(text.find("## 2025-Q1") != std::string::npos);
}

TEST_CASE("one quarter alone can be asked for, also one without incidents") {
    const auto second = log({.quarter = Quarter{2024, 2}});
    CHECK(second.find("## 2024-Q2") != std::string::npos);
    CHECK(second.find("## 2024-Q4") == std::string::npos);
    CHECK(log({.quarter = Quarter{1999, 1}}).find("Mean time to repair: –") != std::string::npos);
}

TEST_CASE("a spreadsheet takes no title for a formula") {
    const auto text = log({.format = LogFormat::csv});
    CHECK(text.find("INC-9,\"'=Login, slow \"\"again\"\"\",sev2,") != std::string::npos);
}

TEST_CASE("the log as a page loads nothing and runs nothing") {
    const auto page = log({.format = LogFormat::html});
    CHECK(page.starts_with("<!doctype html>"));
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("src=\"data:image/svg+xml,") != std::string::npos);
    CHECK(page.find("src=\"http") == std::string::npos);
    CHECK(page.find("url(") == std::string::npos);
    CHECK(page == log({.format = LogFormat::html}));
    CHECK(page.find("<h2>2024-Q4</h2>") != std::string::npos);
    CHECK(html_document("<b>&", "x").find("<title>&lt;b&gt;&amp;</title>") != std::string::npos);
}

TEST_CASE("an empty record has an empty log") {
    CHECK(render_log({}, {}, {}, {}).value().find("No incident yet.") != std::string::npos);
}

}  // namespace muster
