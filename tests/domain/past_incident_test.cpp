#include "domain/past_incident.hpp"

#include "domain/metrics.hpp"
#include "domain/past_cells.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

const Instant now = read_rfc3339("2026-11-20T14:00:00Z").value();

Settings london() {
    Settings settings;
    settings.zone = Zone::named("Europe/London").value();
    return settings;
}

using Cells = std::map<std::string, std::string>;

PastRow row_of(int line, const Cells& cells) {
    PastRow row{line, {}};
    for (const auto& [heading, text] : cells)
        row.cells[read_past_field(heading).value()] = {"“" + heading + "”", text};
    return row;
}

struct Read {
    std::vector<Incident> incidents;
    std::vector<std::vector<Change>> changes;
    std::string faults;
    std::vector<std::string> remarks;
};
Read read(const std::vector<Cells>& rows, const Settings& settings = london()) {
    PastIncidents past(settings, now, [](IncidentId id) { return id.number == 99; });
    int line = 1;
    for (const auto& cells : rows)
        past.take(row_of(++line, cells));
    Read all;
    all.faults = past.faults().text();
    all.remarks = past.remarks();
    past.number(5);
    for (auto changes = past.next(); !changes.empty(); changes = past.next()) {
        Incident incident;
        for (const auto& change : changes)
            apply(incident, change);
        all.incidents.push_back(incident);
        all.changes.push_back(std::move(changes));
    }
    return all;
}

std::string at(const Incident& incident, KeyTime key) {
    const auto* const moment = moment_of(incident, key);
    return moment == nullptr ? "" : to_rfc3339(moment->at);
}

template <class Kind>
std::vector<Kind> all_of(const std::vector<Change>& changes) {
    std::vector<Kind> found;
    for (const auto& change : changes)
        if (const auto* const what = std::get_if<Kind>(&change.what))
            found.push_back(*what);
    return found;
}

}  // namespace

TEST_CASE("a row of a log kept by hand becomes a closed incident with all that it says") {
    const auto all =
        read({{{"Title", "Orders cannot be paid"},
               {"Severity", "SEV1"},
               {"First detected", "2024-10-26 23:30 (a customer's mail)"},
               {"Repaired", "~2024-10-27 03:30"},
               {"Resolved", "2024-11-02T10:00:00+01:00"},
               {"Identified by", "A customer"},
               {"Impact", "Nobody could pay."},
               {"Root causes", "A full disk\nNo alarm on it"},
               {"Reporter", "Grace"},
               {"Context",
                "Before the sale.\n- 2024-10-26 23:45: Disk found full\n"
                "2024-10-27 – a quiet day\n  with one call\n2024-10-27 00:10-01:00 Rebuilt"},
               {"Review actions",
                "[x] Larger disk | Ada | 2024-11-01\nto do: Alarm https://example.com/7.\n"
                "None"}}});
    CHECK(all.faults.empty());
    REQUIRE(all.incidents.size() == 1);
    const auto& incident = all.incidents[0];
    CHECK(to_string(incident.id) == "INC-5");
    CHECK(incident.title == "Orders cannot be paid");
    CHECK(incident.severity == "sev1");
    CHECK(incident.closed);
    CHECK(incident.status == Status::resolved);
    CHECK(incident.reporter.name == "Grace");
    CHECK(to_rfc3339(incident.declared_at) == "2024-10-26T22:30:00Z");  // summer time
    CHECK(at(incident, KeyTime::detected) == "2024-10-26T22:30:00Z");
    CHECK(at(incident, KeyTime::repaired) == "2024-10-27T03:30:00Z");  // winter time
    CHECK(incident.times.at(KeyTime::repaired).approximate);
    CHECK(at(incident, KeyTime::resolved) == "2024-11-02T09:00:00Z");
    CHECK(at(incident, KeyTime::closed) == "2024-11-02T09:00:00Z");
    CHECK_FALSE(incident.times.contains(KeyTime::started));  // nothing that the row does not say
    CHECK(duration_text(*duration_of(incident, Measure::repair).length) == "5h 0m");
    CHECK(incident.parts.at(Part::summary) == std::vector<std::string>{"Before the sale."});
    CHECK(incident.parts.at(Part::cause) ==
          std::vector<std::string>{"A full disk", "No alarm on it"});

    const auto entries = all_of<EntryAdded>(all.changes[0]);
    REQUIRE(entries.size() == 4);
    CHECK(entries[0].entry.text == "Detected: a customer's mail");
    CHECK(entries[1].entry.text == "Disk found full");
    CHECK(entries[2].entry.text == "a quiet day with one call");
    CHECK(entries[2].entry.when.approximate);
    CHECK(to_rfc3339(entries[2].entry.when.at) == "2024-10-26T23:00:00Z");
    CHECK(to_rfc3339(*entries[2].entry.when.until) == "2024-10-27T23:59:00Z");  // 25 hours
    CHECK(entries[3].entry.text == "Rebuilt");
    CHECK(entries[3].entry.when.until.has_value());
    const auto actions = all_of<FollowUpMade>(all.changes[0]);
    REQUIRE(actions.size() == 2);
    CHECK(actions[0].follow_up.owner.name == "Ada");
    CHECK(actions[0].follow_up.due == Day{std::chrono::year(2024) / 11 / 1});
    CHECK(actions[1].follow_up.ticket == "https://example.com/7");
    CHECK(all_of<FollowUpEnded>(all.changes[0]).size() == 1);
}

TEST_CASE("incidents without an id get the numbers that are free, the earliest first") {
    const auto all = read({{{"title", "Late"}, {"detected", "2024-03-01 10:00"}},
                           {{"title", "Named"}, {"detected", "2024-02-01 10:00"}, {"id", "inc-6"}},
                           {{"title", "Drill"}, {"detected", "2024-02-01 10:00"}, {"id", "DRL-1"}},
                           {{"title", "Early"}, {"started", "2024-01-01 10:00"}}});
    CHECK(all.faults.empty());
    std::string names;
    for (const auto& incident : all.incidents)
        names += to_string(incident.id) + " " + incident.title + " ";
    CHECK(names == "INC-5 Early INC-6 Named INC-7 Late DRL-1 Drill ");
    CHECK(all.incidents[0].severity == "sev3");  // the default one
    CHECK(at(all.incidents[0], KeyTime::detected).empty());
}

TEST_CASE("a reopened incident of a log keeps its first and its last times") {
    const auto all = read({{{"title", "Twice"},
                            {"detected", "2024-03-01 10:00"},
                            {"first repaired", "2024-03-01 11:00"},
                            {"first resolved", "2024-03-01 12:00"},
                            {"repaired", "2024-03-02 11:00"},
                            {"published", "no"}}});
    CHECK(all.faults.empty());
    const auto& incident = all.incidents.at(0);
    CHECK(incident.reopened == 1);
    CHECK(incident.published == false);
    CHECK(to_rfc3339(incident.first_times.at(KeyTime::repaired).at) == "2024-03-01T11:00:00Z");
    CHECK(duration_text(*duration_of(incident, Measure::repair).length) == "25h 0m");
    CHECK(duration_of(incident, Measure::repair).remark == "the last time, after it was reopened");
    CHECK(duration_text(*duration_of(incident, Measure::resolve).length) == "2h 0m");
    CHECK(duration_of(incident, Measure::resolve).remark ==
          "the first time, before it was reopened");
}

TEST_CASE("what is wrong with a row is named by line and cell, with what would be right") {
    struct Case {
        Cells cells;
        std::string fault;
    };
    const Cells good{{"title", "One"}, {"detected", "2024-10-14 10:30"}};
    const auto with = [&](const std::string& heading, const std::string& text) {
        auto cells = good;
        cells[heading] = text;
        return cells;
    };
    const Case cases[] = {
        {{{"detected", "2024-10-14 10:30"}}, "title: there is no title; every incident needs one."},
        {{{"title", "One"}},
         "detected: there is no time; write when it was detected, like 2024-10-14 10:30."},
        {with("title", std::string(201, 'x')),
         "“title”: the title has 201 characters; 200 is the most."},
        {with("severity", "bad"),
         "“severity”: “bad” is no severity; there are sev1, sev2, sev3, sev4."},
        {with("detected", "14/10/2024"),
         "“detected”: “14/10/2024” does not begin with a date; write "
         "it as 2024-10-14 10:30, with UTC, an offset or a zone's name "
         "behind it where it is not in Europe/London."},
        {with("detected", "2024-10-14"), "“detected”: “2024-10-14” has no time of day; "},
        {with("detected", "2024-13-14 10:30"),
         "“detected”: “2024-13-14 10:30” does not begin with"},
        {with("detected", "2024-03-31 01:30"), "“detected”: "},  // in the gap
        {with("repaired", "2027-01-01 10:00"), "“repaired”: "},  // in the future
        {with("repaired", "2027-01-01T10:00:00Z"),
         "“repaired”: “2027-01-01T10:00:00Z”: it lies in the future."},
        {with("repaired", "2024-10-14 10:29"),
         "“repaired”: repaired (2024-10-14 10:29 BST) would be "
         "before detected (2024-10-14 10:30 BST"},
        {with("closed", "2024-10-13 10:00"), "“closed”: it was closed before it was detected "},
        {with("id", "7"), "“id”: “7” is no incident's id; write one like INC-7 "},
        {with("id", "MNT-7"), "“id”: “MNT-7” is no incident's id"},
        {with("id", "INC-99"), "“id”: INC-99 is in this database already."},
        {with("context", "2024-10-14 25:00 x"), "“context”: "},
        {with("context", "2024-10-14"), "“context”: “2024-10-14” says when, and not what."},
        {with("actions", "x | Ada | soon"), "“actions”: “soon” is no due date; "},
        {with("actions", "x | a | b | c"), "“actions”: “x | a | b | c” is no action; "},
        {with("published", "maybe"), "“published”: “maybe” is neither yes nor no."},
        {with("impact", std::string(40'001, 'x')),
         "“impact”: the text has 40001 characters; 40,000 is the most."},
    };
    for (const auto& [cells, fault] : cases) {
        const auto faults = read({cells}).faults;
        CAPTURE(faults);
        CHECK(faults.starts_with("Line 2, " + fault));
        CHECK(faults.find('\n') == std::string::npos);
    }
    CHECK(read({with("id", "INC-3"), with("id", "INC-3")}).faults ==
          "Line 3, “id”: INC-3 stands in line 2 already.");
}

TEST_CASE("a time that happened twice is taken for the first, and its writer is told") {
    const auto all = read({{{"title", "One"}, {"detected", "2024-10-27 01:30"}}});
    CHECK(at(all.incidents.at(0), KeyTime::detected) == "2024-10-27T00:30:00Z");
    REQUIRE(all.remarks.size() == 1);
    CHECK(all.remarks[0].starts_with("Line 2, “detected”: "));
}

TEST_CASE("columns are known by many names, and those that Muster computes are passed over") {
    CHECK(read_past_field(" First_Detected: ") == PastField::detected);
    CHECK(read_past_field("IDENTIFIED BY") == PastField::identified);
    CHECK(read_past_field("review-actions") == PastField::actions);
    CHECK_FALSE(read_past_field("weather").has_value());
    for (const auto* name : {"Time to repair", "minutes_to_resolve", "Quarter", "MTTR"})
        CHECK(is_computed_field(name));
    CHECK_FALSE(is_computed_field("title"));
    CHECK(past_fields().starts_with("id, title, severity, started, detected, "));
}

}  // namespace muster
