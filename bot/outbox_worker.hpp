#pragma once

#include "bot/clock.hpp"
#include "bot/slack_client.hpp"
#include "bot/task_group.hpp"
#include "slack/delivery.hpp"
#include "slack/payload.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster {

namespace asio = boost::asio;

// Makes happen at Slack what the outbox owes, several effects at once, each of them once. To be
// used on the executor's one thread.
class OutboxWorker {
public:
    // The postmortem document of that revision, as Markdown.
    using Document = std::function<std::string(const Dossier&, int revision)>;
    // Decides on what an Ask found out; the Ask is settled once it returns, and repeated when it
    // throws.
    using Answered = std::function<asio::awaitable<void>(Request answer)>;
    struct Counts {
        std::uint64_t delivered = 0;
        std::uint64_t refused = 0;    // for good
        std::uint64_t put_off = 0;    // Slack was busy, or away
        std::uint64_t in_doubt = 0;   // nobody knows whether it arrived: it is looked for
        std::uint64_t not_noted = 0;  // the disk would not take what became of it
    };

    // `storage`, `api` and `clock` outlive it. Nothing is sent before identify(), here or later,
    // has said who we are.
    OutboxWorker(asio::any_io_executor executor, StorageThread& storage, SlackApi& api,
                 Settings settings, slack::Self self, const Clock& clock, Document document);

    // Delivers until it is cancelled; what is under way then is looked up by the next run.
    asio::awaitable<void> run();
    // There may be something new: call it after every commit that left effects.
    void wake();
    void identify(slack::Self self);
    // Before run().
    void on_answer(Answered answered) { answered_ = std::move(answered); }
    // Slack's own clock, from any answer's Date.
    void slack_says(Instant slack_date);

    // Whether nothing is under way, and nothing owed was due when last looked.
    [[nodiscard]] bool idle() const { return idle_ && !woken_; }
    // Returns true as soon as it is idle, false after `most`.
    asio::awaitable<bool> settled(std::chrono::milliseconds most);

    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] std::size_t under_way() const { return under_way_.size(); }
    // When something was last brought to an end: for readiness. Nothing before the first time.
    [[nodiscard]] std::optional<Instant> last_ended() const { return last_ended_; }

private:
    struct Item {
        Owed owed;
        slack::Parcel parcel;
    };
    struct Round {
        std::vector<Item> items;
        std::optional<Instant> next_due;
        long long newest = 0;
    };

    asio::awaitable<void> work();
    asio::awaitable<Round> look();
    [[nodiscard]] Slots free_slots() const;
    asio::awaitable<void> deliver(Item item);
    asio::awaitable<slack::Ending> carry_out(const Owed& owed, slack::Parcel parcel);
    asio::awaitable<void> pause(std::chrono::milliseconds most);
    [[nodiscard]] Instant slack_now() const;
    // What is owed moves with the clock when somebody sets it.
    asio::awaitable<void> follow_clock();

    asio::any_io_executor executor_;
    StorageThread& storage_;
    SlackApi& api_;
    Settings settings_;
    slack::Self self_;
    const Clock& clock_;
    Document document_;
    Answered answered_;
    slack::KnownChannels channels_;
    ClockSteps clock_steps_;
    std::chrono::seconds clock_step_{0};  // that the outbox has not followed yet
    long long newest_row_ = 0;            // when last looked
    bool begun_ = false;
    bool put_off_ = false;  // something, since the last delivery that reached its goal
    // Slack's clock, when our own had run so long; nothing before it was heard.
    std::optional<std::pair<Instant, std::chrono::microseconds>> slack_clock_;
    std::chrono::microseconds no_canvases_{0};          // until then, by clock_.running()
    std::vector<std::pair<long long, int>> under_way_;  // rows and their ranks
    bool woken_ = true;
    bool idle_ = false;
    asio::steady_timer wake_up_;
    asio::steady_timer idle_news_;
    Counts counts_;
    std::optional<Instant> last_ended_;
    TaskGroup tasks_;  // last: the deliveries, which use all of the above
};

}  // namespace muster
