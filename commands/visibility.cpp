#include "commands/visibility.hpp"

#include "domain/text.hpp"

namespace muster {

namespace {

// Of what was done to it: few things are while it has no channel.
constexpr int most_changes = 100;

bool made_it_private(const Asked& asked, const Incident& incident) {
    for (const auto& change : asked.record.newest_changes(incident.id, most_changes))
        if (std::holds_alternative<MadePrivate>(change.what))
            return change.by == asked.request.user;
    return false;
}

}  // namespace

bool may_see(const Asked& asked, const Incident& incident) {
    if (!incident.is_private())
        return true;
    const auto channel = asked.record.places(incident.id).channel;
    if (channel.empty())
        return incident.reporter == asked.request.user || made_it_private(asked, incident);
    return channel == asked.request.place ||
           asked.record.is_member(channel, asked.request.user.user);
}

std::optional<Incident> visible_incident(const Asked& asked, IncidentId id) {
    auto incident = asked.record.incident(id);
    if (!incident || !may_see(asked, *incident))
        return std::nullopt;
    return incident;
}

std::vector<Incident> visible_incidents(const Asked& asked, IncidentFilter filter) {
    constexpr int most = 1'000;
    std::vector<Incident> visible;
    for (auto& incident : asked.record.incidents(filter, 0, most))
        if (may_see(asked, incident))
            visible.push_back(std::move(incident));
    return visible;
}

namespace {

// "INC-7 Checkout latency; INC-5 …", up to five.
std::string newest(const Asked& asked, IncidentFilter filter) {
    constexpr std::size_t most = 5;
    constexpr std::size_t title_characters = 60;
    std::string names;
    std::size_t count = 0;
    for (const auto& incident : visible_incidents(asked, filter)) {
        if (count++ == most)
            break;
        names += (names.empty() ? "" : "; ") + to_string(incident.id) + " " +
                 shortened(incident.title, title_characters);
    }
    return names;
}

}  // namespace

std::string newest_open(const Asked& asked) {
    if (const auto open = newest(asked, IncidentFilter::open); !open.empty())
        return "The newest open ones: " + open + ".";
    const auto closed = newest(asked, IncidentFilter::closed);
    return closed.empty() ? "None is open." : "None is open; closed last: " + closed + ".";
}

}  // namespace muster
