#pragma once

#include "domain/incident.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

// What a button on an incident's card was drawn from: compared with state_of() the incident as it
// is now, it shows whether the button is out of date. Timeline entries do not count.
struct ButtonState {
    IncidentId incident;
    std::string severity;
    Status status = Status::investigating;
    bool closed = false;
    // By role, who had it: a short key for the person, equal for equal people. Roles without a
    // holder are absent.
    std::map<std::string, std::string> holders;

    [[nodiscard]] std::string holder(const std::string& role) const {
        const auto found = holders.find(role);
        return found == holders.end() ? std::string{} : found->second;
    }
    friend bool operator==(const ButtonState&, const ButtonState&) = default;
};

ButtonState state_of(const Incident& incident);

// "INC-7|severity=sev2|status=investigating|closed=0|role.commander=U1", within Slack's 2,000
// characters: roles beyond that are left out, in both directions alike.
std::string button_value(const Incident& incident);
// Its inverse; nothing for any other text.
std::optional<ButtonState> read_button_value(std::string_view text);

}  // namespace muster
