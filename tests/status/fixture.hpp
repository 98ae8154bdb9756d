#pragma once

#include "domain/document.hpp"
#include "domain/lifecycle.hpp"

#include <optional>
#include <string>
#include <utility>

namespace muster::status {

// Records to publish: "INC-7, Checkout is slow", declared at 14:02 on 20 November 2026.

inline Instant at(const char* rfc3339) {
    return read_rfc3339(rfc3339).value();
}

inline Update made(int number, const char* when, Status status, std::string text = {}) {
    Update update;
    update.number = number;
    update.at = at(when);
    update.author = Person{UserId("U1"), {}, "Ada"};
    update.status = status;
    update.text = std::move(text);
    return update;
}

inline Settings shop() {
    Settings settings;
    settings.page_name = "Example Shop";
    settings.page_url = "https://status.example.com";
    return settings;
}

inline Dossier checkout(int number = 7) {
    Dossier dossier;
    auto& incident = dossier.incident;
    incident.id = {Series::incident, number};
    incident.title = "Checkout is slow";
    incident.severity = "sev2";
    incident.reporter = Person{UserId("U1"), {}, "Ada"};
    incident.declared_at = at("2026-11-20T14:02:05Z");
    dossier.updates.push_back(made(1, "2026-11-20T14:02:05Z", Status::investigating));
    return dossier;
}

inline Dossier resolved_checkout(int number = 7) {
    auto dossier = checkout(number);
    dossier.updates.push_back(
        made(2, "2026-11-20T14:20:00Z", Status::monitoring, "A fix is out & we watch it."));
    dossier.updates.push_back(made(3, "2026-11-20T14:40:01Z", Status::resolved));
    dossier.incident.status = Status::resolved;
    return dossier;
}

// What the incident says of a component from that moment on; nothing: it speaks of it no more.
inline void say(Dossier& dossier, const std::string& component, std::optional<ComponentState> state,
                const char* when) {
    apply(dossier.incident,
          {dossier.incident.id, at(when), {}, ComponentSet{component, state, std::nullopt}});
}

}  // namespace muster::status
