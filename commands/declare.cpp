#include "commands/arguments.hpp"
#include "commands/capture.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/duplicate.hpp"
#include "commands/nearest.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <cctype>

namespace muster {
namespace {

// The form's choice for each series.
std::string kind_of(Series series) {
    switch (series) {
        case Series::private_incident:
            return "private";
        case Series::drill:
            return "drill";
        case Series::incident:
        case Series::maintenance:
            break;
    }
    return "real";
}

struct Declaration {
    std::string severity;
    Series series = Series::incident;
    std::string title;
};

// "sev2", "SEV 2" is not one: a digit must follow.
bool looks_like_severity(std::string_view word) {
    return word.size() > 3 && lower(word.substr(0, 3)) == "sev" &&
           std::isdigit(static_cast<unsigned char>(word[3])) != 0;
}

std::string severity_names(const Settings& settings) {
    std::string names;
    for (const auto& rule : settings.severities)
        names += (names.empty() ? "" : ", ") + rule.name;
    return names;
}

// The words before the title, in any order: a severity, private, drill.
Result<Declaration> read_declaration(const Asked& asked) {
    const auto& settings = asked.record.settings();
    Declaration declaration{settings.default_severity, Series::incident, {}};
    auto rest = asked.arguments;
    for (auto after = rest; !rest.empty(); rest = after) {
        after = rest;
        const auto word = take_word(after);
        if (lower(word) == "drill" || lower(word) == "private") {
            const auto series = lower(word) == "drill" ? Series::drill : Series::private_incident;
            if (declaration.series != Series::incident && declaration.series != series)
                return invalid(
                    "An incident is private or a drill, not both. Nothing was declared; choose "
                    "one of the two.");
            declaration.series = series;
        } else if (const auto* rule = settings.severity(word)) {
            declaration.severity = rule->name;
        } else if (looks_like_severity(word)) {
            return invalid("There is no severity " + std::string(word) + ". " +
                           did_you_mean(nearest_of(word, settings.severities)) + "There are " +
                           severity_names(settings) + ".");
        } else {
            break;
        }
    }
    declaration.title = std::string(rest);
    return declaration;
}

// Who sees it, in the answer to declaring.
void say_who_sees_it(Reply& reply, const Incident& incident, const Settings& settings) {
    switch (incident.id.series) {
        case Series::private_incident: {
            reply.words.plain("\nIt is private: only the members of its channel can see it. It ")
                .plain("is announced nowhere, and no status page shows it.");
            const auto* const rule = settings.severity(incident.severity);
            if (rule != nullptr && !rule->invite.empty())
                reply.words.plain(" Whoever is always invited to a " + incident.severity +
                                  " is invited to this one, too.");
            return;
        }
        case Series::drill:
            reply.words.plain(
                "\nThis is a drill: no figure counts it, and no status page shows "
                "it.");
            return;
        case Series::incident:
        case Series::maintenance:
            break;
    }
    if (!is_published(incident, settings)) {
        reply.words.plain("\nThe status page does not show it.");
        return;
    }
    reply.words.plain("\nThe status page shows the title, and: ")
        .italic(neutral_sentence(Status::investigating, true, false));
    reply.buttons.push_back(
        {"unpublish", "Unpublish", to_string(incident.id), Button::Style::normal});
}

// `begins_with`: the message that it was declared from.
Decision declared(const Asked& asked, const Declaration& declaration,
                  const std::optional<SlackMessage>& begins_with = std::nullopt) {
    const auto& settings = asked.record.settings();
    const IncidentId id{declaration.series, asked.record.next_number(declaration.series)};
    auto whats =
        declare(declaration.title, declaration.severity, asked.request.user, asked.request.at);
    Incident incident;
    incident.id = id;
    incident.severity = declaration.severity;

    Reply reply;
    reply.words.plain("Declared ")
        .bold(to_string(id))
        .plain(" " + declaration.title + " (" + declaration.severity + "). ")
        .plain("Its channel is being opened, and you are invited.\nNext: ")
        .code(settings.command + " " + to_string(id) + " assign @USER")
        .plain(" says who leads, ")
        .code(settings.command + " " + to_string(id) + " log TEXT")
        .plain(" notes what happens. In its channel you can leave out the id.");
    say_who_sees_it(reply, incident, settings);
    say_look_alikes(asked, id, declaration.title, reply);
    Capturing capturing(asked.record, incident, asked.request.at);
    if (begins_with) {
        capturing.take(*begins_with, added_by(asked.request));
        for (auto& what : capturing.whats())
            whats.push_back(std::move(what));
        reply.words.plain("\nIts timeline begins with the message.");
    }
    Asked fresh = asked;
    fresh.incident.reset();
    auto decision = decided(fresh, id, std::move(whats), std::move(reply));
    decision.captures = std::move(capturing.captures());
    return decision;
}

}  // namespace

Result<Decision> declare_command(const Asked& asked) {
    auto declaration = read_declaration(asked);
    if (!declaration)
        return declaration.error();
    if (declaration->title.empty()) {
        auto form = declare_form(asked);
        if (!form)
            return form.error();
        Reply reply;
        reply.form = std::move(*form);
        for (auto& field : reply.form->fields)
            if (field.id == "severity")
                field.value = declaration->severity;
            else if (field.id == "kind")
                field.value = kind_of(declaration->series);
        return only(std::move(reply));
    }
    auto title =
        kept_title(declaration->title, asked.record.settings().command +
                                           " declare [sev1..sev4] [private] [drill] TITLE");
    if (!title)
        return title.error();
    declaration->title = std::move(*title);
    return declared(asked, *declaration);
}

Result<Form> declare_form(const Asked& asked) {
    const auto& settings = asked.record.settings();
    Field title;
    title.id = "title";
    title.label = "Title";
    title.hint = "What is wrong, in a few words";
    title.required = true;
    title.most = static_cast<int>(most_title_characters);
    Field severity;
    severity.id = "severity";
    severity.label = "Severity";
    severity.kind = Field::Kind::choice;
    severity.value = settings.default_severity;
    for (const auto& rule : settings.severities)
        severity.options.emplace_back(rule.name, rule.name + ": " + rule.meaning);
    Field kind;
    kind.id = "kind";
    kind.label = "Kind";
    kind.kind = Field::Kind::choice;
    kind.value = kind_of(Series::incident);
    kind.options = {{"real", "Real"},
                    {"private", "Private: for the members of its channel alone"},
                    {"drill", "Drill: in no figure, on no page"}};
    return Form{"declare", "", "Declare an incident", "Declare", {title, severity, kind}};
}

Result<Decision> declare_submitted(const Asked& asked) {
    const auto& settings = asked.record.settings();
    auto title = kept_title(entered(asked, "title"), "what is wrong, in a few words");
    if (!title)
        return wrong_field("title", title.error().message);
    const auto chosen = entered(asked, "severity");
    const auto* rule = settings.severity(chosen.empty() ? settings.default_severity : chosen);
    if (rule == nullptr)
        return wrong_field("severity", "There is no severity " + chosen + ". There are " +
                                           severity_names(settings) + ".");
    const auto kind = entered(asked, "kind");
    auto series = Series::incident;
    for (const auto each : {Series::private_incident, Series::drill})
        if (kind == kind_of(each))
            series = each;
    const auto chosen_message = read_context(asked.request.value);
    return declared(asked, {rule->name, series, std::move(*title)},
                    chosen_message ? asked.record.shown_message(*chosen_message) : std::nullopt);
}

}  // namespace muster
