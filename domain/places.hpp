#pragma once

#include "domain/effect.hpp"
#include "domain/id.hpp"
#include "domain/words.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// What Slack would not do for an incident and what to do about it, until it is done after all.
struct Refusal {
    std::string about;  // what was to be done, the same at the next attempt: about_of()
    Words words;

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

// An incident's own channel, as far as it was noticed. `left`: Muster is not in it any more.
enum class RoomState { open, archived, left, gone };

// What a status page of another make has of an incident.
struct PushedPlaces {
    std::string incident;                // its id there
    std::map<int, std::string> updates;  // their ids there, by number

    friend bool operator==(const PushedPlaces&, const PushedPlaces&) = default;
};

// The channel's canvas, as far as Muster wrote it.
struct CanvasPlace {
    std::string id;    // of the file
    std::string link;  // where people open it
    int revision = 0;
    std::map<std::string, std::string> sections;  // by heading: a fingerprint of what we wrote

    friend bool operator==(const CanvasPlace&, const CanvasPlace&) = default;
};

// Where Slack keeps what we made for an incident. Not part of the record: an export has none of it.
struct Places {
    ChannelId channel;  // the incident's own; empty until created
    std::string channel_name;
    std::optional<RoomState> room;  // nothing: nobody noticed anything, so it is open
    MessageTs card;
    ChannelId announce_channel;
    MessageTs announcement;
    std::string bookmark;
    MessageTs postmortem;  // in the incident's channel
    ChannelId postmortem_channel;
    MessageTs postmortem_copy;  // in the postmortems channel
    std::string document;       // newest file's id
    std::string document_link;  // and its permalink
    int document_revision = 0;
    std::map<int, MessageTs> updates;       // in the announcement's thread, by update number
    std::map<int, MessageTs> room_updates;  // in the incident's channel
    std::map<std::string, Instant> late;    // messages sent late, by their ts: when they were due
    std::map<std::string, int> again;       // how often something removed by hand was made again
    MessageTs reminder;                     // the newest one that still says something is due
    std::map<int, MessageTs> approvals;     // of updates that waited for somebody, by number
    std::map<std::string, PushedPlaces> pushed;  // by PushTarget::name
    CanvasPlace canvas;
    std::vector<Refusal> refusals;  // newest last
    std::vector<Places> former;     // one where it was public before: all of it is to be taken back

    // Whether the incident has a channel of its own, usable or not; else it lives in a thread.
    [[nodiscard]] bool has_channel() const { return !channel.empty() && room != RoomState::gone; }
    friend bool operator==(const Places&, const Places&) = default;
};

// A message, wherever it is.
struct MessagePlace {
    ChannelId channel;
    MessageTs ts;

    friend bool operator==(const MessagePlace&, const MessagePlace&) = default;
};

// The name of what an effect does, for its refusals: "show_topic", "post_update 3"; of one of its
// `people` "show_members U024BE7LH".
std::string about_of(const Effect& effect, const std::string& person = {});

// A message was removed by somebody: it is forgotten, and what is returned makes it again, three
// times at most; what is not made again is noted as a refusal. Nothing when it is none of these
// places, or was forgotten before.
std::vector<Effect> forget_message(Places& places, IncidentId incident, const MessagePlace& gone);

// The incident's channel is found to be so now; what is returned makes Slack agree.
std::vector<Effect> room_became(Places& places, IncidentId incident, RoomState state);

// Adds what was made to what is known; its empty members change nothing.
void add_to(Places& known, const Places& made);

// What takes back all that was public of an incident under the id it had.
std::vector<Effect> taking_back(IncidentId now_private, IncidentId before);

// What is wrong with the incident's channel and who can put it right; nothing when all is well.
Words room_words(const Places& places);

}  // namespace muster
