#include "commands/consequences.hpp"

#include "commands/arguments.hpp"
#include "commands/consequence_list.hpp"
#include "commands/parts_on_page.hpp"
#include "commands/push_consequences.hpp"
#include "commands/revision.hpp"
#include "domain/redaction.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

using Kind = Effect::Kind;

// What follows from one change after another.
class Consequences : public ConsequenceList {
public:
    using ConsequenceList::ConsequenceList;

    void operator()(const Declared& /*what*/) {
        if (after().is_window()) {
            say(Kind::post_announcement);
            return;
        }
        say(Kind::create_channel);
        say(Kind::post_card);
        say(Kind::post_announcement);
        show(Kind::show_topic);
        show(Kind::show_purpose);
        show(Kind::show_pin);
        show(Kind::show_bookmark);
        auto invited = people_of(after().reporter);
        if (const auto* rule = asked().record.settings().severity(after().severity))
            invited.insert(invited.end(), rule->invite.begin(), rule->invite.end());
        invite(std::move(invited));
    }
    void operator()(const Renamed& /*what*/) {
        head_changed();
        show(Kind::show_purpose);
    }
    void operator()(const SeveritySet& what) {
        head_changed();
        Words words;
        words.add(who(asked().request.user))
            .plain(" set the severity to ")
            .bold(what.severity)
            .plain(", it was " + what.before);
        note(words.plain(what.why.empty() ? "." : ": " + what.why));
        if (const auto* rule = asked().record.settings().severity(what.severity);
            rule != nullptr && !rule->invite.empty())
            invite(rule->invite);
    }
    void operator()(const StatusSet& /*what*/) { head_changed(); }
    void operator()(const RoleGiven& what) {
        head_changed();
        invite(people_of(what.holder));
        Words words;
        words.add(who(what.holder)).plain(" is ").bold(what.role).plain(" now");
        if (what.before)
            words.plain(", taking over from ").add(who(*what.before));
        words.plain(".");
        const auto* rule = asked().record.settings().role(what.role);
        const auto meaning = rule == nullptr ? std::string() : rule->meaning;
        const bool told = what.holder == asked().request.user || tell_holder(what, meaning);
        if (!told && !meaning.empty())
            words.plain(" ").italic(meaning);
        note(std::move(words));
    }
    void operator()(const RoleTaken& what) {
        head_changed();
        Words words;
        note(words.add(who(what.before)).plain(" is no longer " + what.role + "."));
        chase_from_now(what.role);
    }
    void operator()(const EntryAdded& /*what*/) { show(Kind::show_card); }
    void operator()(const EntryEdited& /*what*/) { show(Kind::show_card); }
    void operator()(const EntryRemoved& /*what*/) { show(Kind::show_card); }
    void operator()(const MessageDeleted& /*what*/) {}
    void operator()(const UpdateMade& what) {
        if (what.update.waiting) {
            say(Kind::post_approval, what.update.number);
            show(Kind::show_card);
            return;
        }
        // The announcement itself carries the words of declaring; a postmortem has its own post.
        if (what.update.number > 1 && !what.update.postmortem)
            say(Kind::post_update, what.update.number);
        update_changed();
    }
    void operator()(const UpdateEdited& what) { show_update(what.number); }
    void operator()(const UpdateWithdrawn& what) { show_update(what.number); }
    void operator()(const UpdateApproved& what) {
        say(Kind::post_update, what.number);
        show(Kind::show_approval, what.number);
        update_changed();
    }
    void operator()(const PartSet& /*what*/) { show(Kind::show_card); }
    void operator()(const TimeSet& /*what*/) { show(Kind::show_card); }
    void operator()(const FollowUpMade& /*what*/) { show(Kind::show_card); }
    void operator()(const FollowUpEnded& /*what*/) { show(Kind::show_card); }
    void operator()(const Closed& /*what*/) {
        head_changed();
        approvals_changed();
    }
    void operator()(const Reopened& what) {
        head_changed();
        approvals_changed();
        Words words;
        note(words.add(who(asked().request.user))
                 .plain(" reopened " + to_string(after().id) + ": " + what.why));
        // It is chased anew, and its channel is archived again some day.
        for (auto reminder : asked().record.reminders(after().id)) {
            if (!is_said_in_channel(reminder.subject) && reminder.subject != archive_subject)
                continue;
            reminder.stopped = false;
            reminder.until.reset();
            reminder.said.reset();
            remind(std::move(reminder));
        }
        for (const auto& rule : asked().record.settings().roles)
            if (after().holder(rule.name) == nullptr)
                chase_from_now(rule.name);
    }
    void operator()(const WindowSet& /*what*/) { show(Kind::show_announcement); }
    void operator()(const PublishedSet& /*what*/) {
        show(Kind::show_card);
        show(Kind::show_bookmark);  // which leads to the page where there is one
    }
    void operator()(const RevisionMade& what) {
        if (before().revisions == 0)
            say(Kind::post_postmortem);
        else
            show(Kind::show_postmortem);
        say(Kind::upload_document, what.revision.number);
    }
    void operator()(const EntryRedacted& what) {
        const auto changes = asked().record.entry_changes(after().id, what.number);
        redacted(texts_of_entry(changes, what.number));
        const auto entry = asked().record.entry(after().id, what.number);
        const bool was_told = entry && (entry->source == Entry::Source::automatic ||
                                        entry->source == Entry::Source::alert);
        if (!was_told || changes.empty())
            return;
        Effect told{Kind::show_note, after().id, what.number, {}, {}};
        told.words = redaction_text(asked().request.user, what.why);
        told.details["since"] = to_rfc3339(changes.front().at);
        add(std::move(told));
    }
    void operator()(const UpdateRedacted& what) {
        show(Kind::show_update, what.number);
        if (waits(what.number))
            show(Kind::show_approval, what.number);
        redacted({});
    }

    // What was public goes first.
    void operator()(const MadePrivate& what) {
        for (auto& effect : taking_back(after().id, what.before))
            add(std::move(effect));
        auto people = people_of(after().reporter);
        for (auto& person : people_of(asked().request.user))
            if (std::ranges::find(people, person) == people.end())
                people.push_back(std::move(person));
        add({Kind::create_channel, after().id, 0, {}, people});
        say(Kind::post_card);
        for (const auto kind :
             {Kind::show_topic, Kind::show_purpose, Kind::show_pin, Kind::show_bookmark})
            show(kind);
        for (const auto& [role, holder] : after().roles)
            if (!holder.user.empty())
                people.push_back(holder.user.str());
        invite(std::move(people));
        Words words;
        words.add(who(asked().request.user))
            .plain(" made " + to_string(what.before) + " private: " + what.why + "\n")
            .add(taken_back_words(asked().record.places(what.before)));
        note(std::move(words));
        if (before().revisions > 0)
            say(Kind::post_postmortem);
    }

    void operator()(const ComponentSet& /*what*/) {
        if (!after().is_window())
            show(Kind::show_card);
    }
    void operator()(const FollowUpRemoved& /*what*/) { show(Kind::show_card); }
    void operator()(const Folded& what) {
        const auto& fold = what.fold;
        fold_changed();
        approvals_changed();
        Words words;
        words.add(who(asked().request.user)).plain(" folded this into ").bold(to_string(fold.into));
        if (const auto place = asked().record.places(fold.into);
            place.has_channel() && !after().is_private())
            words.plain(" ").channel(place.channel, place.channel_name);
        words.plain(": it is the same incident. Go on there; what was noted here stands there.");
        for (const auto& person : people_in(before()))
            words.plain(" ").add(who(person));
        words.plain("\nIf it is another one after all: ")
            .code(asked().record.settings().command + " " + to_string(after().id) + " reopen WHY");
        note(std::move(words));
    }
    void operator()(const Unfolded& what) {
        fold_changed();
        approvals_changed();
        Words words;
        note(words.add(who(asked().request.user))
                 .plain(" parted this from " + to_string(what.from) + " again: " + what.why +
                        "\nIt goes on here, as it was."));
    }
    void operator()(const FoldTaken& what) {
        Words words;
        words.add(who(asked().request.user))
            .plain(" folded ")
            .bold(to_string(what.from))
            .plain(" into this: it is the same incident.");
        if (what.entries > 0)
            words.plain(" " + counted(what.entries, "entry", "entries") +
                        " came over into the timeline.");
        note(std::move(words));
        show(Kind::show_card);
        // Who may see a private incident is not for a fold to widen.
        if (const auto from = asked().record.incident(what.from); from && !after().is_private()) {
            std::vector<std::string> people;
            for (const auto& person : people_in(*from))
                for (auto& id : people_of(person))
                    people.push_back(std::move(id));
            invite(std::move(people));
        }
    }
    void operator()(const FoldReturned& what) {
        Words words;
        words.add(who(asked().request.user))
            .plain(" parted " + to_string(what.from) + " from this again");
        if (what.entries > 0)
            words.plain(", and " + counted(what.entries, "entry", "entries") + " went with it");
        note(words.plain("."));
        show(Kind::show_card);
    }
    void operator()(const Archived& /*what*/) { show(Kind::show_archived); }
    void operator()(const DocumentSet& /*what*/) {}
    void operator()(const ReviewGiven& /*what*/) { show(Kind::show_postmortem); }
    void operator()(const AlertHeard& /*what*/) { show(Kind::show_card); }
    void operator()(const ReviewAsked& what) {
        show(Kind::show_postmortem);
        for (const auto& reviewer : what.reviewers)
            if (reviewer != asked().request.user)
                ask_to_read(reviewer);
    }

private:
    static std::vector<std::string> people_of(const Person& person) {
        if (!person.user.empty())
            return {person.user.str()};
        if (!person.group.empty())
            return {person.group.str()};
        return {};
    }

    // Directly, what the role entails; false when they cannot be told so. Of a private incident
    // only its members hear anything outside its channel.
    bool tell_holder(const RoleGiven& what, const std::string& meaning) {
        const auto& user = what.holder.user;
        const auto places = asked().record.places(after().id);
        if (user.empty() || meaning.empty() ||
            (after().is_private() && !asked().record.is_member(places.channel, user)))
            return false;
        Words words;
        words.add(who(asked().request.user)).plain(" made you ").bold(what.role).plain(" of ");
        words
            .bold((after().is_drill() ? "DRILL " : "") + to_string(after().id) + " " +
                  after().title)
            .plain(" (" + after().severity + ").\n")
            .italic(meaning);
        if (places.has_channel())
            words.plain("\nIts channel: ").channel(places.channel, places.channel_name);
        words.plain("\nTo hand it on: ")
            .code(asked().record.settings().command + " " + to_string(after().id) + " assign " +
                  what.role + " @USER");
        tell(user, std::move(words));
        return true;
    }
    void ask_to_read(const Person& reviewer) {
        const auto places = asked().record.places(after().id);
        Words words;
        words.add(who(asked().request.user))
            .plain(" asks you to read the postmortem of ")
            .bold((after().is_drill() ? "DRILL " : "") + to_string(after().id) + " " +
                  after().title)
            .plain(", and to say what is missing or wrong.");
        if (!places.document_link.empty())
            words.plain("\n").link(places.document_link, "The document");
        if (places.has_channel())
            words.plain("\nIts channel: ").channel(places.channel, places.channel_name);
        words.plain("\nWhen you have read it: ")
            .code(asked().record.settings().command + " " + to_string(after().id) +
                  " postmortem reviewed");
        tell(reviewer.user, std::move(words));
    }
    // Whatever of ours may show it is shown anew, and documents of before go.
    void redacted(const std::vector<std::string>& secrets) {
        head_changed();
        show(Kind::show_purpose);
        for (const auto& update : asked().record.updates(after().id))
            if (holds(update.text, secrets))
                show(update.waiting ? Kind::show_approval : Kind::show_update, update.number);
        if (before().revisions == 0)
            return;
        show(Kind::show_postmortem);
        show(Kind::show_documents, after().revisions);
    }
    // Whoever works on it, each once.
    static std::vector<Person> people_in(const Incident& incident) {
        std::vector<Person> people;
        const auto add = [&](const Person& person) {
            if (std::ranges::find(people, person) == people.end())
                people.push_back(person);
        };
        add(incident.reporter);
        for (const auto& [role, person] : incident.roles)
            add(person);
        return people;
    }
};

// Whether it may be what a reminder asked for, or changes what the reminder says.
struct AnswersReminder {
    bool operator()(const Renamed& /*what*/) const { return true; }
    bool operator()(const SeveritySet& /*what*/) const { return true; }
    bool operator()(const StatusSet& /*what*/) const { return true; }
    bool operator()(const RoleGiven& /*what*/) const { return true; }
    bool operator()(const RoleTaken& /*what*/) const { return true; }
    bool operator()(const UpdateMade& /*what*/) const { return true; }
    bool operator()(const UpdateWithdrawn& /*what*/) const { return true; }
    bool operator()(const UpdateApproved& /*what*/) const { return true; }
    bool operator()(const Closed& /*what*/) const { return true; }
    bool operator()(const Reopened& /*what*/) const { return true; }
    template <class Other>
    bool operator()(const Other& /*what*/) const {
        return false;
    }
};

// What the channel is told stands in the timeline too, so that whoever redacts it there finds it.
void name_entry_told(Decision& decision) {
    int number = 0;
    for (const auto& change : decision.changes)
        if (const auto* const added = std::get_if<EntryAdded>(&change.what);
            added != nullptr && added->entry.source == Entry::Source::automatic)
            number = added->entry.number;
    for (auto& effect : decision.effects)
        if (effect.kind == Kind::post_note)
            effect.number = number;
}

}  // namespace

Words taken_back_words(const Places& places) {
    Words words("Muster takes back what it posted: ");
    const bool had_channel = !places.channel.empty();
    if (had_channel)
        words.plain("its messages, files and bookmark in ")
            .channel(places.channel, places.channel_name)
            .plain(", which is renamed and archived, ");
    words.plain("the announcement with its thread, the postmortem's copy, and the page.\n")
        .plain("It cannot take back what people wrote themselves");
    if (had_channel)
        words.plain(
            " in that channel and Slack's own lines about its topic and name; an admin of "
            "the workspace can delete the whole channel");
    return words.plain(
        ". Nor what somebody has read, was notified of, or a feed reader has fetched.");
}

Decision decided(const Asked& asked, IncidentId id, Whats whats, Reply reply) {
    const auto& request = asked.request;
    const auto before = asked.incident.value_or(Incident{});
    auto after = before;
    Decision decision;
    const auto add = [&](What what) {
        decision.changes.push_back({id, request.at, request.user, std::move(what)});
        apply(after, decision.changes.back());
    };

    auto revision = revision_after(asked, before, whats);
    for (auto& what : whats)
        add(std::move(what));
    if (revision)
        add(RevisionMade{*std::move(revision)});

    Consequences consequences(asked, before, after);
    for (const auto& change : decision.changes)
        std::visit(consequences, change.what);
    consequences.bring_reminder_up_to_date(std::ranges::any_of(
        decision.changes,
        [](const Change& change) { return std::visit(AnswersReminder{}, change.what); }));
    decision.effects = consequences.take();
    for (auto& effect : pushes_after(asked.record, before, after, decision.changes))
        decision.effects.push_back(std::move(effect));
    name_entry_told(decision);
    decision.reminders = consequences.take_reminders();
    // Whoever sets one is told by the command itself.
    const bool sets_one = std::ranges::any_of(decision.changes, [](const Change& change) {
        return std::holds_alternative<ComponentSet>(change.what);
    });
    if (!reply.words.empty() && (after.is_window() || !sets_one))
        reply.words.add(parts_on_page(asked.record, before, after));
    decision.reply = std::move(reply);
    return decision;
}

}  // namespace muster
