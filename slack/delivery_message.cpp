#include "slack/approval_message.hpp"
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

namespace muster::slack {
namespace {

using std::chrono::seconds;

constexpr seconds before_first_try{60};  // clocks differ

Message without_blocks(Message message) {
    message.blocks = nlohmann::json::array();
    return message;
}

}  // namespace

Script<bool> DeliveryWork::post_announcement() {
    if (incident().is_private())
        co_return true;  // never leaves its channel
    if (!places().announcement.empty())
        co_return true;
    const auto said =
        co_await say_in(parcel_.view.settings.announce_channel, "MUSTER_ANNOUNCE_CHANNEL", "",
                        on_time(announcement(parcel_.view)), "The incident could not be announced");
    made_.announcement = said.ts;
    made_.announce_channel = said.channel;
    co_return !said.ts.empty();
}

Script<bool> DeliveryWork::post_update() {
    const int number = parcel_.effect.number;
    const auto what = "Update " + std::to_string(number) + " could not be posted";
    bool posted = true;
    if (!incident().is_private() && !places().announcement.empty()) {
        const Spot thread{places().announce_channel, places().announcement};
        const auto ts = co_await say("a", thread, on_time(update_post(parcel_.view, number)), what);
        if (!ts.empty())
            made_.updates[number] = ts;
        posted = !ts.empty();
    }
    // The message in which it was approved says it there already.
    if (const auto approved = places().approvals.find(number);
        approved != places().approvals.end()) {
        made_.room_updates[number] = approved->second;
    } else if (places().has_channel()) {
        const auto ts = co_await say("b", {places().channel, {}},
                                     on_time(update_post(parcel_.view, number)), what);
        if (!ts.empty())
            made_.room_updates[number] = ts;
        posted = posted && !ts.empty();
    }
    co_return posted;
}

// In the incident's own channel alone: the thread that stands in for one is read by everybody.
Script<bool> DeliveryWork::post_approval() {
    const int number = parcel_.effect.number;
    if (!places().has_channel() || places().approvals.contains(number))
        co_return true;
    const auto ts =
        co_await say("", {places().channel, {}}, on_time(approval_message(parcel_.view, number)),
                     "What waits for approval could not be posted");
    if (!ts.empty())
        made_.approvals[number] = ts;
    co_return !ts.empty();
}

Script<bool> DeliveryWork::post_postmortem() {
    bool posted = true;
    if (!room().empty() && places().postmortem.empty()) {
        made_.postmortem = co_await say("a", room(), on_time(postmortem_card(parcel_.view)),
                                        "The postmortem could not be posted in the incident's "
                                        "channel");
        posted = !made_.postmortem.empty();
    }
    if (incident().is_private() || !places().postmortem_copy.empty())
        co_return posted;
    const auto said =
        co_await say_in(parcel_.view.settings.postmortem_channel, "MUSTER_POSTMORTEM_CHANNEL", "b",
                        on_time(postmortem_card(parcel_.view)),
                        "The postmortem could not be posted in the postmortems "
                        "channel");
    made_.postmortem_copy = said.ts;
    made_.postmortem_channel = said.channel;
    co_return posted && !said.ts.empty();
}

Script<MessageTs> DeliveryWork::say(std::string part, Spot spot, Message message,
                                    std::string what) {
    if (const auto done = progress_.done.find(part); done != progress_.done.end()) {
        found_ = true;
        co_return MessageTs(done->second);
    }
    part_ = part;
    const bool may_wait =
        parcel_.effect.incident.number != 0 && parcel_.effect.kind != Effect::Kind::tell_person;
    if (in_doubt(part)) {
        const auto found = co_await find_message(part, spot);
        if (!found.certain && may_wait && is_about_place(found.what)) {
            wait_for(spot.channel, found.what, what);
            co_return MessageTs();
        }
        if (!found.certain) {
            refuse(Words(what +
                         " for certain: it may have arrived, but Slack does not let Muster look, "
                         "so it is not sent again (" +
                         found.what + ")."));
            progress_.done[part];
            co_return MessageTs();
        }
        if (!found.what.empty()) {
            found_ = true;
            progress_.done[part] = found.what;
            co_return MessageTs(found.what);
        }
        not_found(part);
    }
    auto answer = co_await post(spot, message, part);
    if (refuses_content(answer) && !message.blocks.empty())
        answer = co_await post(spot, without_blocks(message), part);
    if (!answer.good() && may_wait && is_about_place(answer.error)) {
        wait_for(spot.channel, answer.error, what);
        co_return MessageTs();
    }
    if (!answer.good()) {
        refuse(Words(refusal_words(what, answer)));
        progress_.done[part];
        co_return MessageTs();
    }
    const auto ts = text_at(answer.body, "ts");
    ++posted_now_;
    if (spot.channel == places().channel && places().room)
        made_.room = RoomState::open;  // it can be used again
    progress_.done[part] = ts;
    co_return MessageTs(ts);
}

Script<Answer> DeliveryWork::post(Spot spot, Message message, std::string part) {
    Form form;
    form.text("channel", spot.channel.str());
    if (!spot.thread.empty())
        form.text("thread_ts", spot.thread.str());
    form.text("text", message.text);
    if (!message.blocks.empty())
        form.json("blocks", message.blocks);
    Json metadata = {{"event_type", mark_event_type},
                     {"event_payload", {{"effect", mark_of(part).str()}}}};
    if (parcel_.effect.kind == Effect::Kind::post_note && parcel_.effect.number > 0)
        metadata["event_payload"]["entry"] = parcel_.effect.number;
    form.json("metadata", metadata);
    form.flag("unfurl_links", false);
    form.flag("unfurl_media", false);
    auto answer = co_await tell("chat.postMessage", form);
    stop_unless_final(answer);
    const bool outside = answer.error == "not_in_channel" || answer.error == "channel_not_found";
    if (outside && co_await join(spot.channel))
        answer = co_await tell("chat.postMessage", form);
    stop_unless_final(answer);
    co_return answer;
}

Script<bool> DeliveryWork::join(ChannelId channel) {
    if (!joined_.insert(channel).second)
        co_return false;
    Form form;
    form.text("channel", channel.str());
    const auto answer = co_await ask("conversations.join", form);
    stop_unless_final(answer);
    co_return answer.good();
}

// By Slack's own clock, from a minute before the first try on; newest or oldest first, as Slack
// lists a channel and a thread.
Script<DeliveryWork::Found> DeliveryWork::find_message(std::string part, Spot spot) {
    const auto oldest = parcel_.first_try.value_or(parcel_.due) - before_first_try;
    const auto is_it = [mark = mark_of(part).str()](const Json& payload) {
        return text_at(payload, "effect") == mark;
    };
    co_return co_await find_marked(spot, oldest, is_it);
}

Script<DeliveryWork::Found> DeliveryWork::find_marked(
    Spot spot, Instant oldest, std::function<bool(const Json& payload)> is_it) {
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("channel", spot.channel.str());
        if (!spot.thread.empty())
            form.text("ts", spot.thread.str());
        form.text("oldest", std::to_string(oldest.time_since_epoch().count()) + ".000000");
        form.flag("include_all_metadata", true);
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const std::string method =
            spot.thread.empty() ? "conversations.history" : "conversations.replies";
        auto answer = co_await ask(method, form);
        const bool outside =
            answer.error == "not_in_channel" || answer.error == "channel_not_found";
        if (outside && co_await join(spot.channel))
            answer = co_await ask(method, form);
        stop_unless_final(answer);
        if (!answer.good())
            co_return Found{false, answer.error};
        for (const auto& message : list_at(answer.body, "messages")) {
            if (!message.is_object() || !message.contains("metadata"))
                continue;
            const auto& metadata = message["metadata"];
            if (text_at(metadata, "event_type") == mark_event_type &&
                metadata.contains("event_payload") && is_it(metadata["event_payload"]))
                co_return Found{true, text_at(message, "ts")};
        }
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            co_return Found{};
    }
    co_return Found{false, "too many messages since"};
}

Script<bool> DeliveryWork::show(ChannelId channel, MessageTs ts, Message message,
                                std::string what) {
    if (channel.empty() || ts.empty())
        co_return true;  // it was never posted: there is nothing to keep up to date
    message = as_late_as(ts, std::move(message));
    Form form;
    form.text("channel", channel.str());
    form.text("ts", ts.str());
    form.text("text", message.text);
    Form plain = form;
    form.json("blocks", message.blocks);
    auto answer = co_await ask("chat.update", form);
    stop_unless_final(answer);
    if (refuses_content(answer) && !message.blocks.empty()) {
        plain.json("blocks", Json::array());
        answer = co_await ask("chat.update", plain);
        stop_unless_final(answer);
    }
    if (answer.error == "message_not_found") {
        missing_.push_back({channel, ts});
        co_return true;
    }
    if (answer.good() && channel == places().channel && places().room)
        made_.room = RoomState::open;
    if (answer.good())
        co_return true;
    if (is_about_place(answer.error))
        wait_for(channel, answer.error, what);
    else
        refuse(Words(refusal_words(what, answer)));
    co_return false;
}

}  // namespace muster::slack
