#pragma once

#include "domain/change.hpp"
#include "domain/result.hpp"
#include "domain/settings.hpp"

#include <string>
#include <vector>

namespace muster {

// The rules of an incident's life. Each function is given the incident as it is and answers with
// what follows, or with why not; nothing is changed here.
using Whats = std::vector<What>;

// Refuses anything but what completes the record of a closed incident; names the way back.
Result<void> require_open(const Incident& incident, const Settings& settings);

// The head, the proposal that it was detected now, and the first public update.
Whats declare(std::string title, std::string severity, const Person& by, Instant now);

Result<Whats> rename(const Incident& incident, std::string title, const Settings& settings);
Result<Whats> set_severity(const Incident& incident, const std::string& severity,
                           const std::string& why, const Person& by, const Settings& settings,
                           Instant now);
// An update for everybody outside, which may move the status. Without text and without a new
// status there is nothing to say: an Error. What somebody wrote may have to wait for a second
// person (domain/approval.hpp); the status moves all the same.
Result<Whats> update(const Incident& incident, std::optional<Status> status,
                     const std::string& text, const Person& by, const Settings& settings,
                     Instant now);

// The neutral sentence of a status, for those outside who have not heard of it.
Whats say_neutrally(const Incident& incident, Status status, const Person& by, Instant now);

Result<Whats> give_role(const Incident& incident, const std::string& role, const Person& holder,
                        const Person& by, const Settings& settings, Instant now);
Result<Whats> take_role(const Incident& incident, const std::string& role,
                        const Settings& settings);

// `entry` without its number, which is given here.
Whats add_entry(const Incident& incident, Entry entry);

// Sets one of the times that people set. Order (started ≤ detected ≤ acknowledged;
// detected ≤ repaired ≤ resolved) holds between people's times; automatic ones that no longer fit
// go.
Result<Whats> set_time(const Incident& incident, KeyTime key, const KeyMoment& moment,
                       const Settings& settings);

// Fills a part: a list gets one more, any other is replaced.
Whats fill_part(const Incident& incident, Part part, const std::string& text);

Result<Whats> close(const Incident& incident, const std::string& words, const Person& by,
                    const Settings& settings, Instant now);
Result<Whats> reopen(const Incident& incident, const std::string& why, const Person& by,
                     const Settings& settings, Instant now);

// "is partly out": what the timeline says of it.
std::string_view component_news(ComponentState state);
// How a part of the service is, by a rule's name. The timeline notes it.
Result<Whats> set_component(const Incident& incident, const std::string& name, ComponentState state,
                            const Person& by, const Settings& settings, Instant now);

// What everybody outside reads where nobody wrote anything: one neutral sentence for each status.
// `first`: the update that declaring made; `again`: the one that reopening made.
std::string neutral_sentence(Status status, bool first, bool again);

// Whether a time counts as after another, as the order above has it; names the two in the Error.
// Shared by every command that sets times.
Result<void> check_order(const Incident& incident, KeyTime key, Instant at, bool automatic_too,
                         const Settings& settings);

}  // namespace muster
