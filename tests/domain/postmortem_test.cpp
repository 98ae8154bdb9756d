#include "domain/postmortem.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

Instant at(std::string_view text) {
    return read_rfc3339(text).value();
}

Person person(std::string_view name) {
    Person made;
    made.name = name;
    return made;
}

Dossier dossier() {
    Dossier made;
    made.incident.id = {Series::incident, 7};
    made.incident.title = "Orders cannot be paid";
    made.incident.severity = "sev1";
    made.incident.reporter = person("Grace");
    made.incident.declared_at = at("2024-10-26T22:00:00Z");
    made.incident.times[KeyTime::detected].at = made.incident.declared_at;
    return made;
}

Entry entry(int number, std::string_view when, std::string_view text) {
    Entry made;
    made.number = number;
    made.when.at = at(when);
    made.text = text;
    made.author = person("Ada");
    return made;
}

Settings in(std::string_view zone) {
    Settings settings;
    settings.zone = Zone::named(zone).value();
    return settings;
}

}  // namespace

TEST_CASE("entries go by instant, then number, under the day of the documents' zone") {
    auto made = dossier();
    made.entries = {entry(1, "2024-10-26T23:30:00Z", "third"),
                    entry(2, "2024-10-26T22:10:00Z", "b"), entry(3, "2024-10-26T22:10:00Z", "c"),
                    entry(4, "2024-10-26T22:00:00Z", "gone")};
    made.entries.back().removed = true;
    const auto london = make_postmortem(made, in("Europe/London"));
    REQUIRE(london.days.size() == 2);
    CHECK(london.days[0].name == "Saturday, 2024-10-26");
    CHECK(london.days[0].rows[0].text == "b");
    CHECK(london.days[0].rows[1].text == "c");
    CHECK(london.days[1].name == "Sunday, 2024-10-27");
    CHECK(london.days[1].rows[0].time == "00:30");
    CHECK(london.zone_note == "All times are BST (Europe/London).");
    const auto utc = make_postmortem(made, in("UTC"));
    CHECK(utc.days.size() == 1);
    CHECK(utc.days[0].rows[2].time == "23:30");
    CHECK(utc.zone_note == "All times are UTC.");
}

TEST_CASE("a time says its offset when clocks change within the document") {
    auto made = dossier();
    made.entries = {entry(1, "2024-10-27T00:30:00Z", "first"),
                    entry(2, "2024-10-27T01:30:00Z", "second")};
    const auto london = make_postmortem(made, in("Europe/London"));
    CHECK(london.days[0].rows[0].time == "01:30 BST");
    CHECK(london.days[0].rows[1].time == "01:30 GMT");
    CHECK(london.zone_note ==
          "Times are those of Europe/London, where clocks changed meanwhile; each names its own "
          "offset: BST is UTC+1, GMT is UTC.");
    CHECK(make_postmortem(made, in("Asia/Tokyo")).days[0].rows[0].time == "09:30");
}

TEST_CASE("only what came from a message names its author, and an entry is one line") {
    auto made = dossier();
    made.entries = {entry(1, "2024-10-26T22:10:00Z", "one\n\n two\tthree"),
                    entry(2, "2024-10-26T22:20:00Z", "four")};
    made.entries[1].source = Entry::Source::message;
    const auto rows = make_postmortem(made, in("UTC")).days[0].rows;
    CHECK(rows[0].author.empty());
    CHECK(rows[0].text == "one two three");
    CHECK(rows[1].author == "Ada");
}

TEST_CASE("typed text becomes valid UTF-8 without control characters") {
    const std::pair<std::string, std::string> rows[] = {
        {"a\r\nb\rc", "a\nb\nc"},
        {std::string("a\0b", 3), "a\uFFFDb"},
        {"a\x1b[31mb\x7f", "a[31mb\uFFFD"},
        {"\xff\xc0\xaf\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
        {"\xe2\x82", "\uFFFD\uFFFD"},
        {"日本語 ✓ naïve", "日本語 ✓ naïve"},
        {"see <https://x.example/a|our page> now", "see https://x.example/a now"},
        {"<https://x.example/a>", "https://x.example/a"},
        {"<https://x.example/a b>", "<https://x.example/a b>"},
        {"<!channel> <script>", "<!channel> <script>"},
    };
    for (const auto& [typed, text] : rows) {
        CAPTURE(typed);
        CHECK(document_text(typed) == text);
    }
}

TEST_CASE("the document says how far it is") {
    auto made = dossier();
    CHECK(make_postmortem(made, {}).document_status == "Incident open");
    made.incident.closed = true;
    CHECK(make_postmortem(made, {}).document_status == "Documenting");
    for (const auto part : {Part::summary, Part::impact, Part::detection, Part::cause,
                            Part::resolution, Part::lesson})
        made.incident.parts[part] = {"text"};
    CHECK(make_postmortem(made, {}).document_status == "Complete");
}

TEST_CASE("a reopened incident shows its first times beside its last") {
    auto made = dossier();
    made.incident.closed = true;
    made.incident.first_times[KeyTime::repaired].at = at("2024-10-26T22:30:00Z");
    auto lines = make_postmortem(made, {}).key_times;
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].time == "2024-10-26 22:30 UTC");
    CHECK(lines[1].note == "the first time, before it was reopened");
    made.incident.times[KeyTime::repaired].at = at("2024-10-26T23:30:00Z");
    lines = make_postmortem(made, {}).key_times;
    CHECK(lines[1].time == "2024-10-26 23:30 UTC");
    CHECK(lines[1].note == "the first time, before it was reopened: 2024-10-26 22:30 UTC");
    CHECK(make_postmortem(made, {}).durations[2].note == "the last time, after it was reopened");
}

TEST_CASE("what was said of a key time stands beside it") {
    auto made = dossier();
    auto& detected = made.incident.times[KeyTime::detected];
    detected.remark = "a customer\ncalled";
    CHECK(make_postmortem(made, {}).key_times[0].note == "a customer called");
    made.incident.first_times[KeyTime::detected] = detected;
    CHECK(make_postmortem(made, {}).key_times[0].note ==
          "a customer called; the first time, before it was reopened: 2024-10-26 22:00 UTC");
}

TEST_CASE("a lesson goes to the day that taught it, where its text begins with one") {
    auto made = dossier();
    made.entries = {entry(1, "2024-10-26T22:10:00Z", "a"), entry(2, "2024-10-28T22:10:00Z", "b"),
                    entry(3, "2024-11-02T22:10:00Z", "c")};
    made.incident.parts[Part::lesson] = {"Friday deploys are risky",    "2024-10-28: Try restores",
                                         "monday – not a day here: no", "Monday: Ask earlier",
                                         "Saturday: which one?",        "2024-10-27, read the mail",
                                         "2024-10-27T12:00 is no date", "2024-10-28:",
                                         "2024-02-30: no such day"};
    const std::pair<const char*, const char*> rows[] = {
        {"Sunday, 2024-10-27", "read the mail"}, {"Monday, 2024-10-28", "Try restores"},
        {"Monday, 2024-10-28", "Ask earlier"},   {"", "Friday deploys are risky"},
        {"", "monday – not a day here: no"},     {"", "Saturday: which one?"},
        {"", "2024-10-27T12:00 is no date"},     {"", "2024-10-28:"},
        {"", "2024-02-30: no such day"}};
    const auto lessons = make_postmortem(made, {}).lessons;
    REQUIRE(lessons.size() == std::size(rows));
    for (std::size_t i = 0; i < lessons.size(); ++i) {
        CHECK(lessons[i].day == rows[i].first);
        CHECK(lessons[i].text == rows[i].second);
    }
    CHECK(lessons[1].as_typed == "2024-10-28: Try restores");
}

TEST_CASE("authors are the commander and whoever made a revision, each once") {
    auto made = dossier();
    CHECK(make_postmortem(made, {}).authors == std::vector<std::string>{"Grace"});
    made.incident.roles["commander"] = person("Ada");
    Revision revision;
    for (const auto* name : {"Linus", "Ada", "Linus"}) {
        revision.author = person(name);
        made.revisions.push_back(revision);
    }
    CHECK(make_postmortem(made, {}).authors == std::vector<std::string>{"Ada", "Linus"});
}

TEST_CASE("the window of impact needs both its ends") {
    auto made = dossier();
    CHECK(make_postmortem(made, {}).window.empty());
    made.incident.times[KeyTime::started] = {at("2024-10-26T21:50:00Z"), true, false, {}};
    made.incident.times[KeyTime::repaired].at = at("2024-10-26T23:30:00Z");
    CHECK(make_postmortem(made, {}).window == "~21:50 to 23:30 UTC on 2024-10-26 (about 1h 40m)");
    made.incident.times[KeyTime::repaired].at = at("2024-10-27T23:30:00Z");
    CHECK(make_postmortem(made, {}).window ==
          "~2024-10-26 21:50 UTC to 2024-10-27 23:30 UTC (about 25h 40m)");
}

}  // namespace muster
