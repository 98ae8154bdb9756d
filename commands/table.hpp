#pragma once

#include "commands/command.hpp"

#include <span>
#include <string_view>

namespace muster {

// All commands, in the order in which help shows them.
std::span<const Command> all_commands();
// The command of that name in any case, or null.
const Command* find_command(std::string_view name);
// The name that is most like `word`, when one is like it at all; or empty.
std::string_view nearest_command(std::string_view word);

// A form: how it is filled in and what its submission does. Buttons of the same name open it.
struct FormRow {
    std::string_view name;
    Command::Needs needs;
    Result<Form> (*open)(const Asked&);
    Result<Decision> (*submit)(const Asked&);
};
const FormRow* find_form(std::string_view name);

// A button that acts at once.
struct ButtonRow {
    std::string_view action;
    Result<Decision> (*click)(const Asked&);
};
const ButtonRow* find_button(std::string_view action);

}  // namespace muster
