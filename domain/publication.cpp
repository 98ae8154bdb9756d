#include "domain/publication.hpp"

#include <algorithm>

namespace muster {

bool is_published(const Incident& incident, const Settings& settings) {
    if (incident.is_window())
        return true;
    if (incident.id.series != Series::incident || incident.folded)
        return false;
    if (incident.published)
        return *incident.published;
    switch (settings.publication) {
        case PublicationRule::all:
            return true;
        case PublicationRule::manual:
            return false;
        case PublicationRule::severities:
            return std::ranges::find(settings.published_severities, incident.severity) !=
                   settings.published_severities.end();
    }
    return false;
}

bool is_on_page(const Incident& incident, const Settings& settings) {
    auto as_it_was = incident;
    return is_published(incident, settings) ||
           std::ranges::any_of(incident.severities_had, [&](const std::string& severity) {
               as_it_was.severity = severity;
               return is_published(as_it_was, settings);
           });
}

}  // namespace muster
