#include "domain/maintenance.hpp"

#include "domain/components.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

Update update_of(const Incident& incident, Status status, const std::string& text,
                 std::string neutral, const Person& by, Instant now) {
    Update update;
    update.number = incident.updates + 1;
    update.at = now;
    update.author = by;
    update.status = status;
    update.neutral = text.empty();
    update.text = text.empty() ? std::move(neutral) : text;
    return update;
}

Result<void> require_ahead(const Incident& incident) {
    if (!incident.closed)
        return {};
    return conflict(to_string(incident.id) + (incident.window && incident.window->cancelled
                                                  ? " was cancelled. Plan a new one."
                                                  : " is completed. Plan a new one."));
}

Whats moved_to(const Incident& incident, Status status, const std::string& text, const Person& by,
               Instant now) {
    Whats whats;
    whats.emplace_back(StatusSet{status, incident.status});
    whats.emplace_back(UpdateMade{
        update_of(incident, status, text, neutral_sentence(status, false, false), by, now)});
    if (status == Status::completed)
        whats.emplace_back(Closed{});
    return whats;
}

// What it says of its components from now on: those that are under maintenance, and no others.
void say_components(const Incident& incident, const std::vector<std::string>& worked_on,
                    Whats& whats) {
    for (const auto& [name, state] : incident.components)
        if (std::ranges::find(worked_on, name) == worked_on.end())
            whats.emplace_back(ComponentSet{name, std::nullopt, state});
    for (const auto& name : worked_on)
        if (!incident.components.contains(name))
            whats.emplace_back(ComponentSet{name, ComponentState::maintenance, std::nullopt});
}

std::string concerning(const std::vector<std::string>& components) {
    return components.empty() ? "" : ", on " + listed_names(components);
}

}  // namespace

std::string window_text(const Window& window, const Settings& settings) {
    const auto& zone = settings.zone;
    const bool same_day = date_text(window.start, zone) == date_text(window.end, zone);
    const bool same_zone = zone_text(window.start, zone) == zone_text(window.end, zone);
    auto text = date_text(window.start, zone) + " " + clock_text(window.start, zone);
    if (!same_zone)
        text += " " + zone_text(window.start, zone);
    text += " to ";
    if (!same_day)
        text += date_text(window.end, zone) + " ";
    return text + clock_text(window.end, zone) + " " + zone_text(window.end, zone);
}

Whats plan_window(std::string title, const Window& window, const Person& by,
                  const Settings& settings, Instant now) {
    Whats whats;
    whats.emplace_back(Declared{std::move(title), ""});
    whats.emplace_back(WindowSet{window, std::nullopt});
    whats.emplace_back(StatusSet{Status::scheduled, Status::investigating});
    whats.emplace_back(
        UpdateMade{update_of({}, Status::scheduled, "",
                             "Maintenance is planned: " + window_text(window, settings) +
                                 concerning(window.components) + ".",
                             by, now)});
    return whats;
}

Result<Whats> move_window(const Incident& incident, Window window, const Person& by,
                          const Settings& settings, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    const auto before = incident.window.value_or(Window{});
    window.components = before.components;
    if (before == window)
        return conflict(to_string(incident.id) + " is planned for that time already.");
    if (incident.status == Status::in_progress && window.start != before.start)
        return conflict(to_string(incident.id) +
                        " has begun: only its end can be moved. To end it "
                        "now: " +
                        settings.command + " maintenance complete " + to_string(incident.id));
    Whats whats;
    whats.emplace_back(WindowSet{window, before});
    whats.emplace_back(UpdateMade{
        update_of(incident, incident.status, "",
                  "Maintenance was moved: it is planned for " + window_text(window, settings) + ".",
                  by, now)});
    return whats;
}

Result<Whats> set_window_components(const Incident& incident,
                                    const std::vector<std::string>& components, const Person& by,
                                    const Settings& /*settings*/, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    const auto before = incident.window.value_or(Window{});
    if (before.components == components)
        return conflict(to_string(incident.id) +
                        (components.empty() ? " concerns no component already."
                                            : " is on " + listed_names(components) + " already."));
    auto after = before;
    after.components = components;
    Whats whats;
    whats.emplace_back(WindowSet{after, before});
    if (incident.status == Status::in_progress)
        say_components(incident, components, whats);
    whats.emplace_back(UpdateMade{
        update_of(incident, incident.status, "",
                  components.empty() ? "This maintenance concerns no part of the service "
                                       "in particular."
                                     : "This maintenance is on " + listed_names(components) + ".",
                  by, now)});
    return whats;
}

Result<Whats> start_window(const Incident& incident, const std::string& text, const Person& by,
                           const Settings& /*settings*/, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    if (incident.status == Status::in_progress)
        return conflict(to_string(incident.id) + " has begun already.");
    auto whats = moved_to(incident, Status::in_progress, text, by, now);
    say_components(incident, incident.window.value_or(Window{}).components, whats);
    return whats;
}

Result<Whats> complete_window(const Incident& incident, const std::string& text, const Person& by,
                              const Settings& settings, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    if (incident.status != Status::in_progress)
        return conflict(to_string(incident.id) + " has not begun. To begin it now: " +
                        settings.command + " maintenance start " + to_string(incident.id) +
                        ". To call it off: " + settings.command + " maintenance cancel " +
                        to_string(incident.id));
    auto whats = moved_to(incident, Status::completed, text, by, now);
    say_components(incident, {}, whats);
    return whats;
}

Result<Whats> cancel_window(const Incident& incident, const std::string& text, const Person& by,
                            const Settings& settings, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    if (incident.status == Status::in_progress)
        return conflict(to_string(incident.id) + " has begun. To end it now: " + settings.command +
                        " maintenance complete " + to_string(incident.id));
    const auto before = incident.window.value_or(Window{});
    auto cancelled = before;
    cancelled.cancelled = true;
    Whats whats;
    whats.emplace_back(WindowSet{cancelled, before});
    whats.emplace_back(StatusSet{Status::completed, incident.status});
    whats.emplace_back(UpdateMade{
        update_of(incident, Status::completed, text, "This maintenance was cancelled.", by, now)});
    whats.emplace_back(Closed{});
    return whats;
}

std::optional<Status> window_step_due(const Incident& incident, Instant now) {
    const auto next = next_window_step(incident);
    if (!next || *next > now)
        return std::nullopt;
    return incident.status == Status::in_progress ? Status::completed : Status::in_progress;
}

std::optional<Instant> next_window_step(const Incident& incident) {
    if (incident.closed || !incident.window)
        return std::nullopt;
    return incident.status == Status::in_progress ? incident.window->end : incident.window->start;
}

std::optional<Instant> window_reminder_due(const Incident& incident, Instant last_said,
                                           const ReminderRules& rules, Instant now) {
    if (!rules.maintenance || incident.closed || !incident.window ||
        incident.status != Status::scheduled)
        return std::nullopt;
    const auto due = incident.window->start - rules.maintenance_before;
    if (due > now || incident.window->start <= now || last_said >= due)
        return std::nullopt;
    return due;
}

}  // namespace muster
