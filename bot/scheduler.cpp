#include "bot/scheduler.hpp"

#include "bot/ask_storage.hpp"
#include "bot/kept.hpp"
#include "commands/command.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <exception>
#include <memory>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;

// A maintenance window begins and ends on the page within this.
constexpr auto look_every = 5s;
// Each costs a call for every reader.
constexpr auto homes_every = 20s;
// Among thousands of closed incidents.
constexpr auto archive_every = 1h;

}  // namespace

Scheduler::Scheduler(StorageThread& storage, const Clock& clock,
                     std::function<void(const Outcome& outcome)> on_commit)
    : storage_(storage), clock_(clock), on_commit_(std::move(on_commit)) {}

asio::awaitable<void> Scheduler::run() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        co_await look();
        timer.expires_after(look_every);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> Scheduler::look() {
    if (std::exchange(looking_, true))
        co_return;
    const std::shared_ptr<void> done(this, [this](void*) { looking_ = false; });
    Request request;
    request.kind = Request::Kind::timer;
    request.user.name = "Muster";
    request.at = clock_.now();
    // A clock that was set back must not make it wait for as long.
    const auto is_time = [&](std::optional<Instant> last, std::chrono::seconds pause) {
        return !last || request.at < *last || request.at - *last >= pause;
    };
    const bool archives = is_time(archived_at_, archive_every);
    if (archives)
        request.details["archive"] = "true";
    const bool homes = changed_ && is_time(homes_at_, homes_every);
    if (homes) {
        changed_ = false;
        request.details["homes"] = "true";
    }
    Job job;
    job.at = request.at;
    job.decide = [request](const Record& record) { return kept_of(decide(record, request), {}); };
    const auto outcome = co_await perform_job(storage_, std::move(job));
    if (!outcome) {
        spdlog::error("what is due could not be looked for: {}", outcome.error().message);
        changed_ = changed_ || homes;
        co_return;
    }
    if (archives)
        archived_at_ = request.at;
    if (homes)
        homes_at_ = request.at;
    on_commit_(*outcome);
}

}  // namespace muster
