// Reads at Slack whose answers come back as requests of whoever asked.
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"
#include "slack/read_message.hpp"

#include <algorithm>
#include <utility>

namespace muster::slack {
namespace {

using std::chrono::minutes;

// Whoever waited for a form longer than that has closed it.
constexpr minutes longest_wait_for_form{10};
// Nor is a message read days after it was marked.
constexpr minutes longest_wait_for_message = std::chrono::hours(24);
// What a form can show; and how far back is read for that.
constexpr std::size_t most_found = 200;
constexpr int most_history_pages = 10;

bool is_speech(const SlackMessage& message) {
    return !message.by_app && !message.by_us && !message.is_line && !message.place.ts.empty();
}

}  // namespace

std::string DeliveryWork::asked_for(const std::string& name) const {
    const auto& details = parcel_.effect.details;
    const auto found = details.find(name);
    return found == details.end() ? std::string() : found->second;
}

// A crash repeats the reading, and its answer is the same request again.
Request DeliveryWork::answer_to_ask() const {
    const auto& effect = parcel_.effect;
    Request answer;
    answer.kind = Request::Kind::answer;
    answer.identities = {"ask:" + parcel_.mark.str()};
    if (!effect.people.empty())
        answer.user.user = UserId(effect.people.front());
    answer.place = ChannelId(asked_for("channel"));
    answer.name = to_string(effect.kind);
    answer.value = to_string(effect.incident);
    answer.details = effect.details;
    return answer;
}

Script<Answer> DeliveryWork::read(std::string method, Form form, ChannelId channel) {
    auto answer = co_await ask(method, form);
    const bool outside = answer.error == "not_in_channel" || answer.error == "channel_not_found";
    if (outside && co_await join(channel))
        answer = co_await ask(method, form);
    stop_unless_final(answer);
    co_return answer;
}

Script<std::string> DeliveryWork::permalink_of(MessagePlace message) {
    Form form;
    form.text("channel", message.channel.str());
    form.text("message_ts", message.ts.str());
    const auto answer = co_await ask("chat.getPermalink", form);
    stop_unless_final(answer);
    co_return answer.good() ? text_at(answer.body, "permalink") : std::string();
}

Script<bool> DeliveryWork::ask_message() {
    auto answer = answer_to_ask();
    if (now_ - parcel_.due > longest_wait_for_message) {
        answer.details["error"] = "For a day Slack did not let that message be read.";
        answer_ = std::move(answer);
        co_return true;
    }
    const MessagePlace place{answer.place, MessageTs(asked_for("message"))};
    const auto find = [&](const Answer& page) {
        for (const auto& message : list_at(page.body, "messages"))
            if (text_at(message, "ts") == place.ts.str())
                answer.messages.push_back(read_message(message, place.channel, self_));
    };
    Form form;
    form.text("channel", place.channel.str());
    form.text("latest", place.ts.str());
    form.flag("inclusive", true);
    form.number("limit", 1);
    auto page = co_await read("conversations.history", form, place.channel);
    find(page);
    if (page.good() && answer.messages.empty()) {
        // A reply in a thread is in no channel's history; its own name finds its thread.
        Form thread;
        thread.text("channel", place.channel.str());
        thread.text("ts", place.ts.str());
        thread.text("oldest", place.ts.str());
        thread.text("latest", place.ts.str());
        thread.flag("inclusive", true);
        thread.number("limit", 10);
        page = co_await read("conversations.replies", thread, place.channel);
        find(page);
    }
    if (answer.messages.empty())
        answer.details["error"] = page.good() || page.error == "thread_not_found"
                                      ? "That message is gone from Slack."
                                      : refusal_words("That message could not be read", page);
    else
        answer.messages.resize(1);
    for (auto& message : answer.messages)
        message.link = co_await permalink_of(place);
    answer_ = std::move(answer);
    co_return true;
}

Script<bool> DeliveryWork::ask_channel() {
    if (now_ - parcel_.due > longest_wait_for_form)
        co_return true;
    auto answer = answer_to_ask();
    const auto from = read_rfc3339(asked_for("from")).value_or(now_);
    const auto to = read_rfc3339(asked_for("to")).value_or(now_);
    auto& found = answer.messages;
    bool more = false;
    std::string cursor;
    for (int page = 0; page < most_history_pages && !more; ++page) {
        Form form;
        form.text("channel", answer.place.str());
        form.text("oldest", std::to_string(from.time_since_epoch().count()) + ".000000");
        form.text("latest", std::to_string(to.time_since_epoch().count()) + ".999999");
        form.flag("inclusive", true);
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto listed = co_await read("conversations.history", form, answer.place);
        if (!listed.good()) {
            answer.messages.clear();
            answer.details["error"] = refusal_words("The channel could not be read", listed);
            answer_ = std::move(answer);
            co_return true;
        }
        for (const auto& json : list_at(listed.body, "messages")) {
            auto message = read_message(json, answer.place, self_);
            if (!is_speech(message))
                continue;
            more = found.size() == most_found;
            if (more)
                break;
            found.push_back(std::move(message));
        }
        cursor = cursor_at(listed.body);
        if (cursor.empty())
            break;
        more = more || page + 1 == most_history_pages;
    }
    std::ranges::reverse(found);  // Slack lists the newest first
    if (more)
        answer.details["more"] = "true";
    if (!found.empty()) {
        const auto first = found.front();
        const auto link = co_await permalink_of(first.place);
        for (auto& message : found)
            message.link = permalink_like(link, first, message);
    }
    answer_ = std::move(answer);
    co_return true;
}

}  // namespace muster::slack
