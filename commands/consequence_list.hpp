#pragma once

#include "commands/command.hpp"

#include <string>
#include <utility>
#include <vector>

namespace muster {

// What must follow outside from the changes of one decision, collected; each Show stands in it
// once. Refers to what it is made of for as long as it lives.
class ConsequenceList {
public:
    ConsequenceList(const Asked& asked, const Incident& before, const Incident& after)
        : asked_(asked), before_(before), after_(after) {}

    // A reminder that stands in the channel says so when what it asked for has been done;
    // `answered` when the changes may be that.
    void bring_reminder_up_to_date(bool answered);

    std::vector<Effect> take() { return std::move(effects_); }
    std::vector<Reminder> take_reminders() { return std::move(reminders_); }

protected:
    [[nodiscard]] const Asked& asked() const { return asked_; }
    [[nodiscard]] const Incident& before() const { return before_; }
    [[nodiscard]] const Incident& after() const { return after_; }

    void add(Effect effect) { effects_.push_back(std::move(effect)); }
    // However often it stands there already. A private incident is announced nowhere.
    void say(Effect::Kind kind, int number = 0, Words words = {});
    void note(Words words) { say(Effect::Kind::post_note, 0, std::move(words)); }
    // Directly, to one person.
    void tell(const UserId& user, Words words);
    // Unless it is shown already.
    void show(Effect::Kind kind, int number = 0);
    // Users and groups. A Show that would replace an unsent one loses nobody: it names everyone it
    // still has to add.
    void invite(std::vector<std::string> people);

    // Shows anew what shows the title, the state and the people; what shows an update; and, for
    // each update that waits for approval, whether it can still be decided on.
    void head_changed();
    void fold_changed();
    void show_update(int number);
    void update_changed();
    void approvals_changed();
    // Whether the update waits for approval.
    [[nodiscard]] bool waits(int number) const;

    void remind(Reminder reminder) { reminders_.push_back(std::move(reminder)); }
    // The role is empty as of now, and as much time as after declaring is left to fill it.
    void chase_from_now(const std::string& role);

private:
    const Asked& asked_;
    const Incident& before_;
    const Incident& after_;
    std::vector<Effect> effects_;
    std::vector<Reminder> reminders_;
};

}  // namespace muster
