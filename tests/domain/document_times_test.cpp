#include "domain/document_times.hpp"

#include "domain/metrics.hpp"

#include <doctest/doctest.h>

#include <random>

namespace muster {
namespace {

Instant at(std::string_view text) {
    return read_rfc3339(text).value();
}

Zone zone(std::string_view name) {
    return Zone::named(name).value();
}

// An entry somebody typed with its time, long after.
Entry entry(std::string_view when, std::string_view until = "") {
    Entry made;
    made.when.at = at(when);
    if (!until.empty())
        made.when.until = at(until);
    made.logged_at = at("2030-01-01T00:00:07Z");
    return made;
}

// An entry typed without a time.
Entry noted(std::string_view when) {
    auto made = entry(when);
    made.logged_at = made.when.at;
    return made;
}

Dossier with(std::vector<Entry> entries) {
    Dossier made;
    made.incident.declared_at = entries.front().when.at;
    made.entries = std::move(entries);
    return made;
}

std::vector<std::string> shown(const Dossier& dossier, std::string_view where,
                               Hours hours = Hours::of_24) {
    const DocumentTimes times(dossier, zone(where), hours);
    std::vector<std::string> all;
    for (const auto& each : dossier.entries)
        all.push_back(times.entry(each));
    return all;
}

}  // namespace

TEST_CASE("an entry's time reads well, exact or approximate, moment or span, over midnight too") {
    auto about = entry("2024-06-11T22:15:00Z", "2024-06-12T02:15:00Z");
    about.when.approximate = true;
    auto about_noon = entry("2024-06-11T11:00:00Z");
    about_noon.when.approximate = true;
    const auto record = with({entry("2024-06-11T06:05:00Z"), about_noon,
                              entry("2024-06-11T13:30:00Z", "2024-06-11T19:30:00Z"), about,
                              entry("2024-06-11T23:10:00Z", "2024-06-14T08:00:00Z")});
    CHECK(shown(record, "Europe/London") ==
          std::vector<std::string>{"07:05", "~12:00", "14:30–20:30",
                                   "~23:15 to 03:15 on 2024-06-12",
                                   "00:10 to 09:00 on 2024-06-14"});
    CHECK(shown(record, "Europe/London", Hours::of_12) ==
          std::vector<std::string>{"7:05am", "~12:00pm", "2:30pm–8:30pm",
                                   "~11:15pm to 3:15am on 2024-06-12",
                                   "12:10am to 9:00am on 2024-06-14"});
}

TEST_CASE("the zone is named once, and where clocks change each time names its offset") {
    struct Row {
        const char* zone;
        const char* second;  // the first entry is of 2024-10-26 at noon
        const char* note;
        const char* time;
    };
    const Row rows[] = {
        {"UTC", "2024-10-28T01:30:00Z", "All times are UTC.", "01:30"},
        {"Europe/London", "2024-10-26T22:30:00Z", "All times are BST (Europe/London).", "23:30"},
        {"Europe/London", "2024-10-27T01:30:00Z",
         "Times are those of Europe/London, where clocks changed meanwhile; each names its own "
         "offset: BST is UTC+1, GMT is UTC.",
         "01:30 GMT"},
        {"America/St_Johns", "2025-01-10T12:00:00Z",
         "Times are those of America/St_Johns, where clocks changed meanwhile; each names its own "
         "offset: NDT is UTC-2:30, NST is UTC-3:30.",
         "08:30 NST"},
        {"America/Sao_Paulo", "2025-01-10T12:00:00Z", "All times are UTC-3 (America/Sao_Paulo).",
         "09:00"},
        {"Asia/Kathmandu", "2025-01-10T12:00:00Z", "All times are UTC+5:45 (Asia/Kathmandu).",
         "17:45"},
        {"Africa/Casablanca", "2024-04-01T12:00:00Z",
         "Times are those of Africa/Casablanca, where clocks changed meanwhile; each names its own "
         "offset.",
         "12:00 UTC"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.zone);
        const auto record = with({entry("2024-10-26T12:00:00Z"), entry(row.second)});
        CHECK(DocumentTimes(record, zone(row.zone), Hours::of_24).zone_note() == row.note);
        CHECK(shown(record, row.zone).back() == row.time);
    }
}

TEST_CASE("what is posted and what is a key time counts where clocks change") {
    auto record = with({entry("2024-10-26T12:00:00Z")});
    const auto note = [&] {
        return DocumentTimes(record, zone("Europe/London"), Hours::of_24).zone_note();
    };
    Update update;
    update.at = at("2024-11-02T12:00:00Z");
    record.updates = {update};
    CHECK(note().find("clocks changed") != std::string::npos);
    record.updates.front().withdrawn = true;
    CHECK(note() == "All times are BST (Europe/London).");
    record.incident.first_times[KeyTime::repaired].at = update.at;
    CHECK(note().find("clocks changed") != std::string::npos);
}

TEST_CASE("seconds that nobody gave are shown only to tell one minute's entries apart") {
    auto message = noted("2024-06-11T13:07:40Z");
    message.logged_at = at("2024-06-11T13:09:00Z");
    message.source = Entry::Source::message;
    CHECK(shown(with({noted("2024-06-11T13:05:20Z"), entry("2024-06-11T13:06:27Z"), message,
                      noted("2024-06-11T13:08:10Z"), noted("2024-06-11T13:08:50Z"),
                      entry("2024-06-11T13:09:00Z"), noted("2024-06-11T13:09:30Z")}),
                "UTC") == std::vector<std::string>{"13:05", "13:06:27", "13:07", "13:08:10",
                                                   "13:08:50", "13:09", "13:09:30"});
}

TEST_CASE("every duration can be computed from the times as they are shown") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    constexpr std::array keys{KeyTime::started, KeyTime::detected, KeyTime::acknowledged,
                              KeyTime::repaired, KeyTime::resolved};
    int with_seconds = 0;
    int in_all = 0;
    for (int round = 0; round < 2000; ++round) {
        Dossier record;
        auto moment = at("2024-03-30T22:00:00Z");
        for (const auto key : keys) {
            moment += std::chrono::seconds{random() % 9000};
            if (random() % 4 != 0)
                record.incident.times[key] = {moment, false, random() % 3 != 0, {}, {}};
        }
        const DocumentTimes times(record, {}, Hours::of_24);
        auto read = record.incident;
        for (auto& [key, set] : read.times) {
            const auto text = times.key(set);  // "2024-03-30 22:00 UTC"
            const auto clock = text.substr(11, text.rfind(' ') - 11);
            set.at = at(text.substr(0, 10) + "T" + clock + (clock.size() == 5 ? ":00Z" : "Z"));
            with_seconds += clock.size() == 8 ? 1 : 0;
            ++in_all;
        }
        for (const auto& rule : measures) {
            CAPTURE(seed);
            CAPTURE(rule.name);
            const auto meant = duration_of(record.incident, rule.measure).length;
            const auto seen = duration_of(read, rule.measure).length;
            REQUIRE(meant.has_value() == seen.has_value());
            if (meant)
                CHECK(duration_text(*meant) == duration_text(*seen));
        }
    }
    CHECK(with_seconds < in_all);
}

TEST_CASE("the window in which people were affected names its days where they are two") {
    const auto window = [](std::string_view from, std::string_view to) {
        Dossier record;
        auto& times = record.incident.times;
        times[KeyTime::detected].at = at(from);
        times[KeyTime::repaired] = {at(to), true, false, {}, {}};
        const auto [begin, end] = affected_window(record.incident);
        return DocumentTimes(record, zone("Europe/London"), Hours::of_24).window(*begin, *end);
    };
    CHECK(window("2024-06-11T13:00:00Z", "2024-06-11T20:11:00Z") ==
          "14:00 to ~21:11 BST on 2024-06-11");
    CHECK(window("2024-06-11T13:00:00Z", "2024-06-11T23:11:00Z") ==
          "2024-06-11 14:00 BST to ~2024-06-12 00:11 BST");
    CHECK(window("2024-10-27T00:30:00Z", "2024-10-27T01:11:00Z") ==
          "2024-10-27 01:30 BST to ~2024-10-27 01:11 GMT");
}

}  // namespace muster
