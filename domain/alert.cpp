#include "domain/alert.hpp"

#include "domain/fingerprint.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_title = 200;
constexpr std::string_view opening = "{{";
constexpr std::string_view closing = "}}";
constexpr char after_group = '/';  // no fingerprint has one

bool fits(const AlertRule& rule, const HeardAlert& heard) {
    return std::ranges::all_of(rule.labels, [&](const auto& wanted) {
        const auto found = heard.labels.find(wanted.first);
        return found != heard.labels.end() && found->second == wanted.second;
    });
}

const std::string& label(const HeardAlert& heard, const char* name) {
    static const std::string none;
    const auto found = heard.labels.find(name);
    return found == heard.labels.end() ? none : found->second;
}

std::string severity_of(const AlertRule& rule, const HeardAlert& heard, const Settings& settings) {
    for (const auto& name : {rule.severity, label(heard, "severity")})
        if (const auto* known = settings.severity(name); known != nullptr)
            return known->name;
    return settings.default_severity;
}

std::string group_of(const AlertRule& rule, const HeardAlert& heard) {
    if (rule.group_by.empty())
        return heard.group.empty() ? "" : fingerprint_of("group " + heard.group);
    std::string values = "labels";
    for (const auto& name : rule.group_by)
        values += '\n' + name + '=' + label(heard, name.c_str());
    return fingerprint_of(values);
}

std::string shown_title(std::string_view text) {
    return shortened(on_one_line(trimmed(text)), most_title);
}

// "is down", "is partly out": what a component's incident is called.
std::string_view title_news(ComponentState state) {
    switch (state) {
        case ComponentState::degraded:
            return "degraded";
        case ComponentState::partial:
            return "partly out";
        case ComponentState::maintenance:
            return "under maintenance";
        case ComponentState::operational:
        case ComponentState::major:
            break;
    }
    return "down";
}

std::string are(const std::vector<std::string>& names) {
    return names.size() > 1 ? " are " : " is ";
}

void choose_title(AlertMeaning& meaning, const HeardAlert& heard) {
    const auto& wanted = meaning.rule.title;
    if (!wanted.empty() && !has_insertions(wanted)) {
        meaning.title = shown_title(wanted);
        return;
    }
    meaning.title = shown_title(title_with(wanted, heard.labels));
    if (meaning.title.empty() && !meaning.components.empty()) {
        meaning.title = shown_title(together(meaning.components) + are(meaning.components) +
                                    std::string(title_news(meaning.state)));
        return;
    }
    if (meaning.title.empty())
        meaning.title = shown_title(heard.summary.empty() ? heard.name : heard.summary);
    meaning.machine_title = true;
}

// Calls `take` with each piece: plain text, or a label's name. False: the braces do not match.
template <class Take>
bool for_each_piece(std::string_view title, Take take) {
    while (!title.empty()) {
        const auto from = title.find(opening);
        const auto plain = title.substr(0, from);
        if (plain.find(closing) != std::string_view::npos)
            return false;
        take(plain, false);
        if (from == std::string_view::npos)
            return true;
        title.remove_prefix(from + opening.size());
        const auto to = title.find(closing);
        if (to == std::string_view::npos)
            return false;
        const auto name = trimmed(title.substr(0, to));
        if (name.empty() || name.find_first_of("{} ") != std::string_view::npos)
            return false;
        take(name, true);
        title.remove_prefix(to + closing.size());
    }
    return true;
}

std::vector<std::string> components_of(const AlertRule& rule, const HeardAlert& heard,
                                       const Settings& settings) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        const auto* known = settings.component(name);
        if (known != nullptr && std::ranges::find(names, known->name) == names.end())
            names.push_back(known->name);
    };
    for (const auto& name : rule.components)
        add(name);
    if (names.empty())
        add(label(heard, "component"));
    return names;
}

}  // namespace

AlertMeaning meaning_of(const HeardAlert& heard, const Settings& settings) {
    AlertMeaning meaning;
    const auto& rules = settings.alerts.rules;
    const auto rule =
        std::ranges::find_if(rules, [&](const AlertRule& each) { return fits(each, heard); });
    if (rule != rules.end())
        meaning.rule = *rule;
    meaning.severity = severity_of(meaning.rule, heard, settings);
    meaning.components = components_of(meaning.rule, heard, settings);
    meaning.state =
        read_component_state(meaning.rule.component_state).value_or(ComponentState::major);
    meaning.group = group_of(meaning.rule, heard);
    choose_title(meaning, heard);
    return meaning;
}

std::string alert_key(const AlertMeaning& meaning, const HeardAlert& heard) {
    return meaning.group.empty() ? heard.fingerprint
                                 : meaning.group + after_group + heard.fingerprint;
}

const Alert* find_alert(const Incident& incident, std::string_view fingerprint) {
    for (const auto& [key, alert] : incident.alerts) {
        const auto slash = key.find(after_group);
        const auto own = slash == std::string::npos ? key : key.substr(slash + 1);
        if (own == fingerprint)
            return &alert;
    }
    return nullptr;
}

bool has_group(const Incident& incident, std::string_view group) {
    return !group.empty() && std::ranges::any_of(incident.alerts, [&](const auto& each) {
        const auto& key = each.first;
        return key.size() > group.size() && key.starts_with(group) &&
               key[group.size()] == after_group;
    });
}

std::string kept_name(const AlertMeaning& meaning, const HeardAlert& heard) {
    if (meaning.machine_title)
        return meaning.title;
    return meaning.components.empty() ? heard.name : together(meaning.components);
}

bool is_held_down(const Incident& incident, const std::string& component, std::string_view key,
                  const Settings& settings) {
    // The names tell of what an alert speaks, unless its title was made of labels: then it may
    // speak of whatever a rule with such a title names.
    const auto speaks_of_it = [&](const Alert& alert) {
        return alert.name == component ||
               std::ranges::any_of(settings.alerts.rules, [&](const AlertRule& rule) {
                   return std::ranges::find(rule.components, component) != rule.components.end() &&
                          (has_insertions(rule.title) || together(rule.components) == alert.name);
               });
    };
    return std::ranges::any_of(incident.alerts, [&](const auto& each) {
        return each.first != key && each.second.firing && speaks_of_it(each.second);
    });
}

bool has_machine_title(const Incident& incident) {
    return std::ranges::any_of(
        incident.alerts, [&](const auto& each) { return each.second.name == incident.title; });
}

std::string together(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

std::string component_sentence(const std::vector<std::string>& components, ComponentState state,
                               bool firing) {
    const auto names = together(components);
    if (!firing)
        return names + " recovered.";
    if (state == ComponentState::degraded || state == ComponentState::maintenance)
        return names + are(components) + std::string(title_news(state)) + ".";
    return names + " went down.";
}

bool has_insertions(std::string_view title) {
    return title.find(opening) != std::string_view::npos;
}

bool is_well_written(std::string_view title) {
    return for_each_piece(title, [](std::string_view /*piece*/, bool /*is_label*/) {});
}

std::string title_with(std::string_view title, const std::map<std::string, std::string>& labels) {
    std::string text;
    for_each_piece(title, [&](std::string_view piece, bool is_label) {
        if (!is_label) {
            text += piece;
        } else if (const auto found = labels.find(std::string(piece)); found != labels.end()) {
            text += found->second;
        }
    });
    return text;
}

}  // namespace muster
