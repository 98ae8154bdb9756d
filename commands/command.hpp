#pragma once

#include "domain/capture.hpp"
#include "domain/change.hpp"
#include "domain/effect.hpp"
#include "domain/record.hpp"
#include "domain/words.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

// Anything that asks for something, whatever door it came through.
struct Request {
    // shortcut: in a message's menu; answer: what an Ask found out; timer: a moment has
    // come; alert: a monitoring system spoke
    enum class Kind { command, form, button, event, shortcut, answer, timer, alert };
    Kind kind = Kind::command;
    // Who it is, so that the same one is never acted on twice: "envelope:…", "event:Ev…". The first
    // names the request; any one that was seen before makes it a repetition.
    std::vector<std::string> identities;
    Person user;  // who asks
    Zone zone;    // the asker's; the organisation's where theirs is not known
    bool zone_known = true;
    ChannelId place;  // where; empty where there is no channel (a form, the Home tab)
    Instant at{};     // when Muster received it

    std::string text;   // command: what followed the slash command, as typed; entities decoded,
                        // real mentions as commands/mention.hpp writes them
    std::string name;   // form, shortcut: its callback id; button: its action id; event: its type;
                        // answer: the Ask's kind
    std::string value;  // form: its private metadata; button: its value; answer: the incident
    std::map<std::string, std::string>
        fields;  // form: what was entered, by block id; absent: empty; several parted by spaces
    std::map<std::string, std::string> details;  // event: its members as plain texts; answer: what
                                                 // was asked, and "error" where Slack refused
    std::vector<SlackMessage> messages;          // those that it is about, or that were found

    std::string trigger;       // opens a form within 3 s; empty when there is none
    std::string response_url;  // answers later, at most 5 times in 30 minutes; may be empty
    TeamId home;               // the workspace Muster serves; empty where it does not matter
};

// One field of a form.
struct Field {
    enum class Kind { line, text, choice, user, checkboxes };
    std::string id;  // a block id, the same in what comes back
    std::string label;
    Kind kind = Kind::line;
    std::string value;  // filled in; choice: an option's value; user: an id
    std::string hint;
    bool required = false;
    // choice, checkboxes: value, text; of checkboxes the values hold no spaces
    std::vector<std::pair<std::string, std::string>> options;
    int most = 3000;                      // characters
    std::vector<std::string> notes = {};  // checkboxes: small print of each option
};

struct Form {
    std::string name;     // callback id; comes back as Request::name
    std::string context;  // private metadata; comes back as Request::value
    std::string title;    // up to 24 characters
    std::string submit;   // up to 24 characters; empty: there is nothing to submit
    std::vector<Field> fields;
    Words words = {};            // above the fields
    std::string filled_by = {};  // a name by which it is filled in later: an Ask's detail "view"
};

struct Button {
    std::string action;  // comes back as Request::name
    std::string text;
    std::string value;  // comes back as Request::value
    enum class Style { normal, primary, danger } style = Style::normal;
};

// A line of a list, and what can be done about what it says.
struct ReplyLine {
    Words words;
    std::vector<Button> buttons = {};
};

// What the asker reads, at once and alone.
struct Reply {
    Words words;
    std::vector<ReplyLine> lines = {};  // below the words
    std::vector<Button> buttons;
    std::optional<Form> form;                         // opened with the request's trigger
    std::map<std::string, std::string> field_errors;  // form: block id → what would be right
    bool refused = false;   // the words explain a mistake; nothing changed
    bool in_place = false;  // a button: the message that it stands in becomes this
};

// All that follows from a request. Stored whole or not at all.
struct Decision {
    std::vector<Change> changes;
    std::vector<Effect> effects;
    Reply reply;
    // Channels that can be used again, by id or as "#name"; "#": whatever was looked for by name.
    std::vector<std::string> places_back = {};
    std::optional<Look> looked = {};       // how much of an incident the asker has seen now
    std::vector<Capture> captures = {};    // what became of messages for a timeline
    std::vector<SlackMessage> shown = {};  // what somebody may choose from in a form
    std::vector<Reminder> reminders = {};  // as they stand from now on
    std::vector<HomeTab> homes = {};
};

// A command as far as it is understood: whose incident, and what follows its name.
struct Asked {
    const Record& record;
    const Request& request;
    std::optional<Incident> incident;  // the one meant, where the command needs one
    std::string_view arguments;        // trimmed
};

// One word a person can type after /incident. Lookup, help and "did you mean" read the same table.
struct Command {
    enum class Needs { nothing, incident };
    std::string_view name;      // "log"
    std::string_view usage;     // "log [TIME] TEXT"
    std::string_view help;      // one line for /incident help
    std::string_view examples;  // one a line, without the slash command
    Needs needs = Needs::incident;
    Result<Decision> (*run)(const Asked&) = nullptr;
};

// What follows from a request; the one door to all commands, forms, buttons and events. Never
// throws for a mistake: that is a reply with `refused`.
Decision decide(const Record& record, const Request& request);

}  // namespace muster
