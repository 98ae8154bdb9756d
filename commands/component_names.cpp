#include "commands/component_names.hpp"

#include "commands/arguments.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

constexpr std::size_t most_listed = 40;
constexpr std::array<std::string_view, 4> quotes{"\"", "“", "”", "„"};

bool take(std::string_view& text, std::string_view front) {
    if (!lower(text.substr(0, front.size())).starts_with(front))
        return false;
    text = trimmed(text.substr(front.size()));
    return true;
}

bool take_quote(std::string_view& text) {
    return std::ranges::any_of(quotes, [&](std::string_view quote) { return take(text, quote); });
}

// The longest name that stands at the front, as a whole word; null when none does.
const ComponentRule* take_name(std::string_view& text, const Settings& settings) {
    auto rest = trimmed(text);
    const bool quoted = take_quote(rest);
    const ComponentRule* found = nullptr;
    for (const auto& rule : settings.components) {
        const auto size = rule.name.size();
        if (found != nullptr && found->name.size() >= size)
            continue;
        auto after = rest.substr(std::min(size, rest.size()));
        const bool ends = after.empty() || space_at_front(after) > 0 || after.front() == ',' ||
                          after.front() == ':' || (quoted && take_quote(after));
        if (ends && lower(rest.substr(0, size)) == lower(rule.name))
            found = &rule;
    }
    if (found == nullptr)
        return nullptr;
    rest = trimmed(rest.substr(found->name.size()));
    if (quoted)
        take_quote(rest);
    text = rest;
    return found;
}

// A list as far as it can be read: `rest` is what follows the last name and the comma after it.
struct List {
    std::vector<const ComponentRule*> rules;
    std::string_view rest;
    bool wants_more = false;  // a comma, or nothing yet, stands before `rest`
};

List take_list(std::string_view text, const Settings& settings) {
    List list{{}, trimmed(text), true};
    while (list.wants_more) {
        const auto* const rule = take_name(list.rest, settings);
        if (rule == nullptr)
            return list;
        list.rules.push_back(rule);
        const bool comma = take(list.rest, ",");
        list.wants_more = take(list.rest, "and ") || comma;
    }
    return list;
}

std::vector<std::string> in_order(const List& list, const Settings& settings) {
    std::vector<std::string> names;
    for (const auto& rule : settings.components)
        if (std::ranges::find(list.rules, &rule) != list.rules.end())
            names.push_back(rule.name);
    return names;
}

// What somebody took for a name, at the front of a text.
std::string_view word_of(std::string_view text) {
    return unquoted(trimmed(text.substr(0, text.find_first_of(",:"))));
}

}  // namespace

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

Error no_components_configured() {
    return conflict(
        "No components are configured. Whoever runs Muster adds them to muster.toml, one like "
        "this for each part of the service:\n[[component]]\nname = \"Checkout\"\nNothing changed.");
}

std::string_view unquoted(std::string_view name) {
    for (const auto quote : quotes) {
        if (name.starts_with(quote))
            name.remove_prefix(quote.size());
        if (name.ends_with(quote))
            name.remove_suffix(quote.size());
    }
    return trimmed(name);
}

Result<std::vector<std::string>> read_components(const Asked& asked, std::string_view text) {
    const auto& settings = asked.record.settings();
    if (settings.components.empty())
        return no_components_configured();
    const auto list = take_list(text, settings);
    if (list.wants_more || !list.rest.empty())
        return no_such_component(asked, word_of(list.rest));
    return in_order(list, settings);
}

Result<std::vector<std::string>> take_components(const Asked& asked, std::string_view& title) {
    const auto& settings = asked.record.settings();
    auto text = trimmed(title);
    if (settings.components.empty() || !take(text, "on ") ||
        text.find(':') == std::string_view::npos)
        return std::vector<std::string>{};
    auto list = take_list(text, settings);
    if (!list.wants_more && take(list.rest, ":")) {
        title = list.rest;
        return in_order(list, settings);
    }
    const auto word = word_of(list.rest);
    const bool is_list =
        list.wants_more && (!list.rules.empty() || !nearest_of(word, settings.components).empty());
    if (is_list)
        return invalid(no_such_component(asked, word).message +
                       " If these words are the title, put it in quotes.");
    return std::vector<std::string>{};
}

}  // namespace muster
