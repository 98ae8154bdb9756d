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

// A form: how it is filled in and what its submission does. Buttons of the same name open it; null
// where it is opened in another way.
struct FormRow {
    std::string_view name;
    Command::Needs needs;
    Result<Form> (*open)(const Asked&);
    Result<Decision> (*submit)(const Asked&);
};
const FormRow* find_form(std::string_view name);

// A button that acts at once. One that needs no incident does something about its asker.
struct ButtonRow {
    std::string_view action;
    Result<Decision> (*click)(const Asked&);
    Command::Needs needs = Command::Needs::incident;
    std::string_view command = {};  // who may press it may give this; empty: the one of its name
};
const ButtonRow* find_button(std::string_view action);

// The command whose permission a form or button needs: its own, or the one of its name.
std::string_view command_behind(std::string_view action);
// A shortcut in a message's menu, as the manifest names it.
struct ShortcutRow {
    std::string_view callback_id;
    Result<Decision> (*choose)(const Asked&);
};
const ShortcutRow* find_shortcut(std::string_view callback_id);

}  // namespace muster
