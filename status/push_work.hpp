#pragma once

#include "domain/script.hpp"
#include "status/push.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster::status {

// What an attempt leaves for the next one, kept as JSON in the outbox.
struct PushProgress {
    int looked = 0;       // how often it was looked for in vain
    bool absent = false;  // it is certainly not there
    // When it was sent, in seconds since 1970, while no answer or failure came: what stands here
    // after a restart may have been on its way when Muster died.
    long long sent = 0;

    [[nodiscard]] std::string text() const;
    // What cannot be read counts as nothing noted.
    static PushProgress read(std::string_view text);
};

// What the makes of targets have in common: which answers end an attempt and how, and when an
// unknown outcome counts as known. What ends an attempt early is thrown as a PushEnding, since it
// ends every script above it alike.
class PushWork {
public:
    explicit PushWork(PushParcel parcel);
    virtual ~PushWork() = default;
    PushWork(const PushWork&) = delete;
    PushWork& operator=(const PushWork&) = delete;

    PushStep start(Instant now);
    PushStep next(PushAnswer answer, Instant now);

protected:
    using Json = nlohmann::json;
    using Written = nlohmann::ordered_json;  // keys stay in the order they are written

    // Makes it happen, or finds that nothing needs to happen.
    virtual Script<bool> make() = 0;
    // An API answers JSON, or nothing; whatever else answers 200 is not it. A program may say
    // anything, and one that says 410 wants nothing more.
    [[nodiscard]] virtual bool is_api() const { return true; }

    // A call that changes nothing, or nothing more when repeated. Ends the attempt unless it went
    // well; else its answer, read as JSON (null where it is none).
    Script<Json> ask(std::string method, std::string path, Written body = nullptr);
    // Reads, and tries again later where the answer is no JSON: something else answered.
    Script<Json> read(std::string path);
    // A call that must not happen twice: what was done so far is on disk before it.
    Script<Json> tell(std::string method, std::string path, Written body);

    // Whether an earlier attempt may have made it.
    [[nodiscard]] bool in_doubt() const;
    // It was looked for and is not there. Only the second time, some seconds on, is that believed.
    void not_found();
    // It was taken, by the answer's status, and the answer does not say as what.
    [[noreturn]] void taken_as_what();

    // The update of that number, as the public reads it; null when it is not public.
    [[nodiscard]] const PublicUpdate* update(int number) const;
    // What the target has of the incident, this attempt's own included.
    [[nodiscard]] const std::string& remote() const {
        return made_.incident.empty() ? parcel_.known.incident : made_.incident;
    }
    [[nodiscard]] bool has(int number) const { return parcel_.known.updates.contains(number); }
    [[nodiscard]] std::string remote_update(int number) const;
    [[nodiscard]] bool is_remote_update(const std::string& id) const;
    // It was taken off the page, and its texts there say so.
    [[nodiscard]] bool is_withdrawn() const { return remote_update(0) == withdrawn_mark; }
    void now_withdrawn(bool withdrawn) { made_.updates[0] = withdrawn ? withdrawn_mark : ""; }

    [[nodiscard]] const PushTarget& target() const { return parcel_.target; }
    [[nodiscard]] const PushNews& news() const { return parcel_.news; }
    [[nodiscard]] const Effect& effect() const { return parcel_.effect; }
    [[nodiscard]] const EffectId& mark() const { return parcel_.mark; }
    [[nodiscard]] bool notifies() const;
    [[nodiscard]] Instant now() const { return now_; }

    PushedPlaces made_;
    std::chrono::seconds within_{30};  // of one call

private:
    static constexpr const char* withdrawn_mark = "withdrawn";

    Script<PushEnding> run();
    PushStep step();
    [[nodiscard]] PushStep call(std::string method, std::string path, const Written& body) const;
    Json done(const PushAnswer& answer);
    [[noreturn]] void answered_by_another();
    [[noreturn]] void again(std::chrono::seconds wait, bool unknown, std::string problem);
    [[nodiscard]] std::chrono::seconds backoff() const;

    PushParcel parcel_;
    PushProgress progress_;
    bool told_ = false;  // the last call was one that must not happen twice
    bool sent_ = false;  // such a call was taken in this attempt
    Instant now_{};
    ScriptPort<PushStep, PushAnswer> port_;
    std::optional<Script<PushEnding>> script_;  // last: it uses all of the above
};

// A target that is a status page itself: it has places for incidents, their updates and components.
class PagePushWork : public PushWork {
public:
    using PushWork::PushWork;

private:
    Script<bool> make() final;
    Script<bool> take_back();

    // An update of the incident, unless it is there.
    virtual Script<bool> say(PublicUpdate shown) = 0;
    // The incident as it is now; an update that is there.
    virtual Script<bool> show() = 0;
    virtual Script<bool> show_update(PublicUpdate shown) = 0;
    // Looks for the incident by its mark, and notes its place. Whether it was found.
    virtual Script<bool> find_incident() = 0;
    // It is there, and not public any more: its words go, as far as they can.
    virtual Script<bool> withdraw() = 0;
    // The components that the effect speaks of.
    virtual Script<bool> move_components() = 0;
};

std::unique_ptr<PushWork> statuspage_work(PushParcel parcel);
std::unique_ptr<PushWork> cachet_work(PushParcel parcel);
std::unique_ptr<PushWork> webhook_work(PushParcel parcel);

// What stands in the place of what was public.
inline constexpr std::string_view withdrawn_title = "Withdrawn";
inline constexpr std::string_view withdrawn_text = "This update was withdrawn.";

// The update's text with at most so many characters: what is left out is on our page.
std::string pushed_text(const PublicUpdate& update, const PushNews& news, std::size_t most);
// Whether a target that may have turned line breaks and marks into HTML still says the same.
bool says_the_same(std::string_view ours, std::string_view theirs);
// The id in that member, which may be a number; "" when there is none.
std::string id_at(const nlohmann::json& object, std::string_view key);
// The text in that member; "" when there is none.
std::string text_in(const nlohmann::json& object, std::string_view key);
// For a query: everything but letters, digits and - . _ ~ as %XX.
std::string percent_coded(std::string_view text);

}  // namespace muster::status
