#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/by_hand.hpp"
#include "commands/commands.hpp"
#include "commands/mention.hpp"
#include "commands/table.hpp"
#include "commands/visibility.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace muster {
namespace {

Decision refuse(const Error& error) {
    Reply reply;
    reply.refused = true;
    reply.words = Words(error.message);
    return only(std::move(reply));
}

Decision answer(Result<Decision> decision) {
    return decision ? std::move(*decision) : refuse(decision.error());
}

Error no_such_incident(const Asked& asked, std::string_view word) {
    return not_found("There is no " + shortened(word, 40) + ". " + newest_open(asked));
}

std::optional<Incident> incident_here(const Asked& asked) {
    const auto id = asked.record.incident_in(asked.request.place);
    return id ? asked.record.incident(*id) : std::nullopt;
}

Error which_incident(const Asked& asked, std::string_view command) {
    return invalid("Which incident? Type its id first: " + asked.record.settings().command +
                   " INC-N " + std::string(command) + " …, or type it in the incident's channel. " +
                   newest_open(asked));
}

Error unknown_command(const Asked& asked, std::string_view word) {
    const auto& slash = asked.record.settings().command;
    const auto nearest = nearest_command(word);
    return invalid("There is no command “" + shortened(without_mentions(word), 40) + "”. " +
                   (nearest.empty() ? std::string()
                                    : "Did you mean " + slash + " " + std::string(nearest) + "? ") +
                   slash + " help shows them all.");
}

// A maintenance window is no incident: it has no channel, no roles, no postmortem.
bool is_for_windows(std::string_view command) {
    return command == "maintenance" || command == "show" || command == "history" ||
           command == "list" || command == "help" || command == "declare";
}

Decision run_command(Asked asked) {
    std::string_view rest = trimmed(asked.request.text);
    auto after = rest;
    const auto first = take_word(after);
    bool named = false;
    if (const auto id = read_incident_id(first)) {
        asked.incident = visible_incident(asked, *id);
        if (!asked.incident)
            return refuse(no_such_incident(asked, first));
        named = true;
        rest = after;
    } else {
        asked.incident = incident_here(asked);
    }
    if (rest.empty() && asked.incident && asked.incident->is_window())
        return answer(show_command(asked));
    if (rest.empty())
        return answer(asked.incident ? panel_command(asked) : declare_command(asked));

    const auto word = take_word(rest);
    const auto* command = find_command(word);
    if (command == nullptr)
        return refuse(unknown_command(asked, word));
    if (command->needs == Command::Needs::incident && !asked.incident)
        return refuse(which_incident(asked, command->name));
    if (asked.incident && asked.incident->is_window() && !is_for_windows(command->name))
        return refuse(invalid(
            to_string(asked.incident->id) + " is a maintenance window. What can be done with it: " +
            asked.record.settings().command + " maintenance start|complete|cancel " +
            to_string(asked.incident->id) + " [TEXT]"));
    if (named && command->name == "declare")
        return refuse(invalid("A new incident gets its own id. Write: " +
                              asked.record.settings().command + " declare TITLE"));
    asked.arguments = rest;
    return answer(command->run(asked));
}

// The incident that a button or a form was drawn from.
std::optional<Incident> drawn_from(const Asked& asked) {
    if (const auto state = read_button_value(asked.request.value))
        return visible_incident(asked, state->incident);
    std::string_view value = asked.request.value;
    const auto id = read_incident_id(take_word(value));
    return id ? visible_incident(asked, *id) : std::nullopt;
}

Error gone_incident() {
    return not_found("That incident cannot be found any more. Nothing changed.");
}

Decision run_form(Asked asked) {
    const auto* form = find_form(asked.request.name);
    if (form == nullptr)
        return refuse(invalid("That form is from another version of Muster. Nothing changed."));
    if (form->needs == Command::Needs::incident) {
        asked.incident = drawn_from(asked);
        if (!asked.incident)
            return refuse(gone_incident());
    }
    return answer(form->submit(asked));
}

// What the button would change has changed since the card was drawn: it says so and does nothing.
std::optional<Error> out_of_date(const Asked& asked) {
    const auto drawn = read_button_value(asked.request.value);
    if (!drawn)
        return std::nullopt;
    const auto& incident = *asked.incident;
    const auto now = state_of(incident);
    const auto& action = asked.request.name;
    const auto id = to_string(incident.id);
    const std::string again = ". Nothing was changed; the card shows how it stands.";
    if (drawn->closed != now.closed && action != "log")
        return conflict(id + (now.closed ? " was closed" : " was reopened") +
                        " since this button was drawn" + again);
    if (action == "severity" && drawn->severity != now.severity)
        return conflict("The severity is " + now.severity + " since this button was drawn" + again);
    if (action == "update" && drawn->status != now.status)
        return conflict("The status is " + std::string(to_string(now.status)) +
                        " since this button was drawn" + again);
    if (action == "assign" && drawn->holders != now.holders)
        return conflict("The roles have changed since this button was drawn" + again);
    return std::nullopt;
}

Decision run_button(Asked asked) {
    asked.incident = drawn_from(asked);
    if (!asked.incident)
        return refuse(gone_incident());
    if (const auto stale = out_of_date(asked))
        return refuse(*stale);
    if (const auto* button = find_button(asked.request.name))
        return answer(button->click(asked));
    const auto* form = find_form(asked.request.name);
    if (form == nullptr)
        return refuse(invalid("That button is from another version of Muster. Nothing changed."));
    auto opened = form->open(asked);
    if (!opened)
        return refuse(opened.error());
    Reply reply;
    reply.form = std::move(*opened);
    return only(std::move(reply));
}

bool has_mentions(const Request& request) {
    const auto in = [](const std::string& text) {
        return text.find(mention_mark) != std::string::npos;
    };
    return in(request.text) ||
           std::ranges::any_of(request.fields, [&](const auto& field) { return in(field.second); });
}

// Slack does not always say what those are called whom it mentions.
Request with_names(Request request, const Record& record) {
    request.text = with_names(request.text, record);
    for (auto& [field, value] : request.fields)
        value = with_names(value, record);
    return request;
}

}  // namespace

Decision decide(const Record& record, const Request& request) {
    std::optional<Request> named;
    if (has_mentions(request))
        named = with_names(request, record);
    const Asked asked{record, named ? *named : request, std::nullopt, {}};
    switch (request.kind) {
        case Request::Kind::command:
            return run_command(asked);
        case Request::Kind::form:
            return run_form(asked);
        case Request::Kind::button:
            return run_button(asked);
        case Request::Kind::event:
            return by_hand(record, request);
    }
    return {};
}

}  // namespace muster
