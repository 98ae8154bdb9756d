#pragma once

#include "domain/metrics.hpp"
#include "domain/record.hpp"
#include "domain/settings.hpp"
#include "domain/words.hpp"
#include "slack/messages.hpp"

#include <string>

// The phrases that Muster's messages have in common.
namespace muster::slack {

// A mention where there is an id; the name alone where there is none.
Words who(const Person& person);
// For places that show no mentions: a topic, a purpose.
std::string name_of(const Person& person);
// Shown to each reader in their own zone; read as "2026-11-20 14:02 UTC" elsewhere. To the minute:
// the document has the seconds.
Words moment(Instant at, const Settings& settings);
// "~14:02", "14:30–20:30".
Words moment(const When& when, const Settings& settings);

// A mark that is seen before anything is read: how bad it is, or that it is over.
std::string_view sign(const Incident& incident, const Settings& settings);
// "INC-7 Checkout latency", with "DRILL" before a drill's.
std::string headline(const Incident& incident);
// "sev2: Many are affected, or a main function is down".
Words severity_line(const Incident& incident, const Settings& settings);
// "@ada", or "nobody yet".
Words holder_words(const Incident& incident, const std::string& role);
// A name from the configuration, as it begins a line.
std::string capitalised(std::string text);

// The slash command as it must be typed where this incident's card stands: with the id where the
// incident has no channel of its own.
std::string command_for(const View& view, std::string_view rest);

// The newest update that somebody wrote, with when it was; empty when there is none. What Muster
// says by itself only repeats the status.
Words latest_update(const View& view);

// How long something took, and from what to what: "3h 20m, detected to resolved"; empty when the
// times do not say.
std::string how_long(const Incident& incident, Measure measure = Measure::resolve);

// The status page's own page of this incident; empty when it is not published there.
std::string page_of(const View& view);

}  // namespace muster::slack
