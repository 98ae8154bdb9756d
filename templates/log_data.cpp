#include "templates/log_data.hpp"

#include <map>

namespace muster {

std::vector<LoggedQuarter> logged_quarters(const std::vector<Dossier>& dossiers,
                                           const Settings& settings, std::optional<Quarter> only,
                                           bool with_private) {
    std::vector<Incident> incidents;
    std::map<IncidentId, const Dossier*> by_id;
    for (const auto& dossier : dossiers) {
        incidents.push_back(dossier.incident);
        by_id[dossier.incident.id] = &dossier;
    }
    auto figures = only ? std::vector{figures_of(*only, incidents, settings.zone, with_private)}
                        : figures_by_quarter(incidents, settings.zone, with_private);
    std::vector<LoggedQuarter> quarters;
    for (auto& of_quarter : figures) {
        LoggedQuarter quarter;
        for (auto id = of_quarter.incidents.rbegin(); id != of_quarter.incidents.rend(); ++id) {
            const auto* dossier = by_id.at(*id);
            const auto* detected = moment_of(dossier->incident, KeyTime::detected);
            quarter.incidents.push_back(
                {dossier, make_postmortem(*dossier, settings),
                 date_text(detected ? detected->at : dossier->incident.declared_at,
                           settings.zone)});
        }
        quarter.figures = std::move(of_quarter);
        quarters.push_back(std::move(quarter));
    }
    return quarters;
}

}  // namespace muster
