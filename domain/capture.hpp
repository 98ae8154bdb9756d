#pragma once

#include "domain/incident.hpp"
#include "domain/places.hpp"

#include <string>
#include <vector>

namespace muster {

// A message as Slack tells of it, as far as a timeline wants to know.
struct SlackMessage {
    MessagePlace place;
    MessageTs thread;      // the message that it replies to; empty: it stands in the channel itself
    Instant sent{};        // to the second
    Person author;         // of an app: its name alone
    bool by_app = false;   // posted by an app
    bool by_us = false;    // posted by Muster
    bool is_line = false;  // Slack's own ("Ada joined"), nobody's words
    std::string text;      // what was written and, a line each, the files; mentions marked
    std::string link;      // its permalink; empty where not known
    MessageTs edited;      // when it was edited last; empty: never

    friend bool operator==(const SlackMessage&, const SlackMessage&) = default;
};

// A sign that a message belongs into the timeline, or no longer.
struct Mark {
    enum class Kind { reaction, pin, added };  // added: by pointing at it in Muster
    Kind kind = Kind::reaction;
    UserId person;  // whose it is; a pin is nobody's own, whoever wishes takes it off
    bool present = true;
    MessageTs at;  // by Slack's clock; what Muster itself was told comes in order and has none

    friend bool operator==(const Mark&, const Mark&) = default;
};

// What is known of a message that somebody marked, for one incident. Not part of the record: an
// export has none of it.
struct Capture {
    IncidentId incident;
    MessagePlace message;
    int entry = 0;  // that it became; 0: its text has not been read yet
    std::vector<Mark> marks;
    MessageTs edited;      // the newest edit heard of
    bool deleted = false;  // it is gone from Slack

    [[nodiscard]] bool is_marked() const;
    // Whether that person pointed at it in Muster.
    [[nodiscard]] bool was_added_by(const UserId& person) const;
    friend bool operator==(const Capture&, const Capture&) = default;
};

// Whether `a` is the later moment of the two; no moment at all is before any.
bool is_later(const MessageTs& a, const MessageTs& b);

// Notes a mark, unless a newer one of the same person and kind is known. Of two of one moment the
// one that takes it away wins. Returns whether anything is different now.
bool note(Capture& capture, const Mark& mark);

}  // namespace muster
