#include "domain/settings.hpp"

#include <algorithm>
#include <cctype>

namespace muster {
namespace {

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

const SeverityRule* Settings::severity(std::string_view name) const {
    for (const auto& rule : severities)
        if (same_ignoring_case(rule.name, name))
            return &rule;
    return nullptr;
}

const RoleRule* Settings::role(std::string_view name) const {
    for (const auto& rule : roles) {
        if (same_ignoring_case(rule.name, name))
            return &rule;
        for (const auto& alias : rule.aliases)
            if (same_ignoring_case(alias, name))
                return &rule;
    }
    return nullptr;
}

const ComponentRule* Settings::component(std::string_view name) const {
    for (const auto& rule : components)
        if (same_ignoring_case(rule.name, name))
            return &rule;
    return nullptr;
}

std::vector<SeverityRule> Settings::default_severities() {
    using std::chrono::minutes;
    return {
        {"sev1", "Everybody is affected, or data is at risk", minutes(30), {}, "critical"},
        {"sev2", "Many are affected, or a main function is down", minutes(60), {}, "major"},
        {"sev3", "Some are affected; there is a way round it", minutes(120), {}, "minor"},
        {"sev4", "Hardly anybody notices", minutes(480), {}, "none"},
    };
}

std::vector<RoleRule> Settings::default_roles() {
    return {
        {"commander",
         {"owner", "lead", "ic"},
         "Keep the overview, decide, and hand out the work. You need not fix anything yourself.",
         true},
        {"communications",
         {"comms"},
         "Tell everybody outside the room how it stands, with /incident update.",
         false},
        {"operations", {"ops"}, "Find the cause and put it right, and say what you change.", false},
        {"scribe", {}, "Write down what happens and when, with /incident log.", false},
    };
}

}  // namespace muster
