#pragma once

#include "commands/command.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Reading the names of components as people type them: in any case, quoted or not.

// "Checkout, Search, Mail": those there are; long lists end with how many more.
std::string component_names(const Settings& settings);
Error no_such_component(const Asked& asked, std::string_view word);
Error no_components_configured();
// Without the quotes around it, of whatever kind a phone set.
std::string_view unquoted(std::string_view name);

// A list of names and nothing else: "Checkout API, Search and Mail". In the order of the
// configuration, each once.
Result<std::vector<std::string>> read_components(const Asked& asked, std::string_view list);

// Takes "on Checkout API, Search:" off the front of a title. A title that is no such list stays
// whole ("on call: phones change"); a list with a name that is not there, or almost one, is an
// Error.
Result<std::vector<std::string>> take_components(const Asked& asked, std::string_view& title);

}  // namespace muster
