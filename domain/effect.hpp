#pragma once

#include "domain/id.hpp"
#include "domain/words.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What must be made to happen outside, after the commit. Say: exactly once, in order for one
// incident and channel. Show: brings the far end to agree with the record; a later one of the same
// incident, kind, number and subject replaces an earlier one that has not been sent. Ask: reads
// something at Slack.
struct Effect {
    enum class Kind {
        // Say
        create_channel,  // the incident's own; `people`: whom to tell when a private one has none
        post_card,       // in it, pinned
        post_announcement,
        post_update,  // `number`: an update, into the announcement's thread and the channel
        // `words`: something everyone in the incident's channel should know; `number`: the entry of
        // the timeline that says the same, or 0
        post_note,
        post_postmortem,      // the short card: in the incident channel and the postmortems channel
        upload_document,      // `number`: a revision, as a file into the postmortem card's thread
        tell_administrators,  // `words`, to the one person in `people` directly
        // Not a Say any more: what an attempt to send it may have made is looked for and taken
        // back. `words`: the kind it was and the id of its incident, "post_update INC-7".
        unsay,
        tell_person,    // `words` to the one person in `people` directly
        post_reminder,  // what the incident waits for, in its channel
        remind_owner,   // of no incident: the follow-ups of `subject`, a person, directly
        post_digest,    // `words`, of no incident, in the announcements channel
        // Of no incident: `words` with a picture, for the one person in `people`, where they asked:
        // the details "channel" (may be empty), "quarter" and "bars" (domain/quarter_bars.hpp).
        post_figures,
        // `number`: an update that waits for a second person, with the buttons for it
        post_approval,
        // To the status page, or whatever else, named `subject` (Settings::pushes).
        push_update,     // `number`: an update
        push_component,  // how one became: the details say which
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
        show_documents,      // `number`: the first revision that may stand; older ones go
        show_approval,       // `number`: an update, as somebody decided on it
        show_push,           // the incident there, its components too: `subject`
        show_pushed_update,  // `number`: an update that was edited or withdrawn, there: `subject`
        show_note,           // `number`: the entry whose post_note says `words` from now on
        // Nothing of ours in what was public of an incident that is private now. `number`: 1 its
        // channel, 2 the announcement, 3 the postmortem's copy; `words`: the id it had.
        show_taken_back,
        // Ask: a read, whose answer comes back as a Request of the one person in `people`
        ask_message,    // a message that was marked for the timeline
        ask_channel,    // what was written in a channel between two moments
        show_reminder,  // the newest post_reminder, as it stands
        show_archived,  // the incident's channel is archived, once nothing else is owed to it
        show_home,      // of no incident: the Home tab of `subject`, a person
    };
    Kind kind = Kind::show_card;
    IncidentId incident;  // number 0: of none
    int number = 0;
    Words words;
    std::vector<std::string> people;  // user ids and group ids
    std::string subject = {};         // of a Home tab or a reminder: a user id; else empty
    std::map<std::string, std::string> details = {};  // Ask: what is read, by name
};
bool is_show(Effect::Kind kind);
std::string_view to_string(Effect::Kind kind);
std::optional<Effect::Kind> read_effect_kind(std::string_view text);

}  // namespace muster
