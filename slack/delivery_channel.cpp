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
        const auto found = co_await find_created(std::move(names), head.is_private());
        if (!found.certain) {
            live_without_channel(
                "It is not known whether the channel was made, and Slack does not let Muster look "
                "(" +
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
                const auto found = co_await find_created({name}, head.is_private());
                if (!found.what.empty() && found.certain)
                    co_return true;
            }
            continue;
        }
        const auto what = head.is_private() ? "The private channel could not be made"
                                            : "The channel could not be made, so the incident "
                                              "lives in the thread of its announcement";
        live_without_channel(refusal_words(what, answer));
        co_return false;
    }
    live_without_channel(
        "The channel could not be made: " + std::to_string(most_names) + " names from " +
        name_at(0) + " on are taken." +
        (head.is_private() ? "" : " The incident lives in the thread of its announcement."));
    co_return false;
}

// A public one goes on in the thread of its announcement. A private one has none: whoever declared
// it is told so, where nobody else reads it.
void DeliveryWork::live_without_channel(const std::string& why) {
    refuse(Words(why));
    const auto& head = incident();
    if (!head.is_private())
        return;
    auto people = parcel_.effect.people;
    if (people.empty() && !head.reporter.user.empty())
        people = {head.reporter.user.str()};
    const auto& command = parcel_.view.settings.command;
    Effect tell;
    tell.kind = Effect::Kind::tell_administrators;
    tell.incident = head.id;
    tell.words.bold(to_string(head.id))
        .plain(" " + head.title + "\n" + why)
        .plain(people.size() > 1
                   ? "\nSo only whoever declared it and whoever made it private can see it."
                   : "\nSo you alone can see it.")
        .plain(
            " Nothing of it is posted anywhere else, and its record goes on by its id, typed "
            "here or in any channel: ")
        .code(command + " " + to_string(head.id) + " log TEXT");
    for (auto& person : people) {
        tell.people = {std::move(person)};
        more_.push_back(tell);
    }
}

// Ours is one that we made, under a name we tried for this incident, since the first try, that no
// other incident has.
Script<DeliveryWork::Found> DeliveryWork::find_created(std::vector<std::string> names,
                                                       bool is_private) {
    const auto since = parcel_.first_try.value_or(parcel_.due) - before_first_try;
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("types", is_private ? "private_channel" : "public_channel");
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

// Also that Muster is in it: whoever took it out of a public channel may do so again, and then it
// waits to be invited.
Script<bool> DeliveryWork::show_channel() {
    if (places().channel.empty())
        co_return true;
    Form form;
    form.text("channel", places().channel.str());
    const auto answer = co_await ask("conversations.info", form);
    stop_unless_final(answer);
    if (answer.error == "channel_not_found") {
        // A private one that Muster is not in looks the same.
        made_.room = incident().is_private() ? RoomState::left : RoomState::gone;
        co_return true;
    }
    if (!answer.good()) {
        refuse(
            Words(refusal_words("What became of the incident's channel cannot be seen", answer)));
        co_return false;
    }
    const auto channel = answer.body.value("channel", Json::object());
    made_.channel_name = text_at(channel, "name");
    if (made_.channel_name != places().channel_name)
        more_.push_back({Effect::Kind::show_announcement, incident().id, 0, {}, {}});
    const auto is = [&](const char* member) {
        const auto found = channel.find(member);
        return found != channel.end() && found->is_boolean() && found->get<bool>();
    };
    made_.room = is("is_archived") ? RoomState::archived : RoomState::open;
    if (made_.room == RoomState::open && !is("is_member") && !co_await join(places().channel))
        made_.room = RoomState::left;
    co_return true;
}

Script<bool> DeliveryWork::show_members() {
    if (!places().has_channel())
        co_return true;  // whoever reads the announcement is there already
    const auto people = co_await people_to_invite();
    bool all = made_.refusals.empty();
    for (std::size_t first = 0; first < people.size(); first += most_invited_at_once) {
        const auto end = std::min(first + most_invited_at_once, people.size());
        all = co_await invite({people.begin() + static_cast<std::ptrdiff_t>(first),
                               people.begin() + static_cast<std::ptrdiff_t>(end)}) &&
              all;
    }
    co_return all;
}

// With `force` the others are in, and those who cannot be are listed beside "ok".
Script<bool> DeliveryWork::invite(std::vector<std::string> people) {
    std::string users;
    for (const auto& person : people)
        users += (users.empty() ? "" : ",") + person;
    Form form;
    form.text("channel", places().channel.str());
    form.text("users", users);
    form.flag("force", true);
    const auto answer = co_await ask("conversations.invite", form);
    stop_unless_final(answer);
    const std::string what = "Nobody could be invited to the channel";
    if (is_about_place(answer.error)) {
        wait_for(places().channel, answer.error, what);
        co_return false;
    }
    if (is_about_people(answer.error) && people.size() > 1) {
        // One of them cannot be, and Slack took none: the others by themselves.
        bool all = true;
        for (const auto& person : people)
            all = co_await invite(std::vector<std::string>{person}) && all;
        co_return all;
    }
    const auto cannot = [&](const std::string& person, const std::string& code) {
        Answer reason = answer;
        reason.error = code;
        refuse(Words()
                   .user(UserId(person), person)
                   .plain(refusal_words(" could not be invited", reason)),
               person);
    };
    bool all = answer.good();
    for (const auto& error : list_at(answer.body, "errors")) {
        const auto code = text_at(error, "error");
        if (code.empty() || code == "already_in_channel" || code == "cant_invite_self" ||
            text_at(error, "user").empty())
            continue;
        all = false;
        cannot(text_at(error, "user"), code);
    }
    if (!answer.good() && is_about_people(answer.error) && people.size() == 1)
        cannot(people.front(), answer.error);
    else if (!answer.good())
        // It stands until these are invited: that somebody else can be does not help them.
        refuse(Words(refusal_words(what, answer)), people.front());
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
                    refuse(Words(refusal_words("Groups could not be invited", answer)));
                groups = list_at(answer.body, "usergroups");
            }
            who.clear();
            for (const auto& group : groups)
                if ("@" + text_at(group, "handle") == named)
                    who = text_at(group, "id");
            if (who.empty()) {
                if (!groups.empty())
                    refuse(Words("There is no group " + named +
                                 " in the workspace: the severities in the configuration name "
                                 "it."),
                           named);
                continue;
            }
        }
        Form form;
        form.text("usergroup", who);
        const auto answer = co_await ask("usergroups.users.list", form);
        stop_unless_final(answer);
        if (!answer.good())
            refuse(Words(refusal_words("The group " + named + " could not be invited", answer)),
                   named);
        for (const auto& user : list_at(answer.body, "users"))
            if (user.is_string())
                add(user.get<std::string>());
    }
    co_return people;
}

Script<bool> DeliveryWork::show_topic(bool is_purpose) {
    if (!places().has_channel())
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
    const std::string what = is_purpose ? "The channel's description could not be set"
                                        : "The channel's topic could not be set";
    if (is_about_place(answer.error))
        wait_for(places().channel, answer.error, what);
    else if (!answer.good())
        refuse(Words(refusal_words(what, answer)));
    co_return answer.good();
}

Script<bool> DeliveryWork::show_pin() {
    // In a thread of the announcements channel the card is easy to find, and the pins are others'.
    if (!places().has_channel() || places().card.empty())
        co_return true;
    Form form;
    form.text("channel", places().channel.str());
    form.text("timestamp", places().card.str());
    const auto answer = co_await ask("pins.add", form);
    stop_unless_final(answer);
    if (answer.error == "message_not_found") {
        missing_.push_back({places().channel, places().card});
        co_return true;
    }
    const std::string what = "The incident's card could not be pinned";
    if (is_about_place(answer.error))
        wait_for(places().channel, answer.error, what);
    else if (!answer.good())
        refuse(Words(refusal_words(what, answer)));
    co_return answer.good();
}

// To the status page's page of the incident, or to the card where there is none. One that stands
// already is made to agree; one that somebody removed is added again.
Script<bool> DeliveryWork::show_bookmark() {
    if (!places().has_channel())
        co_return true;
    const std::string what = "The channel's bookmark could not be added";
    std::string title = "Status page";
    auto link = page_of(parcel_.view);
    if (link.empty() && !places().card.empty()) {
        Form form;
        form.text("channel", places().channel.str());
        form.text("message_ts", places().card.str());
        const auto answer = co_await ask("chat.getPermalink", form);
        stop_unless_final(answer);
        if (answer.error == "message_not_found") {
            missing_.push_back({places().channel, places().card});
            co_return true;
        }
        if (is_about_place(answer.error))
            wait_for(places().channel, answer.error, what);
        else if (!answer.good())
            refuse(Words(refusal_words(what, answer)));
        if (!answer.good())
            co_return false;
        title = "Incident card";
        link = text_at(answer.body, "permalink");
    }
    if (link.empty())
        co_return true;
    Form form;
    form.text("channel_id", places().channel.str());
    if (!places().bookmark.empty()) {
        Form same = form;
        same.text("bookmark_id", places().bookmark).text("title", title).text("link", link);
        const auto answer = co_await ask("bookmarks.edit", same);
        stop_unless_final(answer);
        if (answer.good())
            co_return true;
        if (is_about_place(answer.error))
            wait_for(places().channel, answer.error, what);
        else if (answer.error != "not_found")
            refuse(Words(refusal_words("The channel's bookmark could not be changed", answer)));
        if (answer.error != "not_found")
            co_return false;
    }
    if (in_doubt("")) {
        const auto answer = co_await ask("bookmarks.list", form);
        stop_unless_final(answer);
        for (const auto& bookmark : list_at(answer.body, "bookmarks"))
            if (text_at(bookmark, "title") == title && text_at(bookmark, "link") == link)
                made_.bookmark = text_at(bookmark, "id");
        if (is_about_place(answer.error))
            wait_for(places().channel, answer.error, what);
        else if (!answer.good())
            refuse(
                Words(refusal_words("It is not known whether the bookmark was added, and it is "
                                    "not added again",
                                    answer)));
        if (!answer.good() || !made_.bookmark.empty())
            co_return answer.good();
        not_found("");
    }
    form.text("title", title);
    form.text("type", "link");
    form.text("link", link);
    const auto answer = co_await tell("bookmarks.add", form);
    stop_unless_final(answer);
    if (answer.good())
        made_.bookmark = text_at(answer.body.value("bookmark", Json::object()), "id");
    else if (is_about_place(answer.error))
        wait_for(places().channel, answer.error, what);
    else
        refuse(Words(refusal_words(what, answer)));
    co_return answer.good();
}

}  // namespace muster::slack
