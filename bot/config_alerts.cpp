#include "bot/config_alerts.hpp"

#include "domain/alert.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <chrono>

namespace muster {
namespace {

constexpr std::size_t most_rules = 500;
constexpr std::size_t most_title = 200;
constexpr long long longest_again = 10'080;  // a week

void read_labels(Table& table, const std::string& file, const std::string& prefix, Faults& faults,
                 AlertRule& rule) {
    for (const auto* each : table.tables("labels", false))
        for (const auto& [key, value] : *each) {
            const auto* text = value.as_string();
            if (text == nullptr)
                faults.add(file, prefix + "labels." + std::string(key.str()),
                           "must be a text, like labels = { severity = \"critical\" }");
            else
                rule.labels[std::string(key.str())] = text->get();
        }
}

AlertRule read_rule(Table& table, const std::string& file, const std::string& prefix,
                    Faults& faults, const Settings& settings) {
    AlertRule rule;
    read_labels(table, file, prefix, faults, rule);
    table.flag("ignored", rule.ignored);
    table.text("severity", rule.severity, 20);
    table.text("title", rule.title, most_title);
    table.text_or_texts("component", rule.components);
    table.text("component_state", rule.component_state);
    table.texts("group_by", rule.group_by);
    table.texts("invite", rule.invite);
    table.nothing_else();
    if (!rule.severity.empty()) {
        if (const auto* known = settings.severity(rule.severity))
            rule.severity = known->name;
        else
            table.wrong("severity", "names " + rule.severity + ", which is no severity");
    }
    for (auto& name : rule.components) {
        if (const auto* known = settings.component(name))
            name = known->name;
        else
            table.wrong("component", "names \"" + name + "\", which is no [[component]]");
    }
    const auto state = read_component_state(rule.component_state);
    if (!state || *state == ComponentState::operational || *state == ComponentState::maintenance)
        table.wrong("component_state", "must be \"degraded\", \"partial\" or \"major\"");
    if (!is_well_written(rule.title))
        table.wrong("title",
                    "must name labels in double braces, like \"{{alertname}} on {{instance}}\"");
    if (trimmed(rule.title).empty() && !rule.title.empty())
        table.wrong("title", "is blank");
    return rule;
}

}  // namespace

void read_alerts(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    auto& alerts = settings.alerts;
    for (const auto* each : root.tables("alerts", false)) {
        Table table(*each, file, "alerts.", faults);
        auto minutes = static_cast<long long>(alerts.again_within.count());
        table.flag("monitor_when_recovered", alerts.monitor_when_recovered);
        table.number("again_minutes", 0, longest_again, minutes);
        table.nothing_else();
        alerts.again_within = std::chrono::minutes(minutes);
    }
    const auto tables = root.tables("alert", true);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const auto prefix = "alert[" + std::to_string(i + 1) + "].";
        Table table(*tables[i], file, prefix, faults);
        alerts.rules.push_back(read_rule(table, file, prefix, faults, settings));
    }
    if (tables.size() > most_rules)
        faults.add(file, "alert", "is there more than " + std::to_string(most_rules) + " times");
}

}  // namespace muster
