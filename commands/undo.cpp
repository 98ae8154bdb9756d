#include "commands/undo.hpp"

#include "commands/arguments.hpp"
#include "commands/consequences.hpp"
#include "domain/lifecycle.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace muster {
namespace {

// So many changes may have come since; looking at more takes too long for a click.
constexpr int most_looked_at = 2'000;
constexpr std::size_t shown_characters = 120;

std::string entry_name(int number) {
    return "entry " + std::to_string(number);
}
std::string action_name(int number) {
    return "action " + std::to_string(number);
}

// What a change is about, as it stands in a sentence; empty: nothing that can be taken back.
struct Subject {
    std::string operator()(const Renamed& /*what*/) const { return "the title"; }
    std::string operator()(const SeveritySet& /*what*/) const { return "the severity"; }
    std::string operator()(const RoleGiven& what) const { return "the role " + what.role; }
    std::string operator()(const RoleTaken& what) const { return "the role " + what.role; }
    std::string operator()(const EntryAdded& what) const { return entry_name(what.entry.number); }
    std::string operator()(const EntryEdited& what) const { return entry_name(what.entry.number); }
    std::string operator()(const EntryRemoved& what) const { return entry_name(what.number); }
    std::string operator()(const EntryRedacted& what) const { return entry_name(what.number); }
    std::string operator()(const PartSet& what) const {
        return "the part " + std::string(to_string(what.part));
    }
    std::string operator()(const TimeSet& what) const {
        return "the time " + std::string(to_string(what.key));
    }
    std::string operator()(const FollowUpMade& what) const {
        return action_name(what.follow_up.number);
    }
    std::string operator()(const FollowUpEnded& what) const { return action_name(what.number); }
    std::string operator()(const FollowUpRemoved& what) const { return action_name(what.number); }
    std::string operator()(const ComponentSet& what) const { return "the component " + what.name; }
    // What was said to everybody outside is taken back in another way.
    std::string operator()(const DocumentSet& what) const {
        const bool outside =
            what.state == DocumentState::published || what.before == DocumentState::published;
        return outside ? "" : "the state of the postmortem";
    }
    template <class Other>
    std::string operator()(const Other& /*what*/) const {
        return {};
    }
};

std::string subject_of(const What& what) {
    return std::visit(Subject{}, what);
}

// What Muster did beside it, by itself: whoever changed that since is right.
bool is_side_effect(const What& what) {
    if (const auto* set = std::get_if<TimeSet>(&what))
        return set->moment ? set->moment->automatic : set->before && set->before->automatic;
    const auto* added = std::get_if<EntryAdded>(&what);
    return added != nullptr && added->entry.source == Entry::Source::automatic;
}

bool needs_open_incident(const What& what) {
    return std::holds_alternative<Renamed>(what) || std::holds_alternative<SeveritySet>(what) ||
           std::holds_alternative<RoleGiven>(what) || std::holds_alternative<RoleTaken>(what) ||
           std::holds_alternative<ComponentSet>(what);
}

// One change the other way round, and how it stands then.
struct Back {
    What what;
    Words words;
};

class Inverse {
public:
    explicit Inverse(const Asked& asked) : asked_(asked) {}

    std::optional<Back> operator()(const Renamed& what) const {
        return Back{Renamed{what.before, what.title}, "it is called " + what.before + " again"};
    }
    std::optional<Back> operator()(const SeveritySet& what) const {
        return Back{SeveritySet{what.before, what.severity, "undone"},
                    "the severity is " + what.before + " again"};
    }
    std::optional<Back> operator()(const RoleGiven& what) const {
        if (!what.before)
            return Back{RoleTaken{what.role, what.holder}, "nobody is " + what.role + " again"};
        return Back{RoleGiven{what.role, *what.before, what.holder},
                    who(*what.before).plain(" is " + what.role + " again")};
    }
    std::optional<Back> operator()(const RoleTaken& what) const {
        return Back{RoleGiven{what.role, what.before, std::nullopt},
                    who(what.before).plain(" is " + what.role + " again")};
    }
    std::optional<Back> operator()(const EntryAdded& what) const {
        return removed(what.entry.number);
    }
    std::optional<Back> operator()(const EntryEdited& what) const {
        if (what.before.removed)
            return removed(what.entry.number);
        return Back{EntryEdited{what.before, what.entry},
                    entry_name(what.entry.number) + " says again: " +
                        shortened(on_one_line(what.before.text), shown_characters)};
    }
    std::optional<Back> operator()(const EntryRemoved& what) const {
        const auto gone = asked_.record.entry(asked_.incident->id, what.number);
        if (!gone)
            return std::nullopt;
        auto back = *gone;
        back.removed = false;
        return Back{EntryEdited{back, *gone}, entry_name(what.number) + " is back in the timeline"};
    }
    std::optional<Back> operator()(const PartSet& what) const {
        const std::string part(to_string(what.part));
        return Back{PartSet{what.part, what.before, what.texts},
                    what.before.empty() ? "the " + part + " is empty again"
                                        : "the " + part + " is what it was before"};
    }
    std::optional<Back> operator()(const TimeSet& what) const {
        Words words("the time " + std::string(to_string(what.key)) + " is ");
        if (what.before)
            say_when(words, {what.before->at, {}, what.before->approximate, {}},
                     asked_.request.zone);
        else
            words.plain("not known");
        return Back{TimeSet{what.key, what.before, what.moment}, words.plain(" again")};
    }
    std::optional<Back> operator()(const FollowUpMade& what) const {
        return Back{FollowUpRemoved{what.follow_up.number},
                    action_name(what.follow_up.number) + " is taken back"};
    }
    std::optional<Back> operator()(const FollowUpEnded& what) const {
        if (what.state == FollowUp::State::open)
            return std::nullopt;
        return Back{FollowUpEnded{what.number, FollowUp::State::open, {}},
                    action_name(what.number) + " is to do again"};
    }
    std::optional<Back> operator()(const ComponentSet& what) const {
        return Back{ComponentSet{what.name, what.before, what.state, !what.taken_back},
                    what.before
                        ? what.name + " is " + std::string(to_string(*what.before)) + " again"
                        : what.name + " is not affected"};
    }
    std::optional<Back> operator()(const DocumentSet& what) const {
        return Back{DocumentSet{what.before, what.state},
                    "the postmortem is " + std::string(to_string(what.before)) + " again"};
    }
    template <class Other>
    std::optional<Back> operator()(const Other& /*what*/) const {
        return std::nullopt;
    }

private:
    static Back removed(int number) {
        return {EntryRemoved{number}, entry_name(number) + " is out of the timeline"};
    }

    const Asked& asked_;
};

// What happened since, by what it was about: who did it last.
std::map<std::string, Person> changed_in(std::span<const Change> since) {
    std::map<std::string, Person> changed;
    for (const auto& change : since) {
        if (const auto subject = subject_of(change.what); !subject.empty())
            changed[subject] = change.by;
        if (std::holds_alternative<Reopened>(change.what))  // it puts these aside
            for (const auto key : {KeyTime::repaired, KeyTime::resolved})
                changed["the time " + std::string(to_string(key))] = change.by;
    }
    return changed;
}

// What somebody asked for comes first: what Muster did beside it must fit in with that.
std::vector<const What*> newest_first(const std::vector<Change>& deed) {
    std::vector<const What*> whats;
    for (const bool aside : {false, true})
        for (auto change = deed.rbegin(); change != deed.rend(); ++change)
            if (is_side_effect(change->what) == aside)
                whats.push_back(&change->what);
    return whats;
}

// A time that comes back has its place among those that were set since.
Result<void> fits_in(const Incident& incident, const What& what, const Settings& settings) {
    const auto* set = std::get_if<TimeSet>(&what);
    if (set == nullptr || !set->moment)
        return {};
    return check_order(incident, set->key, set->moment->at, set->moment->automatic, settings);
}

// What comes back from these cannot be known from the change alone.
bool can_be_undone(const What& what) {
    return !std::holds_alternative<FollowUpRemoved>(what) &&
           !std::holds_alternative<FollowUpEnded>(what);
}

Error changed_since(const Asked& asked, const std::string& subject, const Person& by) {
    const std::string who_did = by == asked.request.user ? "You have" : by.name + " has";
    return conflict(who_did + " changed " + subject +
                    " since, so this cannot be undone by the button. Nothing changed. " +
                    typed(asked, "history") + " shows who did what.");
}

// The deed, oldest first, and what came since; or why it is not for the asker to take back.
struct Trail {
    std::vector<Change> deed;
    std::vector<Change> since;
};

Result<Trail> read_trail(const Asked& asked) {
    std::string_view value = asked.request.value;
    take_word(value);
    const auto first = take_number(value);
    const auto last = take_number(value);
    const auto& incident = *asked.incident;
    if (!first || !last || *first > *last || *last > incident.version)
        return invalid("That button is from another version of Muster. Nothing changed.");
    const int count = incident.version - *first + 1;
    if (count > most_looked_at)
        return conflict("Too much has happened since to undo this by the button. Nothing changed.");
    auto changes = asked.record.newest_changes(incident.id, count);
    std::ranges::reverse(changes);
    const auto split =
        changes.begin() + std::min<std::ptrdiff_t>(*last - *first + 1, std::ssize(changes));
    Trail trail{{changes.begin(), split}, {split, changes.end()}};
    for (const auto& change : trail.deed)
        if (change.by != asked.request.user)
            return conflict("Only " + change.by.name +
                            ", who did it, can undo this by the button. Nothing changed.");
    return trail;
}

}  // namespace

Decision undoable(const Asked& asked, Decision decision, std::string_view text) {
    if (decision.reply.refused || decision.changes.empty())
        return decision;
    const int first = asked.incident->version + 1;
    const int last = asked.incident->version + static_cast<int>(decision.changes.size());
    decision.reply.buttons.push_back(
        {"undo", std::string(text),
         to_string(asked.incident->id) + " " + std::to_string(first) + " " + std::to_string(last),
         Button::Style::normal});
    return decision;
}

Result<Decision> undoable(const Asked& asked, Result<Decision> decision) {
    if (!decision)
        return decision;
    return undoable(asked, std::move(*decision));
}

Result<Decision> undo_clicked(const Asked& asked) {
    const auto& settings = asked.record.settings();
    const auto trail = read_trail(asked);
    if (!trail)
        return trail.error();
    const auto changed = changed_in(trail->since);
    Whats whats;
    auto after = *asked.incident;
    std::vector<Words> told;
    bool can_redo = true;
    for (const auto* what : newest_first(trail->deed)) {
        const bool aside = is_side_effect(*what);
        if (const auto by = changed.find(subject_of(*what)); by != changed.end()) {
            if (aside)
                continue;
            return changed_since(asked, by->first, by->second);
        }
        if (needs_open_incident(*what))
            if (const auto open = require_open(*asked.incident, settings); !open)
                return open.error();
        auto back = std::visit(Inverse(asked), *what);
        if (!back)
            continue;
        if (const auto fits = fits_in(after, back->what, settings); !fits) {
            if (aside)
                continue;
            return fits.error();
        }
        apply(after, {after.id, asked.request.at, asked.request.user, back->what});
        can_redo = can_redo && can_be_undone(back->what);
        if (!aside)
            told.push_back(std::move(back->words));
        whats.push_back(std::move(back->what));
    }
    if (told.empty())
        return conflict("There is nothing left to undo. Nothing changed.");
    Reply reply;
    reply.words.plain("Undone: ");
    for (std::size_t i = 0; i < told.size(); ++i)
        reply.words.plain(i == 0 ? "" : ", ").add(told[i]);
    reply.words.plain(".");
    auto decision = decided(asked, asked.incident->id, std::move(whats), std::move(reply));
    return can_redo ? undoable(asked, std::move(decision), "Redo") : std::move(decision);
}

}  // namespace muster
