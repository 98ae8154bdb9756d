#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <cctype>

namespace muster {
namespace {

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
        if (lower(word) == "drill") {
            declaration.series = Series::drill;
        } else if (lower(word) == "private") {
            return unavailable(
                "Private incidents cannot be declared yet, and nothing was declared: "
                "what you typed stays between us.");
        } else if (const auto* rule = settings.severity(word)) {
            declaration.severity = rule->name;
        } else if (looks_like_severity(word)) {
            return invalid("There is no severity " + std::string(word) + ". There are " +
                           severity_names(settings) + ".");
        } else {
            break;
        }
    }
    declaration.title = std::string(rest);
    return declaration;
}

Decision declared(const Asked& asked, const Declaration& declaration) {
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
    if (declaration.series == Series::drill)
        reply.words.plain("\nThis is a drill: no figure counts it, and no status page shows it.");
    if (is_published(incident, settings)) {
        reply.words.plain("\nThe status page shows the title, and: ")
            .italic(neutral_sentence(Status::investigating, true, false));
        reply.buttons.push_back({"unpublish", "Unpublish", to_string(id), Button::Style::normal});
    } else if (declaration.series == Series::incident) {
        reply.words.plain("\nThe status page does not show it.");
    }
    Asked fresh = asked;
    fresh.incident.reset();
    return decided(fresh, id, std::move(whats), std::move(reply));
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
            else if (field.id == "kind" && declaration->series == Series::drill)
                field.value = "drill";
        return only(std::move(reply));
    }
    auto title = kept_title(declaration->title,
                            asked.record.settings().command + " declare [sev1..sev4] TITLE");
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
    kind.value = "real";
    kind.options = {{"real", "Real"}, {"drill", "Drill: in no figure, on no page"}};
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
    const auto series = entered(asked, "kind") == "drill" ? Series::drill : Series::incident;
    return declared(asked, {rule->name, series, std::move(*title)});
}

}  // namespace muster
