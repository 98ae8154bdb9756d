#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/deed.hpp"
#include "domain/components.hpp"
#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr int changes_shown = 20;
constexpr int most_of_an_entry = 40;
constexpr std::size_t shown_characters = 120;
constexpr std::size_t shown_of_an_entry = 1'000;

// What somebody did, behind their name: "set the severity from sev3 to sev2: all regions".
class Deed {
public:
    Deed(const Zone& zone, std::size_t most) : zone_(zone), most_(most) {}

    Words operator()(const Declared& what) const {
        return "declared it as " + what.severity + colon(what.title);
    }
    Words operator()(const Renamed& what) const {
        return "renamed it from " + quoted(what.before) + " to " + quoted(what.title);
    }
    Words operator()(const SeveritySet& what) const {
        return "set the severity from " + what.before + " to " + what.severity + colon(what.why);
    }
    Words operator()(const StatusSet& what) const {
        return "moved the status from " + std::string(to_string(what.before)) + " to " +
               std::string(to_string(what.status));
    }
    Words operator()(const RoleGiven& what) const {
        Words words("gave the role " + what.role + " to ");
        words.add(who(what.holder));
        if (what.before)
            words.plain(", it was ").add(who(*what.before)).plain("'s");
        return words;
    }
    Words operator()(const RoleTaken& what) const {
        return Words("took the role " + what.role + " from ").add(who(what.before));
    }
    Words operator()(const EntryAdded& what) const {
        auto words = added("added", what.entry);
        if (what.entry.source == Entry::Source::message)
            words.plain(", a message of ").add(who(what.entry.author));
        return words.plain(colon(what.entry.text));
    }
    Words operator()(const EntryEdited& what) const {
        const bool is_back = what.before.removed && !what.entry.removed;
        const bool in_slack = !what.entry.edited && what.entry.source == Entry::Source::message;
        auto words = added(is_back    ? "put back"
                           : in_slack ? "edited the message of"
                                      : "edited",
                           what.entry);
        if (what.entry.text != what.before.text)
            words.plain(": " + quoted(what.before.text) + " became " + quoted(what.entry.text));
        if (what.entry.when != what.before.when) {
            words.plain(", its time was ");
            say_when(words, shown_when(what.before), zone_);
        }
        return words;
    }
    Words operator()(const EntryRemoved& what) const {
        return "removed entry " + std::to_string(what.number) + colon(what.why);
    }
    Words operator()(const MessageDeleted& what) const {
        return "deleted the message that entry " + std::to_string(what.number) + " came from";
    }
    Words operator()(const UpdateMade& what) const {
        if (what.update.postmortem)
            return "put the postmortem on the status page, as " + update(what.update.number);
        return "posted " + update(what.update.number) + colon(what.update.text);
    }
    Words operator()(const UpdateEdited& what) const {
        return "edited " + update(what.number) + ": " + quoted(what.before) + " became " +
               quoted(what.text);
    }
    Words operator()(const UpdateWithdrawn& what) const {
        return "withdrew " + update(what.number) + colon(what.why);
    }
    Words operator()(const PartSet& what) const {
        const std::string part(to_string(what.part));
        if (what.texts.empty())
            return "emptied the part " + part;
        const bool replaced = !is_list(what.part) && !what.before.empty();
        return "wrote the part " + part + colon(what.texts.back()) +
               (replaced ? ", before: " + quoted(what.before.back()) : "");
    }
    Words operator()(const TimeSet& what) const {
        Words words;
        const std::string key(to_string(what.key));
        if (!what.moment)
            return words.plain("dropped the time " + key + ", which no longer fitted");
        words.plain("set the time " + key + " to ");
        say_moment(words, *what.moment);
        if (what.before) {
            words.plain(", it was ");
            say_moment(words, *what.before);
        }
        return words;
    }
    Words operator()(const FollowUpMade& what) const {
        return Words("made action " + std::to_string(what.follow_up.number) + " for ")
            .add(who(what.follow_up.owner))
            .plain(colon(what.follow_up.text));
    }
    Words operator()(const FollowUpEnded& what) const {
        const auto action = "action " + std::to_string(what.number);
        switch (what.state) {
            case FollowUp::State::open:
                return "opened " + action + " again";
            case FollowUp::State::done:
                return "marked " + action + " done";
            case FollowUp::State::dropped:
                break;
        }
        return "dropped " + action + colon(what.why);
    }
    Words operator()(const Closed& what) const { return "closed it" + colon(what.words); }
    Words operator()(const Reopened& what) const { return "reopened it" + colon(what.why); }
    Words operator()(const PublishedSet& what) const {
        return (what.published ? "put it on the status page" : "took it off the status page") +
               colon(what.why);
    }
    Words operator()(const WindowSet& what) const {
        if (what.window.cancelled)
            return "cancelled it";
        const auto& components = what.window.components;
        if (what.before && what.before->components != components)
            return "put it on " + (components.empty() ? "no part of the service in particular"
                                                      : brief(listed_names(components)));
        Words words(what.before ? "moved it to " : "planned it for ");
        say_instant(words, what.window.start, zone_);
        words.plain(" to ");
        say_instant(words, what.window.end, zone_);
        if (!what.before && !components.empty())
            words.plain(", on " + brief(listed_names(components)));
        return words;
    }
    Words operator()(const RevisionMade& what) const {
        return "made revision " + std::to_string(what.revision.number) + " of the postmortem" +
               colon(what.revision.reason);
    }
    Words operator()(const ComponentSet& what) const {
        if (!what.state)
            return "took " + brief(what.name) + " off the components it affects";
        return "set " + brief(what.name) + " to " + std::string(to_string(*what.state)) +
               (what.before ? ", it was " + std::string(to_string(*what.before)) : "");
    }
    Words operator()(const FollowUpRemoved& what) const {
        return "took back action " + std::to_string(what.number);
    }
    Words operator()(const Folded& what) const {
        return "folded it into " + to_string(what.fold.into) + ", with " +
               counted(what.fold.entries, "entry", "entries");
    }
    Words operator()(const Unfolded& what) const {
        return "parted it from " + to_string(what.from) + colon(what.why);
    }
    Words operator()(const FoldTaken& what) const {
        return "folded " + to_string(what.from) + " into it, with " +
               counted(what.entries, "entry", "entries");
    }
    Words operator()(const FoldReturned& what) const {
        return "parted " + to_string(what.from) + " from it, with " +
               counted(what.entries, "entry", "entries");
    }
    Words operator()(const EntryRedacted& what) const {
        return "redacted entry " + std::to_string(what.number) + colon(what.why);
    }
    Words operator()(const UpdateRedacted& what) const {
        return "redacted " + update(what.number) + colon(what.why);
    }
    Words operator()(const MadePrivate& what) const {
        return "made it private, it was " + to_string(what.before) + colon(what.why);
    }
    Words operator()(const Archived& what) const {
        return "archived its channel, " + counted(what.days, "day", "days") + " after it closed";
    }
    Words operator()(const DocumentSet& what) const {
        if (what.state == DocumentState::published)
            return std::string("published the postmortem") +
                   (what.before == what.state ? " again" : "");
        return "moved the postmortem from " + std::string(to_string(what.before)) + " to " +
               std::string(to_string(what.state)) + colon(what.why);
    }
    Words operator()(const ReviewAsked& what) const {
        Words words("asked for a review of the postmortem by");
        for (const auto& reviewer : what.reviewers)
            words.plain(" ").add(who(reviewer));
        return words;
    }
    Words operator()(const ReviewGiven& /*what*/) const { return "reviewed the postmortem"; }
    Words operator()(const UpdateApproved& what) const {
        return "approved update " + std::to_string(what.number);
    }
    Words operator()(const AlertHeard& what) const {
        return "reported: " + brief(what.alert.name) +
               (what.alert.firing ? ", firing" : ", recovered");
    }

private:
    [[nodiscard]] std::string brief(const std::string& text) const {
        return shortened(on_one_line(text), most_);
    }
    [[nodiscard]] std::string quoted(const std::string& text) const {
        return "“" + brief(text) + "”";
    }
    [[nodiscard]] std::string colon(const std::string& text) const {
        return text.empty() ? "" : ": " + brief(text);
    }
    static std::string update(int number) { return "update " + std::to_string(number); }
    [[nodiscard]] Words added(const std::string& verb, const Entry& entry) const {
        Words words(verb + " entry " + std::to_string(entry.number) + " (");
        say_when(words, shown_when(entry), zone_);
        return words.plain(")");
    }
    void say_moment(Words& words, const KeyMoment& moment) const {
        say_when(words, {moment.at, {}, moment.approximate, {}}, zone_);
    }

    const Zone& zone_;
    std::size_t most_;
};

}  // namespace

Words deed_of(const What& what, const Zone& zone, std::size_t most) {
    return std::visit(Deed(zone, most), what);
}

namespace {

void say_change(Words& words, const Change& change, const Deed& deed, const Zone& zone) {
    words.plain("\n");
    say_instant(words, change.at, zone);
    words.plain("  ").add(who(change.by)).plain(" ").add(std::visit(deed, change.what));
}

Result<Decision> history_of_entry(const Asked& asked, int number) {
    const auto& id = asked.incident->id;
    auto changes = asked.record.entry_changes(id, number);
    if (changes.empty())
        return not_found(to_string(id) + " has no entry " + std::to_string(number) + ". " +
                         typed(asked, "timeline") + " shows the numbers.");
    Reply reply;
    reply.words.bold("History of entry " + std::to_string(number)).plain(" of " + to_string(id));
    const auto left_out = static_cast<int>(changes.size()) - most_of_an_entry;
    if (left_out > 0) {
        changes.erase(changes.begin(), changes.begin() + left_out);
        reply.words.plain("\nThe newest " + std::to_string(most_of_an_entry) + " of " +
                          std::to_string(left_out + most_of_an_entry) + " changes:");
    }
    const Deed deed(asked.request.zone, shown_of_an_entry);
    for (const auto& change : changes)
        say_change(reply.words, change, deed, asked.request.zone);
    return only(std::move(reply));
}

}  // namespace

Result<Decision> history_command(const Asked& asked) {
    auto rest = asked.arguments;
    if (!rest.empty()) {
        const auto number = take_number(rest);
        if (!number || !rest.empty())
            return invalid("Which entry? Write: " + typed(asked, "history [N]") + ". " +
                           typed(asked, "timeline") + " shows the numbers.");
        return history_of_entry(asked, *number);
    }
    const auto& incident = *asked.incident;
    auto changes = asked.record.newest_changes(incident.id, changes_shown);
    std::ranges::reverse(changes);
    Reply reply;
    reply.words.bold("History of " + to_string(incident.id)).plain(" " + incident.title);
    const Deed deed(asked.request.zone, shown_characters);
    for (const auto& change : changes)
        say_change(reply.words, change, deed, asked.request.zone);
    const int earlier = incident.version - static_cast<int>(changes.size());
    if (earlier > 0)
        reply.words.plain("\n" + counted(earlier, "change", "changes") +
                          " before these; an export has all of them.");
    reply.words.plain("\nAll that an entry ever said: ").code(typed(asked, "history N"));
    return only(std::move(reply));
}

}  // namespace muster
