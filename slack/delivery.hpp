#pragma once

#include "commands/home.hpp"
#include "commands/reminder_words.hpp"
#include "domain/effect.hpp"
#include "domain/record.hpp"
#include "slack/budget.hpp"
#include "slack/messages.hpp"
#include "slack/payload.hpp"
#include "slack/web_api.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster::slack {

// An effect on its way to Slack, with all that is needed to make it happen.
struct Parcel {
    EffectId mark;  // what is made carries it, and is found again by it
    Effect effect;
    Instant due{};
    int tries = 0;                     // attempts that ended before
    std::optional<Instant> first_try;  // by Slack's clock where known
    bool outcome_unknown = false;      // an earlier attempt may have arrived: look first
    std::string progress;              // what an earlier attempt noted; empty at first
    View view;                         // as the record stands now
    std::string document;     // upload_document: the whole text; post_figures: the picture, PNG
    Words what_changed = {};  // upload_document: since the one that stands there
    std::vector<ChannelId> taken = {};  // create_channel: the channels of all other incidents
    Notice notice = {};                 // post_reminder, show_reminder, remind_owner
    Home home = {};                     // show_home
    std::string home_hash = {};         // show_home: Slack's name for what it shows, where known
    bool canvases = true;               // false: the workspace was found to have none
};

// How an attempt ended: the same as storage's Settlement, which this layer does not know.
struct Ending {
    enum class End { delivered, refused, later, unknown };
    End end = End::delivered;
    Instant next_try{};
    // later, unknown: channels, by id or as "#name", parted by spaces, of which one must come back
    // first; `next_try` is when it is tried in spite of that. Empty: it waits for nothing.
    std::string waits_for;
    std::string progress;
    Places made;  // what was made and where, and what was refused; empty members: nothing new
    std::vector<MessagePlace> missing;  // messages of ours that somebody removed
    std::vector<Effect> more;
    bool current = false;        // a message was posted just now, from this parcel's view
    std::string home_hash = {};  // show_home: Slack's name for what it shows now
    bool no_canvases = false;    // the workspace has none, or none for us
    // An Ask: what was found out; without the moment, and the names of people. It is to be decided
    // on before the Ask is settled.
    std::optional<Request> answer;
};

// What to do next: make a call, send a file's bytes, or settle.
struct Step {
    enum class Kind { call, upload, done };
    Kind kind = Kind::done;
    std::string method;  // call
    Form arguments;
    Priority priority = Priority::message;
    std::string url;  // upload
    std::string bytes;
    // Must be on disk before the call: repeating it unawares would double something.
    std::optional<std::string> note;
    Ending ending;  // done
};

// Channels by the name they are configured under, as far as they were looked up. One that could not
// be used is forgotten: another may have its name by now.
using KnownChannels = std::map<std::string, ChannelId>;

class DeliveryWork;

// One attempt to make one effect happen at Slack, without sockets: start() says what to do first,
// next() what to do after that was answered, until a step is `done`. Knows for each kind how it is
// made, how an unknown outcome is looked up (slack/CONTRACT.md 2.5 and 3), and what comes instead
// when Slack refuses it for good.
class Delivery {
public:
    // `self` and `channels` outlive it.
    Delivery(Parcel parcel, const Self& self, KnownChannels& channels);
    ~Delivery();
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;

    Step start(Instant now);
    Step next(Answer answer, Instant now);

private:
    std::unique_ptr<DeliveryWork> work_;
};

// What a message's metadata is called; its payload's "effect" is the mark.
inline constexpr std::string_view mark_event_type = "muster_incident";

}  // namespace muster::slack
