#pragma once

#include "slack/canvas_document.hpp"
#include "slack/delivery.hpp"
#include "slack/delivery_progress.hpp"
#include "slack/delivery_script.hpp"
#include "slack/envelope.hpp"

#include <nlohmann/json.hpp>

#include <functional>
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
    Script<Found> find_created(std::vector<std::string> names, bool is_private);
    void live_without_channel(const std::string& why);
    Script<bool> show_channel();
    Script<bool> show_members();
    Script<bool> invite(std::vector<std::string> people);
    Script<std::vector<std::string>> people_to_invite();
    Script<bool> show_topic(bool purpose);
    Script<bool> show_pin();
    Script<bool> show_bookmark();
    Script<bool> find_bookmark(std::string title, std::string link);

    // delivery_named.cpp
    // Says it in the channel of that name or id, which `key` configures: where and when, both empty
    // when it was refused or waits.
    Script<MessagePlace> say_in(std::string name, std::string key, std::string part,
                                Message message, std::string what);
    // The channel of that name or id; empty, with the refusal noted, when there is none.
    Script<ChannelId> resolve(std::string name, std::string key);
    Script<Found> find_named(std::string method, std::string types, std::string name);

    // delivery_message.cpp
    Script<bool> post_announcement();
    Script<bool> post_update();
    Script<bool> post_approval();
    Script<bool> post_postmortem();
    // What stands in `part`'s name: its ts; empty when it was refused or waits for its place.
    Script<MessageTs> say(std::string part, Spot spot, Message message, std::string what);
    Script<Found> find_message(std::string part, Spot spot);
    // The first message since then that carries Muster's mark and that payload.
    Script<Found> find_marked(Spot spot, Instant oldest,
                              std::function<bool(const Json& payload)> is_it);
    Script<Answer> post(Spot spot, Message message, std::string part);
    Script<bool> join(ChannelId channel);
    // Brings a message of ours to agree with the record. One that somebody removed is missing.
    Script<bool> show(ChannelId channel, MessageTs ts, Message message, std::string what);

    // delivery_direct.cpp
    Script<bool> tell_directly(std::string person, Message message, std::string what);

    // delivery_reminder.cpp
    Script<bool> post_reminder();
    Script<bool> show_reminder();
    Script<bool> remind_owner();
    Script<bool> post_digest();
    Script<bool> show_archived();
    Script<bool> show_home();

    // delivery_ask.cpp
    Script<bool> ask_message();
    Script<bool> ask_channel();
    // A read of that channel, which Muster joins if it may.
    Script<Answer> read(std::string method, Form form, ChannelId channel);
    // "" when Slack does not say.
    Script<std::string> permalink_of(MessagePlace message);
    [[nodiscard]] Request answer_to_ask() const;
    // A detail of the Ask, or "".
    [[nodiscard]] std::string asked_for(const std::string& name) const;

    // delivery_document.cpp
    Script<bool> upload_document();
    // Whether the file that was uploaded is shared in that channel, and what Slack says of it.
    struct Uploaded {
        Found found;
        Json file;
    };
    Script<Uploaded> find_uploaded(ChannelId channel);
    Script<Found> find_document();
    Script<Answer> share_file(std::string file);
    Script<Answer> upload_bytes(std::string name, std::string alt_text);
    Script<bool> document_as_messages();
    [[nodiscard]] std::string document_name() const;
    [[nodiscard]] std::string revision_comment() const;
    void document_stands(const Json& file);
    // Below which message it hangs; empty when there is none.
    [[nodiscard]] Spot document_thread() const;

    // delivery_canvas.cpp
    enum class CanvasEnd { stands, elsewhere, waits };
    [[nodiscard]] bool may_use_canvas() const;
    Script<CanvasEnd> write_canvas();
    // Makes the channel's canvas with all of it, or finds the one there is.
    Script<CanvasEnd> open_canvas(std::vector<CanvasSection> wanted);
    Script<Found> canvas_of_channel(ChannelId channel);
    Script<bool> share_canvas();
    Script<bool> say_what_changed();
    void give_up_canvas(const Answer& answer);
    void keep_canvas();
    // Takes away what is left of earlier revisions, or `all` of ours. False: some may be there.
    Script<bool> purge_canvas(bool all);
    Script<bool> clean_canvas();
    Script<bool> empty_canvas(ChannelId channel, Places before);

    // delivery_canvas_look.cpp
    void stop_unless_canvas_final(Answer& answer);
    [[nodiscard]] static Json content(const std::string& markdown);
    Script<bool> remove_from_canvas(std::string id);
    Script<bool> note_canvas();
    void others_wrote();
    Script<bool> is_canvas_still_ours(bool must_have_moved);
    Script<std::string> canvas_stamp();
    [[nodiscard]] bool is_canvas_gone() const;
    [[nodiscard]] bool is_our_stamp(const std::string& stamp) const;
    Script<std::vector<std::string>> find_in_canvas(Json criteria);
    Script<std::vector<std::string>> find_block(std::string probe);
    Script<std::vector<std::string>> find_heading(std::string heading);

    // delivery_canvas_edit.cpp: false when Slack refused something for good: canvas_.refusal
    Script<bool> update_canvas(std::vector<CanvasSection> wanted);
    Script<bool> update_section(std::vector<CanvasSection> wanted, std::size_t index);
    enum class CanvasGap { anywhere, below_heading, none };
    Script<CanvasGap> place_for(WrittenSection old, std::vector<CanvasRun> runs);
    Script<bool> add_section(std::vector<CanvasSection> wanted, std::size_t index);
    Script<bool> drop_section(std::string key);
    Script<bool> insert_run(std::vector<CanvasSection> wanted, std::size_t index, std::size_t which,
                            std::string anchor);
    Script<bool> exchange_blocks(std::vector<CanvasSection> wanted, std::size_t index);
    Script<bool> exchange_section(std::vector<CanvasSection> wanted, std::size_t index, bool whole);
    Script<bool> rewrite_canvas(std::vector<CanvasSection> wanted);
    Script<bool> insert_into_canvas(std::string part, Json change, std::string markdown,
                                    std::string probe, bool by_heading);
    void leave(WrittenSection section);

    // delivery_picture.cpp
    Script<bool> post_figures();
    Script<ChannelId> open_direct();
    Script<Found> find_picture(ChannelId channel);
    Script<Answer> share_picture(ChannelId channel);
    Script<bool> figures_in_words(ChannelId channel);
    [[nodiscard]] std::string picture_name() const;

    // delivery_removal.cpp
    // Files and messages of ours that are to go.
    struct Removal {
        ChannelId channel;
        std::vector<std::string> files;
        std::vector<MessageTs> messages;
    };
    // Takes away the documents of revisions before the effect's number.
    Script<bool> remove_old_documents();
    // Reads all messages of a thread; nothing when there is none any more, or when Slack refused.
    Script<std::optional<std::vector<Json>>> thread_of(Spot thread, std::string what);
    Script<bool> remove(Removal removal, std::string what);
    // What was said of an entry that is redacted now.
    Script<bool> show_note();
    [[nodiscard]] bool is_ours(const Json& message) const;

    // delivery_taken_back.cpp
    // What was public of an incident that is private now: one of its places, wholly.
    Script<bool> take_back();
    Script<bool> remove_thread(Spot thread, std::string what);
    Script<bool> clear_channel(ChannelId channel);
    Script<bool> remove_messages(ChannelId channel);
    Script<bool> remove_bookmarks(ChannelId channel);
    [[nodiscard]] bool is_neutral_name(const std::string& name) const;
    Script<bool> rename_neutrally(ChannelId channel, std::string present);
    // A Say that may have been sent before the incident was private.
    Script<bool> unsay();
    Script<bool> unsay_channel();
    Script<bool> unsay_message(std::string part, Spot spot);
    // The id it had, as the effect's words end.
    [[nodiscard]] IncidentId id_before() const;
    [[nodiscard]] Places former() const {
        return places().former.empty() ? Places() : places().former.front();
    }

    // A call that changes nothing, or nothing more when repeated.
    auto ask(std::string method, Form arguments) {
        told_ = false;
        return port_.ask(call(std::move(method), std::move(arguments)));
    }
    // A call that must not happen twice: what was done so far is on disk before it.
    auto tell(std::string method, Form arguments) {
        auto step = call(std::move(method), std::move(arguments));
        progress_.absent.erase(part_);  // from now on it may be there
        told_ = true;
        progress_.sent[part_] = now_.time_since_epoch().count();
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
    void stop_unless_final(const Answer& answer);
    [[noreturn]] void try_again(std::chrono::seconds wait, bool unknown) const;
    // Something was refused for good; `whom`: one of the effect's people, when it is about them.
    void refuse(Words words, const std::string& whom = {});
    // What it is about waits until that channel can be used again, for a week at most.
    void wait_for(const ChannelId& channel, std::string_view code, const std::string& what);
    // The same for a channel as the configuration names it.
    void wait_for_named(std::string_view name);
    void wait_or_give_up(Ending& ending);
    // Messages that were sent late keep saying so when they are changed.
    void note_lateness();
    [[nodiscard]] Message as_late_as(const MessageTs& ts, Message message) const;
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
    std::optional<Request> answer_;
    std::string part_;  // at work on
    int posted_now_ = 0;
    bool found_ = false;  // something stood there before this attempt
    bool told_ = false;   // the last call was one that must not happen twice
    std::set<ChannelId> joined_;
    std::set<std::string> waits_;      // channels, as Ending::waits_for has them
    std::set<std::string> looked_up_;  // names of channels, in this attempt
    std::vector<MessagePlace> missing_;
    std::string home_hash_;
    struct CanvasAtWork {
        std::string id;
        std::string link;
        WrittenCanvas written;
        std::optional<Answer> refusal;
        bool ours = false;       // Muster made it
        bool fresh = false;      // it changed within Slack's smallest step of time
        bool rewritten = false;  // whole
        // Between two changes: Slack tells their moments in whole seconds.
        std::chrono::seconds pause{2};
    };
    CanvasAtWork canvas_;
    bool no_canvases_ = false;
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
