#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/undo.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {
namespace {

constexpr std::size_t most_listed = 40;
constexpr auto state_names =
    std::to_array<std::string_view>({"operational", "degraded", "partial", "major", "maintenance"});
constexpr std::string_view states = "operational, degraded, partial, major, maintenance";

std::string component_names(const Settings& settings) {
    std::string names;
    std::size_t count = 0;
    for (const auto& rule : settings.components)
        if (++count <= most_listed)
            names += (names.empty() ? "" : ", ") + rule.name;
    if (count > most_listed)
        names += " and " + std::to_string(count - most_listed) + " more";
    return names;
}

Error no_such_component(const Asked& asked, std::string_view word) {
    const auto& settings = asked.record.settings();
    return invalid("There is no component “" + shortened(without_mentions(word), 60) + "”. " +
                   did_you_mean(nearest_of(word, settings.components)) + "Components are " +
                   component_names(settings) + ". Nothing changed.");
}

Error no_such_state(const Asked& asked, std::string_view word, const ComponentRule& rule) {
    return invalid(
        "There is no state “" + shortened(without_mentions(word), 40) + "”. " +
        did_you_mean(nearest(word, std::span(state_names))) + "States are " + std::string(states) +
        ". Write: " + typed(asked, "component " + rule.name + " STATE") + ". Nothing changed.");
}

Error nothing_configured() {
    return conflict(
        "No components are configured. Whoever runs Muster adds them to muster.toml, one like "
        "this for each part of the service:\n[[component]]\nname = \"Checkout\"\nNothing changed.");
}

// Quotes of a kind, as phones set them, are no part of a name.
std::string_view unquoted(std::string_view name) {
    for (const std::string_view quote : {"\"", "“", "”", "„"}) {
        if (name.starts_with(quote))
            name.remove_prefix(quote.size());
        if (name.ends_with(quote))
            name.remove_suffix(quote.size());
    }
    return trimmed(name);
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

}  // namespace

Result<Decision> component_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    if (settings.components.empty())
        return nothing_configured();
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
    reply.words.plain(is_published(*asked.incident, settings)
                          ? ". The card, the timeline and the status page show it."
                          : ". The card and the timeline show it; the status page does not show "
                            "this incident.");
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

}  // namespace muster
