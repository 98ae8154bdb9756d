#include "status/components.hpp"

#include "domain/text.hpp"
#include "status/dates.hpp"
#include "status/encode.hpp"
#include "status/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster::status {
namespace {

ComponentStatus to_public(ComponentState state) {
    switch (state) {
        case ComponentState::operational:
            return ComponentStatus::operational;
        case ComponentState::degraded:
            return ComponentStatus::degraded_performance;
        case ComponentState::partial:
            return ComponentStatus::partial_outage;
        case ComponentState::major:
            return ComponentStatus::major_outage;
        case ComponentState::maintenance:
            return ComponentStatus::under_maintenance;
    }
    return ComponentStatus::operational;
}

// The same for life, whatever stands before it in the configuration.
std::string opaque_id(const std::string& of) {
    constexpr std::size_t id_length = 12;
    return sha256_hex(of).substr(0, id_length);
}
std::string group_id(const std::string& name) {
    return opaque_id("group " + lower(name));
}

bool is_end(PublicStatus status) {
    return status == PublicStatus::resolved || status == PublicStatus::postmortem ||
           status == PublicStatus::completed;
}

struct Standing {
    Instant from{};
    std::optional<Instant> to;
};

// When the incident's word counted, as its updates tell: to its end, and anew from a reopening.
std::vector<Standing> standings(const PublicIncident& shown) {
    std::vector<Standing> all{{shown.created_at, std::nullopt}};
    for (const auto& update : shown.updates) {
        if (is_end(update.status) && !all.back().to)
            all.back().to = update.at;
        else if (!is_end(update.status) && all.back().to)
            all.push_back({update.at, std::nullopt});
    }
    all.back().to = shown.resolved_at;
    return all;
}

// What one incident said of one component, as far as that was not that it is well.
std::vector<Stretch> said_of(const std::string& name, const Incident& incident) {
    std::vector<Stretch> said;
    for (const auto& move : incident.component_moves) {
        if (move.name != name)
            continue;
        if (!said.empty() && !said.back().to)
            said.back().to = move.at;
        if (move.state && *move.state != ComponentState::operational)
            said.push_back({move.at, std::nullopt, to_public(*move.state)});
    }
    return said;
}

// The part of it that counted.
std::optional<Stretch> within(const Stretch& said, const Standing& standing) {
    Stretch both = said;
    both.from = std::max(said.from, standing.from);
    if (standing.to)
        both.to = std::min(said.to.value_or(*standing.to), *standing.to);
    if (both.to && *both.to <= both.from)
        return std::nullopt;
    return both;
}

// The day of the first public word.
std::optional<Day> first_day(const Zone& zone, const std::vector<PublicIncident>& incidents,
                             const std::vector<PublicIncident>& windows) {
    std::optional<Instant> first;
    for (const auto* const all : {&incidents, &windows})
        for (const auto& incident : *all)
            first = std::min(first.value_or(incident.created_at), incident.created_at);
    return first ? std::optional(local_day(*first, zone)) : std::nullopt;
}

// Makes the components, all of the same record.
class Components {
public:
    Components(const Settings& settings, const std::vector<PublicIncident>& incidents,
               const std::vector<PublicIncident>& windows)
        : settings_(settings), first_day_(first_day(settings.zone, incidents, windows)) {
        for (const auto* const all : {&incidents, &windows})
            for (const auto& incident : *all)
                for (const auto& account : incident.accounts)
                    accounts_[account.component].push_back(account.stretch);
    }

    [[nodiscard]] PublicComponent leaf(const ComponentRule& rule) const {
        PublicComponent component;
        component.id = component_id(rule.name);
        component.name = public_name(rule.name);
        if (!rule.description.empty())
            component.description = public_name(rule.description);
        component.only_show_if_degraded = rule.only_if_degraded;
        component.showcase = rule.bars;
        const auto begins = rule.since ? rule.since : first_day_;
        if (begins)
            component.created_at = day_begins(*begins, settings_.zone);
        if (rule.bars)
            component.start_date = begins;
        if (const auto accounts = accounts_.find(component.id); accounts != accounts_.end())
            component.past = merged(accounts->second);
        if (!component.past.empty()) {
            component.status = component.past.back().status;
            component.updated_at = component.past.back().at;
        }
        return component;
    }

private:
    const Settings& settings_;
    std::optional<Day> first_day_;
    std::map<std::string, std::vector<Stretch>> accounts_;  // by component
};

}  // namespace

std::string component_id(const std::string& name) {
    return opaque_id("component " + lower(name));
}

std::string public_name(const std::string& name) {
    auto text = clean_text(name);
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return text;
}

void take_accounts(const Incident& incident, const Settings& settings, PublicIncident& shown) {
    const auto& worked_on = incident.window.value_or(Window{}).components;
    if (incident.components.empty() && incident.component_moves.empty() && worked_on.empty())
        return;
    const auto stood = standings(shown);
    // Only what is configured has a name outside.
    for (const auto& rule : settings.components) {
        const auto state = incident.components.find(rule.name);
        const bool is_named = state != incident.components.end();
        const auto said = said_of(rule.name, incident);
        if (!is_named && said.empty() && std::ranges::find(worked_on, rule.name) == worked_on.end())
            continue;
        const auto id = component_id(rule.name);
        const auto since = incident.components_since.find(rule.name);
        const auto at =
            since == incident.components_since.end() ? incident.declared_at : since->second;
        if (is_named || incident.window)
            shown.components[id] = {
                is_named ? to_public(state->second) : ComponentStatus::operational, at};
        for (const auto& stretch : said)
            for (const auto& standing : stood)
                if (const auto counted = within(stretch, standing))
                    shown.accounts.push_back({id, *counted});
    }
}

// Groups stand where their first part does; their parts stand below them.
std::vector<PublicComponent> public_components(const Settings& settings,
                                               const std::vector<PublicIncident>& incidents,
                                               const std::vector<PublicIncident>& windows) {
    const Components components(settings, incidents, windows);
    std::vector<PublicComponent> all;
    int position = 0;
    for (const auto& rule : settings.components) {
        if (rule.group.empty()) {
            all.push_back(components.leaf(rule));
            all.back().position = ++position;
            continue;
        }
        const auto id = group_id(rule.group);
        if (std::ranges::find(all, id, &PublicComponent::id) != all.end())
            continue;  // it stands there with all its parts
        PublicComponent group;
        group.id = id;
        group.name = public_name(rule.group);
        group.group = true;
        group.position = ++position;
        std::vector<PublicComponent> children;
        for (const auto& other : settings.components) {
            if (other.group.empty() || group_id(other.group) != id)
                continue;
            auto child = components.leaf(other);
            child.group_id = id;
            child.position = static_cast<int>(children.size()) + 1;
            group.children.push_back(child.id);
            group.status = std::max(group.status, child.status);
            group.created_at =
                children.empty() ? child.created_at : std::min(group.created_at, child.created_at);
            group.updated_at = std::max(group.updated_at, child.updated_at);
            children.push_back(std::move(child));
        }
        all.push_back(std::move(group));
        std::ranges::move(children, std::back_inserter(all));
    }
    return all;
}

std::string affected_names(const PublicRecord& record, const PublicIncident& incident) {
    std::string names;
    for (const auto& component : record.components)
        if (incident.components.contains(component.id))
            names += (names.empty() ? "" : ", ") + component.name;
    return names;
}

Instant PublicRecord::told_until() const {
    auto until = Instant{};
    for (const auto* const all : {&incidents, &windows})
        for (const auto& incident : *all) {
            until = std::max(until, incident.updated_at);
            for (const auto& account : incident.accounts)
                until = std::max({until, account.stretch.from,
                                  account.stretch.to.value_or(account.stretch.from)});
        }
    return until;
}

}  // namespace muster::status
