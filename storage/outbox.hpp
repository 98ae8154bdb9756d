#pragma once

#include "storage/database.hpp"
#include "storage/sqlite_record.hpp"
#include "storage/store.hpp"

#include <optional>
#include <random>
#include <unordered_set>
#include <vector>

namespace muster {

// Whether another status page, or a program, is told it, and not Slack.
bool is_push(Effect::Kind kind);

// What is owed to the world, in its table. Every function runs inside the caller's transaction.
class Outbox {
public:
    Outbox(Database& database, SqliteRecord& record);

    // Owes one more effect. A Show that is owed already is asked for again instead; whom to invite
    // adds up. Returns whether it has a row that it did not have.
    bool owe(const Effect& effect, Instant now);

    [[nodiscard]] std::vector<Owed> owed(Instant now, Slots slots,
                                         const std::vector<long long>& under_way) const;
    [[nodiscard]] int backlog() const;
    [[nodiscard]] Waiting waiting() const;
    // Up to the row `newest` every moment in it is that much later: the wall clock was set.
    void move(std::chrono::seconds by, long long newest, Instant now);
    // Nothing waits for longer than until then, but for a channel.
    void wait_until(Instant latest);
    [[nodiscard]] std::optional<Instant> next_due(const std::vector<long long>& under_way,
                                                  Slots slots) const;
    // False: it is not owed any more.
    bool begin(const Owed& owed, Instant first_try, const std::string& progress);
    void settle(const Owed& owed, const Settlement& settlement, Instant now);
    // What waits for one of these channels, by id or as "#name", waits no more. "#": whatever waits
    // for a name; "push": whatever a target of pushes refused. Returns whether anything did.
    bool place_is_back(const std::vector<std::string>& places, Instant now);
    // None of these texts is in what is owed for the incident any more.
    void take_out(IncidentId id, const std::vector<std::string>& secrets);
    // The incident is private under another id now: nothing that was owed for it is sent any more,
    // and what may have been sent is taken back.
    void withdraw(IncidentId from, IncidentId to, Instant now);
    // The database is a copy: anything in it may have been sent by the original.
    void doubt_everything();

private:
    struct Candidate;
    // What nothing stands before, whether or not its time has come; what a person waits for first.
    [[nodiscard]] std::vector<Candidate> candidates(const std::vector<long long>& under_way,
                                                    const std::string& target) const;
    [[nodiscard]] bool lives_in_thread(long long incident) const;
    [[nodiscard]] bool is_owed(const Effect& effect) const;
    void remove(const Owed& owed, Instant now);
    // An attempt ended that had begun when the incident was public: what it made goes.
    void take_back(IncidentId now_private, const Owed& owed, const Settlement& settlement,
                   Instant now);
    void note_places(const Owed& owed, const Settlement& settlement, Instant now);
    static void note_refusals(Places& known, const Places& made, const Effect& effect,
                              const Settlement& settlement);
    // The Show that a Say of that kind makes needless, if it is owed and nobody has begun it.
    [[nodiscard]] std::optional<std::pair<long long, int>> covered_by(const Effect& say) const;
    EffectId new_mark();
    long long new_row();

    Database& database_;
    SqliteRecord& record_;
    std::mt19937_64 random_;
    // Shows that were given out by owed() since they were last asked for: somebody may be at work
    // on an older state of them. Only this process delivers.
    mutable long long newest_row_ = 0;  // that was made or given out
    mutable std::unordered_set<long long> given_out_;
};

}  // namespace muster
