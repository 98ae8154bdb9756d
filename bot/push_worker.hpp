#pragma once

#include "bot/clock.hpp"
#include "bot/push_client.hpp"
#include "bot/task_group.hpp"
#include "bot/watch.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// Brings to the targets of Settings::pushes what the outbox owes them, beside what goes to Slack:
// each target at its own pace, and none waits for another. To be used on the executor's one thread.
class PushWorker {
public:
    using Send =
        std::function<asio::awaitable<status::PushAnswer>(status::PushRequest, PushFields)>;
    struct Counts {
        std::uint64_t delivered = 0;
        std::uint64_t refused = 0;   // and kept until somebody has changed something
        std::uint64_t put_off = 0;   // the target was busy, or away
        std::uint64_t in_doubt = 0;  // nobody knows whether it arrived: it is looked for
    };

    // `storage` and `clock` outlive it. `keys` by the targets' names.
    PushWorker(asio::any_io_executor executor, StorageThread& storage, Settings settings,
               std::map<std::string, std::string> keys, const Clock& clock, Send send);
    ~PushWorker();

    // Delivers until it is cancelled; what is under way then is looked up by the next run. What was
    // refused in an earlier run is tried again at first.
    asio::awaitable<void> run();
    // There may be something new: call it after every commit that left effects.
    void wake();

    [[nodiscard]] std::map<std::string, Counts> counts() const;
    // Whether a target refuses something, or could not be told anything for a while.
    [[nodiscard]] Sign sign() const;

private:
    struct Lane;  // to one target
    struct Item {
        Owed owed;
        status::PushParcel parcel;
    };
    struct Round {
        std::vector<Item> items;
        std::optional<Instant> next_due;
    };

    asio::awaitable<void> serve(Lane& lane);
    asio::awaitable<Round> look(Lane& lane);
    asio::awaitable<void> deliver(Lane& lane, Item item);
    asio::awaitable<status::PushEnding> carry_out(Lane& lane, const Owed& owed,
                                                  status::PushParcel parcel);
    asio::awaitable<void> keep_pace(Lane& lane);
    void note(Lane& lane, const Owed& owed, const status::PushEnding& ending);

    asio::any_io_executor executor_;
    StorageThread& storage_;
    Settings settings_;
    const Clock& clock_;
    Send send_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    TaskGroup tasks_;  // last: the deliveries, which use all of the above
};

}  // namespace muster
