#include "bot/scenario.hpp"

#include "domain/text.hpp"

#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_steps = 10'000;

Error wrong(int line, const std::string& what) {
    return invalid("line " + std::to_string(line) + ": " + what);
}

// The first word of `text`, which is left at what follows it.
std::string take(std::string_view& text) {
    const auto end = text.find(' ');
    const auto word = std::string(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : trimmed(text.substr(end));
    return word;
}

Result<ScenarioStep> read_step(std::string_view text, int line) {
    ScenarioStep step;
    step.line = line;
    const auto instant = take(text);
    const auto at = read_rfc3339(instant);
    if (!at)
        return wrong(line, "an instant is wanted first, like 2024-10-21T11:45:27Z, not " + instant);
    step.at = *at;
    step.person = take(text);
    step.channel = take(text);
    if (!step.channel.starts_with('#') || step.channel.size() < 2)
        return wrong(line, "a channel is wanted after the person, like #incidents");
    step.channel.erase(0, 1);
    step.text = std::string(text);
    if (step.text.empty())
        return wrong(line, "what is typed is missing, like /incident declare TITLE");
    return step;
}

}  // namespace

Result<Scenario> read_scenario(std::string_view text) {
    Scenario scenario;
    for (int line = 1; !text.empty(); ++line) {
        const auto end = text.find('\n');
        auto here = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (here.ends_with('\r'))
            here.remove_suffix(1);
        if (trimmed(here).empty() || here.starts_with('#'))
            continue;
        if (here.starts_with("  ")) {
            if (scenario.steps.empty())
                return wrong(line, "nothing stands before this that it could continue");
            scenario.steps.back().text += "\n" + std::string(here.substr(2));
            continue;
        }
        auto rest = here;
        const auto word = take(rest);
        if (word == "zone") {
            const auto zone = Zone::named(rest);
            if (!zone)
                return wrong(line, zone.error().message);
            scenario.zone = *zone;
        } else if (word == "document") {
            scenario.documents.emplace_back(rest);
        } else {
            auto step = read_step(here, line);
            if (!step)
                return step.error();
            if (!scenario.steps.empty() && step->at < scenario.steps.back().at)
                return wrong(line, "this happens before the line above it");
            if (scenario.steps.size() == most_steps)
                return wrong(line, "a scenario has at most 10,000 steps");
            scenario.steps.push_back(std::move(*step));
        }
    }
    if (scenario.steps.empty())
        return invalid(
            "there is no step in it, like "
            "2024-10-21T11:45:27Z ada #incidents /incident declare TITLE");
    return scenario;
}

}  // namespace muster
