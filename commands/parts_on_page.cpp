#include "commands/parts_on_page.hpp"

#include "domain/lifecycle.hpp"

#include <iterator>
#include <set>
#include <vector>

namespace muster {
namespace {

constexpr int most_open = 1'000;

// All whose word counts, but for these two.
std::vector<Incident> others_speaking(const Record& record, const Incident& before,
                                      const Incident& after) {
    std::vector<Incident> speaking;
    const auto add = [&](std::vector<Incident> open) {
        for (auto& incident : open)
            if (incident.id != before.id && incident.id != after.id &&
                !incident.components.empty() && speaks_of_components(incident, record.settings()))
                speaking.push_back(std::move(incident));
    };
    add(record.incidents(IncidentFilter::open, 0, most_open));
    add(record.windows(IncidentFilter::open, 0, most_open));
    return speaking;
}

std::vector<Incident> with(std::vector<Incident> others, const Incident& incident,
                           const Settings& settings) {
    if (speaks_of_components(incident, settings))
        others.push_back(incident);
    return others;
}

}  // namespace

ComponentWord word_on_page(const Record& record, const Incident& after,
                           const std::string& component) {
    return worst_word(component,
                      with(others_speaking(record, after, after), after, record.settings()));
}

Words parts_on_page(const Record& record, const Incident& before, const Incident& after) {
    constexpr std::size_t most_named = 20;
    const auto& settings = record.settings();
    const bool spoke = speaks_of_components(before, settings);
    const bool speaks = speaks_of_components(after, settings);
    if ((!spoke && !speaks) || (before.components.empty() && after.components.empty()) ||
        (spoke == speaks && before.components == after.components))
        return {};
    std::set<std::string> names;
    for (const auto* const incident : {&before, &after})
        for (const auto& [name, state] : incident->components)
            if (settings.component(name) != nullptr)
                names.insert(name);
    const auto others = others_speaking(record, before, after);
    const auto then = with(others, before, settings);
    const auto now = with(others, after, settings);
    std::string text;
    std::size_t count = 0;
    for (const auto& name : names) {
        const auto was = worst_word(name, then);
        const auto is = worst_word(name, now);
        const bool by_another = is.by && *is.by != after.id;
        if (was.state == is.state && !by_another)
            continue;
        if (++count > most_named)
            continue;
        text += (text.empty() ? "" : "; ") + name + " " + std::string(component_news(is.state));
        if (by_another)
            text += ", as " + to_string(*is.by) + " says";
    }
    if (count > most_named)
        text += "; and so on, " + std::to_string(count - most_named) + " more";
    return text.empty() ? Words() : Words("\nOn the status page " + text + ".");
}

}  // namespace muster
