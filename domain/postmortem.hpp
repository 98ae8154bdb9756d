#pragma once

#include "domain/document.hpp"
#include "domain/document_times.hpp"
#include "domain/metrics.hpp"

#include <string>
#include <vector>

namespace muster {

// The postmortem as values: what every shape shows, in words, before any mark-up. Texts are valid
// UTF-8 without control characters; those that people typed may hold line breaks where `text` says
// so. The same dossier gives the same values, whatever the day.

// A moment of the incident: "Repaired: 2024-10-21 12:06 BST".
struct KeyLine {
    KeyTime key = KeyTime::started;
    std::string name;  // "Repaired"
    Instant at{};
    std::string time;  // "2024-10-21 13:06 BST", "~…" when approximate
    std::string note;  // "a customer called", "the first time: …", or empty
};

// "Time to repair: 20m (detected to repaired)".
struct DurationLine {
    Measure measure = Measure::detect;
    std::string name;
    std::string value;  // "3h 20m", "about 3h 20m", or "–" when it is not known
    std::string definition;
    std::string note;  // why it is not known, or which time was used; may be empty
    std::optional<std::chrono::seconds> length;
};

struct RoleLine {
    std::string role;  // "Commander"
    std::string name;  // "Ada"
};

// One timeline entry, on one line.
struct TimelineRow {
    int number = 0;
    When when;
    std::string time;         // as DocumentTimes shows an entry's
    std::string author;       // of what came from a message, else empty
    std::string author_role;  // "communications", or empty
    std::string text;         // one line
    std::string link;
};
struct TimelineDay {
    Day day{};
    std::string name;  // "Monday, 2024-10-21"
    std::vector<TimelineRow> rows;
};

// A lesson, with the day that taught it where its text begins with one: "2024-06-12: …", or a
// weekday that the timeline has once, "Wednesday: …".
struct LessonLine {
    std::string day;   // "Wednesday, 2024-06-12", or empty
    std::string text;  // without that day
    std::string as_typed;
};

struct ActionLine {
    int number = 0;
    FollowUp::State state = FollowUp::State::open;
    std::string state_name;  // "to do", "done", "dropped: why"
    std::string text;        // one line
    std::string owner;
    std::string due;  // "2024-12-05" or empty
    std::string ticket;
};

struct UpdateLine {
    int number = 0;
    Instant at{};
    std::string time;  // "2024-10-21 13:06 BST"
    std::string status;
    std::string author;
    std::string text;
    bool neutral = false;  // Muster's own sentence
};

struct Postmortem {
    std::string id;
    std::string title;
    std::string severity;
    std::string status;           // "resolved, closed"
    std::string document_status;  // "Incident open", "Documenting", "In review", "Published"
    std::string date;             // "2024-10-21", "2024-10-21 to 2024-10-23"
    std::string named_days;       // "Monday, 2024-10-21 to Wednesday, 2024-10-23"
    std::string window;           // from started (or detected) to repaired (or resolved), or empty
    std::string reporter;
    std::string commander;             // empty when nobody is
    std::vector<RoleLine> roles;       // the commander first, then by name
    std::vector<std::string> authors;  // of the document
    std::vector<KeyLine> key_times;    // those that are set, in the order they happen
    std::vector<DurationLine> durations;
    std::map<Part, std::vector<std::string>> parts;  // text: line breaks stay
    std::vector<LessonLine> lessons;                 // the part `lesson`, by day where known
    std::string closing_words;                       // text
    std::string zone_note;                           // "All times are BST (Europe/London)."
    bool approximate = false;                        // some timeline entry is
    std::vector<TimelineDay> days;
    std::vector<ActionLine> actions;  // by number
    std::vector<UpdateLine> updates;  // without withdrawn ones
};

Postmortem make_postmortem(const Dossier& dossier, const Settings& settings,
                           Hours hours = Hours::of_24);

// Typed text made fit for any document: valid UTF-8, "\n" line breaks, no control characters, links
// that Slack wrapped in <> as plain addresses.
std::string document_text(std::string_view typed);

}  // namespace muster
