#include "domain/time_ahead.hpp"

#include <doctest/doctest.h>

using namespace muster;

namespace {

// It is 14:00 on Friday 2026-11-20 in London, and 15:00 in Berlin.
const TimeContext london{Zone::named("Europe/London").value(), Zone::named("Europe/Berlin").value(),
                         read_rfc3339("2026-11-20T14:00:00Z").value()};

std::string refusal(std::string_view text, const TimeContext& context = london) {
    const auto span = read_span_ahead(text, context);
    return span ? "" : span.error().message;
}

}  // namespace

TEST_CASE("a window is read forward, as its writer meant it") {
    struct Row {
        std::string text;
        const char* start;
        const char* end;
        const char* rest;
    };
    const Row rows[] = {
        {"22:00 to 23:30 Upgrade", "2026-11-20T22:00:00Z", "2026-11-20T23:30:00Z", "Upgrade"},
        {"13:00 to 14:30 Upgrade", "2026-11-21T13:00:00Z", "2026-11-21T14:30:00Z", "Upgrade"},
        {"22:00-01:00 Move", "2026-11-20T22:00:00Z", "2026-11-21T01:00:00Z", "Move"},
        {"22:00 – 01:00: Move", "2026-11-20T22:00:00Z", "2026-11-21T01:00:00Z", "Move"},
        {"10pm until 11:30pm Move", "2026-11-20T22:00:00Z", "2026-11-20T23:30:00Z", "Move"},
        {"tomorrow 02:00 for 2h Database", "2026-11-21T02:00:00Z", "2026-11-21T04:00:00Z",
         "Database"},
        {"tomorrow at 02:00 to for 2h Database", "2026-11-21T02:00:00Z", "2026-11-21T04:00:00Z",
         "Database"},
        {"in 2h for 1h 30m 3 servers move", "2026-11-20T16:00:00Z", "2026-11-20T17:30:00Z",
         "3 servers move"},
        {"now for half an hour Restart", "2026-11-20T14:00:00Z", "2026-11-20T14:30:00Z", "Restart"},
        {"2026-12-05 22:00 to 2026-12-06 01:00 Move", "2026-12-05T22:00:00Z",
         "2026-12-06T01:00:00Z", "Move"},
        {"2026-12-05 22:00 UTC+01:00 to 23:00 Move", "2026-12-05T21:00:00Z", "2026-12-05T22:00:00Z",
         "Move"},
        {"2026-12-05 22:00 CET to 23:00 Move", "2026-12-05T21:00:00Z", "2026-12-05T22:00:00Z",
         "Move"},
        {"friday 22:00 to 23:00 Move", "2026-11-27T22:00:00Z", "2026-11-27T23:00:00Z", "Move"},
        {"5 Dec 22:00 to 6 Dec 02:00 Move", "2026-12-05T22:00:00Z", "2026-12-06T02:00:00Z", "Move"},
        {"22:00 to tomorrow 08:00 Move", "2026-11-20T22:00:00Z", "2026-11-21T08:00:00Z", "Move"},
        {"2026-07-01 22:00 to 23:00 Summer", "", "", ""},  // has passed
        {"2027-07-01 22:00 to 23:00 Summer", "2027-07-01T21:00:00Z", "2027-07-01T22:00:00Z",
         "Summer"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto span = read_span_ahead(row.text, london);
        if (*row.start == '\0') {
            CHECK_FALSE(span.has_value());
            continue;
        }
        REQUIRE(span.has_value());
        CHECK(to_rfc3339(span->start) == row.start);
        CHECK(to_rfc3339(span->end) == row.end);
        CHECK(span->rest == row.rest);
    }
}

TEST_CASE("what is counted from now is planned in whole minutes") {
    auto late = london;
    late.now += std::chrono::seconds(39);
    const auto in = read_span_ahead("in 2h for 30m Move", late).value();
    CHECK(to_rfc3339(in.start) == "2026-11-20T16:01:00Z");
    CHECK(to_rfc3339(in.end) == "2026-11-20T16:31:00Z");
    const auto now = read_span_ahead("now for 30m Move", late).value();
    CHECK(to_rfc3339(now.start) == "2026-11-20T14:00:00Z");
    CHECK(to_rfc3339(now.end) == "2026-11-20T14:30:00Z");
}

TEST_CASE("a window that cannot be meant is refused, and the answer says how to write it") {
    struct Row {
        std::string text;
        const char* says;
    };
    const Row rows[] = {
        {"", "START to END"},
        {"Upgrade the database", "does not begin with a time ahead"},
        {"22:00 Upgrade", "When does it end?"},
        {"22:00 to Upgrade", "When does it end?"},
        {"25:00 to 26:00 Upgrade", "no time of day"},
        {"2026-11-19 22:00 to 23:00 Upgrade", "has passed"},
        {"2026-11-21 to 2026-11-22 Upgrade", "needs a time of day"},
        {"2026-12-05 22:00 to 2026-12-05 21:00 Upgrade", "end before it begins"},
        {"tomorrow 02:00 to 2027-12-01 02:00 Upgrade", "90 days"},
        {"tomorrow 02:00 for a while Upgrade", "When does it end?"},
        {"2026-02-30 22:00 to 23:00 Upgrade", "2026-02-30"},
        {"2027-03-28 01:30 to 04:00 Upgrade", "no 2027-03-28 01:30 in Europe/London"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto words = refusal(row.text);
        CAPTURE(words);
        CHECK(words.find(row.says) != std::string::npos);
    }
}

TEST_CASE("an end after the clocks change is counted by the clock on the wall") {
    // Clocks go back at 01:00 UTC on 2027-10-31.
    const auto span = read_span_ahead("2027-10-30 23:00 to 05:00 Move", london);
    REQUIRE(span.has_value());
    CHECK(span->end - span->start == std::chrono::hours(7));
    const auto twice = read_span_ahead("2027-10-31 01:30 to 05:00 Move", london);
    REQUIRE(twice.has_value());
    CHECK(to_rfc3339(twice->start) == "2027-10-31T00:30:00Z");
    CHECK(twice->remark.find("comes twice") != std::string::npos);
}
