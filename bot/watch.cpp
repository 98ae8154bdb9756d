#include "bot/watch.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;

struct Manner {
    ProblemKind kind;
    std::string_view name;
    std::string_view past;          // "From 14:02 to 14:31 UTC …"
    std::chrono::seconds patience;  // what passes sooner is no problem
    bool tells_itself;              // messages go out while it stands
};

constexpr std::array<Manner, 9> manners{{
    {ProblemKind::slack_unreachable, "slack_unreachable", "Slack could not be reached", 120s,
     false},
    {ProblemKind::socket_mode_off, "socket_mode_off",
     "Socket Mode was switched off in the app's settings", 0s, false},
    {ProblemKind::too_many_connections, "too_many_connections",
     "the app had more connections than Slack allows", 0s, true},
    {ProblemKind::token_refused, "token_refused", "Slack refused one of the app's tokens", 0s,
     false},
    {ProblemKind::database, "database", "the database could not be written in time", 10s, false},
    {ProblemKind::outbox_stuck, "outbox_stuck", "what was owed to Slack could not be sent", 0s,
     true},
    {ProblemKind::missing_scope, "missing_scope", "the app lacked a scope", 0s, true},
    {ProblemKind::push_failed, "push_failed",
     "a status page or program elsewhere could not be told what ours says", 0s, true},
    {ProblemKind::export_failed, "export_failed", "the status page's files could not be written",
     10s, true},
}};

// Then an administrator is told.
constexpr auto lasts = 2min;
// What comes back sooner was never over.
constexpr auto quiet = 1min;

const Manner& manner_of(ProblemKind kind) {
    return *std::ranges::find(manners, kind, &Manner::kind);
}

// "14:02", with its date where that is not `beside`'s.
std::string short_text(Instant at, Instant beside) {
    const Zone utc;
    const auto clock = clock_text(std::chrono::floor<std::chrono::minutes>(at), utc);
    return date_text(at, utc) == date_text(beside, utc) ? clock : date_text(at, utc) + " " + clock;
}

}  // namespace

std::string_view to_string(ProblemKind kind) {
    return manner_of(kind).name;
}

Watch::Watch(const std::vector<StandingProblem>& known) {
    for (const auto& problem : known) {
        const auto manner = std::ranges::find(manners, problem.kind, &Manner::name);
        if (manner == manners.end())
            continue;  // of another version
        auto& watched = watched_[manner->kind];
        watched.problem.kind = manner->kind;
        watched.problem.since = problem.since;
        watched.problem.what = std::string(manner->past) + " when Muster was stopped.";
        watched.first = -Running(lasts);
        watched.begun = true;
        watched.told = problem.told;
    }
}

Watch::News Watch::look(const Signs& signs, Instant now, Running running) {
    News news;
    for (const auto& [kind, sign] : signs) {
        if (sign.seen == Sign::Seen::yes)
            see(kind, sign, now, running, news);
        else if (sign.seen == Sign::Seen::no)
            miss(kind, now, running, news);
    }
    return news;
}

void Watch::see(ProblemKind kind, const Sign& sign, Instant now, Running running, News& news) {
    const auto [entry, fresh] = watched_.try_emplace(kind);
    auto& watched = entry->second;
    if (fresh) {
        watched.problem.kind = kind;
        watched.problem.since = std::min(sign.since.value_or(now), now);
        watched.first = running;
    }
    watched.gone.reset();
    watched.problem.until.reset();
    watched.problem.what = sign.what;
    watched.problem.advice = sign.advice;
    watched.problem.waiting = sign.waiting;
    const auto& manner = manner_of(kind);
    if (!watched.begun && running - watched.first >= manner.patience) {
        watched.begun = true;
        news.began.push_back(watched.problem);
    }
    if (watched.begun && !watched.told && manner.tells_itself && running - watched.first >= lasts) {
        watched.told = true;
        news.tell.push_back(watched.problem);
    }
}

void Watch::miss(ProblemKind kind, Instant now, Running running, News& news) {
    const auto entry = watched_.find(kind);
    if (entry == watched_.end())
        return;
    auto& watched = entry->second;
    if (!watched.begun) {
        watched_.erase(entry);
        return;
    }
    if (!watched.gone) {
        watched.gone = running;
        watched.problem.until = std::max(now, watched.problem.since);
    }
    if (running - *watched.gone < quiet)
        return;
    news.ended.push_back(watched.problem);
    if (!watched.told && *watched.gone - watched.first >= lasts)
        news.tell.push_back(watched.problem);
    watched_.erase(entry);
}

std::vector<LastingProblem> Watch::standing() const {
    std::vector<LastingProblem> problems;
    for (const auto& [kind, watched] : watched_)
        if (watched.begun && !watched.gone)
            problems.push_back(watched.problem);
    return problems;
}

std::vector<StandingProblem> Watch::to_keep() const {
    std::vector<StandingProblem> problems;
    for (const auto& [kind, watched] : watched_)
        if (watched.begun)
            problems.push_back({std::string(to_string(kind)), watched.problem.since, watched.told});
    return problems;
}

std::string over_text(const LastingProblem& problem) {
    const auto until = problem.until.value_or(problem.since);
    return "over: " + std::string(manner_of(problem.kind).past) + " from " +
           short_text(problem.since, until) + " to " +
           clock_text(std::chrono::floor<std::chrono::minutes>(until), Zone()) + " UTC";
}

Words words_of(const LastingProblem& problem) {
    Words words;
    const auto kind = problem.kind;
    if (!problem.until) {
        words.plain("Since ")
            .instant(problem.since, short_text(problem.since, problem.since) + " UTC")
            .plain(": " + problem.what + " " + problem.advice);
        return words;
    }
    const auto until = *problem.until;
    words.plain("From ")
        .instant(problem.since, short_text(problem.since, until))
        .plain(" to ")
        .instant(until, short_text(until, until) + " UTC")
        .plain(" " + std::string(manner_of(kind).past) + ".");
    if (kind == ProblemKind::database)
        return words.plain(
            " Whoever typed something meanwhile was told that it was not kept. Nothing that was "
            "acknowledged was lost.");
    words.plain(" Nothing that was acknowledged was lost");
    if (problem.waiting == 0)
        return words.plain(".");
    return words.plain(problem.waiting == 1
                           ? "; 1 message is late."
                           : "; " + std::to_string(problem.waiting) + " messages are late.");
}

}  // namespace muster
