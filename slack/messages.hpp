#pragma once

#include "commands/command.hpp"
#include "domain/document.hpp"
#include "domain/record.hpp"
#include "domain/words.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace muster::slack {

// What a message shows: blocks, and beside them complete plain text for notifications and screen
// readers, escaped for Slack. Within Slack's limits: text 4,000 characters, 50 blocks, 3,000 a text
// object; longer content is shortened with a mark that says where the whole can be read.
struct Message {
    std::string text;
    nlohmann::json blocks = nlohmann::json::array();
};

// Timeline entries a card shows, the newest; so many are needed in a View, unless it is a
// document's.
inline constexpr int entries_on_card = 3;

// Everything a message about an incident is rendered from.
struct View {
    Dossier dossier;
    Places places;
    Settings settings;
};

// The pinned card: title, severity, status, who has which role, what happened last, what is due,
// and the buttons log, update, assign, severity, close (reopen and postmortem once closed). Each
// button's value holds what it was drawn from, so that a stale one can be told: button_value().
Message card(const View& view);
// The head in the announcements channel: what, how bad, how it stands, where to go. Kept in step.
Message announcement(const View& view);
// Update `number`, for the announcement's thread and the incident's channel. A withdrawn one says
// so.
Message update_post(const View& view, int number);
// Something everybody in the channel should know. `late_since`: when it should have been sent; one
// over 2 minutes late says so in its own text.
Message note(const Words& words);
// The same with what can be done about it, line by line.
Message notice(const Reply& says);
// What a manager reads in a minute: what, how long, who was affected, why, what follows; with the
// link to the whole document when there is one.
Message postmortem_card(const View& view);
// Adds "(sent late: this happened at …)" to a message over 2 minutes late; `due` and `now` in UTC.
Message with_lateness(Message message, Instant due, Instant now);

// Up to 250 characters each, cut with "…".
std::string topic(const View& view);
std::string purpose(const View& view);
// A channel name by Slack's rules (a–z 0–9 - _, at most 80), from Settings::channel_pattern;
// accents are transliterated, a title without any of a–z 0–9 gives "inc-7". `attempt` 0 is the name
// itself, n > 0 has a suffix "-2", "-3" ….
std::string channel_name(const IncidentId& id, std::string_view title, const Settings& settings,
                         int attempt);

}  // namespace muster::slack
