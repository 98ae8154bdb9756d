#include "commands/button.hpp"

#include <cstdint>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t most_bytes = 2000;
constexpr std::size_t most_key_bytes = 40;
constexpr std::string_view role_prefix = "role.";
constexpr std::string_view reserved = "|=%";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::string encode(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (reserved.find(c) == std::string_view::npos) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += hex_digits[byte >> 4U];
            encoded += hex_digits[byte & 15U];
        }
    }
    return encoded;
}

std::optional<std::string> decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size())
            return std::nullopt;
        const auto high = hex_digits.find(text[i + 1]);
        const auto low = hex_digits.find(text[i + 2]);
        if (high == std::string_view::npos || low == std::string_view::npos)
            return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

// A name of any length, told from others by 16 digits.
std::string digest(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4)
        digits += hex_digits[(hash >> static_cast<unsigned>(shift)) & 15U];
    return digits;
}

std::string key_of(const Person& person) {
    const auto& id = person.user.empty() ? person.group.str() : person.user.str();
    if (!id.empty() && id.size() <= most_key_bytes)
        return id;
    return "~" + digest(id.empty() ? person.name : id);
}

std::string head(const ButtonState& state) {
    return to_string(state.incident) + "|severity=" + encode(state.severity) +
           "|status=" + std::string(to_string(state.status)) +
           "|closed=" + (state.closed ? "1" : "0");
}

std::string holder_text(const std::string& role, const std::string& key) {
    return "|" + std::string(role_prefix) + encode(role) + "=" + encode(key);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

}  // namespace

ButtonState state_of(const Incident& incident) {
    ButtonState state{incident.id, incident.severity, incident.status, incident.closed, {}};
    auto size = head(state).size();
    for (const auto& [role, person] : incident.roles) {
        const auto key = key_of(person);
        const auto more = holder_text(role, key).size();
        if (size + more > most_bytes)
            break;
        size += more;
        state.holders.emplace(role, key);
    }
    return state;
}

std::string button_value(const Incident& incident) {
    const auto state = state_of(incident);
    auto text = head(state);
    for (const auto& [role, key] : state.holders)
        text += holder_text(role, key);
    return text;
}

std::optional<ButtonState> read_button_value(std::string_view text) {
    if (text.size() > most_bytes)
        return std::nullopt;
    const auto parts = split(text, '|');
    const auto id = read_incident_id(parts.front());
    if (!id)
        return std::nullopt;
    ButtonState state;
    state.incident = *id;
    int known = 0;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto equals = parts[i].find('=');
        if (equals == std::string_view::npos)
            return std::nullopt;
        const auto name = decode(parts[i].substr(0, equals));
        const auto value = decode(parts[i].substr(equals + 1));
        if (!name || !value)
            return std::nullopt;
        if (name->starts_with(role_prefix)) {
            state.holders[name->substr(role_prefix.size())] = *value;
            continue;
        }
        ++known;
        if (*name == "severity") {
            state.severity = *value;
        } else if (*name == "status") {
            const auto status = read_status(*value);
            if (!status)
                return std::nullopt;
            state.status = *status;
        } else if (*name == "closed" && (*value == "0" || *value == "1")) {
            state.closed = *value == "1";
        } else {
            return std::nullopt;
        }
    }
    if (known != 3)
        return std::nullopt;
    return state;
}

}  // namespace muster
