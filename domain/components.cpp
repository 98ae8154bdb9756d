#include "domain/components.hpp"

#include "domain/publication.hpp"

#include <algorithm>

namespace muster {
namespace {

int badness(ComponentState state) {
    switch (state) {
        case ComponentState::operational:
            return 0;
        case ComponentState::maintenance:
            return 1;
        case ComponentState::degraded:
            return 2;
        case ComponentState::partial:
            return 3;
        case ComponentState::major:
            return 4;
    }
    return 0;
}

}  // namespace

bool speaks_of_components(const Incident& incident, const Settings& settings) {
    if (incident.closed || !is_on_page(incident, settings))
        return false;
    return incident.is_window() ? incident.status == Status::in_progress
                                : incident.status != Status::resolved;
}

bool is_worse(ComponentState a, ComponentState b) {
    return badness(a) > badness(b);
}

ComponentWord worst_word(const std::string& component, const std::vector<Incident>& speaking) {
    ComponentWord worst;
    for (const auto& incident : speaking)
        if (const auto said = incident.components.find(component);
            said != incident.components.end() && is_worse(said->second, worst.state))
            worst = {said->second, incident.id};
    return worst;
}

std::string listed_names(const std::vector<std::string>& names) {
    constexpr std::size_t most_named = 20;
    const auto count = names.size() > most_named + 1 ? most_named : names.size();
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    if (count < names.size())
        text += " and " + std::to_string(names.size() - count) + " more";
    return text;
}

}  // namespace muster
