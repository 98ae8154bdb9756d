#pragma once

#include "slack/messages.hpp"

#include <string>

namespace muster::slack::testing {

inline const Instant two_o_clock = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) +
                                   std::chrono::hours(14) + std::chrono::minutes(2);

inline Person person(const char* id, const char* name) {
    return {UserId(id), {}, name};
}

// INC-7, declared at 14:02 by Ada, in its own channel.
inline View open_view() {
    View view;
    auto& incident = view.dossier.incident;
    incident.id = {Series::incident, 7};
    incident.title = "Checkout latency";
    incident.severity = "sev2";
    incident.reporter = person("U0ADA", "ada");
    incident.declared_at = two_o_clock;
    incident.times[KeyTime::detected] = {two_o_clock, false, true, {}};
    view.places.channel = ChannelId("C0INC7");
    view.places.channel_name = "inc-7-checkout-latency";
    view.places.announce_channel = ChannelId("C0ANNOUNCE");
    return view;
}

inline void add_entry(View& view, const std::string& text) {
    Entry entry;
    entry.number = ++view.dossier.incident.entries;
    entry.when.at = two_o_clock + std::chrono::minutes(entry.number);
    entry.author = person("U0ADA", "ada");
    entry.text = text;
    view.dossier.entries.push_back(entry);
}

inline void add_update(View& view, const std::string& text) {
    Update update;
    update.number = ++view.dossier.incident.updates;
    update.at = two_o_clock + std::chrono::minutes(10 * update.number);
    update.author = person("U0GRACE", "grace");
    update.text = text;
    view.dossier.updates.push_back(update);
}

inline void add_follow_up(View& view, const std::string& text, FollowUp::State state) {
    FollowUp follow_up;
    follow_up.number = ++view.dossier.incident.follow_ups;
    follow_up.owner = {{}, {}, "Margaret (database)"};
    follow_up.text = text;
    follow_up.state = state;
    view.dossier.follow_ups.push_back(follow_up);
}

// The same, closed after 3 hours and 20 minutes.
inline View closed_view() {
    auto view = open_view();
    auto& incident = view.dossier.incident;
    incident.status = Status::resolved;
    incident.closed = true;
    const auto end = two_o_clock + std::chrono::hours(3) + std::chrono::minutes(20);
    incident.times[KeyTime::resolved] = {end, false, true, {}};
    incident.times[KeyTime::closed] = {end + std::chrono::hours(1), false, true, {}};
    return view;
}

}  // namespace muster::slack::testing
