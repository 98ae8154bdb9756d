// What was public of an incident that is private now.
#include "domain/text.hpp"
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

#include <algorithm>
#include <array>

namespace muster::slack {
namespace {

using Kind = Effect::Kind;

constexpr int most_neutral_names = 5;
constexpr std::array<std::string_view, 2> bookmark_titles{"Status page", "Incident card"};

// Lines that Slack itself wrote ("… set the topic") are nobody's to delete.
bool can_be_deleted(const nlohmann::json& message) {
    const auto subtype = text_at(message, "subtype");
    return subtype.empty() || subtype == "file_share" || subtype == "bot_message" ||
           subtype == "thread_broadcast";
}

bool has_replies(const nlohmann::json& message) {
    const auto& count = at(message, "reply_count");
    return count.is_number_integer() && count.get<long long>() > 0;
}

bool is_true(const nlohmann::json& object, std::string_view member) {
    const auto& value = at(object, member);
    return value.is_boolean() && value.get<bool>();
}

}  // namespace

IncidentId DeliveryWork::id_before() const {
    const auto words = plain_text(parcel_.effect.words);
    const auto space = words.rfind(' ');
    return read_incident_id(words.substr(space == std::string::npos ? 0 : space + 1))
        .value_or(IncidentId());
}

Script<bool> DeliveryWork::take_back() {
    constexpr int channel = 1;
    constexpr int announcement = 2;
    const auto before = former();
    if (parcel_.effect.number == channel)
        co_return before.channel.empty() || co_await clear_channel(before.channel);
    if (parcel_.effect.number == announcement)
        co_return co_await remove_thread({before.announce_channel, before.announcement},
                                         "The announcement could not be taken back");
    co_return co_await remove_thread({before.postmortem_channel, before.postmortem_copy},
                                     "The postmortem's copy could not be taken back");
}

// The message itself goes last: its thread is found by it.
Script<bool> DeliveryWork::remove_thread(Spot thread, std::string what) {
    if (thread.channel.empty() || thread.thread.empty())
        co_return true;
    const auto messages = co_await thread_of(thread, what);
    if (!messages)
        co_return made_.refusals.empty() && waits_.empty();
    Removal removal;
    removal.channel = thread.channel;
    bool gone = false;  // while others' replies keep its place
    for (const auto& message : *messages) {
        const MessageTs ts(text_at(message, "ts"));
        const bool removable = is_ours(message) && can_be_deleted(message);
        if (ts == thread.thread)
            gone = !removable;
        if (!removable || ts == thread.thread)
            continue;
        for (const auto& file : list_at(message, "files"))
            removal.files.push_back(text_at(file, "id"));
        removal.messages.push_back(ts);
    }
    if (!gone)
        removal.messages.push_back(thread.thread);
    co_return co_await remove(std::move(removal), what);
}

// All of ours in it goes, and the title from its name; then nobody can add to it.
Script<bool> DeliveryWork::clear_channel(ChannelId channel) {
    Form form;
    form.text("channel", channel.str());
    const auto info = co_await ask("conversations.info", form);
    stop_unless_final(info);
    if (info.error == "channel_not_found")
        co_return true;
    if (!info.good()) {
        refuse(Words(refusal_words("The channel it had could not be cleared", info)));
        co_return false;
    }
    const auto& found = at(info.body, "channel");
    const auto name = text_at(found, "name");
    const bool archived = is_true(found, "is_archived");
    if (!archived && !is_true(found, "is_member"))
        co_await join(channel);
    bool all = co_await remove_messages(channel);
    if (channel == former().channel)
        all = co_await empty_canvas(channel, former()) && all;
    if (archived) {
        const auto shown = [&](std::string_view part) {
            return !text_at(at(found, part), "value").empty();
        };
        if (shown("topic") || shown("purpose") || !is_neutral_name(name))
            wait_for(channel, "is_archived", "The channel it had still shows its title");
        co_return all&& waits_.empty();
    }
    all = co_await remove_bookmarks(channel) && all;
    for (const auto* const part : {"topic", "purpose"}) {
        Form empty = form;
        empty.text(part, "");
        const auto answer =
            co_await ask(std::string_view(part) == "topic" ? "conversations.setTopic"
                                                           : "conversations.setPurpose",
                         empty);
        stop_unless_final(answer);
        if (!answer.good())
            refuse(Words(refusal_words(
                "The " + std::string(part) + " of the channel it had could not be cleared",
                answer)));
        all = answer.good() && all;
    }
    all = co_await rename_neutrally(channel, name) && all;
    const auto answer = co_await ask("conversations.archive", form);
    stop_unless_final(answer);
    if (!answer.good())
        refuse(Words(refusal_words("The channel it had could not be archived", answer)));
    co_return answer.good() && all;
}

Script<bool> DeliveryWork::remove_messages(ChannelId channel) {
    const std::string what = "Muster's messages in the channel it had could not be deleted";
    Removal removal;
    removal.channel = channel;
    std::vector<Json> parents;
    const auto take = [&](const Json& message) {
        if (!is_ours(message) || !can_be_deleted(message))
            return;
        for (const auto& file : list_at(message, "files"))
            removal.files.push_back(text_at(file, "id"));
        removal.messages.emplace_back(text_at(message, "ts"));
    };
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("channel", channel.str());
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto answer = co_await ask("conversations.history", form);
        stop_unless_final(answer);
        if (!answer.good()) {
            refuse(Words(refusal_words(what, answer)));
            co_return false;
        }
        for (const auto& message : list_at(answer.body, "messages")) {
            if (has_replies(message))
                parents.push_back(message);
            else
                take(message);
        }
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            break;
    }
    if (!cursor.empty())
        refuse(
            Words("The channel it had is so long that Muster's oldest messages in it stay; an "
                  "admin of the workspace can delete the channel."));
    for (const auto& parent : parents) {
        const auto ts = text_at(parent, "ts");
        const auto messages = co_await thread_of({channel, MessageTs(ts)}, what);
        for (const auto& message : messages.value_or(std::vector<Json>()))
            if (text_at(message, "ts") != ts)
                take(message);
        take(parent);
    }
    co_return co_await remove(std::move(removal), what) && cursor.empty();
}

Script<bool> DeliveryWork::remove_bookmarks(ChannelId channel) {
    const std::string what = "The bookmark in the channel it had could not be removed";
    Form form;
    form.text("channel_id", channel.str());
    const auto listed = co_await ask("bookmarks.list", form);
    stop_unless_final(listed);
    if (!listed.good()) {
        refuse(Words(refusal_words(what, listed)));
        co_return false;
    }
    bool all = true;
    for (const auto& bookmark : list_at(listed.body, "bookmarks")) {
        const auto id = text_at(bookmark, "id");
        const auto title = text_at(bookmark, "title");
        if (id != former().bookmark &&
            std::ranges::find(bookmark_titles, title) == bookmark_titles.end())
            continue;
        Form which = form;
        which.text("bookmark_id", id);
        const auto answer = co_await ask("bookmarks.remove", which);
        stop_unless_final(answer);
        if (!answer.good())
            refuse(Words(refusal_words(what, answer)));
        all = answer.good() && all;
    }
    co_return all;
}

// The same name without the title. Slack itself tells in the channel what it was called.
bool DeliveryWork::is_neutral_name(const std::string& name) const {
    for (int attempt = 0; attempt < most_neutral_names; ++attempt)
        if (name == channel_name(id_before(), "", parcel_.view.settings, attempt))
            return true;
    return false;
}

Script<bool> DeliveryWork::rename_neutrally(ChannelId channel, std::string present) {
    Answer answer;
    for (int attempt = 0; attempt < most_neutral_names; ++attempt) {
        const auto name = channel_name(id_before(), "", parcel_.view.settings, attempt);
        if (name == present)
            co_return true;
        Form form;
        form.text("channel", channel.str());
        form.text("name", name);
        answer = co_await ask("conversations.rename", form);
        stop_unless_final(answer);
        if (answer.error != "name_taken")
            break;
    }
    if (!answer.good())
        refuse(Words(refusal_words("The title stays in the name of the channel it had", answer)));
    co_return answer.good();
}

Script<bool> DeliveryWork::unsay() {
    const auto words = plain_text(parcel_.effect.words);
    const auto kind = read_effect_kind(words.substr(0, words.find(' ')));
    if (!kind)
        co_return true;
    const auto before = former();
    const auto& settings = parcel_.view.settings;
    switch (*kind) {
        case Kind::create_channel:
            co_return co_await unsay_channel();
        case Kind::post_announcement: {
            const auto channel =
                co_await resolve(settings.announce_channel, "MUSTER_ANNOUNCE_CHANNEL");
            co_return co_await unsay_message("", {channel, {}});
        }
        case Kind::post_postmortem: {
            const bool in_room = co_await unsay_message("a", {before.channel, {}});
            const auto channel =
                co_await resolve(settings.postmortem_channel, "MUSTER_POSTMORTEM_CHANNEL");
            co_return co_await unsay_message("b", {channel, {}}) && in_room;
        }
        case Kind::post_update: {
            const bool announced =
                co_await unsay_message("a", {before.announce_channel, before.announcement});
            co_return co_await unsay_message("b", {before.channel, {}}) && announced;
        }
        case Kind::upload_document: {
            Removal removal;
            if (!progress_.file.empty())
                removal.files = {progress_.file};
            bool gone = co_await remove(std::move(removal), "A document could not be taken back");
            if (!before.channel.empty() && progress_.done.contains("try/canvas")) {
                gone = co_await empty_canvas(before.channel, before) && gone;
                if (canvas_.id.empty() && !progress_.absent.contains("canvas"))
                    not_found("canvas");
            }
            co_return gone;
        }
        default:  // in its channel, or in the thread it lived in
            break;
    }
    if (before.channel.empty())
        co_return co_await unsay_message("", {before.announce_channel, before.announcement});
    co_return co_await unsay_message("", {before.channel, {}});
}

Script<bool> DeliveryWork::unsay_channel() {
    auto names = progress_.tried;
    for (int attempt = 0; names.empty() && attempt < most_neutral_names; ++attempt)
        names.push_back(
            channel_name(id_before(), incident().title, parcel_.view.settings, attempt));
    const auto found = co_await find_created(std::move(names), false);
    made_.channel = {};  // not the channel it has now
    made_.channel_name.clear();
    if (!found.certain) {
        refuse(
            Words("A public channel may have been made for it, and Slack does not let Muster "
                  "look for it (" +
                  found.what + ")."));
        co_return false;
    }
    if (!found.what.empty())
        co_return co_await clear_channel(ChannelId(found.what));
    if (!progress_.absent.contains(""))
        not_found("");
    co_return true;
}

Script<bool> DeliveryWork::unsay_message(std::string part, Spot spot) {
    if (spot.channel.empty()) {
        const bool done = waits_.empty();
        co_return done;
    }
    const auto found = co_await find_message(part, spot);
    if (!found.certain) {
        if (found.what == "thread_not_found" || is_about_place(found.what))
            co_return true;  // nobody can read it there
        refuse(
            Words("A message about it may have been posted before it was private, and Slack "
                  "does not let Muster look for it (" +
                  found.what + ")."));
        co_return false;
    }
    if (!found.what.empty())
        co_return co_await remove_thread({spot.channel, MessageTs(found.what)},
                                         "A message from before it was private could not be taken "
                                         "back");
    if (!progress_.absent.contains(part))
        not_found(part);
    co_return true;
}

}  // namespace muster::slack
