#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/component_names.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/parts_on_page.hpp"
#include "commands/undo.hpp"
#include "domain/components.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {
namespace {

constexpr auto state_names =
    std::to_array<std::string_view>({"operational", "degraded", "partial", "major", "maintenance"});
constexpr std::string_view states = "operational, degraded, partial, major, maintenance";

Error no_such_state(const Asked& asked, std::string_view word, const ComponentRule& rule) {
    return invalid(
        "There is no state “" + shortened(without_mentions(word), 40) + "”. " +
        did_you_mean(nearest(word, std::span(state_names))) + "States are " + std::string(states) +
        ". Write: " + typed(asked, "component " + rule.name + " STATE") + ". Nothing changed.");
}

// The state is the last word; a name may have several.
struct NameAndState {
    std::string_view name;
    std::string_view state;
};

NameAndState split(std::string_view text) {
    std::size_t start = text.size();
    while (start > 0 && text[start - 1] != ' ' && text[start - 1] != '\n' &&
           text[start - 1] != '\t')
        --start;
    return {unquoted(trimmed(text.substr(0, start))), text.substr(start)};
}

Reply components_of(const Asked& asked) {
    const auto& incident = *asked.incident;
    Reply reply;
    reply.words.bold("Components affected by " + to_string(incident.id));
    for (const auto& [name, state] : incident.components)
        reply.words.plain("\n" + name + ": ").bold(to_string(state));
    if (incident.components.empty())
        reply.words.plain("\nNone is named yet.");
    reply.words.plain("\nTo say how one is: ")
        .code(typed(asked, "component NAME STATE"))
        .plain(". There are " + component_names(asked.record.settings()) + "; states are " +
               std::string(states) + ".");
    return reply;
}

// Where it is seen that the incident says so.
std::string shown_where(const Asked& asked, const std::string& name, ComponentState state) {
    const auto& settings = asked.record.settings();
    auto after = *asked.incident;
    after.components[name] = state;
    if (!is_on_page(after, settings))
        return ". The card and the timeline show it; the status page does not show this incident.";
    if (!speaks_of_components(after, settings))
        return ". The card and the timeline show it; on the status page " + to_string(after.id) +
               " is " + std::string(to_string(after.status)) + ", and its components are well.";
    const auto word = word_on_page(asked.record, after, name);
    if (word.state == state || !word.by)
        return ". The card, the timeline and the status page show it.";
    return ". The card and the timeline show it; on the status page it " +
           std::string(component_news(word.state)) + ", as " + to_string(*word.by) + " says.";
}

}  // namespace

Result<Decision> component_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    if (settings.components.empty())
        return no_components_configured();
    if (asked.arguments.empty())
        return only(components_of(asked));
    const auto [name, word] = split(asked.arguments);
    if (const auto* alone = settings.component(unquoted(asked.arguments)))
        return invalid("How is " + alone->name +
                       "? Write: " + typed(asked, "component " + alone->name + " STATE") +
                       ". States are " + std::string(states) + ".");
    const auto* rule = settings.component(name);
    if (rule == nullptr)
        return no_such_component(asked, name.empty() ? word : name);
    const auto state = read_component_state(word);
    if (!state)
        return no_such_state(asked, word, *rule);
    auto whats = set_component(*asked.incident, rule->name, *state, asked.request.user, settings,
                               asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(rule->name).plain(" is ").bold(to_string(*state)).plain(" now");
    if (const auto before = asked.incident->components.find(rule->name);
        before != asked.incident->components.end())
        reply.words.plain(", it was " + std::string(to_string(before->second)));
    reply.words.plain(shown_where(asked, rule->name, *state));
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

}  // namespace muster
