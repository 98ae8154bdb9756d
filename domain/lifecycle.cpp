#include "domain/lifecycle.hpp"

#include "domain/approval.hpp"

#include <array>
#include <utility>

namespace muster {
namespace {

// Which of two times must not be later than the other.
constexpr std::array<std::pair<KeyTime, KeyTime>, 7> orders{{
    {KeyTime::started, KeyTime::detected},
    {KeyTime::started, KeyTime::acknowledged},
    {KeyTime::started, KeyTime::repaired},
    {KeyTime::started, KeyTime::resolved},
    {KeyTime::detected, KeyTime::acknowledged},
    {KeyTime::detected, KeyTime::repaired},
    {KeyTime::repaired, KeyTime::resolved},
}};
// Not in the table of neighbours, but they follow from it: checked when a neighbour is missing.
constexpr std::pair<KeyTime, KeyTime> detected_before_resolved{KeyTime::detected,
                                                               KeyTime::resolved};

bool in_order(KeyTime a, Instant a_at, KeyTime b, Instant b_at) {
    const auto broken = [&](const std::pair<KeyTime, KeyTime>& order) {
        return (order.first == a && order.second == b && a_at > b_at) ||
               (order.first == b && order.second == a && b_at > a_at);
    };
    for (const auto& order : orders)
        if (broken(order))
            return false;
    return !broken(detected_before_resolved);
}

KeyMoment proposal(Instant now, const Person& by) {
    return {.at = now, .approximate = false, .automatic = true, .set_by = by};
}

// A proposed time, where nothing is set yet and it fits with all that is.
void propose(const Incident& incident, KeyTime key, Instant now, const Person& by,
             const Settings& settings, Whats& whats) {
    if (incident.times.contains(key))
        return;
    if (check_order(incident, key, now, true, settings))
        whats.emplace_back(TimeSet{key, proposal(now, by), std::nullopt});
}

std::string name_of(const Incident& incident, const std::string& command,
                    const std::string& settings_command) {
    return settings_command + " " + to_string(incident.id) + " " + command;
}

void move_status(const Incident& incident, Status status, const Person& by,
                 const Settings& settings, Instant now, Whats& whats) {
    whats.emplace_back(StatusSet{status, incident.status});
    if (status == Status::resolved)
        propose(incident, KeyTime::resolved, now, by, settings, whats);
    const auto resolved = incident.times.find(KeyTime::resolved);
    if (status != Status::resolved && resolved != incident.times.end() &&
        resolved->second.automatic)
        whats.emplace_back(TimeSet{KeyTime::resolved, std::nullopt, resolved->second});
}

void say_update(const Incident& incident, Status status, std::string text, const Person& by,
                Instant now, Whats& whats, bool again = false) {
    Update update;
    update.number = incident.updates + 1;
    update.at = now;
    update.author = by;
    update.status = status;
    update.neutral = text.empty();
    update.text = text.empty() ? neutral_sentence(status, false, again) : std::move(text);
    whats.emplace_back(UpdateMade{std::move(update)});
}

Entry automatic_entry(const Person& by, Instant now, std::string text) {
    Entry entry;
    entry.when.at = now;
    entry.author = by;
    entry.source = Entry::Source::automatic;
    entry.text = std::move(text);
    entry.logged_at = now;
    return entry;
}

}  // namespace

Result<void> require_open(const Incident& incident, const Settings& settings) {
    if (!incident.closed)
        return {};
    if (incident.folded)
        return conflict(
            to_string(incident.id) + " is a duplicate of " + to_string(incident.folded->into) +
            ". Go on there: " + settings.command + " " + to_string(incident.folded->into) +
            " …, or part them again: " + name_of(incident, "reopen WHY", settings.command));
    return conflict(to_string(incident.id) + " is closed. Reopen it first: " +
                    name_of(incident, "reopen WHY", settings.command));
}

Whats declare(std::string title, std::string severity, const Person& by, Instant now) {
    Update first;
    first.number = 1;
    first.at = now;
    first.author = by;
    first.status = Status::investigating;
    first.neutral = true;
    first.text = neutral_sentence(Status::investigating, true, false);
    Whats whats;
    whats.emplace_back(Declared{std::move(title), std::move(severity)});
    whats.emplace_back(TimeSet{KeyTime::detected, proposal(now, by), std::nullopt});
    whats.emplace_back(UpdateMade{std::move(first)});
    return whats;
}

Result<Whats> rename(const Incident& incident, std::string title, const Settings& settings) {
    if (const auto open = require_open(incident, settings); !open)
        return open.error();
    if (title == incident.title)
        return conflict(to_string(incident.id) + " has that title already.");
    return Whats{Renamed{std::move(title), incident.title}};
}

Result<Whats> set_severity(const Incident& incident, const std::string& severity,
                           const std::string& why, const Person& by, const Settings& settings,
                           Instant now) {
    if (const auto open = require_open(incident, settings); !open)
        return open.error();
    if (severity == incident.severity)
        return conflict(to_string(incident.id) + " is " + severity + " already.");
    Whats whats{SeveritySet{severity, incident.severity, why}};
    auto text = "Severity changed from " + incident.severity + " to " + severity;
    if (!why.empty())
        text += ": " + why;
    for (auto& what : add_entry(incident, automatic_entry(by, now, std::move(text))))
        whats.push_back(std::move(what));
    return whats;
}

Result<Whats> update(const Incident& incident, std::optional<Status> status,
                     const std::string& text, const Person& by, const Settings& settings,
                     Instant now) {
    if (const auto open = require_open(incident, settings); !open)
        return open.error();
    const auto target = status.value_or(incident.status);
    if (text.empty() && target == incident.status)
        return conflict(to_string(incident.id) + " is " + std::string(to_string(target)) +
                        " already, and there is nothing new to say. Write: " +
                        name_of(incident, "update TEXT", settings.command));
    Whats whats;
    if (target != incident.status)
        move_status(incident, target, by, settings, now, whats);
    say_update(incident, target, text, by, now, whats);
    if (!text.empty() && needs_approval(incident, settings))
        std::get<UpdateMade>(whats.back()).update.waiting = true;
    return whats;
}

Whats say_neutrally(const Incident& incident, Status status, const Person& by, Instant now) {
    Whats whats;
    say_update(incident, status, {}, by, now, whats);
    return whats;
}

Result<Whats> give_role(const Incident& incident, const std::string& role, const Person& holder,
                        const Person& by, const Settings& settings, Instant now) {
    if (const auto open = require_open(incident, settings); !open)
        return open.error();
    const auto* before = incident.holder(role);
    if (before != nullptr && *before == holder)
        return conflict(holder.name + " is " + role + " already.");
    Whats whats{
        RoleGiven{role, holder, before == nullptr ? std::nullopt : std::optional<Person>(*before)}};
    if (before != nullptr)
        for (auto& what : add_entry(incident, automatic_entry(by, now,
                                                              holder.name + " took over as " +
                                                                  role + " from " + before->name)))
            whats.push_back(std::move(what));
    propose(incident, KeyTime::acknowledged, now, by, settings, whats);
    return whats;
}

Result<Whats> take_role(const Incident& incident, const std::string& role,
                        const Settings& settings) {
    if (const auto open = require_open(incident, settings); !open)
        return open.error();
    const auto* before = incident.holder(role);
    if (before == nullptr)
        return conflict("Nobody is " + role + " of " + to_string(incident.id) + ".");
    return Whats{RoleTaken{role, *before}};
}

Whats add_entry(const Incident& incident, Entry entry) {
    entry.number = incident.entries + 1;
    return {EntryAdded{std::move(entry)}};
}

Result<void> check_order(const Incident& incident, KeyTime key, Instant at, bool automatic_too,
                         const Settings& settings) {
    for (const auto& [other, moment] : incident.times) {
        if (other == key || other == KeyTime::closed || (moment.automatic && !automatic_too))
            continue;
        if (in_order(key, at, other, moment.at))
            continue;
        const auto relation = at > moment.at ? " would be after " : " would be before ";
        return invalid(std::string(to_string(key)) + " (" + time_text(at, settings.zone) + ")" +
                       relation + std::string(to_string(other)) + " (" +
                       time_text(moment.at, settings.zone) + ", set by " + moment.set_by.name +
                       "). The order is started, detected, acknowledged, and detected, repaired, "
                       "resolved; equal times are fine.");
    }
    return {};
}

Result<Whats> set_time(const Incident& incident, KeyTime key, const KeyMoment& moment,
                       const Settings& settings) {
    if (key == KeyTime::closed)
        return invalid(
            "When it was closed is when somebody closed it. Times to set are started, "
            "detected, acknowledged, repaired and resolved.");
    if (const auto fits = check_order(incident, key, moment.at, false, settings); !fits)
        return fits.error();
    const auto before = incident.times.find(key);
    Whats whats{TimeSet{
        key, moment,
        before == incident.times.end() ? std::nullopt : std::optional<KeyMoment>(before->second)}};
    for (const auto& [other, present] : incident.times)
        if (other != key && other != KeyTime::closed && present.automatic &&
            !in_order(key, moment.at, other, present.at))
            whats.emplace_back(TimeSet{other, std::nullopt, present});
    return whats;
}

Whats fill_part(const Incident& incident, Part part, const std::string& text) {
    const auto found = incident.parts.find(part);
    const auto before = found == incident.parts.end() ? std::vector<std::string>{} : found->second;
    auto texts = is_list(part) ? before : std::vector<std::string>{};
    texts.push_back(text);
    return {PartSet{part, std::move(texts), before}};
}

Result<Whats> close(const Incident& incident, const std::string& words, const Person& by,
                    const Settings& settings, Instant now) {
    if (incident.closed)
        return conflict(to_string(incident.id) + " is closed already. To work on it again: " +
                        name_of(incident, "reopen WHY", settings.command));
    Whats whats;
    if (incident.status != Status::resolved) {
        move_status(incident, Status::resolved, by, settings, now, whats);
        say_update(incident, Status::resolved, {}, by, now, whats);
    }
    whats.emplace_back(TimeSet{KeyTime::closed, proposal(now, by), std::nullopt});
    whats.emplace_back(Closed{words});
    return whats;
}

Result<Whats> reopen(const Incident& incident, const std::string& why, const Person& by,
                     const Settings& settings, Instant now) {
    if (!incident.closed)
        return conflict(to_string(incident.id) + " is open. To close it: " +
                        name_of(incident, "close TEXT", settings.command));
    Whats whats{Reopened{why}};
    say_update(incident, Status::investigating, {}, by, now, whats, true);
    for (auto& what : add_entry(incident, automatic_entry(by, now, "Reopened: " + why)))
        whats.push_back(std::move(what));
    return whats;
}

Result<Whats> set_component(const Incident& incident, const std::string& name, ComponentState state,
                            const Person& by, const Settings& settings, Instant now) {
    if (const auto open = require_open(incident, settings); !open)
        return open.error();
    const auto found = incident.components.find(name);
    const auto before = found == incident.components.end()
                            ? std::nullopt
                            : std::optional<ComponentState>(found->second);
    if (before == state)
        return conflict(name + " is " + std::string(to_string(state)) + " already.");
    Whats whats{ComponentSet{name, state, before}};
    for (auto& what : add_entry(
             incident, automatic_entry(by, now, name + " " + std::string(component_news(state)))))
        whats.push_back(std::move(what));
    return whats;
}

std::string_view component_news(ComponentState state) {
    switch (state) {
        case ComponentState::operational:
            return "works again";
        case ComponentState::degraded:
            return "is degraded";
        case ComponentState::partial:
            return "is partly out";
        case ComponentState::major:
            return "is out";
        case ComponentState::maintenance:
            return "is under maintenance";
    }
    return {};
}

std::string neutral_sentence(Status status, bool first, bool again) {
    if (again)
        return "The problem is back. We are investigating.";
    if (first)
        return "We are aware of a problem and are investigating.";
    switch (status) {
        case Status::investigating:
            return "We are investigating.";
        case Status::identified:
            return "The cause is known. We are working on it.";
        case Status::monitoring:
            return "A fix is in place. We are watching closely.";
        case Status::resolved:
            return "The problem is resolved.";
        case Status::scheduled:
            return "Maintenance is planned.";
        case Status::in_progress:
            return "Maintenance has begun.";
        case Status::completed:
            return "Maintenance is complete.";
    }
    return "We are investigating.";
}

}  // namespace muster
