#pragma once

#include "tests/commands/world.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster::tests {

// An incident whose channel is C1ROOM, and what happens to messages there.
class MessagesWorld : public World {
public:
    explicit MessagesWorld(Settings with = {}) : World(std::move(with)) {
        id = declare_in("C1ROOM");
        Profile bot;
        bot.person = {UserId("U9APP"), {}, "Pager"};
        bot.handle = "pager";
        bot.bot = true;
        store->learn({{bot}});
    }

    // A message of Grace's, an hour before.
    static SlackMessage message(const std::string& ts, const std::string& text) {
        SlackMessage made;
        made.place = {ChannelId("C1ROOM"), MessageTs(ts)};
        made.sent = instant("2026-11-20T13:00:05Z");
        made.author.user = UserId("U2GRACE");
        made.text = text;
        made.link = "https://example.slack.com/archives/C1ROOM/p" + ts;
        return made;
    }

    Request event(const std::string& name, const std::string& who, const std::string& at,
                  std::map<std::string, std::string> details) {
        auto made = request("");
        made.kind = Request::Kind::event;
        made.name = name;
        made.place = ChannelId("C1ROOM");
        made.user = {UserId(who), {}, {}};
        made.details = std::move(details);
        made.details["event_ts"] = at;
        return made;
    }
    // Somebody puts the reaction on the message, or takes it off, at that moment.
    void reacts(const std::string& who, const std::string& ts, const std::string& at,
                bool on = true, const std::string& reaction = "pushpin") {
        asks(event(on ? "reaction_added" : "reaction_removed", who, at,
                   {{"item.ts", ts}, {"reaction", reaction}}));
    }
    void pins(const std::string& who, const std::string& ts, const std::string& at,
              bool on = true) {
        asks(event(on ? "pin_added" : "pin_removed", who, at, {{"item.message.ts", ts}}));
    }
    void edits(SlackMessage message, const std::string& at) {
        message.edited = MessageTs(at);
        auto made = event("message_edited", "", at, {{"editor", "U2GRACE"}});
        made.user = {};
        made.messages = {std::move(message)};
        asks(made);
    }
    void deletes(const std::string& ts) {
        auto made = event("message_deleted", "", "99.000001", {{"deleted_ts", ts}});
        made.user = {};
        asks(made);
    }
    // The messages that the last request asked to read.
    [[nodiscard]] std::vector<Effect> asked() const {
        std::vector<Effect> asks;
        for (const auto& effect : effects)
            if (effect.kind == Effect::Kind::ask_message ||
                effect.kind == Effect::Kind::ask_channel)
                asks.push_back(effect);
        return asks;
    }
    // What Slack said to such an Ask.
    Reply answers(const Effect& ask, std::vector<SlackMessage> found,
                  const std::string& error = "") {
        auto made = request("");
        made.kind = Request::Kind::answer;
        made.user = {UserId(ask.people.at(0)), {}, {}};
        made.place = ChannelId(ask.details.at("channel"));
        made.name = to_string(ask.kind);
        made.value = to_string(ask.incident);
        made.details = ask.details;
        if (!error.empty())
            made.details["error"] = error;
        made.messages = std::move(found);
        return asks(made);
    }
    // Marks it and has it read.
    void captures(const SlackMessage& message, const std::string& who = "U1ADA") {
        reacts(who, message.place.ts.str(), "20.000001");
        answers(asked().at(0), {message});
    }
    Request shortcut(const std::string& name, const SlackMessage& message) {
        auto made = request("");
        made.kind = Request::Kind::shortcut;
        made.name = name;
        made.place = message.place.channel;
        made.messages = {message};
        return made;
    }
    // "1 Grace: all is well | 3 …": the entries that stand, those that Muster wrote left out.
    [[nodiscard]] std::string timeline(int number = 1) const {
        std::string text;
        for (const auto& entry : entries(number))
            if (entry.source != Entry::Source::automatic)
                text += (text.empty() ? "" : " | ") + std::to_string(entry.number) + " " +
                        entry.author.name + ": " + entry.text;
        return text;
    }

    IncidentId id;
};

}  // namespace muster::tests
