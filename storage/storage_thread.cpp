#include "storage/storage_thread.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_jobs_at_once = 256;
constexpr std::chrono::milliseconds quiet{50};  // then nobody is about to ask

}  // namespace

StorageThread::StorageThread(std::unique_ptr<Store> store, Report report)
    : store_(std::move(store)), report_(std::move(report)), thread_([this] { run(); }) {}

StorageThread::~StorageThread() {
    stop();
}

void StorageThread::post(Job job, Done done) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            jobs_.push_back({std::move(job), std::move(done)});
            wake_.notify_one();
            return;
        }
    }
    done(unavailable("This was not kept, because Muster is stopping. Try again in a minute."));
}

void StorageThread::read(std::function<void(Store&)> use) {
    const std::lock_guard lock(mutex_);
    if (stopping_)
        return;
    reads_.push_back({std::move(use), taken_ + jobs_.size()});
    wake_.notify_one();
}

void StorageThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id())
        thread_.join();
}

void StorageThread::run() {
    bool rested = true;
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto something = [this] { return stopping_ || !jobs_.empty() || !reads_.empty(); };
        if (rested) {
            wake_.wait(lock, something);
        } else if (!wake_.wait_for(lock, quiet, something)) {
            lock.unlock();
            guard([this] { store_->rest(); });
            lock.lock();
            rested = true;
            continue;
        }
        if (jobs_.empty() && reads_.empty())
            return;
        // In turns: somebody waits for each job, so it waits for one read at most.
        auto jobs = take_jobs();
        std::function<void(Store&)> read;
        if (!reads_.empty() && reads_.front().after <= taken_) {
            read = std::move(reads_.front().use);
            reads_.pop_front();
        }
        lock.unlock();
        if (!jobs.empty())
            perform(jobs);
        if (read)
            guard([&] { read(*store_); });
        rested = false;
        lock.lock();
    }
}

std::vector<StorageThread::Posted> StorageThread::take_jobs() {
    std::vector<Posted> jobs;
    if (jobs_.size() <= most_jobs_at_once) {
        jobs = std::exchange(jobs_, {});
    } else {
        const auto middle = jobs_.begin() + most_jobs_at_once;
        jobs.assign(std::move_iterator(jobs_.begin()), std::move_iterator(middle));
        jobs_.erase(jobs_.begin(), middle);
    }
    taken_ += jobs.size();
    return jobs;
}

void StorageThread::perform(std::vector<Posted>& jobs) {
    std::vector<Job> batch;
    batch.reserve(jobs.size());
    for (auto& posted : jobs)
        batch.push_back(std::move(posted.job));
    std::vector<Result<Outcome>> results;
    guard([&] { results = store_->perform(batch); });
    results.resize(jobs.size(),
                   unavailable("This was not kept, because something broke. Try again."));
    for (std::size_t index = 0; index < jobs.size(); ++index)
        guard([&] { jobs[index].done(std::move(results[index])); });
}

void StorageThread::guard(const std::function<void()>& use) const {
    try {
        use();
    } catch (const std::exception& error) {
        if (report_)
            report_(error.what());
    }
}

}  // namespace muster
