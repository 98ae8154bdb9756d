#include "status/uptime.hpp"

#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::status;
using std::chrono::minutes;

namespace {

constexpr auto well = ComponentStatus::operational;
constexpr auto degraded = ComponentStatus::degraded_performance;
constexpr auto partial = ComponentStatus::partial_outage;
constexpr auto major = ComponentStatus::major_outage;
constexpr auto maintenance = ComponentStatus::under_maintenance;

Day day(int year, unsigned month, unsigned number) {
    return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(number);
}

// The last days up to one, all known, to its end.
Uptime of(const std::vector<Stretch>& accounts, const Zone& zone, Day last, int days) {
    const Day first = std::chrono::sys_days(last) - std::chrono::days(days - 1);
    const Day after = std::chrono::sys_days(last) + std::chrono::days(1);
    return uptime(merged(accounts), {zone, last, days, first, day_begins(after, zone)});
}

Zone zone(const char* name) {
    return Zone::named(name).value();
}

// The same, asked of each minute by itself.
struct Slowly {
    std::map<std::chrono::sys_days, UptimeDay> days;
    std::int64_t time = 0;
    std::int64_t lost_tenths = 0;

    Slowly(const std::vector<Stretch>& accounts, const UptimeSpan& span, Instant from) {
        const auto first = std::chrono::sys_days(span.last) - std::chrono::days(span.days - 1);
        for (auto at = from; at < span.until; at += minutes(1)) {
            const Day date = day_in(span.zone, at);
            if (std::chrono::sys_days(date) < first || date > span.last || !span.since ||
                date < *span.since)
                continue;
            auto worst = well;
            for (const auto& account : accounts)
                if (account.from <= at && (!account.to || at < *account.to))
                    worst = std::max(worst, account.status);
            auto& shown = days[date];
            shown.worst = std::max(shown.worst, worst);
            shown.partial += worst == partial ? minutes(1) : minutes(0);
            shown.major += worst == major ? minutes(1) : minutes(0);
            time += 1;
            lost_tenths += worst == major ? 10 : worst == partial ? 3 : 0;
        }
    }
};

std::uint32_t seed() {
    if (const char* given = std::getenv("MUSTER_SEED"); given != nullptr)
        return static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
    return std::random_device{}();
}

}  // namespace

TEST_CASE("where accounts overlap the worst of them counts, once") {
    const auto past = merged({{at("2026-11-20T10:00:00Z"), at("2026-11-20T12:00:00Z"), partial},
                              {at("2026-11-20T11:00:00Z"), at("2026-11-20T11:30:00Z"), major},
                              {at("2026-11-20T11:00:00Z"), std::nullopt, maintenance},
                              {at("2026-11-20T13:00:00Z"), at("2026-11-20T13:00:00Z"), major}});
    CHECK(past == std::vector<StateChange>{{at("2026-11-20T10:00:00Z"), partial},
                                           {at("2026-11-20T11:00:00Z"), major},
                                           {at("2026-11-20T11:30:00Z"), partial},
                                           {at("2026-11-20T12:00:00Z"), maintenance}});
    const auto made = of({{at("2026-11-20T10:00:00Z"), at("2026-11-20T12:00:00Z"), partial},
                          {at("2026-11-20T11:00:00Z"), at("2026-11-20T11:30:00Z"), major}},
                         Zone(), day(2026, 11, 20), 1);
    CHECK(made.days.front().worst == major);
    CHECK(made.days.front().major == minutes(30));
    CHECK(made.days.front().partial == minutes(90));
    CHECK(made.share == 10'000 - (30 * 10 + 90 * 3) * 1000 / 1440 - 1);  // cut, not rounded
}

TEST_CASE("degraded performance and maintenance colour a day and cost nothing") {
    const auto made = of({{at("2026-11-20T10:00:00Z"), at("2026-11-20T12:00:00Z"), degraded},
                          {at("2026-11-21T10:00:00Z"), at("2026-11-21T12:00:00Z"), maintenance}},
                         Zone(), day(2026, 11, 21), 2);
    CHECK(made.days[0].worst == degraded);
    CHECK(made.days[1].worst == maintenance);
    CHECK(made.outage_days == 0);
    CHECK(made.share == 10'000);
}

TEST_CASE("a day is as long as the clocks of its zone make it") {
    const struct {
        const char* zone;
        Day day;
        int hours;
    } rows[] = {
        {"UTC", day(2026, 3, 29), 24},
        {"Europe/London", day(2026, 3, 29), 23},
        {"Europe/London", day(2026, 10, 25), 25},
        {"America/Havana", day(2024, 3, 10), 23},  // no midnight
        {"America/Havana", day(2024, 11, 3), 25},  // two of them
    };
    const Stretch always{at("2020-01-01T00:00:00Z"), std::nullopt, major};
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        const auto made = of({always}, zone(row.zone), row.day, 1);
        CHECK(made.days.front().major == std::chrono::hours(row.hours));
        CHECK(made.share == 0);
    }
}

TEST_CASE("a share is shown to the hundredth, and 100 % where nothing was out at all") {
    CHECK(percent_text(10'000) == "100 %");
    CHECK(percent_text(9'999) == "99.99 %");
    CHECK(percent_text(9'905) == "99.05 %");
    CHECK(percent_text(0) == "0.00 %");
    const auto blink = of({{at("2026-11-20T10:00:00Z"), at("2026-11-20T10:00:01Z"), partial}},
                          Zone(), day(2026, 11, 21), 90);
    CHECK(blink.share == 9'999);
}

TEST_CASE("days, shares and colours are what a look at every minute says, in any zone") {
    const auto chosen = seed();
    MESSAGE("MUSTER_SEED=", chosen);
    std::mt19937 random(chosen);
    const auto pick = [&](int least, int most) {
        return std::uniform_int_distribution<int>(least, most)(random);
    };
    constexpr std::array<const char*, 9> zones{
        "UTC",          "Europe/London",  "America/New_York", "Australia/Lord_Howe", "Asia/Beirut",
        "Africa/Cairo", "America/Havana", "Asia/Kathmandu",   "Pacific/Auckland"};
    constexpr std::array<ComponentStatus, 4> states{degraded, partial, major, maintenance};
    for (int round = 0; round < 12; ++round) {
        UptimeSpan span;
        span.zone = zone(zones.at(static_cast<std::size_t>(pick(0, zones.size() - 1))));
        span.days = pick(1, 90);
        // Ends near a change of the clocks as often as not.
        const auto middle =
            pick(0, 1) == 0 ? at("2026-03-25T00:00:00Z") : at("2026-10-28T00:00:00Z");
        const auto now = middle + minutes(pick(-30 * 24 * 60, 60 * 24 * 60));
        span.last = day_in(span.zone, now);
        const Day after = std::chrono::sys_days(span.last) + std::chrono::days(1);
        span.until = pick(0, 1) == 0 ? day_begins(after, span.zone) : now;
        span.since = Day(std::chrono::sys_days(span.last) - std::chrono::days(pick(0, 100)));
        const auto from = now - std::chrono::days(span.days + 3);
        std::vector<Stretch> accounts;
        const int count = pick(0, 12);
        for (int i = 0; i < count; ++i) {
            Stretch one;
            one.from = from + minutes(pick(0, (span.days + 3) * 24 * 60));
            one.status = states.at(static_cast<std::size_t>(pick(0, 3)));
            one.to = one.from + minutes(pick(0, pick(0, 3) == 0 ? 5'000 : 200));
            if (one.to > span.until || pick(0, 9) == 0)
                one.to.reset();
            if (one.from < span.until)
                accounts.push_back(one);
        }
        const auto made = uptime(merged(accounts), span);
        const Slowly slowly(accounts, span, from);
        CAPTURE(round);
        CAPTURE(span.zone.name());
        CAPTURE(to_rfc3339(span.until));
        REQUIRE(made.days.size() == static_cast<std::size_t>(span.days));
        CHECK(made.days.back().day == span.last);
        for (const auto& shown : made.days) {
            CAPTURE(date_text(shown.day));
            CHECK(shown.known == (shown.day >= *span.since));
            const auto found = slowly.days.find(shown.day);
            const auto expected = found == slowly.days.end() ? UptimeDay{} : found->second;
            CHECK(shown.major == expected.major);
            CHECK(shown.partial == expected.partial);
            if (shown.day != span.last)
                CHECK(shown.worst == expected.worst);
            else
                CHECK(shown.worst >= expected.worst);
        }
        if (slowly.time == 0)
            CHECK_FALSE(made.share);
        else
            CHECK(made.share == static_cast<int>((10 * slowly.time - slowly.lost_tenths) * 10'000 /
                                                 (10 * slowly.time)));
    }
}
