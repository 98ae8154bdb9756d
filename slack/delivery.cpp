#include "slack/delivery.hpp"

#include "slack/approval_message.hpp"
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace muster::slack {
namespace {

using Kind = Effect::Kind;
using std::chrono::seconds;

constexpr seconds before_a_look{2};        // what was cut off may still arrive
constexpr seconds longest_on_its_way{12};  // a call's time-out, and that
constexpr seconds after_dead_token{60};
constexpr seconds longest_wait{60};
// A channel that comes back is told by an event; without one it is looked at now and then.
constexpr seconds first_wait_for_place = std::chrono::minutes(10);
constexpr seconds most_wait_for_place = std::chrono::hours(6);
constexpr seconds longest_wait_for_place = std::chrono::days(7);
constexpr seconds late_by_slack{120};
constexpr int looks = 2;

Priority priority_of(Kind kind) {
    switch (kind) {
        case Kind::create_channel:
        case Kind::post_card:
        case Kind::post_note:
        case Kind::show_members:
        case Kind::show_channel:
        case Kind::show_documents:
        case Kind::show_note:
        case Kind::show_taken_back:
        case Kind::unsay:
        case Kind::ask_message:
        case Kind::ask_channel:
        case Kind::show_home:
        case Kind::post_figures:
            return Priority::waited_for;
        case Kind::show_topic:
        case Kind::show_purpose:
        case Kind::show_pin:
        case Kind::show_bookmark:
        case Kind::show_card:
        case Kind::show_announcement:
        case Kind::show_update:
        case Kind::show_postmortem:
        case Kind::show_reminder:
        case Kind::show_archived:
        case Kind::show_approval:
        case Kind::show_push:
        case Kind::show_pushed_update:
            return Priority::decoration;
        case Kind::post_announcement:
        case Kind::post_update:
        case Kind::post_postmortem:
        case Kind::upload_document:
        case Kind::tell_administrators:
        case Kind::tell_person:
        case Kind::post_reminder:
        case Kind::remind_owner:
        case Kind::post_digest:
        case Kind::post_approval:
        case Kind::push_update:
        case Kind::push_component:
            break;
    }
    return Priority::message;
}

}  // namespace

Delivery::Delivery(Parcel parcel, const Self& self, KnownChannels& channels)
    : work_(std::make_unique<DeliveryWork>(std::move(parcel), self, channels)) {}

Delivery::~Delivery() = default;

Step Delivery::start(Instant now) {
    return work_->start(now);
}

Step Delivery::next(Answer answer, Instant now) {
    return work_->next(std::move(answer), now);
}

DeliveryWork::DeliveryWork(Parcel parcel, const Self& self, KnownChannels& channels)
    : parcel_(std::move(parcel)),
      self_(self),
      channels_(channels),
      progress_(DeliveryProgress::read(parcel_.progress)),
      script_(run()) {}

Step DeliveryWork::start(Instant now) {
    now_ = now;
    script_.begin();
    return step();
}

Step DeliveryWork::next(Answer answer, Instant now) {
    now_ = now;
    port_.answer = std::move(answer);
    port_.waiting.resume();
    return step();
}

Step DeliveryWork::step() {
    if (!script_.ended())
        return std::move(port_.wanted);
    Step done;
    done.kind = Step::Kind::done;
    done.ending = script_.result();
    return done;
}

Script<Ending> DeliveryWork::run() {
    Ending ending;
    try {
        const bool made = co_await make();
        ending.end = made ? Ending::End::delivered : Ending::End::refused;
        if (!waits_.empty())
            wait_or_give_up(ending);
    } catch (const Ending& early) {
        ending = early;
    }
    note_lateness();
    ending.progress = progress_.text();
    ending.made = made_;
    ending.missing = missing_;
    ending.more = more_;
    ending.answer = std::move(answer_);
    ending.home_hash = home_hash_;
    ending.no_canvases = no_canvases_;
    ending.current = posted_now_ > 0 && !found_;
    co_return ending;
}

void DeliveryWork::wait_or_give_up(Ending& ending) {
    if (now_ - parcel_.due >= longest_wait_for_place) {
        refuse(Words("It was not done: the channel did not come back within a week (" +
                     about_of(parcel_.effect) + ")."));
        ending.end = Ending::End::refused;
        return;
    }
    ending.end = parcel_.outcome_unknown ? Ending::End::unknown : Ending::End::later;
    ending.next_try = now_ + std::min(first_wait_for_place * (1 << std::min(parcel_.tries, 10)),
                                      most_wait_for_place);
    for (const auto& channel : waits_)
        ending.waits_for += (ending.waits_for.empty() ? "" : " ") + channel;
}

// Whether it happened, or nothing needed to happen.
Script<bool> DeliveryWork::make() {
    const auto& view = parcel_.view;
    switch (parcel_.effect.kind) {
        case Kind::create_channel:
            co_return co_await create_channel();
        case Kind::post_card:
            if (room().empty())
                co_return true;
            if (!places().card.empty())
                co_return true;
            made_.card = co_await say("", room(), on_time(card(view)),
                                      "The incident's card could not be posted");
            co_return !made_.card.empty();
        case Kind::post_note: {
            if (room().empty())
                co_return true;
            const auto said = co_await say("", room(), on_time(note(parcel_.effect.words)),
                                           "A message to the incident's channel could not be "
                                           "posted");
            co_return !said.empty();
        }
        case Kind::post_announcement:
            co_return co_await post_announcement();
        case Kind::post_update:
            co_return co_await post_update();
        case Kind::post_postmortem:
            co_return co_await post_postmortem();
        case Kind::upload_document:
            co_return co_await upload_document();
        case Kind::tell_administrators:
        case Kind::tell_person: {
            const auto& people = parcel_.effect.people;
            if (people.empty())
                co_return true;
            co_return co_await tell_directly(people.front(), on_time(note(parcel_.effect.words)),
                                             people.front() + " could not be told directly");
        }
        case Kind::post_reminder:
            co_return co_await post_reminder();
        case Kind::remind_owner:
            co_return co_await remind_owner();
        case Kind::post_digest:
            co_return co_await post_digest();
        case Kind::post_figures:
            co_return co_await post_figures();
        case Kind::show_reminder:
            co_return co_await show_reminder();
        case Kind::show_archived:
            co_return co_await show_archived();
        case Kind::show_home:
            co_return co_await show_home();
        case Kind::show_channel:
            co_return co_await show_channel();
        case Kind::show_members:
            co_return co_await show_members();
        case Kind::show_topic:
            co_return co_await show_topic(false);
        case Kind::show_purpose:
            co_return co_await show_topic(true);
        case Kind::show_pin:
            co_return co_await show_pin();
        case Kind::show_bookmark:
            co_return co_await show_bookmark();
        case Kind::show_card:
            co_return co_await show(room().channel, places().card, card(view),
                                    "The incident's card could not be kept up to date");
        case Kind::show_announcement:
            co_return co_await show(places().announce_channel, places().announcement,
                                    announcement(view),
                                    "The announcement could not be kept up to date");
        case Kind::show_update: {
            const int number = parcel_.effect.number;
            const auto what = "Update " + std::to_string(number) + " could not be changed";
            bool shown = true;
            if (const auto posted = places().updates.find(number); posted != places().updates.end())
                shown = co_await show(places().announce_channel, posted->second,
                                      update_post(view, number), what);
            if (const auto posted = places().room_updates.find(number);
                posted != places().room_updates.end() && places().has_channel())
                shown = co_await show(places().channel, posted->second, update_post(view, number),
                                      what) &&
                        shown;
            co_return shown;
        }
        case Kind::show_postmortem: {
            const std::string what = "The postmortem's message could not be kept up to date";
            const bool in_room =
                co_await show(room().channel, places().postmortem, postmortem_card(view), what);
            const bool copy = co_await show(places().postmortem_channel, places().postmortem_copy,
                                            postmortem_card(view), what);
            co_return in_room&& copy;
        }
        case Kind::show_documents:
            co_return co_await remove_old_documents();
        case Kind::show_note:
            co_return co_await show_note();
        case Kind::show_taken_back:
            co_return co_await take_back();
        case Kind::unsay:
            co_return co_await unsay();
        case Kind::ask_message:
            co_return co_await ask_message();
        case Kind::ask_channel:
            co_return co_await ask_channel();
        case Kind::post_approval:
            co_return co_await post_approval();
        case Kind::show_approval: {
            const auto posted = places().approvals.find(parcel_.effect.number);
            if (posted == places().approvals.end() || !places().has_channel())
                co_return true;
            co_return co_await show(places().channel, posted->second,
                                    approval_message(view, parcel_.effect.number),
                                    "What waits for approval could not be kept up to date");
        }
        case Kind::push_update:
        case Kind::push_component:
        case Kind::show_push:
        case Kind::show_pushed_update:
            break;
    }
    co_return true;
}

Step DeliveryWork::call(std::string method, Form arguments) const {
    Step step;
    step.kind = Step::Kind::call;
    step.method = std::move(method);
    step.arguments = std::move(arguments);
    step.priority = priority_of(parcel_.effect.kind);
    return step;
}

bool DeliveryWork::in_doubt(const std::string& part) const {
    return parcel_.outcome_unknown && !progress_.absent.contains(part) &&
           !progress_.done.contains(part);
}

void DeliveryWork::not_found(const std::string& part) {
    const auto looked = ++progress_.looked[part];
    // Muster died before it knew: Slack may take as long over the call as a living one would wait.
    if (const auto sent = progress_.sent.find(part); sent != progress_.sent.end()) {
        const auto on_its_way = Instant(seconds(sent->second)) + longest_on_its_way - now_;
        if (on_its_way > seconds(0))
            try_again(std::clamp(on_its_way, before_a_look, longest_on_its_way), true);
    }
    if (looked < looks)
        try_again(before_a_look, true);
    progress_.looked.erase(part);
    progress_.absent.insert(part);
}

void DeliveryWork::stop_unless_final(const Answer& answer) {
    // Some part of it may be there though this one is not: only what is noted as absent is sent.
    const bool doubt = parcel_.outcome_unknown;
    if (told_)
        progress_.sent.erase(part_);
    const bool nothing_happened = answer.kind != Answer::Kind::unknown_outcome && !answer.good();
    if (told_ && nothing_happened)
        progress_.absent.insert(part_);
    switch (answer.kind) {
        case Answer::Kind::ok:
        case Answer::Kind::benign:
        case Answer::Kind::refused:
            return;
        case Answer::Kind::transient:
            try_again(std::min(seconds(1 << std::clamp(parcel_.tries, 0, 6)), longest_wait), doubt);
        case Answer::Kind::rate_limited:
            try_again(std::max(answer.retry_after, seconds(1)), doubt);
        case Answer::Kind::token_dead:
            try_again(after_dead_token, doubt);
        case Answer::Kind::unknown_outcome:
            try_again(before_a_look, true);
    }
}

void DeliveryWork::try_again(seconds wait, bool unknown) const {
    Ending ending;
    ending.end = unknown ? Ending::End::unknown : Ending::End::later;
    ending.next_try = now_ + wait;
    throw ending;
}

void DeliveryWork::refuse(Words words, const std::string& whom) {
    made_.refusals.push_back({about_of(parcel_.effect, whom), std::move(words)});
}

void DeliveryWork::wait_for(const ChannelId& channel, std::string_view code,
                            const std::string& what) {
    waits_.insert(channel.str());
    if (channel != places().channel) {
        Answer answer;
        answer.error = code;
        refuse(Words(refusal_words(what, answer) + " Muster does it as soon as it can."));
        return;
    }
    // What is wrong with the incident's own channel is said once, not by each that waits for it.
    if (is_archived(code))
        made_.room = RoomState::archived;
    else if (code == "not_in_channel" || incident().is_private())
        made_.room = RoomState::left;
    else
        more_.push_back({Effect::Kind::show_channel, incident().id, 0, {}, {}});
}

void DeliveryWork::note_lateness() {
    const auto note = [&](const MessageTs& ts) {
        const auto sent = std::strtoll(ts.str().c_str(), nullptr, 10);
        if (sent - parcel_.due.time_since_epoch().count() > late_by_slack.count())
            made_.late[ts.str()] = parcel_.due;
    };
    for (const auto& ts :
         {made_.card, made_.announcement, made_.postmortem, made_.postmortem_copy, made_.reminder})
        note(ts);
    for (const auto& [number, ts] : made_.updates)
        note(ts);
    for (const auto& [number, ts] : made_.room_updates)
        note(ts);
}

Message DeliveryWork::as_late_as(const MessageTs& ts, Message message) const {
    const auto late = places().late.find(ts.str());
    return late == places().late.end()
               ? message
               : with_lateness(std::move(message), late->second, Instant::max());
}

EffectId DeliveryWork::mark_of(const std::string& part) const {
    return part.empty() ? parcel_.mark : EffectId(parcel_.mark.str() + "-" + part);
}

Spot DeliveryWork::room() const {
    if (places().has_channel())
        return {places().channel, {}};
    // Without a channel of its own it lives below its announcement; a private one has none.
    if (incident().is_private() || places().announcement.empty())
        return {};
    return {places().announce_channel, places().announcement};
}

const nlohmann::json& list_at(const nlohmann::json& object, std::string_view key) {
    static const nlohmann::json none = nlohmann::json::array();
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found != object.end() && found->is_array() ? *found : none;
}

std::string cursor_at(const nlohmann::json& body) {
    if (!body.is_object() || !body.contains("response_metadata"))
        return {};
    return text_at(body["response_metadata"], "next_cursor");
}

}  // namespace muster::slack
