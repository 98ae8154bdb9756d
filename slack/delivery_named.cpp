// Channels that the configuration names.
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

#include <algorithm>
#include <cctype>

namespace muster::slack {
namespace {

bool is_channel_id(std::string_view text) {
    return text.size() >= 9 && (text.front() == 'C' || text.front() == 'G') &&
           std::ranges::all_of(text,
                               [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

}  // namespace

Script<MessagePlace> DeliveryWork::say_in(std::string name, std::string key, std::string part,
                                          Message message, std::string what) {
    for (int round = 0;; ++round) {
        const auto refused_before = made_.refusals.size();
        const auto channel = co_await resolve(name, key);
        if (channel.empty())
            co_return MessagePlace();
        const auto ts = co_await say(part, {channel, {}}, message, what);
        if (!ts.empty())
            co_return MessagePlace{channel, ts};
        if (!waits_.contains(channel.str()) || is_channel_id(name))
            co_return MessagePlace();
        // It may have been made anew since its id was learned.
        const auto plain = name.substr(name.starts_with('#') ? 1 : 0);
        channels_.erase(plain);
        if (round > 0 || looked_up_.contains(plain)) {
            wait_for_named(name);
            co_return MessagePlace();
        }
        waits_.erase(channel.str());
        made_.refusals.resize(refused_before);
    }
}

void DeliveryWork::wait_for_named(std::string_view name) {
    if (name.starts_with('#'))
        name.remove_prefix(1);
    waits_.insert((is_channel_id(name) ? "" : "#") + std::string(name));
}

Script<ChannelId> DeliveryWork::resolve(std::string name, std::string key) {
    if (name.starts_with('#'))
        name.erase(0, 1);
    if (is_channel_id(name))
        co_return ChannelId(name);
    if (const auto known = channels_.find(name); known != channels_.end())
        co_return known->second;
    looked_up_.insert(name);
    auto found = co_await find_named("users.conversations", "public_channel,private_channel", name);
    if (found.what.empty() || !found.certain)
        found = co_await find_named("conversations.list", "public_channel", name);
    if (found.certain && !found.what.empty()) {
        channels_[name] = ChannelId(found.what);
        co_return ChannelId(found.what);
    }
    wait_for_named(name);
    if (found.certain) {
        refuse(Words("There is no channel #" + name +
                     " that Muster can see: make it, bring it back from the archive, invite "
                     "Muster to it, or name another one with " +
                     key + "."));
        co_return ChannelId();
    }
    Answer answer;
    answer.error = found.what;
    refuse(Words(refusal_words("The channel #" + name + " could not be looked for", answer)));
    co_return ChannelId();
}

Script<DeliveryWork::Found> DeliveryWork::find_named(std::string method, std::string types,
                                                     std::string name) {
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("types", types);
        form.flag("exclude_archived", true);
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto answer = co_await ask(method, form);
        stop_unless_final(answer);
        if (!answer.good())
            co_return Found{false, answer.error};
        for (const auto& channel : list_at(answer.body, "channels"))
            if (text_at(channel, "name") == name)
                co_return Found{true, text_at(channel, "id")};
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            break;
    }
    co_return Found{};
}

}  // namespace muster::slack
