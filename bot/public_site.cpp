#include "bot/public_site.hpp"

#include "status/model.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

Instant system_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// A snapshot that failed is tried again by itself, at first soon.
constexpr std::chrono::milliseconds first_retry{1000};
constexpr std::chrono::milliseconds longest_retry{60'000};

}  // namespace

PublicSite::PublicSite(const Settings& settings, Options options,
                       const std::vector<Dossier>& record)
    : settings_(settings), options_(std::move(options)), builder_(settings, options_.templates) {
    if (!options_.now)
        options_.now = system_now;
    for (const auto& dossier : record)
        builder_.update(dossier.incident.id, status::public_incident(dossier, settings_));
    newest_ = builder_.build(nullptr, options_.now());
    board_->put(newest_);
    if (options_.on_snapshot)
        options_.on_snapshot(newest_);
    server_.emplace(options_.http, board_);
    thread_ = std::thread(&PublicSite::run, this);
}

PublicSite::~PublicSite() {
    stop();
}

std::uint16_t PublicSite::port() const {
    return server_->port();
}

std::string PublicSite::local_url() const {
    auto address = options_.http.listen;
    address.port = port();
    return "http://" + to_string(address);
}

std::size_t PublicSite::connections() const {
    return server_->connections();
}

void PublicSite::update(IncidentId id, std::optional<Dossier> dossier) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.insert_or_assign(id, std::move(dossier));
        ++told_;
    }
    changed_.notify_one();
}

bool PublicSite::wait_until_current(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    const auto wanted = told_;
    return served_.wait_for(lock, most, [&] { return done_ >= wanted; });
}

std::size_t PublicSite::behind() {
    const std::lock_guard lock(mutex_);
    return told_ - done_;
}

void PublicSite::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable())
        thread_.join();
    server_->stop();
}

void PublicSite::run() {
    auto retry = first_retry;
    bool failed = false;
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto due = [&] { return stopping_ || told_ != seen; };
        if (failed) {
            changed_.wait_for(lock, retry, due);
        } else if (builder_.next_day()) {
            if (!changed_.wait_for(lock, options_.look, due) && !is_of_yesterday())
                continue;
        } else {
            changed_.wait(lock, due);
        }
        if (stopping_)
            break;
        auto changes = std::exchange(waiting_, {});
        seen = told_;
        lock.unlock();
        const auto problem = rebuild(changes);
        if (!problem.empty() && options_.on_failure)
            options_.on_failure(problem);
        lock.lock();
        retry = failed && !problem.empty() ? std::min(retry * 2, longest_retry) : first_retry;
        failed = !problem.empty();
        if (failed) {
            waiting_.merge(changes);  // what came meanwhile is newer, and wins
        } else {
            done_ = seen;
            served_.notify_all();
        }
        changed_.wait_for(lock, options_.pace, [&] { return stopping_; });
    }
}

bool PublicSite::is_of_yesterday() const {
    const auto next_day = builder_.next_day();
    return next_day && options_.now() >= *next_day;
}

std::string PublicSite::rebuild(const std::map<IncidentId, std::optional<Dossier>>& changes) {
    try {
        for (const auto& [id, dossier] : changes)
            builder_.update(id,
                            dossier ? status::public_incident(*dossier, settings_) : std::nullopt);
        if (builder_.dirty(options_.now())) {
            newest_ = builder_.build(newest_.get(), options_.now());
            board_->put(newest_);
            if (options_.on_snapshot)
                options_.on_snapshot(newest_);
        }
        return {};
    } catch (const std::exception& error) {
        return std::string("The status page could not be made anew, and shows the last state: ") +
               error.what();
    }
}

}  // namespace muster
