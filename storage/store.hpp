#pragma once

#include "domain/capture.hpp"
#include "domain/change.hpp"
#include "domain/document.hpp"
#include "domain/effect.hpp"
#include "domain/record.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// What one request leaves behind: stored whole, in one transaction, or not at all.
struct Kept {
    std::vector<Change> changes;
    std::vector<Effect> effects;
    std::string answer;  // the reply as it will be sent; a repetition gets these same bytes
    std::vector<Told> told = {};  // what it says of the workspace
    // Channels that can be used again, by id or as "#name"; "#": whatever is awaited by name.
    std::vector<std::string> places_back = {};
    std::optional<Look> looked = {};       // how much of an incident its asker has seen now
    std::vector<Capture> captures = {};    // as they are now
    std::vector<SlackMessage> shown = {};  // what somebody may choose from in a form
    std::vector<Reminder> reminders = {};  // as they stand from now on
    std::vector<HomeTab> homes = {};
};

struct Job {
    std::vector<std::string> identities;  // Request::identities; empty: never a repetition
    Instant at{};
    std::function<Kept(const Record&)> decide;  // pure; runs inside the transaction
};

struct Outcome {
    std::string answer;
    bool repeated = false;            // seen before: nothing was changed
    std::vector<IncidentId> touched;  // whose record changed
    bool owes = false;                // the outbox has a row that it did not have
};

// An effect that is owed to the world, as the outbox keeps it.
struct Owed {
    long long row = 0;
    EffectId mark;  // found again at the far end by this
    Effect effect;
    Instant due{};  // when the request was made
    Instant next_try{};
    int tries = 0;
    std::optional<Instant> first_try;  // by Slack's clock where known
    bool outcome_unknown = false;      // was sent, and nobody knows whether it arrived: look first
    std::string progress;              // what the deliverer noted between its steps (JSON)
    int version = 0;  // how often a Show was asked for: settling an older one keeps it
    int rank = 0;     // how urgent: 0 what a person waits for, 1 messages, then decoration
    // A Say that shows the record makes a Show of the same needless: its row and version.
    std::optional<std::pair<long long, int>> covers;
};

// How many effects may begin, by rank: all of them may be of rank 0.
struct Slots {
    Slots(int each) : all(each), messages(each), decoration(each) {}  // NOLINT: a number is slots
    Slots(int of_all, int of_messages, int of_decoration)
        : all(of_all), messages(of_messages), decoration(of_decoration) {}

    int all;
    int messages;    // of rank 1 and more
    int decoration;  // of rank 2 and more
    // What is pushed to the target of that name (Settings::pushes); empty: all that is for Slack.
    std::string target = {};

    [[nodiscard]] bool has(int rank) const {
        return all > 0 && (rank < 1 || messages > 0) && (rank < 2 || decoration > 0);
    }
    void take(int rank) {
        --all;
        --messages;
        decoration -= rank < 2 ? 0 : 1;
    }
};

// How one attempt at delivery ended.
struct Settlement {
    enum class End { delivered, refused, later, unknown };
    End end = End::delivered;
    Instant next_try{};     // later, unknown
    std::string waits_for;  // later, unknown: for channels, by id or as "#name"; empty: for none
    std::string progress;   // later, unknown
    // What was made and where; its empty members change nothing. Its refusals take the place of
    // those that the same effect had before.
    std::optional<Places> places;
    std::vector<MessagePlace> missing;  // somebody removed them
    std::vector<Effect> more;           // what follows from it
    std::string home_hash = {};         // show_home: Slack's name for what it shows now
    bool current = false;  // a Say: it was made just now, from the record as Owed was given out
};

// What waits in the outbox, for those who ask whether it moves.
struct Waiting {
    int messages = 0;              // Says; the others only bring something up to date
    std::optional<Instant> since;  // when the oldest was asked for; nothing: nothing is owed
    long long newest = 0;          // the newest row
};

// Something that is wrong with Muster itself, not with an incident.
struct StandingProblem {
    std::string kind;  // bot/watch knows what it means
    Instant since{};
    bool told = false;  // the administrators know

    friend bool operator==(const StandingProblem&, const StandingProblem&) = default;
};

// The record and what is owed, in one database. Not thread-safe: StorageThread owns the writing
// one.
class Store {
public:
    virtual ~Store() = default;

    // Runs the jobs in order, each in a savepoint of one transaction, then commits once. A job that
    // throws is undone alone, and its Result carries the reason; a commit that fails is every
    // job's.
    virtual std::vector<Result<Outcome>> perform(const std::vector<Job>& jobs) = 0;

    [[nodiscard]] virtual const Record& record() const = 0;
    [[nodiscard]] virtual std::optional<Dossier> dossier(IncidentId id) const = 0;
    // The same with only the newest `entries` of the timeline: what a card needs of a long one.
    [[nodiscard]] virtual std::optional<Dossier> newest(IncidentId id, int entries) const = 0;

    // What may be sent now: per incident and channel the oldest Say alone, Shows whose prerequisite
    // stands; what a person waits for first. Of what is pushed, one after the other for each
    // incident and target. Leaves out rows in `under_way`.
    [[nodiscard]] virtual std::vector<Owed> owed(Instant now, Slots slots,
                                                 const std::vector<long long>& under_way) const = 0;
    [[nodiscard]] virtual int backlog() const = 0;
    // The earliest moment at which owed() has something, leaving out `under_way`; it may have
    // passed. Nothing when all that is owed waits for what is under way or has no slot, or nothing
    // is owed.
    [[nodiscard]] virtual std::optional<Instant> next_due(
        const std::vector<long long>& under_way = {}, Slots slots = 1) const = 0;
    // Notes that an attempt begins: after a crash the outcome counts as unknown. On disk on return.
    // False: it is not owed any more, and must not be sent.
    virtual bool begin(const Owed& owed, Instant first_try, const std::string& progress) = 0;
    virtual void settle(const Owed& owed, const Settlement& settlement, Instant now) = 0;

    // The messages among them, and when the oldest of all was asked for.
    [[nodiscard]] virtual Waiting waiting() const = 0;
    // The wall clock was set by so much and is now `now`: what was owed before, which is all rows
    // up to `newest`, moves with it.
    virtual void move_owed(std::chrono::seconds by, long long newest, Instant now) = 0;
    // Nothing that is owed waits for longer than until then, but for a channel.
    virtual void owe_by(Instant latest) = 0;

    // What is wrong for a while, kept so that a restart neither forgets it nor tells of it twice.
    [[nodiscard]] virtual std::vector<StandingProblem> problems() const = 0;
    // In one transaction: these stand now, and these messages are owed.
    virtual void keep_problems(const std::vector<StandingProblem>& standing,
                               const std::vector<Effect>& messages, Instant now) = 0;

    // What is known of the workspace: a cache, not the record.
    virtual void learn(const std::vector<Told>& told) = 0;
    // A word that a part of Muster wants to find again after a restart: how far it came. "" when
    // none was kept.
    [[nodiscard]] virtual std::string note(std::string_view name) const = 0;
    virtual void keep_note(std::string_view name, const std::string& value) = 0;

    // The record as JSON Lines in a fixed order; import takes all lines or none.
    virtual std::string export_record(bool with_private, int& left_out) const = 0;
    virtual Result<int> import_record(const std::string& lines) = 0;
    // The same of incidents that were read elsewhere: `next` gives the changes of one after the
    // other, and none at the end.
    virtual Result<int> import_changes(const std::function<std::vector<Change>()>& next) = 0;
    // Whether replaying all changes gives the current state; names what differs.
    virtual std::vector<std::string> check_rebuild() const = 0;
    // Forgets request identities older than `before`.
    virtual void forget_requests(Instant before) = 0;
    // The channels of all incidents.
    [[nodiscard]] virtual std::vector<ChannelId> channels() const = 0;
    // Those of private ones alone, newest first.
    [[nodiscard]] virtual std::vector<ChannelId> private_channels() const = 0;
    // Housekeeping that can wait until nobody waits for an answer.
    virtual void rest() = 0;
};

// Opens or makes the database, runs the migrations, takes the lock. Throws std::runtime_error with
// a sentence for the operator: what is wrong (another instance, a newer schema, no permission) and
// what to do.
std::unique_ptr<Store> open_store(const std::filesystem::path& file, const Settings& settings);

// Opens it beside the process that owns it, for reading alone: no lock, no migration. Anything that
// would change it throws. Throws like open_store.
std::unique_ptr<Store> open_store_to_read(const std::filesystem::path& file,
                                          const Settings& settings);

}  // namespace muster
