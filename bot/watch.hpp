#pragma once

#include "domain/time.hpp"
#include "domain/words.hpp"
#include "storage/store.hpp"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What can be wrong with Muster itself, so that somebody must act.
enum class ProblemKind {
    slack_unreachable,
    socket_mode_off,
    too_many_connections,
    token_refused,
    database,
    outbox_stuck,
    missing_scope,
    push_failed,
    export_failed,
};
inline constexpr std::array<ProblemKind, 9> problem_kinds{
    ProblemKind::slack_unreachable, ProblemKind::socket_mode_off, ProblemKind::too_many_connections,
    ProblemKind::token_refused,     ProblemKind::database,        ProblemKind::outbox_stuck,
    ProblemKind::missing_scope,     ProblemKind::push_failed,     ProblemKind::export_failed};
// "slack_unreachable": in the database and in metrics.
std::string_view to_string(ProblemKind kind);

// What one look finds of one kind.
struct Sign {
    enum class Seen { unknown, no, yes };
    Seen seen = Seen::unknown;     // unknown: as it was
    std::string what;              // is wrong, in a sentence; may be of several
    std::string advice;            // what to do about it
    std::optional<Instant> since;  // where that is known better than by looking
    int waiting = 0;               // messages that wait to be sent
};
using Signs = std::map<ProblemKind, Sign>;

struct LastingProblem {
    ProblemKind kind = ProblemKind::slack_unreachable;
    Instant since{};
    std::optional<Instant> until;  // it is over
    std::string what;
    std::string advice;
    int waiting = 0;  // messages that waited to be sent when it was last seen
};

// Makes problems out of what is looked at again and again: what passes at once is none, and what
// comes and goes is one. Knows when one has begun, has ended, and is to be told. Everything is
// judged by time passed, so a clock that is set makes and ends no problem.
class Watch {
public:
    struct News {
        std::vector<LastingProblem> began;
        std::vector<LastingProblem> ended;
        std::vector<LastingProblem> tell;  // the administrators: once for each that lasted
        [[nodiscard]] bool any() const { return !began.empty() || !ended.empty() || !tell.empty(); }
    };

    // `known`: what stood when the last run ended.
    explicit Watch(const std::vector<StandingProblem>& known = {});

    // `running`: of the clock that only runs.
    News look(const Signs& signs, Instant now, std::chrono::microseconds running);
    // What stands, those that may be over left out.
    [[nodiscard]] std::vector<LastingProblem> standing() const;
    // For the next run: all that is not over for certain.
    [[nodiscard]] std::vector<StandingProblem> to_keep() const;

private:
    using Running = std::chrono::microseconds;
    struct Watched {
        LastingProblem problem;
        Running first{};              // seen
        std::optional<Running> gone;  // since when it is not seen any more
        bool begun = false;
        bool told = false;
    };
    void see(ProblemKind kind, const Sign& sign, Instant now, Running running, News& news);
    void miss(ProblemKind kind, Instant now, Running running, News& news);

    std::map<ProblemKind, Watched> watched_;
};

// What the administrators are told.
Words words_of(const LastingProblem& problem);
// For a log: "Slack could not be reached from 14:02 to 14:31 UTC".
std::string over_text(const LastingProblem& problem);

}  // namespace muster
