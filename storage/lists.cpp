#include "storage/lists.hpp"

#include "domain/redaction.hpp"

#include <algorithm>
#include <string>

namespace muster {
namespace {

struct ListApplier {
    Lists& lists;
    const Change& change;

    [[nodiscard]] Error missing(std::string_view what, int number) const {
        return invalid(to_string(change.incident) + " has no " + std::string(what) + " " +
                       std::to_string(number));
    }

    Result<void> operator()(const EntryAdded& what) const {
        lists.keep(change.incident, what.entry);
        return {};
    }
    Result<void> operator()(const EntryEdited& what) const {
        if (!lists.entry(change.incident, what.entry.number))
            return missing("entry", what.entry.number);
        lists.keep(change.incident, what.entry);
        return {};
    }
    Result<void> operator()(const EntryRemoved& what) const {
        auto entry = lists.entry(change.incident, what.number);
        if (!entry)
            return missing("entry", what.number);
        entry->removed = true;
        lists.keep(change.incident, *entry);
        return {};
    }
    Result<void> operator()(const UpdateMade& what) const {
        lists.keep(change.incident, what.update);
        return {};
    }
    Result<void> operator()(const UpdateEdited& what) const {
        auto update = lists.update(change.incident, what.number);
        if (!update)
            return missing("update", what.number);
        update->text = what.text;
        update->neutral = false;
        update->edited = true;
        if (update->waiting)  // its words are theirs now, and somebody else's to approve
            update->author = change.by;
        lists.keep(change.incident, *update);
        return {};
    }
    Result<void> operator()(const UpdateWithdrawn& what) const {
        auto update = lists.update(change.incident, what.number);
        if (!update)
            return missing("update", what.number);
        update->withdrawn = true;
        update->why_withdrawn = what.why;
        lists.keep(change.incident, *update);
        return {};
    }
    // It is as if it were made now: those outside read them in the order in which they left.
    Result<void> operator()(const UpdateApproved& what) const {
        auto update = lists.update(change.incident, what.number);
        if (!update)
            return missing("update", what.number);
        update->waiting = false;
        update->at = change.at;
        update->approved_by = change.by;
        lists.keep(change.incident, *update);
        return {};
    }
    Result<void> operator()(const FollowUpMade& what) const {
        lists.keep(change.incident, what.follow_up);
        return {};
    }
    Result<void> operator()(const FollowUpEnded& what) const {
        auto follow_up = lists.follow_up(change.incident, what.number);
        if (!follow_up)
            return missing("follow-up", what.number);
        follow_up->state = what.state;
        follow_up->why_dropped = what.state == FollowUp::State::dropped ? what.why : "";
        follow_up->ended_at.reset();
        if (what.state != FollowUp::State::open)
            follow_up->ended_at = change.at;
        lists.keep(change.incident, *follow_up);
        return {};
    }
    Result<void> operator()(const FollowUpRemoved& what) const {
        if (!lists.follow_up(change.incident, what.number))
            return missing("follow-up", what.number);
        lists.drop_follow_up(change.incident, what.number);
        return {};
    }
    Result<void> operator()(const EntryRedacted& what) const {
        auto entry = lists.entry(change.incident, what.number);
        if (!entry)
            return missing("entry", what.number);
        entry->text = redaction_text(change.by, what.why);
        entry->link.clear();  // the message there says it all the same
        entry->edited = true;
        lists.keep(change.incident, *entry);
        return {};
    }
    Result<void> operator()(const UpdateRedacted& what) const {
        auto update = lists.update(change.incident, what.number);
        if (!update)
            return missing("update", what.number);
        update->text = redaction_text(change.by, what.why);
        update->neutral = false;
        update->withdrawn = true;
        update->why_withdrawn = update->text;
        lists.keep(change.incident, *update);
        return {};
    }
    Result<void> operator()(const RevisionMade& what) const {
        lists.keep(change.incident, what.revision);
        return {};
    }
    template <class Head>
    Result<void> operator()(const Head& /*what*/) const {
        return {};
    }
};

// Lists in memory, in the order of their numbers.
class DossierLists : public Lists {
public:
    explicit DossierLists(Dossier& dossier) : dossier_(dossier) {}

    std::optional<Entry> entry(IncidentId /*id*/, int number) override {
        return find(dossier_.entries, number);
    }
    std::optional<Update> update(IncidentId /*id*/, int number) override {
        return find(dossier_.updates, number);
    }
    std::optional<FollowUp> follow_up(IncidentId /*id*/, int number) override {
        return find(dossier_.follow_ups, number);
    }
    void keep(IncidentId /*id*/, const Entry& entry) override { put(dossier_.entries, entry); }
    void keep(IncidentId /*id*/, const Update& update) override { put(dossier_.updates, update); }
    void keep(IncidentId /*id*/, const FollowUp& follow_up) override {
        put(dossier_.follow_ups, follow_up);
    }
    void keep(IncidentId /*id*/, const Revision& revision) override {
        put(dossier_.revisions, revision);
    }
    void drop_follow_up(IncidentId /*id*/, int number) override {
        std::erase_if(dossier_.follow_ups,
                      [&](const FollowUp& follow_up) { return follow_up.number == number; });
    }

private:
    template <class T>
    static auto position(std::vector<T>& items, int number) {
        return std::ranges::lower_bound(items, number, {}, &T::number);
    }
    template <class T>
    static std::optional<T> find(std::vector<T>& items, int number) {
        const auto at = position(items, number);
        if (at == items.end() || at->number != number)
            return std::nullopt;
        return *at;
    }
    template <class T>
    static void put(std::vector<T>& items, const T& item) {
        const auto at = position(items, item.number);
        if (at != items.end() && at->number == item.number)
            *at = item;
        else
            items.insert(at, item);
    }

    Dossier& dossier_;
};

}  // namespace

Result<void> apply_to_lists(Lists& lists, const Change& change) {
    return std::visit(ListApplier{lists, change}, change.what);
}

Result<void> replay(Dossier& dossier, const Change& change) {
    DossierLists lists(dossier);
    if (auto applied = apply_to_lists(lists, change); !applied)
        return applied;
    apply(dossier.incident, change);
    return {};
}

}  // namespace muster
