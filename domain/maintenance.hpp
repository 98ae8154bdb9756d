#pragma once

#include "domain/change.hpp"
#include "domain/lifecycle.hpp"
#include "domain/result.hpp"
#include "domain/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

// The rules of a maintenance window's life: scheduled, in progress, completed; each step is an
// update that the public reads. `text` may be empty: then Muster's own sentence stands there. A
// window is `closed` once it is completed or cancelled, and stays so. While one is in progress it
// says of its components that they are under maintenance, as an incident would.

// "2026-11-21 02:00 to 04:00 UTC", in the organisation's zone.
std::string window_text(const Window& window, const Settings& settings);

Whats plan_window(std::string title, const Window& window, const Person& by,
                  const Settings& settings, Instant now);
// To the times of `window`; on what it is done stays.
Result<Whats> move_window(const Incident& incident, Window window, const Person& by,
                          const Settings& settings, Instant now);
// By ComponentRule name; none is fine.
Result<Whats> set_window_components(const Incident& incident,
                                    const std::vector<std::string>& components, const Person& by,
                                    const Settings& settings, Instant now);
Result<Whats> start_window(const Incident& incident, const std::string& text, const Person& by,
                           const Settings& settings, Instant now);
Result<Whats> complete_window(const Incident& incident, const std::string& text, const Person& by,
                              const Settings& settings, Instant now);
Result<Whats> cancel_window(const Incident& incident, const std::string& text, const Person& by,
                            const Settings& settings, Instant now);

// The step that its own times ask for at that moment: in_progress, or completed. One that Muster
// slept through is begun first and completed next.
std::optional<Status> window_step_due(const Incident& incident, Instant now);
// When it asks for the next one; nothing once it is closed.
std::optional<Instant> next_window_step(const Incident& incident);

// Since when a window that is planned ought to have been reminded of, by that moment: nothing when
// it is not due, has begun, or the last that was said of it is no older. `last_said`: its newest
// update.
std::optional<Instant> window_reminder_due(const Incident& incident, Instant last_said,
                                           const ReminderRules& rules, Instant now);

}  // namespace muster
