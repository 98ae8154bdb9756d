#pragma once

#include "domain/document.hpp"
#include "domain/metrics.hpp"
#include "domain/postmortem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster {

// One incident of the log. Borrows its dossier.
struct LoggedIncident {
    const Dossier* dossier = nullptr;
    Postmortem made;
    std::string date;  // of its detection, "2024-10-14"
};

struct LoggedQuarter {
    QuarterFigures figures;
    std::vector<LoggedIncident> incidents;  // newest first, without drills and duplicates
};

// Newest quarter first; `only` that one, with dashes when it has no incident.
std::vector<LoggedQuarter> logged_quarters(const std::vector<Dossier>& dossiers,
                                           const Settings& settings, std::optional<Quarter> only,
                                           bool with_private);

}  // namespace muster
