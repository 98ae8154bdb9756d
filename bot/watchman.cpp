#include "bot/watchman.hpp"

#include "bot/admin.hpp"
#include "bot/ask_storage.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;
using Seen = Sign::Seen;

constexpr auto look_every = 5s;
constexpr auto patience = 1s;

Sign seen_if(bool seen, bool known_not) {
    Sign sign;
    sign.seen = seen ? Seen::yes : known_not ? Seen::no : Seen::unknown;
    return sign;
}

}  // namespace

Watchman::Watchman(asio::any_io_executor executor, Sources sources, Options options,
                   std::function<void()> on_message)
    : executor_(std::move(executor)),
      sources_(std::move(sources)),
      options_(std::move(options)),
      on_message_(std::move(on_message)),
      asking_(std::make_shared<std::atomic<bool>>(false)) {}

asio::awaitable<void> Watchman::run() {
    asio::steady_timer timer(executor_);
    for (;;) {
        co_await look();
        timer.expires_after(look_every);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> Watchman::look() {
    if (std::exchange(looking_, true))
        co_return;
    const std::shared_ptr<void> done(this, [this](void*) { looking_ = false; });
    if (!recalled_)
        co_await recall();
    const auto disk = co_await try_disk();
    auto news = watch_.look(signs(disk), sources_.clock.now(), sources_.clock.running());
    log(news);
    write_messages(news);
    kept_ = kept_ && !news.any();
    if (!kept_ && recalled_ && disk.answered)
        co_await keep();
}

// What stood when the last run ended.
asio::awaitable<void> Watchman::recall() {
    const std::function<std::vector<StandingProblem>(Store&)> ask = [](Store& store) {
        return store.problems();
    };
    const auto known = co_await ask_storage_until(executor_, sources_.storage, ask,
                                                  std::chrono::steady_clock::now() + patience);
    if (!known)
        co_return;
    recalled_ = true;
    on_disk_ = *known;
    watch_ = Watch(*known);
}

asio::awaitable<Watchman::Disk> Watchman::try_disk() {
    Disk disk;
    if (*asking_)
        co_return disk;  // it has not answered since last time
    // Only a write tells whether it can be written; a disk in order is spared it.
    disk.tried = !sources_.intake.problem().empty() || !kept_;
    for (const auto& problem : watch_.to_keep())
        disk.tried = disk.tried || problem.kind == to_string(ProblemKind::database);
    const std::function<Disk(Store&)> question = [asking = asking_, asked = disk,
                                                  on_disk = on_disk_, now = sources_.clock.now(),
                                                  writes = recalled_](Store& store) mutable {
        *asking = false;
        asked.answered = true;
        asked.waiting = store.waiting();
        try {
            if (asked.tried && writes)
                store.keep_problems(on_disk, {}, now);
        } catch (const std::exception& error) {
            asked.refused = error.what();
        }
        return asked;
    };
    *asking_ = true;
    auto answer = co_await ask_storage_until(executor_, sources_.storage, question,
                                             std::chrono::steady_clock::now() + patience);
    if (answer && answer->tried && answer->refused.empty())
        sources_.intake.disk_is_back();
    co_return answer.value_or(disk);
}

Signs Watchman::signs(const Disk& disk) {
    using slack::Trouble;
    const auto state = sources_.connections.state();
    const bool connected = state.ready > 0;
    if (!connected)
        connected_since_.reset();
    else if (!connected_since_)
        connected_since_ = sources_.clock.running();

    Signs signs;
    auto& slack = signs[ProblemKind::slack_unreachable];
    slack = seen_if(
        !connected && (state.trouble == Trouble::unreachable || state.trouble == Trouble::none),
        connected);
    slack.what = state.problem.empty() ? "Slack cannot be reached." : state.problem;
    slack.advice =
        "See that this machine reaches Slack (muster check tries it), and whether Slack "
        "itself has an incident: https://slack-status.com.";
    auto& off = signs[ProblemKind::socket_mode_off];
    off = seen_if(state.trouble == Trouble::switched_off,
                  connected && state.trouble == Trouble::none);
    off.what = state.problem;
    auto& crowded = signs[ProblemKind::too_many_connections];
    crowded = seen_if(state.trouble == Trouble::crowded, state.ready >= options_.connections);
    crowded.what = state.problem;
    signs[ProblemKind::token_refused] = token_sign();
    signs[ProblemKind::missing_scope] = scope_sign();
    signs[ProblemKind::outbox_stuck] = outbox_sign(disk);
    if (sources_.pushes)
        signs[ProblemKind::push_failed] = sources_.pushes();
    if (sources_.files)
        signs[ProblemKind::export_failed] = sources_.files();

    auto& database = signs[ProblemKind::database];
    database = seen_if(!disk.answered || !disk.refused.empty(), disk.answered);
    database.what = !disk.answered ? "The disk of Muster's machine is slow: the database did not "
                                     "answer within a second."
                                   : "The database cannot be written (" + disk.refused + ").";
    for (auto& [kind, sign] : signs)
        sign.waiting = disk.waiting.messages;
    database.advice =
        "Make room on the disk of the database, or see what slows it down or makes it read-only; "
        "Muster goes on by itself.";
    return signs;
}

Sign Watchman::token_sign() const {
    const auto state = sources_.connections.state();
    const auto& code = sources_.api.token_refused();
    auto sign =
        seen_if(state.refused || !code.empty(), state.ready > 0 && sources_.api.token_taken());
    if (state.refused) {
        sign.what = state.problem;
    } else {
        sign.what = "Slack refuses the bot token (" + code + ").";
        sign.advice =
            "See that the app is installed in the workspace, put its Bot User OAuth Token into "
            "SLACK_BOT_TOKEN and restart Muster.";
    }
    return sign;
}

Sign Watchman::scope_sign() const {
    std::string methods;
    std::string scopes;
    for (const auto& [method, scope] : sources_.api.reads()) {
        if (scope.empty())
            continue;
        methods += (methods.empty() ? "" : ", ") + method;
        if (scopes.find(scope) == std::string::npos)
            scopes += (scopes.empty() ? "" : ", ") + scope;
    }
    auto sign = seen_if(!methods.empty(), !sources_.api.reads().empty());
    sign.what = "Muster cannot read who is who: for " + methods + " the app lacks the scope " +
                scopes + ".";
    sign.advice =
        "Add it under OAuth & Permissions in the app's settings and install the app again.";
    return sign;
}

// What waits because Slack is away is Slack's problem, and afterwards it gets time to go out.
Sign Watchman::outbox_sign(const Disk& disk) {
    const bool had_time = connected_since_ && sources_.api.token_taken() &&
                          sources_.clock.running() - *connected_since_ >= stuck_after;
    const auto since = disk.waiting.since;
    const bool stuck = since && sources_.clock.now() - *since >= stuck_after;
    auto sign = seen_if(disk.answered && had_time && stuck, disk.answered && !stuck);
    sign.since = since;
    sign.what =
        "What is owed to Slack is not delivered: the oldest of it has waited since then, and " +
        std::to_string(disk.waiting.messages) + " messages wait.";
    sign.advice = "The log says what Slack answers; muster check says what it does not allow.";
    return sign;
}

void Watchman::log(const Watch::News& news) {
    for (const auto& problem : news.began)
        spdlog::error("{}: {}{}{}", to_string(problem.kind), problem.what,
                      problem.advice.empty() ? "" : " ", problem.advice);
    for (const auto& problem : news.ended)
        spdlog::info("{}: {}", to_string(problem.kind), over_text(problem));
}

void Watchman::write_messages(const Watch::News& news) {
    for (const auto& problem : news.tell)
        for (const auto& person : options_.administrators) {
            Effect message;
            message.kind = Effect::Kind::tell_administrators;
            message.words = words_of(problem);
            message.people = {person};
            messages_.push_back(std::move(message));
        }
}

// Together on disk or not at all, so that nobody is told twice.
asio::awaitable<void> Watchman::keep() {
    const auto standing = watch_.to_keep();
    const std::function<bool(Store&)> write = [standing, messages = messages_,
                                               now = sources_.clock.now()](Store& store) {
        store.keep_problems(standing, messages, now);
        return true;
    };
    try {
        kept_ = co_await ask_storage<bool>(sources_.storage, write);
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& error) {
        spdlog::debug("problems could not be noted: {}", error.what());
    }
    if (!kept_)
        co_return;
    on_disk_ = standing;
    if (!std::exchange(messages_, {}).empty())
        on_message_();
}

}  // namespace muster
