#pragma once

#include "commands/command.hpp"

#include <string_view>

namespace muster {

// Where an update stands, as the end of a sentence about it.
std::string where_it_stands(const Asked& asked);
// The update of that number, where it can still be corrected or decided on.
Result<Update> standing_update(const Asked& asked, int number);
Result<Decision> edited_update(const Asked& asked, int number, std::string_view text);
Result<Decision> withdrawn_update(const Asked& asked, int number, std::string_view why);

// What waits for a second person has up to so many characters: a message and a form hold all of it.
inline constexpr std::size_t most_approved_characters = 2'800;

// Lets it out. `shown`: the fingerprint of the text that the asker was shown; empty: what stands
// now.
Result<Decision> approved_update(const Asked& asked, int number, std::string_view shown = {});
// What a button of the message about a waiting update carries: "INC-7 3 c0ffee".
std::string approval_value(IncidentId id, const Update& update);

}  // namespace muster
