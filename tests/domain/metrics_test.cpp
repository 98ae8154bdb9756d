#include "domain/metrics.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

Incident incident(int number, std::string_view detected, std::string_view repaired,
                  Series series = Series::incident) {
    Incident made;
    made.id = {series, number};
    made.times[KeyTime::detected].at = read_rfc3339(detected).value();
    made.declared_at = made.times[KeyTime::detected].at;
    if (!repaired.empty())
        made.times[KeyTime::repaired].at = read_rfc3339(repaired).value();
    return made;
}

std::string shown(const std::optional<std::chrono::seconds>& length) {
    return length ? duration_text(*length) : "–";
}

}  // namespace

TEST_CASE("a duration is the time between the two moments that define it") {
    // Across the night in which clocks go back: 2024-10-27 00:30 BST to 03:30 GMT is four hours.
    auto made = incident(7, "2024-10-26T23:30:00Z", "2024-10-27T03:30:59Z");
    CHECK(shown(duration_of(made, Measure::repair).length) == "4h 0m");
    CHECK(definition_of(Measure::repair) == "detected to repaired");
    CHECK(duration_of(made, Measure::detect).missing == "no time started");
    CHECK(duration_of(made, Measure::resolve).missing == "no time resolved");
    made.times[KeyTime::started].at = made.times[KeyTime::detected].at;
    made.times[KeyTime::started].approximate = true;
    CHECK(shown(duration_of(made, Measure::detect).length) == "0m");
    CHECK(duration_of(made, Measure::detect).approximate);
    made.times[KeyTime::repaired].at -= std::chrono::hours{9};
    CHECK(duration_of(made, Measure::repair).missing == "repaired lies before detected");
}

TEST_CASE("a reopened incident says which time a figure used") {
    auto made = incident(7, "2024-10-26T10:00:00Z", "");
    made.first_times[KeyTime::repaired].at = read_rfc3339("2024-10-26T11:00:00Z").value();
    made.reopened = 1;
    CHECK(duration_of(made, Measure::repair).missing == "no time repaired since it was reopened");
    made.closed = true;
    CHECK(shown(duration_of(made, Measure::repair).length) == "1h 0m");
    CHECK(duration_of(made, Measure::repair).remark == "the first time, before it was reopened");
    made.times[KeyTime::repaired].at = read_rfc3339("2024-10-26T13:00:00Z").value();
    CHECK(shown(duration_of(made, Measure::repair).length) == "3h 0m");
    CHECK(duration_of(made, Measure::repair).remark == "the last time, after it was reopened");
}

TEST_CASE("quarters begin at midnight in the organisation's zone") {
    const auto at = read_rfc3339("2024-09-30T23:30:00Z").value();
    CHECK(to_string(quarter_of(at, Zone())) == "2024-Q3");
    CHECK(to_string(quarter_of(at, Zone::named("Europe/London").value())) == "2024-Q4");
    CHECK(read_quarter("2024-q4") == Quarter{2024, 4});
    for (const auto* text : {"", "2024-Q5", "2024-Q0", "2024Q41", "2024-Q44", "20x4-Q1"})
        CHECK_FALSE(read_quarter(text).has_value());
    CHECK(next(Quarter{2024, 4}) == Quarter{2025, 1});
}

TEST_CASE("figures count what has both times, and list the rest with the reason") {
    const std::vector<Incident> all{
        incident(1, "2024-02-10T10:00:00Z", "2024-02-10T11:00:00Z"),
        incident(2, "2024-02-12T10:00:00Z", "2024-02-12T10:10:00Z"),
        incident(3, "2024-03-12T10:00:00Z", "2024-03-12T10:30:00Z"),
        incident(4, "2024-03-13T10:00:00Z", ""),
        incident(1, "2024-03-14T10:00:00Z", "2024-03-14T20:00:00Z", Series::drill),
        incident(1, "2024-11-14T10:00:00Z", "2024-11-14T20:00:00Z", Series::private_incident),
        incident(5, "2024-08-01T10:00:00Z", "2024-08-01T10:00:00Z"),
    };
    const auto quarters = figures_by_quarter(all, Zone(), false);
    REQUIRE(quarters.size() == 3);  // the private one's quarter is not even there
    CHECK(to_string(quarters[0].quarter) == "2024-Q3");
    CHECK(to_string(quarters[1].quarter) == "2024-Q2");
    CHECK(to_string(quarters[2].quarter) == "2024-Q1");
    CHECK(shown(quarters[0].figures[2].mean) == "0m");
    CHECK(shown(quarters[1].figures[2].mean) == "–");
    CHECK(quarters[1].figures[2].left_out.empty());
    const auto& repair = quarters[2].figures[2];
    CHECK(repair.count == 3);
    CHECK(shown(repair.mean) == "33m");
    CHECK(shown(repair.median) == "30m");
    CHECK(shown(repair.percentile_90) == "1h 0m");
    CHECK(repair.left_out == std::vector<LeftOut>{{{Series::incident, 4}, "no time repaired"}});
    CHECK(quarters[2].apart == std::vector<LeftOut>{{{Series::drill, 1}, "a drill"}});
    CHECK(quarters[2].incidents.size() == 4);
    CHECK(figures_by_quarter(all, Zone(), true).front().quarter == Quarter{2024, 4});
    CHECK(figures_by_quarter({}, Zone(), true).empty());
}

TEST_CASE("the median of an even count lies between the middle two, the 90th percentile on one") {
    std::vector<Incident> all;
    for (int number = 1; number <= 10; ++number) {
        all.push_back(incident(number, "2024-02-10T10:00:00Z", "2024-02-10T10:00:00Z"));
        all.back().times[KeyTime::repaired].at += std::chrono::minutes{10 * number};
    }
    const auto repair = figures_by_quarter(all, Zone(), false).front().figures[2];
    CHECK(shown(repair.median) == "55m");
    CHECK(shown(repair.percentile_90) == "1h 30m");
    CHECK(shown(repair.mean) == "55m");
}

TEST_CASE("a duplicate is in no figure, and is named among what was left out") {
    auto counted = incident(1, "2026-10-02T10:00:00Z", "2026-10-02T11:00:00Z");
    auto duplicate = incident(2, "2026-10-02T10:05:00Z", "2026-10-02T14:00:00Z");
    duplicate.folded = Fold{counted.id, 1, 0};
    auto earlier = incident(3, "2026-01-02T10:00:00Z", "");
    earlier.folded = Fold{counted.id, 1, 0};
    const auto quarters = figures_by_quarter({counted, duplicate, earlier}, Zone(), false);
    REQUIRE(quarters.size() == 1);  // a duplicate opens no quarter
    const auto& repair = quarters[0].figures.at(static_cast<std::size_t>(Measure::repair));
    CHECK(repair.count == 1);
    CHECK(shown(repair.mean) == "1h 0m");
    CHECK(repair.left_out.empty());
    CHECK(quarters[0].apart == std::vector<LeftOut>{{duplicate.id, "a duplicate of INC-1"}});
    // A quarter that is asked for names them also where there is nothing else.
    const auto first = figures_of(Quarter{2026, 1}, {counted, duplicate, earlier}, Zone(), false);
    CHECK(first.incidents.empty());
    CHECK(first.apart == std::vector<LeftOut>{{earlier.id, "a duplicate of INC-1"}});
    for (const auto& figure : first.figures)
        CHECK_FALSE(figure.mean.has_value());
}

TEST_CASE("a duplicate of a private incident does not name it to everybody") {
    auto duplicate = incident(2, "2026-10-02T10:05:00Z", "");
    duplicate.folded = Fold{{Series::private_incident, 3}, 1, 0};
    const auto apart = [&](bool with_private) {
        return figures_of(Quarter{2026, 4}, {duplicate}, Zone(), with_private).apart.at(0).why;
    };
    CHECK(apart(false) == "a duplicate");
    CHECK(apart(true) == "a duplicate of PRV-3");
}

TEST_CASE("a maintenance window is no incident") {
    auto window = incident(1, "2026-10-02T10:05:00Z", "2026-10-02T11:00:00Z", Series::maintenance);
    CHECK(figures_by_quarter({window}, Zone(), true).empty());
    const auto figures = figures_of(Quarter{2026, 4}, {window}, Zone(), true);
    CHECK(figures.incidents.empty());
    CHECK(figures.apart.empty());
}

}  // namespace muster
