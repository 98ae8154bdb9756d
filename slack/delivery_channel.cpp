#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"
#include "slack/wording.hpp"

#include <algorithm>
#include <cctype>

namespace muster::slack {
namespace {

using std::chrono::seconds;

constexpr int most_names = 20;
constexpr std::size_t most_invited_at_once = 100;
constexpr seconds before_first_try{60};  // clocks differ

bool is_channel_id(std::string_view text) {
    return text.size() >= 9 && (text.front() == 'C' || text.front() == 'G') &&
           std::ranges::all_of(text,
                               [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

bool is_group_id(std::string_view text) {
    return text.size() >= 2 && text.front() == 'S' &&
           std::ranges::all_of(text,
                               [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
    return std::ranges::find(texts, text) != texts.end();
}

}  // namespace

Script<bool> DeliveryWork::create_channel() {
    const auto& head = incident();
    const auto name_at = [&](int attempt) {
        return channel_name(head.id, head.title, parcel_.view.settings, attempt);
    };
    if (in_doubt("")) {
        auto names = progress_.tried;
        for (int attempt = 0; names.empty() && attempt < most_names; ++attempt)
            names.push_back(name_at(attempt));
        const auto found = co_await find_created(std::move(names));
        if (!found.certain) {
            refuse(
                "It is not known whether the channel was made, and Slack does not let Muster "
                "look (" +
                found.what + "), so it is not made again.");
            co_return false;
        }
        if (!found.what.empty())
            co_return true;
        not_found("");
    }
    for (int attempt = 0; attempt < most_names; ++attempt) {
        const auto name = name_at(attempt);
        const bool doubtful = contains(progress_.tried, name);
        if (!doubtful)
            progress_.tried.push_back(name);
        Form form;
        form.text("name", name);
        if (head.is_private())
            form.flag("is_private", true);
        const auto answer = co_await tell("conversations.create", form);
        stop_unless_final(answer);
        if (answer.good()) {
            const auto channel = answer.body.value("channel", Json::object());
            made_.channel = ChannelId(text_at(channel, "id"));
            made_.channel_name = text_at(channel, "name");
            co_return true;
        }
        if (answer.error == "name_taken") {
            // Taken by an earlier attempt of ours, which took its time to show; or by others.
            if (doubtful && parcel_.outcome_unknown) {
                const auto found = co_await find_created({name});
                if (!found.what.empty() && found.certain)
                    co_return true;
            }
            continue;
        }
        const auto what = head.is_private() ? "The private channel could not be made"
                                            : "The channel could not be made, so the incident "
                                              "lives in the thread of its announcement";
        refuse(refusal_words(what, answer));
        co_return false;
    }
    refuse("The channel could not be made: " + std::to_string(most_names) + " names from " +
           name_at(0) +
           " on are taken. The incident lives in the thread of its "
           "announcement.");
    co_return false;
}

// Ours is one that we made, under a name we tried for this incident, since the first try, that no
// other incident has.
Script<DeliveryWork::Found> DeliveryWork::find_created(std::vector<std::string> names) {
    const auto since = parcel_.first_try.value_or(parcel_.due) - before_first_try;
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("types", incident().is_private() ? "private_channel" : "public_channel");
        form.flag("exclude_archived", false);
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto answer = co_await ask("users.conversations", form);
        stop_unless_final(answer);
        if (!answer.good())
            co_return Found{false, answer.error};
        for (const auto& channel : list_at(answer.body, "channels")) {
            const ChannelId id(text_at(channel, "id"));
            const auto name = text_at(channel, "name");
            const auto created = channel.find("created");
            const bool recent = created == channel.end() || !created->is_number_integer() ||
                                created->get<long long>() >= since.time_since_epoch().count();
            if (text_at(channel, "creator") != self_.bot_user || !contains(names, name) ||
                !recent || std::ranges::find(parcel_.taken, id) != parcel_.taken.end())
                continue;
            made_.channel = id;
            made_.channel_name = name;
            co_return Found{true, id.str()};
        }
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            co_return Found{};
    }
    co_return Found{false, "too many channels"};
}

Script<ChannelId> DeliveryWork::resolve(std::string name, std::string key) {
    if (name.starts_with('#'))
        name.erase(0, 1);
    if (is_channel_id(name))
        co_return ChannelId(name);
    if (const auto known = channels_.find(name); known != channels_.end())
        co_return known->second;
    auto channel =
        co_await find_named("users.conversations", "public_channel,private_channel", name);
    if (channel.empty())
        channel = co_await find_named("conversations.list", "public_channel", name);
    if (channel.empty())
        refuse("There is no channel #" + name +
               " that Muster can see: make it, or invite Muster to it, or name another one with " +
               key + ".");
    else
        channels_[name] = channel;
    co_return channel;
}

Script<ChannelId> DeliveryWork::find_named(std::string method, std::string types,
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
        for (const auto& channel : list_at(answer.body, "channels"))
            if (text_at(channel, "name") == name)
                co_return ChannelId(text_at(channel, "id"));
        cursor = cursor_at(answer.body);
        if (!answer.good() || cursor.empty())
            break;
    }
    co_return ChannelId();
}

Script<bool> DeliveryWork::show_members() {
    if (places().channel.empty())
        co_return true;  // whoever reads the announcement is there already
    const auto people = co_await people_to_invite();
    bool all = true;
    for (std::size_t first = 0; first < people.size(); first += most_invited_at_once) {
        const auto end = std::min(first + most_invited_at_once, people.size());
        std::string users;
        for (auto index = first; index < end; ++index)
            users += (users.empty() ? "" : ",") + people[index];
        Form form;
        form.text("channel", places().channel.str());
        form.text("users", users);
        form.flag("force", true);
        const auto answer = co_await ask("conversations.invite", form);
        stop_unless_final(answer);
        // With `force` the others are in, and those who cannot be are listed beside "ok".
        Answer reason = answer;
        std::string left_out;
        for (const auto& error : list_at(answer.body, "errors")) {
            const auto code = text_at(error, "error");
            if (code.empty() || code == "already_in_channel" || code == "cant_invite_self")
                continue;
            reason.error = code;
            left_out += (left_out.empty() ? "" : ", ") + text_at(error, "user");
        }
        if (answer.good() && left_out.empty())
            continue;
        all = false;
        refuse(refusal_words(left_out.empty() ? "Nobody could be invited to the channel"
                                              : "Not everybody could be invited: " + left_out,
                             reason));
    }
    co_return all;
}

// Users as they are; groups, by id or @handle, as their members. Nobody twice, and not Muster.
Script<std::vector<std::string>> DeliveryWork::people_to_invite() {
    std::vector<std::string> people;
    const auto add = [&](const std::string& user) {
        if (user != self_.bot_user && !contains(people, user))
            people.push_back(user);
    };
    Json groups;  // of the workspace, once a handle is met
    for (auto who : parcel_.effect.people) {
        if (!who.starts_with('@') && !is_group_id(who)) {
            add(who);
            continue;
        }
        const auto named = who;
        if (who.starts_with('@')) {
            if (groups.is_null()) {
                const auto answer = co_await ask("usergroups.list", Form());
                stop_unless_final(answer);
                if (!answer.good())
                    refuse(refusal_words("Groups could not be invited", answer));
                groups = list_at(answer.body, "usergroups");
            }
            who.clear();
            for (const auto& group : groups)
                if ("@" + text_at(group, "handle") == named)
                    who = text_at(group, "id");
            if (who.empty()) {
                if (!groups.empty())
                    refuse("There is no group " + named +
                           " in the workspace: the severities in the configuration name it.");
                continue;
            }
        }
        Form form;
        form.text("usergroup", who);
        const auto answer = co_await ask("usergroups.users.list", form);
        stop_unless_final(answer);
        if (!answer.good())
            refuse(refusal_words("The group " + named + " could not be invited", answer));
        for (const auto& user : list_at(answer.body, "users"))
            if (user.is_string())
                add(user.get<std::string>());
    }
    co_return people;
}

Script<bool> DeliveryWork::show_topic(bool is_purpose) {
    if (places().channel.empty())
        co_return true;
    Form form;
    form.text("channel", places().channel.str());
    if (is_purpose)
        form.text("purpose", purpose(parcel_.view));
    else
        form.text("topic", topic(parcel_.view));
    const auto answer =
        co_await ask(is_purpose ? "conversations.setPurpose" : "conversations.setTopic", form);
    stop_unless_final(answer);
    if (!answer.good())
        refuse(refusal_words(is_purpose ? "The channel's description could not be set"
                                        : "The channel's topic could not be set",
                             answer));
    co_return answer.good();
}

Script<bool> DeliveryWork::show_pin() {
    // In a thread of the announcements channel the card is easy to find, and the pins are others'.
    if (places().channel.empty() || places().card.empty())
        co_return true;
    Form form;
    form.text("channel", places().channel.str());
    form.text("timestamp", places().card.str());
    const auto answer = co_await ask("pins.add", form);
    stop_unless_final(answer);
    if (!answer.good())
        refuse(refusal_words("The incident's card could not be pinned", answer));
    co_return answer.good();
}

// To the status page's page of the incident, or to the card where there is none.
Script<bool> DeliveryWork::show_bookmark() {
    if (places().channel.empty() || !places().bookmark.empty())
        co_return true;
    std::string title = "Status page";
    auto link = page_of(parcel_.view);
    if (link.empty() && !places().card.empty()) {
        Form form;
        form.text("channel", places().channel.str());
        form.text("message_ts", places().card.str());
        const auto answer = co_await ask("chat.getPermalink", form);
        stop_unless_final(answer);
        title = "Incident card";
        link = text_at(answer.body, "permalink");
    }
    if (link.empty())
        co_return true;
    if (in_doubt("")) {
        Form form;
        form.text("channel_id", places().channel.str());
        const auto answer = co_await ask("bookmarks.list", form);
        stop_unless_final(answer);
        for (const auto& bookmark : list_at(answer.body, "bookmarks"))
            if (text_at(bookmark, "title") == title && text_at(bookmark, "link") == link)
                made_.bookmark = text_at(bookmark, "id");
        if (!answer.good())
            refuse(
                refusal_words("It is not known whether the bookmark was added, and it is not "
                              "added again",
                              answer));
        if (!answer.good() || !made_.bookmark.empty())
            co_return answer.good();
        not_found("");
    }
    Form form;
    form.text("channel_id", places().channel.str());
    form.text("title", title);
    form.text("type", "link");
    form.text("link", link);
    const auto answer = co_await tell("bookmarks.add", form);
    stop_unless_final(answer);
    if (answer.good())
        made_.bookmark = text_at(answer.body.value("bookmark", Json::object()), "id");
    else
        refuse(refusal_words("The channel's bookmark could not be added", answer));
    co_return answer.good();
}

}  // namespace muster::slack
