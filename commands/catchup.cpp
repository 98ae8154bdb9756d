#include "commands/catchup.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/deed.hpp"
#include "domain/approval.hpp"
#include "domain/text.hpp"
#include "domain/update_due.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace muster {
namespace {

constexpr int most_read = 1'000;  // changes
constexpr std::size_t most_entries = 15;
constexpr std::size_t most_updates = 5;
constexpr std::size_t most_deeds = 12;
constexpr std::size_t most_actions = 8;
constexpr std::size_t shown_characters = 180;

// Whether a line about it would only repeat another.
struct IsNoise {
    bool operator()(const RevisionMade& /*what*/) const { return true; }
    bool operator()(const TimeSet& what) const { return !what.moment || what.moment->automatic; }
    bool operator()(const EntryAdded& /*what*/) const { return true; }  // shown as it is now
    bool operator()(const UpdateMade& /*what*/) const { return true; }
    bool operator()(const StatusSet& /*what*/) const { return true; }  // an update tells it
    template <class Other>
    bool operator()(const Other& /*what*/) const {
        return false;
    }
};

// What came since, oldest first, and whether there was more than is read.
struct Since {
    std::vector<Change> changes;
    int before = 0;
};

Look look_of(const Asked& asked, const Incident& incident) {
    return {incident.id, asked.request.user.user, incident.version, asked.request.at};
}

Since changes_since(const Asked& asked, const Incident& incident, int version) {
    const int count = std::max(incident.version - version, 0);
    Since since;
    if (count == 0)
        return since;
    since.changes = asked.record.newest_changes(incident.id, std::min(count, most_read));
    std::ranges::reverse(since.changes);
    since.before = count - static_cast<int>(since.changes.size());
    return since;
}

void say_state(const Asked& asked, const Incident& incident, Words& words) {
    const auto& settings = asked.record.settings();
    words.plain("\n" + incident.severity + ", " +
                (incident.folded   ? "duplicate of " + to_string(incident.folded->into)
                 : incident.closed ? "closed"
                                   : std::string(to_string(incident.status))));
    for (const auto& rule : settings.roles) {
        const auto* holder = incident.holder(rule.name);
        if (holder == nullptr && &rule != &settings.roles.front())
            continue;
        words.plain("\n" + rule.name + ": ");
        if (holder != nullptr)
            words.add(who(*holder));
        else
            words.plain("nobody yet. ").code(typed(asked, "assign " + rule.name + " @USER"));
    }
    const auto due =
        next_update_due(incident, asked.record.updates(incident.id), asked.record.settings());
    if (due) {
        const auto minute = std::chrono::floor<std::chrono::minutes>(*due);
        words.plain(*due < asked.request.at ? "\nAn update is overdue since "
                                            : "\nNext update due: ");
        say_instant(words, minute, asked.request.zone);
    }
    const auto updates = asked.record.updates(incident.id);
    if (const auto* waiting = waiting_update(incident, updates))
        words.plain("\nUpdate " + std::to_string(waiting->number) + " waits for approval: ")
            .code(typed(asked, "update approve " + std::to_string(waiting->number)));
    if (!incident.closed)
        for (const auto& [name, state] : incident.components)
            if (state != ComponentState::operational)
                words.plain("\n" + name + ": ").bold(to_string(state));
}

void say_open_actions(const Asked& asked, const Incident& incident, Words& words) {
    std::size_t count = 0;
    for (const auto& action : asked.record.follow_ups(incident.id)) {
        if (action.state != FollowUp::State::open)
            continue;
        if (++count > most_actions)
            continue;
        words.plain(count == 1 ? "\nTo do:\n" : "\n")
            .bold(std::to_string(action.number))
            .plain("  ")
            .add(who(action.owner))
            .plain("  " + on_one_line(shortened(action.text, shown_characters)));
        if (action.due)
            words.plain(", by " + date_text(*action.due));
    }
    if (count > most_actions)
        words.plain("\n… and " + std::to_string(count - most_actions) + " more: ")
            .code(typed(asked, "actions"));
}

// The entries and updates that came, as they are now, and what else was done.
class News {
public:
    News(const Asked& asked, const Incident& incident, const Since& since)
        : asked_(asked), incident_(incident) {
        std::set<int> seen;
        const auto updates = asked.record.updates(incident.id);
        for (const auto& change : since.changes) {
            if (const auto* added = std::get_if<EntryAdded>(&change.what))
                take_entry(added->entry.number, seen);
            else if (const auto* made = std::get_if<UpdateMade>(&change.what))
                for (const auto& update : updates)
                    if (update.number == made->update.number && !update.withdrawn &&
                        !update.postmortem)
                        updates_.push_back(update);
            if (!std::visit(IsNoise{}, change.what))
                deeds_.push_back(change);
        }
        std::ranges::sort(entries_, {}, [](const Entry& entry) {
            return std::pair(entry.when.at, entry.number);
        });
    }

    [[nodiscard]] bool empty() const {
        return entries_.empty() && updates_.empty() && deeds_.empty();
    }
    [[nodiscard]] std::size_t count() const {
        return entries_.size() + updates_.size() + deeds_.size();
    }

    // Whether these entries are all of it.
    [[nodiscard]] bool is_within(const std::vector<Entry>& shown) const {
        return updates_.empty() && deeds_.empty() &&
               std::ranges::all_of(entries_, [&](const Entry& entry) {
                   return std::ranges::find(shown, entry.number, &Entry::number) != shown.end();
               });
    }

    void say(Words& words) const {
        const auto& zone = asked_.request.zone;
        if (!updates_.empty())
            words.plain("\n").bold(counted(std::ssize(updates_), "update", "updates"));
        for (auto i = first_of(updates_, most_updates); i < updates_.size(); ++i) {
            words.plain("\n");
            say_instant(words, std::chrono::floor<std::chrono::minutes>(updates_[i].at), zone);
            words.plain("  ")
                .bold(to_string(updates_[i].status))
                .plain(updates_[i].waiting ? " (waits for approval)" : "")
                .plain("  " + on_one_line(shortened(updates_[i].text, shown_characters)));
        }
        if (!entries_.empty())
            words.plain("\n").bold(
                counted(std::ssize(entries_), "timeline entry", "timeline entries"));
        for (auto i = first_of(entries_, most_entries); i < entries_.size(); ++i) {
            words.plain("\n").bold(std::to_string(entries_[i].number)).plain("  ");
            say_when(words, shown_when(entries_[i]), zone);
            words.plain("  " + on_one_line(shortened(entries_[i].text, shown_characters)));
        }
        if (entries_.size() > most_entries)
            words.plain("\nThe newest " + std::to_string(most_entries) + "; all: ")
                .code(typed(asked_, "timeline"));
        if (!deeds_.empty())
            words.plain("\n").bold("Also");
        for (auto i = first_of(deeds_, most_deeds); i < deeds_.size(); ++i) {
            words.plain("\n");
            say_instant(words, std::chrono::floor<std::chrono::minutes>(deeds_[i].at), zone);
            words.plain("  ")
                .add(who(deeds_[i].by))
                .plain(" ")
                .add(deed_of(deeds_[i].what, zone, shown_characters));
        }
        if (deeds_.size() > most_deeds)
            words.plain("\nThe newest " + std::to_string(most_deeds) + "; more: ")
                .code(typed(asked_, "history"));
    }

private:
    template <class T>
    static std::size_t first_of(const std::vector<T>& all, std::size_t most) {
        return all.size() > most ? all.size() - most : 0;
    }
    // An entry that was removed since is no news.
    void take_entry(int number, std::set<int>& seen) {
        if (!seen.insert(number).second)
            return;
        if (auto entry = asked_.record.entry(incident_.id, number); entry && !entry->removed)
            entries_.push_back(*std::move(entry));
    }

    const Asked& asked_;
    const Incident& incident_;
    std::vector<Entry> entries_;
    std::vector<Update> updates_;
    std::vector<Change> deeds_;
};

}  // namespace

Decision seen_in_part(const Asked& asked, const Incident& incident, int shown, Reply reply) {
    const auto last = asked.record.last_look(incident.id, asked.request.user.user);
    if (!last)
        return only(std::move(reply));
    const News news(asked, incident, changes_since(asked, incident, last->version));
    const auto first = std::max(0, asked.record.entry_count(incident.id) - shown);
    if (news.is_within(asked.record.entries(incident.id, first, shown))) {
        auto decision = only(std::move(reply));
        decision.looked = look_of(asked, incident);
        return decision;
    }
    reply.words
        .plain("\n" + counted(static_cast<long long>(news.count()), "thing is", "things are") +
               " new since you last looked: ")
        .code(typed(asked, "catchup"));
    return only(std::move(reply));
}

Result<Decision> catchup_command(const Asked& asked) {
    if (!asked.arguments.empty())
        return invalid("Nothing goes with catchup. Write: " + typed(asked, "catchup"));
    const auto& incident = *asked.incident;
    const auto& zone = asked.request.zone;
    const auto last = asked.record.last_look(incident.id, asked.request.user.user);
    const auto since = changes_since(asked, incident, last ? last->version : 0);
    Reply reply;
    auto& words = reply.words;
    words.bold(to_string(incident.id)).plain(" " + incident.title);
    say_state(asked, incident, words);
    say_open_actions(asked, incident, words);
    const auto from =
        std::chrono::floor<std::chrono::minutes>(last ? last->at : incident.declared_at);
    words.plain(last ? "\n\nSince you last looked, " : "\n\nSince it was declared, ");
    say_instant(words, from, zone);
    words.plain(":");
    const News news(asked, incident, since);
    if (news.empty())
        words.plain(" nothing new.");
    else
        news.say(words);
    if (since.before > 0)
        words.plain("\n" + counted(since.before, "older change is", "older changes are") +
                    " not looked at here.");
    auto decision = only(std::move(reply));
    decision.looked = look_of(asked, incident);
    return decision;
}

}  // namespace muster
