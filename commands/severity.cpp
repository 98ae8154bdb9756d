#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

namespace muster {
namespace {

std::string severity_names(const Settings& settings) {
    std::string names;
    for (const auto& rule : settings.severities)
        names += (names.empty() ? "" : ", ") + rule.name;
    return names;
}

Result<Decision> severity_set(const Asked& asked, const std::string& severity,
                              const std::string& why) {
    auto whats = set_severity(*asked.incident, severity, why, asked.request.user,
                              asked.record.settings(), asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.plain(to_string(asked.incident->id) + " is ")
        .bold(severity)
        .plain(" now, it was " + asked.incident->severity + ". The channel is told.");
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

}  // namespace

Result<Decision> severity_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    auto rest = asked.arguments;
    const auto word = take_word(rest);
    const auto* rule = settings.severity(word);
    if (rule == nullptr)
        return invalid(
            (word.empty() ? to_string(asked.incident->id) + " is " + asked.incident->severity + ". "
                          : "There is no severity " + shortened(without_mentions(word), 40) + ". " +
                                did_you_mean(nearest_of(word, settings.severities))) +
            "Write: " + typed(asked, "severity SEV [WHY]") + ". Severities are " +
            severity_names(settings) + ".");
    std::string why;
    if (!rest.empty()) {
        const auto text = kept_text(rest, typed(asked, "severity SEV [WHY]"));
        if (!text)
            return text.error();
        why = *text;
    }
    return severity_set(asked, rule->name, why);
}

Result<Form> severity_form(const Asked& asked) {
    if (const auto open = require_open(*asked.incident, asked.record.settings()); !open)
        return open.error();
    Field severity;
    severity.id = "severity";
    severity.label = "Severity";
    severity.kind = Field::Kind::choice;
    severity.value = asked.incident->severity;
    for (const auto& rule : asked.record.settings().severities)
        severity.options.emplace_back(rule.name, rule.name + ": " + rule.meaning);
    Field why;
    why.id = "why";
    why.label = "Why";
    why.kind = Field::Kind::text;
    return Form{"severity",
                button_value(*asked.incident),
                "Change the severity",
                "Change",
                {severity, why}};
}

Result<Decision> severity_submitted(const Asked& asked) {
    const auto& settings = asked.record.settings();
    const auto* rule = settings.severity(entered(asked, "severity"));
    if (rule == nullptr)
        return wrong_field("severity", "Choose one of " + severity_names(settings) + ".");
    const auto state = read_button_value(asked.request.value);
    if (state && state->severity != asked.incident->severity)
        return wrong_field("severity", "Somebody changed it to " + asked.incident->severity +
                                           " while the form was open. Close the form and look "
                                           "again.");
    auto why = entered(asked, "why");
    if (!trimmed(why).empty()) {
        const auto text = kept_text(why, "why");
        if (!text)
            return wrong_field("why", text.error().message);
        why = *text;
    } else {
        why.clear();
    }
    auto decision = severity_set(asked, rule->name, why);
    if (!decision)
        return wrong_field("severity", decision.error().message);
    return decision;
}

Result<Decision> rename_command(const Asked& asked) {
    const auto title = kept_title(asked.arguments, typed(asked, "rename TITLE"));
    if (!title)
        return title.error();
    auto whats = rename(*asked.incident, *title, asked.record.settings());
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(to_string(asked.incident->id))
        .plain(" is called " + *title + " now. The channel keeps its name.");
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

}  // namespace muster
