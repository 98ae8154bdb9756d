#include "bot/config_service.hpp"

#include "commands/table.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

namespace muster {
namespace {

constexpr std::size_t most_components = 500;

// "@sre": as people type it.
bool is_group(std::string_view text) {
    return text.size() > 1 && text.front() == '@' &&
           std::ranges::all_of(text.substr(1), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c >= 0x80U;
           });
}

void read_who(Table& table, std::string_view key, bool has_incident,
              std::vector<std::string>& into) {
    std::vector<std::string> who;
    if (!table.text_or_texts(key, who))
        return;
    for (auto& one : who) {
        one = lower(one);
        const bool of_incident = one == "members" || one == "roles";
        if (of_incident && !has_incident)
            table.wrong(key, "concerns no incident, so nobody has \"" + one +
                                 "\" in it: name \"anyone\" or a user group like \"@sre\"");
        else if (!of_incident && one != "anyone" && !is_group(one))
            table.wrong(key,
                        "must list \"anyone\", \"members\", \"roles\" or a user group like "
                        "\"@sre\", not \"" +
                            one + "\"");
    }
    if (who.empty())
        table.wrong(key, "must name somebody: \"anyone\", \"members\", \"roles\" or \"@sre\"");
    into = std::move(who);
}

}  // namespace

void read_components(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    const auto tables = root.tables("component", true);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        Table table(*tables[i], file, "component[" + std::to_string(i + 1) + "].", faults);
        ComponentRule rule;
        table.text("name", rule.name, 80);
        table.text("group", rule.group, 80);
        table.text("description", rule.description, 200);
        table.flag("bars", rule.bars);
        table.flag("only_if_degraded", rule.only_if_degraded);
        table.day("since", rule.since);
        table.nothing_else();
        rule.name = on_one_line(trimmed(rule.name));
        if (rule.name.empty())
            table.wrong("name", "is missing: what people type and readers see, like \"Checkout\"");
        else if (settings.component(rule.name) != nullptr)
            table.wrong("name", "\"" + rule.name + "\" is there twice");
        settings.components.push_back(std::move(rule));
    }
    if (settings.components.size() > most_components)
        faults.add(file, "component", "is there more than 500 times");
}

void read_permissions(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    for (const auto* each : root.tables("permissions", false)) {
        Table table(*each, file, "permissions.", faults);
        auto& rules = settings.permissions;
        read_who(table, "default", true, rules.otherwise);
        table.flag("guests", rules.guests);
        table.flag("other_workspaces", rules.other_workspaces);
        for (const auto& command : all_commands()) {
            std::vector<std::string> who;
            read_who(table, command.name, command.needs == Command::Needs::incident, who);
            if (!who.empty())
                rules.commands.emplace(command.name, std::move(who));
        }
        table.nothing_else();
    }
}

}  // namespace muster
