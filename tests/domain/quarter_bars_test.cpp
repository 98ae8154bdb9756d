#include "domain/quarter_bars.hpp"

#include "domain/text.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

Incident incident(int number, std::string_view severity, std::string_view detected, int minutes) {
    Incident made;
    made.id = {Series::incident, number};
    made.severity = severity;
    made.declared_at = read_rfc3339(detected).value();
    made.times[KeyTime::detected].at = made.declared_at;
    if (minutes >= 0)
        made.times[KeyTime::repaired].at = made.declared_at + std::chrono::minutes(minutes);
    return made;
}

const std::vector<Incident> all{
    incident(1, "sev2", "2026-01-02T10:00:00Z", 30),
    incident(2, "sev1", "2026-08-02T10:00:00Z", 0),
    incident(3, "sev1", "2026-08-03T10:00:00Z", 61),
    incident(4, "gone", "2026-08-04T10:00:00Z", -1),
};

}  // namespace

TEST_CASE("the picture's bars are the quarters up to the one asked for, empty ones too") {
    const auto bars = quarter_bars(all, {}, Quarter{2026, 4}, 8, false);
    // A severity that is no longer configured keeps a bar of its own.
    CHECK(bars.severities == std::vector<std::string>{"sev1", "sev2", "sev3", "sev4", "gone"});
    REQUIRE(bars.quarters.size() == 4);
    CHECK(bars.quarters[0] == QuarterBar{{2026, 1}, {0, 1, 0, 0, 0}, std::chrono::minutes(30), {}});
    CHECK(bars.quarters[1] == QuarterBar{{2026, 2}, {0, 0, 0, 0, 0}, {}, {}});
    CHECK(bars.quarters[2] ==
          QuarterBar{{2026, 3}, {2, 0, 0, 0, 1}, std::chrono::seconds(61 * 30), {}});
    CHECK(bars.quarters[2].count() == 3);
    CHECK(bars.quarters[3].quarter == Quarter{2026, 4});
    CHECK(quarter_bars(all, {}, Quarter{2026, 3}, 2, false).quarters.size() == 2);
    CHECK(quarter_bars({}, {}, Quarter{2026, 3}, 8, false).quarters.size() == 1);
}

TEST_CASE("bars are kept as text and read again; what is none is refused") {
    for (const auto& bars : {quarter_bars(all, {}, Quarter{2026, 4}, 8, false),
                             quarter_bars({}, {}, Quarter{1999, 2}, 1, false)})
        CHECK(read_quarter_bars(to_text(bars)) == bars);
    for (const auto* text :
         {"sev1\n2026-Q5\t-\t-\t1", "sev1\n2026-Q4\t-\t1", "sev1\n2026-Q4\t-5\t-\t1",
          "sev1\n2026-Q4\t-\t-\tx", "sev1\n2026-Q4\t-\t-", "sev1\nx"}) {
        CAPTURE(text);
        CHECK_FALSE(read_quarter_bars(text).has_value());
    }
}

TEST_CASE("the picture has words for those who cannot see it") {
    const auto text = words_for(quarter_bars(all, {}, Quarter{2026, 4}, 8, false));
    CHECK(text ==
          "Bars by quarter: incidents by severity, mean time to repair, mean time to resolve. "
          "2026-Q4: none. 2026-Q3: 3 (2 sev1, 1 gone), repair 30m, resolve –. 2026-Q2: none. "
          "2026-Q1: 1 (1 sev2), repair 30m, resolve –.");
    QuarterBars many;
    many.severities = {std::string(300, 'x')};
    many.quarters.assign(8, {{2026, 1}, {3}, {}, {}});
    CHECK(length(words_for(many)) == 1'000);
}

}  // namespace muster
