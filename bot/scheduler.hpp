#pragma once

#include "bot/clock.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>

namespace muster {

namespace asio = boost::asio;

// Looks again and again whether something has come due, and then asks for it like anybody who asks
// for something: decided and stored in one transaction, said by the outbox. What was said is in the
// record's database, so a restart neither forgets nor repeats it. On the Slack thread alone.
class Scheduler {
public:
    // `on_commit`: something was stored; both outlive it.
    Scheduler(StorageThread& storage, const Clock& clock,
              std::function<void(const Outcome& outcome)> on_commit);

    // Until it is cancelled.
    asio::awaitable<void> run();
    // One look; nothing while one is under way.
    asio::awaitable<void> look();
    // The record changed, so what Home tabs show may have.
    void record_changed() { changed_ = true; }

private:
    StorageThread& storage_;
    const Clock& clock_;
    std::function<void(const Outcome& outcome)> on_commit_;
    bool looking_ = false;
    bool changed_ = true;                 // since Home tabs were last shown; nobody knows of before
    std::optional<Instant> homes_at_;     // when they were
    std::optional<Instant> archived_at_;  // when channels to archive were last looked for
};

}  // namespace muster
