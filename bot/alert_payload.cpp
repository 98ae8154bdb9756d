#include "bot/alert_payload.hpp"

#include "domain/fingerprint.hpp"
#include "domain/text.hpp"
#include "slack/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace muster {
namespace {

using nlohmann::json;

constexpr std::size_t most_depth = 16;
constexpr std::size_t most_labels = 100;
constexpr std::size_t most_name = 150;
constexpr std::size_t most_label = 500;
constexpr std::size_t most_text = 3'000;
constexpr std::size_t most_url = 2'000;
constexpr std::size_t most_fingerprint = 100;

// A body as the reader of one shape goes through it; the first fault ends it.
class Fault : public std::exception {
public:
    explicit Fault(std::string message) : message_(std::move(message)) {}
    [[nodiscard]] const std::string& message() const { return message_; }

private:
    std::string message_;
};

std::string clean(std::string_view text, std::size_t most) {
    return shortened(trimmed(slack::without_controls(text)), most);
}
std::string clean_line(std::string_view text, std::size_t most) {
    return shortened(on_one_line(trimmed(slack::without_controls(text))), most);
}

const json& member(const json& object, const char* name) {
    static const json none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
}

// A text that may be missing.
std::string text_at(const json& object, const char* name, const std::string& where) {
    const auto& value = member(object, name);
    if (value.is_null())
        return {};
    if (!value.is_string())
        throw Fault(where + name + " must be a text.");
    return value.get<std::string>();
}

std::optional<Instant> moment_at(const json& object, const char* name, const std::string& where) {
    const auto text = text_at(object, name, where);
    if (text.empty())
        return std::nullopt;
    const auto at = read_rfc3339(text);
    if (!at)
        throw Fault(where + name + " must be a time like 2026-11-20T14:02:05Z.");
    // Alertmanager writes the year 1 for "not yet".
    if (*at < Instant{})
        return std::nullopt;
    return at;
}

std::map<std::string, std::string> labels_at(const json& object, const char* name,
                                             const std::string& where) {
    const auto& value = member(object, name);
    std::map<std::string, std::string> labels;
    if (value.is_null())
        return labels;
    if (!value.is_object())
        throw Fault(where + name + " must be an object of texts.");
    if (value.size() > most_labels)
        throw Fault(where + name + " has " + std::to_string(value.size()) + " members; at most " +
                    std::to_string(most_labels) + " are taken.");
    for (const auto& [key, text] : value.items()) {
        if (!text.is_string())
            throw Fault(where + name + "." + clean_line(key, most_name) + " must be a text.");
        labels[clean_line(key, most_name)] = text.get<std::string>();
    }
    return labels;
}

bool firing_at(const json& object, const std::string& where) {
    const auto status = lower(text_at(object, "status", where));
    if (status.empty() || status == "firing")
        return true;
    if (status != "resolved")
        throw Fault(where + "status must be \"firing\" or \"resolved\".");
    return false;
}

std::string web_address(const std::string& text) {
    const auto url = clean_line(text, most_url);
    const bool usable = (url.starts_with("https://") || url.starts_with("http://")) &&
                        url.find_first_of(" <>|\"") == std::string::npos && !url.ends_with("…");
    return usable ? url : "";
}

// The sender's own, where it can be a part of Muster's identities; else one of the same worth.
std::string fingerprint_from(const std::string& given, const std::string& identity) {
    const bool usable =
        !given.empty() && given.size() <= most_fingerprint &&
        std::ranges::all_of(given, [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':';
        });
    if (usable)
        return given;
    return fingerprint_of(given.empty() ? identity : given);
}

std::string identity_of(const std::map<std::string, std::string>& labels) {
    std::string identity;
    for (const auto& [name, value] : labels)
        identity += name + '=' + value + '\n';
    return identity;
}

void clean_labels(std::map<std::string, std::string>& labels) {
    for (auto& [name, value] : labels)
        value = clean_line(value, most_label);
}

std::string first_of(const std::map<std::string, std::string>& texts,
                     std::initializer_list<const char*> names) {
    for (const auto* name : names)
        if (const auto found = texts.find(name); found != texts.end() && !found->second.empty())
            return found->second;
    return {};
}

HeardAlert alertmanager_alert(const json& each, const std::string& where) {
    HeardAlert heard;
    heard.source = "Alertmanager";
    heard.firing = firing_at(each, where);
    heard.labels = labels_at(each, "labels", where);
    heard.fingerprint =
        fingerprint_from(text_at(each, "fingerprint", where), identity_of(heard.labels));
    clean_labels(heard.labels);
    const auto notes = labels_at(each, "annotations", where);
    heard.started = moment_at(each, "startsAt", where);
    heard.ended = moment_at(each, "endsAt", where);
    heard.name = clean_line(first_of(heard.labels, {"alertname"}), most_name);
    if (heard.name.empty())
        heard.name = "Alert " + heard.fingerprint.substr(0, 8);
    heard.summary = clean_line(first_of(notes, {"summary", "title", "message"}), most_text);
    heard.description = clean(first_of(notes, {"description"}), most_text);
    heard.url = web_address(text_at(each, "generatorURL", where));
    return heard;
}

HeardAlert generic_alert(const json& each, const std::string& where) {
    HeardAlert heard;
    heard.source = clean_line(text_at(each, "source", where), 40);
    if (heard.source.empty())
        heard.source = "Monitoring";
    heard.name = clean_line(text_at(each, "title", where), most_name);
    if (heard.name.empty())
        throw Fault(where + "title is missing: what is wrong, in a few words.");
    heard.firing = firing_at(each, where);
    heard.labels = labels_at(each, "labels", where);
    for (const auto* const name : {"severity", "component"})
        if (const auto text = text_at(each, name, where); !text.empty())
            heard.labels[name] = text;
    heard.labels.emplace("alertname", heard.name);
    heard.fingerprint =
        fingerprint_from(text_at(each, "fingerprint", where), identity_of(heard.labels));
    clean_labels(heard.labels);
    heard.description = clean(text_at(each, "description", where), most_text);
    heard.url = web_address(text_at(each, "url", where));
    heard.group = text_at(each, "group", where);
    heard.started = moment_at(each, "started_at", where);
    heard.ended = moment_at(each, "ended_at", where);
    return heard;
}

json parsed(std::string_view body) {
    if (slack::json_depth(body) > most_depth)
        throw Fault("The body nests deeper than " + std::to_string(most_depth) + " levels.");
    auto value = json::parse(slack::repair_json(body), nullptr, false);
    if (value.is_discarded())
        throw Fault("The body must be JSON.");
    return value;
}

void check_list(const json& value, const std::string& where) {
    if (!value.is_array())
        throw Fault(where + " must be a list of alerts.");
    if (value.size() > most_alerts)
        throw Fault(where + " holds " + std::to_string(value.size()) + " alerts; at most " +
                    std::to_string(most_alerts) + " are taken at once.");
}

template <class ReadOne>
std::vector<HeardAlert> read_list(const json& list, const std::string& name, ReadOne read_one) {
    check_list(list, name);
    std::vector<HeardAlert> alerts;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto where = "alerts[" + std::to_string(i) + "]";
        if (!list[i].is_object())
            throw Fault(where + " must be an object.");
        alerts.push_back(read_one(list[i], where + "."));
    }
    return alerts;
}

}  // namespace

Result<std::vector<HeardAlert>> read_alertmanager(std::string_view body) {
    try {
        const auto payload = parsed(body);
        if (!payload.is_object() || !payload.contains("alerts"))
            throw Fault(
                "The body must be what Alertmanager's webhook posts: an object with a list "
                "\"alerts\".");
        const auto version = text_at(payload, "version", "");
        if (!version.empty() && version != "4")
            throw Fault("version must be \"4\"; this body has another one.");
        // Without labels to group by, Alertmanager puts all alerts there are into one.
        const auto group = labels_at(payload, "groupLabels", "").empty()
                               ? std::string()
                               : text_at(payload, "groupKey", "");
        auto alerts = read_list(member(payload, "alerts"), "alerts", alertmanager_alert);
        for (auto& heard : alerts)
            heard.group = group;
        return alerts;
    } catch (const Fault& fault) {
        return invalid(fault.message());
    }
}

Result<std::vector<HeardAlert>> read_generic_alerts(std::string_view body) {
    try {
        const auto payload = parsed(body);
        if (payload.is_array())
            return read_list(payload, "The body", generic_alert);
        if (!payload.is_object())
            throw Fault("The body must be an alert, like {\"title\": \"Checkout is down\"}.");
        if (payload.contains("alerts"))
            return read_list(member(payload, "alerts"), "alerts", generic_alert);
        return std::vector{generic_alert(payload, "")};
    } catch (const Fault& fault) {
        return invalid(fault.message());
    }
}

}  // namespace muster
