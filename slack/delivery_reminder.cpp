// What comes due by itself: reminders, the weekly digest, archiving; and the Home tab.
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"
#include "slack/home_view.hpp"

namespace muster::slack {
namespace {

const std::string reminder_refused = "A reminder could not be posted";

}  // namespace

// It says what is due when it is sent, which may be nothing by then.
Script<bool> DeliveryWork::post_reminder() {
    if (room().empty())
        co_return true;
    if (!parcel_.notice.is_due) {
        if (!in_doubt(""))
            co_return true;
        const auto found = co_await find_message("", room());
        if (found.certain && !found.what.empty()) {
            made_.reminder = MessageTs(found.what);
            more_.push_back({Effect::Kind::show_reminder, incident().id, 0, {}, {}});
        }
        co_return true;
    }
    const auto before = places().reminder;
    made_.reminder =
        co_await say("", room(), on_time(notice(parcel_.notice.says)), reminder_refused);
    // Two would ask for the same.
    if (!before.empty() && !made_.reminder.empty() && made_.reminder != before)
        co_await show(room().channel, before, note(Words("This reminder comes again below.")),
                      "An older reminder could not be changed");
    co_return !made_.reminder.empty();
}

Script<bool> DeliveryWork::show_reminder() {
    const auto ts = places().reminder;
    const bool shown = co_await show(room().channel, ts, notice(parcel_.notice.says),
                                     "The reminder could not be kept up to date");
    // Nothing more will be said in it.
    if (shown && parcel_.notice.is_over && !ts.empty())
        missing_.push_back({room().channel, ts});
    co_return shown;
}

Script<bool> DeliveryWork::remind_owner() {
    const auto& person = parcel_.effect.subject;
    if (person.empty() || !parcel_.notice.is_due)
        co_return true;  // all of it has been done meanwhile
    co_return co_await tell_directly(person, on_time(notice(parcel_.notice.says)),
                                     person + " could not be reminded");
}

Script<bool> DeliveryWork::post_digest() {
    const auto said = co_await say_in(
        parcel_.view.settings.announce_channel, "MUSTER_ANNOUNCE_CHANNEL", "",
        on_time(note(parcel_.effect.words)), "The weekly digest could not be posted");
    co_return !said.ts.empty();
}

Script<bool> DeliveryWork::show_archived() {
    const bool open =
        places().has_channel() && places().room.value_or(RoomState::open) == RoomState::open;
    if (!open || !incident().closed)
        co_return true;  // it was reopened, or somebody did it by hand
    Form form;
    form.text("channel", places().channel.str());
    auto answer = co_await ask("conversations.archive", form);
    stop_unless_final(answer);
    if (answer.error == "not_in_channel" && co_await join(places().channel)) {
        answer = co_await ask("conversations.archive", form);
        stop_unless_final(answer);
    }
    if (answer.error == "channel_not_found") {
        more_.push_back({Effect::Kind::show_channel, incident().id, 0, {}, {}});
        co_return true;
    }
    if (answer.good())
        made_.room = RoomState::archived;
    else
        refuse(Words(refusal_words("The channel could not be archived", answer)));
    co_return answer.good();
}

// The hash keeps a call that Slack gets late from bringing back what was there before. Whoever
// changed it meanwhile was we ourselves: what is shown now is newer.
Script<bool> DeliveryWork::show_home() {
    Form form;
    form.text("user_id", parcel_.effect.subject);
    form.json("view", home_view(parcel_.home));
    Form guarded = form;
    if (!parcel_.home_hash.empty())
        guarded.text("hash", parcel_.home_hash);
    auto answer = co_await ask("views.publish", guarded);
    if (answer.error == "hash_conflict")
        answer = co_await ask("views.publish", form);
    stop_unless_final(answer);
    if (answer.good())
        home_hash_ = text_at(at(answer.body, "view"), "hash");
    else
        refuse(Words(refusal_words("The Home tab could not be shown", answer)));
    co_return answer.good();
}

}  // namespace muster::slack
