#include "bot/outbox_worker.hpp"

#include "bot/ask_storage.hpp"
#include "bot/documents.hpp"
#include "commands/revision_words.hpp"
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

using Kind = Effect::Kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int at_once = 16;
// The rest is kept free for what a person waits for: a backlog of all else never holds it up.
constexpr int messages_at_once = 12;
constexpr int decoration_at_once = 8;
// A clock may be set or stand still, so a moment is not awaited in one go.
constexpr milliseconds longest_look_ahead{1000};
constexpr seconds after_bad_disk{5};
// A clock set back while Muster was down would make what is owed wait for as long.
constexpr seconds longest_wait_at_start{60};
// A workspace without canvases is asked again so much later: somebody may have allowed them.
constexpr std::chrono::hours without_canvases{6};
// A message may still be on its way so long after its call failed (DESIGN: Say).
constexpr seconds before_a_look{2};

Settlement settlement_of(slack::Ending ending) {
    Settlement settlement;
    switch (ending.end) {
        case slack::Ending::End::delivered:
            settlement.end = Settlement::End::delivered;
            break;
        case slack::Ending::End::refused:
            settlement.end = Settlement::End::refused;
            break;
        case slack::Ending::End::later:
            settlement.end = Settlement::End::later;
            break;
        case slack::Ending::End::unknown:
            settlement.end = Settlement::End::unknown;
            break;
    }
    settlement.next_try = ending.next_try;
    settlement.waits_for = std::move(ending.waits_for);
    settlement.progress = std::move(ending.progress);
    settlement.places = std::move(ending.made);
    settlement.missing = std::move(ending.missing);
    settlement.more = std::move(ending.more);
    settlement.current = ending.current;
    settlement.home_hash = std::move(ending.home_hash);
    return settlement;
}

// What is said as it stands, whenever it is sent.
void render(slack::Parcel& parcel, const Record& record, Instant now) {
    const auto& effect = parcel.effect;
    const UserId person(effect.subject);
    if (effect.kind == Kind::post_reminder || effect.kind == Kind::show_reminder)
        parcel.notice = incident_reminder(record, effect.incident, now);
    if (effect.kind == Kind::remind_owner)
        parcel.notice = follow_up_reminder(record, person, now);
    if (effect.kind == Kind::upload_document && parcel.view.places.document_revision > 0)
        parcel.what_changed = what_changed(record, effect.incident,
                                           parcel.view.places.document_revision, effect.number);
    if (effect.kind == Kind::show_home) {
        parcel.home = home_of(record, person, now);
        parcel.home_hash = record.home(person).value_or(HomeTab{}).hash;
    }
}

bool is_private(const Effect& effect) {
    return effect.incident.series == Series::private_incident;
}

// Whose it is, for the log, which says nothing of private incidents.
std::string owner_of(const Effect& effect) {
    if (effect.incident.number == 0)
        return "Muster itself";
    return is_private(effect) ? "a private incident" : to_string(effect.incident);
}

std::string for_the_log(const Effect& effect, const Refusal& refusal) {
    return is_private(effect)
               ? std::string(to_string(effect.kind)) + " was refused; its card says why"
               : plain_text(refusal.words);
}

}  // namespace

OutboxWorker::OutboxWorker(asio::any_io_executor executor, StorageThread& storage, SlackApi& api,
                           Settings settings, slack::Self self, const Clock& clock,
                           Document document)
    : executor_(executor),
      storage_(storage),
      api_(api),
      settings_(std::move(settings)),
      self_(std::move(self)),
      clock_(clock),
      document_(std::move(document)),
      clock_steps_(clock),
      wake_up_(executor),
      idle_news_(executor),
      tasks_(executor) {
    idle_news_.expires_at(asio::steady_timer::time_point::max());
}

void OutboxWorker::wake() {
    woken_ = true;
    wake_up_.cancel();
}

void OutboxWorker::identify(slack::Self self) {
    self_ = std::move(self);
    wake();
}

void OutboxWorker::slack_says(Instant slack_date) {
    slack_clock_ = {slack_date, clock_.running()};
}

// By the time that passed since: our own clock may have been set meanwhile.
Instant OutboxWorker::slack_now() const {
    if (!slack_clock_)
        return clock_.now();
    return std::chrono::floor<seconds>(slack_clock_->first +
                                       (clock_.running() - slack_clock_->second));
}

asio::awaitable<void> OutboxWorker::follow_clock() {
    const auto step = clock_steps_.since_last();
    clock_step_ += step;
    if (step != seconds(0))
        spdlog::warn("the clock was set by {} s; what is owed to Slack moves with it",
                     step.count());
    if (begun_ && clock_step_ == seconds(0))
        co_return;
    const std::function<bool(Store&)> move = [by = clock_step_, newest = newest_row_,
                                              now = clock_.now(), first = !begun_](Store& store) {
        if (first)
            store.owe_by(now + longest_wait_at_start);
        else
            store.move_owed(by, newest, now);
        return true;
    };
    co_await ask_storage<bool>(storage_, move);
    begun_ = true;
    clock_step_ = seconds(0);
}

asio::awaitable<void> OutboxWorker::run() {
    std::exception_ptr failure;
    try {
        co_await work();
    } catch (...) {
        failure = std::current_exception();
    }
    // Cancelled: the deliveries end before what they borrow does.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    tasks_.stop();
    co_await tasks_.join();
    std::rethrow_exception(failure);
}

asio::awaitable<void> OutboxWorker::work() {
    for (;;) {
        woken_ = false;
        idle_ = false;  // until this look has found nothing
        Round round;
        const bool can_send = !self_.bot_user.empty();
        if (can_send && free_slots().has(0)) {
            bool bad_disk = false;
            try {
                co_await follow_clock();
                round = co_await look();
                newest_row_ = round.newest;
            } catch (const boost::system::system_error&) {
                throw;  // cancelled
            } catch (const std::exception& error) {
                spdlog::error("outbox: it cannot be read: {}", error.what());
                bad_disk = true;
            }
            if (bad_disk)
                round.next_due = clock_.now() + after_bad_disk;
        }
        for (auto& item : round.items) {
            under_way_.push_back({item.owed.row, item.owed.rank});
            tasks_.start("deliver", deliver(std::move(item)));
        }
        idle_ = under_way_.empty() && can_send;
        if (idle_ && !woken_)
            idle_news_.cancel();
        auto wait = milliseconds::max();
        if (round.next_due)
            wait = std::clamp(milliseconds(*round.next_due - clock_.now()), milliseconds(10),
                              longest_look_ahead);
        co_await pause(wait);
    }
}

asio::awaitable<void> OutboxWorker::pause(milliseconds most) {
    if (woken_)
        co_return;
    if (most == milliseconds::max())
        wake_up_.expires_at(asio::steady_timer::time_point::max());
    else
        wake_up_.expires_after(most);
    const auto [error] = co_await wake_up_.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (error && state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(error);
}

Slots OutboxWorker::free_slots() const {
    Slots slots(at_once, messages_at_once, decoration_at_once);
    for (const auto& [row, rank] : under_way_)
        slots.take(rank);
    return slots;
}

asio::awaitable<OutboxWorker::Round> OutboxWorker::look() {
    std::vector<long long> rows;
    for (const auto& [row, rank] : under_way_)
        rows.push_back(row);
    const std::function<Round(Store&)> question = [now = clock_.now(), free = free_slots(),
                                                   under_way = std::move(rows),
                                                   settings = settings_](Store& store) {
        Round round;
        auto busy = under_way;
        auto slots = free;
        for (auto& owed : store.owed(now, slots, under_way)) {
            slots.take(owed.rank);
            const auto id = owed.effect.incident;
            // A timeline may be long, and only a document shows all of it.
            auto dossier = owed.effect.kind == Kind::upload_document
                               ? store.dossier(id)
                               : store.newest(id, slack::entries_on_card);
            if (id.number == 0)  // of no incident
                dossier.emplace();
            busy.push_back(owed.row);
            slack::Parcel parcel{owed.mark,
                                 owed.effect,
                                 owed.due,
                                 owed.tries,
                                 owed.first_try,
                                 owed.outcome_unknown,
                                 owed.progress,
                                 {std::move(dossier).value(), store.record().places(id), settings},
                                 {},
                                 {}};
            if (owed.effect.kind == Kind::create_channel || owed.effect.kind == Kind::unsay)
                parcel.taken = store.channels();
            render(parcel, store.record(), now);
            round.items.push_back({std::move(owed), std::move(parcel)});
        }
        round.next_due = store.next_due(busy, slots);
        round.newest = store.waiting().newest;
        return round;
    };
    auto round = co_await ask_storage<Round>(storage_, question);
    for (auto& item : round.items)
        item.parcel.canvases = clock_.running() >= no_canvases_;
    co_return round;
}

asio::awaitable<void> OutboxWorker::deliver(Item item) {
    const auto row = item.owed.row;
    std::string problem;
    try {
        auto ending = co_await carry_out(item.owed, std::move(item.parcel));
        if (ending.answer && answered_)
            co_await answered_(*std::exchange(ending.answer, std::nullopt));
        switch (ending.end) {
            case slack::Ending::End::delivered:
                ++counts_.delivered;
                break;
            case slack::Ending::End::refused:
                ++counts_.refused;
                break;
            case slack::Ending::End::later:
                ++counts_.put_off;
                break;
            case slack::Ending::End::unknown:
                ++counts_.in_doubt;
                break;
        }
        for (const auto& refusal : ending.made.refusals)
            spdlog::warn("outbox: {}: {}", owner_of(item.owed.effect),
                         for_the_log(item.owed.effect, refusal));
        if (ending.no_canvases)
            no_canvases_ = clock_.running() + without_canvases;
        const bool back = ending.end == slack::Ending::End::delivered && put_off_;
        put_off_ = ending.end == slack::Ending::End::later ||
                   ending.end == slack::Ending::End::unknown || (put_off_ && !back);
        const auto settlement = settlement_of(std::move(ending));
        const std::function<bool(Store&)> settle = [owed = item.owed, settlement, back,
                                                    now = clock_.now()](Store& store) {
            store.settle(owed, settlement, now);
            if (back)  // what kept one from its goal may be over for all
                store.owe_by(now + before_a_look);
            return true;
        };
        co_await ask_storage<bool>(storage_, settle);
        last_ended_ = clock_.now();
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::exception& error) {
        problem = error.what();
    }
    if (!problem.empty()) {
        // Not noted on disk, so it may not go on; what was sent is looked up when the disk is back.
        ++counts_.not_noted;
        spdlog::error("outbox: {} {} could not be noted: {}", owner_of(item.owed.effect),
                      to_string(item.owed.effect.kind), problem);
        asio::steady_timer timer(executor_, after_bad_disk);
        co_await timer.async_wait(asio::use_awaitable);
    }
    std::erase_if(under_way_, [row](const auto& one) { return one.first == row; });
    wake();
}

asio::awaitable<slack::Ending> OutboxWorker::carry_out(const Owed& owed, slack::Parcel parcel) {
    try {
        if (parcel.effect.kind == Kind::upload_document)
            parcel.document = document_(parcel.view.dossier, parcel.effect.number);
        if (parcel.effect.kind == Kind::post_figures)
            parcel.document = figures_picture(parcel.effect);
    } catch (const std::exception& error) {  // a template of the team's own may be wrong
        slack::Ending unmade;
        unmade.end = slack::Ending::End::refused;
        unmade.made.refusals = {
            {about_of(owed.effect),
             Words(std::string("The document could not be made: ") + error.what())}};
        co_return unmade;
    }
    slack::Delivery delivery(std::move(parcel), self_, channels_);
    auto step = delivery.start(clock_.now());
    while (step.kind != slack::Step::Kind::done) {
        if (step.note) {
            const std::function<bool(Store&)> begin = [owed, first_try = slack_now(),
                                                       progress = *step.note](Store& store) {
                return store.begin(owed, first_try, progress);
            };
            if (!co_await ask_storage<bool>(storage_, begin)) {
                // The incident became private meanwhile: what was not sent yet is not sent.
                slack::Ending withdrawn;
                withdrawn.end = slack::Ending::End::refused;
                co_return withdrawn;
            }
        }
        fault_point("deliver.before_call");
        slack::Answer answer;
        if (step.kind == slack::Step::Kind::upload) {
            answer = co_await api_.upload(std::move(step.url), std::move(step.bytes));
            fault_point("deliver.uploaded");
        } else {
            answer = co_await api_.call(std::move(step.method), std::move(step.arguments),
                                        step.priority);
            fault_point("deliver.called");
        }
        if (answer.slack_date)
            slack_says(*answer.slack_date);
        step = delivery.next(std::move(answer), clock_.now());
    }
    co_return std::move(step.ending);
}

asio::awaitable<bool> OutboxWorker::settled(milliseconds most) {
    const auto deadline = std::chrono::steady_clock::now() + most;
    while (!idle()) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left <= milliseconds(0))
            co_return false;
        idle_news_.expires_after(left);
        co_await idle_news_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return true;
}

}  // namespace muster
