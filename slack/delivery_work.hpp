#pragma once

#include "slack/delivery.hpp"
#include "slack/delivery_progress.hpp"
#include "slack/delivery_script.hpp"
#include "slack/envelope.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace muster::slack {

// A place where messages go: a channel, or a thread in it.
struct Spot {
    ChannelId channel;
    MessageTs thread;

    [[nodiscard]] bool empty() const { return channel.empty(); }
};

// The scripts behind Delivery, one for each kind of effect. What ends an attempt early (Slack is
// busy, the outcome is unknown) is thrown as an Ending, since it ends every script above it alike;
// what Slack refuses for good is noted, and the script goes on with the next best thing.
class DeliveryWork {
public:
    DeliveryWork(Parcel parcel, const Self& self, KnownChannels& channels);

    Step start(Instant now);
    Step next(Answer answer, Instant now);

private:
    using Json = nlohmann::json;
    struct Found {
        bool certain = true;  // false: Slack would not let us look
        std::string what;     // empty: it is not there
    };

    Script<Ending> run();
    Script<bool> make();
    Step step();

    // delivery_channel.cpp
    Script<bool> create_channel();
    Script<Found> find_created(std::vector<std::string> names);
    Script<bool> show_members();
    Script<std::vector<std::string>> people_to_invite();
    Script<bool> show_topic(bool purpose);
    Script<bool> show_pin();
    Script<bool> show_bookmark();
    // The channel of that name or id; empty, with the refusal noted, when there is none.
    Script<ChannelId> resolve(std::string name, std::string key);
    Script<ChannelId> find_named(std::string method, std::string types, std::string name);

    // delivery_message.cpp
    Script<bool> post_announcement();
    Script<bool> post_update();
    Script<bool> post_postmortem();
    // What stands in `part`'s name: its ts; empty when it was refused.
    Script<MessageTs> say(std::string part, Spot spot, Message message, std::string what);
    Script<Found> find_message(std::string part, Spot spot);
    Script<Answer> post(Spot spot, Message message, std::string part);
    Script<bool> join(ChannelId channel);
    // Brings a message of ours to agree with the record.
    Script<bool> show(ChannelId channel, MessageTs ts, Message message, std::string what);

    // delivery_direct.cpp
    Script<bool> tell_person();

    // delivery_document.cpp
    Script<bool> upload_document();
    Script<Found> find_document();
    Script<Answer> share_file(std::string file);
    Script<Answer> upload_bytes();
    Script<bool> document_as_messages();
    [[nodiscard]] std::string document_name() const;
    void document_stands(const Json& file);

    // A call that changes nothing, or nothing more when repeated.
    auto ask(std::string method, Form arguments) {
        return port_.ask(call(std::move(method), std::move(arguments)));
    }
    // A call that must not happen twice: what was done so far is on disk before it.
    auto tell(std::string method, Form arguments) {
        auto step = call(std::move(method), std::move(arguments));
        step.note = progress_.text();
        return port_.ask(std::move(step));
    }
    [[nodiscard]] Step call(std::string method, Form arguments) const;

    // Whether an earlier attempt may have made that part.
    [[nodiscard]] bool in_doubt(const std::string& part) const;
    // It was looked for and is not there. Only the second time, some seconds on, is that believed.
    void not_found(const std::string& part);
    // Throws the Ending for an answer after which the attempt cannot go on now; returns for
    // successes and refusals.
    void stop_unless_final(const Answer& answer) const;
    [[noreturn]] void try_again(std::chrono::seconds wait, bool unknown) const;
    void refuse(std::string words);
    [[nodiscard]] EffectId mark_of(const std::string& part) const;

    [[nodiscard]] const Places& places() const { return parcel_.view.places; }
    [[nodiscard]] const Incident& incident() const { return parcel_.view.dossier.incident; }
    // The incident's channel, or the thread it lives in; empty when it has neither.
    [[nodiscard]] Spot room() const;
    [[nodiscard]] Message on_time(Message message) const {
        return with_lateness(std::move(message), parcel_.due, now_);
    }

    Parcel parcel_;
    const Self& self_;
    KnownChannels& channels_;
    DeliveryProgress progress_;
    Places made_;
    std::vector<Effect> more_;
    std::string part_;                 // at work on
    std::set<std::string> not_there_;  // parts that were looked for often enough
    std::set<ChannelId> joined_;
    Instant now_{};
    ScriptPort port_;
    Script<Ending> script_;  // last: it uses all of the above
};

// A page of a listing, at most; and how many pages are read before giving up.
inline constexpr int page_size = 200;
inline constexpr int most_pages = 25;

// The list under `key`; an empty one when there is none.
const nlohmann::json& list_at(const nlohmann::json& object, std::string_view key);
// The cursor of the next page; "" at the end.
std::string cursor_at(const nlohmann::json& body);

}  // namespace muster::slack
