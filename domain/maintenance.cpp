#include "domain/maintenance.hpp"

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
    whats.emplace_back(UpdateMade{
        update_of({}, Status::scheduled, "",
                  "Maintenance is planned: " + window_text(window, settings) + ".", by, now)});
    return whats;
}

Result<Whats> move_window(const Incident& incident, const Window& window, const Person& by,
                          const Settings& settings, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    const auto before = incident.window.value_or(Window{});
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

Result<Whats> start_window(const Incident& incident, const std::string& text, const Person& by,
                           const Settings& /*settings*/, Instant now) {
    if (const auto ahead = require_ahead(incident); !ahead)
        return ahead.error();
    if (incident.status == Status::in_progress)
        return conflict(to_string(incident.id) + " has begun already.");
    return moved_to(incident, Status::in_progress, text, by, now);
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
    return moved_to(incident, Status::completed, text, by, now);
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

}  // namespace muster
