#include "commands/alert.hpp"
#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/by_hand.hpp"
#include "commands/capture.hpp"
#include "commands/commands.hpp"
#include "commands/home.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/permission.hpp"
#include "commands/remind.hpp"
#include "commands/table.hpp"
#include "commands/visibility.hpp"
#include "domain/lifecycle.hpp"
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

// A click instead of typing all of it again. What mentions somebody does not fit into a button.
Decision offer_incidents(const Asked& asked, const Command& command) {
    constexpr std::size_t most_offered = 5;
    constexpr std::size_t most_characters = 60;
    constexpr std::size_t most_bytes = 1'900;
    auto decision = refuse(which_incident(asked, command.name));
    const auto text = std::string(trimmed(asked.request.text));
    if (text.size() > most_bytes || text.find(mention_mark) != std::string::npos)
        return decision;
    for (const auto& incident : visible_incidents(asked, IncidentFilter::open)) {
        if (decision.reply.buttons.size() == most_offered)
            break;
        const auto id = to_string(incident.id);
        decision.reply.buttons.push_back({"type",
                                          shortened(id + " " + incident.title, most_characters),
                                          id + " " + text, Button::Style::normal});
    }
    return decision;
}

// "inc7" and "INC_7" are meant for an incident that the asker may know of.
std::string meant_id(const Asked& asked, std::string_view word) {
    constexpr std::size_t letters = 3;
    if (word.size() <= letters)
        return {};
    auto digits = word.substr(letters);
    if (std::string_view("-_#:").find(digits.front()) != std::string_view::npos)
        digits.remove_prefix(1);
    const auto id =
        read_incident_id(std::string(word.substr(0, letters)) + "-" + std::string(digits));
    return id && visible_incident(asked, *id) ? to_string(*id) : std::string();
}

Error unknown_command(const Asked& asked, std::string_view word) {
    const auto slash = asked.record.settings().command + " ";
    const auto id = meant_id(asked, word);
    return invalid("There is no command “" + shortened(without_mentions(word), 40) + "”. " +
                   did_you_mean(id.empty() ? nearest_command(word) : std::string_view(id), slash,
                                id.empty() ? "" : " …") +
                   slash + "help shows them all.");
}

// Who may, and whether anything may: a duplicate's record goes on in the other incident.
Result<void> may_change(const Asked& asked, std::string_view command) {
    Asked about = asked;
    if (command == "declare")  // about none, even in the channel of another
        about.incident.reset();
    if (auto allowed = require_permission(about, command); !allowed)
        return allowed;
    if (about.incident && about.incident->folded && !is_looking(command) && command != "reopen")
        return require_open(*about.incident, about.record.settings());
    return {};
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
    if (rest.empty() && asked.incident)
        return answer(panel_command(asked));
    if (rest.empty()) {
        const auto allowed = may_change(asked, "declare");
        return allowed ? answer(declare_command(asked)) : refuse(allowed.error());
    }

    const auto word = take_word(rest);
    const auto* command = find_command(word);
    if (command == nullptr)
        return refuse(unknown_command(asked, word));
    if (command->needs == Command::Needs::incident && !asked.incident)
        return offer_incidents(asked, *command);
    if (asked.incident && asked.incident->is_window() && !is_for_windows(command->name))
        return refuse(invalid(
            to_string(asked.incident->id) + " is a maintenance window. What can be done with it: " +
            asked.record.settings().command + " maintenance start|complete|cancel " +
            to_string(asked.incident->id) + " [TEXT]"));
    if (named && command->name == "declare")
        return refuse(invalid("A new incident gets its own id. Write: " +
                              asked.record.settings().command + " declare TITLE"));
    if (const auto allowed = may_change(asked, command->name); !allowed)
        return refuse(allowed.error());
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
    if (const auto allowed = may_change(asked, command_behind(form->name)); !allowed)
        return refuse(allowed.error());
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

// What somebody typed without an id, for the incident they chose.
Decision run_typed(const Asked& asked) {
    Request typed = asked.request;
    typed.kind = Request::Kind::command;
    typed.text = asked.request.value;
    return run_command({asked.record, typed, std::nullopt, {}});
}

Decision run_button(Asked asked) {
    if (asked.request.name == "type")
        return run_typed(asked);
    const auto* button = find_button(asked.request.name);
    const auto* form = button == nullptr ? find_form(asked.request.name) : nullptr;
    const auto needs = button != nullptr ? button->needs
                       : form != nullptr ? form->needs
                                         : Command::Needs::incident;
    if (needs == Command::Needs::incident) {
        asked.incident = drawn_from(asked);
        if (!asked.incident)
            return refuse(gone_incident());
    }
    if (const auto allowed = may_change(asked, command_behind(asked.request.name)); !allowed)
        return refuse(allowed.error());
    if (asked.incident)
        if (const auto stale = out_of_date(asked))
            return refuse(*stale);
    if (button != nullptr)
        return answer(button->click(asked));
    if (form == nullptr || form->open == nullptr)
        return refuse(invalid("That button is from another version of Muster. Nothing changed."));
    auto opened = form->open(asked);
    if (!opened)
        return refuse(opened.error());
    Reply reply;
    reply.form = std::move(*opened);
    return only(std::move(reply));
}

Decision run_shortcut(const Asked& asked) {
    const auto* shortcut = find_shortcut(asked.request.name);
    if (shortcut == nullptr)
        return refuse(invalid("That shortcut is from another version of Muster. Nothing changed."));
    return answer(shortcut->choose(asked));
}

Decision run_event(const Record& record, const Request& event) {
    // What somebody marks who may not type here counts for nothing.
    const bool marks = event.name == "reaction_added" || event.name == "pin_added";
    auto decision =
        marks && !require_insider(record, event) ? Decision{} : timeline_event(record, event);
    auto more = by_hand(record, event);
    decision.effects.insert(decision.effects.end(), more.effects.begin(), more.effects.end());
    decision.places_back = std::move(more.places_back);
    return decision;
}

// What an Ask found out, for whoever asked.
Decision run_answer(Asked asked) {
    const auto id = read_incident_id(asked.request.value);
    asked.incident = id ? asked.record.incident(*id) : std::nullopt;
    if (!asked.incident)
        return {};
    Request named = asked.request;
    if (const auto asker = asked.record.profile(named.user.user); asker && named.user.name.empty())
        named.user.name = asker->person.name;
    const Asked found{asked.record, named, asked.incident, {}};
    if (named.name == to_string(Effect::Kind::ask_message))
        return message_read(found);
    if (named.name == to_string(Effect::Kind::ask_channel))
        return answer(channel_read(found));
    return {};
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
    if (request.kind != Request::Kind::event)
        if (const auto insider = require_insider(record, request); !insider)
            return refuse(insider.error());
    switch (request.kind) {
        case Request::Kind::command:
            return run_command(asked);
        case Request::Kind::form:
            return run_form(asked);
        case Request::Kind::button:
            return run_button(asked);
        case Request::Kind::event:
            return is_home(request) ? home_opened(record, request) : run_event(record, request);
        case Request::Kind::shortcut:
            return run_shortcut(asked);
        case Request::Kind::answer:
            return run_answer(asked);
        case Request::Kind::timer:
            return remind(record, request);
        case Request::Kind::alert:
            return alert_heard(record, request);
    }
    return {};
}

}  // namespace muster
