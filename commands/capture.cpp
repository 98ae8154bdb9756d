#include "commands/capture.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/permission.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster {
namespace {

constexpr std::array<std::string_view, 6> events{"reaction_added", "reaction_removed",
                                                 "pin_added",      "pin_removed",
                                                 "message_edited", "message_deleted"};

// A message has up to 40,000 characters escaped and without the lines of its files.
std::string text_of(const Record& record, const SlackMessage& message) {
    const auto text = without_mentions(with_names(message.text, record));
    const auto kept = trimmed(text);
    return kept.empty() ? "(a message without text)" : shortened(kept, most_text_characters);
}

std::string name_of(const Record& record, const Person& author) {
    if (const auto profile = record.profile(author.user); profile && !author.user.empty())
        return profile->person.name;
    if (!author.name.empty())
        return author.name;
    return author.user.empty() ? "an app" : author.user.str();
}

void append(Decision& all, Decision more) {
    const auto move_all = [](auto& to, auto& from) {
        to.insert(to.end(), std::make_move_iterator(from.begin()),
                  std::make_move_iterator(from.end()));
    };
    move_all(all.changes, more.changes);
    move_all(all.effects, more.effects);
    move_all(all.captures, more.captures);
}

// What was decided for one incident by whoever did it in Slack.
Decision decided_for(const Record& record, const Request& request, const Incident& incident,
                     Whats whats, Capture capture) {
    Decision decision;
    if (!whats.empty()) {
        const Asked asked{record, request, incident, {}};
        decision = decided(asked, incident.id, std::move(whats), {});
    }
    decision.captures.push_back(std::move(capture));
    return decision;
}

Effect ask_for(const Capture& capture, const Request& request) {
    Effect ask;
    ask.kind = Effect::Kind::ask_message;
    ask.incident = capture.incident;
    ask.people = {request.user.user.str()};
    ask.details = {{"channel", capture.message.channel.str()},
                   {"message", capture.message.ts.str()}};
    return ask;
}

// The same request, of somebody whose name is known.
Request by(const Record& record, Request request, const UserId& user) {
    request.user.user = user;
    request.user.name = name_of(record, request.user);
    return request;
}

Decision marked(const Record& record, const Request& event, Mark::Kind kind) {
    const auto id = record.incident_in(event.place);
    const MessagePlace message{
        event.place,
        MessageTs(detail(event, kind == Mark::Kind::pin ? "item.message.ts" : "item.ts"))};
    if (!id || message.ts.empty() || detail(event, "item_is_ours") == "true")
        return {};
    const bool present = event.name.ends_with("_added");
    const auto profile = record.profile(event.user.user);
    if (present && profile && profile->bot)
        return {};
    auto capture = record.capture(*id, message).value_or(Capture{*id, message, 0, {}, {}, false});
    const bool was_marked = capture.is_marked();
    const UserId whose = kind == Mark::Kind::pin ? UserId() : event.user.user;
    if (!note(capture, {kind, whose, present, MessageTs(detail(event, "event_ts"))}))
        return {};

    const auto incident = record.incident(*id).value();
    // A mark is as good as typing: whoever may not log marks nothing, nor does anybody in a
    // duplicate, whose timeline goes on elsewhere.
    if (present &&
        (incident.folded || !require_permission(Asked{record, event, incident, {}}, "log")))
        return {};
    const auto entry = record.entry(*id, capture.entry);
    Whats whats;
    if (!capture.is_marked() && was_marked && entry && !entry->removed)
        whats.emplace_back(EntryRemoved{entry->number, "its message is no longer marked"});
    const bool wanted = present && !capture.deleted && (!entry || entry->removed);
    // The words of whoever edited it by hand stand.
    if (wanted && entry && entry->edited) {
        auto back = *entry;
        back.removed = false;
        whats.emplace_back(EntryEdited{std::move(back), *entry});
    }
    const auto named = by(record, event, event.user.user);
    auto decision = decided_for(record, named, incident, std::move(whats), capture);
    if (wanted && !(entry && entry->edited))
        decision.effects.push_back(ask_for(capture, event));
    return decision;
}

bool is_followed(const Incident& incident, const Entry& entry) {
    return !incident.closed && !entry.edited;
}

Decision edited(const Record& record, const Request& event) {
    Decision all;
    if (event.messages.empty())
        return all;
    const auto& message = event.messages.front();
    for (auto& capture : record.captures(message.place)) {
        if (capture.deleted || !is_later(message.edited, capture.edited))
            continue;
        capture.edited = message.edited;
        const auto incident = record.incident(capture.incident);
        const auto entry = record.entry(capture.incident, capture.entry);
        Whats whats;
        if (incident && entry && !entry->removed && is_followed(*incident, *entry)) {
            auto now = *entry;
            now.text = text_of(record, message);
            if (now != *entry)
                whats.emplace_back(EntryEdited{std::move(now), *entry});
        }
        if (incident)
            append(all, decided_for(record, by(record, event, UserId(detail(event, "editor"))),
                                    *incident, std::move(whats), capture));
    }
    return all;
}

Decision deleted(const Record& record, const Request& event) {
    Decision all;
    const MessagePlace message{event.place, MessageTs(detail(event, "deleted_ts"))};
    // Slack does not say who it was.
    Request somebody = event;
    somebody.user = {{}, {}, "Somebody in Slack"};
    for (auto& capture : record.captures(message)) {
        if (std::exchange(capture.deleted, true))
            continue;
        const auto incident = record.incident(capture.incident);
        const auto entry = record.entry(capture.incident, capture.entry);
        Whats whats;
        if (incident && entry && !entry->removed) {
            if (is_followed(*incident, *entry))
                whats.emplace_back(EntryRemoved{entry->number, "its message was deleted"});
            else
                whats.emplace_back(MessageDeleted{entry->number});
        }
        if (incident)
            append(all, decided_for(record, somebody, *incident, std::move(whats), capture));
    }
    return all;
}

// "thumbsup::skin-tone-3" is a thumbsup.
std::string_view without_skin_tone(std::string_view reaction) {
    return reaction.substr(0, reaction.find("::"));
}

}  // namespace

bool is_about_timeline(const Request& event, const Settings& settings) {
    if (std::ranges::find(events, event.name) == events.end())
        return false;
    return !event.name.starts_with("reaction_") ||
           without_skin_tone(detail(event, "reaction")) == settings.timeline_reaction;
}

Decision timeline_event(const Record& record, const Request& event) {
    if (!is_about_timeline(event, record.settings()))
        return {};
    if (event.name.starts_with("reaction_"))
        return marked(record, event, Mark::Kind::reaction);
    if (event.name.starts_with("pin_"))
        return marked(record, event, Mark::Kind::pin);
    return event.name == "message_edited" ? edited(record, event) : deleted(record, event);
}

Decision message_read(const Asked& asked) {
    const auto& request = asked.request;
    const MessagePlace place{ChannelId(detail(request, "channel")),
                             MessageTs(detail(request, "message"))};
    const auto& incident = *asked.incident;
    const auto capture = asked.record.capture(incident.id, place);
    // It was unmarked, deleted or read for somebody else meanwhile.
    if (!capture || !capture->is_marked() || capture->deleted)
        return {};
    if (const auto entry = asked.record.entry(incident.id, capture->entry);
        entry && !entry->removed)
        return {};
    Reply reply;
    if (const auto why = detail(request, "error"); !why.empty()) {
        reply.refused = true;
        reply.words.plain(why + " It is not in the timeline. To write it down yourself: ")
            .code(typed(asked, "log [TIME] TEXT"));
        return only(std::move(reply));
    }
    if (request.messages.empty() || request.messages.front().by_us)
        return {};
    const auto& message = request.messages.front();
    if (is_later(capture->edited, message.edited) && detail(request, "again").empty()) {
        // An edit was heard of that the reading did not see yet.
        Decision again;
        again.effects.push_back(ask_for(*capture, request));
        again.effects.back().details["again"] = "true";
        return again;
    }
    Capturing capturing(asked.record, incident, request.at);
    capturing.take(message, std::nullopt);
    auto decision = decided(asked, incident.id, std::move(capturing.whats()), {});
    decision.captures = std::move(capturing.captures());
    return decision;
}

Capturing::How Capturing::take(const SlackMessage& message, const std::optional<Mark>& mark) {
    auto capture = record_.capture(incident_.id, message.place)
                       .value_or(Capture{incident_.id, message.place, 0, {}, {}, false});
    if (mark)
        note(capture, *mark);
    if (is_later(message.edited, capture.edited))
        capture.edited = message.edited;
    const auto before = record_.entry(incident_.id, capture.entry);
    auto how = How::was_there;
    entry_ = before.value_or(Entry{});
    if (!before || (before->removed && !before->edited)) {
        entry_.when = {message.sent, {}, false, {}};
        entry_.author = message.author;
        entry_.author.name = name_of(record_, message.author);
        entry_.source = Entry::Source::message;
        entry_.text = text_of(record_, message);
        entry_.link = message.link;
        entry_.removed = false;
    }
    if (!before) {
        how = How::added;
        entry_.logged_at = now_;
        auto added = add_entry(incident_, entry_);
        entry_ = std::get<EntryAdded>(added.front()).entry;
        incident_.entries = entry_.number;
        whats_.push_back(std::move(added.front()));
    } else if (before->removed) {
        how = How::put_back;
        entry_.removed = false;
        whats_.emplace_back(EntryEdited{entry_, *before});
    }
    capture.entry = entry_.number;
    captures_.push_back(std::move(capture));
    return how;
}

Mark added_by(const Request& request) {
    return {Mark::Kind::added, request.user.user, true, {}};
}

std::string to_context(const MessagePlace& message) {
    return message.channel.str() + " " + message.ts.str();
}

std::optional<MessagePlace> read_context(std::string_view text) {
    const auto channel = take_word(text);
    const auto ts = take_word(text);
    if (channel.empty() || ts.empty() || !text.empty())
        return std::nullopt;
    return MessagePlace{ChannelId(std::string(channel)), MessageTs(std::string(ts))};
}

std::string first_words(const Record& record, const SlackMessage& message, std::size_t most) {
    const auto text = text_of(record, message);
    return shortened(on_one_line(trimmed(std::string_view(text).substr(0, text.find('\n')))), most);
}

}  // namespace muster
