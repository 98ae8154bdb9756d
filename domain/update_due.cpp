#include "domain/update_due.hpp"

#include <algorithm>

namespace muster {

std::optional<Instant> next_update_due(const Incident& incident, const std::vector<Update>& updates,
                                       const Settings& settings) {
    const auto* const rule = settings.severity(incident.severity);
    if (incident.closed || incident.status == Status::resolved || rule == nullptr)
        return std::nullopt;
    auto last = incident.declared_at;
    for (const auto& update : updates)
        if (!update.withdrawn && !update.waiting)  // what waits nobody outside has read
            last = std::max(last, update.at);
    return last + rule->update_interval;
}

}  // namespace muster
