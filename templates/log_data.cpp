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
    std::vector<LoggedQuarter> quarters;
    for (auto& figures : figures_by_quarter(incidents, settings.zone, with_private)) {
        if (only && figures.quarter != *only)
            continue;
        LoggedQuarter quarter;
        for (auto id = figures.incidents.rbegin(); id != figures.incidents.rend(); ++id) {
            const auto* dossier = by_id.at(*id);
            if (!is_counted(dossier->incident))
                continue;
            const auto* detected = moment_of(dossier->incident, KeyTime::detected);
            quarter.incidents.push_back(
                {dossier, make_postmortem(*dossier, settings),
                 date_text(detected ? detected->at : dossier->incident.declared_at,
                           settings.zone)});
        }
        quarter.figures = std::move(figures);
        quarters.push_back(std::move(quarter));
    }
    if (only && quarters.empty()) {
        LoggedQuarter empty;
        empty.figures.quarter = *only;
        for (const auto& rule : measures)
            empty.figures.figures.push_back({rule.measure, 0, {}, {}, {}, {}});
        quarters.push_back(std::move(empty));
    }
    return quarters;
}

}  // namespace muster
