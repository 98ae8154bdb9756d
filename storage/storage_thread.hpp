#pragma once

#include "storage/store.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace muster {

// The one thread that writes. Whatever jobs wait when it looks are one transaction, so that many
// share one fsync. Everything given to it runs on it, in the order given; a callback hands its
// result to its own thread. post() and read() may be called from any thread.
class StorageThread {
public:
    using Done = std::function<void(Result<Outcome>)>;
    // What a callback or a read threw, for the log; called on the storage thread.
    using Report = std::function<void(const std::string&)>;

    explicit StorageThread(std::unique_ptr<Store> store, Report report = {});
    ~StorageThread();
    StorageThread(const StorageThread&) = delete;
    StorageThread& operator=(const StorageThread&) = delete;

    // `done` gets the outcome after the commit. After stop() it is an Error, at once.
    void post(Job job, Done done);
    // Runs with the store to itself, after the jobs that were posted before; may settle and
    // remember too. After stop() it does not run.
    void read(std::function<void(Store&)> use);

    // Ends the thread after all that was given to it by then. May be called twice.
    void stop();

private:
    struct Posted {
        Job job;
        Done done;
    };
    struct Read {
        std::function<void(Store&)> use;
        std::uint64_t after = 0;  // so many jobs go before it
    };

    void run();
    std::vector<Posted> take_jobs();  // with the lock held
    void perform(std::vector<Posted>& jobs);
    void guard(const std::function<void()>& use) const;

    std::unique_ptr<Store> store_;
    Report report_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Posted> jobs_;
    std::deque<Read> reads_;
    std::uint64_t taken_ = 0;  // jobs performed, or being performed
    bool stopping_ = false;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace muster
