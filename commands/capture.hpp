#pragma once

#include "commands/command.hpp"
#include "domain/lifecycle.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

// Whether timeline_event() may have anything to say to such an event.
bool is_about_timeline(const Request& event, const Settings& settings);

// What follows when somebody puts the configured reaction or a pin on a message in an incident's
// channel or takes it off, and when a message that is in a timeline is edited or deleted. Events
// may come late, twice and in any order. Nothing for all other events.
Decision timeline_event(const Record& record, const Request& event);

// What follows from the message that an ask_message found, or from why it found none.
Decision message_read(const Asked& asked);

// Messages on their way into the timeline of one incident.
class Capturing {
public:
    enum class How { added, put_back, was_there };

    // Entries get numbers after those that `incident` has given.
    Capturing(const Record& record, Incident incident, Instant now)
        : record_(record), incident_(std::move(incident)), now_(now) {}

    // `mark`, where the message was pointed at in Muster.
    How take(const SlackMessage& message, const std::optional<Mark>& mark);
    // The entry of the message taken last.
    [[nodiscard]] const Entry& entry() const { return entry_; }

    [[nodiscard]] Whats& whats() { return whats_; }
    [[nodiscard]] std::vector<Capture>& captures() { return captures_; }

private:
    const Record& record_;
    Incident incident_;
    Instant now_;
    Entry entry_;
    Whats whats_;
    std::vector<Capture> captures_;
};

// The mark of whoever points at a message in Muster.
Mark added_by(const Request& request);

// A message as a form's context names it, "C024BE91L 1767225600.000100", and back; nothing for any
// other text.
std::string to_context(const MessagePlace& message);
std::optional<MessagePlace> read_context(std::string_view text);

// Its first line, in a few words.
std::string first_words(const Record& record, const SlackMessage& message, std::size_t most);

}  // namespace muster
