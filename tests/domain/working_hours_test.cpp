#include "domain/working_hours.hpp"

#include <doctest/doctest.h>

using namespace muster;

namespace {

Instant at(const char* text) {
    return read_rfc3339(text).value();
}

Day day(int year, unsigned month, unsigned number) {
    return Day{std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

}  // namespace

TEST_CASE("the next working moment is by the clock of where somebody is, on a day they work") {
    struct Row {
        const char* zone;
        const char* at;
        const char* next;
    };
    const Row rows[] = {
        {"UTC", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"},  // a Friday, at work
        {"UTC", "2026-11-20T08:59:59Z", "2026-11-20T09:00:00Z"},
        {"UTC", "2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z"},  // over the weekend
        {"UTC", "2026-11-21T12:00:00Z", "2026-11-23T09:00:00Z"},
        {"America/New_York", "2026-11-20T10:00:00Z", "2026-11-20T14:00:00Z"},
        {"Asia/Tokyo", "2026-11-20T10:00:00Z", "2026-11-23T00:00:00Z"},
        {"Europe/London", "2026-03-27T18:00:00Z", "2026-03-30T08:00:00Z"},  // into summer time
        {"Europe/London", "2026-10-23T17:00:00Z", "2026-10-26T09:00:00Z"},  // and out of it
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        CAPTURE(row.at);
        const auto zone = Zone::named(row.zone).value();
        CHECK(to_rfc3339(next_working_moment(at(row.at), {}, zone)) == row.next);
    }
}

TEST_CASE("a time of day that a change of the clocks skips is the moment after it") {
    const auto london = Zone::named("Europe/London").value();
    using std::chrono::minutes;
    CHECK(to_rfc3339(moment_on(day(2026, 3, 29), minutes(90), london)) == "2026-03-29T01:00:00Z");
    CHECK(to_rfc3339(moment_on(day(2026, 10, 25), minutes(90), london)) == "2026-10-25T00:30:00Z");
    CHECK(to_rfc3339(moment_on(day(2026, 7, 1), minutes(24 * 60), london)) ==
          "2026-07-01T23:00:00Z");
}

TEST_CASE("working days before and after one") {
    const WorkingHours hours;
    CHECK(working_day_after(day(2026, 11, 20), hours) == day(2026, 11, 23));
    CHECK(working_day_after(day(2026, 11, 18), hours) == day(2026, 11, 19));
    CHECK(working_day_until(day(2026, 11, 22), hours) == day(2026, 11, 20));
    CHECK(working_day_until(day(2026, 11, 20), hours) == day(2026, 11, 20));
    WorkingHours sundays;
    sundays.days = {true, false, false, false, false, false, false};
    CHECK(working_day_after(day(2026, 11, 22), sundays) == day(2026, 11, 29));
}
