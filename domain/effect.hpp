#pragma once

#include "domain/id.hpp"
#include "domain/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What must be made to happen outside, after the commit. Say: exactly once, in order for one
// incident and channel. Show: brings the far end to agree with the record; a later one of the same
// incident and kind replaces an earlier one that has not been sent.
struct Effect {
    enum class Kind {
        // Say
        create_channel,  // the incident's own; `people`: whom to tell when a private one has none
        post_card,       // in it, pinned
        post_announcement,
        post_update,          // `number`: an update, into the announcement's thread and the channel
        post_note,            // `words`: something everyone in the incident's channel should know
        post_postmortem,      // the short card: in the incident channel and the postmortems channel
        upload_document,      // `number`: a revision, as a file into the postmortem card's thread
        tell_administrators,  // `words`, to the one person in `people` directly
        // Not a Say any more: what an attempt to send it may have made is looked for and taken
        // back. `words`: the kind it was and the id of its incident, "post_update INC-7".
        unsay,
        // Show
        show_channel,  // what became of the incident's channel, and that Muster is in it
        show_members,  // `people`: whom to invite
        show_topic,
        show_purpose,
        show_pin,
        show_bookmark,
        show_card,
        show_announcement,
        show_update,  // `number`: an update that was edited or withdrawn
        show_postmortem,
        show_documents,  // `number`: the first revision that may stand; older ones go
        // Nothing of ours in what was public of an incident that is private now. `number`: 1 its
        // channel, 2 the announcement, 3 the postmortem's copy; `words`: the id it had.
        show_taken_back,
    };
    Kind kind = Kind::show_card;
    IncidentId incident;  // number 0: of none
    int number = 0;
    Words words;
    std::vector<std::string> people;  // user ids and group ids
};
bool is_show(Effect::Kind kind);
std::string_view to_string(Effect::Kind kind);
std::optional<Effect::Kind> read_effect_kind(std::string_view text);

}  // namespace muster
