#include "commands/consequence_list.hpp"

#include "domain/approval.hpp"

#include <algorithm>
#include <utility>

namespace muster {

using Kind = Effect::Kind;

void ConsequenceList::bring_reminder_up_to_date(bool answered) {
    const auto reminders = asked_.record.reminders(after_.id);
    const auto* const stale = find_reminder(reminders, stale_subject);
    const bool concerns = answered || (stale != nullptr && stale->said);
    const auto is_said = [](const Reminder& one) { return one.said.has_value(); };
    if (concerns && std::ranges::any_of(reminders, is_said) &&
        !asked_.record.places(after_.id).reminder.empty())
        show(Kind::show_reminder);
}

void ConsequenceList::say(Kind kind, int number, Words words) {
    if (after_.is_private() && (kind == Kind::post_announcement || kind == Kind::show_announcement))
        return;
    add({kind, after_.id, number, std::move(words), {}});
}

void ConsequenceList::tell(const UserId& user, Words words) {
    add({Kind::tell_person, after_.id, 0, std::move(words), {user.str()}});
}

void ConsequenceList::show(Kind kind, int number) {
    const auto same = [&](const Effect& effect) {
        return effect.kind == kind && effect.number == number;
    };
    if (std::ranges::none_of(effects_, same))
        say(kind, number);
}

void ConsequenceList::invite(std::vector<std::string> people) {
    if (!people.empty())
        add({Kind::show_members, after_.id, 0, {}, std::move(people)});
}

void ConsequenceList::head_changed() {
    if (!after_.is_window()) {
        show(Kind::show_card);
        show(Kind::show_topic);
    }
    show(Kind::show_announcement);
}

void ConsequenceList::fold_changed() {
    head_changed();
    show(Kind::show_bookmark);  // the page's link is offered only where there is a page
}

void ConsequenceList::show_update(int number) {
    if (waits(number)) {
        show(Kind::show_approval, number);
        show(Kind::show_card);
        return;
    }
    show(Kind::show_update, number);
    update_changed();
}

void ConsequenceList::update_changed() {
    if (!after_.is_window())
        show(Kind::show_card);  // a window has no channel, and so no card
    show(Kind::show_announcement);
}

void ConsequenceList::approvals_changed() {
    for (const auto& update : asked_.record.updates(before_.id))
        if (is_waiting(update))
            show(Kind::show_approval, update.number);
}

bool ConsequenceList::waits(int number) const {
    const auto updates = asked_.record.updates(before_.id);
    const auto found = std::ranges::find(updates, number, &Update::number);
    return found != updates.end() && found->waiting;
}

void ConsequenceList::chase_from_now(const std::string& role) {
    Reminder reminder;
    reminder.incident = after_.id;
    reminder.subject = role_subject(role);
    reminder.due = asked_.request.at + asked_.record.settings().reminders.role_after;
    remind(std::move(reminder));
}

}  // namespace muster
