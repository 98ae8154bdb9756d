#include "bot/push_worker.hpp"

#include "bot/ask_storage.hpp"
#include "domain/text.hpp"
#include "status/push_key.hpp"
#include "storage/fault_point.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace muster {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using End = status::PushEnding::End;

constexpr int at_once = 4;  // to one target
constexpr int most_open = 1'000;
// A clock may be set or stand still, so a moment is not awaited in one go.
constexpr milliseconds longest_look_ahead{1000};
constexpr std::chrono::seconds after_bad_disk{5};
constexpr milliseconds statuspage_pace{1000};  // a request a second for each key
constexpr auto away_for_long = std::chrono::minutes(10);
// What a row waits for that the target refused.
constexpr const char* refused_mark = "push";

Settlement settlement_of(const status::PushEnding& ending, const std::string& target, Instant now) {
    Settlement settlement;
    settlement.progress = ending.progress;
    settlement.next_try = ending.next_try;
    auto& places = settlement.places.emplace();
    if (!ending.made.incident.empty() || !ending.made.updates.empty())
        places.pushed[target] = ending.made;
    switch (ending.end) {
        case End::delivered:
            settlement.end = Settlement::End::delivered;
            break;
        case End::later:
            settlement.end = Settlement::End::later;
            break;
        case End::unknown:
            settlement.end = Settlement::End::unknown;
            break;
        case End::refused:
            settlement.end = ending.in_doubt ? Settlement::End::unknown : Settlement::End::later;
            settlement.next_try = now;
            settlement.waits_for = refused_mark;
            break;
    }
    return settlement;
}

// What the target has of an incident, also of one that was public under another id.
PushedPlaces known_to(const std::string& target, const Places& places) {
    const auto& where = places.former.empty() ? places : places.former.front();
    const auto known = where.pushed.find(target);
    auto found = known == where.pushed.end() ? PushedPlaces() : known->second;
    if (const auto since = places.pushed.find(target);
        !places.former.empty() && since != places.pushed.end())
        for (const auto& [number, id] : since->second.updates)
            found.updates[number] = id;
    return found;
}

std::vector<Incident> open_heads(const Record& record) {
    auto open = record.incidents(IncidentFilter::open, 0, most_open);
    for (auto& window : record.windows(IncidentFilter::open, 0, most_open))
        open.push_back(std::move(window));
    return open;
}

}  // namespace

struct PushWorker::Lane {
    Lane(const asio::any_io_executor& executor, PushTarget to, std::string with)
        : target(std::move(to)), key(std::move(with)), wake_up(executor) {}

    PushTarget target;
    std::string key;
    std::vector<long long> under_way;  // rows
    bool woken = true;
    bool off = false;  // it wants nothing more
    asio::steady_timer wake_up;
    std::shared_ptr<steady_clock::time_point> free_at;  // of the key's next request; null: now
    Counts counts;
    std::map<long long, std::string> refusals;  // by row: what it said
    std::optional<Instant> failing_since;
    std::string failure;
};

PushWorker::PushWorker(asio::any_io_executor executor, StorageThread& storage, Settings settings,
                       std::map<std::string, std::string> keys, const Clock& clock, Send send)
    : executor_(executor),
      storage_(storage),
      settings_(std::move(settings)),
      clock_(clock),
      send_(std::move(send)),
      tasks_(executor) {
    std::map<std::string, std::shared_ptr<steady_clock::time_point>> paces;
    for (const auto& target : settings_.pushes) {
        auto& lane =
            lanes_.emplace_back(std::make_unique<Lane>(executor, target, keys[target.name]));
        if (target.kind != PushTarget::Kind::statuspage)
            continue;
        auto& pace = paces[lane->key];
        if (!pace)
            pace = std::make_shared<steady_clock::time_point>();
        lane->free_at = pace;
    }
}

PushWorker::~PushWorker() = default;

void PushWorker::wake() {
    for (auto& lane : lanes_) {
        lane->woken = true;
        lane->wake_up.cancel();
    }
}

asio::awaitable<void> PushWorker::run() {
    std::exception_ptr failure;
    try {
        Job job;
        job.at = clock_.now();
        job.decide = [](const Record& /*record*/) {
            Kept kept;
            kept.places_back = {refused_mark};
            return kept;
        };
        co_await perform_job(storage_, std::move(job));
        for (auto& lane : lanes_)
            tasks_.start("push to " + lane->target.name, serve(*lane));
        asio::steady_timer forever(executor_, steady_clock::time_point::max());
        co_await forever.async_wait(asio::use_awaitable);
    } catch (...) {
        failure = std::current_exception();
    }
    // Cancelled: the deliveries end before what they borrow does.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    tasks_.stop();
    co_await tasks_.join();
    if (failure)
        std::rethrow_exception(failure);
}

asio::awaitable<void> PushWorker::serve(Lane& lane) {
    for (;;) {
        lane.woken = false;
        Round round;
        if (!lane.off && lane.under_way.size() < at_once) {
            bool bad_disk = false;
            try {
                round = co_await look(lane);
            } catch (const boost::system::system_error&) {
                throw;  // cancelled
            } catch (const std::exception& error) {
                spdlog::error("push {}: the outbox cannot be read: {}", lane.target.name,
                              error.what());
                bad_disk = true;
            }
            if (bad_disk)
                round.next_due = clock_.now() + after_bad_disk;
        }
        for (auto& item : round.items) {
            lane.under_way.push_back(item.owed.row);
            tasks_.start("push", deliver(lane, std::move(item)));
        }
        if (lane.woken)
            continue;
        if (round.next_due)
            lane.wake_up.expires_after(std::clamp(milliseconds(*round.next_due - clock_.now()),
                                                  milliseconds(10), longest_look_ahead));
        else
            lane.wake_up.expires_at(steady_clock::time_point::max());
        const auto [error] = co_await lane.wake_up.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (error && state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(error);
    }
}

asio::awaitable<PushWorker::Round> PushWorker::look(Lane& lane) {
    const std::function<Round(Store&)> question = [now = clock_.now(), under_way = lane.under_way,
                                                   target = lane.target,
                                                   settings = settings_](Store& store) {
        Round round;
        Slots slots(at_once - static_cast<int>(under_way.size()));
        slots.target = target.name;
        auto busy = under_way;
        std::optional<std::vector<Incident>> open;
        for (auto& owed : store.owed(now, slots, under_way)) {
            slots.take(owed.rank);
            busy.push_back(owed.row);
            const auto id = owed.effect.incident;
            auto dossier = store.dossier(id);
            if (!open)
                open = open_heads(store.record());
            status::PushParcel parcel;
            parcel.mark = owed.mark;
            parcel.effect = owed.effect;
            parcel.target = target;
            parcel.news = status::push_news(owed.effect, std::move(dossier).value_or(Dossier{}),
                                            *open, settings, target);
            parcel.known = known_to(target.name, store.record().places(id));
            parcel.tries = owed.tries;
            parcel.outcome_unknown = owed.outcome_unknown;
            parcel.progress = owed.progress;
            round.items.push_back({std::move(owed), std::move(parcel)});
        }
        round.next_due = store.next_due(busy, slots);
        return round;
    };
    co_return co_await ask_storage<Round>(storage_, question);
}

asio::awaitable<void> PushWorker::deliver(Lane& lane, Item item) {
    const auto row = item.owed.row;
    std::string problem;
    try {
        auto ending = co_await carry_out(lane, item.owed, std::move(item.parcel));
        ending.problem = status::without_key(std::move(ending.problem), lane.key);
        note(lane, item.owed, ending);
        const auto settlement = settlement_of(ending, lane.target.name, clock_.now());
        const std::function<bool(Store&)> settle = [owed = item.owed, settlement,
                                                    now = clock_.now()](Store& store) {
            store.settle(owed, settlement, now);
            return true;
        };
        co_await ask_storage<bool>(storage_, settle);
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& error) {
        problem = error.what();
    }
    if (!problem.empty()) {
        // Not noted on disk, so it may not go on; what was sent is looked up when the disk is back.
        spdlog::error("push {}: what became of {} could not be noted: {}", lane.target.name,
                      to_string(item.owed.effect.kind), problem);
        asio::steady_timer timer(executor_, after_bad_disk);
        co_await timer.async_wait(asio::use_awaitable);
    }
    std::erase(lane.under_way, row);
    lane.woken = true;
    lane.wake_up.cancel();
}

asio::awaitable<status::PushEnding> PushWorker::carry_out(Lane& lane, const Owed& owed,
                                                          status::PushParcel parcel) {
    status::Push push(std::move(parcel));
    auto step = push.start(clock_.now());
    while (!step.done) {
        co_await keep_pace(lane);
        if (step.note) {
            const std::function<bool(Store&)> begin = [owed, first_try = clock_.now(),
                                                       progress = *step.note](Store& store) {
                return store.begin(owed, first_try, progress);
            };
            if (!co_await ask_storage<bool>(storage_, begin)) {
                // The incident became private meanwhile: what was not sent yet is not sent.
                co_return status::PushEnding{};
            }
        }
        const auto fields =
            status::key_fields(lane.target, lane.key, step.request, owed.mark, clock_.now());
        fault_point("push.before_call");
        auto answer = co_await send_(std::move(step.request), fields);
        fault_point("push.called");
        step = push.next(std::move(answer), clock_.now());
    }
    co_return std::move(step.ending);
}

asio::awaitable<void> PushWorker::keep_pace(Lane& lane) {
    if (!lane.free_at)
        co_return;
    const auto at = std::max(*lane.free_at, steady_clock::now());
    *lane.free_at = at + statuspage_pace;
    asio::steady_timer timer(executor_, at);
    co_await timer.async_wait(asio::use_awaitable);
}

void PushWorker::note(Lane& lane, const Owed& owed, const status::PushEnding& ending) {
    const bool is_private = owed.effect.incident.series == Series::private_incident;
    const auto what = std::string(to_string(owed.effect.kind)) +
                      (owed.effect.incident.number == 0 ? ""
                       : is_private                     ? " of a private incident"
                                                        : " of " + to_string(owed.effect.incident));
    switch (ending.end) {
        case End::delivered:
            ++lane.counts.delivered;
            lane.failing_since.reset();
            lane.refusals.erase(owed.row);
            spdlog::debug("push {}: {} is there", lane.target.name, what);
            return;
        case End::refused:
            ++lane.counts.refused;
            lane.failing_since.reset();
            lane.off = lane.off || ending.gone;
            lane.refusals[owed.row] = ending.problem;
            spdlog::error("push {}: {}: {}. It is kept, and tried again when Muster is restarted.",
                          lane.target.name, what, ending.problem);
            return;
        case End::later:
            ++lane.counts.put_off;
            break;
        case End::unknown:
            ++lane.counts.in_doubt;
            break;
    }
    if (ending.problem.empty())
        return;  // only waiting before a look
    lane.failing_since = lane.failing_since.value_or(clock_.now());
    lane.failure = ending.problem;
    spdlog::warn("push {}: {}: {}. It is tried again.", lane.target.name, what, ending.problem);
}

std::map<std::string, PushWorker::Counts> PushWorker::counts() const {
    std::map<std::string, Counts> all;
    for (const auto& lane : lanes_)
        all[lane->target.name] = lane->counts;
    return all;
}

Sign PushWorker::sign() const {
    Sign sign;
    sign.seen = Sign::Seen::no;
    bool refused = false;
    for (const auto& lane : lanes_) {
        const bool away =
            lane->failing_since && clock_.now() - *lane->failing_since >= away_for_long;
        if (lane->refusals.empty() && !away)
            continue;
        sign.seen = Sign::Seen::yes;
        refused = refused || !lane->refusals.empty();
        sign.what += sign.what.empty() ? "" : " ";
        if (lane->off)
            sign.what += "\"" + lane->target.name +
                         "\" wants no more pushes: " + lane->refusals.begin()->second + ".";
        else if (!lane->refusals.empty())
            sign.what += "\"" + lane->target.name +
                         "\" refuses what is pushed to it: " + lane->refusals.begin()->second + ".";
        else
            sign.what +=
                "\"" + lane->target.name + "\" cannot be told anything: " + lane->failure + ".";
    }
    if (sign.seen == Sign::Seen::yes)
        sign.advice = refused
                          ? "Put right what it names, in [[push]] or there, and restart Muster: "
                            "what waits is sent then. Everything else goes on."
                          : "Muster goes on trying; everything else goes on.";
    return sign;
}

}  // namespace muster
