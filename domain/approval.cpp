#include "domain/approval.hpp"

#include <algorithm>

namespace muster {

bool needs_approval(const Incident& incident, const Settings& settings) {
    const auto& severities = settings.approved_severities;
    return !incident.is_private() && !incident.is_window() &&
           std::ranges::find(severities, incident.severity) != severities.end();
}

bool is_waiting(const Update& update) {
    return update.waiting && !update.withdrawn;
}

const Update* waiting_update(const Incident& incident, const std::vector<Update>& updates) {
    if (incident.closed || incident.is_private())
        return nullptr;
    const auto found = std::find_if(updates.rbegin(), updates.rend(), is_waiting);
    return found == updates.rend() ? nullptr : &*found;
}

Status told_status(const Incident& incident, const std::vector<Update>& updates) {
    if (updates.empty() || !updates.back().waiting)
        return incident.status;
    const auto told = std::find_if(updates.rbegin(), updates.rend(),
                                   [](const Update& update) { return !update.waiting; });
    return told == updates.rend() ? Status::investigating : told->status;
}

}  // namespace muster
