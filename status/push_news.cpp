#include "status/push_news.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace muster::status {
namespace {

// By ComponentRule name, as the configuration writes it.
std::set<std::string> named_by(const Effect& effect, const Incident& incident) {
    std::set<std::string> names;
    for (const auto& [name, state] : incident.components)
        names.insert(name);
    for (const auto& move : incident.component_moves)
        names.insert(move.name);
    if (incident.window)
        names.insert(incident.window->components.begin(), incident.window->components.end());
    if (const auto alone = effect.details.find("component"); alone != effect.details.end())
        names.insert(alone->second);
    return names;
}

}  // namespace

PushNews push_news(const Effect& effect, const Dossier& dossier, const std::vector<Incident>& open,
                   const Settings& settings, const PushTarget& target) {
    PushNews news;
    news.id = effect.incident;
    // A private one was public under the id in the words.
    if (const auto before = read_incident_id(plain_text(effect.words)))
        news.id = *before;
    if (news.id.series != Series::incident && news.id.series != Series::maintenance)
        news.id = {};
    news.window = dossier.incident.is_window();
    news.record.page = public_page(settings);
    if (effect.incident.number != 0 && dossier.incident.id == effect.incident)
        news.incident = public_incident(dossier, settings);
    const auto add = [&](PublicIncident incident) {
        auto& all = incident.window ? news.record.windows : news.record.incidents;
        all.insert(std::ranges::lower_bound(all, incident, newer), std::move(incident));
    };
    if (news.incident)
        add(*news.incident);
    for (const auto& other : open) {
        if (other.id == effect.incident)
            continue;
        Dossier head;
        head.incident = other;
        if (auto shown = public_incident(head, settings))
            add(*std::move(shown));
    }
    news.record.components =
        public_components(settings, news.record.incidents, news.record.windows);
    for (const auto& name : named_by(effect, dossier.incident)) {
        const auto theirs = target.components.find(name);
        if (theirs == target.components.end())
            continue;
        const auto id = component_id(name);
        const auto ours = std::ranges::find(news.record.components, id, &PublicComponent::id);
        if (ours != news.record.components.end())
            news.components[theirs->second] = ours->status;
    }
    return news;
}

}  // namespace muster::status
