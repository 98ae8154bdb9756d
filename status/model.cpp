#include "status/model.hpp"

#include "domain/alert.hpp"
#include "domain/approval.hpp"
#include "domain/lifecycle.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"
#include "status/components.hpp"
#include "status/encode.hpp"
#include "status/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace muster::status {
namespace {

PublicStatus to_public(Status status) {
    switch (status) {
        case Status::investigating:
            return PublicStatus::investigating;
        case Status::identified:
            return PublicStatus::identified;
        case Status::monitoring:
            return PublicStatus::monitoring;
        case Status::resolved:
            return PublicStatus::resolved;
        case Status::scheduled:
            return PublicStatus::scheduled;
        case Status::in_progress:
            return PublicStatus::in_progress;
        case Status::completed:
            return PublicStatus::completed;
    }
    return PublicStatus::investigating;
}

// Every severity the incident is known to have had.
std::vector<std::string> severities_of(const Dossier& dossier) {
    auto severities = dossier.incident.severities_had;
    severities.push_back(dossier.incident.severity);
    return severities;
}

Impact worst_impact(const Dossier& dossier, const Settings& settings) {
    auto worst = Impact::none;
    for (const auto& severity : severities_of(dossier)) {
        const auto* rule = settings.severity(severity);
        const auto impact =
            rule == nullptr ? std::optional(Impact::minor) : read_impact(rule->impact);
        worst = std::max(worst, impact.value_or(Impact::minor));
    }
    return worst;
}

// People whose names may stand in a text, with a space in them; longest first is not needed.
std::vector<std::string> names_in(const Dossier& dossier) {
    std::vector<std::string> names;
    const auto add = [&](const Person& person) {
        if (!person.name.empty())
            names.push_back(person.name);
    };
    add(dossier.incident.reporter);
    for (const auto& [role, person] : dossier.incident.roles)
        add(person);
    for (const auto& entry : dossier.entries)
        add(entry.author);
    for (const auto& update : dossier.updates)
        add(update.author);
    for (const auto& follow_up : dossier.follow_ups)
        add(follow_up.owner);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return text;
}

bool blank(std::string_view text) {
    return std::ranges::all_of(text,
                               [](unsigned char c) { return c == ' ' || c == '\n' || c == '\t'; });
}

// Oldest first, as they were made; where nobody wrote anything, a neutral sentence.
std::vector<PublicUpdate> public_updates(const Dossier& dossier,
                                         const std::vector<std::string>& names) {
    auto made = dossier.updates;
    std::ranges::sort(made, [](const Update& a, const Update& b) {
        return a.at != b.at ? a.at < b.at : a.number < b.number;
    });
    std::vector<PublicUpdate> updates;
    std::optional<Status> before;
    int newest = 0;
    for (auto& update : made) {
        if (update.waiting)
            continue;  // it never left the room
        // One that was approved after newer ones had gone out moves nothing back.
        if (update.number < newest && before)
            update.status = *before;
        newest = std::max(newest, update.number);
        PublicUpdate shown;
        shown.number = update.number;
        shown.at = update.at;
        shown.status = to_public(update.status);
        shown.moved = before != update.status;
        shown.withdrawn = update.withdrawn;
        if (update.postmortem && !update.withdrawn) {
            shown.status = PublicStatus::postmortem;
            shown.moved = true;
            shown.markdown = true;
        }
        shown.text = update.withdrawn ? "This update was withdrawn."
                     : shown.markdown ? clean_text(update.text)
                                      : plain_words(update.text, names);
        const bool again = before == Status::resolved && update.status == Status::investigating;
        if (blank(shown.text))
            shown.text = neutral_sentence(update.status, !before, again);
        before = update.status;
        updates.push_back(std::move(shown));
    }
    if (updates.empty()) {  // readers take the first update of an incident without asking
        PublicUpdate first;
        first.at = dossier.incident.declared_at;
        first.text = neutral_sentence(Status::investigating, true, false);
        updates.push_back(std::move(first));
    }
    return updates;
}

// When that state was reached, as the updates tell it: the last move into it.
std::optional<Instant> reached(const std::vector<PublicUpdate>& oldest_first, PublicStatus status) {
    std::optional<Instant> at;
    for (const auto& update : oldest_first) {
        if (update.status == PublicStatus::investigating && update.moved)
            at.reset();  // reopened: what was reached before no longer holds
        if (update.status == status && (update.moved || !at))
            at = update.at;
    }
    return at;
}

// Whether the newest update that stands is the postmortem: after that comes only a reopening.
bool ends_with_postmortem(const std::vector<PublicUpdate>& oldest_first) {
    const auto newest = std::find_if(oldest_first.rbegin(), oldest_first.rend(),
                                     [](const PublicUpdate& update) { return !update.withdrawn; });
    return newest != oldest_first.rend() && newest->markdown;
}

Instant resolved_at(const Incident& incident, const std::vector<PublicUpdate>& oldest_first) {
    const auto set = incident.times.find(KeyTime::resolved);
    if (set != incident.times.end())
        return set->second.at;
    const auto closed = incident.times.find(KeyTime::closed);
    return reached(oldest_first, PublicStatus::resolved)
        .value_or(closed != incident.times.end() ? closed->second.at : oldest_first.back().at);
}

std::map<KeyTime, PublicTime> public_times(const std::map<KeyTime, KeyMoment>& moments) {
    std::map<KeyTime, PublicTime> times;
    for (const auto& [key, moment] : moments)
        if (key != KeyTime::closed)
            times[key] = {moment.at, moment.approximate};
    return times;
}

}  // namespace

std::string_view to_string(PublicStatus status) {
    switch (status) {
        case PublicStatus::investigating:
            return "investigating";
        case PublicStatus::identified:
            return "identified";
        case PublicStatus::monitoring:
            return "monitoring";
        case PublicStatus::resolved:
            return "resolved";
        case PublicStatus::postmortem:
            return "postmortem";
        case PublicStatus::scheduled:
            return "scheduled";
        case PublicStatus::in_progress:
            return "in_progress";
        case PublicStatus::completed:
            return "completed";
    }
    return "investigating";
}

std::string_view label(PublicStatus status) {
    switch (status) {
        case PublicStatus::investigating:
            return "Investigating";
        case PublicStatus::identified:
            return "Identified";
        case PublicStatus::monitoring:
            return "Monitoring";
        case PublicStatus::resolved:
            return "Resolved";
        case PublicStatus::postmortem:
            return "Postmortem";
        case PublicStatus::scheduled:
            return "Scheduled";
        case PublicStatus::in_progress:
            return "In progress";
        case PublicStatus::completed:
            return "Completed";
    }
    return "Update";
}

std::string_view label(const PublicUpdate& update) {
    return update.moved ? label(update.status) : "Update";
}

std::optional<Instant> PublicRecord::updated_at() const {
    std::optional<Instant> newest;
    for (const auto& incident : incidents)
        newest = std::max(newest.value_or(incident.updated_at), incident.updated_at);
    for (const auto& window : windows)
        newest = std::max(newest.value_or(window.updated_at), window.updated_at);
    for (const auto& component : components)
        if (component.updated_at != Instant{})  // nobody ever spoke of it
            newest = std::max(newest.value_or(component.updated_at), component.updated_at);
    return newest;
}

Overall PublicRecord::overall() const {
    std::vector<ComponentStatus> leaves;
    for (const auto& component : components)
        if (!component.group)
            leaves.push_back(component.status);
    std::vector<Impact> impacts;
    for (const auto& incident : incidents)
        if (incident.open())
            impacts.push_back(incident.impact);
    return status::overall(leaves, impacts);
}

PublicPage public_page(const Settings& settings) {
    constexpr std::size_t id_length = 12;
    PublicPage page;
    page.url = settings.page_url;
    while (page.url.ends_with('/'))
        page.url.pop_back();
    page.id = sha256_hex("page " + page.url).substr(0, id_length);
    page.name = one_line(clean_text(settings.page_name));
    page.zone = settings.zone;
    return page;
}

std::optional<PublicIncident> public_incident(const Dossier& dossier, const Settings& settings) {
    if (!is_on_page(dossier.incident, settings))
        return std::nullopt;
    const auto& incident = dossier.incident;
    const auto names = names_in(dossier);
    PublicIncident shown;
    shown.id = incident.id;
    shown.title = one_line(plain_words(incident.title, names));
    if (blank(shown.title) || has_machine_title(incident))
        shown.title =
            (incident.is_window() ? "Maintenance " : "Incident ") + to_string(incident.id);
    const auto told = told_status(incident, dossier.updates);
    shown.status = incident.closed ? PublicStatus::resolved : to_public(told);
    if (!incident.is_window()) {
        shown.impact = worst_impact(dossier, settings);
        shown.closed = incident.closed;
        shown.times = public_times(incident.times);
        shown.first_times = public_times(incident.first_times);
        if (!incident.closed && told != Status::resolved)
            shown.times.erase(KeyTime::resolved);
    }
    shown.created_at = incident.declared_at;
    const auto started = incident.times.find(KeyTime::started);
    shown.started_at = started != incident.times.end() ? started->second.at : incident.declared_at;
    shown.updates = public_updates(dossier, names);
    shown.updated_at = std::max(shown.updates.back().at, incident.declared_at);
    if (incident.window) {
        shown.window = {incident.window->start, incident.window->end, incident.window->cancelled};
        shown.status = to_public(incident.status);
        if (incident.closed)
            shown.resolved_at = shown.updates.back().at;
    }
    if (shown.status == PublicStatus::resolved) {
        shown.resolved_at = resolved_at(incident, shown.updates);
        if (ends_with_postmortem(shown.updates))
            shown.status = PublicStatus::postmortem;
    }
    shown.monitoring_at = reached(shown.updates, PublicStatus::monitoring);
    take_accounts(incident, settings, shown);
    std::ranges::reverse(shown.updates);
    return shown;
}

bool newer(const PublicIncident& a, const PublicIncident& b) {
    return a.created_at != b.created_at ? a.created_at > b.created_at : a.id > b.id;
}

std::vector<const PublicIncident*> windows_in(const PublicRecord& record,
                                              std::initializer_list<PublicStatus> states) {
    std::vector<const PublicIncident*> chosen;
    for (const auto& window : record.windows)
        if (std::ranges::find(states, window.status) != states.end())
            chosen.push_back(&window);
    std::ranges::sort(chosen, {}, [](const PublicIncident* window) {
        return std::tuple(window->status == PublicStatus::scheduled, window->window->start,
                          window->id);
    });
    return chosen;
}

std::string host_of(const PublicPage& page) {
    const auto& url = page.url;
    const auto scheme = url.find("//");
    const auto from = scheme == std::string::npos ? 0 : scheme + 2;
    return url.substr(from, url.find_first_of(":/", from) - from);
}

std::string path_of(const PublicIncident& incident) {
    return (incident.window ? "/maintenances/" : "/incidents/") + to_string(incident.id);
}

std::string address(const PublicPage& page, const PublicIncident& incident) {
    return page.url + path_of(incident);
}

std::string anchor(IncidentId incident, int update) {
    return sha256_hex("update " + to_string(incident) + " " + std::to_string(update));
}

}  // namespace muster::status
