#include "domain/time.hpp"

#include <doctest/doctest.h>

#include <random>

namespace muster {
namespace {

Instant at(std::string_view text) {
    const auto instant = read_rfc3339(text);
    REQUIRE_MESSAGE(instant.has_value(), std::string(text));
    return *instant;
}

Zone zone(std::string_view name) {
    return Zone::named(name).value();
}

TimeContext context(std::string_view writer, std::string_view now,
                    std::string_view organisation = "UTC") {
    return {zone(writer), zone(organisation), at(now)};
}

// "2024-10-14T10:30:00Z", "a/b" for a span, "~…" when approximate.
std::string shown(const When& when) {
    return (when.approximate ? "~" : "") + to_rfc3339(when.at) +
           (when.until ? "/" + to_rfc3339(*when.until) : "");
}

std::string read(std::string_view text, const TimeContext& where) {
    const auto when = read_time(text, where);
    return when ? shown(*when) : "error: " + when.error().message;
}

struct Row {
    std::string text;
    std::string instant;
};

}  // namespace

TEST_CASE("a time is read as its writer meant it") {
    const auto lisbon = context("Europe/Lisbon", "2026-05-01T11:00:00Z", "Europe/Berlin");
    const Row rows[] = {
        // it is noon in Lisbon; a bare clock time is the nearest one in the past
        {"11:30", "2026-05-01T10:30:00Z"},
        {"12:00", "2026-05-01T11:00:00Z"},
        {"12:30", "2026-04-30T11:30:00Z"},
        {"9:05", "2026-05-01T08:05:00Z"},
        {"09:05:07", "2026-05-01T08:05:07Z"},
        {"7:30am", "2026-05-01T06:30:00Z"},
        {"7:30 AM", "2026-05-01T06:30:00Z"},
        {"7:30 p.m.", "2026-04-30T18:30:00Z"},
        {"12:05am", "2026-04-30T23:05:00Z"},
        {"12:05pm", "2026-04-30T11:05:00Z"},
        {"7am", "2026-05-01T06:00:00Z"},
        {"23:50 UTC", "2026-04-30T23:50:00Z"},
        {"10:59 utc", "2026-05-01T10:59:00Z"},
        {"10:59Z", "2026-05-01T10:59:00Z"},
        {"10:59 GMT", "2026-05-01T10:59:00Z"},
        {"12:59 UTC+2", "2026-05-01T10:59:00Z"},
        {"12:59 GMT+02:00", "2026-05-01T10:59:00Z"},
        {"12:59 +02:00", "2026-05-01T10:59:00Z"},
        {"12:59+0200", "2026-05-01T10:59:00Z"},
        {"12:59 +02", "2026-05-01T10:59:00Z"},
        {"05:59 -05:00", "2026-05-01T10:59:00Z"},
        {"05:59 -0500", "2026-05-01T10:59:00Z"},
        {"16:40 Asia/Kathmandu", "2026-05-01T10:55:00Z"},
        {"16:40 asia/kathmandu", "2026-05-01T10:55:00Z"},
        {"20:59 Asia/Tokyo", "2026-04-30T11:59:00Z"},
        {"11:30 WEST", "2026-05-01T10:30:00Z"},
        {"11:30 west",
         "error: “west” is no zone that is known here, and nothing else may stand "
         "behind the time. Write UTC, an offset such as +02:00, or a name such as "
         "Europe/London."},
        {"11:30 CEST", "2026-05-01T09:30:00Z"},  // the organisation's
        {"11:30CEST", "2026-05-01T09:30:00Z"},
        {"2024-10-14 10:30", "2024-10-14T09:30:00Z"},
        {"2024-1-4 10:30", "2024-01-04T10:30:00Z"},
        {"2024-10-14T10:30:05Z", "2024-10-14T10:30:05Z"},
        {"2024-10-14t10:30:05.250+05:45", "2024-10-14T04:45:05Z"},
        {"2024-10-14T10:30:05-05:00", "2024-10-14T15:30:05Z"},
        {"2024-10-14 7:30am UTC", "2024-10-14T07:30:00Z"},
        {"2024-10-14, 10:30", "2024-10-14T09:30:00Z"},
        {"2024-01-14 10:30 CET", "2024-01-14T09:30:00Z"},
        {"yesterday 23:50", "2026-04-30T22:50:00Z"},
        {"Yesterday at 23:50", "2026-04-30T22:50:00Z"},
        {"yesterday 23:50 UTC", "2026-04-30T23:50:00Z"},
        {"today 11:00", "2026-05-01T10:00:00Z"},
        {"10m ago", "2026-05-01T10:50:00Z"},
        {"10 minutes ago", "2026-05-01T10:50:00Z"},
        {"2h 30m ago", "2026-05-01T08:30:00Z"},
        {"1 hour and 5 mins ago", "2026-05-01T09:55:00Z"},
        {"1.5h ago", "2026-05-01T09:30:00Z"},
        {"an hour ago", "2026-05-01T10:00:00Z"},
        {"half an hour ago", "2026-05-01T10:30:00Z"},
        {"ten minutes ago", "2026-05-01T10:50:00Z"},
        {"45 s ago", "2026-05-01T10:59:15Z"},
        {"3 days ago", "2026-04-28T11:00:00Z"},
        {"-15m", "2026-05-01T10:45:00Z"},
        {"−15m", "2026-05-01T10:45:00Z"},
        {"–15m", "2026-05-01T10:45:00Z"},
        {"-1h30m", "2026-05-01T09:30:00Z"},
        {"-15m UTC", "2026-05-01T10:45:00Z"},
        {"~11:30", "~2026-05-01T10:30:00Z"},
        {"~ 11:30 UTC", "~2026-04-30T11:30:00Z"},
        {"~2024-10-14 10:30", "~2024-10-14T09:30:00Z"},
        {"~yesterday 23:50", "~2026-04-30T22:50:00Z"},
        {"~10m ago", "~2026-05-01T10:50:00Z"},
        {"~-15m", "~2026-05-01T10:45:00Z"},
        {"now", "2026-05-01T11:00:00Z"},
        {"  11:30  ", "2026-05-01T10:30:00Z"},
        {"11:30\u00a0UTC", "2026-04-30T11:30:00Z"},
        {"11：30", "2026-05-01T10:30:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(read(row.text, lisbon) == row.instant);
    }
}

TEST_CASE("a span ends at the first such time after its start") {
    const auto paris = context("Europe/Paris", "2024-10-15T07:00:00Z");  // 09:00 there
    const Row rows[] = {
        {"07:30-08:30", "2024-10-15T05:30:00Z/2024-10-15T06:30:00Z"},
        {"14:30-20:30", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"14:30–20:30", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"14:30 — 20:30", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"14:30 to 20:30", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"14:30 - 20:30 UTC", "2024-10-14T14:30:00Z/2024-10-14T20:30:00Z"},
        {"14:30-20:30 CEST", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"22:00-06:00", "2024-10-14T20:00:00Z/2024-10-15T04:00:00Z"},
        {"~14:30-20:30", "~2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"2024-10-12 14:30-20:30", "2024-10-12T12:30:00Z/2024-10-12T18:30:00Z"},
        {"2024-10-12 22:30-02:30", "2024-10-12T20:30:00Z/2024-10-13T00:30:00Z"},
        {"2024-10-12 22:30 - 2024-10-14 02:30", "2024-10-12T20:30:00Z/2024-10-14T00:30:00Z"},
        {"yesterday 14:30-20:30", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"yesterday 23:30-00:30", "2024-10-14T21:30:00Z/2024-10-14T22:30:00Z"},
        {"2:30-8:30pm", "2024-10-14T12:30:00Z/2024-10-14T18:30:00Z"},
        {"11:30-1:30pm", "2024-10-14T09:30:00Z/2024-10-14T11:30:00Z"},
        {"11:30pm-1:30am", "2024-10-14T21:30:00Z/2024-10-14T23:30:00Z"},
        {"07:30-05:30 UTC", "2024-10-14T07:30:00Z/2024-10-15T05:30:00Z"},
        {"08:00 UTC - 17:00 Europe/Paris", "2024-10-14T08:00:00Z/2024-10-14T15:00:00Z"},
        {"08:10-08:10", "2024-10-15T06:10:00Z"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(read(row.text, paris) == row.instant);
    }
}

TEST_CASE("text behind a time is left as it was typed, and other text is all text") {
    const auto tokyo = context("Asia/Tokyo", "2026-05-01T06:00:00Z", "Europe/London");
    struct Split {
        std::string typed;
        std::string instant;  // empty: no time
        std::string text;
    };
    const Split rows[] = {
        {"14:02 failover  started", "2026-05-01T05:02:00Z", "failover  started"},
        {"14:02 Japan is back", "2026-05-01T05:02:00Z", "Japan is back"},
        {"05:02 UTC failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02 JST failover", "2026-05-01T05:02:00Z", "failover"},
        {"06:02 BST failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02 PST failover", "2026-05-01T05:02:00Z", "PST failover"},
        {"14:02: failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02, failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02 - failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02 – failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02—failover", "2026-05-01T05:02:00Z", "failover"},
        {"14:02 -15% of orders", "2026-05-01T05:02:00Z", "-15% of orders"},
        {"14:02 +3 replicas", "2026-05-01T05:02:00Z", "+3 replicas"},
        {"14:02 +10 replicas", "2026-05-01T05:02:00Z", "+10 replicas"},
        {"14:02 10 replicas added", "2026-05-01T05:02:00Z", "10 replicas added"},
        {"14:02 CPU/memory high", "2026-05-01T05:02:00Z", "CPU/memory high"},
        {"14:02 pm says no", "2026-05-01T05:02:00Z", "pm says no"},
        {"14:02 est tombé", "2026-05-01T05:02:00Z", "est tombé"},
        {"14:02 met the vendor", "2026-05-01T05:02:00Z", "met the vendor"},
        {"14:02\nfirst line\nsecond", "2026-05-01T05:02:00Z", "first line\nsecond"},
        {"~14:02 shutting down", "~2026-05-01T05:02:00Z", "shutting down"},
        {"14:02", "2026-05-01T05:02:00Z", ""},
        {"13:30-14:30 restores fail", "2026-05-01T04:30:00Z/2026-05-01T05:30:00Z", "restores fail"},
        {"10m ago it broke", "2026-05-01T05:50:00Z", "it broke"},
        {"-15m it broke", "2026-05-01T05:45:00Z", "it broke"},
        {"yesterday 23:50 it broke", "2026-04-30T14:50:00Z", "it broke"},
        {"12 servers down", "", "12 servers down"},
        {"12 servers down 10m ago", "", "12 servers down 10m ago"},
        {"-15% of orders", "", "-15% of orders"},
        {"-3 degrees", "", "-3 degrees"},
        {"- a point", "", "- a point"},
        {"yesterday the disk filled", "", "yesterday the disk filled"},
        {"yesterday's deploy", "", "yesterday's deploy"},
        {"today we learned", "", "today we learned"},
        {"16:9 is the ratio", "", "16:9 is the ratio"},
        {"1.5 million rows", "", "1.5 million rows"},
        {"10.12.2024.1 is the release", "", "10.12.2024.1 is the release"},
        {"7 ampere", "", "7 ampere"},
        {"500 errors", "", "500 errors"},
        {"an hour of calm", "", "an hour of calm"},
        {"a few orders are lost", "", "a few orders are lost"},
        {"(14:02) failover", "", "(14:02) failover"},
        {"\u202e14:02", "", "\u202e14:02"},
        {"", "", ""},
        {"  spaces  ", "", "  spaces  "},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto timed = read_timed_text(row.typed, tokyo);
        REQUIRE_MESSAGE(timed.has_value(), timed.error().message);
        CHECK((timed->when ? shown(*timed->when) : "") == row.instant);
        CHECK(timed->text == row.text);
    }
}

TEST_CASE("a time that cannot be what was meant is refused, and the answer says how to write it") {
    const auto london = context("Europe/London", "2024-10-21T11:45:00Z", "Europe/Dublin");
    const Row rows[] = {
        {"25:00 broke", "is no time of day"},
        {"14:60 broke", "is no time of day"},
        {"14:02:61 broke", "is no time of day"},
        {"14:002 broke", "is no time of day"},
        {"10:20:30:40 is down", "is no time of day"},
        {"13:30pm broke", "is no time of day"},
        {"0:30am broke", "is no time of day"},
        {"14:02abc broke", "is no time"},
        {"11:02-foo broke", "is no time"},
        {"2024-10-14 broke", "needs a time of day"},
        {"2024-10-14", "needs a time of day"},
        {"2024-10-14.log is full", "needs a time of day"},
        {"2024-13-14 10:30 broke", "There is no day 2024-13-14"},
        {"2023-02-29 10:30 broke", "There is no day"},
        {"14/10/2024 10:30 broke", "can be read as two days"},
        {"14.10.2024 10:30 broke", "can be read as two days"},
        {"1969-12-31 10:30 broke", "before 1970"},
        {"2024-12-05 10:30 broke", "has not happened yet"},
        {"today 23:00 broke", "has not happened yet"},
        {"12:30-13:30 broke", "has not happened yet"},
        {"~500 users affected", "What follows ~ is no time"},
        {"~", "What follows ~ is no time"},
        {"10 parsecs ago it broke", "is no time"},
        {"a few minutes ago it broke", "is no time"},
        {"-9999999999m broke", "is no time"},
        {"99999999999 minutes ago", "is no time"},
        {"999999 days ago", "before 1970"},
        {"11:02 Europe/Lodnon broke", "There is no time zone “Europe/Lodnon”"},
        {"2024-10-14 12:00 - 2024-10-13 12:00 broke", "ends before it begins"},
        {"yesterday 25:00 broke", "is no time of day"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto timed = read_timed_text(row.text, london);
        REQUIRE_FALSE(timed.has_value());
        CHECK_MESSAGE(timed.error().message.find(row.instant) != std::string::npos,
                      timed.error().message);
    }
    CHECK(read_time("failover", london).error().message.starts_with("“failover” is no time."));
    CHECK(read_time("", london).error().message.starts_with("“” is no time."));
    CHECK(read_time("14:02 failover", london).error().message.starts_with("“failover” is no zone"));
}

TEST_CASE("an abbreviation that means two things is refused") {
    const auto both = context("Asia/Kolkata", "2024-10-21T11:45:00Z", "Europe/Dublin");
    CHECK(read("14:02 IST", both) ==
          "error: IST means one time in Asia/Kolkata and another in Europe/Dublin. Write the "
          "zone's name or its offset, such as +02:00.");
    CHECK(read("14:02 IST", context("Asia/Kolkata", "2024-10-21T11:45:00Z")) ==
          "2024-10-21T08:32:00Z");
    const auto elsewhere =
        read_timed_text("10:02 EST broke", context("Europe/London", "2024-10-21T11:45:00Z"));
    CHECK(elsewhere->text == "EST broke");
    CHECK(elsewhere->when->remark.starts_with("EST is neither your zone"));
}

TEST_CASE("a zone without letters is named by its offset") {
    const auto istanbul = context("Europe/Istanbul", "2026-05-01T11:00:00Z");
    CHECK(zone_text(istanbul.now, istanbul.writer) == "+03");
    CHECK(read("13:59 +03", istanbul) == "2026-05-01T10:59:00Z");
    const auto brisbane = context("Australia/Brisbane", "2026-05-01T11:00:00Z");
    CHECK(read("20:59 AEST", brisbane) == "2026-05-01T10:59:00Z");
    const auto noumea = context("Pacific/Noumea", "2026-05-01T11:00:00Z");
    CHECK(read("21:59 +11", noumea) == "2026-05-01T10:59:00Z");
}

TEST_CASE("a time that the clocks passed over is refused") {
    const Row rows[] = {
        {"Europe/London 2024-03-31 01:30", "clocks went from 01:00 to 02:00"},
        {"America/New_York 2024-03-10 02:15", "clocks went from 02:00 to 03:00"},
        {"Australia/Lord_Howe 2024-10-06 02:15", "clocks went from 02:00 to 02:30"},
        {"Pacific/Apia 2011-12-30 12:00", "clocks went from 00:00 to 00:00"},
        {"America/Sao_Paulo 2018-11-04 00:30", "clocks went from 00:00 to 01:00"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto space = row.text.find(' ');
        const auto where = context(row.text.substr(0, space), "2025-01-01T00:00:00Z");
        const auto when = read_time(row.text.substr(space + 1), where);
        REQUIRE_FALSE(when.has_value());
        CHECK_MESSAGE(when.error().message.find(row.instant) != std::string::npos,
                      when.error().message);
    }
    // A bare time: the nearest day's gap counts, one of tomorrow does not.
    const auto after = context("Europe/London", "2024-03-31T11:00:00Z");
    CHECK(read("01:30", after).find("There was no 01:30 in Europe/London on 2024-03-31") !=
          std::string::npos);
    const auto before = context("Europe/London", "2024-03-31T00:30:00Z");
    CHECK(read("01:30", before) == "2024-03-30T01:30:00Z");
}

TEST_CASE("a time that happened twice is the first one, and its writer is told") {
    const auto london = context("Europe/London", "2024-10-27T12:00:00Z");
    const auto twice = read_time("01:30", london);
    CHECK(to_rfc3339(twice->at) == "2024-10-27T00:30:00Z");
    CHECK(twice->remark ==
          "01:30 happened twice that night; this is the first. Write 01:30 GMT for the second.");
    CHECK(read("01:30 GMT", london) == "2024-10-27T01:30:00Z");
    CHECK(read("01:30 BST", london) == "2024-10-27T00:30:00Z");
    CHECK(read_time("01:30 GMT", london)->remark.empty());

    const auto lord_howe = context("Australia/Lord_Howe", "2024-04-08T00:00:00Z");
    const auto half_hour = read_time("2024-04-07 01:45", lord_howe);
    CHECK(to_rfc3339(half_hour->at) == "2024-04-06T14:45:00Z");
    CHECK(half_hour->remark.find("2024-04-07 01:45 +10:30") != std::string::npos);
    CHECK(read("2024-04-07 01:45 +10:30", lord_howe) == "2024-04-06T15:15:00Z");

    // From somebody else's zone the abbreviation would not be understood.
    const auto tokyo = context("Asia/Tokyo", "2024-10-28T12:00:00Z");
    CHECK(read_time("2024-10-27 01:30 Europe/London", tokyo)->remark.find("01:30 UTC") !=
          std::string::npos);
    // A span's end goes on to the second where the first lies before its start.
    CHECK(read("2024-10-27 01:40 - 01:10", london) == "2024-10-27T00:40:00Z/2024-10-27T01:10:00Z");
    CHECK(read("2024-10-26 23:30 - 02:30", london) == "2024-10-26T22:30:00Z/2024-10-27T02:30:00Z");
}

TEST_CASE("reading a bare time as yesterday's is said") {
    const auto utc = context("UTC", "2026-05-01T11:00:00Z");
    CHECK(read_time("12:30", utc)->remark == "Read as yesterday's: 2026-04-30 12:30 UTC.");
    CHECK(read_time("10:30", utc)->remark.empty());
}

TEST_CASE("a zone is found by its name in any case, and a wrong name is explained") {
    CHECK(Zone().name() == "UTC");
    CHECK(Zone::named("europe/london")->name() == "Europe/London");
    CHECK(Zone::named("Etc/UTC").value() == Zone());
    for (const auto* name : {"", "Europe/Lodnon", "../../etc/passwd", "Europe", "/Europe/London"}) {
        CAPTURE(name);
        CHECK(Zone::named(name).error().kind == Error::Kind::not_found);
    }
    CHECK(Zone::named(std::string(100'000, 'x')).error().message.size() < 200);
}

TEST_CASE("instants are shown in any zone") {
    const auto instant = at("2024-07-14T18:32:00Z");
    struct Shown {
        std::string zone;
        std::string text;
        std::string twelve;
    };
    const Shown rows[] = {
        {"UTC", "2024-07-14 18:32 UTC", "6:32pm"},
        {"Europe/London", "2024-07-14 19:32 BST", "7:32pm"},
        {"America/New_York", "2024-07-14 14:32 EDT", "2:32pm"},
        {"Asia/Kathmandu", "2024-07-15 00:17 +0545", "12:17am"},
        {"Asia/Tokyo", "2024-07-15 03:32 JST", "3:32am"},
        {"Australia/Lord_Howe", "2024-07-15 05:02 +1030", "5:02am"},
        {"Pacific/Kiritimati", "2024-07-15 08:32 +14", "8:32am"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        CHECK(time_text(instant, zone(row.zone)) == row.text);
        CHECK(clock_text_12h(instant, zone(row.zone)) == row.twelve);
    }
    CHECK(clock_text(at("2024-07-14T18:32:07Z"), Zone()) == "18:32:07");
    CHECK(clock_text_12h(at("2024-07-14T12:00:07Z"), Zone()) == "12:00:07pm");
    CHECK(weekday_text(day_in(Zone(), instant)) == "Sunday");
    CHECK(date_text(day_in(zone("Asia/Tokyo"), instant)) == "2024-07-15");
}

TEST_CASE("daylight saving goes on after the zone data's last listed year") {
    const Zone london = zone("Europe/London");
    for (const int year : {1970, 1999, 2024, 2037, 2038, 2050, 2099, 2100}) {
        CAPTURE(year);
        const auto text = std::to_string(year) + "-07-01T12:00:00Z";
        CHECK(offset_at(london, at(text)) == std::chrono::hours{1});
    }
    CHECK(zone_text(at("2060-07-01T12:00:00Z"), london) == "BST");
    CHECK(zone_text(at("2060-12-01T12:00:00Z"), london) == "GMT");
    CHECK(zone_text(at("2060-07-01T12:00:00Z"), zone("Australia/Lord_Howe")) == "+1030");
    CHECK(zone_text(at("2060-12-01T12:00:00Z"), zone("Australia/Lord_Howe")) == "+11");
    CHECK(zone_text(at("2060-07-01T12:00:00Z"), zone("Asia/Tokyo")) == "JST");
    CHECK(read("2060-03-28 01:30", context("Europe/London", "2061-01-01T00:00:00Z"))
              .find("clocks went from 01:00 to 02:00") != std::string::npos);
}

TEST_CASE("a duration is hours and minutes, cut to whole minutes") {
    using std::chrono::seconds;
    const std::pair<int, const char*> rows[] = {
        {0, "0m"},       {59, "0m"},         {60, "1m"},        {1259, "20m"},
        {3600, "1h 0m"}, {12'000, "3h 20m"}, {25'739, "7h 8m"}, {360'059, "100h 0m"},
    };
    for (const auto& [length, text] : rows)
        CHECK(duration_text(seconds{length}) == text);
}

TEST_CASE("RFC 3339 is read with any offset, and nothing else is") {
    CHECK(to_rfc3339(at("2024-10-14T10:30:05Z")) == "2024-10-14T10:30:05Z");
    CHECK(to_rfc3339(at("2024-10-14T10:30:05.999+02:00")) == "2024-10-14T08:30:05Z");
    CHECK(to_rfc3339(at("1970-01-01T00:00:00-12:00")) == "1970-01-01T12:00:00Z");
    CHECK(to_rfc3339(at("2016-12-31T23:59:60Z")) == "2017-01-01T00:00:00Z");
    for (const auto* text : {"", "2024", "2024-10-14", "2024-10-14T10:30Z", "2024-10-14T10:30:05",
                             "2024-02-30T10:30:05Z", "2024-10-14T24:30:05Z", "2024-10-14T10:60:05Z",
                             "2024-10-14T10:30:05Zx", "2024-10-14T10:30:05+2:00",
                             "2024-10-14T10:30:05.Z", "+024-10-14T10:30:05Z"}) {
        CAPTURE(text);
        CHECK_FALSE(read_rfc3339(text).has_value());
    }
}

TEST_CASE("a due date is read forward, and only when all of the text is one") {
    const auto where = context("Europe/London", "2026-11-20T23:30:00Z");  // a Friday
    const Row rows[] = {
        {"2026-12-05", "2026-12-05"},
        {"5 Dec", "2026-12-05"},
        {"5th December", "2026-12-05"},
        {"Dec 5", "2026-12-05"},
        {"december 5th, 2027", "2027-12-05"},
        {"5 dec 2027", "2027-12-05"},
        {"5 Jan", "2027-01-05"},
        {"20 Nov", "2026-11-20"},
        {"29 Feb", "2028-02-29"},
        {"friday", "2026-11-27"},
        {"Monday", "2026-11-23"},
        {"sat.", "2026-11-21"},
        {"today", "2026-11-20"},
        {"tomorrow", "2026-11-21"},
        {"in 3 days", "2026-11-23"},
        {"in 2 weeks", "2026-12-04"},
        {"in a week", "2026-11-27"},
        {"in 3 months", "2027-02-20"},
        {"2026‑12‑05", "2026-12-05"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto due = read_due_date(row.text, where);
        REQUIRE(due.has_value());
        REQUIRE_MESSAGE(due->has_value(), due->error().message);
        CHECK(date_text(due->value()) == row.instant);
    }
    for (const auto* text : {"hand", "", "friday night", "5 decibels", "in 3 parts", "the book",
                             "12", "may", "10m ago", "2026-12-05 or so", "sun"}) {
        CAPTURE(text);
        CHECK_FALSE(read_due_date(text, where).has_value());
    }
    for (const auto* text : {"2026-11-19", "5 Dec 2025", "2026-02-30", "31 Feb"}) {
        CAPTURE(text);
        const auto due = read_due_date(text, where);
        REQUIRE(due.has_value());
        CHECK_FALSE(due->has_value());
    }
}

TEST_CASE("a time that was shown is read back as the same instant") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const char* names[] = {"UTC",
                           "Europe/London",
                           "America/New_York",
                           "Australia/Lord_Howe",
                           "Asia/Kathmandu",
                           "Pacific/Chatham",
                           "America/St_Johns",
                           "Africa/Casablanca",
                           "Pacific/Apia",
                           "Asia/Tehran",
                           "America/Sao_Paulo",
                           "Europe/Dublin"};
    std::uniform_int_distribution<long long> seconds(
        at("1970-01-02T00:00:00Z").time_since_epoch().count(),
        at("2100-12-31T00:00:00Z").time_since_epoch().count());
    const auto now = at("2101-01-02T00:00:00Z");
    for (int i = 0; i < 3000; ++i) {
        const Zone where = zone(names[random() % std::size(names)]);
        const Instant instant{std::chrono::seconds{seconds(random)}};
        const auto typed = date_text(instant, where) + " " + clock_text(instant, where);
        CAPTURE(seed);
        CAPTURE(typed);
        CAPTURE(where.name());
        CHECK(read_rfc3339(to_rfc3339(instant)) == instant);
        const auto named = read_time(typed + (where.name() == "UTC" ? " UTC" : " " + where.name()),
                                     {Zone(), Zone(), now});
        REQUIRE_MESSAGE(named.has_value(), named.error().message);
        if (named->remark.empty())
            CHECK(named->at == instant);
        else  // shown without its offset, a time that happened twice is the first of the two
            CHECK(instant - named->at <= std::chrono::hours{24});
        const auto offset =
            std::chrono::duration_cast<std::chrono::minutes>(offset_at(where, instant));
        if (offset != offset_at(where, instant))
            continue;  // offsets with seconds cannot be typed
        const Zone utc;
        const auto wall = offset.count() < 0 ? -offset.count() : offset.count();
        const auto two = [](long long number) {
            return (number < 10 ? "0" : "") + std::to_string(number);
        };
        const auto with_offset =
            typed + (offset.count() < 0 ? " -" : " +") + two(wall / 60) + ":" + two(wall % 60);
        CAPTURE(with_offset);
        CHECK(read_time(with_offset, {where, where, now})->at == instant);
    }
}

}  // namespace muster
