#pragma once

#include "slack/web_api.hpp"
#include "tests/slack/delivery_slack_canvases.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster::slack::sample {

// A workspace as deliveries see it: what was made stays, and each call can be made to fail. Only
// what deliveries use is there.
class DeliverySlack : public DeliverySlackCanvases {
public:
    enum class Fault { none, cut_before, cut_after, busy, rate_limited };

    struct Message {
        std::string channel;
        std::string ts;
        std::string thread;
        std::string text;
        std::string mark;
        bool has_blocks = false;
        int edits = 0;
        std::string user = "U0BOT";
        std::string subtype = {};
        int entry = 0;  // of the timeline, as its mark says
    };
    struct Channel {
        std::string id;
        std::string name;
        std::string creator;
        long long created = 0;
        bool is_private = false;
        bool member = true;
        bool archived = false;
        std::string topic;
        std::string purpose;
        std::vector<std::string> members;
        std::vector<std::string> pins;
        nlohmann::json bookmarks = nlohmann::json::array();
    };
    struct HomeTab {
        std::string hash;
        nlohmann::json view;
    };
    struct File {
        std::string id;
        std::string title;
        std::string bytes;
        std::string channel;
        std::string thread;
        int shared = 0;
        std::string name = {};
        std::string alt_text = {};
        std::string comment = {};
    };

    std::map<std::string, Channel> channels;
    std::vector<Message> messages;
    std::map<std::string, File> files;
    std::map<std::string, HomeTab> homes;         // by person
    std::vector<std::string> calls;               // "chat.postMessage", in order
    std::map<std::string, std::string> refusals;  // method → code, for good
    std::deque<Fault> faults;                     // of the next calls, first to last
    bool refuse_blocks = false;                   // as if they were malformed
    bool refuse_bad_invitations_whole = false;
    long long away_until = 0;  // by its own clock: nobody reaches it before

    DeliverySlack() {
        add_channel("C0INCIDENTS", "incidents", "U0OTHER", true);
        add_channel("C0POSTMORTEMS", "postmortems", "U0OTHER", false);
    }

    Channel& add_channel(const std::string& id, const std::string& name, const std::string& creator,
                         bool member) {
        Channel channel{id, name, creator, clock, false, member, false, {}, {}, {}, {}};
        return channels[id] = channel;
    }

    Answer answer(const std::string& method, const Form& form) {
        calls.push_back(method);
        ++clock;
        Fault fault = clock < away_until ? Fault::busy : Fault::none;
        if (!faults.empty()) {
            fault = faults.front();
            faults.pop_front();
        }
        switch (fault) {
            case Fault::cut_before:
                return no_answer(method, true, "cut");
            case Fault::cut_after:
                reply(method, form);
                return no_answer(method, true, "cut");
            case Fault::busy:
                return no_answer(method, false, "connection refused");
            case Fault::rate_limited:
                return read_answer(method, http(429, R"({"ok":false,"error":"ratelimited"})", "7"));
            case Fault::none:
                break;
        }
        return read_answer(method, http(200, reply(method, form).dump()));
    }

    Answer upload(const std::string& url, const std::string& bytes) {
        calls.push_back("upload");
        Fault fault = Fault::none;
        if (!faults.empty()) {
            fault = faults.front();
            faults.pop_front();
        }
        if (fault == Fault::none || fault == Fault::cut_after)
            files[url.substr(url.rfind('/') + 1)].bytes = bytes;
        if (fault == Fault::none)
            return read_answer("upload_url.post", http(200, "OK"));
        return no_answer("upload_url.post", true, "cut");
    }

    // Messages of ours in that channel, or in a thread of it.
    [[nodiscard]] std::vector<Message> posted(const std::string& channel,
                                              const std::string& thread = "") const {
        std::vector<Message> found;
        std::ranges::copy_if(messages, std::back_inserter(found), [&](const Message& message) {
            return message.channel == channel && message.thread == thread;
        });
        return found;
    }
    void remove_message(const std::string& ts) {
        std::erase_if(messages, [&](const Message& message) { return message.ts == ts; });
    }
    [[nodiscard]] int count_calls(std::string_view method) const {
        return static_cast<int>(std::ranges::count(calls, method));
    }
    [[nodiscard]] std::vector<Channel> made_by(const std::string& creator) const {
        std::vector<Channel> made;
        for (const auto& [id, channel] : channels)
            if (channel.creator == creator)
                made.push_back(channel);
        return made;
    }

private:
    using Json = nlohmann::json;

    static HttpAnswer http(int status, std::string body, std::string retry_after = "") {
        HttpAnswer answer;
        answer.status = status;
        answer.body = std::move(body);
        answer.retry_after = std::move(retry_after);
        return answer;
    }

    Channel& open_direct(const std::string& user) {
        const auto id = "D" + user;
        return channels.contains(id) ? channels.at(id) : add_channel(id, "", "U0BOT", true);
    }

    Json reply(const std::string& method, const Form& form) {
        if (const auto refused = refusals.find(method); refused != refusals.end())
            return error(refused->second);
        if (method == "conversations.create")
            return create(form);
        if (method == "users.conversations" || method == "conversations.list")
            return list(method == "users.conversations");
        if (method == "conversations.open")
            return {{"ok", true}, {"channel", {{"id", open_direct(value(form, "users")).id}}}};
        if (method == "views.publish")
            return publish(form);
        if (method == "chat.postMessage")
            return post(form);
        if (method == "chat.update")
            return update(form);
        if ((method == "conversations.history" || method == "conversations.replies") &&
            form.find("latest") != nullptr)
            return span(form, method == "conversations.replies");
        if (method == "conversations.history" || method == "conversations.replies")
            return history(form);
        if (method == "files.getUploadURLExternal") {
            const auto id = "F" + std::to_string(files.size() + 1);
            files[id] = {id, {}, {}, {}, {}, 0, value(form, "filename"), value(form, "alt_txt")};
            return {{"ok", true}, {"file_id", id}, {"upload_url", "https://files.example/" + id}};
        }
        if (method == "files.completeUploadExternal")
            return share(form);
        if (method == "files.info" && canvases.contains(value(form, "file")))
            return canvas_info(canvases.at(value(form, "file")));
        if (method.starts_with("canvases.") || method == "conversations.canvases.create")
            return canvas(method, form);
        if (method == "files.info")
            return info(form);
        if (method == "files.delete")
            return files.erase(value(form, "file")) > 0 ? Json{{"ok", true}}
                                                        : error("file_not_found");
        if (method == "chat.delete")
            return remove(value(form, "channel"), value(form, "ts"));
        if (method == "usergroups.list")
            return {{"ok", true}, {"usergroups", {{{"id", "S0DBA"}, {"handle", "dba"}}}}};
        if (method == "usergroups.users.list")
            return {{"ok", true}, {"users", {"U0GRACE", "U0ADA"}}};
        if (method == "chat.getPermalink")
            return posted_at(value(form, "channel"), value(form, "message_ts")) == nullptr
                       ? error("message_not_found")
                       : Json{{"ok", true},
                              {"permalink", "https://example.com/p" + value(form, "message_ts")}};
        return in_channel(method, form);
    }

    Json in_channel(const std::string& method, const Form& form) {
        const auto id = value(form, "channel") + value(form, "channel_id");
        const auto found = channels.find(id);
        if (found == channels.end())
            return error("channel_not_found");
        auto& channel = found->second;
        if (method == "conversations.info") {
            Json properties = Json::object();
            for (const auto& [file, each] : canvases)
                if (each.channel == id)
                    properties["canvas"] = {{"file_id", file}, {"is_empty", each.parts.empty()}};
            return {{"ok", true},
                    {"channel",
                     {{"id", id},
                      {"name", channel.name},
                      {"is_archived", channel.archived},
                      {"is_member", channel.member},
                      {"properties", properties}}}};
        }
        if (channel.archived && method == "conversations.archive")
            return error("already_archived");
        if (channel.archived && method != "bookmarks.list")
            return error("is_archived");
        if (!channel.member && channel.is_private)
            return error("channel_not_found");
        if (method == "conversations.join") {
            channel.member = true;
        } else if (!channel.member) {
            return error("not_in_channel");
        } else if (method == "conversations.archive") {
            channel.archived = true;
        } else if (method == "conversations.setTopic") {
            channel.topic = value(form, "topic");
        } else if (method == "conversations.setPurpose") {
            channel.purpose = value(form, "purpose");
        } else if (method == "conversations.invite") {
            return invite(channel, value(form, "users"));
        } else if (method == "pins.add") {
            if (posted_at(id, value(form, "timestamp")) == nullptr)
                return error("message_not_found");
            if (std::ranges::find(channel.pins, value(form, "timestamp")) != channel.pins.end())
                return error("already_pinned");
            channel.pins.push_back(value(form, "timestamp"));
        } else if (method == "conversations.rename") {
            for (const auto& [other, one] : channels)
                if (other != id && one.name == value(form, "name"))
                    return error("name_taken");
            channel.name = value(form, "name");
        } else if (method == "bookmarks.remove") {
            for (std::size_t i = 0; i < channel.bookmarks.size(); ++i)
                if (channel.bookmarks[i]["id"] == value(form, "bookmark_id")) {
                    channel.bookmarks.erase(i);
                    return {{"ok", true}};
                }
            return error("not_found");
        } else if (method == "bookmarks.list") {
            return {{"ok", true}, {"bookmarks", channel.bookmarks}};
        } else if (method == "bookmarks.edit") {
            for (auto& bookmark : channel.bookmarks) {
                if (bookmark["id"] != value(form, "bookmark_id"))
                    continue;
                bookmark["title"] = value(form, "title");
                bookmark["link"] = value(form, "link");
                return {{"ok", true}, {"bookmark", bookmark}};
            }
            return error("not_found");
        } else if (method == "bookmarks.add") {
            Json bookmark = {{"id", "Bk" + std::to_string(channel.bookmarks.size() + 1)},
                             {"title", value(form, "title")},
                             {"link", value(form, "link")}};
            channel.bookmarks.push_back(bookmark);
            return {{"ok", true}, {"bookmark", bookmark}};
        } else {
            return error("unknown_method");
        }
        return {{"ok", true}};
    }

    [[nodiscard]] Json invite(Channel& channel, const std::string& users) const {
        Json errors = Json::array();
        if (refuse_bad_invitations_whole && users.find("U0BAD") != std::string::npos)
            return error("cant_invite");
        for (std::size_t start = 0; start < users.size();) {
            const auto end = std::min(users.find(',', start), users.size());
            const auto user = users.substr(start, end - start);
            start = end + 1;
            if (user.starts_with("U0BAD"))
                errors.push_back({{"user", user}, {"ok", false}, {"error", "cant_invite"}});
            else if (std::ranges::find(channel.members, user) != channel.members.end())
                errors.push_back({{"user", user}, {"ok", false}, {"error", "already_in_channel"}});
            else
                channel.members.push_back(user);
        }
        return {{"ok", true}, {"errors", errors}};
    }

    Json create(const Form& form) {
        const auto name = value(form, "name");
        for (const auto& [id, channel] : channels)
            if (channel.name == name)
                return error("name_taken");
        const auto id = "C0MADE" + std::to_string(channels.size());
        add_channel(id, name, "U0BOT", true).is_private = value(form, "is_private") == "true";
        return {{"ok", true}, {"channel", {{"id", id}, {"name", name}}}};
    }

    [[nodiscard]] Json list(bool of_member) const {
        Json all = Json::array();
        for (const auto& [id, channel] : channels)
            if ((channel.member || (!of_member && !channel.is_private)) && !channel.archived)
                all.push_back({{"id", id},
                               {"name", channel.name},
                               {"creator", channel.creator},
                               {"created", channel.created}});
        return {{"ok", true}, {"channels", all}};
    }

    Json publish(const Form& form) {
        auto& home = homes[value(form, "user_id")];
        if (const auto hash = value(form, "hash"); !hash.empty() && hash != home.hash)
            return error("hash_conflict");
        home.hash = "hash" + std::to_string(clock);
        home.view = Json::parse(value(form, "view"));
        return {{"ok", true}, {"view", {{"id", "V1"}, {"hash", home.hash}}}};
    }

    Json post(const Form& form) {
        const auto id = value(form, "channel");
        const auto found = channels.find(id);
        if (found == channels.end())
            return error("channel_not_found");
        if (found->second.archived)
            return error("is_archived");
        if (!found->second.member)
            return error(found->second.is_private ? "channel_not_found" : "not_in_channel");
        if (refuse_blocks && form.find("blocks") != nullptr)
            return error("invalid_blocks");
        const auto metadata = Json::parse(value(form, "metadata"));
        Message message{id,
                        std::to_string(clock) + ".000100",
                        value(form, "thread_ts"),
                        value(form, "text"),
                        metadata["event_payload"]["effect"],
                        form.find("blocks") != nullptr,
                        0};
        message.entry = metadata["event_payload"].value("entry", 0);
        messages.push_back(message);
        return {{"ok", true}, {"channel", id}, {"ts", message.ts}};
    }

    const Message* posted_at(const std::string& channel, const std::string& ts) const {
        for (const auto& message : messages)
            if (message.channel == channel && message.ts == ts)
                return &message;
        return nullptr;
    }

    Json remove(const std::string& channel, const std::string& ts) {
        const auto found = std::ranges::find_if(messages, [&](const Message& message) {
            return message.channel == channel && message.ts == ts;
        });
        if (found == messages.end())
            return error("message_not_found");
        if (found->user != "U0BOT")
            return error("cant_delete_message");
        // Its place stays for the replies that hang on it.
        if (std::ranges::any_of(messages, [&](const Message& each) { return each.thread == ts; })) {
            found->user = "USLACKBOT";
            found->subtype = "tombstone";
            found->text = "This message was deleted.";
            found->mark.clear();
            return {{"ok", true}};
        }
        remove_message(ts);
        return {{"ok", true}};
    }

    Json update(const Form& form) {
        const auto found = channels.find(value(form, "channel"));
        if (found == channels.end())
            return error("channel_not_found");
        if (found->second.archived)
            return error("is_inactive");
        for (auto& message : messages) {
            if (message.channel != value(form, "channel") || message.ts != value(form, "ts"))
                continue;
            message.text = value(form, "text");
            ++message.edits;
            return {{"ok", true}};
        }
        return error("message_not_found");
    }

    [[nodiscard]] Json history(const Form& form) const {
        const auto found = channels.find(value(form, "channel"));
        if (found == channels.end() || (!found->second.member && found->second.is_private))
            return error("channel_not_found");
        if (!found->second.member)
            return error("not_in_channel");
        const auto thread = value(form, "ts");
        const auto oldest = value(form, "oldest");
        // Pages of two, to show that all are read.
        const auto cursor = value(form, "cursor");
        const std::size_t first = cursor.empty() ? 0 : std::stoul(cursor);
        Json page = Json::array();
        std::size_t index = 0;
        bool more = false;
        for (const auto& message : messages) {
            const bool is_root = !thread.empty() && message.ts == thread;
            if (message.channel != value(form, "channel") ||
                message.thread != (is_root ? "" : thread) || (!is_root && message.ts < oldest))
                continue;
            if (index >= first + 2)
                more = true;
            else if (index >= first)
                page.push_back(
                    {{"ts", message.ts},
                     {"user", message.user},
                     {"subtype", message.subtype},
                     {"reply_count", replies_to(message)},
                     {"metadata",
                      {{"event_type", "muster_incident"},
                       {"event_payload", {{"effect", message.mark}, {"entry", message.entry}}}}}});
            ++index;
        }
        for (const auto& [id, file] : files)
            if (file.shared > 0 && file.thread == thread)
                page.push_back({{"ts", "1.1"},
                                {"user", "U0BOT"},
                                {"files", {{{"id", id}, {"title", file.title}}}}});
        return {{"ok", true},
                {"messages", page},
                {"response_metadata", {{"next_cursor", more ? std::to_string(first + 2) : ""}}}};
    }

    [[nodiscard]] std::size_t replies_to(const Message& parent) const {
        std::size_t count = 0;
        for (const auto& message : messages)
            count += message.channel == parent.channel && message.thread == parent.ts ? 1U : 0U;
        for (const auto& [id, file] : files)
            count += file.shared > 0 && file.thread == parent.ts ? 1U : 0U;
        return count;
    }
    // What was written between two moments, newest first; of a thread its parent before it.
    [[nodiscard]] Json span(const Form& form, bool of_thread) const {
        const auto found = channels.find(value(form, "channel"));
        if (found == channels.end() || !found->second.member)
            return error(found == channels.end() || found->second.is_private ? "channel_not_found"
                                                                             : "not_in_channel");
        std::string root;
        if (of_thread) {
            const auto* const asked = posted_at(found->first, value(form, "ts"));
            if (asked == nullptr)
                return error("thread_not_found");
            root = asked->thread.empty() ? asked->ts : asked->thread;
        }
        std::vector<Json> all;
        for (const auto& message : messages) {
            const bool is_root = of_thread && message.ts == root;
            if (message.channel != found->first || message.thread != (is_root ? "" : root))
                continue;
            if (!is_root &&
                (message.ts < value(form, "oldest") || message.ts > value(form, "latest")))
                continue;
            Json one{{"ts", message.ts}, {"user", message.user}, {"text", message.text}};
            if (!message.thread.empty())
                one["thread_ts"] = message.thread;
            if (!message.subtype.empty())
                one["subtype"] = message.subtype;
            all.insert(is_root ? all.begin() : all.end(), std::move(one));
        }
        if (!of_thread)
            std::ranges::reverse(all);
        const auto most = static_cast<std::size_t>(std::stoul(value(form, "limit")));
        const auto cursor = value(form, "cursor");
        const std::size_t first = cursor.empty() ? 0 : std::stoul(cursor);
        Json page = Json::array();
        for (std::size_t i = first; i < std::min(all.size(), first + most); ++i)
            page.push_back(all[i]);
        const bool more = first + most < all.size();
        return {{"ok", true},
                {"messages", page},
                {"response_metadata", {{"next_cursor", more ? std::to_string(first + most) : ""}}}};
    }

    Json share(const Form& form) {
        const auto named = Json::parse(value(form, "files")).at(0);
        const auto found = files.find(named["id"]);
        if (found == files.end())
            return error("file_not_found");
        if (const auto place = channels.find(value(form, "channel_id")); place == channels.end())
            return error("channel_not_found");
        else if (place->second.archived)
            return error("is_archived");
        else if (!place->second.member)
            return error(place->second.is_private ? "channel_not_found" : "not_in_channel");
        auto& file = found->second;
        file.title = named["title"];
        file.channel = value(form, "channel_id");
        file.thread = value(form, "thread_ts");
        file.comment = value(form, "initial_comment");
        ++file.shared;
        return {
            {"ok", true},
            {"files", {{{"id", file.id}, {"permalink", "https://files.example/p/" + file.id}}}}};
    }

    [[nodiscard]] Json info(const Form& form) const {
        const auto found = files.find(value(form, "file"));
        if (found == files.end())
            return error("file_not_found");
        Json file = {{"id", found->first},
                     {"permalink", "https://files.example/p/" + found->first},
                     {"shares", Json::object()}};
        if (found->second.shared > 0)
            file["shares"]["public"][found->second.channel] = Json::array();
        return {{"ok", true}, {"file", file}};
    }
};

}  // namespace muster::slack::sample
