#include "domain/places.hpp"

#include <algorithm>

namespace muster {
namespace {

using Kind = Effect::Kind;

// Whoever removes something again and again means it.
constexpr int most_again = 3;

bool may_make_again(Places& places, const std::string& name, const std::string& words) {
    if (++places.again[name] <= most_again)
        return true;
    std::erase_if(places.refusals,
                  [&](const Refusal& refusal) { return refusal.about == "removed " + name; });
    places.refusals.push_back({"removed " + name, Words(words)});
    return false;
}

void note_removed(Places& places, const std::string& what) {
    places.refusals.push_back(
        {"removed " + what, Words(what + " was deleted by hand; Muster does not post it again.")});
}

template <class Messages>
bool forget_update(Messages& messages, const MessageTs& ts, int& number) {
    const auto found =
        std::ranges::find_if(messages, [&](const auto& entry) { return entry.second == ts; });
    if (found == messages.end())
        return false;
    number = found->first;
    messages.erase(found);
    return true;
}

}  // namespace

std::string about_of(const Effect& effect, const std::string& person) {
    std::string about(to_string(effect.kind));
    // A newer document stands for the older ones.
    if (effect.number != 0 && effect.kind != Kind::upload_document)
        about += " " + std::to_string(effect.number);
    return person.empty() ? about : about + " " + person;
}

std::vector<Effect> forget_message(Places& places, IncidentId incident, const MessagePlace& gone) {
    const auto is = [&](const ChannelId& channel, const MessageTs& ts) {
        return !ts.empty() && channel == gone.channel && ts == gone.ts;
    };
    const auto effect = [&](Kind kind) {
        Effect made;
        made.kind = kind;
        made.incident = incident;
        return made;
    };
    const bool in_thread = !places.has_channel();
    const auto home = in_thread ? places.announce_channel : places.channel;
    places.late.erase(gone.ts.str());
    int number = 0;
    if (is(home, places.card)) {
        places.card = {};
        if (may_make_again(places, "card",
                           "Somebody deletes the incident's card again and again; Muster does not "
                           "post it any more."))
            return {effect(Kind::post_card), effect(Kind::show_pin), effect(Kind::show_bookmark)};
    } else if (is(places.announce_channel, places.announcement)) {
        places.announcement = {};
        if (!may_make_again(places, "announcement",
                            "Somebody deletes the announcement again and again; Muster does not "
                            "post it any more."))
            return {};
        // The card stood in its thread.
        if (!in_thread)
            return {effect(Kind::post_announcement)};
        places.card = {};
        return {effect(Kind::post_announcement), effect(Kind::post_card)};
    } else if (is(home, places.postmortem) ||
               is(places.postmortem_channel, places.postmortem_copy)) {
        (is(home, places.postmortem) ? places.postmortem : places.postmortem_copy) = {};
        if (may_make_again(places, "postmortem",
                           "Somebody deletes the postmortem's message again and again; Muster "
                           "does not post it any more."))
            return {effect(Kind::post_postmortem)};
    } else if (is(home, places.reminder)) {
        places.reminder = {};  // whoever removes it has read it
    } else if (gone.channel == places.announce_channel &&
               forget_update(places.updates, gone.ts, number)) {
        note_removed(places, "Update " + std::to_string(number) + " in the announcement's thread");
    } else if (gone.channel == places.channel &&
               forget_update(places.room_updates, gone.ts, number)) {
        note_removed(places, "Update " + std::to_string(number) + " in the incident's channel");
    }
    return {};
}

std::vector<Effect> room_became(Places& places, IncidentId incident, RoomState state) {
    const auto before = places.room.value_or(RoomState::open);
    places.room = state;
    std::vector<Effect> effects;
    if (before == state)
        return effects;
    const auto owe = [&](Kind kind) {
        Effect made;
        made.kind = kind;
        made.incident = incident;
        effects.push_back(std::move(made));
    };
    if (state == RoomState::gone || before == RoomState::gone) {
        // What stood in the channel is gone with it, or stands in the thread that took its place.
        places.card = {};
        places.postmortem = {};
        places.reminder = {};
        places.bookmark.clear();
        places.room_updates.clear();
        owe(Kind::post_card);
    }
    if (before == RoomState::gone)
        for (const auto kind :
             {Kind::show_topic, Kind::show_purpose, Kind::show_pin, Kind::show_bookmark})
            owe(kind);
    owe(Kind::show_card);
    owe(Kind::show_announcement);
    return effects;
}

void add_to(Places& known, const Places& made) {
    const auto take = [](auto& old_value, const auto& new_value) {
        if (!new_value.empty())
            old_value = new_value;
    };
    take(known.channel, made.channel);
    take(known.channel_name, made.channel_name);
    take(known.card, made.card);
    take(known.announce_channel, made.announce_channel);
    take(known.announcement, made.announcement);
    take(known.bookmark, made.bookmark);
    take(known.postmortem, made.postmortem);
    take(known.postmortem_channel, made.postmortem_channel);
    take(known.postmortem_copy, made.postmortem_copy);
    take(known.reminder, made.reminder);
    take(known.document, made.document);
    take(known.document_link, made.document_link);
    known.document_revision = std::max(known.document_revision, made.document_revision);
    for (const auto& [number, message] : made.updates)
        known.updates[number] = message;
    for (const auto& [number, message] : made.room_updates)
        known.room_updates[number] = message;
    for (const auto& [number, message] : made.approvals)
        known.approvals[number] = message;
    for (const auto& [target, pushed] : made.pushed) {
        take(known.pushed[target].incident, pushed.incident);
        for (const auto& [number, id] : pushed.updates)
            known.pushed[target].updates[number] = id;
    }
    take(known.canvas.id, made.canvas.id);
    take(known.canvas.link, made.canvas.link);
    known.canvas.revision = std::max(known.canvas.revision, made.canvas.revision);
    for (const auto& [heading, fingerprint] : made.canvas.sections)
        known.canvas.sections[heading] = fingerprint;
    for (const auto& [message, due] : made.late)
        known.late[message] = due;
}

std::vector<Effect> taking_back(IncidentId now_private, IncidentId before) {
    std::vector<Effect> effects;
    for (const int number : {1, 2, 3})
        effects.push_back(
            {Kind::show_taken_back, now_private, number, Words(to_string(before)), {}});
    return effects;
}

Words room_words(const Places& places) {
    Words words;
    if (places.channel.empty() || !places.room || *places.room == RoomState::open)
        return words;
    const auto with_channel = [&](std::string_view before, std::string_view after) {
        return words.plain(before).channel(places.channel, places.channel_name).plain(after);
    };
    switch (*places.room) {
        case RoomState::open:
            break;
        case RoomState::archived:
            return with_channel("Its channel ",
                                " is archived, so nothing can be said in it. Somebody can bring "
                                "it back in the channel's settings.");
        case RoomState::left:
            return with_channel("Muster is not in its channel ",
                                " any more. Somebody in it can type /invite and Muster's name.");
        case RoomState::gone:
            return words.plain("Its channel #" + places.channel_name +
                               " was deleted, so it goes on in the thread of its announcement.");
    }
    return words;
}

}  // namespace muster
