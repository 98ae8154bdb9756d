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

constexpr std::size_t most_claims = 5;  // buttons, as many as fit in a row

std::string role_names(const Settings& settings) {
    std::string names;
    for (const auto& rule : settings.roles)
        names += (names.empty() ? "" : ", ") + rule.name;
    return names;
}

Error no_such_role(const Asked& asked, std::string_view word) {
    std::vector<std::string> names;
    for (const auto& rule : asked.record.settings().roles) {
        names.push_back(rule.name);
        names.insert(names.end(), rule.aliases.begin(), rule.aliases.end());
    }
    return invalid("There is no role " + shortened(without_mentions(word), 40) + ". " +
                   did_you_mean(nearest(word, names)) + "Roles are " +
                   role_names(asked.record.settings()) + ".");
}

std::string commander_role(const Settings& settings) {
    if (const auto* rule = settings.role("commander"))
        return rule->name;
    return settings.roles.empty() ? "commander" : settings.roles.front().name;
}

Result<Decision> assigned(const Asked& asked, const std::string& role, const Person& holder) {
    auto whats = give_role(*asked.incident, role, holder, asked.request.user,
                           asked.record.settings(), asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.add(who(holder))
        .plain(" is ")
        .bold(role)
        .plain(" of " + to_string(asked.incident->id));
    if (const auto* before = asked.incident->holder(role))
        reply.words.plain(", taking over from ").add(who(*before));
    reply.words.plain(". The channel is told.");
    // Whoever takes it reads here what it entails; others are told directly.
    const auto* rule = asked.record.settings().role(role);
    if (holder == asked.request.user && rule != nullptr && !rule->meaning.empty())
        reply.words.plain("\n").italic(rule->meaning);
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

}  // namespace

Result<Decision> assign_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    const auto usage = typed(asked, "assign ROLE @USER");
    const auto wanted =
        "Whom to which role? Write: " + usage + ". Roles are " + role_names(settings) + ".";
    auto rest = asked.arguments;
    if (rest.empty())
        return invalid(wanted);
    if (auto person = take_person(rest, asked.record)) {
        if (!*person)
            return person->error();
        const auto* rule = rest.empty() ? settings.role(commander_role(settings)) : nullptr;
        if (!rest.empty()) {
            const auto word = take_word(rest);
            rule = settings.role(word);
            if (rule == nullptr)
                return no_such_role(asked, word);
        }
        if (!rest.empty())
            return invalid("One role and one person at a time. Write: " + usage);
        return assigned(asked, rule == nullptr ? commander_role(settings) : rule->name, **person);
    }
    const auto word = take_word(rest);
    const auto* rule = settings.role(word);
    if (rule == nullptr)
        return no_such_role(asked, word);
    auto person = take_person(rest, asked.record);
    if (!person)
        return invalid(wanted);
    if (!*person)
        return person->error();
    if (!rest.empty())
        return invalid("One role and one person at a time. Write: " + usage);
    return assigned(asked, rule->name, **person);
}

Result<Form> assign_form(const Asked& asked) {
    if (const auto open = require_open(*asked.incident, asked.record.settings()); !open)
        return open.error();
    Field role;
    role.id = "role";
    role.label = "Role";
    role.kind = Field::Kind::choice;
    role.value = commander_role(asked.record.settings());
    for (const auto& rule : asked.record.settings().roles) {
        auto text = rule.name;
        if (const auto* holder = asked.incident->holder(rule.name))
            text += " (now " + holder->name + ")";
        role.options.emplace_back(rule.name, std::move(text));
    }
    Field person;
    person.id = "person";
    person.label = "Who";
    person.kind = Field::Kind::user;
    person.value = asked.request.user.user.str();
    person.required = true;
    return Form{"assign", button_value(*asked.incident), "Give a role", "Assign", {role, person}};
}

Result<Decision> assign_submitted(const Asked& asked) {
    const auto& settings = asked.record.settings();
    const auto chosen = entered(asked, "role");
    const auto* rule = settings.role(chosen.empty() ? commander_role(settings) : chosen);
    if (rule == nullptr)
        return wrong_field("role", no_such_role(asked, chosen).message);
    const auto state = read_button_value(asked.request.value);
    if (state && state->holder(rule->name) != state_of(*asked.incident).holder(rule->name)) {
        const auto* now = asked.incident->holder(rule->name);
        return wrong_field("role", "Somebody changed this while the form was open: " +
                                       (now == nullptr ? "nobody" : now->name) + " is " +
                                       rule->name + " now. Close the form and look again.");
    }
    const auto person = chosen_person(entered(asked, "person"), asked.record);
    if (!person)
        return wrong_field("person", person.error().message);
    auto decision = assigned(asked, rule->name, *person);
    if (!decision)
        return wrong_field("person", decision.error().message);
    return decision;
}

Result<Decision> unassign_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    auto rest = asked.arguments;
    const auto word = take_word(rest);
    if (word.empty() || !rest.empty())
        return invalid("Which role? Write: " + typed(asked, "unassign ROLE") + ". Roles are " +
                       role_names(settings) + ".");
    const auto* rule = settings.role(word);
    if (rule == nullptr)
        return no_such_role(asked, word);
    auto whats = take_role(*asked.incident, rule->name, settings);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.add(who(*asked.incident->holder(rule->name)))
        .plain(" is no longer " + rule->name + ". The channel is told.");
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

Result<Decision> roles_command(const Asked& asked) {
    Reply reply;
    reply.words.bold("Roles of " + to_string(asked.incident->id));
    for (const auto& rule : asked.record.settings().roles) {
        reply.words.plain("\n").bold(rule.name).plain(": ");
        if (const auto* holder = asked.incident->holder(rule.name)) {
            reply.words.add(who(*holder));
            continue;
        }
        reply.words.plain("nobody yet. ").code(typed(asked, "assign " + rule.name + " @USER"));
        if (!asked.incident->closed && reply.buttons.size() < most_claims)
            reply.buttons.push_back({"claim", "Take " + rule.name,
                                     to_string(asked.incident->id) + " " + rule.name,
                                     Button::Style::normal});
    }
    return only(std::move(reply));
}

Result<Decision> claim_clicked(const Asked& asked) {
    std::string_view name = asked.request.value;
    take_word(name);
    const auto* rule = asked.record.settings().role(name);
    if (rule == nullptr)
        return no_such_role(asked, name);
    const auto& me = asked.request.user;
    if (const auto* holder = asked.incident->holder(rule->name)) {
        if (*holder == me)
            return conflict("You are " + rule->name + " already.");
        return conflict(holder->name + " is " + rule->name +
                        " since this button was drawn. To take over: " +
                        typed(asked, "assign " + rule->name + " @YOU"));
    }
    auto decision = assigned(asked, rule->name, me);
    if (!decision)
        return decision;
    return shown_where_clicked(asked, *std::move(decision));
}

}  // namespace muster
