#pragma once

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
    enum class Kind { command, form, button, event };
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
    std::string name;   // form: its callback id; button: its action id; event: its type
    std::string value;  // form: its private metadata; button: its value
    std::map<std::string, std::string>
        fields;  // form: what was entered, by block id; absent: empty
    std::map<std::string, std::string> details;  // event: its members as plain texts

    std::string trigger;       // opens a form within 3 s; empty when there is none
    std::string response_url;  // answers later, at most 5 times in 30 minutes; may be empty
};

// One field of a form.
struct Field {
    enum class Kind { line, text, choice, user };
    std::string id;  // a block id, the same in what comes back
    std::string label;
    Kind kind = Kind::line;
    std::string value;  // filled in; choice: an option's value; user: an id
    std::string hint;
    bool required = false;
    std::vector<std::pair<std::string, std::string>> options;  // choice: value, text
    int most = 3000;                                           // characters
};

struct Form {
    std::string name;     // callback id; comes back as Request::name
    std::string context;  // private metadata; comes back as Request::value
    std::string title;    // up to 24 characters
    std::string submit;   // up to 24 characters
    std::vector<Field> fields;
};

struct Button {
    std::string action;  // comes back as Request::name
    std::string text;
    std::string value;  // comes back as Request::value
    enum class Style { normal, primary, danger } style = Style::normal;
};

// What the asker reads, at once and alone.
struct Reply {
    Words words;
    std::vector<Button> buttons;
    std::optional<Form> form;                         // opened with the request's trigger
    std::map<std::string, std::string> field_errors;  // form: block id → what would be right
    bool refused = false;  // the words explain a mistake; nothing changed
};

// All that follows from a request. Stored whole or not at all.
struct Decision {
    std::vector<Change> changes;
    std::vector<Effect> effects;
    Reply reply;
    // Channels that can be used again, by id or as "#name"; "#": whatever was looked for by name.
    std::vector<std::string> places_back = {};
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
